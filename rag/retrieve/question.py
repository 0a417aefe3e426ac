"""What a question looks for: its words in every form and spelling, the outlets and the dates it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from rag.text.dates.english import find_dates
from rag.text.fold import fold
from rag.text.forms import forms
from rag.text.names import find_names, is_title, without_title
from rag.text.offices import holders, offices
from rag.text.spellings import SHORTEST, number_spellings, sound
from rag.text.words import bare, is_stop, words

if TYPE_CHECKING:
    from rag.catalog import Catalog

_DESK = re.compile(r"\s+[|–—-]\s+")  # "BBC News - Health": the outlet, and a desk of it
_ADDRESS = re.compile(r"(?:\.com|\.org|\.net|\.info|\.co\.[a-z]{2}|\.[a-z]{2})$")
MOST_SPELLINGS = 3  # other spellings of one word that are looked for
MOST_NAMES = 24  # words of names whose other spellings are looked for; more stand in a pasted text, not in a question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched for.

    ``match`` is the FTS5 query for its words, empty when it has none. ``outlets`` are the archive's outlets that it
    names, ``dates`` the dates it states (ISO, cut to their precision).
    """

    text: str
    match: str
    outlets: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


def asked(question: str, catalog: Catalog) -> Asked:
    """What is looked for in this archive."""
    outlets = named_outlets(question, (name for name, _ in catalog.outlets()))
    dates = frozenset(mention.date for mention in find_dates(question) if mention.date)
    return Asked(question, match_any(question, spellings(question, catalog)), outlets, dates)


def match_any(question: str, others: Mapping[str, Sequence[str]] = MappingProxyType({})) -> str:
    """The FTS5 query for passages with any of the question's content words, in any form; empty when it has none.

    ``others`` are other spellings of its words. The forms of one word stand in brackets: they count as one word.
    """
    numbers = number_spellings(question)
    written = {way for ways in numbers for way in ways}
    content = [bare(word.text) for word in words(question) if not is_stop(word.text)]
    groups = [(*forms(word), *others.get(word, ())) for word in content if word not in written]
    return any_of([*groups, *numbers, *offices(question)])


def any_of(groups: Iterable[Sequence[str]]) -> str:
    """Any of some words, each in its forms, as FTS5 takes it."""
    return " OR ".join(dict.fromkeys(filter(None, map(one_of, groups))))


def one_of(group: Sequence[str]) -> str:
    """A word that may stand in several forms, as FTS5 takes it."""
    terms = [f'"{term}"' for term in dict.fromkeys(group) if '"' not in term]
    return f"({' OR '.join(terms)})" if len(terms) > 1 else "".join(terms)


def spellings(question: str, catalog: Catalog) -> dict[str, list[str]]:
    """Other spellings of the words of the question's names that are names in the archive, too."""
    named = dict.fromkeys(bare(word.text) for name in find_names(question) for word in words(name.text))
    return {name: spelled for name in list(named)[:MOST_NAMES] if (spelled := spelled_otherwise(name, catalog))}


def spelled_otherwise(name: str, catalog: Catalog) -> list[str]:
    """Other spellings of one word of a name."""
    alike = catalog.spelled_like(name)[:MOST_SPELLINGS] if len(name) >= SHORTEST else []
    return [other for other in alike if is_name(other, catalog)]


def with_holders(wanted: Asked, texts: Sequence[str]) -> Asked:
    """What is looked for with whoever the texts say holds the office that the question names; the same if nobody."""
    named = [name.text for name in find_names(wanted.text) if not is_title(without_title(name.text))]
    found = [name for office in offices(wanted.text) for name in holders(office, named, texts)[:1]]
    new = [name for name in found if not any(name in other for other in named)]
    return replace(wanted, match=" OR ".join([wanted.match, any_of((name,) for name in new)])) if new else wanted


def is_name(term: str, catalog: Catalog) -> bool:
    """Whether a word is written with a capital where it is found first."""
    for id, article_id, _ in catalog.match_passages(f'"{term}"', 1):
        text, passage = catalog.article(article_id).text, catalog.passages([id])[id]
        alike = [w.text for w in words(text[passage.start : passage.end]) if sound(fold(w.text)) == sound(term)]
        return bool(alike) and all(word[:1].isupper() for word in alike)
    return False


def named_outlets(question: str, outlets: Iterable[str]) -> frozenset[str]:
    """The outlets a question names, by their name with or without article, desk and web ending, capitals kept."""
    return frozenset(outlet for outlet in outlets if any(stands_in(name, question) for name in names_of(outlet)))


def names_of(outlet: str) -> set[str]:
    """The ways to name an outlet: ``The Daily - Sports`` is also The Daily and ``post.com`` also post."""
    whole = {outlet, _DESK.split(outlet)[0]}
    return {name for one in whole for name in (one, _ADDRESS.sub("", one)) if len(name) > 2}


def stands_in(name: str, question: str) -> bool:
    """Whether a name stands in a question as whole words: as it is written, or with capitals.

    A web address may stand as words: ``theweek`` is The Week.
    """
    if squeezed(name) not in squeezed(question):  # most: no pattern to be made
        return False
    address = name.islower() and " " not in name
    written = r"\s?".join(map(re.escape, name)) if address else re.escape(name).replace(r"\ ", r"\s+")
    return any(
        match[0] == name or all(word[:1].isupper() for word in match[0].split())
        for match in re.finditer(rf"(?<!\w){written}(?!\w)", question, re.IGNORECASE)
    )


def squeezed(text: str) -> str:
    return "".join(text.lower().split())
