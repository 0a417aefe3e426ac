"""A follow-up as a question that stands alone, by a language model; by rules where its words are not to be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

from rag.answer.followup import recent, standalone
from rag.answer.generated import prompts
from rag.answer.generated.draft import closable, never
from rag.answer.generated.fence import harmless
from rag.answer.generated.model import Message, Model, Stopped
from rag.answer.generated.plain import plain
from rag.errors import FootnoteError
from rag.text.words import content_stems
from rag.types import Turn

LONGEST = 300
A_TURN = 600  # signs of a turn that are sent
WRITTEN = 80  # tokens


def alone(
    question: str,
    turns: Sequence[Turn],
    model: Model,
    *,
    stopped: Stopped = never,
    by_rules: Callable[[str, Sequence[Turn]], str] = standalone,
) -> str:
    """The question to retrieve and answer. Without a conversation the model is not asked.

    The model's form is taken only if each word that carries meaning stands in the conversation or the question: it may
    choose among them and not bring any of its own, so that no conversation can make it ask for something else.
    """
    ruled = by_rules(question, turns)
    if not turns:
        return ruled
    try:
        written = _written(question, turns, model, stopped)
    except FootnoteError:
        return ruled
    return written if is_faithful(written, question, turns) else ruled


def is_faithful(written: str, question: str, turns: Sequence[Turn]) -> bool:
    """Whether a rewritten question has only words of the conversation, all of the question's own, and one line."""
    known = {s for text in (question, *(turn.content for turn in turns)) for s in content_stems(text)}
    stems = content_stems(written)
    # What names nobody may go ("that man"), yet no more than half: the rest is what is asked.
    own = set(content_stems(question))
    keeps = 2 * len(own & set(stems)) >= len(own)
    return bool(stems) and len(written) <= LONGEST and written == plain(written) and set(stems) <= known and keeps


def _written(question: str, turns: Sequence[Turn], model: Model, stopped: Stopped) -> str:
    told = [
        prompts.FOLLOW_UP_TURN.format(
            role="Reader" if turn.role == "user" else "Answer", text=harmless(turn.content[:A_TURN])
        )
        for turn in recent(turns)
        if turn.role != "topic"
    ]
    asked = prompts.FOLLOW_UP_USER.format(turns="\n".join(told), question=harmless(question))
    messages = (Message("system", prompts.FOLLOW_UP_SYSTEM), Message("user", asked))
    with closing(closable(model.stream(messages, most=WRITTEN, stopped=stopped))) as pieces:
        text = ""
        for piece in pieces:
            text += piece
            if stopped() or len(text) > 2 * LONGEST:
                break
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return lines[0].strip('"“”') if len(lines) == 1 else ""
