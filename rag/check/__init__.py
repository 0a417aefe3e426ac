"""The checker: is a sentence supported by the texts it stands on? Usable alone, on any two texts.

``check_claim(text, sources)`` gives a verdict, a score in [0, 1] and reasons that say what was found. It needs no
archive, no model and no network, and the same input gives the same verdict on every run. ``docs/checking.md`` says
how a verdict is reached and what this cannot see.
"""

from rag.check.checkable import split_checkable
from rag.check.citation import check_citation, judge
from rag.check.claim import check_claim

__all__ = ["check_citation", "check_claim", "judge", "split_checkable"]
