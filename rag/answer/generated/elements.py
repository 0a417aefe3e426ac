"""JSON while it is being written: each element of an outermost object's lists, as soon as it is complete.

``{"quotes": [A, B], "sentences": [C`` gives A and B under "quotes"; what is cut off is not given. Whole JSON is left to
`json`: this only finds where an object, a list or a string among the elements begins and ends, whatever comes.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Element(NamedTuple):
    """One element of the list that stands under ``name``; ``sound`` is False where it is no JSON."""

    name: str
    value: Any
    sound: bool = True


class Elements:
    """Takes signs, gives elements. ``lists`` has, for each list begun, how many elements came; ``closed`` are done."""

    def __init__(self) -> None:
        self.text = ""
        self.lists: dict[str, int] = {}
        self.closed: set[str] = set()
        self._open: list[str] = []
        self._string = self._escaped = self._over = False
        self._name = ""
        self._began = self._word = 0  # where the element and the last string begin

    def add(self, sign: str) -> Element | None:
        """The element that this sign completes."""
        if self._over:
            return None
        self.text += sign
        if self._string:
            return self._in_string(sign)
        if sign in '"{[' and self._in_list:
            self._began = len(self.text) - 1
        return self._outside(sign)

    @property
    def _in_list(self) -> bool:
        """Right in a list of the outermost object, not deeper."""
        return self._open == ["{", "["]

    def _in_string(self, sign: str) -> Element | None:
        if self._escaped or sign == "\\":
            self._escaped = not self._escaped
        elif sign == '"':
            self._string = False
            return self._complete()
        return None

    def _outside(self, sign: str) -> Element | None:
        if sign == '"':
            self._string, self._word = True, len(self.text) - 1
        elif sign == ":" and self._open == ["{"]:
            self._name = str(_read(self.text[self._word : -1])).lower()
        elif sign in "{[":
            self._open.append(sign)
            if self._in_list:
                self.lists.setdefault(self._name, 0)
        elif sign in "]}":
            return self._close()
        return None

    def _close(self) -> Element | None:
        if self._in_list:
            self.closed.add(self._name)
        del self._open[-1:]
        self._over = not self._open
        return self._complete()

    def _complete(self) -> Element | None:
        if not self._in_list:
            return None
        self.lists[self._name] += 1
        value = _read(self.text[self._began :])
        return Element(self._name, value, sound=value is not None)


def _read(raw: str) -> Any:
    """The value of a text; None for what is no JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
