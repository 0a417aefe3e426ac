"""What one test found out about one thing in a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.types import Check, Span

if TYPE_CHECKING:
    from rag.check.evidence import Evidence

Force = Literal["fine", "note", "doubt", "veto", "contradiction"]
"""How much a finding weighs: nothing wrong; worth telling; supported in part at most; not supported; denied."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for: by which test, with what result, and the reason in a reader's words.

    A finding that is ``fine`` may carry a reason too; only the others' reasons are shown with a verdict. ``at`` are
    the characters of the sentence that it is about, ``there`` those of source number ``source`` that bear or deny
    them; ``right`` is what the sentence would have to say at ``at``, as the source has it, where that is known.
    """

    test: str
    force: Force = "fine"
    reason: str = ""
    at: Span | None = None
    source: int | None = None
    there: Span | None = None
    right: str | None = None

    @property
    def passed(self) -> bool:
        return self.force in ("fine", "note")

    def as_check(self) -> Check:
        return Check(self.test, self.passed, self.reason, self.at, self.source, self.there, self.right)


Test = Callable[["Evidence"], list[Finding]]
"""A test looks at one sentence beside its evidence. No findings: there was nothing of its kind to look for."""

Tests = Mapping[str, Test]


def shown(text: str, limit: int = 90) -> str:
    """A few words of foreign text as they appear in a reason: on one line, between quotation marks, cut if long."""
    line = " ".join(text.split())
    if len(line) > limit:
        line = line[: limit - 1].rsplit(" ", 1)[0] + " …"
    return "“" + line.strip('“”"') + "”"
