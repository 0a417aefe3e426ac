"""Does the source give each date of the claim, as exactly, and of the same event?

A date more precise than the source is unsupported; a weekday has to fit its date; a date of another event is none of
this one. Times told from the day of writing ("last week") are not judged.
"""

from rag.check.date.judged import check_dates

__all__ = ["check_dates"]
