"""Who speaks in a text, read once: its speeches, and who is said to speak in each of its sentences."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from rag.check.reading import Unit, read
from rag.text.names import find_names
from rag.text.voices import Speech, Voices, find_speech, is_person
from rag.types import Span

_start = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Heard:
    """The speech of one text. ``speakers`` are, for each sentence, the subjects of its verbs of speech, as written."""

    sentences: list[Unit]
    speeches: list[Speech]
    speakers: list[tuple[str, ...]]
    voices: Voices

    def at(self, place: Span) -> Speech | None:
        """The speech that a place stands in: the quotation, else what is reported."""
        around = [speech for speech in self.speeches if speech.start <= place.start and place.end <= speech.end]
        quoted = [speech for speech in around if speech.kind != "reported"]
        return next(iter(quoted or around), None)

    def speaking_at(self, place: int) -> tuple[str, ...]:
        """Those who speak in the sentence of a place: in "X said that Y said", X and Y."""
        at = bisect_right(self.sentences, place, key=_start) - 1
        return self.speakers[at] if at >= 0 else ()

    def knows(self, name: str) -> bool:
        """Whether a name is that of a person: by its own form, or because the text introduces somebody so."""
        return self.voices.person(name) is not None or any(is_person(found) for found in find_names(name))


@lru_cache(maxsize=16)
def heard(text: str) -> Heard:
    """The speech of a text; that of the texts asked for last is kept."""
    sentences = read(text).units
    voices = Voices(text, sentences)
    speakers = [tuple(cue.subject.of(text) for cue in cues) for cues in voices.cues]
    return Heard(list(sentences), find_speech(text, sentences, voices), speakers, voices)
