"""What a file may hold beside its size: so many lines and ends of sentences that reading it stays quick and small.

A line or sentence of one character costs some 300 bytes and 20 microseconds to keep apart, a hundred times its size. No
article comes near these counts; a file of millions of dots or blank-separated letters is no article.
"""

from __future__ import annotations

import re
from itertools import islice

MOST_LINES = 120_000  # lines with something on them
MOST_STOPS = 100_000  # full stops and other ends of sentences
_SHORT = 120_000  # characters; a shorter text is within both limits, and not counted

_LINE = re.compile(r"[^\s][^\r\n\u2028\u2029\v\f\x85]*")
_STOPS = ".!?…。！？．"


def beyond_limits(text: str) -> str | None:
    """Why a text is too finely divided to be read, in plain words; None where it is not."""
    if len(text) < _SHORT:
        return None
    if next(islice(_LINE.finditer(text), MOST_LINES, None), None) is not None:
        return f"too many lines: more than {MOST_LINES:,}, which no article has"
    stops = sum(text.count(stop) for stop in _STOPS)
    if stops > MOST_STOPS:
        return f"too many full stops: {stops:,}, the limit is {MOST_STOPS:,}"
    return None
