"""Follow-ups become stand-alone questions, by rules: pronouns get the name they stand for, fragments their topic.

A question that stands alone is left as it is. What was changed is shown to the reader (``standalone_question``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.names import find_names
from rag.text.voices import is_person
from rag.text.words import content_stems
from rag.types import Turn

LOOKBACK = 6  # turns a pronoun may reach back
_ADJECTIVE = re.compile(r"^[A-Z]\w+(?:ian|ish|ese|ani|can|sian)$")  # "Iranian" is nobody a pronoun stands for
_OPENING = re.compile(r"^(?:and|but|so|then|also|ok(?:ay)?|well)\b[\s,]*", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\b|^and\b", re.I)
_ABOUT_NAME = re.compile(r"^(?:and\s)?(?:what|how)\sabout\s(?P<name>[A-Z][^?.!,]{1,60}?)\s*[?.!]*$", re.I)
_PERSON = re.compile(r"\b(?P<whose>his|her)\b(?=\s+\w)|\b(?P<who>he|she|him|her)\b", re.I)
_THING = re.compile(
    r"\b(?P<whose>its|their)\b|\b(?P<who>it|they|them|this|that|there)\b(?!\s+(?:is|are|was|were)\s+(?:a|an|any|no)\b)",
    re.I,
)


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question in a form that can be asked alone, given the conversation before it."""
    if not turns:
        return question
    resolved = with_names(question, turns)
    if resolved != question:
        return resolved
    if is_fragment(question):
        return with_topic(question, turns)
    return question


def with_names(question: str, turns: Sequence[Turn]) -> str:
    """Person pronouns replaced by the person last spoken of, others by the subject last asked about."""
    person = last_name(turns, persons=True)
    own = [n for n in find_names(question) if is_person(n)]
    if person and not own and _PERSON.search(question):
        return _PERSON.sub(lambda m: f"{person}'s" if m["whose"] else person, question, count=1)
    thing = last_name(turns, persons=False)
    if thing and _THING.search(question) and not find_names(question):
        return _THING.sub(lambda m: f"{thing}'s" if m["whose"] else thing, question, count=1)
    return question


def last_name(turns: Sequence[Turn], persons: bool) -> str | None:
    """The name a pronoun most likely stands for: of the last question that has one, else of the last answer."""
    recent = list(turns)[-LOOKBACK:]
    for role in ("user", "assistant") if persons else ("user",):
        for turn in reversed(recent):
            if turn.role != role:
                continue
            names = [n for n in find_names(turn.content) if is_person(n) == persons and not _ADJECTIVE.search(n.text)]
            if names:
                return names[0].text
    return None


def is_fragment(question: str) -> bool:
    """Whether a question is too short to be asked alone: "And in 2022?", "Why?", "What about Armenia?"."""
    return bool(_ABOUT.match(question)) or len(content_stems(question)) <= 1


def with_topic(question: str, turns: Sequence[Turn]) -> str:
    """A fragment with the question it continues."""
    before = next((turn.content for turn in reversed(turns) if turn.role == "user" and content_stems(turn.content)), "")
    about = _ABOUT_NAME.match(question)
    names = [n for n in find_names(before) if not _ADJECTIVE.search(n.text)]
    if about and names:
        last = names[-1]
        return f"{before[: last.start]}{about['name']}{before[last.end :]}"
    rest = _OPENING.sub("", question)
    return f"{before.rstrip(' ?.!')}: {rest}" if before else question
