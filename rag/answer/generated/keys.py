"""Keys that a model cites by. Opaque and drawn anew for every request, so that no article can know one.

Small numbers invite a model to count on ("[1], [2], [3]"), and any text can forge them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_DIGITS = "23456789"
_LETTERS = "abcdfghjmnpqrstvwxz"  # no vowels: no key is a word, and none reads as another
KEY = re.compile(r"k\d[a-z]\d[a-z]")
APART = 2  # of the four drawn signs, in which two keys of a request differ: one slip of the pen is no other key


def draw_keys(count: int, random_: random.Random) -> list[str]:
    """Keys of one request: 23,000 are possible, and what stands in an article is broken up besides (`fence`)."""
    keys: list[str] = []
    while len(keys) < count:
        key = "k" + "".join(random_.choice(signs) for signs in (_DIGITS, _LETTERS) * 2)
        # With very many passages there are not enough keys that far apart; different they always are.
        if key not in keys and (len(keys) > 60 or _is_apart(key, keys)):
            keys.append(key)
    return keys


def _is_apart(key: str, others: Sequence[str]) -> bool:
    return all(sum(a != b for a, b in zip(key, other, strict=True)) >= APART for other in others)
