"""Offices under their several names: a top diplomat is a foreign minister, a premier a prime minister.

General English, no list of persons: who holds an office is what articles state (`holders`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from rag.text.fold import fold
from rag.text.names import find_names, is_title, without_title
from rag.text.words import words

_OFFICES = """
foreign minister, top diplomat, chief diplomat, minister of foreign affairs, foreign affairs minister,
foreign secretary, secretary of state
prime minister, premier, head of government
president, head of state
defense minister, defence minister, minister of defense, minister of defence, defense secretary, defence secretary,
secretary of defense, defense chief, defence chief
finance minister, minister of finance, treasury secretary, chancellor of the exchequer
interior minister, minister of the interior, home secretary
army chief, chief of staff, chief of general staff, military chief, top general, commander of the army
attorney general, prosecutor general, top prosecutor, chief prosecutor
central bank governor, governor of the central bank, central bank chief
secretary general, secretary-general, un chief
chief executive, ceo, chief executive officer
party leader, leader of the opposition, opposition leader
"""
_GROUPS = tuple(
    tuple(name.strip() for name in group.replace("\n", " ").split(","))
    for group in re.sub(r",\n", ", ", _OFFICES).strip().splitlines()
)
_NAMED = {name: group for group in _GROUPS for name in group}
_OFFICE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(name) for name in sorted(_NAMED, key=len, reverse=True))
    + r"|(?P<first>top|chief)\s\w+\s(?P<last>diplomat|general|prosecutor))(?!\w)"  # "the top Iranian diplomat"
)
_BEFORE = 40  # characters before a name in which its office and its country stand
_ROOT = 4  # letters that a country shares with its adjective


def offices(text: str) -> list[tuple[str, ...]]:
    """For each office that a text names, its names, the one in the text first."""
    found = [" ".join(filter(None, match.groups())) or match[0] for match in _OFFICE.finditer(fold(text))]
    return [tuple(dict.fromkeys([name, *_NAMED.get(name, ())])) for name in dict.fromkeys(found)]


def holders(office: Iterable[str], of: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Family names of those whom texts call by an office of a country or body, the most often named first.

    With ``of`` Norland, "Norland's foreign minister Ada Lund" and "the Norlandic Foreign Minister Ada Lund" count.
    """
    titles, roots = tuple(office), [re.compile(rf"(?<!\w){re.escape(fold(name)[:_ROOT])}") for name in of]
    called = (found for text in texts for found in _called(titles, text))
    counts = Counter(person for person, before in called if any(root.search(before) for root in roots))
    return [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _called(titles: tuple[str, ...], text: str) -> Iterator[tuple[str, str]]:
    """Who is called by one of the titles, and the words before."""
    for name in find_names(text):
        person = without_title(name.text)
        at = name.end - len(person)
        before = fold(text[max(0, at - _BEFORE) : at])
        if not is_title(person) and before.endswith(titles):
            yield words(person)[-1].text, before
