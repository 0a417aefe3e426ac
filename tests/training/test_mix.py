"""The mix: word overlap and lengths alone tell little of its labels."""

from __future__ import annotations

import random
from collections import Counter

from training import mix
from training.pairs import Pair


def rows(count: int, positive_overlaps: float, negative_overlaps: float) -> list[Pair]:
    """Pairs whose label goes with how many of six words stand in both."""
    chance, made = random.Random(3), []
    vocabulary = [f"w{letter}{n}" for letter in "abcdefgh" for n in range(40)]
    for n in range(count):
        label = n % 2
        share = positive_overlaps if label else negative_overlaps
        words = chance.sample(vocabulary, 12)
        shared = sum(chance.random() < share for _ in range(6))
        pair = Pair("made", "answers", " ".join(words[:6]), " ".join(words[6 - shared : 12 - shared]), label, str(n))
        made.append(pair)
    return made


def test_after_levelling_overlap_alone_tells_little() -> None:
    given = rows(4000, 0.7, 0.4)
    levelled = mix.levelled(given, random.Random(1), mix.EVEN)
    assert mix.control(given) > 0.75  # the control: as they came, the label could be read off the overlap
    assert mix.control(levelled) < 0.7


def test_no_bin_keeps_many_more_of_one_label_than_of_the_other() -> None:
    levelled = mix.levelled(rows(4000, 0.7, 0.4), random.Random(1), mix.EVEN)
    counts = Counter((int(mix.overlap(p) * mix.BINS), p.label) for p in levelled)
    big = [b for b, _ in counts if min(counts[b, 0], counts[b, 1]) >= 100]
    assert big
    for b in big:
        assert max(counts[b, 0], counts[b, 1]) <= mix.EVEN[0] * min(counts[b, 0], counts[b, 1]) + 1


def test_altered_pairs_come_in_kinds_with_the_labels_they_should_have() -> None:
    text = "The court in Oslo was closed on Monday after 30 people were hurt near the northern gate."
    others = ["Ada Lindqvist said the court was not safe before the flood of 2019.", "Prices rose in March in Oslo."]
    labelled = [Pair("made", "answers", "What closed?", t, 1, "made/one") for t in [text, *others]]
    made = mix.alterations(labelled * 3, random.Random(1))
    labels = {pair.label for pair in made if pair.set in ("altered_number", "altered_negation", "altered_series")}
    assert labels == {2}
    assert {pair.label for pair in made if pair.set in ("altered_true", "altered_harmless")} <= {1}
    assert all(pair.group == "made/one" for pair in made)


def test_the_same_seed_makes_the_same_mix() -> None:
    given = rows(400, 0.6, 0.5)
    assert mix.levelled(given, random.Random(1), mix.EVEN) == mix.levelled(given, random.Random(1), mix.EVEN)


def test_each_label_has_a_bound_of_its_own() -> None:
    given = rows(4000, 0.7, 0.4)
    before, after = (
        Counter((int(mix.overlap(p) * mix.BINS), p.label) for p in of)
        for of in (given, mix.levelled(given, random.Random(1), (3.0, 0.5)))
    )
    many = [b for b in {b for b, _ in before} if min(before[b, 0], before[b, 1]) >= 100]
    assert many
    assert all(after[b, 1] == min(before[b, 1], round(0.5 * before[b, 0])) for b in many)
    assert all(after[b, 0] == min(before[b, 0], round(3.0 * before[b, 1])) for b in many)
    assert before != after, "the control: something was too common"


def test_all_sentences_of_a_question_have_their_context_or_none_has() -> None:
    texts = [f"Sentence number {n} of the harbour." for n in range(6)]
    labelled = [
        Pair("made", "answers", f"Which {q}?", text, int(n == 0), "made/Old_harbour")
        for q in range(40)
        for n, text in enumerate(texts)
    ]
    made = mix.in_context(labelled, labelled, random.Random(1))
    by_question: dict[str, set[bool]] = {}
    for was, now in zip(labelled, made, strict=True):
        assert now.b == was.b or now.b.startswith(f"{was.b} | Old harbour")
        if now.b != was.b and was.b != texts[0]:
            assert now.b == f"{was.b} | Old harbour | {texts[texts.index(was.b) - 1]}"
        assert (now.a, now.label, now.group) == (was.a, was.label, was.group)
        by_question.setdefault(now.a, set()).add(now.b != was.b)
    assert {len(kinds) for kinds in by_question.values()} == {1}
    assert {True, False} == set.union(*by_question.values())


def test_a_question_about_another_name_or_word_is_answered_no_more() -> None:
    asked = [
        Pair("made", "answers", "When did Ada Lindqvist close the harbour?", "Ada Lindqvist closed the harbour in May.",
             1, "made/one"),
        Pair("made", "answers", "What did Otto Brandt say of the bridge?", "Otto Brandt praised the bridge.",
             1, "made/one"),
    ]  # fmt: skip
    made = mix.questions_altered(asked * 5, random.Random(1))
    assert {pair.label for pair in made} == {0}
    assert {pair.b for pair in made} == {pair.b for pair in asked}
    assert not {pair.a for pair in made} & {pair.a for pair in asked}
    assert "When did Ada Lindqvist close the bridge?" in {pair.a for pair in made}
