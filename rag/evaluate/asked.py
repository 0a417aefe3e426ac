"""What the tasks that ask an archive share: opening it, timing it, reading what is shown, slicing back."""

from __future__ import annotations

import hashlib
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from rag.errors import InputError
from rag.text.fold import fold
from rag.types import Answer, Citation, Draft

if TYPE_CHECKING:
    from rag.archive import Archive

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def archive_of(corpus: Path, archive_dir: Path | None) -> Iterator[Archive]:
    """An archive holding ``corpus``: at ``archive_dir``, brought up to date, or a temporary one."""
    from rag.archive import Archive

    if not corpus.is_dir():
        raise InputError(f"There is no folder of articles at {corpus}. Name one with --corpus.")
    with (
        tempfile.TemporaryDirectory(prefix="footnote-eval-") as temporary,
        Archive.open(archive_dir or Path(temporary) / "archive") as archive,
    ):
        others = {row.folder for row in archive.articles()} - {str(corpus.resolve())}
        if others:
            raise InputError(
                f"The archive at {archive_dir} also holds {min(others)}. Name one that is used for nothing else."
            )
        archive.add(corpus)
        yield archive


def corpus_of(file: Path, corpus: str | Path | None) -> Path:
    """The folder of articles a file of questions is about: the one given, or ``corpus`` beside the file."""
    return Path(corpus) if corpus is not None else file.parent / "corpus"


def timed(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> tuple[T, float]:
    """What a call gives, and the milliseconds it took."""
    start = time.perf_counter()
    result = function(*given, **named)
    return result, (time.perf_counter() - start) * 1000


def shown_parts(answer: Answer | Draft, *, words_of_refusal: bool = False) -> list[str]:
    """What a reader is shown as the answer, folded: each claim's text, and each value of each disagreement.

    Neither speaker labels nor the passages offered as "closest, not an answer" count. With
    ``words_of_refusal`` the notice is one more part, and an abstention counts as the words "the articles do
    not say" and "not in the articles".
    """
    parts = [claim.text for claim in answer.claims]
    parts += [value.value for disagreement in answer.disagreements for value in disagreement.values]
    if words_of_refusal:
        parts += [answer.notice or ""]
        parts += ["the articles do not say", "not in the articles"] if answer.abstained else []
    return [fold(part) for part in parts]


def says(part: str, variant: str) -> bool:
    """Whether folded text holds a wording as whole words: "3" does not stand in "2023"."""
    needle = fold(variant)
    return bool(needle) and re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", part) is not None


def any_says(parts: Sequence[str], variants: Sequence[str]) -> bool:
    """Whether one of the wordings stands in one of the parts."""
    return any(says(part, variant) for part in parts for variant in variants)


def cited_paths(answer: Answer) -> set[str]:
    """Files that the shown claims and disagreements cite; those offered as "closest" are not among them."""
    numbers = {n for claim in answer.claims for n in claim.citations}
    numbers |= {n for d in answer.disagreements for value in d.values for n in value.citations}
    return {citation.path for citation in answer.citations if citation.n in numbers}


def unsliced(answer: Answer, corpus: Path) -> list[Citation]:
    """Citations whose quote is not what the file itself (not the archive) holds at those characters."""
    return [citation for citation in answer.citations if not _slices_back(citation, corpus)]


def _slices_back(citation: Citation, corpus: Path) -> bool:
    found = _file(corpus, citation.path)
    if found is None:
        return False
    sha256, text = found
    return sha256 == citation.sha256 and bool(citation.quote) and text[citation.start : citation.end] == citation.quote


@lru_cache(maxsize=256)
def _file(corpus: Path, path: str) -> tuple[str, str] | None:
    """A file's hash and text by Footnote's own decoding, or None where there is no such file."""
    from rag.reading import decode

    try:
        data = (corpus / path).read_bytes()
    except OSError:
        return None
    return hashlib.sha256(data).hexdigest(), decode(data).text
