"""The benchmark compares like with like, and says what it did not measure."""

from __future__ import annotations

import ast
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peer, report, sections
from benchmarks.children import _merged
from benchmarks.lines import Line
from benchmarks.places import Absent
from rag.model_file import tokenizer

BENCHMARKS = Path(report.__file__).parent


@pytest.mark.parametrize("script", sorted(BENCHMARKS.rglob("*.py")), ids=lambda script: script.stem)
def test_what_a_script_imports_from_us_is_there(script: Path) -> None:
    """Most of it is imported inside functions that only a measurement calls, and would be missed there first."""
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "rag",
            "benchmarks",
            "vectorstore",
        ):
            module = importlib.import_module(str(node.module))
            for name in node.names:
                there = hasattr(module, name.name) or (
                    hasattr(module, "__path__") and importlib.util.find_spec(f"{node.module}.{name.name}")
                )
                assert there, f"{node.module} has no {name.name}"


def kept(*lines: Line, **more: Any) -> dict[str, Any]:
    origin = {"date": "2025-01-02", "commit": "abc", "machine": "2 cores", "seconds": 3.2}
    return {**origin, "lines": [line.to_json() for line in lines], **more}


def test_a_figure_stands_beside_its_interval_its_reach_and_the_peer() -> None:
    table = report.table({"ask": kept(Line("ask p50", 61.24, "ms", 354, 58.0, 64.5, "150 ms", "80.0 ms"))})
    assert "| ask p50 | 61.2 ms | 354 | 58.0 to 64.5 | 150 ms | 80.0 ms |" in table
    assert "`python benchmarks/run.py --only ask`: 2025-01-02, commit abc, 2 cores, 3 s." in table


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "not measured"), (0, "0"), (1234567.8, "1,234,568"), (0.7071, "0.707"), (21.66, "21.7")]
)
def test_numbers_are_shown_with_the_digits_they_deserve(value: float | None, shown: str) -> None:
    assert f"| x | {shown} |" in report.table({"s": kept(Line("x", value))})


def test_what_is_absent_is_said() -> None:
    absent = {key: value for key, value in kept().items() if key != "lines"} | {"absent": "the data is absent"}
    assert "Not measured: the data is absent." in report.table({"qa": absent})


def test_without_evaluation_data_a_section_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_EVAL", str(tmp_path / "none"))
    with pytest.raises(Absent, match="FOOTNOTE_EVAL"):
        sections.SECTIONS["seeds"]()


def test_without_its_model_the_peer_says_so(tmp_path: Path) -> None:
    script = tmp_path / "peer.py"
    with pytest.raises(peer.PeerAbsent, match="FOOTNOTE_PEER"):
        peer.require(script, tmp_path)
    script.write_text("")
    with pytest.raises(peer.PeerAbsent, match="make_embedder"):
        peer.require(script, tmp_path)


def test_the_peer_is_given_every_article_its_questions_need(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n in range(20):
        (corpus / f"{n:02}.txt").write_text(f"Article {n}.")
    rows = [{"question": f"{n}?", "null": False, "evidence": [{"doc": f"{n:02}.txt"}]} for n in range(10)]
    rows.append({"question": "none?", "null": True, "evidence": []})
    questions = peer.choose(corpus, rows, 8, tmp_path / "chosen")
    names = {path.name for path in (tmp_path / "chosen").iterdir()}
    assert len(names) == 8
    assert len(questions) == 4
    assert {doc for question in questions for doc in question["docs"]} <= names


class Wordpieces:
    """A tokenizer with the interface the peer's has."""

    def __init__(self) -> None:
        self.inner = tokenizer()

    def encode(self, text: str, add_special_tokens: bool) -> Any:
        return self.inner.encode(text, add_special_tokens=add_special_tokens)


def test_only_characters_the_peer_s_model_reads_are_counted() -> None:
    word = "house "
    assert peer._seen(Wordpieces(), word * 254) == (len(word) * 254, False)
    seen, cut = peer._seen(Wordpieces(), word * 400)
    assert cut
    assert seen == len(word) * 254 - 1  # 256 positions, two of them marks


def test_time_spent_embedding_in_two_threads_is_counted_once() -> None:
    assert _merged([(0.0, 2.0), (1.0, 3.0), (5.0, 6.0)]) == [(0.0, 3.0), (5.0, 6.0)]


def test_every_section_of_the_bench_has_a_name_and_a_purpose() -> None:
    assert all(section.__doc__ for section in sections.SECTIONS.values())
    assert json.loads(json.dumps(Line("x", 1.0).to_json()))["what"] == "x"
