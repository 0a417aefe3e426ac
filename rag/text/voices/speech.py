"""Speech in an article: whose words stand where, told apart from the reporter's own.

A quotation in marks is ``direct`` where it is a whole utterance and ``mixed`` where it is a piece of the reporter's
sentence (he called it "unfounded"); speech without marks ("Kanaani said that ...") is ``reported``. In nested speech
("Kanaani said that Armenia denied it") the speaker is the outer one, whose words they are. A title or a term in marks
is a quotation without a speaker. Who speaks is worked out in `rag.text.voices`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from rag.text.names import same_name
from rag.text.voices.cues import Cue
from rag.text.voices.speech_verbs import CLAIMS, DENIALS, OPINIONS, REPORTS
from rag.text.voices.voice import Quoted, Voice, Voices
from rag.types import Span

Stance = Literal["statement", "claim", "denial", "opinion"]
SpeechKind = Literal["direct", "mixed", "reported"]

_OWN_VIEW = re.compile(
    r"\b(?:I|we)\s(?:\w{2,12}\s)?(?:think|believe|feel|felt|hope|suspect|guess|doubt|expect|fear)\b"
    r"|\b[Ii]n my (?:view|opinion)\b"
)
_VIA = re.compile(
    r"\b(?:told|(?:interview|briefing|conversation)\s(?:with|to|by|for)"
    r"|(?:spoke|speaking|talking|comments|remarks|statement)\sto"
    r"|according\sto|quoted\sby|carried\sby|(?:published|reported)\s(?:in|by))\s(?:the\s)?"
)
_SHORTEST_CLAUSE = 20  # characters before a tag that can be what is said


@dataclass(frozen=True, slots=True, order=True)
class Speech(Span):
    """Words that are somebody's, and not the reporter's.

    The span is the quotation with its marks, or the sentence that reports; ``inner`` the words without marks, or the
    clause that is reported. ``speaker`` is the name as the article introduces it, ``role`` how it describes the
    speaker; ``mention`` names the speaker here, ``cue`` is the verb. ``via`` is who reports it, where that is somebody
    else. ``sentence`` is the index of the sentence in which it begins.
    """

    inner: Span
    kind: SpeechKind
    speaker: str | None
    role: str
    mention: Span | None
    cue: Span | None
    stance: Stance
    via: str | None
    sentence: int


def find_speech(text: str, sentences: Sequence[Span], voices: Voices | None = None) -> list[Speech]:
    """Every quotation and every reported statement of an article's sentences, in order.

    A sentence in which none begins or goes on is the reporter's own voice. A quotation that runs over several
    paragraphs is one.
    """
    voices = voices or Voices(text, sentences)
    found = [_quoted(voices, q) for q in voices.quoted if q.quotation.inner.of(text).strip()]  # marks alone say nothing
    quoting = {quoted.sentence for quoted in voices.quoted if quoted.voice is not None}
    for index, voice in enumerate(voices.voices):
        if voice is not None and voice.cued and index not in quoting:
            found.append(_reported(voices, index, voice))
    return sorted(found, key=attrgetter("start", "end"))


def _quoted(voices: Voices, quoted: Quoted) -> Speech:
    quotation, voice, cue = quoted.quotation, quoted.voice, quoted.cue
    return Speech(
        quotation.start,
        quotation.end,
        quotation.inner,
        "direct" if _is_utterance(voices, quoted) else "mixed",
        voice.name if voice else None,
        _role(voices, voice),
        voice.mention if voice else None,
        cue.verb if cue else None,
        _stance(voices.text, cue, quotation.inner),
        _via(voices, quoted.sentence, voice),
        quoted.sentence,
    )


def _is_utterance(voices: Voices, quoted: Quoted) -> bool:
    """Whether a quotation stands for itself: not a few words that the reporter's sentence is built around."""
    inner = quoted.quotation.inner.of(voices.text).strip()
    before = voices.frame[max(0, quoted.quotation.start - 4) : quoted.quotation.start].rstrip()[-1:]
    if not inner or len(inner.split()) < 2:
        return inner[-1:] in ("!", "?", ".") and before in (",", ":", "")
    opens = not inner[0].isalpha() or inner[0].isupper()
    return before in (":", "") or (opens and (before == "," or inner[-1] in ".!?…,—–"))


def _reported(voices: Voices, index: int, voice: Voice) -> Speech:
    sentence = voices.sentences[index]
    cue = next((c for c in voices.cues[index] if c.subject.start == voice.mention.start), None)
    clause = _clause(voices.text, sentence, cue)
    return Speech(
        sentence.start,
        sentence.end,
        clause,
        "reported",
        voice.name,
        _role(voices, voice),
        voice.mention,
        cue.verb if cue else None,
        _stance(voices.text, cue, clause),
        _via(voices, index, voice),
        index,
    )


def _clause(text: str, sentence: Span, cue: Cue | None) -> Span:
    """What is said: after the verb (and "that"), or before a tag that ends the sentence."""
    whole = Span(sentence.start, sentence.end)
    if cue is None:
        return whole
    if cue.start - sentence.start > _SHORTEST_CLAUSE and len(text[cue.end : sentence.end].split()) <= 4:
        return Span(sentence.start, sentence.start + len(text[sentence.start : cue.start].rstrip(" ,")))
    start = cue.end
    while start < sentence.end and (text[start].isspace() or text[start] in ",:"):
        start += 1
    if text.startswith("that ", start):
        start += len("that ")
    return Span(start, sentence.end) if start < sentence.end else whole


def _role(voices: Voices, voice: Voice | None) -> str:
    """How the article describes a speaker, if it says more than the name."""
    described = voices.introduced(voice.name) if voice is not None else ""
    return described if voice is not None and described != voice.name else ""


def _stance(text: str, cue: Cue | None, words: Span) -> Stance:
    verb = cue.verb.of(text).lower() if cue is not None else ""
    if verb in DENIALS:
        return "denial"
    if verb in CLAIMS:
        return "claim"
    return "opinion" if verb in OPINIONS or _OWN_VIEW.search(text, words.start, words.end) else "statement"


def _via(voices: Voices, index: int, voice: Voice | None) -> str | None:
    """Who reports what another says: "told ILNA", "according to Fars News", "Reuters reported"."""
    if voice is None:
        return None
    sentence = voices.sentences[index]
    through = [match.end() for match in _VIA.finditer(voices.frame, sentence.start, sentence.end)]
    through += [
        cue.subject.start for cue in voices.cues[index] if voices.text[cue.verb.start : cue.verb.end] in REPORTS
    ]
    for name in voices.names[index]:
        if name.start in through and voices.person(name.text) is None and not same_name(name.text, voice.name):
            return name.text
    return None


# --- at a glance ------------------------------------------------------------------------------------------------------

_SAID = (
    r"(?:said|says|told|added|wrote|stated|announced|stressed|noted|warned|denied|claimed|argued|insisted|explained"
    r"|reiterated|emphasi[sz]ed|underscored|tweeted)\b"
)
_SPEAKER = (
    r"(?:[A-Z][\w.'’-]{1,30}|[Hh]e|[Ss]he|minist(?:ry|er)|president|spokes(?:man|woman|person)|officials?|police)"
)
_GLANCE = re.compile(
    rf"\b{_SPEAKER}\s(?:(?:has|had|also|later)\s)?{_SAID}"
    r"|\b(?:said|says|added|wrote|asked)\s(?:[A-Z]|the\s)"
    r"|\b[Aa]ccording\sto\s(?:the\s)?[A-Z]"
)


def names_a_speaker(text: str, sentences: Sequence[Span]) -> bool:
    """Whether some sentence says who speaks: a glance at each until one does, for the summary of an ingest."""
    return any(_GLANCE.search(text, sentence.start, sentence.end) for sentence in sentences)
