"""What fits into a model's context: passages are left out from the end, the best are in front, and it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

MOST_WRITTEN = 700  # tokens: quotes and four sentences
LEAST_WRITTEN = 160
A_MESSAGE = 16  # tokens that a chat template puts around a message, on the high side


def room_for(context: int, fixed: int, most: int = MOST_WRITTEN) -> tuple[int, int]:
    """How many tokens the passages may take, and how many the model may write, beside ``fixed`` ones of the prompt.

    In a small context the answer takes a quarter of it at most, but never less than it needs.
    """
    written = min(most, max(LEAST_WRITTEN, context // 4))
    return context - written - fixed - 2 * A_MESSAGE, written


def fitting(blocks: Sequence[str], count: Callable[[str], int], room: int) -> int:
    """How many of the blocks fit, from the first on."""
    for number, block in enumerate(blocks):
        room -= count(block) + 2  # the empty line between two
        if room < 0:
            return number
    return len(blocks)
