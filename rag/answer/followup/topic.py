"""Questions that name nothing of their own: the conversation's title, or what was last spoken of, says of what."""

from __future__ import annotations

import re

from rag.answer.followup.memory import Memory, real_names
from rag.answer.followup.phrases import AUXILIARIES, SUPERLATIVE, VERBS, content, singular, subject
from rag.text.words import STOP

_DEFINES = re.compile(
    r"^(?:what|who)(?:['’]?s|\s(?:is|are|was|were))\s(?!the\b|an?\b|some\b|any\b)[\w'’-]+(?:\s[\w'’-]+)?\s*\?*$", re.I
)
_OF_WHAT = re.compile(
    r"^(?:what|who|which)(?:['’]?s|\s(?:is|are|was|were))\s(?:the|some|some\sof\sthe)\s"
    r"(?P<noun>(?:[\w-]+\s){0,2}[\w-]+)\s*\?*$",
    re.I,
)
_MOST = re.compile(rf"\b(?:most|least|{SUPERLATIVE})\b", re.I)
_BARE_MOST = re.compile(
    rf"\bthe\s(?P<most>(?:second\s)?(?:(?:most|least)\s\w+|{SUPERLATIVE}))(?:\sones?\b)?"
    r"(?=\s*[?.!]|\s(?:in|on|at|of|ever|and|for|by|there|now|today|to\s(?:ever|have))\b)",
    re.I,
)


def with_topic(question: str, memory: Memory) -> str:
    """A question that names nothing, with what it is about; any other as it is."""
    if real_names(question) or not content(question):
        return question
    return with_title(question, memory) if memory.title else with_whole(question, memory)


def with_title(question: str, memory: Memory) -> str:
    """The title of the conversation in front: "Norrland Storage: Who were the founders?"."""
    if memory.title is None or _is_told_by(memory.titled, question) or _DEFINES.match(question):
        return question
    if "article" in question.lower():  # is about what was read, not about the world
        return question
    return f"{memory.title.text}: {question}"


def with_whole(question: str, memory: Memory) -> str:
    """ "What are the symptoms?" of what was last spoken of."""
    found = _OF_WHAT.match(question)
    if found is None or not memory.asked or _MOST.search(found["noun"]) or not _is_noun(found["noun"]):
        return question
    whole = memory.asked[0]
    if whole.pronouns <= {"he", "she"} or content(whole.text) & content(question):
        return question
    return f"{question.rstrip(' ?.!')} of {whole.text}?"


def _is_told_by(title: str, question: str) -> bool:
    """Whether a question says by words of the title what it is about."""
    about, words = subject(question), content(title)
    return len(content(question) & words) > 1 or bool(about and content(about.text) and content(about.text) <= words)


def _is_noun(words: str) -> bool:
    """Whether words can be one noun with what describes it."""
    return not any(word.lower() in STOP | AUXILIARIES | VERBS or word.lower().endswith("ed") for word in words.split())


def with_kind(question: str, memory: Memory) -> str:
    """ "the largest in the world": the largest ship, where ships were last spoken of."""
    found = _BARE_MOST.search(question)
    kind = next((one.text for one in memory.asked if "they" in one.pronouns and not one.is_name), None)
    if found is None or kind is None or " and " in kind or content(kind) & content(question):
        return question
    return f"{question[: found.start()]}the {found['most']} {singular(kind.split()[-1])}{question[found.end() :]}"
