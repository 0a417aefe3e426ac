"""Pronouns: "he", "it", "their", "this" become the name or the phrase they stand for."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answer.followup.memory import Memory, Referent, acts, real_names
from rag.answer.followup.phrases import VERBS, content, is_plural
from rag.text.voices import is_person
from rag.text.words import STOP

_PERSONAL = re.compile(
    r"\b(?:(?P<he>he|him|his)|(?P<she>she|her|hers)|(?P<it>it|its)|(?P<they>they|them|their|theirs))\b(?!['’]s\b)", re.I
)
_WHOSE = frozenset(["his", "its", "their"])
_DONE_TO = frozenset(["him", "her", "it", "them"])
_PART_OF = re.compile(r"\b(?:which|any|some|most|all|one|none|both|each|many|few|two|three)\sof\s$", re.I)
_EMPTY = re.compile(r"\bit\b(?=\s+(?:\w+\s+){0,2}(?:that|to|into|if|for)\b)", re.I)  # "Is it true that ...?"
_CLAUSE_END = re.compile(r"[.,;:!?]\s|\sand\s|\bthat\s")
_POINTING = re.compile(
    r"\b(?:is|was|are|were|did|does|do|has|have|can|could|will|would)\s(?:(?P<it>this|that)|(?P<they>these|those))\b"
    r"(?=\s+(?P<next>[\w'’-]+))",
    re.I,
)


def with_names(question: str, memory: Memory) -> tuple[str, tuple[Referent, ...]]:
    """The first pronoun that points out of the question, and is known, replaced; and what it stands for."""
    for found in _PERSONAL.finditer(question):
        pronoun, whose = found.lastgroup or "", _says_whose(question, found)
        if not _points_back(question, found, whose, memory):
            continue
        meant = memory.referent(pronoun, done_to=not whose and bool(real_names(question[: found.start()])))
        if meant is None or content(meant.text) & content(question):
            continue
        written = possessive(meant.text) if whose else meant.text
        known = replace(meant, pronouns=frozenset([pronoun])) if pronoun in ("he", "she") else meant
        return question[: found.start()] + written + question[found.end() :], (known,)
    return question, ()


def with_this(question: str, memory: Memory) -> tuple[str, tuple[Referent, ...]]:
    """ "Was this expected?": "this" where it stands alone, for what the last question was about."""
    found = _POINTING.search(question)
    if found is None:
        return question, ()
    word, pronoun = found["next"].lower(), "it" if found["it"] else "they"
    if word not in STOP | VERBS and not word.endswith("ed"):
        return question, ()  # "Is this bridge safe?"
    for one in memory.latest:
        if pronoun in one.pronouns and not content(one.text) & content(question):
            start, end = found.span(pronoun)
            return question[:start] + one.text + question[end:], (one,)
    return question, ()


def possessive(name: str) -> str:
    """The name with an ending that says whose."""
    return f"{name}'" if name.endswith("s") and is_plural(name) else f"{name}'s"


def _points_back(question: str, found: re.Match[str], whose: bool, memory: Memory) -> bool:
    """Whether a pronoun stands for nothing in its own question.

    Who does something is not who it is done to ("What did Iran say about it?"): that would be "itself".
    """
    before = question[: found.start()]
    names = real_names(before)
    if found[0].lower() in _DONE_TO and not whose and not _CLAUSE_END.search(before):
        names = [name for name in names if not acts(before, name)]
    if found.lastgroup in ("he", "she"):
        known = memory.title is not None and content(memory.title.text) & content(before)
        return not known and not any(map(is_person, names))
    if names or _EMPTY.match(question, found.start()) or _PART_OF.search(before):
        return False
    return not _speaks_of_its_own(before)


def _speaks_of_its_own(before: str) -> bool:
    """Whether an earlier clause of the question can hold what the pronoun stands for."""
    ends = [end.end() for end in _CLAUSE_END.finditer(before)]
    return bool(ends and content(before[: ends[-1]]))


def _says_whose(question: str, found: re.Match[str]) -> bool:
    """Whether a pronoun is a possessive; "her" is one where a noun follows."""
    word = re.match(r"\s+([\w'’-]+)", question[found.end() :])
    return found[0].lower() in _WHOSE or (
        found[0].lower() == "her" and word is not None and word[1].lower() not in STOP
    )
