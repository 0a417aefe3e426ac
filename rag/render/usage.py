"""What a language model took for an answer, in words."""

from __future__ import annotations

from rag.render.lines import count, one_line
from rag.types import Answer, Usage


def usage_words(usage: Usage) -> str:
    """``2 calls, about 1,204 tokens read and 88 written, 3.2 s``"""
    tokens = f"about {usage.tokens_read:,} tokens read and {usage.tokens_written:,} written"
    return f"{count(usage.calls, 'call')}, {tokens}, {usage.seconds:.1f} s"


def written_words(answer: Answer) -> str:
    """Who wrote a generated answer; nothing for a quoted one, whose notice says why a model did not."""
    if answer.mode != "generated" or answer.usage is None:
        return ""
    return f"Written by {one_line(answer.usage.model)} in {answer.usage.seconds:.1f} s, checked sentence by sentence."
