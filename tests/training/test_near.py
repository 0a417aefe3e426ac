"""Near misses: like the question, known as no answer, of the same side of the split."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from training.near import near_misses
from training.pairs import Pair

WORDS = "harbour bridge mayor flood school prices court".split()


def embed(texts: Sequence[str]) -> np.ndarray:
    """One number for each word a text has, of unit length."""
    found = np.array([[text.lower().count(word) + 0.01 for word in WORDS] for text in texts], np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def labelled(groups: int = 60) -> list[Pair]:
    made = []
    for group in range(groups):
        texts = [f"The {one} and the {other} of town {group}." for one in WORDS for other in WORDS if one != other]
        made += [
            Pair("made", "answers", "What of the harbour?", t, int(n == 0), f"g{group}") for n, t in enumerate(texts)
        ]
        made += [Pair("made", "answers", "Who saw nothing?", texts[3], 0, f"g{group}")]
        made += [Pair("made", "answers", f"And the {texts[9]}?", texts[9], 1, f"g{group}")]
    return made


def test_they_are_found_for_answered_questions_only_and_are_no_answers() -> None:
    given = labelled()
    found = near_misses(given, embed, random.Random(1))
    answers = {(pair.group, pair.a): pair.b for pair in given if pair.label}
    assert found
    for pair in found:
        assert pair.label == 0
        assert pair.b != answers[pair.group, pair.a]
    assert "Who saw nothing?" not in {pair.a for pair in found}


def test_a_sentence_of_the_test_part_is_never_set_beside_a_question_of_training() -> None:
    given = labelled()
    home = {pair.b: pair for pair in given}
    found = near_misses(given, embed, random.Random(1))
    assert {pair.is_test for pair in given} == {True, False}
    assert any(home[pair.b].group != pair.group for pair in found)
    for pair in found:
        assert home[pair.b].is_test == pair.is_test


def test_what_says_the_same_as_the_answer_is_left_out() -> None:
    given = [
        Pair("made", "answers", "What of the harbour?", "The harbour closed.", 1, "g1"),
        Pair("made", "answers", "What of the bridge?", "The harbour closed again.", 1, "g1"),
        Pair("made", "answers", "What of the flood?", "The harbour and the flood.", 1, "g1"),
        *(
            Pair("made", "answers", "x?", f"The {a} {b} {n}.", 0, "g1")
            for n, (a, b) in enumerate([("mayor", "court")] * 60)
        ),
    ]
    found = [pair.b for pair in near_misses(given, embed, random.Random(1)) if pair.a == "What of the harbour?"]
    assert "The harbour closed again." not in found
    assert "The harbour and the flood." in found
