"""Does each number of the claim stand in the source, as surely, and for the same thing?

Not only "is 65,000 in the file": the value, its unit, the writer's reserve ("nearly 100" is not "more than 100"), what
is counted, of which event and with which fate, and whether the number's own sentence is about this.
"""

from rag.check.number.judged import check_numbers

__all__ = ["check_numbers"]
