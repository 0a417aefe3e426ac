"""What of a model's text is meant for a reader: no thinking, no end that repeats itself, no more than was asked for."""

from __future__ import annotations

import re

from rag.llm.errors import Failed, Failure

LETTERS_A_TOKEN = 8  # English news has 4 to 5; what is twice as long did not keep to the tokens it was given
LOOP = 256  # characters that are one stretch of at most a quarter of it, again and again, are a loop

_OPEN = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_CLOSE = re.compile(r"</(think|thinking|thought|reasoning)>", re.IGNORECASE)
_MAYBE_TAG = re.compile(r"<[/a-z]{0,10}\Z", re.IGNORECASE)  # what may yet become a tag when more comes


class Visible:
    """Takes text piece by piece, gives what can be shown of it. ``most`` is in tokens."""

    def __init__(self, most: int) -> None:
        self._most = most * LETTERS_A_TOKEN
        self._held = ""  # not yet decided
        self._tail = ""  # what was shown last
        self._shown = 0
        self._thinking = False

    @property
    def empty(self) -> bool:
        """Whether nothing was shown yet."""
        return not self._shown

    def add(self, text: str) -> str:
        """What can be shown now. Raises `Failed` for a text that has no end, or shows its thinking."""
        self._held += text
        return self._show(self._decided())

    def rest(self) -> str:
        """What was held back in case it were a tag, at the end of the text."""
        held, self._held = self._held, ""
        return "" if self._thinking else self._show(held)

    def _decided(self) -> str:
        """What is certainly outside of thinking; the rest stays held."""
        shown = ""
        while match := (_CLOSE if self._thinking else _OPEN).search(self._held):
            if not self._thinking:
                shown += _outside(self._held[: match.start()])
            self._held, self._thinking = self._held[match.end() :], not self._thinking
        maybe = _MAYBE_TAG.search(self._held)
        cut = maybe.start() if maybe else len(self._held)
        if not self._thinking:
            shown += _outside(self._held[:cut])
        self._held = self._held[cut:]
        return shown

    def _show(self, text: str) -> str:
        if self.empty:
            text = text.lstrip()
        text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no character
        self._shown += len(text)
        self._tail = (self._tail + text)[-LOOP:] if len(text) < LOOP else text[-LOOP:]
        if self._shown > self._most:
            raise Failed(Failure("wrote on and on, far beyond what it was asked for", sound=True))
        if repeats(self._tail):
            raise Failed(Failure("repeated itself without end", sound=True))
        return text


def _outside(text: str) -> str:
    """The text, which must not hold the end of a thinking that nobody saw begin."""
    if _CLOSE.search(text):
        advice = "Start the server with its reasoning parser on."
        raise Failed(Failure("wrote its thinking into its answer", advice, sound=True))
    return text


def repeats(tail: str) -> bool:
    """Whether the end of a text is one short stretch again and again."""
    return len(tail) == LOOP and any(tail[period:] == tail[:-period] for period in range(1, LOOP // 4 + 1))


def without_thinking(text: str) -> str:
    """A whole text from where the thinking ends, also where its beginning was part of the prompt."""
    ends = list(_CLOSE.finditer(text))
    return text[ends[-1].end() :] if ends and not _OPEN.search(text, 0, ends[0].start()) else text
