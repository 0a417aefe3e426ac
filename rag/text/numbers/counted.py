"""What a number counts, read from the words around it; no model.

Precise before complete: where the pattern cannot say, the answer is the empty string.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.words import is_stop, listed, stem

WORD_AHEAD = re.compile(r"[ \t\u00a0]{1,3}([“\"‘']?)([A-Za-z\u00c0-\u024f][\w'’]{0,40}(?:-[\w'’]{1,40}){0,3})")
_ATTACHED = re.compile(r"-([A-Za-z\u00c0-\u024f][\w'’]{0,40})")
_OF = re.compile(
    r"[ \t\u00a0](?:of|in)[ \t\u00a0](?:(?:all|the|these|those|its|their|his|her|our|my|your|such)[ \t\u00a0]){0,2}"
    r"(?=[\w“\"‘'])"
)
_LONGEST_PHRASE = 7  # words looked at after a number

# What counts although it does not end in "s".
_PLURALS = frozenset(
    listed(
        """
    people men women children police troops dead killed injured wounded missing lives feet teeth mice
    geese sheep fish aircraft spacecraft personnel media data countries staff crew clergy cattle deer species series
    criteria phenomena alumni fungi bacteria larvae dice oxen salmon shrimp infantry livestock folk faithful
    homeless elderly disabled unemployed sick poor rich french british irish chinese japanese swiss portuguese
    vietnamese taiwanese lebanese sudanese dutch
    """
    )
)
_NO_PLURAL_ENDING = ("ss", "us", "sis", "tis", "nis", "vis", "axis", "oris", "aris", "'s", "’s")
BE_FIRST = frozenset(listed("were was are is have has had been be being"))
_HAPPENED = frozenset(
    listed(
        """
    dead killed injured wounded missing displaced arrested detained hospitalised hospitalized evacuated
    stranded homeless rescued infected hurt sickened jailed charged sentenced executed
    """
    )
)
_FILLERS = frozenset(
    listed(
        """
    more other others additional new extra further fewer separate different such very most least best
    one two three four five six seven eight nine ten dozen hundred
    """
    )
)
NOT_COUNTED = frozenset(
    listed(
        """
    were was are is been being had has have will would could might shall said says say told tells tell
    believe believes think thinks want wants support supports approve disapprove oppose agree disagree feel
    killed died and or but more less other others additional new per years ago later earlier alone
    yet still even rather instead already today yesterday tomorrow tonight cash addition last next
    lower higher cheaper dearer larger smaller bigger faster slower longer shorter heavier lighter better worse greater
    stronger weaker older younger hotter colder warmer cooler wider respectively
    compared versus vs together again apart abroad often never always ever also soon
    sent came went took gave got began became kept fell grew brought bought spent sold paid sought chose drew flew
    knew sat stood swept threw wore wrote broke beat ate fought heard laid let meant rang sang sank slept slid
    understood withdrew
    among amongst amid amidst across along behind beside besides beyond despite except near past throughout worth
    """
    )
)
# Verbs and adverbs that are also nouns or adjectives: they end a phrase, but may begin one ("a 20% cut", "two left").
END_A_PHRASE = frozenset(
    listed(
        """
    set cut hit put run runs ran led left held met lost won made saw rose thought found cost read spread shot
    shut struck taught spoke drove felt lay rule needs plans back ahead home around here there everywhere inside outside
    long worldwide globally nationwide away wide
    """
    )
)
# Adjectives whose form does not tell.
_ADJECTIVES = frozenset(
    listed(
        """
    big great major good bad top key real true high low large small young old main modern black white female male
    fresh long short short-term early late huge prior recent separate senior junior poor rich fast slow strong weak
    rare common whole entire single current former secret free open hard soft net gross bare mere sheer crucial
    live dead full total broad deep heavy light dark bright red blue green
    """
    )
)
# What ordinals count off, whatever follows: "a fourth quarter drop" is of the fourth quarter.
_COUNTED_OFF = frozenset(listed("quarter half day week month year season term round time place degree grade century"))
_AFTER_FIRST = frozenset(
    listed("lady time place round half quarter minister phase name responders aid class team year")
)
_ADJECTIVE_ENDING = (
    "al", "ic", "ous", "ive", "ish", "ian", "ern", "ary", "ful", "less", "able", "ible", "ed", "ent", "ant", "ese",
    "est", "ly",
)  # fmt: skip
_NOUNS_LIKE_ADJECTIVES = frozenset(
    listed(
        """
    president accident incident agent student patient parent event percent tournament government parliament
    settlement department apartment agreement movement payment investment shipment treatment experiment moment
    document argument statement engagement judgment judgement continent component opponent resident client
    restaurant tenant merchant immigrant migrant plant giant participant giant grant defendant assistant
    hospital criminal official animal journal trial arrival general national meal deal goal proposal festival
    rival signal terminal professional individual capital memorial tutorial removal approval appeal referral
    musician politician physician civilian guardian historian librarian vegetarian pedestrian
    music topic clinic critic mechanic public traffic republic fabric attic comic picnic epidemic pandemic
    anniversary secretary boundary library salary diary documentary territory missionary January February
    drive dive archive detective executive objective initiative representative native alternative relative
    perspective
    family ally assembly rally bully reply supply fly july italy butterfly monopoly
    test guest contest protest request forest interest nest chest priest arrest quest conquest artist
    need seed breed speed feed creed shed bed dish fish wish finish parish pattern concern lantern tavern
    vegetable table variable bible handful spoonful
    """
    )
)
_BESIDE_A_UNIT = frozenset(
    listed(
        """
    ago old long high wide deep tall away later earlier before after apart straight north south east west
    northeast northwest southeast southwest northern southern beneath below above inside outside offshore inland
    off thick heavy left remaining
    """
    )
)
_BEFORE_AN_ADJECTIVE = re.compile(
    r"(?:\b(?:the|an?|this|that|these|those|his|her|its|their|our|my|your|each|every|last|next|very|for|in|at|of|on|by|"
    r"as|any|no|another|one|two|three)\s|['’]s\s|s['’]\s|[“\"‘'(—–-]\s?|^\s*|\n\s*)\Z",
    re.IGNORECASE,
)


def counted_noun(text: str, at: int, *, ordinal: bool, one: bool, mass: bool, money: bool, unit_end: int | None) -> str:
    """The stem of what a number that ends at ``at`` counts, or "".

    ``one``: what it counts is singular, or uncountable. ``mass``: an amount (``money``, a share) may be of something
    uncountable. ``unit_end`` is where its unit ends, None without a unit.
    """
    if unit_end is not None:
        return _of_a_unit(text, unit_end, mass, money)
    attached = _ATTACHED.match(text, at, at + 50)
    if attached and not (ordinal and attached[1].endswith("est")):
        return "" if is_stop(attached[1]) else _stem(attached[1])
    if attached:
        return _head(_phrase(text, attached.end()))
    if ordinal and _is_adverb(text, at):
        return ""
    happened = _happened(text, at)
    if happened is not None:
        return happened
    step = _OF.match(text, at, at + 24)
    if step and text[step.start() + 1 : step.start() + 3] == "of":
        at, one = step.end() - 1, False
    words = _phrase(text, at)
    if ordinal and words and words[0].lower() in _COUNTED_OFF:
        return stem(words[0])
    return _head(words) if one or ordinal else _plural(words)


def _is_adverb(text: str, end: int) -> bool:
    """ "who first reported": nothing before it announces a noun, so nothing is counted."""
    start = end - len("first")
    if start < 0 or text[start:end].lower() != "first":
        return False
    after = WORD_AHEAD.match(text, end, end + 40)
    if after and after[2].lower() in _AFTER_FIRST:
        return False
    return _BEFORE_AN_ADJECTIVE.search(text, max(0, start - 9), start) is None


def _happened(text: str, at: int) -> str | None:
    """ "thousands were killed": what became of those counted; None where no such verb follows."""
    match = WORD_AHEAD.match(text, at, at + 60)
    verbs = 0
    while match and match[2].lower() in BE_FIRST and verbs < 3:
        verbs += 1
        match = WORD_AHEAD.match(text, match.end(), match.end() + 60)
    if not verbs:
        return None
    return stem(match[2]) if match and match[2].lower() in _HAPPENED else ""


def _of_a_unit(text: str, at: int, mass: bool, money: bool) -> str:
    """ "a 44-day war", "3 inches of rain", "$3bn in aid", "a 20% stake": what an amount is of."""
    step = _OF.match(text, at, at + 24)
    if step:
        return _of_step(text, step, money)
    if text[at : at + 1] == "-":
        first = _ATTACHED.match(text, at, at + 50)
        if first is None or first[1].lower() in _BESIDE_A_UNIT or is_stop(first[1]):
            return ""
        return _head([first[1], *_phrase(text, first.end())])
    owned = text[at : at + 1] in ("'", "’") and text[at - 1 : at] == "s"  # "60 days’ notice"
    words = _phrase(text, at + owned)
    if not words or words[0].lower() in _BESIDE_A_UNIT:
        return ""
    if words[0].endswith("ing") and not _is_compound(text, at):
        return ""  # "28% saying"
    if text[at - 1 : at].isalpha() and not mass and not owned and not _is_compound(text, at):
        return ""
    return _plural(words) or _head(words)


def _of_step(text: str, step: re.Match[str], money: bool) -> str:
    """What stands after "of" or, for money, after "in"."""
    inside = text[step.start() + 1 : step.start() + 3] == "in"
    words = _phrase(text, step.end() - 1)
    if inside and (not money or not words or words[0][0].isupper()):
        return ""  # a place or a time: "$3bn in Florida", "10% in premarket trading"
    return _plural(words) or _head(words)


def _is_compound(text: str, at: int) -> bool:
    """Whether a unit that ends at ``at`` is written as part of a compound ("44-day"), not as a noun ("44 days")."""
    start = at
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    return text[start - 1 : start] == "-" and not text[start:at].endswith("s")


def _phrase(text: str, at: int) -> list[str]:
    """The words after a place that may be one noun phrase: up to a function word, a verb that can be told, a mark."""
    words: list[str] = []
    for _ in range(_LONGEST_PHRASE):
        match = WORD_AHEAD.match(text, at, at + 90)
        if match is None or (words and match[1]):
            break
        word, lower = match[2], match[2].lower()
        at = match.end()
        if not words and lower in _FILLERS:
            continue
        if word.endswith(("'s", "’s", "s'", "s’")) and not is_stop(word):
            words = []  # the owner of what is counted
            continue
        if lower in ("and", "or") and words and all(_is_adjective(w.lower()) for w in words):
            words = []  # "2,500 fresh and frozen meals"
            continue
        if is_stop(word) or lower in NOT_COUNTED or "'" in word or "’" in word or (words and _ends(words, word)):
            break
        words.append(word)
    return words


def _ends(words: Sequence[str], word: str) -> bool:
    """Whether a word cannot go on the noun phrase read so far."""
    lower = word.lower()
    if word[0].isupper() and words[-1][0].islower() and not all(_is_adjective(w.lower()) for w in words):
        return True
    return (
        lower in END_A_PHRASE
        or lower.endswith("wide")
        or (lower.endswith("ly") and lower not in _NOUNS_LIKE_ADJECTIVES)
    )


def _plural(words: Sequence[str]) -> str:
    """The stem of the last of the first plurals that stand together ("sports officials" -> "offici")."""
    found = ""
    for word in words:
        if is_plural(word) and not (found and word.lower() in _HAPPENED):
            found = word
        elif found:
            break
    return stem(found) if found else ""


def is_plural(word: str) -> bool:
    lower = word.lower()
    return lower in _PLURALS or (
        len(word) > 3 and word.endswith("s") and not lower.endswith(_NO_PLURAL_ENDING)
    ) or (len(word) > 2 and word.endswith("s") and word[:-1].isupper())  # fmt: skip


def _head(words: Sequence[str]) -> str:
    """The stem of the last noun of a singular phrase ("fourth finance minister" -> "minist")."""
    head = ""
    for n, word in enumerate(words):
        lower = word.lower()
        if n and head and _is_verb_like(word, words[n - 1]):
            break
        if not _is_adjective(lower) or (word[0].isupper() and head):
            head = word
        elif head and lower.endswith(("ed", "est")):
            break
    return _stem(head)


def _is_adjective(lower: str) -> bool:
    if lower in _ADJECTIVES:
        return True
    return lower.endswith(_ADJECTIVE_ENDING) and lower not in _NOUNS_LIKE_ADJECTIVES and len(lower) > 3


def _is_verb_like(word: str, before: str) -> bool:
    """A word in "s" after a singular is most often its verb ("method involves"), one in "ing" is what it does."""
    if word[0].isupper():
        return False
    return word.endswith("ing") or (is_plural(word) and not before[0].isupper())


def _stem(word: str) -> str:
    return stem(word) if word and not _is_adjective(word.lower()) else ""
