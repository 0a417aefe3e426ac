"""Which words are verbs, and whether in the passive: by their forms and the small words beside them, no dictionary."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.check.reading import root
from rag.check.roles.place import AND, BE, DETERMINERS, ENDS, PREPOSITIONS, SPEECH, WHO, Place, is_adverb
from rag.text.words import Word, is_stop, listed

BY_WITHIN = 5
"""Words behind a passive verb in which "by" names who does it."""

ATTRIBUTE_WITHIN = 8
"""Words before one that says what a thing is like, in which "is a" is looked for."""

# Done by both alike, or no deed of one to another: "was bordered by", "met", "is called".
_MUTUAL = frozenset(
    listed("""
        meet met discuss talk speak spoke agre disagre fight fought share marri wed sign hold held join border neighbor
        neighbour tie drew merg partner cooper collabor divorc relat compar associ link connect involv includ contain
        base locat name call known consid suppos expect schedul compris becom remain need own featur star play appear
    """)
)
_NO_VERBS = frozenset(
    listed("hundred indeed need seed speed feed breed weed greed deed creed reed sacred naked united")
)
_IRREGULAR = frozenset(
    listed("""
        told gave given beat beaten won lost sent sold bought led left sued hit shot taught caught fed found made paid
        took taken wrote written saw seen drove driven struck sought fought brought threw thrown stole stolen chose
        chosen overthrew overthrown withdrew ran came fled went fell rode bit bitten broke broken kept sank sunk swore
        forgave forgiven bound lent spent dealt overtook overtaken knew hid hidden
    """)
)
_MODAL = frozenset(listed("will would can could may might must should shall did does do to not didn't won't"))
_GERUND_AFTER = frozenset(listed("by after before while and when without for of"))
_NOUN = re.compile(r"(?:tion|sion|ism|ment|[rv]al|ance)s?\Z")
_NOUNS = frozenset(listed("attack attacks invasion praise support demand visit victory win warning lawsuit defeat"))
_FORMS = {"beaten": "beat", "lost": "lose", "loss": "lose", "given": "give", "written": "write"}


def key_of(word: Word) -> str:
    lower = word.text.lower()
    return _FORMS.get(lower) or root(word.stem)


def is_verb(place: Place, known: Collection[str]) -> bool:
    word, lower = place.word, place.word.text.lower()
    if (is_stop(lower) and lower not in SPEECH) or lower in _NO_VERBS or word.stem in _MUTUAL:
        return False
    if _qualifies(place):
        return False
    if looks_done(lower) or lower in SPEECH:
        return True
    before, after = place.lower(-1), place.lower(1)
    if lower.endswith("ing"):
        joined = before in _GERUND_AFTER or "," in place.gap(place.at)
        return before in BE or (joined and (key_of(word) in known or before_party(place)))
    if before in _MODAL:
        return before != "to" or after not in {"", "of"}
    if not lower.endswith("s") or after in PREPOSITIONS | {"of", "and", ""}:
        return False
    return key_of(word) in known or _between_names(place)


def _qualifies(place: Place) -> bool:
    """Whether a word only says what a thing is like: "the disputed", "of mostly retired", "newly-appointed"."""
    by = -2 if place.at and is_adverb(place.words[place.at - 1]) else -1
    before = place.lower(by)
    return (
        before in DETERMINERS
        or before in PREPOSITIONS - {"to"} - _GERUND_AFTER
        or (before in {"of", "with", "for", "by"} and not place.word.text.endswith("ing"))
        or before.endswith(("'s", "’s"))
        or place.gap(place.at) == "-"
    )


def _between_names(place: Place) -> bool:
    """ "Crowe accuses Northsound", "Crowe accuses the firm"."""
    if not 0 < place.at < len(place.words) - 1 or len(place.word.text) < 4:
        return False
    return place.words[place.at - 1].text[0].isupper() and before_party(place)


def before_party(place: Place) -> bool:
    after = place.words[place.at + 1].text if place.at + 1 < len(place.words) else ""
    return after[:1].isupper() or after.lower() in DETERMINERS


def looks_done(lower: str) -> bool:
    return (lower.endswith("ed") and len(lower) > 4) or lower in _IRREGULAR


def is_noun(place: Place) -> bool:
    lower = place.word.text.lower()
    return lower in _NOUNS or bool(_NOUN.search(lower))


def is_boundary(place: Place) -> bool:
    lower = place.word.text.lower()
    return lower in SPEECH or ((looks_done(lower) or is_verb(place, ())) and not _qualifies(place))


def is_passive(place: Place) -> bool:
    """ "Was sued", "had been widely criticised", but not "was cleared and sued", nor "was suing"."""
    if place.word.text.lower().endswith("ing"):
        return False
    for by in range(-1, -1 - BY_WITHIN, -1):
        word = place.lower(by)
        if word in BE:
            return True
        if word == "and":  # "was cleared and sued", but not "was cleared and sued the council"
            if not looks_done(place.lower(by - 1)) or before_party(place):
                return False
        elif not (word.endswith("ly") or word in {"not", "also", "later", "then", "never"} or looks_done(word)):
            return False
    return False


def doer_at(place: Place, passive: bool) -> int | None:
    """Where "by" names who does it: not "by 1,420 votes", nor "by failing"."""
    if place.word.text.endswith("ing"):
        return None
    chain = True  # "written, directed and produced by"
    for by in range(1, BY_WITHIN + 3):
        lower = place.lower(by)
        if lower == "by":
            after = place.words[place.at + by + 1].text if place.lower(by + 1) else ""
            if not after or after[0].isdigit() or after.endswith("ing"):
                return None
            return place.at + by if passive or chain or after[0].isupper() else None
        chain = chain and (looks_done(lower) or lower in {"and", "co", "also", "mostly", "partly"})
        if not chain and (by > BY_WITHIN or not (passive or place.lower(1) in PREPOSITIONS) or looks_done(lower)):
            return None
    return None


def is_attribute(place: Place) -> bool:
    """ "Is a film directed ...", "is the debut extended play": no deed, if "by" does not follow."""
    for by in range(-1, -1 - ATTRIBUTE_WITHIN, -1):
        if place.lower(by) in {"a", "an", "the"}:
            return place.lower(by - 1) in BE
        if place.lower(by) in PREPOSITIONS | ENDS | WHO | AND | BE or not place.lower(by):
            return False
    return False


def comma_before(place: Place) -> bool:
    return "," in place.gap(place.at)


def is_joined(place: Place) -> bool:
    """ "... and later sued", ", beating ...", "by inviting ..."."""
    at = place.at - 1
    while at > 0 and (is_adverb(place.words[at]) or place.words[at].text.lower() in {"later", "also", "never"}):
        at -= 1
    lower = place.words[at].text.lower() if at >= 0 else ""
    if place.word.text.lower().endswith("ing"):
        return lower in _GERUND_AFTER or comma_before(place)
    return lower in AND or (comma_before(place) and place.at - at > 1)
