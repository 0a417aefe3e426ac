"""Lines that are somebody's words, or that say whose: found through the quotation, not through nearness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from rag.answer.close import read_closely
from rag.answer.direct.asked import same_word
from rag.answer.question import Question
from rag.text.fold import fold
from rag.text.names import same_name
from rag.text.quotes import find_quotes
from rag.text.voices import Speech, find_speech
from rag.text.words import content_stems
from rag.types import Article, Span

# "during a phone call with the mayor that ...": when and to whom it was said stands before what was said.
_THAT = re.compile(r"(?:on|in|at|during|after|before|to|while)\s[^.;“\"]{1,120}?\bthat\s")
_GOES_ON = re.compile(r",\s(?:adding|saying|noting|stressing|and\sadded)\b")
_CALLS_FOR = re.compile(r"\bcall(?:s|ed|ing)? (?:for|on|upon)\b", re.I)
_TOLD = 0.7  # of the words of "who said that ...", that have to stand in what is said
LONGEST_SAID = 20  # words of what somebody said; a whole speech is no short answer


class Place(Protocol):
    """A sentence of an article: all that is needed of a candidate."""

    @property
    def article(self) -> Article: ...
    @property
    def index(self) -> int: ...
    @property
    def score(self) -> float: ...


def speaker_line(place: Place) -> Span | None:
    """Who speaks in a sentence: name and role, where the article introduces them."""
    article, voices = place.article, read_closely(place.article).voices
    voice = voices.of(place.index)
    if voice is None:
        return None
    person = voices.person(voice.name)
    for index, written in _introductions(place.index, voice.name, person):
        sentence = article.sentences[index]
        at = article.text.find(written, sentence.start, sentence.end)
        if at >= 0:
            return Span(at, at + len(written))
    return None


def _introductions(index: int, name: str, person: object) -> list[tuple[int, str]]:
    """Where the speaker may be named, the fullest form first."""
    found = []
    if person is not None:
        home = getattr(person, "sentence", index)
        found += [(home, getattr(person, "description", "")), (home, getattr(person, "name", ""))]
    return [(n, written) for n, written in [*found, (index, name)] if written]


def reports_asked(question: Question, place: Place) -> bool:
    """Whether what is said in a sentence is what "who said" asks about: it has most of its words."""
    said = _spoken(place)
    told = [s for s in question.terms if question.weight(s) == 1.0]
    if said is None or not told:
        return False
    speaking = frozenset(content_stems(f"{said.speaker} {said.role}"))
    sentence = place.article.sentences[place.index].of(place.article.text)
    stems = [s for s in content_stems(sentence) if s not in speaking]
    return sum(any(same_word(t, s) for s in stems) for t in told) >= _TOLD * len(told)


def words_line(question: Question, place: Place) -> Span | None:
    """The very words: the only quotation of a sentence, or the one that is nearest to what is asked."""
    sentence = place.article.sentences[place.index]
    quotes = [q for q in find_quotes(place.article.text, sentence.start, sentence.end) if q.closed]
    quotes = [q for q in quotes if content_stems(place.article.text[q.inner_start : q.inner_end])]
    if not quotes or not _by_whom_asked(question, place):
        return None
    if len(quotes) == 1:
        return Span(quotes[0].start, quotes[0].end)
    held = [(_shared(question, place.article.text[q.start : q.end]), q) for q in quotes]
    best = max(held, key=lambda pair: pair[0])
    if best[0] == 0 or sum(count == best[0] for count, _ in held) > 1:
        return None
    return Span(best[1].start, best[1].end)


def said_line(question: Question, place: Place) -> Span | None:
    """What somebody said: the quotation, or the clause that is reported, where it is short enough for a line."""
    said = _spoken(place)
    if said is None or not _by_whom_asked(question, place):
        return None
    sentence = place.article.sentences[place.index]
    if _CALLS_FOR.search(question.text) and not _CALLS_FOR.search(sentence.of(place.article.text)):
        return None  # what else somebody said is not what they called for
    start, end = said.inner.start, min(said.inner.end, sentence.end)
    that = _THAT.match(place.article.text, start, end) if said.kind == "reported" else None
    start = that.end() if that is not None else start
    text = _GOES_ON.split(place.article.text[start:end], maxsplit=1)[0].rstrip(" .,;:")
    line = Span(start, start + len(text))
    if not content_stems(text) or len(text.split()) > LONGEST_SAID or len(text) >= sentence.end - sentence.start - 8:
        return None
    if said.kind == "mixed" and len(text.split()) < 4:
        return None  # a word or two of a speech is not what was said
    return line if sentence.start <= line.start and line.end <= sentence.end else None


def _spoken(place: Place) -> Speech | None:
    """What is said in a sentence; None where it is nothing, or several things."""
    article = place.article
    found = find_speech(article.text, article.sentences, read_closely(article).voices)
    here = [speech for speech in found if speech.sentence == place.index and speech.speaker]
    return here[0] if len(here) == 1 else None


def _by_whom_asked(question: Question, place: Place) -> bool:
    """Whether the speaker of a sentence is the person the question names, by name or by office."""
    asked = [name for name in (question.speaker, question.subject, question.according_to, *question.names[:1]) if name]
    voices = read_closely(place.article).voices
    voice = voices.of(place.index)
    if voice is None:
        return False
    spoken = f"{voice.name} {voices.introduced(voice.name)}"
    return not asked or any(same_name(voice.name, name) or fold(name) in fold(spoken) for name in asked)


def _shared(question: Question, text: str) -> int:
    stems: Sequence[str] = content_stems(text)
    return sum(any(same_word(t, s) for s in stems) for t in question.terms)
