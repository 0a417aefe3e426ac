"""The cases of the trial: every rule on every sentence, and the edits and pairs that were written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tests.check.trial.changes import CHANGES, each
from tests.check.trial.harmless import CONTROLS, synonym_first
from tests.check.trial.rewrite import Rule
from tests.check.trial.texts import HERE, Half, Text, text, texts

FEWEST = 50
"""Cases of each family, at least."""
MOST = 90
"""Cases of each family, at most: rules that find many are thinned evenly, so that a run stays short."""
_REWORDED = ("passive", "condensed", "order", "synonym")
"""Families of true sentences that are changed too."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to be judged by its text: true as it stands there, and as it is judged (``changed``)."""

    family: str
    text: str
    half: Half
    original: str
    changed: str
    by_hand: bool = False

    @property
    def true(self) -> bool:
        return self.family in CONTROLS


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A passage put in other words by hand, faithfully and with one fault of a family."""

    id: str
    half: Half
    text: str
    source: str
    true: str
    false: str
    family: str


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """All cases, by family; the same on every call."""
    true = [case for family, rules in CONTROLS.items() for case in _control(family, rules)]
    false = [case for family, rules in CHANGES.items() for case in _change(family, rules, true)]
    return (*false, *true)


def _control(family: str, rules: tuple[Rule, ...]) -> list[Case]:
    """Written by hand, and made of the sentences as they stand; typed anew are those cut short by hand as well."""
    hand = _by_hand(family)
    true = [*_sentences(), *(_by_hand("condensed") if family == "typed anew" else [])]
    return _once([*hand, *_thinned(_made(family, rules, true), MOST - len(hand))])


def _change(family: str, rules: tuple[Rule, ...], true: Iterable[Case]) -> list[Case]:
    """Written by hand; made of the sentences as they stand; and of true rewordings of them, as a model words things."""
    hand = _by_hand(family)
    room = MOST - len(hand)
    reworded = [case for case in true if case.family in _REWORDED]
    copies = [_reworded(case) for case in _thinned(_made(family, rules, _sentences()), room - room // 2)]
    return _once([*hand, *copies, *_thinned(_made(family, rules, reworded), room // 2)])


def _made(family: str, rules: tuple[Rule, ...], true: Iterable[Case]) -> list[Case]:
    """What the rules make of true sentences."""
    return [
        Case(family, case.text, case.half, case.original, changed)
        for case in true
        for changed in each(rules, case.changed, text(case.text))
        if changed != case.original or family == "untouched"
    ]


def _sentences() -> list[Case]:
    """The sentences of all texts as they stand."""
    return [
        Case("untouched", source.name, source.half, sentence, sentence)
        for source in texts()
        for sentence in dict.fromkeys(source.sentences)
        if _checkable(sentence)
    ]


def _thinned(made: Sequence[Case], room: int) -> list[Case]:
    """At most ``room`` of them, evenly taken."""
    return list(made) if len(made) <= room else [made[i * len(made) // room] for i in range(room)]


def _once(made: Iterable[Case]) -> list[Case]:
    return list({(case.text, case.changed): case for case in made}.values())


def _checkable(sentence: str) -> bool:
    """No headline and no page furniture: a sentence of some length that ends as one."""
    return len(sentence.split()) >= 4 and sentence.rstrip()[-1] in '.”"'


def _reworded(case: Case) -> Case:
    """A word changed besides, where there is one to change: nobody copies all but the false word."""
    changed = synonym_first(case.changed, text(case.text)) if case.family != "hedge" else None
    return replace(case, changed=changed or case.changed)


def _by_hand(family: str) -> list[Case]:
    return [_edit(*edit) for edit in _edits() if edit[0] == family]


@lru_cache(maxsize=1)
def _edits() -> tuple[tuple[str, str, str, str], ...]:
    """(family, text, old words or sentence, new words or sentence) of the hand-written file, in its order."""
    return tuple(_read_edits((HERE / "edits.txt").read_text(encoding="utf-8")))


def _read_edits(written: str) -> Iterator[tuple[str, str, str, str]]:
    """Lines "# family", "[text]", "old => new" (a part of a sentence) and "old => = a whole new sentence"."""
    family = name = ""
    for line in filter(str.strip, written.splitlines()):
        if line.startswith("# "):
            family = line[2:].strip()
        elif line.startswith("["):
            name = line.strip("[] ")
        else:
            old, new = line.split(" => ")
            yield family, name, old.strip(), new.strip()


def _edit(family: str, name: str, old: str, new: str) -> Case:
    source = text(name)
    original = source.containing(old)
    changed = new[1:].strip() if new.startswith("=") else original.replace(old, new, 1)
    return Case(family, name, source.half, original, changed, by_hand=True)


@lru_cache(maxsize=1)
def paraphrases() -> tuple[Paraphrase, ...]:
    """The pairs written by hand, in their order."""
    lines = (HERE / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_paraphrase(json.loads(line)) for line in lines if line.strip())


def _paraphrase(row: dict[str, str]) -> Paraphrase:
    source: Text = text(row["text"])
    assert row["half"] == source.half, row["id"]
    return Paraphrase(row["id"], source.half, row["text"], row["source"], row["true"], row["false"], row["family"])
