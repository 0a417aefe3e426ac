"""An article read closely: stems, names and speakers of its sentences, each worked out when first asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cached_property

from rag.text.names import Name
from rag.text.voices import Voices, has_stand_in, names_in
from rag.text.words import content_stems
from rag.types import Article

KEPT = 256  # articles kept read, because questions in a row are often about the same ones


class CloseReading:
    """What the answerer asks of an article, sentence by sentence."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._sequences: dict[int, tuple[str, ...]] = {}
        self._names: dict[int, list[Name]] = {}
        self._stems: dict[int, frozenset[str]] = {}

    @cached_property
    def voices(self) -> Voices:
        return Voices(self.article.text, self.article.sentences, self.names)

    @cached_property
    def headline(self) -> frozenset[str]:
        return frozenset(content_stems(self.article.title))

    def sequence(self, index: int) -> tuple[str, ...]:
        """The content stems of a sentence, in order."""
        if index not in self._sequences:
            self._sequences[index] = tuple(content_stems(self.article.sentences[index].of(self.article.text)))
        return self._sequences[index]

    def names(self, index: int) -> list[Name]:
        """The names in a sentence, in the article's offsets."""
        if index not in self._names:
            self._names[index] = names_in(self.article.text, self.article.sentences[index])
        return self._names[index]

    def stems(self, index: int) -> frozenset[str]:
        """The content stems of a sentence, with those of the person its "he" or "the minister" stands for."""
        if index not in self._stems:
            stems = frozenset(self.sequence(index))
            if has_stand_in(self.article.text, self.article.sentences[index]):
                who = self.voices.meant_by(index)
                stems |= frozenset(content_stems(who.description)) if who else frozenset()
            self._stems[index] = stems
        return self._stems[index]

    def around(self, index: int) -> frozenset[str]:
        """The stems of the two sentences before a sentence and of the one after it."""
        last = len(self.article.sentences)
        near = [n for n in range(max(0, index - 2), min(last, index + 2)) if n != index]
        return frozenset().union(*map(self.stems, near))


_read: OrderedDict[tuple[str, str, str], CloseReading] = OrderedDict()
_lock = threading.Lock()


def read_closely(article: Article) -> CloseReading:
    """The close reading of an article, from memory where it was read before."""
    # Not `lru_cache`: that would hash every sentence of the article at every call.
    key = (article.path, article.sha256, article.text)
    with _lock:
        reading = _read.pop(key, None)
        # The same text can be read otherwise later: a line is learned, or marked by hand, as furniture.
        if reading is None or _as_read(reading.article) != _as_read(article):
            reading = CloseReading(article)
        _read[key] = reading
        if len(_read) > KEPT:
            _read.popitem(last=False)
    return reading


def _as_read(article: Article) -> tuple[object, ...]:
    return article.headline, article.sentences
