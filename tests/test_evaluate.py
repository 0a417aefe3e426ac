"""The evaluation's arithmetic against examples worked by hand, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError
from rag.evaluate import boilerplate, claims, conversation, models, qa, retrieval, rewrite, run, seeds
from rag.evaluate.asked import any_says, cited_paths, shown_parts, unsliced
from rag.evaluate.boilerplate import Judged, Tally
from rag.evaluate.figures import auc, balanced_accuracy, best_threshold, mean, mean_of, percentile, ratio
from rag.evaluate.rows import read_rows
from rag.types import Answer, Article, Citation, Claim, Disagreement, Draft, Hit, Judgement, Passage, Value

WriteRows = Callable[..., Path]


@pytest.fixture
def write_rows(tmp_path: Path) -> WriteRows:
    def write(*rows: Any, name: str = "cases.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


def citation(n: int = 1, path: str = "fire.txt", quote: str = "Nine houses burned.") -> Citation:
    return Citation(n, path, "0" * 64, 0, len(quote), quote, "Fire")


def answer(*texts: str, abstained: bool = False, notice: str | None = None, **more: Any) -> Answer:
    shown = tuple(Claim(text, citations=(1,)) for text in texts)
    more.setdefault("citations", (citation(),) if texts else ())
    return Answer("a", "?", "?", abstained=abstained, notice=notice, claims=shown, **more)


# Figures


def test_a_mean_is_the_mean_and_its_interval_narrows_with_cases() -> None:
    few, many = mean([True, False] * 5), mean([True, False] * 500)
    assert (few.value, few.n) == (0.5, 10)
    assert few.low is not None
    assert few.high is not None
    assert few.high - few.low > 0.4
    assert many.low == pytest.approx(0.5 - 1.96 * 0.5 / 1000**0.5, abs=0.006)  # the normal approximation
    assert many.high == pytest.approx(0.5 + 1.96 * 0.5 / 1000**0.5, abs=0.006)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_interval_of_a_mean_covers_the_mean(values: list[float]) -> None:
    figure = mean(values)
    assert figure.value == pytest.approx(np.mean(values))
    assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9  # type: ignore[operator]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auc_counts_pairs_and_half_counts_ties(cases: list[tuple[int, bool]]) -> None:
    above, below = [s for s, t in cases if t], [s for s, t in cases if not t]
    figure = auc([s for s, _ in cases], [t for _, t in cases])
    if not above or not below:
        assert figure.value is None
        return
    won = sum((a > b) + (a == b) / 2 for a in above for b in below)
    assert figure.value == pytest.approx(won / len(above) / len(below))


def test_auc_of_a_score_that_knows_nothing_is_a_half_and_of_a_wrong_one_is_zero() -> None:
    assert auc([0.3, 0.3, 0.3], [True, False, False]).value == 0.5
    assert auc([0.1, 0.9], [True, False]).value == 0.0


def test_the_same_cases_give_the_same_interval() -> None:
    assert auc([0.1, 0.9, 0.4, 0.6], [False, True, True, False]) == auc(
        [0.1, 0.9, 0.4, 0.6], [False, True, True, False]
    )


def test_balanced_accuracy_is_the_mean_of_the_two_shares() -> None:
    # Three of four true ones kept, one of two false ones rejected: (.75 + .5) / 2.
    figure = balanced_accuracy([True, True, True, False, True, False], [True, True, True, True, False, False])
    assert figure.value == pytest.approx(0.625)
    assert balanced_accuracy([True] * 3, [True] * 3).value is None  # says nothing without false ones


def test_a_ratio_pools_its_cases() -> None:
    assert ratio([1, 8], [2, 8]).value == pytest.approx(0.9)  # not the mean of .5 and 1
    assert ratio([0, 0], [0, 0]).value is None


def test_a_percentile_is_interpolated() -> None:
    assert percentile([10, 20, 30, 40], 50).value == 25
    assert percentile([], 50).value is None


def test_one_threshold_serves_all_groups_equally() -> None:
    small = ([0.1, 0.4], [False, True])
    large = ([0.2] * 50 + [0.8] * 50, [False] * 50 + [True] * 50)
    assert best_threshold([small, large]) == 0.4  # separates both; 0.8 would fail the small group
    assert best_threshold([([0.2], [True])]) == 0.5  # nothing to choose by


def test_the_mean_over_sets_weighs_them_alike_and_has_an_interval() -> None:
    figure = mean_of([mean([True] * 90 + [False] * 10), mean([True, False] * 5), mean([])])
    assert (figure.value, figure.n) == (pytest.approx(0.7), 110)
    assert figure.low < 0.7 < figure.high  # type: ignore[operator]
    assert mean_of([]).value is None


# Rows


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{not json", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"id": "a"}', 'has no "question"'),
        ('{"id": "a", "question": 7}', "should be a text"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a", "question": "Who?"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"bad\.jsonl, line 3 .*{words}"):
        read_rows(path, {"id": str, "question": str})


def test_a_limit_spreads_over_the_file(write_rows: WriteRows) -> None:
    file = write_rows(*({"id": str(n)} for n in range(10)))
    assert [row["id"] for row in read_rows(file, {"id": str}, limit=3)] == ["0", "3", "6"]
    assert len(read_rows(file, {"id": str}, limit=99)) == 10


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    for name, words in (("empty.jsonl", "holds no rows"), ("binary.jsonl", "UTF-8"), ("none.jsonl", "No such")):
        with pytest.raises(InputError, match=words):
            read_rows(tmp_path / name, {})


def test_unknown_tasks_and_options_are_refused(write_rows: WriteRows) -> None:
    file = write_rows({"id": "a"})
    with pytest.raises(InputError, match='no evaluation "speed"'):
        run("speed", [file])
    with pytest.raises(InputError, match='no option "fast"'):
        run("seeds", [file], fast=True)
    with pytest.raises(InputError, match="at least one file"):
        run("seeds", [])
    with pytest.raises(InputError, match="at least 1"):
        run("seeds", [file], limit=0)


# What counts as shown


def test_shown_text_is_claims_and_values_and_nothing_offered_as_closest() -> None:
    values = (Value("Nine", (1,)), Value("Eleven", (2,)))
    given = answer(
        "Houses burned.", notice="Two counts.", disagreements=(Disagreement("houses", values),), closest=(2,)
    )
    assert shown_parts(given) == ["houses burned.", "nine", "eleven"]
    assert shown_parts(given, words_of_refusal=True) == ["houses burned.", "nine", "eleven", "two counts."]
    refusal = shown_parts(answer(abstained=True), words_of_refusal=True)
    assert "the articles do not say" in refusal


def test_an_answer_is_a_whole_word() -> None:
    assert any_says(["in 3 days"], ["3"])
    assert not any_says(["in 2023"], ["3"])
    assert not any_says(["anything"], [""])


def test_files_cited_only_as_closest_are_not_cited() -> None:
    given = answer("Houses burned.", citations=(citation(1, "a.txt"), citation(2, "b.txt")), closest=(2,))
    assert cited_paths(given) == {"a.txt"}


# Seeds

CASE = {
    "id": "s1",
    "question": "How many houses burned?",
    "kind": "number",
    "answer_points": ["nine || 9", "“houses”"],
    "must_cite": ["fire.txt"],
    "must_not": ["eleven"],
}


def test_a_case_passes_when_all_points_are_shown_cited_and_clean() -> None:
    assert seeds.grade(CASE, answer('Nine "houses" burned.')) == []


@pytest.mark.parametrize(
    ("given", "miss"),
    [
        (answer('Some "houses" burned.'), "not shown: nine || 9"),
        (answer('Nine "houses" burned.', citations=(citation(1, "other.txt"),)), "not cited: fire.txt"),
        (answer('Nine "houses" burned, not eleven.'), "must not be shown: eleven"),
        (answer('Nine "houses" burned.', notice="Others say Eleven."), "must not be shown: eleven"),
    ],
)
def test_a_case_fails_and_says_what_was_missing(given: Answer, miss: str) -> None:
    assert seeds.grade(CASE, given) == [miss]


def test_a_refusal_passes_only_where_the_articles_do_not_say() -> None:
    points = {"answer_points": ["the articles do not say || no information"], "must_cite": [], "must_not": []}
    assert seeds.grade({**CASE, **points, "kind": "unanswerable"}, answer(abstained=True)) == []
    assert seeds.grade({**CASE, **points, "kind": "unanswerable"}, answer("Nine houses burned.")) != []
    assert seeds.grade({**CASE, "kind": "number"}, answer(abstained=True)) != []


# Retrieval


def ranks(*found: str, right: set[str]) -> tuple[list[str], set[str]]:
    return list(found), right


def test_rank_figures_of_a_worked_example() -> None:
    judged = [
        ranks("a", "x", "b", right={"a", "b"}),  # first and third
        ranks("x", "y", "c", right={"c", "d"}),  # third; d is missing
        ranks("x", "y", "z", right={"e"}),  # nowhere
    ]
    figures = {name: figure.value for name, figure in retrieval.rank_figures(judged).items()}
    assert figures["hits@1"] == pytest.approx(1 / 3)
    assert figures["hits@4"] == figures["hits@10"] == pytest.approx(2 / 3)
    assert figures["mrr@10"] == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert figures["map@10"] == pytest.approx(((1 + 2 / 3) / 2 + (1 / 3) / 2 + 0) / 3)
    assert figures["recall@10"] == pytest.approx((1 + 1 / 2 + 0) / 3)


def test_an_eleventh_article_is_not_found() -> None:
    figures = retrieval.rank_figures([ranks(*"0123456789", "a", right={"a"})])
    assert {figure.value for figure in figures.values()} == {0.0}


def hit(path: str, score: float = 0.5) -> Hit:
    return Hit(Passage(1, 1, 0, 4), Article(path, "folder", "0" * 64, "text", "utf-8"), score)


def test_an_article_stands_where_its_best_passage_stands() -> None:
    assert retrieval.articles([hit("a", 0.9), hit("a", 0.8), hit("b", 0.7)]) == ["a", "b"]
    assert retrieval.articles([hit(name) for name in "abcdefghijkl"]) == list("abcdefghij")


def test_null_questions_are_told_from_answerable_ones_hard_ones_apart() -> None:
    rows = [
        {"null": False},
        {"null": True, "type": "null_query"},
        {"null": True, "type": "null_hard"},
    ]
    figures = retrieval.null_figures(rows, [0.5, 0.1, 0.9], "score_")
    assert figures["score_null_auc"].value == 1.0
    assert figures["score_hard_null_auc"].value == 0.0


def test_the_best_of_each_part_of_the_score_is_looked_at() -> None:
    hits = [hit("a", 0.9), hit("b", 0.4)]
    parts = [{"cosine": 0.1}, {"cosine": 0.7, "words": 3.0}]
    hits = [replace(one, parts=of) for one, of in zip(hits, parts, strict=True)]
    assert retrieval.best_scores(hits) == {"score": 0.9, "cosine": 0.7, "words": 3.0}
    assert retrieval.best_scores([]) == {"score": 0.0}


@dataclass
class FakeArchive:
    """Gives prepared hits and answers; remembers what it was asked."""

    hits: dict[str, list[Hit]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    def search(self, question: str, *, limit: int = 10) -> list[Hit]:
        return self.hits[question][:limit]

    def ask(self, question: str) -> Answer:
        return self.answers[question]


def test_searched_ranks_articles_and_lists_the_misses() -> None:
    rows = [
        {"id": "1", "question": "found?", "null": False, "evidence": [{"doc": "a.txt"}]},
        {"id": "2", "question": "missed?", "null": False, "evidence": [{"doc": "z.txt"}]},
        {"id": "3", "question": "unknown?", "null": True, "type": "null_query", "evidence": []},
    ]
    archive = FakeArchive({"found?": [hit("a.txt", 0.9)], "missed?": [hit("a.txt", 0.8)], "unknown?": []})
    result = retrieval.searched(rows, archive)  # type: ignore[arg-type]
    assert result["metrics"]["hits@10"] == {"value": 0.5, "n": 2, "low": 0.0, "high": 1.0}
    assert result["metrics"]["score_null_auc"]["value"] == 1.0
    assert [miss["id"] for miss in result["misses"]] == ["2"]


# Questions and answers


def test_shares_over_an_archive_of_a_worked_example() -> None:
    rows = [
        {"null": False, "answers": ["Nine"]},
        {"null": False, "answers": ["Oslo"]},
        {"null": False, "answers": ["Rome"]},
        {"null": True, "type": "null_query", "answers": []},
        {"null": True, "type": "null_hard", "answers": []},
    ]
    answers = [
        answer("Some burned.", "It was nine."),  # shown, but not first
        answer("In Bergen."),  # wrong
        answer(abstained=True),
        answer(abstained=True),
        answer("In Paris."),
    ]
    figures = {k: f.value for k, f in qa.archive_figures(rows, answers, [1.0] * 5).items()}
    assert figures["answer_shown"] == pytest.approx(1 / 3)
    assert figures["answer_in_first_claim"] == 0.0
    assert figures["answerable_refused"] == pytest.approx(1 / 3)
    assert figures["null_answered"] == 0.0
    assert figures["hard_null_answered"] == 1.0


def test_a_citation_that_does_not_slice_back_is_counted(tmp_path: Path) -> None:
    import hashlib

    (tmp_path / "fire.txt").write_text("Nine houses burned.", encoding="utf-8")
    sha256 = hashlib.sha256((tmp_path / "fire.txt").read_bytes()).hexdigest()
    good = Citation(1, "fire.txt", sha256, 5, 11, "houses", "Fire")
    bad = [
        Citation(1, "fire.txt", sha256, 4, 10, "houses", "Fire"),
        Citation(1, "fire.txt", "0" * 64, 5, 11, "houses", "Fire"),
        Citation(1, "gone.txt", sha256, 5, 11, "houses", "Fire"),
        Citation(1, "fire.txt", sha256, 5, 5, "", "Fire"),
    ]
    assert unsliced(answer("Houses.", citations=(good,)), tmp_path) == []
    for one in bad:
        assert unsliced(answer("Houses.", citations=(one,)), tmp_path) == [one]


def draft(*texts: str, confidence: float = 0.9, values: Sequence[str] = (), closest: str = "") -> Draft:
    return Draft(
        claims=tuple(Claim(text, citations=(1,)) for text in texts),
        citations=(citation(quote=closest),) if closest else (),
        disagreements=(Disagreement("it", tuple(Value(value, (1,)) for value in values)),) if values else (),
        closest=(1,) if closest else (),
        abstained=not texts,
        confidence=confidence,
        best=(*texts, closest)[0],
    )


def test_answers_from_passages_of_a_worked_example() -> None:
    rows = [
        {"answerable": True, "answers": ["Rollo"]},
        {"answerable": True, "answers": ["Norway"]},
        {"answerable": False, "answers": []},
        {"answerable": False, "answers": []},
    ]
    drafts = [
        draft("Their leader was Rollo."),
        draft(confidence=0.3, closest="They came from Norway."),
        draft(confidence=0.1),
        draft("It rained.", confidence=0.5),
    ]
    figures = {k: f.value for k, f in qa.passage_figures(rows, drafts).items()}
    assert figures["answerability_auc"] == pytest.approx(3 / 4)
    assert figures["answer_shown"] == 0.5
    assert figures["answer_in_best_sentence"] == 1.0
    assert figures["answerable_refused"] == 0.5
    assert figures["unanswerable_answered"] == 0.5


@pytest.mark.parametrize(
    ("embedder", "evidence", "has"),
    [("minilm", "own", (True, True)), ("minilm", "none", (True, False)), ("none", "own", (False, False))],
)
def test_what_is_measured_without_a_model_is_measured_without_it(
    monkeypatch: pytest.MonkeyPatch, embedder: str, evidence: str, has: tuple[bool, bool]
) -> None:
    monkeypatch.setenv("FOOTNOTE_EMBEDDER", embedder)
    monkeypatch.setenv("FOOTNOTE_EVIDENCE", evidence)
    assert tuple(model is not None for model in models.opened()) == has


def test_gold_sentences_are_matched_whole() -> None:
    row = {"answerable": True, "answers": ["x"], "gold_sentences": ["The  arena is on the peninsula , in London ."]}
    assert qa.passage_figures([row], [draft("The arena is on the peninsula , in London .")])["answer_shown"].value == 1
    assert qa.passage_figures([row], [draft("In London .")])["answer_shown"].value == 0


def test_conflicting_passages_need_every_value_and_no_wrong_one_alone() -> None:
    row = {"answerable": True, "answers": ["Golf", "Polo"], "wrong_answers": ["Chess"]}
    drafts = [
        draft("It is golf.", values=["polo", "chess"]),
        draft("It is chess."),
        draft("Golf and polo."),
        draft("Golf."),
    ]
    figures = {k: f.value for k, f in qa.passage_figures([row] * 4, drafts).items()}
    assert figures["all_correct_shown"] == 0.5
    assert figures["all_correct_shown_and_nothing_wrong"] == 0.25
    assert figures["misinformation_alone"] == 0.25


def test_a_contradiction_is_noticed_only_as_two_values_of_one_disagreement() -> None:
    row = {"answerable": True, "answers": ["2017", "July 2017"], "counterfactual_answer": "2007"}
    drafts = [
        draft("In 2017.", values=["July 2017", "2007"]),
        draft("In 2017.", "In 2007."),
        draft("x", values=["2017"]),
    ]
    figures = {k: f.value for k, f in qa.passage_figures([row] * 3, drafts).items()}
    assert figures["contradiction_noticed"] == pytest.approx(1 / 3)
    assert figures["both_values_shown"] == pytest.approx(2 / 3)


# Claims


def test_claims_are_judged_at_one_threshold_for_all_sets() -> None:
    rows = [{"set": name, "supported": truth} for name in ("a/x", "b") for truth in (True, True, False, False)]
    scores = [0.9, 0.8, 0.3, 0.2, 0.4, 0.35, 0.3, 0.6]
    verdicts = ["supported", "supported", "unsupported", "unsupported"] * 2
    judgements = [Judgement(v, s) for v, s in zip(verdicts, scores, strict=True)]  # type: ignore[arg-type]
    result = claims.claim_figures(rows, judgements)
    assert result["threshold"] == 0.35  # separates a, and b but for its 0.6
    assert result["sets"]["a"]["metrics"]["balanced_accuracy"]["value"] == 1.0
    assert result["sets"]["b"]["metrics"]["balanced_accuracy"]["value"] == 0.75
    assert result["sets"]["b"]["metrics"]["balanced_accuracy_at_half"]["value"] == 0.25
    assert result["sets"]["b"]["metrics"]["balanced_accuracy_by_verdict"]["value"] == 1.0
    assert result["sets"]["b"]["metrics"]["auc"]["value"] == 0.5
    assert result["metrics"]["mean_balanced_accuracy"]["value"] == 0.875
    assert result["sets"]["a"]["verdicts"] == {"of_supported": {"supported": 2}, "of_unsupported": {"unsupported": 2}}


def test_a_checker_that_says_yes_to_everything_scores_a_half() -> None:
    rows = [{"set": "a", "supported": truth} for truth in (True, False)]
    result = claims.claim_figures(rows, [Judgement("supported", 1.0)] * 2)
    assert result["metrics"]["mean_balanced_accuracy"]["value"] == 0.5


# Rewriting


def test_word_f1_of_a_worked_example() -> None:
    # Shared: "when", "was", "the" (once each); 4 and 5 words: 2 * 3 / 9.
    assert rewrite.word_f1("When was the it?", "when was the treaty signed") == pytest.approx(2 / 3)
    assert rewrite.word_f1("the the", "the") == pytest.approx(2 / 3)  # repeats count
    assert rewrite.word_f1("a", "b") == 0.0
    assert rewrite.word_f1("", "") == 1.0


def test_rewrites_are_scored_where_a_person_changed_the_question() -> None:
    rows = [
        {"question": "When was it?", "rewritten": "When was the treaty?"},
        {"question": "Who won?", "rewritten": "Who won?"},
    ]
    figures = {k: f.value for k, f in rewrite.rewrite_figures(rows, ["When was the treaty?", "Who won it?"]).items()}
    assert figures["word_f1"] == 1.0
    assert figures["word_f1_unchanged"] == pytest.approx(2 * 2 / 7)
    assert figures["changed"] == 1.0
    assert figures["left_alone"] == 0.0


# Conversations


def test_a_conversation_is_answered_where_its_passages_hold_an_answer(write_rows: WriteRows) -> None:
    about = [{"role": "user", "text": "Who opened the ferry to Ystad?"}, {"role": "assistant", "text": "Jonas Berg."}]
    row = {"id": "1", "question": "When did he open the ferry?", "history": about, "answerability": "answerable"}
    held = {**row, "passages": [{"text": "Jonas Berg opened the ferry to Ystad in May 2021."}]}
    none: dict[str, Any] = {**row, "id": "2", "answerability": "unanswerable", "passages": []}
    metrics = run("conversation", [write_rows(held, none)])["metrics"]
    assert metrics["answerability_auc"]["value"] == 1.0
    assert metrics["answerable_refused"]["value"] == 0.0
    assert metrics["unanswerable_answered"]["value"] == 0.0


def test_rows_without_passages_are_left_out_of_one_figure() -> None:
    rows = [
        {"answerability": kind, "passages": passages}
        for kind, passages in (("answerable", [1]), ("underspecified", [1]), ("unanswerable", []))
    ]
    drafts = [Draft(confidence=0.4), Draft(confidence=0.6), Draft(confidence=0.0)]
    figures = conversation.conversation_figures(rows, drafts)
    assert (figures["answerability_auc"].value, figures["answerability_auc_with_passages"].value) == (0.5, 0.0)


# Page furniture

PAGE = {
    "set": "pages",
    "lines": [
        ["Home", False],
        ["Nine houses burned on Monday in the old harbour of the town, firefighters said.", True],
        ["Share this page with all your friends and colleagues and neighbours today, now please.", False],
        ["No one was hurt.", True],
        ["Advertisement", None],
    ],
}


def test_lines_are_weighed_by_their_words_and_floors_stand_beside() -> None:
    kept = [False, True, False, False, True]  # 14 words rightly kept, 4 wrongly dropped, the unjudged one ignored
    figures = {k: f.value for k, f in boilerplate.page_figures([PAGE], [Judged(kept)]).items()}
    assert figures["precision"] == 1.0
    assert figures["recall"] == pytest.approx(14 / 18)
    assert figures["f1"] == pytest.approx(28 / 32)
    assert figures["keep_all_precision"] == pytest.approx(18 / 33)
    assert figures["long_lines_precision"] == pytest.approx(14 / 28)
    assert figures["long_lines_recall"] == pytest.approx(14 / 18)


def test_listed_texts_must_be_kept_and_dropped() -> None:
    listed = Judged([], Tally(kept=2, wrongly_kept=1, wrongly_dropped=1), listed_keep_all=Tally(kept=3, wrongly_kept=1))
    figures = boilerplate.page_figures([{"set": "p", "lines": []}], [listed])
    assert figures["must_f1"].value == pytest.approx(2 * 2 / 6)
    assert figures["must_keep_all_f1"].value == pytest.approx(2 * 3 / 7)


def test_listed_texts_are_judged_by_the_floors_too() -> None:
    page = {**PAGE, "must_keep": ["No one was hurt."], "must_drop": ["with all your friends", "Home"]}
    judged = boilerplate.judge(page)
    assert judged.listed_keep_all == Tally(kept=1, wrongly_kept=2)
    assert judged.listed_long_lines == Tally(wrongly_kept=1, wrongly_dropped=1)


def test_a_line_that_is_no_pair_is_refused(write_rows: WriteRows) -> None:
    file = write_rows(PAGE, {"set": "pages", "lines": [["Home", "yes"]]})
    with pytest.raises(InputError, match="page 2"):
        run("boilerplate", [file])
