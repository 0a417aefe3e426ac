"""Irregular forms of English words, which no stemmer brings together: fled is a form of flee, men of man."""

from __future__ import annotations

from collections.abc import Iterable

from rag.text.words import stem

_GROUPS = """
become became, begin began begun, bite bit bitten, break broke broken, bring brought, build built, buy bought,
catch caught, choose chose chosen, come came, die dead death, draw drew drawn, drink drank drunk, drive drove driven,
eat ate eaten, fall fell fallen, feel felt, fight fought, find found, flee fled, fly flew flown, forget forgot
forgotten, freeze froze frozen, give gave given, go went gone, grow grew grown, hear heard, hide hid hidden, hold held,
keep kept,
know knew known, lead led, leave left, lend lent, lose lost loss, mean meant, meet met meeting, pay paid, ride rode
ridden, ring rang rung, rise rose risen, run ran, see saw seen, seek sought, sell sold, send sent, shake shook shaken,
shoot shot, show shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sleep slept, speak spoke spoken, spend
spent, spring sprang sprung, stand stood, steal stole stolen, strike struck, swear swore sworn, sweep swept, swim swam
swum, take took taken, teach taught, tear tore torn, think thought, throw threw thrown, understand understood, wear wore
worn, win won, write wrote written, withdraw withdrew withdrawn, overthrow overthrew overthrown, undergo underwent,
child children, man men, woman women, person people, foot feet, life lives, wife wives, half halves, crisis crises
"""
_FORMS: dict[str, tuple[str, ...]] = {
    form: tuple(group.split()) for group in _GROUPS.replace("\n", " ").split(",") for form in group.split()
}
_BASES = {stem(form): stem(group[0]) for form, group in _FORMS.items()}


def forms(word: str) -> tuple[str, ...]:
    """All forms of a word as written, itself first; only itself where it is regular."""
    lower = word.lower()
    return (word, *(form for form in _FORMS.get(lower, ()) if form != lower))


def base(stem_: str) -> str:
    """The stem that stands for all forms of a word."""
    return _BASES.get(stem_, stem_)


def all_forms() -> Iterable[str]:
    """Every irregular form that is known."""
    return _FORMS.keys()


def changed_forms() -> frozenset[str]:
    """The irregular forms beside the first of each: found, not find."""
    return frozenset(form for form, group in _FORMS.items() if form != group[0])
