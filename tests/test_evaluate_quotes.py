"""The measure of quotations and their speakers against a small labelled article."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.errors import InputError
from rag.evaluate import run
from rag.evaluate.quotes import overlap, right_speaker
from rag.types import Span

ARTICLE = """Bridge closed after inspection

Mia Lund, the mayor of Bergen, met reporters on Monday and spoke of the old bridge over the fjord.

“The bridge is safe,” Lund said, although the engineers of the county had closed it to lorries.

The film “The Long Bridge” was shot there in 1974, and the council calls the road a “monument.”
"""

Labelled = Callable[..., Path]


@pytest.fixture
def labelled(tmp_path: Path) -> Labelled:
    """Writes the article and labels for its quotations: (words, speaker, kind)."""

    def write(*labels: tuple[str, str | None, str], **more: Any) -> Path:
        (tmp_path / "corpus").mkdir()
        (tmp_path / "corpus" / "bridge.txt").write_text(ARTICLE, "utf-8")
        file = tmp_path / "labels.jsonl"
        rows = []
        for words, speaker, kind in labels:
            start = ARTICLE.index(words)
            row = {"doc": "bridge.txt", "start": start, "end": start + len(words), "speaker": speaker}
            rows.append(row | {"speaker_forms": [], "kind": kind} | more)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return file

    return write


SAFE = ("“The bridge is safe,”", "Mia Lund", "direct")
FILM = ("“The Long Bridge”", None, "none")
MONUMENT = ("“monument.”", "the council", "mixed")


def values(file: Path) -> dict[str, float]:
    result = run("quotes", [file])
    return {name: figure["value"] for name, figure in result["metrics"].items()}


def test_all_labels_met_is_one_everywhere(labelled: Labelled) -> None:
    found = values(labelled(SAFE, FILM, MONUMENT))
    assert set(found.values()) == {1.0}


def test_a_wrong_speaker_counts_against_the_speaker_only(labelled: Labelled) -> None:
    found = values(labelled(("“The bridge is safe,”", "Ola Berg", "direct"), FILM, MONUMENT))
    assert found["content"] == 1.0
    assert found["speaker"] == pytest.approx(2 / 3, abs=1e-3)


def test_somebody_where_nobody_speaks_is_wrong(labelled: Labelled) -> None:
    found = values(labelled(("“The bridge is safe,”", None, "none"), FILM, MONUMENT))
    assert found["speaker_none"] == 0.5


def test_a_quotation_without_a_label_is_spurious_unless_the_labeller_was_unsure(labelled: Labelled) -> None:
    assert values(labelled(SAFE, FILM))["content_precision"] == pytest.approx(2 / 3, abs=1e-3)


def test_unsure_labels_count_for_nothing(labelled: Labelled) -> None:
    found = values(labelled(SAFE, FILM, ("“monument.”", None, "unsure")))
    assert found["content_precision"] == 1.0
    assert found["speaker"] == 1.0


def test_a_label_with_the_wrong_extent_is_not_found(labelled: Labelled) -> None:
    found = values(labelled(("“The bridge is safe,” Lund said", "Mia Lund", "direct"), FILM, MONUMENT))
    assert found["content"] == pytest.approx(2 / 3, abs=1e-3)


def test_another_version_of_the_article_is_refused(labelled: Labelled) -> None:
    with pytest.raises(InputError, match="not the version"):
        run("quotes", [labelled(SAFE, sha256="00ff")])


def test_a_missing_article_is_named(tmp_path: Path, labelled: Labelled) -> None:
    file = labelled(SAFE)
    (tmp_path / "corpus" / "bridge.txt").unlink()
    with pytest.raises(InputError, match=r"bridge\.txt cannot be read"):
        run("quotes", [file])


def test_a_label_outside_the_article_is_refused(labelled: Labelled) -> None:
    with pytest.raises(InputError, match="lies outside"):
        run("quotes", [labelled(SAFE, end=10_000)])


@pytest.mark.parametrize(
    ("speaker", "right"),
    [
        ("Mia Lund", True),
        ("Mayor Mia Lund", True),
        ("Lund", True),
        ("the mayor", True),
        ("Ola Lund", False),
        ("Bergen", False),
        (None, False),
    ],
)
def test_any_accepted_form_of_the_name_is_right(speaker: str | None, right: bool) -> None:
    row = {"speaker": "Mia Lund", "speaker_forms": ["a mayor"]}
    assert right_speaker(row, speaker) is right


def test_overlap_is_the_common_share_of_both() -> None:
    assert overlap(Span(0, 10), Span(0, 10)) == 1
    assert overlap(Span(0, 10), Span(5, 15)) == pytest.approx(1 / 3)
    assert overlap(Span(0, 10), Span(10, 20)) == 0
