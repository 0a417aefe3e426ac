"""What rules of the trial are made of: one place of a sentence found and replaced, inside or outside its quotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from tests.check.trial.texts import HERE, Text

Rule = Callable[[str, Text], str | None]
"""A rewriting of one true sentence of a text; None where it finds nothing to rewrite."""

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def quoted(sentence: str) -> list[tuple[int, int]]:
    """Where the quotations are, marks included."""
    return [match.span() for match in _QUOTED.finditer(sentence)]


def places(sentence: str, pattern: str, *, inside: bool = False) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin outside (or inside) the quotations."""
    spans = quoted(sentence)
    for match in re.finditer(pattern, sentence):
        if any(a < match.start() < b for a, b in spans) == inside:
            yield match


def put(sentence: str, match: re.Match[str], new: str) -> str:
    """The sentence with ``new`` for what was matched, with a capital where it began with one at the start."""
    if match.start() == 0:
        new = capital(new)
    rest = sentence[match.end() :]
    return sentence[: match.start()] + new + (rest[1:] if new[-1] == rest[:1] == "." else rest)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def swap(table: Mapping[str, str], *, nth: int = 0, inside: bool = False, after: str = "", before: str = "") -> Rule:
    """A rule that replaces the ``nth`` word or phrase of ``table`` (-1: the last) by what stands beside it.

    ``after`` and ``before`` are patterns that must stand directly before and behind it.
    """
    longest = sorted(table, key=len, reverse=True)
    listed = "|".join(f"{re.escape(old)}|^{re.escape(capital(old))}" for old in longest)
    pattern = rf"{after}(?<![\w-])(?:{listed})(?!\w){before}"

    def rule(sentence: str, _: Text) -> str | None:
        found = list(places(sentence, pattern, inside=inside))
        if not found or (nth > 0 and len(found) <= nth) or (nth < 0 and len(found) < 2):
            return None
        match = found[nth]
        new = table.get(match[0]) or table[match[0][0].lower() + match[0][1:]]
        return put(sentence, match, new)

    return rule


def by_half(development: Rule, held_out: Rule) -> Rule:
    """One rule for the texts of one half, another for those of the other."""

    def rule(sentence: str, text: Text) -> str | None:
        return (held_out if text.half == "held out" else development)(sentence, text)

    return rule


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    table: dict[str, str] = {}
    for line in filter(str.strip, (HERE / "words.txt").read_text(encoding="utf-8").splitlines()):
        if line.startswith("# "):
            table = tables.setdefault(line[2:], {})
        else:
            old, _, new = line.partition(" > ")
            table[old] = new
    return tables


def words(name: str) -> dict[str, str]:
    """The table of that name in words.txt: "old > new" on each line."""
    return _tables()[name]
