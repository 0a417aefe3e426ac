"""What the archive remembers of an article so that it can learn from many: its lines, and a sketch of its content.

From the lines of all articles it learns which of them are page furniture (`learned`), from the sketches which
articles are copies of one text (`copies`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.text.fold import fold
from rag.text.lines import folded_key
from rag.types import Article, Span

# What an article says of one of its lines, as bits.
FURNITURE = 1  # the reader, knowing this article alone, took it for furniture
PROSE = 2  # running text
BECKONS = 4  # it wants something of the reader: "Sign up for our newsletter"
INSIDE = 8  # running text stands directly before and after it

LINE = np.dtype([("key", "<u8"), ("bits", "u1")])  # as `Traces.lines` packs them

Hashes = npt.NDArray[np.uint32]

_SHINGLE = 5  # words in a row that are hashed together
_SKETCH = 256  # hashes kept of an article at most, or a few more; in the mean three quarters of it
_PROSE_WORDS, _SURE_PROSE_WORDS = 12, 30
_LONGEST_BECKONING = 600  # characters
_FACTOR = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: its powers spread over all bits, and it has an inverse
# UTF-8 bytes of folded text to word characters: ASCII signs are spaces, what is not ASCII is a letter.
_AS_WORDS = bytes(code if code > 127 or chr(code).isalnum() else 32 for code in range(256))

# A line that beckons holds one of the first, or one of the second and an address; and nobody is quoted in it.
_SURELY_BECKONS = (
    "newsletter", "your inbox", "privacy policy", "terms of service", "terms of use", "use of cookies", "your data",
    "abonnez-vous", "inscrivez-vous", "jetzt abonnieren", "hier anmelden", "suscríbete", "suscríbase", "iscriviti",
    "assine agora", "nieuwsbrief", "подпишитесь", "подписывайтесь", "订阅",
)  # fmt: skip
_MAY_BECKON = (
    "sign up", "signing up", "subscribe", "follow ", "click ", "tap here", "tick here", "detailed here", "@", "email",
    "e-mail", "right here", "check your", "log in", "register ", "download", "commission", "our journalism",
    "local journalism", "podcast", "support our", "supporting us", "our app",
)  # fmt: skip
_ADDRESSES = (" you", " our ", " us ", " us.", " we ", " here", "@")
_OPENINGS = (
    "sign up", "subscribe", "follow ", "contact ", "reach ", "get ", "click ", "download ", "support ", "check ",
    "you ", "your ", "we ", "our ", "listen ", "watch ", "join ", "want ", "have ", "hit ", "prefer ",
)  # fmt: skip
_QUOTING = (" said", " says", " told ", " according to", " wrote", " tweeted", " posted")


class Traces(NamedTuple):
    """``lines``: packed `LINE` records, each line once. ``sketch``: see `sketch`."""

    lines: bytes
    sketch: bytes


class _Line(NamedTuple):
    """A line or wrapped paragraph of an article, in its comparing form."""

    folded: str
    content: bool


def trace(article: Article) -> Traces:
    """The traces of an article that was read without knowledge of others."""
    lines = _lines(article)
    return Traces(_packed(lines), _sketch(lines))


def sketch(article: Article) -> bytes:
    """A sample of the hashed word sequences of an article's content, in little-endian 32-bit numbers.

    First the number of words and the sampling rate ``r`` (a power of two), then, ascending, the hashes divisible by
    ``r``: two articles are compared by what both samples could hold. Furniture and headline are left out, so that
    neither shared navigation nor a shared title makes copies.
    """
    return _sketch(_lines(article))


def group_of(article: Article) -> str:
    """Among which articles its lines are counted: those of its outlet; where that is unknown, of its subfolder."""
    if article.outlet:
        return f"outlet {fold(article.outlet)}".encode("utf-8", "replace").decode()
    return f"folder {article.folder}/{article.path.rpartition('/')[0]}"


def _lines(article: Article) -> list[_Line]:
    """The blocks of an article but for its headline, in order: the paragraphs of its content, and its furniture."""
    parts = [(span, False) for span in article.furniture]
    for _, group in groupby(article.sentences, key=attrgetter("paragraph")):
        sentences = list(group)
        parts.append((Span(sentences[0].start, sentences[-1].end), True))
    return [_Line(fold(span.of(article.text)), content) for span, content in sorted(parts, key=_start)]


def _start(part: tuple[Span, bool]) -> int:
    return part[0].start


# --- lines --------------------------------------------------------------------------------------------------------


def _packed(lines: Sequence[_Line]) -> bytes:
    """Each line once, with what this article says of it: it is furniture only where it always is."""
    whole = "\n".join(line.folded for line in lines if line.content)
    telling = tuple(word for word in _SURELY_BECKONS + _MAY_BECKON if word in whole)  # most lines are done with here
    seen: dict[bytes, int] = {}
    prose = [line.content and is_prose(line.folded) for line in lines]
    for line, before_it, here, after_it in zip(lines, [False, *prose], prose, [*prose[1:], False], strict=False):
        bits = FURNITURE
        if line.content:
            asks = _holds(line.folded, telling) and beckons(line.folded)
            bits = PROSE * here | BECKONS * asks | INSIDE * (before_it and after_it)
        key = folded_key(line.folded)
        before = seen.get(key, bits)
        seen[key] = ((bits | before) & ~FURNITURE) | (bits & before & FURNITURE)
    return b"".join(key + bytes((bits,)) for key, bits in seen.items())


def is_prose(folded: str) -> bool:
    """Running text: a dozen words with the end of a sentence, or so many that it can be nothing else."""
    words = folded.count(" ") + 1
    return words >= _SURE_PROSE_WORDS or (words >= _PROSE_WORDS and folded[-3:].rstrip("\"')")[-1:] in tuple(".!?。"))


def beckons(folded: str) -> bool:
    """Whether a line wants something of the reader: to sign up, to click, to follow, to write to its author.

    Weak evidence in a single article, where an article about newsletters is just that; strong in a line that recurs.
    """
    if len(folded) > _LONGEST_BECKONING or folded.endswith(":") or _holds(folded, _QUOTING):
        return False
    if _holds(folded, _SURELY_BECKONS):
        return True
    if folded.endswith("?") or not _holds(folded, _MAY_BECKON):
        return False
    return folded.lstrip("\"'([- ►•—*").startswith(_OPENINGS) or _holds(folded, _ADDRESSES)


def _holds(line: str, some: tuple[str, ...]) -> bool:
    return any(map(line.__contains__, some))


# --- sketch -------------------------------------------------------------------------------------------------------


def _sketch(lines: Sequence[_Line]) -> bytes:
    words, hashes = _shingles(" ".join(line.folded for line in lines if line.content))
    rate = 1
    while len(hashes) > rate * _SKETCH:
        rate *= 2
    kept = np.unique(hashes[hashes & np.uint32(rate - 1) == 0])
    return np.concatenate([np.array([words, rate], np.uint32), kept]).astype("<u4").tobytes()


def _shingles(folded: str) -> tuple[int, Hashes]:
    """The number of words, and the hashes of all runs of `_SHINGLE` of them; a shorter text is one run.

    All at once: with S the running sum of byte * factor ** position, a run from i to j is (S[j] - S[i]) / factor ** i.
    """
    data = np.frombuffer(f"{folded} ".encode("utf-8", "surrogatepass").translate(_AS_WORDS), np.uint8)
    space = data == ord(" ")
    data = data[~(space & np.concatenate([[True], space[:-1]]))]  # one space after each word
    ends = np.flatnonzero(data == ord(" "))
    if not len(ends):
        return 0, np.empty(0, np.uint32)
    size = min(_SHINGLE, len(ends))
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends) - size + 1]
    powers, inverses = _powers(1 << max(16, len(data).bit_length()))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(data * powers[: len(data)])])
    runs = (sums[ends[size - 1 :]] - sums[starts]) * inverses[starts]
    runs = (runs ^ (runs >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)  # a mixing step of splitmix64
    return len(ends), (runs >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """The powers of the factor modulo 2**64, and of its inverse."""
    return _products(_FACTOR, count), _products(pow(_FACTOR, -1, 1 << 64), count)


def _products(factor: int, count: int) -> npt.NDArray[np.uint64]:
    factors = np.full(count, factor, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
