"""Who and what an article names, each with the forms it is named by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.names import Name
from rag.text.people import described, is_person
from rag.text.voices import names_in
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Known:
    """A person, an organisation or a place of one article.

    ``name`` is the fullest form, ``forms`` all of them as written, the fullest first; ``description`` is who that is
    in the article's words, or empty; ``mentions`` are all places where one of the forms stands.
    """

    name: str
    forms: tuple[str, ...]
    description: str
    mentions: tuple[Span, ...]


def find_aliases(text: str, sentences: Sequence[Span]) -> list[Known]:
    """Everything named in the sentences, in the order of first mention."""
    groups: dict[str, list[tuple[Name, Span]]] = {}
    for sentence in sentences:
        for name in names_in(text, sentence):
            groups.setdefault(name.key, []).append((name, sentence))
    return [_known(text, group) for group in groups.values()]


def _known(text: str, group: Sequence[tuple[Name, Span]]) -> Known:
    forms = sorted(dict.fromkeys(name.text for name, _ in group), key=len, reverse=True)
    told = [described(text, name, sentence.end) for name, sentence in group if is_person(name)]
    description = max(told, key=len, default="")
    mentions = tuple(Span(name.start, name.end) for name, _ in group)
    return Known(forms[0], tuple(forms), "" if description in forms else description, mentions)
