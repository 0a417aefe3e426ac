"""Rules that reword a true sentence without changing what it says: the controls, which must stay supported."""

from __future__ import annotations

import re

from tests.check.trial.rewrite import Rule, by_half, capital, places, put, quoted, swap, words
from tests.check.trial.texts import Text


def untouched(sentence: str, _: Text) -> str | None:
    return sentence if len(sentence.split()) >= 4 and sentence[-1] in '.”"' else None


# ----------------------------------------------------------------------------------------------------- typed anew


def straight_quotes(sentence: str, _: Text) -> str | None:
    return re.sub("[“”]", '"', sentence).replace("’", "'")


def curly_quotes(sentence: str, _: Text) -> str | None:
    return re.sub(r'"([^"]*)"', r"“\1”", sentence).replace("'", "’")


def hard_spaces(sentence: str, _: Text) -> str | None:
    return "  " + sentence.replace(" ", "\u00a0") + "\n"


def hard_hyphens(sentence: str, _: Text) -> str | None:
    return sentence.replace("-", "\u2011")


# ------------------------------------------------------------------------------------------------------- synonyms

_HELD_OUT = "synonyms of the held-out half"
"""Other words than those of the development half, which may be read and known."""
synonym_first = by_half(swap(words("synonyms")), swap(words(_HELD_OUT)))
synonym_last = by_half(swap(words("synonyms"), nth=-1), swap(words(_HELD_OUT), nth=-1))
synonym_hedge = swap(words("hedges that say the same"), before=r"(?= (?:[£$€]?\d|a quarter|half|t[wh]|f[oi]|s[ie]))")


def synonyms_both(sentence: str, text: Text) -> str | None:
    """The first and the last together, as a rewriting would have it."""
    last = synonym_last(sentence, text)
    return synonym_first(last, text) if last else None


# ----------------------------------------------------------------------------------------------------------- order

_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TIME = (
    rf"(?:(?:on|by|in|since) (?:(?:early|late) )?(?:(?:{_DAYS})(?: (?:night|morning|evening|afternoon))?"
    rf"|\d\d? (?:{_MONTHS})(?: \d{{4}})?|(?:early )?(?:{_MONTHS})(?: \d{{4}})?|\d{{4}}|the spring|the autumn|October)"
    r"|last (?:year|autumn|season)|next (?:year|spring|summer)|for (?:about )?\w+ (?:hours|days)"
    r"|in (?:Velnice|Sarrow|Tervel))"
)
_LOWER_AT_START = re.compile(
    r"^(The|A|An|His|Her|Its|He|She|They|It|Two|Three|Around|About|Nearly|Almost|Police|More|Residents|Fighting|Trade|"
    r"Farmers|Forecasters|Temperatures|Investigators|Inspectors|Parents|Shareholders|Ethnic|Thousands|Sales|Debt|Power|"
    r"Prosecutors|At|Most)\b"
)


def _inner(sentence: str) -> str:
    """A sentence as it goes on after a fronted phrase."""
    return sentence[0].lower() + sentence[1:] if _LOWER_AT_START.match(sentence) else sentence


def time_to_front(sentence: str, _: Text) -> str | None:
    match = re.search(rf"(?P<body>^[^“\",;]+?) (?P<time>{_TIME})\.$", sentence)
    if not match or re.search(
        r"\b(?:said|and|but|who|that|would|may|could|plans|expected|after|than)\b", match["body"]
    ):
        return None
    return f"{capital(match['time'])}, {_inner(match['body'].rstrip('.'))}."


def time_to_end(sentence: str, _: Text) -> str | None:
    match = re.match(rf"^(?P<time>(?i:{_TIME})),? (?P<body>[^“\",;]+)\.$", sentence)
    return f"{capital(match['body'])} {match['time'][0].lower()}{match['time'][1:]}." if match else None


def speaker_first(sentence: str, _: Text) -> str | None:
    """“…,” X said. -> X said: “…”."""
    match = re.match(
        r"^[“\"](?P<words>[^”\"]+)[,?][”\"] (?P<who>[A-Z]\w+|he|she) (?P<says>said|told [\w ]+)(?P<rest>[^“\"]*)\.$",
        sentence,
    )
    if not match:
        return None
    mark = "?" if "?" in sentence else "."
    return f"{capital(match['who'])} {match['says']}{match['rest']}: “{match['words']}{mark}”"


def speaker_last(sentence: str, _: Text) -> str | None:
    """X said Y. -> Y, X said."""
    match = re.match(r"^(?P<who>(?:[A-Z][\w’'-]+ ?){1,4}|She|He) said (?:that )?(?P<what>[^“\"]+)\.$", sentence)
    if not match or re.search(r"\b(?:said|but|though|who)\b", match["what"]):
        return None
    who = match["who"].strip()
    return f"{capital(match['what'])}, {_inner(who)} said."


# -------------------------------------------------------------------------------------------------------- spelling

spelling_short = swap(words("abbreviations and spellings"))
spelling_last = swap(words("abbreviations and spellings"), nth=-1)
spelling_figure = swap(words("number words in digits"))


def percent_sign(sentence: str, _: Text) -> str | None:
    return re.sub(r"(?<=\d) per cent", "%", sentence)


def thousands(sentence: str, _: Text) -> str | None:
    """65,000 -> 65 thousand."""
    for match in places(sentence, r"(?<![\d,£$€])(\d{1,3}),000\b"):
        return put(sentence, match, f"{match[1]} thousand")
    return None


def no_commas(sentence: str, _: Text) -> str | None:
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", sentence)


def millions_short(sentence: str, _: Text) -> str | None:
    """£18.4 million -> £18.4m."""
    short = {"million": "m", "billion": "bn"}
    return re.sub(r"([£$€][\d.]+) (million|billion)", lambda m: m[1] + short[m[2]], sentence)


def month_first(sentence: str, _: Text) -> str | None:
    """12 February -> February 12."""
    return re.sub(rf"\b(\d\d?) ({_MONTHS})(?= (\d{{4}}))?", _day_after, sentence)


def _day_after(match: re.Match[str]) -> str:
    return f"{match[2]} {match[1]}," if match[3] else f"{match[2]} {match[1]}"


def clock(sentence: str, _: Text) -> str | None:
    """4 p.m. -> 4pm."""
    return re.sub(r"(\d) ([ap])\.m\.(?= [a-z])", r"\1\2m", sentence)


# ------------------------------------------------------------------------------------------------------- condensed


def without_aside(sentence: str, _: Text) -> str | None:
    """Without a relative clause or an apposition between commas."""
    if sentence.startswith("In this") or sentence.endswith(", said."):
        return None  # a list, or the speaker at the end, would lose its commas
    aside = r", (?:who|which|whose|a|an|the|medical|his|her|its) [^,;“”\"]+,(?= (?!and\b|or\b))"
    for match in places(sentence, aside):
        before = sentence[: match.start()]
        return before + ("," if re.match(r"The [\w ]+, [A-Z]", before) else "") + sentence[match.end() :]
    return None


def without_end(sentence: str, _: Text) -> str | None:
    """Without what a last comma adds: a relative clause, a participle."""
    match = re.search(
        r",(?: which| who| whose| where| ending| sending| leaving| beating| most of| the highest| its highest)"
        r"\b[^,;“”\"]+\.$",
        sentence,
    )
    return sentence[: match.start()] + "." if match else None


def first_half(sentence: str, _: Text) -> str | None:
    """What stands before a semicolon, or before ", and" with a new subject."""
    match = re.search(
        r"; |, and (?=(?:the|it|he|she|police|clearing|a)\b)|, but (?=(?:both|the|they|nobody)\b)", sentence
    )
    if not match or any(a < match.start() < b for a, b in quoted(sentence)):
        return None
    return sentence[: match.start()] + "."


CONTROLS: dict[str, tuple[Rule, ...]] = {
    "untouched": (untouched,),
    "typed anew": (straight_quotes, curly_quotes, hard_spaces, hard_hyphens),
    "synonym": (synonym_first, synonyms_both, synonym_hedge),
    "order": (time_to_front, time_to_end, speaker_first, speaker_last),
    "passive": (),
    "condensed": (without_aside, without_end, first_half),
    "spelling": (
        spelling_short,
        spelling_last,
        spelling_figure,
        percent_sign,
        thousands,
        no_commas,
        millions_short,
        month_first,
        clock,
    ),
}
"""Families of controls, and the rules that make them; active and passive stand in the hand-written edits."""
