"""A model's text to sentences with keys, while it is being written. Never fails; never gives markup.

The same text gives the same sentences however it is cut into pieces: what is decided depends on signs, not on pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answer.generated.elements import Elements
from rag.answer.generated.in_json import SENTENCES, quoted, said_in_json, sentences_of
from rag.answer.generated.marks import MARK, Said, sentences_said
from rag.answer.generated.prompts import NOT_SAID
from rag.text.fold import fold

MOST_TEXT = 20_000  # signs that are read; four sentences with quotes have 2,000
MOST_LINE = 3_000
MOST_SENTENCE = 600  # what is longer is no sentence that anyone checks
MOST_SAID = 8  # asked for are four

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_HEAD = re.compile(
    r"\W*\b(quotes?|answer|sources?|references?|citations?|footnotes?|bibliography)\b[*_\s]*(:|\Z)", re.I
)
_BULLET = re.compile(r"\A\s*(?:[-*•–+>]\s+|\(?\d{1,2}[.)]\s+)+")
_SKIPPED = re.compile(r"\s*(?:`{3,}.*|~{3,}.*|#{1,6}\s.*|\[[^\]]*\]:\s.*|[-*_=\s]*)\Z")
_ONLY_MARKS = re.compile(rf"(?:\s|{MARK})+", re.I)
_NEXT_BEGUN = re.compile(rf"[.!?…。؟][^\s\w]*\s*(?:(?:{MARK})[.\s]*)*[^\s\[(【⟦^]\S*\s\Z", re.I)
_JSON = re.compile(r"\s*(?:\{|\[\s*[{\"])")
_OPENS = '{["'
_THINKS = re.compile(r"<(think|thinking|thought|reasoning)>", re.I)
_THOUGHT = re.compile(r"</(think|thinking|thought|reasoning)>", re.I)
_LEAD = re.compile(
    r"(?:based on|according to|from) the (?:provided |given |above )?(?:passages?|articles?|context|sources?|text)"
    r"(?: provided)?,\s+",
    re.I,
)
_CHATTER = re.compile(
    r"(?:i(?:'|’)?m sorry\b|i am sorry\b|sorry[,.]|i (?:can(?:no|')t|cannot|am unable|am not able|won't)\b|as an ai\b"
    r"|as a language model\b|sure[,.!]|certainly[,.!]|of course[,.!]|here (?:is|are|'s)\b.*[:.]\Z|i hope this\b"
    r"|let me know\b|is there anything else\b)",
    re.I,
)


class Parser:
    """Takes pieces of text, gives sentences as they are complete; of an answer in JSON (`form`) as well as of text.

    ``declined``: the model says that the passages do not answer. ``quotes``: what it copied, with keys. ``left_out``
    counts what was no sentence for a reader: chatter, and what has no end; ``loose`` are marks without a sentence.
    """

    def __init__(self) -> None:
        self.quotes: list[Said] = []
        self.declined = False
        self.left_out = 0
        self.loose: list[str] = []
        self._read = self._given = 0
        self._line = self._held = ""
        self._json: Elements | None = None
        self._section, self._thinks = "answer", False
        self._of_line: list[Said] = []

    def feed(self, piece: str) -> list[Said]:
        """The sentences that are complete now."""
        piece = piece[: MOST_TEXT - self._read]
        self._read += len(piece)
        return self._shown(said for sign in piece for said in self._sign(sign))

    @property
    def in_json(self) -> bool:
        """Whether what came is JSON."""
        return self._json is not None

    def finish(self) -> list[Said]:
        """What is left at the end of the text."""
        return self._shown(self._rest())

    def _sign(self, sign: str) -> Iterator[Said]:
        if self._json:
            yield from self._in_json(sign)
            return
        if sign in _BREAKS or len(self._line) >= MOST_LINE:
            yield from self._line_ends()
        if sign not in _BREAKS:
            self._line += sign
        if sign == " ":
            yield from self._early()
        elif sign in _OPENS and not self._thinks and self._opens_json(self._line):
            line, self._line = self._line, ""
            yield from self._json_begins(line)

    def _opens_json(self, line: str) -> bool:
        """Whether an answer in JSON begins here: in front of all else, or where it was just announced."""
        announced = not self._held or self._held.rstrip().endswith(":")
        return not self._given and announced and bool(_JSON.match(line))

    def _json_begins(self, line: str) -> Iterator[Said]:
        yield from self._flush()
        self._json = Elements()
        for sign in line:
            yield from self._in_json(sign)

    def _in_json(self, sign: str) -> Iterator[Said]:
        """Sentences of the form asked for, each with its object's end; of any other JSON when all of it is there."""
        assert self._json is not None
        element = self._json.add(sign)
        if element is None:
            return
        if element.name.startswith("quote"):
            self.quotes += quoted(element)
        elif element.name == SENTENCES:
            said, cut = sentences_of(element)
            self.left_out += cut
            yield from said

    def _early(self) -> Iterator[Said]:
        """Sentences of a line that goes on, once the next has begun: a mark may still follow a full stop."""
        section, line = self._headed(self._line)
        silent = self._thinks or _THINKS.search(line) or _JSON.match(line) or section != "answer"
        if silent or _SKIPPED.match(line) or not _NEXT_BEGUN.search(line[-400:]):
            return
        if self._held and self._goes_on(line):
            self._line = line = f"{self._held} {line}"
            self._held = ""
        elif self._held:
            yield from self._flush()
        yield from self._new(sentences_said(_BULLET.sub("", line, count=1))[:-1])

    def _new(self, said: list[Said]) -> Iterator[Said]:
        """Those that this line has not given before."""
        for one in said:
            if one not in self._of_line:
                self._of_line.append(one)
                yield one

    def _line_ends(self) -> Iterator[Said]:
        line, self._line = self._outside(self._line), ""
        if self._opens_json(line):
            yield from self._json_begins(line + "\n")
            return
        section, line = self._headed(line)
        self._section = section
        if self._of_line and not self._held:  # the line has given sentences: what is left of it is held
            self._held = line
            return
        if section == "quotes":
            self.quotes += [one for one in sentences_said(_BULLET.sub("", line, count=1)) if one.text]
        elif section == "answer":
            yield from self._answer_line(line)

    def _answer_line(self, line: str) -> Iterator[Said]:
        """A line is held until the next is known: it may be marks alone, or the rest of a wrapped sentence."""
        if _SKIPPED.match(line):
            yield from self._flush()
        elif self._held and (_ONLY_MARKS.fullmatch(line) or self._goes_on(line)):
            self._held += " " + line.strip()
        else:
            yield from self._flush()
            self._held = line

    def _goes_on(self, line: str) -> bool:
        ended = re.search(r"[.!?…:。؟][^\w\s]*\s*\Z", self._held) or re.search(rf"(?:{MARK})\W*\Z", self._held, re.I)
        return line.lstrip()[:1].islower() and not ended

    def _flush(self) -> Iterator[Said]:
        held, self._held = self._held, ""
        if held.strip():
            yield from self._new(sentences_said(_BULLET.sub("", held, count=1)))
        self._of_line = []

    def _headed(self, line: str) -> tuple[str, str]:
        """Which section a line belongs to, and what of it stands behind the heading."""
        head = _HEAD.match(line)
        if head is None:
            return self._section, line
        word = head[1].lower()
        section = "quotes" if word.startswith("quote") else "answer" if word == "answer" else "sources"
        return section, line[head.end() :].lstrip("*_ ")

    def _outside(self, line: str) -> str:
        """What of a line is not thinking."""
        shown = ""
        while match := (_THOUGHT if self._thinks else _THINKS).search(line):
            shown += "" if self._thinks else line[: match.start()]
            line, self._thinks = line[match.end() :], not self._thinks
        return shown if self._thinks else shown + line

    def _rest(self) -> Iterator[Said]:
        if self._json is None:
            yield from self._line_ends()
            yield from self._flush()
        if self._json and SENTENCES in self._json.lists:
            self.declined |= SENTENCES in self._json.closed and not self._json.lists[SENTENCES]
        elif self._json:
            yield from said_in_json(self._json.text)
        elif not self._given and not self.declined:
            yield from [one for one in self.quotes if one.keys]

    def _shown(self, said: Iterator[Said]) -> list[Said]:
        return [ready for one in said if (ready := self._for_reader(one)) is not None]

    def _for_reader(self, said: Said) -> Said | None:
        """The sentence as it may be shown; None for what is none."""
        text = _LEAD.sub("", said.text, count=1)
        text = text[:1].upper() + text[1:] if text != said.text else text
        if fold(text).startswith(fold(NOT_SAID)):
            self.declined = True
            return None
        if not re.search(r"\w", text):
            self.loose += said.keys
            return None
        chatter = _CHATTER.match(text) or (text.endswith(":") and not said.keys)
        if chatter or len(text) > MOST_SENTENCE or self._given == MOST_SAID:
            self.left_out += 1
            return None
        self._given += 1
        return Said(text, said.keys)
