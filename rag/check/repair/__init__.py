"""What to do with a sentence that did not pass: cite better, cut, quote, or drop it. Usable alone, without an archive.

``repair_claim(claim, judgement, citations, passages, check)`` tries four things in this order and keeps the first
whose outcome is itself found supported:

1. *cited*: another of the passages that were read bears the sentence as it is (`rag.check.repair.places`).
2. *cut*: what the sources do not bear is left out, if it can be without changing the rest (`rag.check.repair.cutting`).
3. *quoted*: the sentence it paraphrases stands in its place, word for word.
4. *dropped*. A sentence that is supported in part is shown as that instead.

Nothing is invented: no word is added, no value is replaced by another. What was done is told in a `Repair`.
"""

from rag.check.repair.claims import Mended, Mending, Repaired, by_quotes, judge_all, repair_all, repair_claim
from rag.check.repair.cutting import cuts

__all__ = ["Mended", "Mending", "Repaired", "by_quotes", "cuts", "judge_all", "repair_all", "repair_claim"]
