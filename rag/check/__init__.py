"""The checker: is a sentence supported by the texts it stands on? Usable alone, on any two texts.

``check_claim(text, sources)`` gives a verdict, a score in [0, 1] and reasons that say what was found;
``check_text(text, among(sources))`` does so for every sentence of a text that makes a claim. Neither needs an archive,
a model or the network, and the same input gives the same verdict on every run. ``docs/checking.md`` says how a verdict
is reached and what this cannot see.
"""

from rag.check.checkable import split_checkable
from rag.check.citation import check_citation, judge, judging
from rag.check.claim import check_claim
from rag.check.opinion import with_opinion
from rag.check.repair import Mended, Mending, judge_all, repair_all, repair_claim
from rag.check.text import among, check_text

__all__ = [
    "Mended",
    "Mending",
    "among",
    "check_citation",
    "check_claim",
    "check_text",
    "judge",
    "judge_all",
    "judging",
    "repair_all",
    "repair_claim",
    "split_checkable",
    "with_opinion",
]
