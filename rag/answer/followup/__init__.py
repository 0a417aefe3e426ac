"""Follow-ups become stand-alone questions, by rules: no model, and no word that the conversation does not hold.

A fragment is put into the question it continues (``fragments``), a pronoun becomes what it stands for (``pronouns``), a
description that points back is completed (``pointing``), and a question that names nothing gets its topic (``topic``).
A question that stands alone is left as it is. What was changed is shown to the reader (``standalone_question``).
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.followup.fragments import is_fragment, with_fragment
from rag.answer.followup.memory import LOOKBACK, READ, Memory, Referent, recent, titled
from rag.answer.followup.pointing import with_descriptions
from rag.answer.followup.pronouns import with_names, with_this
from rag.answer.followup.topic import with_kind, with_topic
from rag.types import Turn

__all__ = ["LOOKBACK", "is_fragment", "recent", "standalone"]


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question in a form that can be asked alone, given the conversation before it."""
    if not turns or len(question) > READ:  # who asks at such length has said of what
        return question
    return resolved(question, remembered(turns))


def remembered(turns: Sequence[Turn]) -> Memory:
    """The conversation, each question of it read in the light of those before it."""
    memory = titled(turns)
    for turn in recent(turns):
        if turn.role == "user":
            memory = memory.asking(turn.content, *named(turn.content, memory))
        elif turn.role == "assistant":
            memory = memory.answering(turn.content)
    return memory


def named(question: str, memory: Memory) -> tuple[str, tuple[Referent, ...]]:
    """The question with its fragments and pronouns resolved, and what it points back to."""
    alone = with_fragment(question, memory)
    if alone != question:
        return alone, ()
    for step in (with_names, with_this):
        alone, meant = step(question, memory)
        if meant:
            return alone, meant
    return question, ()


def resolved(question: str, memory: Memory) -> str:
    """The question in a form that can be asked alone."""
    alone, _ = named(question, memory)
    described = with_descriptions(alone, memory)
    if described != question:
        return described
    kind = with_kind(question, memory)
    return with_topic(question, memory) if kind == question else kind
