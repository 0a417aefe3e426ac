"""Fragments and corrections: "Why?", "And in 2022?", "What about Armenia?", "No, the other minister" ask on.

They say in which one thing they differ from the last question; put in its place, the last question is the new one.
"""

from __future__ import annotations

import re

from rag.answer.followup.memory import Memory, is_small_talk, real_names
from rag.answer.followup.phrases import (
    ADJECTIVE,
    AUXILIARIES,
    SUPERLATIVE,
    VERBS,
    WH,
    content,
    described_from,
    is_plural,
    subject,
    tokens,
)
from rag.text.dates import find_dates
from rag.text.voices import is_person
from rag.text.words import STOP, stem

_LEAD = r"(?:(?:ok(?:ay)?|and|but|so|then|also|well|or)\b[\s,]*)*"
_WHY = re.compile(rf"^{_LEAD}(?P<wh>why|when|where|how|since when)(?:\s(?:exactly|so|then))?[\s?.!]*$", re.I)
_ASKS_ON = re.compile(
    rf"^{_LEAD}(?:(?:(?:by|with|to|for|from|about|in)\s)?(?:whom|what|(?:which|whose)(?:\s\w+)?)|who"
    r"|how\s(?:many|much|long|often|far|old|come|so)|who\ssays\s(?:so|that)|says\swho|why\snot|really)[\s?.!]*$",
    re.I,
)
_ELSE = re.compile(rf"^{_LEAD}(?P<wh>who|what|where|when|why|how)\selse[\s?.!]*$", re.I)
_MORE = re.compile(
    rf"^{_LEAD}(?:any(?:thing|one|body)?\s(?:others?|more|else)|others?|another(?: one)?)[\s?.!]*$", re.I
)
_ABOUT = re.compile(rf"^{_LEAD}(?:what|how)\sabout\s(?P<new>[^?!;]{{1,80}}?)\s*[?.!]*$", re.I)
_AND = re.compile(r"^(?:and|or|but)\s(?P<new>[^?!;]{1,80}?)\s*[?.!]*$", re.I)
_NO = r"(?:no|nope|sorry|not (?:that|him|her|them|it)(?: one)?|wait|actually|excuse me)"
_MEANT = re.compile(
    rf"^(?:{_NO}[\s,.!-]+)*(?:but\s)?(?:i\s(?:meant?|(?:am|was)\sasking\sabout)|rather)\s"
    r"(?P<new>[^?!;.]{1,80}?)\s*[?.!]*$",
    re.I,
)
_RATHER = re.compile(rf"^(?:{_NO}[\s,.!-]+)+(?P<new>[^?!;.,]{{1,60}}?)\s*[?.!]*$", re.I)
_WH_QUESTION = re.compile(r"^(?:why|when|where|how|since when)\s(?=\w+)", re.I)
_YES_NO = re.compile(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.I)
_OTHER = re.compile(r"^(?P<wh>who|what|which|where|how many)\b(?!\s(?:else|other)\b)", re.I)
_PREPOSITION = re.compile(r"^(?P<word>in|on|at|during|after|before|since|by|with|for|from|to|against|under)\s", re.I)
_DETERMINERS = frozenset(["the", "a", "an", "any", "some", "his", "her", "their", "its", "this", "that", "other"])
_INSIDE = frozenset(["of", "in", "for", "to", "with", "on", "at", "as", "and", "about", "from"])
_MOST = re.compile(rf"\b(?:{SUPERLATIVE})\b", re.I)
_LONGEST_QUESTION = 300  # characters of a question that another is put into
_SHORT = 5  # words of a correction that has no place in the last question


def is_fragment(question: str) -> bool:
    """Whether a question says too little to be asked alone: "Why?", "And in 2022?", "What about Armenia?"."""
    return any(pattern.match(question) for pattern in (_WHY, _ASKS_ON, _ELSE, _MORE)) or _new(question) is not None


def with_fragment(question: str, memory: Memory) -> str:
    """A fragment as the question it stands for, given the last one; any other question as it is."""
    before = memory.question.strip()
    if not before or len(before) > _LONGEST_QUESTION or not content(before):
        return question
    asked = _asked_on(question, before)
    if asked:
        return asked
    new = _new(question)
    if new is None:
        return question
    corrects = _MEANT.match(question) or _RATHER.match(question)
    if not corrects:
        return replaced(before, new) or (after(before, question) if _is_name(new) else question)
    return replaced(before, new) or (after(before, f"{new}?") if len(new.split()) <= _SHORT else question)


def after(before: str, question: str) -> str:
    """A question with the one it continues, where no single place differs."""
    return f"{before.rstrip(' ?.!')}: {_without_lead(question)}"


def replaced(before: str, new: str) -> str | None:
    """The last question with the new words in the one place that they fit."""
    return (
        _same_noun(before, new)
        or _date(before, new)
        or _preposition(before, new)
        or _people(before, new)
        or _name(before, new)
        or _most(before, new)
        or _subject(before, new)
    )


def _asked_on(question: str, before: str) -> str | None:
    """ "Why?" and "Who else?": the last question with another question word."""
    why, other = _WHY.match(question), _ELSE.match(question)
    if why:
        word = why["wh"].lower()
        asked = _WH_QUESTION.match(before)
        if asked and not before.lower().startswith(("how many", "how much", "how long", "how old")):
            return f"{word.capitalize()} {before[asked.end() :]}"
        if _YES_NO.match(before):
            return f"{word.capitalize()} {before[0].lower()}{before[1:]}"
        return after(before, question)
    if _ASKS_ON.match(question):
        return after(before, question)
    if other or _MORE.match(question):
        return _more(before, other["wh"] if other else "")
    return None


def _more(before: str, wh: str) -> str | None:
    """ "Who else?" and "Any others?": the last question again, for what was not said."""
    asked = _OTHER.match(before)
    if asked is None or (wh and wh.lower() != asked["wh"].lower()):
        return None
    rest = before[asked.end() :]
    noun = asked["wh"].lower() in ("which", "what", "how many") and not any(
        word.lower in AUXILIARIES for word in tokens(rest)[:1]
    )
    return f"{asked['wh']} {'other' if noun else 'else'}{rest}"


def _new(question: str) -> str | None:
    """The words that say what is different; None where a whole question stands."""
    for pattern in (_ABOUT, _MEANT, _RATHER, _AND):
        found = pattern.match(question.strip())
        words = [word.lower for word in tokens(found["new"])] if found else []
        if (
            found
            and words
            and not (AUXILIARIES | WH) & {*words}
            and words[0] not in VERBS
            and not is_small_talk(found["new"])
        ):
            return found["new"].strip()
    return None


def _same_noun(before: str, new: str) -> str | None:
    """ "the other minister" for "the minister"."""
    new = _with_noun(before, new)
    words = tokens(new)
    if not 1 < len(words) < 5 or words[-1].lower in STOP or any(word.lower in _INSIDE for word in words):
        return None
    asked = tokens(before)
    for index, word in enumerate(asked):
        if stem(word.text) == stem(words[-1].text) and word.text[0].islower():
            first = described_from(asked, index)
            if first and asked[first - 1].lower in _DETERMINERS:
                first -= 1
            return before[: asked[first].start] + new + before[word.end :]
    return None


def _with_noun(before: str, new: str) -> str:
    """ "the new one" as the new minister, where the last question was about a minister."""
    about = subject(before)
    noun = about.text.rpartition(" ")[2] if about else ""
    return re.sub(r"\bones?$", noun, new, flags=re.I) if noun else new


def _people(before: str, new: str) -> str | None:
    """ "Azerbaijani" for "Armenian"."""
    old = [word for word in tokens(before) if ADJECTIVE.search(word.text)]
    return before[: old[-1].start] + new + before[old[-1].end :] if old and ADJECTIVE.search(new) else None


def _date(before: str, new: str) -> str | None:
    """ "in 2022" for "in 2020"."""
    old, dates = find_dates(before), find_dates(new)
    if not dates or not old:
        return None
    return before[: old[-1].start] + new[dates[0].start : dates[0].end] + before[old[-1].end :]


def _preposition(before: str, new: str) -> str | None:
    """ "in the north" for "in the south", or at the end."""
    found = _PREPOSITION.match(new)
    if not found:
        return None
    if find_dates(new):
        return f"{before.rstrip(' ?.!')} {new}?"
    old = re.search(rf"\b{found['word']}\s(?!.*\b{found['word']}\s)[^?.!,]{{1,40}}[\s?.!,]*$", before, re.I)
    head = before[: old.start()].rstrip() if old else before.rstrip(" ?.!")
    return f"{head} {new}?"


def _name(before: str, new: str) -> str | None:
    """A name for the last name of its kind."""
    names, old = real_names(new), real_names(before)
    if not _is_name(new):
        return None
    same = [name for name in old if is_person(name) == is_person(names[0])]
    if not same:
        return None
    head = before[: same[-1].start]
    return (
        head
        + (re.sub(r"^the\s", "", new, flags=re.I) if head.lower().endswith("the ") else new)
        + before[same[-1].end :]
    )


def _is_name(new: str) -> bool:
    """Whether words are nothing but a name."""
    return [name.text for name in real_names(new)] == [re.sub(r"^the\s", "", new, flags=re.I)]


def _most(before: str, new: str) -> str | None:
    """ "the oldest" for "the youngest"."""
    old, most = _MOST.search(before), _MOST.search(new)
    if not old or not most or len(tokens(new)) > 2:
        return None
    return before[: old.start()] + most[0] + before[old.end() :]


def _subject(before: str, new: str) -> str | None:
    """ "lions" for "tigers": one plural for the other, where neither is described."""
    old = subject(before)
    if not old or old.text != before[old.start : old.end] or not (old.plural and is_plural(new)):
        return None
    if len(old.text.split()) > 2 or len(new.split()) > 2 or " and " in f"{new} {old.text}" or content(new) & STOP:
        return None
    return before[: old.start] + new + before[old.end :]


def _without_lead(question: str) -> str:
    return re.sub(rf"^{_LEAD}", "", question, flags=re.I) or question
