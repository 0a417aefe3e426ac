"""Lines that are judged already: those an archive has learned to be furniture, and those a reader marked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType

from rag.text.fold import fold


def line_key(line: str) -> bytes:
    """Eight bytes that stand for a line however its quotation marks, dashes, spaces and letter case are written."""
    return folded_key(fold(line))


def folded_key(folded: str) -> bytes:
    """`line_key` of a line that is folded already."""
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What is known of lines before they are read, by `line_key`.

    ``furniture``: lines that recur in articles of one outlet. ``by_hand``: lines a reader marked, True for content;
    it goes before everything else.
    """

    furniture: frozenset[bytes] = frozenset()
    by_hand: Mapping[bytes, bool] = field(default_factory=lambda: MappingProxyType({}))


NOTHING_KNOWN = KnownLines()
