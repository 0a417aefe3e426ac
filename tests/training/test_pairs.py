"""Pairs: a group is trained on or tested on, never both."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from training.pairs import SUPPORTS, Pair, read, read_sources, write

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
pairs = st.builds(
    Pair, set=texts, task=st.sampled_from(["answers", "supports"]), a=texts, b=texts,
    label=st.integers(0, 2), group=texts,
)  # fmt: skip


@given(pairs, texts, texts)
def test_rows_of_one_group_are_all_in_training_or_all_in_the_test_part(pair: Pair, a: str, b: str) -> None:
    beside = Pair("altered_number", pair.task, a, b, 1 - min(pair.label, 1), pair.group)
    assert beside.is_test == pair.is_test


def test_about_one_group_in_twenty_is_kept_for_the_test() -> None:
    kept = sum(Pair("set", "answers", "a", "b", 1, str(n)).is_test for n in range(4000))
    assert 120 < kept < 280


@given(st.lists(pairs, max_size=5))
def test_what_is_written_is_read_again(tmp_path_factory: object, rows: list[Pair]) -> None:
    file = tmp_path_factory.mktemp("mix") / "mix.jsonl"  # type: ignore[attr-defined]
    assert write(rows, file) == len(rows)
    assert read(file) == rows


def test_labels_of_the_sources_become_places_in_the_lists_of_labels(tmp_path: Path) -> None:
    rows = [
        {"set": "s", "task": "supports", "a": "c", "b": "t", "label": "contradicted", "group": "1"},
        {"set": "s", "task": "answers", "a": "q", "b": "t", "label": 1, "group": "1"},
    ]
    (tmp_path / "s.jsonl").write_text("\n".join(map(json.dumps, rows)))
    first, second = read_sources(tmp_path)
    assert SUPPORTS[first.label] == "contradicted"
    assert second.label == 1
