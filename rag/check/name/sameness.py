"""When two names stand for the same: variants, parts, initials, a country and its people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rag.check.reading import Reading, bare
from rag.text.names import same_name
from rag.text.places import COUNTRIES, known_places
from rag.text.words import Word, is_stop, listed, words

_SAME = [
    frozenset(group.split("|"))
    for group in (
        "us|usa|u.s|u.s.|united states|united states of america|america|american|americans",
        "uk|u.k|u.k.|united kingdom|britain|great britain|british",
        "un|u.n|u.n.|united nations",
        "eu|e.u|e.u.|european union",
        "azeri|azeris|azerbaijani|azerbaijanis|azerbaijan|republic of azerbaijan|azerbaijan republic",
        "iran|iranian|iranians|islamic republic|islamic republic of iran|tehran",
        "france|french",
        "germany|german|germans",
        "spain|spanish",
        "netherlands|dutch|holland",
        "wales|welsh",
        "greece|greek|greeks",
        "denmark|danish",
        "sweden|swedish",
        "norway|norwegian",
        "switzerland|swiss",
        "poland|polish",
        "ireland|irish",
        "turkey|turkish|turks|türkiye",
        "china|chinese",
        "ukraine|ukrainian|ukrainians",
        "armenia|armenian|armenians|armenia republic|republic of armenia",
        "russia|russian|russians|russian federation",
        "england|english",
        "scotland|scottish",
        "finland|finnish",
        "peru|peruvian",
        "philippines|filipino|philippine",
        "portugal|portuguese",
        "cyprus|cypriot",
        "europe|european|europeans",
        "tv|television",
    )
]
_ALIASES = {name: group for group in _SAME for name in group}
_COUNTRIES = frozenset(name.lower() for name in COUNTRIES)
_OF_PEOPLE = sorted(listed("ians ian eans ean ans an eses ese is i ns n"), key=len)
_CUT, _KEPT = 2, 4
"""Letters of a country's name that its people's may leave out ("Libya", "Liby-an"), and that it has at least."""


def named(name: str, sources: Iterable[Reading]) -> bool:
    """Whether a name, a variant or an alias of it, or all its words stand in a source."""
    return any(_named_in(name, source) for source in sources)


def _named_in(name: str, source: Reading) -> bool:
    parts = [word for word in words(name) if not is_stop(word.text)] or words(name)
    if all(_word_in(word, source) for word in parts):
        return True
    return any(same(name, other) for other in source.name_texts)


def _word_in(word: Word, source: Reading) -> bool:
    lower = bare(word.text)
    if lower in source.lower_words or word.stem in source.stems:
        return True
    if any(
        alias in source.folded if " " in alias else alias in source.lower_words for alias in _ALIASES.get(lower, ())
    ):
        return True
    return any(_of_people(lower, bare(other)) for other in source.name_texts)


@lru_cache(maxsize=16_384)
def same(a: str, b: str) -> bool:
    """Whether two names may stand for the same: variants, part names, aliases, initials."""
    one, other = plain(a), plain(b)
    return (
        one == other
        or other in _ALIASES.get(one, ())
        or _of_people(one, other)
        or same_name(a, b)
        or _initials(a) == other.replace(".", "")
        or _initials(b) == one.replace(".", "")
    )


def _of_people(one: str, other: str) -> bool:
    """Whether one is a country and the other says of it: "Libya", "Libyan". A rule for the regular ones."""
    return (one in _COUNTRIES and one in _countries_of(other)) or (other in _COUNTRIES and other in _countries_of(one))


@lru_cache(maxsize=4096)
def _countries_of(people: str) -> frozenset[str]:
    """The countries that a word may say of, by the shortest ending that leaves one: "Nigerian" is not of Niger."""
    for ending in _OF_PEOPLE:
        begin = people.removesuffix(ending)
        if begin == people or len(begin) < _KEPT:
            continue
        found = frozenset(name for name in _COUNTRIES if name.startswith(begin) and len(name) - len(begin) <= _CUT)
        if found:
            return found
    return frozenset()


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    lower = bare(name.strip())
    return lower[4:] if lower.startswith("the ") else lower


@lru_cache(maxsize=4096)
def _initials(name: str) -> str | None:
    """``osce`` for "Organization for Security and Cooperation in Europe"; None for a single word."""
    parts = [word.text for word in words(name) if word.text[0].isupper()]
    return "".join(part[0] for part in parts).lower() if len(parts) > 1 else None


def of_country(name: str) -> bool:
    """Whether a name is a country's, or says of which country somebody is."""
    return (
        plain(name) in _ALIASES or any(bare(word.text) in _ALIASES for word in words(name)) or bool(known_places(name))
    )
