"""Rules that change what a true sentence tells: whether it is so, who does it, who says it, how sure it is."""

from __future__ import annotations

import re

from tests.check.trial.rewrite import places, put, quoted, swap, words
from tests.check.trial.texts import Text, texts

# ------------------------------------------------------------------------------------------------------------- negation

_ONE_VERB = re.compile(
    r"\b(?:whether|neither|no|may have|which plants|denied that)\b|^Not all|^There "
    r"|^(?:At least|Half|Nearly|Almost|About|Around|More|Two|Three|Four|Nine|Eleven|VELNICE)\b"
)
"""Where one "not" more says nothing false: it falls on a count, or under a doubt or a denial."""
negation_dropped = swap(words("negation dropped"))
_not_added = swap(
    words("negation added"),
    before=r"(?! (?:not|no|never|be|a|an|the|some|several|\d[\d.]*|[£$€]\S+|\w+ \w+ing)\b)(?!,)",
)


def negation_added(sentence: str, text: Text) -> str | None:
    return None if _ONE_VERB.search(sentence) else _not_added(sentence, text)


negation_opposed = swap(words("opposites"))

# --------------------------------------------------------------------------------------------------- names and speakers


def _last(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _neighbour(text: Text, name: str, kind: str, sentence: str) -> str | None:
    """The next name of its kind in the article that is not in the sentence."""
    names = text.cast[kind]
    i = names.index(name)
    for other in names[i + 1 :] + names[:i]:
        if _last(other) not in sentence:
            return other
    return None


def _foreign(text: Text, name: str, kind: str) -> str:
    """A name of its kind from the next text."""
    seed = text.name.startswith("seed")
    every = [each for each in texts() if each.name.startswith("seed") == seed and each.cast[kind]]
    others = [*every[every.index(text) + 1 :], *every[: every.index(text)]]
    return others[0].cast[kind][text.cast[kind].index(name) % len(others[0].cast[kind])]


def _standing(sentence: str, name: str, kind: str) -> re.Match[str] | None:
    """Where the name stands outside quotations: in full, or for a person the surname alone."""
    forms = [name, _last(name)] if kind == "people" else [name, name.split(" ")[0]]
    for form in forms:
        for match in places(sentence, rf"(?<![\w-]){re.escape(form)}(?![\w-])"):
            return match
    return None


def _renamed(sentence: str, text: Text, kind: str, foreign: bool) -> str | None:
    for name in text.cast[kind]:
        match = _standing(sentence, name, kind)
        other = (_foreign(text, name, kind) if foreign else _neighbour(text, name, kind, sentence)) if match else None
        if match and other:
            return put(sentence, match, other if match[0] == name or kind != "people" else _last(other))
    return None


def name_of_article(sentence: str, text: Text) -> str | None:
    return _renamed(sentence, text, "people", foreign=False) if not _speaks(sentence, text) else None


def name_foreign(sentence: str, text: Text) -> str | None:
    return _renamed(sentence, text, "people", foreign=True) if not _speaks(sentence, text) else None


def name_of_group(sentence: str, text: Text) -> str | None:
    return _renamed(sentence, text, "groups", foreign=False)


def name_of_place(sentence: str, text: Text) -> str | None:
    return _renamed(sentence, text, "places", foreign=False)


def name_of_foreign_group(sentence: str, text: Text) -> str | None:
    return _renamed(sentence, text, "groups", foreign=True)


_SAYS = (
    "(?:said|told|claimed|called|warned|stressed|noted|added|stated|emphasized|announced|underscored|reiterated"
    "|asserted|says)"
)


def _speaker(sentence: str, text: Text) -> str | None:
    """The person of the cast to whom the sentence gives words."""
    for name in text.cast["people"]:
        last = re.escape(_last(name))
        if re.search(rf"{last},? (?:[^“\"]{{0,70}}, )?{_SAYS}\b|[,”\"] {_SAYS} (?:[\w' ]+ )?{last}\b", sentence):
            return name
    return None


def _speaks(sentence: str, text: Text) -> bool:
    return _speaker(sentence, text) is not None


def _said_by(sentence: str, text: Text, other: str | None) -> str | None:
    name = _speaker(sentence, text)
    match = _standing(sentence, name, "people") if name else None
    if not name or not match or not other:
        return None
    return put(sentence, match, other if match[0] == name else _last(other))


def speaker_of_article(sentence: str, text: Text) -> str | None:
    name = _speaker(sentence, text)
    return _said_by(sentence, text, _neighbour(text, name, "people", sentence) if name else None)


def speaker_foreign(sentence: str, text: Text) -> str | None:
    name = _speaker(sentence, text)
    if not name or not quoted(sentence):
        return None
    return _said_by(sentence, text, _foreign(text, name, "people"))


# --------------------------------------------------------------------------------------------------------------- quotes

quote_word = swap(words("quoted words"), inside=True)
quote_second = swap(words("quoted words"), inside=True, nth=1)
quote_other = swap(words("more quoted words"), inside=True)

# ------------------------------------------------------------------------------------------------------- claim and fact

_raised = swap(words("made certain"), before=r"(?! not\b)")


def fact_certain(sentence: str, text: Text) -> str | None:
    """What may be or is planned, as what is; not under a denial, which it would turn round."""
    return None if re.search(r"\bdenied that\b|\bdid not say\b", sentence) else _raised(sentence, text)
