from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import embed
from rag.embed import MODEL_FOLDER, MiniLM, checked, open_embedder
from rag.errors import EmbedderError


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(threads=2)


def test_what_means_the_same_is_nearer_than_what_does_not(minilm: MiniLM) -> None:
    wanted, near, far = minilm.embed(
        ["How many soldiers were killed?", "Nearly 100 troops died in the fighting.", "The bakery opens at nine."]
    )
    assert wanted @ near > 0.5 > 0.2 > wanted @ far


def test_vectors_are_those_of_the_published_model(minilm: MiniLM) -> None:
    """The three cosines of the model's own example sentences, as the full-precision file gives them, within 0.02."""
    vectors = minilm.embed(
        ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    )
    assert vectors[0] @ vectors[1] == pytest.approx(0.695, abs=0.02)
    assert vectors[0] @ vectors[2] == pytest.approx(0.943, abs=0.02)
    assert vectors[0] @ vectors[3] == pytest.approx(0.257, abs=0.02)


def test_a_text_gets_the_same_vector_alone_and_among_others(minilm: MiniLM) -> None:
    texts = ["One.", "Two words here.", "A somewhat longer sentence about a ceasefire in the Caucasus." * 4]
    together = minilm.embed(texts)
    assert all((minilm.embed([text])[0] == vector).all() for text, vector in zip(texts, together, strict=True))


def test_a_text_asked_about_again_is_not_embedded_again(minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    before = minilm.embed(["Is this one known?", "And this?"])
    monkeypatch.setattr(minilm, "_forward", lambda _: pytest.fail("embedded again"))
    assert (minilm.embed(["And this?", "Is this one known?"]) == before[::-1]).all()


def test_a_long_text_is_not_cut(minilm: MiniLM) -> None:
    """Its end counts: two texts that differ only after 256 tokens get different vectors."""
    start = "The minister spoke about the budget. " * 60
    budget, war = minilm.embed([start + "He liked it. " * 40, start + "War broke out at the border. " * 40])
    assert minilm.count_tokens(start) > minilm.max_tokens
    assert budget @ war < 0.97


def test_progress_ends_with_all_texts_done(minilm: MiniLM) -> None:
    heard: list[int] = []
    minilm.embed(["a text"] * 7 + ["word " * 400], heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 8


def test_nothing_to_embed_gives_no_vectors(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, 384)


def test_an_altered_model_file_is_refused(tmp_path: Path) -> None:
    for name in ("model.onnx", "vocab.txt"):
        shutil.copy(MODEL_FOLDER / name, tmp_path)
    MiniLM(tmp_path)  # the control: the same files unaltered are taken
    with (tmp_path / "model.onnx").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00\x01\x02")
    with pytest.raises(EmbedderError, match=r"model.onnx is not the one Footnote ships"):
        MiniLM(tmp_path)


def test_a_missing_model_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"cannot be read .* --embedder none") as caught:
        MiniLM(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "vectors",
    [
        np.full((2, 384), np.nan, np.float32),
        np.zeros((2, 384), np.float32),
        np.ones((2, 384), np.float32),
        np.eye(2, 383, dtype=np.float32),
        np.eye(1, 384, dtype=np.float32),
    ],
    ids=["nan", "zero", "not of length one", "wrong size", "too few"],
)
def test_vectors_that_cannot_be_used_are_refused(vectors: np.ndarray) -> None:
    checked(np.eye(2, 384, dtype=np.float32), 2, 384)  # the control
    with pytest.raises(EmbedderError):
        checked(vectors, 2, 384)


def test_a_model_that_returns_nonsense_is_caught(minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "_forward", lambda _: np.full(384, np.nan, np.float32))
    with pytest.raises(EmbedderError, match="not of length one"):
        minilm.embed(["a text never seen"])
    monkeypatch.setattr(embed, "checked", lambda vectors, *_: vectors)
    assert np.isnan(minilm.embed(["another text never seen"])).all(), "the control: without the check nonsense passes"


def test_an_unknown_embedder_is_named() -> None:
    assert open_embedder("none") is None
    with pytest.raises(EmbedderError, match='"bert"'):
        open_embedder("bert")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_a_unit_vector(text: str) -> None:
    vector = _shared().embed([text])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


_made: list[MiniLM] = []


def _shared() -> MiniLM:
    if not _made:
        _made.append(MiniLM(threads=1))
    return _made[0]
