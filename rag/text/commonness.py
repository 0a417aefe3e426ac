"""How common a word is in English at large: what an archive of few articles cannot know by itself.

The embedder's vocabulary lists its pieces by how often they stood in the text it was made from (Wikipedia and books),
so that a word's place in the list is its rank, and Zipf's law (Zipf 1949) makes a share of it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_FIRST_WORD = "the"  # what stands before it in the list are letters and signs
_ZIPF = 0.1  # a word of rank r makes up about this / r of a running English text
_UNLISTED = 60_000  # rank given to a word that is not in the list


def share_of_passages(word: str, length: int = 80) -> float:
    """The share of English passages of ``length`` words in which a word can be expected, in (0, 1]."""
    return min(1.0, _ZIPF * length / _ranks().get(word.lower(), _UNLISTED))


@cache
def _ranks() -> dict[str, int]:
    """Words by rank; empty where the package came without its vocabulary: then all are equally rare."""
    try:
        lines = files("rag").joinpath("models/minilm/vocab.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    words = lines[lines.index(_FIRST_WORD) :] if _FIRST_WORD in lines else []
    return {word: rank for rank, word in enumerate(words, 1) if not word.startswith("##")}
