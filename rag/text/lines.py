"""Lines: where they end, and which are judged already: learned by an archive, or marked by hand by a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType

from rag.text.fold import fold

# What ends a line in any file; a form feed, a vertical tab and U+0085 do, too.
LINE = re.compile(r"[^\r\n\u2028\u2029\v\f\x85]+")


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
