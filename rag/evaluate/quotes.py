"""Are quotations found, and given to the right speaker.

Fields: ``doc`` (a file's name in the folder ``corpus``), ``start`` and ``end`` (character offsets of the quotation with
its marks in the decoded file), ``speaker`` (full name, null where the words are nobody's: a title, a term),
``speaker_forms`` (other accepted names), ``kind``; optional ``sha256`` (of the file's bytes, or its first digits). Rows
of the kind ``unsure`` are left out. The labels hold every quotation of an article's body.

``content`` is the share of labelled quotations whose span is found (nine tenths of the characters of both in common),
``content_exact`` with the same offsets; ``speaker`` the share that is found and has the right speaker,
``speaker_given_content`` the same of those found. ``content_precision`` is the share of the quotations found in these
articles that have a label; headings and captions, which the labels leave out, do not count.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.evaluate.figures import Figure, mean, ratio
from rag.evaluate.rows import Row, read_rows
from rag.text.fold import fold
from rag.text.names import same_name
from rag.text.voices import Speech, find_speech
from rag.types import Article, Skipped, Span

FIELDS: dict[str, type | tuple[type, ...]] = {
    "doc": str,
    "start": int,
    "end": int,
    "speaker": (str, type(None)),
    "speaker_forms": list,
    "kind": str,
}
FOUND = 0.9
UNLABELLED = ("headline", "subheading", "caption")


@dataclass(frozen=True, slots=True)
class Graded:
    """One labelled quotation: what was found there, if anything."""

    row: Row
    speech: Speech | None

    @property
    def exact(self) -> bool:
        return self.speech is not None and (self.speech.start, self.speech.end) == (self.row["start"], self.row["end"])

    @property
    def attributed(self) -> bool:
        return self.speech is not None and right_speaker(self.row, self.speech.speaker)


def measure(
    files: list[Path],
    *,
    corpus: str | Path | None = None,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Read every article that has labels and compare its quotations with them."""
    rows = [row for file in files for row in read_rows(file, FIELDS, limit)]
    folder = Path(corpus) if corpus is not None else files[0].parent / "corpus"
    documents: dict[str, list[Row]] = {}
    for row in rows:
        documents.setdefault(row["doc"], []).append(row)
    graded: list[Graded] = []
    found, labelled = [], []
    for done, (name, labels) in enumerate(documents.items(), 1):
        article = _article(folder, name, labels)
        ours = quotations(article)
        graded += grade(labels, ours)
        counted = [speech for speech in ours if _can_be_labelled(speech, article, labels)]
        found.append(len(counted))
        labelled.append(sum(_overlaps_any(s, labels) for s in counted))
        if progress:
            progress(done, len(documents))
    figures = quote_figures(graded) | {"content_precision": ratio(labelled, found)}
    return {
        "metrics": {name: figure.to_json() for name, figure in figures.items()},
        "articles": len(documents),
        "by_kind": {kind: _of_kind(graded, kind) for kind in sorted({g.row["kind"] for g in graded})},
    }


def quotations(article: Article) -> list[Speech]:
    """The quotations in marks of an article's content, in order."""
    return [speech for speech in find_speech(article.text, article.sentences) if speech.kind != "reported"]


def _can_be_labelled(speech: Speech, article: Article, labels: Sequence[Row]) -> bool:
    """Not in a heading or a caption, which the labels leave out, and not where the labeller was unsure."""
    if any(row["kind"] == "unsure" and overlap(speech, Span(row["start"], row["end"])) for row in labels):
        return False
    return not any(mark.kind in UNLABELLED and overlap(speech, mark) for mark in article.marks)


def grade(labels: Sequence[Row], ours: Sequence[Speech]) -> list[Graded]:
    """Every label that counts with the quotation that fits it best, if one fits."""
    return [Graded(row, _fitting(row, ours)) for row in labels if row["kind"] != "unsure"]


def quote_figures(graded: Sequence[Graded]) -> dict[str, Figure]:
    """The figures over labelled quotations."""
    found = [g for g in graded if g.speech is not None]
    return {
        "content": mean([g.speech is not None for g in graded]),
        "content_exact": mean([g.exact for g in graded]),
        "speaker": mean([g.attributed for g in graded]),
        "speaker_given_content": mean([g.attributed for g in found]),
        "speaker_of_those_with_one": mean([g.attributed for g in graded if g.row["speaker"] is not None]),
        "speaker_none": mean([g.attributed for g in graded if g.row["speaker"] is None]),
    }


def right_speaker(row: Row, speaker: str | None) -> bool:
    """Whether a speaker is the labelled one under any accepted form; nobody is right only where nobody speaks."""
    if speaker is None or row["speaker"] is None:
        return speaker is row["speaker"]
    return any(_same(speaker, form) for form in (row["speaker"], *row["speaker_forms"]))


def _same(speaker: str, form: str) -> bool:
    return _bare(speaker) == _bare(form) or same_name(speaker, form)


def _bare(name: str) -> str:
    folded = fold(name)
    for article in ("the ", "a ", "an "):
        folded = folded.removeprefix(article)
    return folded


def _fitting(row: Row, ours: Sequence[Speech]) -> Speech | None:
    """The quotation found that shares at least nine tenths of its characters and of the label's."""
    at = bisect_left(ours, row["end"], key=attrgetter("start"))
    label = Span(row["start"], row["end"])
    near = [(overlap(label, speech), -n, speech) for n, speech in enumerate(ours[max(0, at - 3) : at])]
    best = max(near, default=None)
    return best[2] if best is not None and best[0] >= FOUND else None


def overlap(one: Span, other: Span) -> float:
    """Characters in common over characters of both."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / max(1, max(one.end, other.end) - min(one.start, other.start))


def _overlaps_any(speech: Speech, rows: Iterable[Row]) -> bool:
    return any(row["start"] < speech.end and speech.start < row["end"] for row in rows)


def _of_kind(graded: Sequence[Graded], kind: str) -> dict[str, int]:
    here = [g for g in graded if g.row["kind"] == kind]
    return {
        "of": len(here),
        "found": sum(g.speech is not None for g in here),
        "speaker": sum(g.attributed for g in here),
    }


def _article(folder: Path, name: str, labels: Sequence[Row]) -> Article:
    """The labelled article; InputError where it is missing, is another version, or ends before a label."""
    from rag.reading import article_from

    path = folder / name
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError(f"{path} cannot be read. Name the folder of the labelled articles with --corpus.") from None
    digest = hashlib.sha256(data).hexdigest()
    article = article_from(data, path=name, folder=str(folder))
    if isinstance(article, Skipped):
        raise InputError(f"{path} cannot be read: {article.reason}.")
    for row in labels:
        if not digest.startswith(row.get("sha256") or ""):
            raise InputError(f"{path} is not the version that was labelled (its SHA-256 is {digest[:16]}...).")
        if not 0 <= row["start"] < row["end"] <= len(article.text):
            raise InputError(f"A label of {path} lies outside it: {row['start']} to {row['end']}.")
    return article
