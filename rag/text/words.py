"""Words of an English text, with their stems and places."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from rag.types import Span

# Acronyms with dots, numbers with their separators, then letters and digits with inner apostrophes.
_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    r"|\d+(?:[.,:]\d+)+\w*"
    r"|[^\W_][\w\u0300-\u036f]*(?:['’][^\W\d_]+)*"
)
_POSSESSIVE = re.compile(r"['’][sS]$")


def listed(block: str) -> list[str]:
    """The words of a text block: long word lists stay readable in the source."""
    return block.split()


STOP: frozenset[str] = frozenset(
    listed(
        """
    a about above after again against all also am an and any are aren't as at be because been before being
    below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down
    during each either ever every few for from further had hadn't has hasn't have haven't having he her
    here hers herself him himself his how however i if in into is isn't it its itself just let me might
    mine more most much must my myself neither no nor not now of off on once one's only onto or other our
    ours ourselves out over own per please same shall she should shouldn't since so some such tell than
    that the their theirs them themselves then there these they this those though through thus to too
    toward towards under until unto up upon us very via was wasn't we were weren't what whatever when
    where whether which while who whom whose why will with within without won't would wouldn't yet you
    your yours yourself yourselves
    """
    )
)

# Written forms that are names although a function word is spelled the same.
_ACRONYMS = {"US": "usa", "U.S.": "usa", "USA": "usa", "U.S.A.": "usa", "WHO": "w.h.o.", "IT": "i.t."}


@dataclass(frozen=True, slots=True)
class Word(Span):
    """A word as written, its place, and its lower-cased English stem (possessive 's removed)."""

    text: str
    stem: str


def words(text: str) -> list[Word]:
    """The words of a text in order. Parts of a hyphenated word are words; ``65,000`` and ``02:10`` are one each."""
    return [Word(m.start(), m.end(), m[0], stem(m[0])) for m in _WORD.finditer(text)]


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning (not in `STOP`), in order, duplicates kept."""
    return [stem(word) for word in _WORD.findall(text) if not is_stop(word)]


def bare(word: str) -> str:
    """A word as written, without a possessive ending."""
    return _POSSESSIVE.sub("", word)


def is_stop(word: str) -> bool:
    """Whether a written word is a function word; ``US`` and ``WHO`` in capitals are not."""
    if word in _ACRONYMS:
        return False
    lower = word.lower().replace("’", "'")
    return lower in STOP or (lower.endswith("'s") and lower[:-2] in STOP)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English snowball stem of one word, lower-cased."""
    if word in _ACRONYMS:
        return _ACRONYMS[word]
    if len(word) > 64:
        return word.lower()
    bare = _POSSESSIVE.sub("", word).replace("’", "'")
    if "." in bare and not bare[0].isdigit():
        bare = bare.replace(".", "")
    return _stemmer().stemWord(bare.lower())


_of_thread = threading.local()


def _stemmer() -> Stemmer.Stemmer:
    """A stemmer of this thread's own: the C library's objects are not safe to share."""
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = Stemmer.Stemmer("english")
    return _of_thread.stemmer
