"""True sentences made false in one place, or reworded without harm: what shows a model that small words matter.

Each change is a function ``(sentence, chance) -> str | None``; None where the sentence offers no place for it. They are
kept apart from the changes of ``tests/check/trial``, on which the shipped model is held to its floors: other articles,
other word lists, other rules.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from rag.text.names import find_names, same_name
from rag.text.words import content_stems
from rag.types import Span

Change = Callable[[str, random.Random], str | None]

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,-])\d+(?:\.\d+)?(?![\w.,-]\d|\w)")
_WORD_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty ninety".split()
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SERIES = (
    _WORD_NUMBERS, _MONTHS, _DAYS, "first second third fourth fifth sixth".split(),
    "hundreds thousands millions billions".split(), "hundred thousand million billion".split(),
    "north south east west".split(), "northern southern eastern western".split(),
    "hours days weeks months years decades".split(), "morning afternoon evening".split(),
)  # fmt: skip
_AUXILIARY = re.compile(
    r"\b(is|was|were|are|has|have|had|will|can|could|would|should|did|does|do)\b(?! not\b|n[o']t)", re.I
)
_NOT = re.compile(r"(?:\b(is|was|were|are|has|have|had|will|could|would|should|did|does|do) not\b)|\b(never) ", re.I)
_OPPOSITES = [
    tuple(pair.split("/"))
    for pair in (
        "increased/decreased rose/fell won/lost before/after more/fewer above/below accepted/rejected began/ended "
        "opened/closed allowed/banned approved/denied higher/lower increase/decrease most/least largest/smallest "
        "oldest/youngest first/last early/late up/down gained/lost arrived/left bought/sold supported/opposed "
        "victory/defeat success/failure confirmed/denied alive/dead with/without always/never "
        "many/few major/minor inside/outside left/right male/female positive/negative true/false married/divorced "
        "born/buried praised/criticised joined/left hired/fired strong/weak public/private legal/illegal"
    ).split()
]
_AFTER_A_SMALL_WORD = re.compile(
    r"\b(the|a|an|in|of|at|on|for|to|by|from|with|did|was|were|is|are|and|as) ([a-z][a-z-]{3,}|[A-Z][\w-]{2,})(?=[ ?])"
)
_HEDGES = "allegedly reportedly possibly apparently perhaps probably".split()
_HEDGED = re.compile(r"\b(?:allegedly|reportedly|possibly|apparently|perhaps|probably|likely|supposedly) ", re.I)
_MAYBE = re.compile(r"\b(?:may|might|could) (have|be)\b", re.I)
_SURE = re.compile(r"\b(is|was|were|are|has|had)\b")
_WISH = re.compile(
    r"\b(?:plans|planned|hopes|hoped|wants|wanted|intends|intended|tried|agreed|expects|expected) to (\w+)"
)
_SYNONYMS = [
    tuple(pair.split("/"))
    for pair in (
        "said/stated started/began purchased/bought large/big created/made located/situated currently/now "
        "near/close_to about/around approximately/roughly several/a_number_of many/numerous however/but "
        "also/too because/since although/though while/whereas movie/film city/town children/kids died/passed_away "
        "famous/well-known killed/slain help/assist show/demonstrate received/got became/turned_into "
        "known_as/called begin/start important/significant rapidly/quickly frequently/often nearly/almost "
        "various/different main/chief usually/typically company/firm build/construct next/following"
    ).split()
]
_ASIDE = re.compile(
    r" \([^()]{3,60}\)|, (?:which|who|whose|where)[^,.;]{5,90},(?= )|, (?:including|such as)[^,.;]{5,80}(?=\.)"
)
_OPENING = re.compile(r"^(?:In|On|At|By|After|Before|During|Since|As of) [^,]{3,50}, (?=[A-Zthawi])")
_TAIL = re.compile(r"[,;] (?:while|although|though|but|and|as|after|before|where|with) [^,;.]{15,120}(?=[.]$)")


def number(sentence: str, chance: random.Random) -> str | None:
    """Another number: near it, ten times it, or two of its digits exchanged."""
    found = list(_NUMBER.finditer(sentence))
    if not found:
        return None
    at = chance.choice(found)
    return _with(sentence, at.span(), _other_number(at.group(), chance))


def _other_number(written: str, chance: random.Random) -> str:
    value = float(written.replace(",", ""))
    year = 1500 <= value <= 2100 and "," not in written and value.is_integer()
    spread = (
        chance.choice((1, 2, 3, 4, 7, 10, 12))
        if year
        else max(1, round(abs(value) * chance.choice((0.1, 0.3, 0.6, 1.0, 9.0))))
    )
    other = value + spread * chance.choice((-1, 1))
    other = value + spread if other <= 0 else other
    if value.is_integer():
        return f"{round(other):,}" if "," in written else str(round(other))
    return f"{other:.{len(written.split('.')[1])}f}"


def series(sentence: str, chance: random.Random) -> str | None:
    """Another month, weekday, number in words, rank, size or direction."""
    found = [
        (at.span(), words, word)
        for words in _SERIES
        for word in words
        if not (word == "May" and "May " not in sentence[1:])
        for at in re.finditer(rf"\b{word}\b", sentence)
    ]
    if not found:
        return None
    span, words, word = chance.choice(found)
    return _with(sentence, span, chance.choice([other for other in words if other != word]))


def negation(sentence: str, chance: random.Random) -> str | None:
    """A "not" put in or taken out."""
    taken = _NOT.search(sentence)
    if taken:
        return _with(sentence, taken.span(), taken.group(1) or "")
    found = list(_AUXILIARY.finditer(sentence))
    if not found or sentence.endswith("?"):
        return None
    at = found[0] if chance.random() < 0.7 else chance.choice(found)
    word = at.group()
    return _with(sentence, at.span(), chance.choice((f"{word} not", f"{word} not", f"{word} never")))


def opposite(sentence: str, chance: random.Random) -> str | None:
    """A word exchanged for its opposite."""
    found = [
        (at.span(), other)
        for pair in _OPPOSITES
        for word, other in (pair, pair[::-1])
        for at in re.finditer(rf"\b{word}\b", sentence)
    ]
    if not found:
        return None
    return _with(sentence, *chance.choice(found))


def roles(sentence: str, chance: random.Random) -> str | None:
    """Two names exchanged: who did what to whom."""
    names = [name for name in find_names(sentence) if len(name.of(sentence)) > 2]
    pairs = [
        (a, b)
        for a, b in pairwise(names)
        if not same_name(a.of(sentence), b.of(sentence))
        and re.search(r"[a-z]{3,}", sentence[a.end : b.start])
        and "," not in sentence[a.end : b.start]
        and not re.fullmatch(r" (?:and|or|&) ", sentence[a.end : b.start])
    ]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return sentence[: a.start] + b.of(sentence) + sentence[a.end : b.start] + a.of(sentence) + sentence[b.end :]


def another_name(names: Sequence[str]) -> Change:
    """A name exchanged for one of the same group of texts: right names, wrong one."""

    def change(sentence: str, chance: random.Random) -> str | None:
        mine = [name for name in find_names(sentence) if len(name.of(sentence)) > 2]
        if not mine or not names:
            return None
        at = chance.choice(mine)
        written = at.of(sentence)
        others = [
            n
            for n in names
            if not same_name(n, written) and abs(n.count(" ") - written.count(" ")) < 2 and n not in sentence
        ]
        return _with(sentence, (at.start, at.end), chance.choice(others)) if others else None

    return change


def words_by_what_stands_before(questions: Iterable[str]) -> dict[str, list[str]]:
    """Words of these questions by the small word before them: what may stand in each other's place."""
    found: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        for match in _AFTER_A_SMALL_WORD.finditer(question):
            found[match[1].lower()].append(match[2])
    return found


def another_word(words: Mapping[str, Sequence[str]], answer: str) -> Change:
    """A word of a question that stands in its answer exchanged for one that does not, of the same make."""
    theirs = set(content_stems(answer))

    def change(question: str, chance: random.Random) -> str | None:
        known = theirs | set(content_stems(question))
        spots = [m for m in _AFTER_A_SMALL_WORD.finditer(question) if theirs & set(content_stems(m[2]))]
        for spot in chance.sample(spots, len(spots)):
            others = [w for w in words.get(spot[1].lower(), ()) if _of_one_make(w, spot[2])]
            others = [w for w in others if content_stems(w) and not known & set(content_stems(w))]
            if others:
                return _with(question, spot.span(2), chance.choice(others))
        return None

    return change


def _of_one_make(one: str, other: str) -> bool:
    """Both plural or neither, both capital or neither, both of the same ending where it is of a verb or an adverb."""
    endings = [word[-2:] if word[-2:] in ("ed", "ng", "ly") else word[-1:] == "s" for word in (one, other)]
    return endings[0] == endings[1] and one[0].isupper() == other[0].isupper()


def surer(sentence: str, chance: random.Random) -> str | None:
    """What was a doubt, a wish or a plan, told as a fact."""
    ways = [(_HEDGED, ""), (_MAYBE, None), (_WISH, None)]
    chance.shuffle(ways)
    for pattern, put in ways:
        at = pattern.search(sentence)
        if not at:
            continue
        if put is not None:
            return _with(sentence, at.span(), put)
        if pattern is _MAYBE:
            return _with(sentence, at.span(), "has" if at.group(1).lower() == "have" else "is")
        verb = at.group(1)
        return _with(sentence, at.span(), verb + ("d" if verb.endswith("e") else "ed"))
    return None


def doubtful(sentence: str, chance: random.Random) -> str | None:
    """A fact told as a doubt: what the source says outright, it does not say so."""
    at = _SURE.search(sentence)
    if not at:
        return None
    return _with(sentence, at.span(), f"{at.group()} {chance.choice(_HEDGES)}")


def synonym(sentence: str, chance: random.Random) -> str | None:
    """A word exchanged for one of the same meaning."""
    found = [
        (at.span(), other.replace("_", " "))
        for pair in _SYNONYMS
        for word, other in (pair, pair[::-1])
        for at in re.finditer(rf"\b{word.replace('_', ' ')}\b", sentence)
    ]
    return _with(sentence, *chance.choice(found)) if found else None


def without_aside(sentence: str, chance: random.Random) -> str | None:
    """A relative clause, a bracket, an opening or a last clause left out."""
    ways = [_ASIDE, _OPENING, _TAIL]
    chance.shuffle(ways)
    for pattern in ways:
        at = pattern.search(sentence)
        if at:
            rest = _with(sentence, at.span(), "")
            return rest[:1].upper() + rest[1:]
    return None


def told(sentence: str, _: random.Random) -> str | None:
    """The speech turned round: "X, he said." as "He said X."""
    at = re.search(r"^(.{20,200}?), ([A-Z]?[\w .]{2,40}) (said|told reporters|added|stated)\.$", sentence)
    if not at or '"' in sentence or "“" in sentence:
        return None
    return f"{at.group(2)[:1].upper()}{at.group(2)[1:]} {at.group(3)} {at.group(1)[:1].lower()}{at.group(1)[1:]}."


FALSE: tuple[tuple[str, Change], ...] = (
    ("number", number), ("number", number), ("series", series), ("negation", negation), ("opposite", opposite),
    ("roles", roles), ("surer", surer), ("doubtful", doubtful),
)  # fmt: skip
HARMLESS: tuple[tuple[str, Change], ...] = (("synonym", synonym), ("aside", without_aside), ("told", told))
ONLY_NEUTRAL = frozenset({"surer", "doubtful"})  # the source does not say so; it does not say the opposite either


def _with(text: str, at: tuple[int, int], put: str) -> str:
    changed = text[: at[0]] + put + text[at[1] :]
    return re.sub(r" {2,}", " ", changed)


def names_of(sentence: str) -> list[str]:
    """The names in a sentence, as written."""
    return [Span(name.start, name.end).of(sentence) for name in find_names(sentence)]
