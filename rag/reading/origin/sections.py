"""The part of a newspaper that an article stands in: "World News", "News / Politics"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.page.blocks import Block
from rag.text.words import listed
from rag.types import Mark

_TOPICS = frozenset(
    listed(
        """
    east news world local national international regional politics political business economy economic economics finance
    markets money opinion opinions editorial editorials commentary analysis sport sports football soccer tennis
    cricket tech technology science health medicine culture arts art entertainment music film movies books
    television travel food lifestyle life style fashion education law crime justice courts environment climate
    energy weather society religion faith defense defence military security diplomacy nuclear investigations
    features feature metro city nation state region africa asia europe americas america eurasia caucasus iran russia
    turkey china india armenia azerbaijan georgia ukraine israel palestine syria iraq uk us u.s. usa britain canada
    australia mideast media women youth property autos cars wellness family parenting home index elections election
    government foreign domestic
    """
    )
)
_JOINTS = frozenset(listed("and & of the middle north south central latin asia-pacific pacific"))
_SIGNS = re.compile(r"\s*(?:/|>|»|›|→|\||::)\s*")
_FILED = re.compile(r"(?:filed under|posted in|section|category|categories)\s?:?\s{1,3}", re.I)
_NEAR = 6  # lines before the headline
# Lines with names of sections from which they are the page's menu.
_MENU = 3


def find_section(blocks: Sequence[Block], headline: int | None) -> Mark | None:
    """The section that a line before the headline (or "Filed under ...") names; None where it stands in a menu."""
    if headline is None:
        return None
    before = [block for block in blocks[max(0, headline - _NEAR) : headline] if block.words <= 10 and not block.ended]
    paths = [block for block in before if _SIGNS.search(block.text) and _pieces(block.text)]
    if paths:
        return _mark(paths[-1], 0)
    named = [block for block in before if is_topic(block.text)]
    if 0 < len(named) < _MENU and _pieces(named[-1].text):
        return _mark(named[-1], 0)
    return _filed(blocks, headline)


def _filed(blocks: Sequence[Block], headline: int) -> Mark | None:
    for block in blocks[max(0, headline - _NEAR) : headline + _NEAR]:
        match = _FILED.match(block.text) if block.words <= 10 else None
        if match and _pieces(block.text[match.end() :]):
            return _mark(block, match.end())
    return None


def _mark(block: Block, begin: int) -> Mark:
    pieces = _pieces(block.text[begin:])
    start = block.start + begin + block.text[begin:].index(pieces[0])
    end = block.start + begin + block.text[begin:].rindex(pieces[-1]) + len(pieces[-1])
    return Mark(start, end, "section", " / ".join(" ".join(piece.split()) for piece in pieces))


def _pieces(line: str) -> list[str]:
    """The sections of a path, without "Home" at its beginning; none where the line is no path of sections."""
    pieces = [piece.strip() for piece in _SIGNS.split(line[:200])]
    pieces = [piece for piece in pieces if piece]
    if pieces and pieces[0].casefold() in ("home", "homepage", "front page", "main"):
        pieces = pieces[1:]
    return pieces if pieces and all(map(is_topic, pieces)) else []


def is_topic(name: str) -> bool:
    """Whether every word is one of the words that sections are named with."""
    tokens = name.casefold().replace("’s", "").split()
    if not 1 <= len(tokens) <= 4 or not name[:1].isupper():
        return False
    topics = [token.strip(",") in _TOPICS for token in tokens]
    return any(topics) and all(t or token in _JOINTS for t, token in zip(topics, tokens, strict=True))
