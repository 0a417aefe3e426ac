"""The parts of a page: the lines around its headline, its story, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.reading.page.blocks import Block

_HEAD = 12  # lines after the headline that are looked at
PROSE = 12  # words of a line that is text of the story


@dataclass(frozen=True)
class Page:
    """The lines of an article without those of its header.

    ``drop`` says of each whether it is furniture; ``headline`` is the number of the headline's.
    """

    text: str
    blocks: Sequence[Block]
    drop: Sequence[bool]
    headline: int | None

    @cached_property
    def head(self) -> range:
        """The lines after the headline (or from the top) up to the first paragraph of the story."""
        first = 0 if self.headline is None else self.headline + 1
        last = min(len(self.blocks), first + _HEAD)
        prose = (n for n in range(first, last) if self.blocks[n].words >= PROSE and not self.drop[n])
        return range(first, next(prose, last))

    @cached_property
    def story_end(self) -> int:
        """The number of the last paragraph of the story, -1 where there is none."""
        numbers = range(len(self.blocks) - 1, -1, -1)
        return next((n for n in numbers if self.blocks[n].words >= PROSE and not self.drop[n]), -1)
