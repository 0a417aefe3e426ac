"""Words that count for each other: forms of one word, words of one meaning, a country and its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rag.text.forms import all_forms, base
from rag.text.voices import related
from rag.text.words import stem

KIN = 0.8  # what a kindred word is worth beside the word itself

# Words news uses for each other; small on purpose. Each group is one meaning.
_SYNONYMS = (
    "die died dead death deaths kill killed killing killings lives casualties fatalities toll",
    "soldier soldiers troops servicemen",
    "injured wounded hurt injuries",
    "war conflict fighting hostilities clashes",
    "begin began start started launch launched",
    "end ended finish finished",
    "buy bought acquire acquired purchase purchased",
    "resign resigned quit",
    "mediate mediation mediator",
    "phone telephone call",
    "offer offered offers readiness ready",
    "spokesman spokesperson spokeswoman",
    "post posted tweet tweeted twitter",
    "last lasted long",
    "meet met meeting talks",
    "pay paid cost costs price",
    "win won victory winner",
    "arrest arrested detained",
    "top highest record most",
    "goal aim purpose",
    "photo photograph photos picture pictures image images",
    "lead leads led head headed heads chair chaired",
)
_MEANINGS = {stem(w): group.split()[0] for group in _SYNONYMS for w in group.split()}


def presence(wanted: str, stems: Iterable[str]) -> float:
    """1 where the word stands, less where a kindred one does, else 0."""
    if wanted in stems:
        return 1.0
    return KIN if any(kindred(wanted, s) for s in stems) else 0.0


@lru_cache(maxsize=65_536)
def kindred(a: str, b: str) -> bool:
    """Whether two stems are kindred."""
    meaning = _MEANINGS.get(a)
    return related(a, b) or base(a) == base(b) or (meaning is not None and _MEANINGS.get(b) == meaning)


def kin_among(wanted: str, vocabulary: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The kindred words of a vocabulary that is sorted into groups by `group`: only likely ones are compared."""
    likely = [*vocabulary.get(group(wanted), ()), *_KINDRED_FORMS.get(base(wanted), ())]
    if wanted in _MEANINGS:
        likely += _SAME_MEANING[_MEANINGS[wanted]]
    return frozenset(s for s in likely if kindred(wanted, s))


def group(stem_: str) -> str:
    """What kindred names share: their first four letters."""
    return stem_[:4]


_SAME_MEANING: dict[str, list[str]] = {}
for _stem, _meaning in _MEANINGS.items():
    _SAME_MEANING.setdefault(_meaning, []).append(_stem)
_KINDRED_FORMS: dict[str, list[str]] = {}
for _form in all_forms():
    _KINDRED_FORMS.setdefault(base(stem(_form)), []).append(stem(_form))
