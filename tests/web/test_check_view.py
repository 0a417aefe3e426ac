"""What the events of "Check a text" do, called directly: forged events, errors, stopping, the life of a desk."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rag.types import CheckedSentence, CheckedText, Judgement, Verdict
from rag.web.checking import LONGEST_TEXT, Desk, first_to_read
from rag.web.server import guarded
from tests.web.fake_archive import FakeArchive
from tests.web.parsing import Page
from tests.web.test_page import event, is_skip

TEXT = (
    "It was denied that nearly 100 soldiers died on both sides. Will it hold? "
    "The top Iranian diplomat urged both parties to exercise self-restraint."
)


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def room(archive: FakeArchive) -> Any:
    guarded(archive)  # type: ignore[arg-type]  # sets Gradio's environment before its first import
    from rag.web.check_view import Room

    return Room(archive, archive.source)  # type: ignore[arg-type]


def checked(room: Any, desk: Desk, text: str) -> list[tuple[Any, Any, Any]]:
    """Everything the page is told, from the press of the button to the end."""
    begun = room.begin(text, desk)

    async def collect() -> list[tuple[Any, Any, Any]]:
        return [outputs async for outputs in room.check(desk)]

    return [(begun, None, None), *asyncio.run(collect())]


def test_the_last_thing_shown_is_the_marked_text_with_the_gravest_sentence_opened(room: Any) -> None:
    status, text, evidence = checked(room, Desk(), TEXT)[-1]
    assert status == ""
    assert "2 of 3 sentences checked" in Page(text).text
    assert "Contradicted" in Page(evidence).text
    assert "Sentence 1 of 3" in Page(evidence).text


def test_an_earlier_sentence_is_opened_by_its_number(room: Any) -> None:
    desk = Desk()
    checked(room, desk, TEXT)
    assert "Sentence 3 of 3" in Page(room.evidence(desk, event({"check": 1, "sentence": 3}))).text


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {},
        {"check": 1},
        {"check": 1, "sentence": 0},
        {"check": 1, "sentence": 4},
        {"check": 1, "sentence": -1},
        {"check": 1, "sentence": "1"},
        {"check": 1, "sentence": 1.5},
        {"check": 1, "sentence": [1]},
        {"check": 9, "sentence": 1},
        {"check": None, "sentence": 1},
        {"check": 1, "sentence": 2},
    ],
)
def test_a_forged_event_or_one_for_a_sentence_without_a_claim_shows_nothing(room: Any, data: Any) -> None:
    desk = Desk()
    checked(room, desk, TEXT)
    assert is_skip(room.evidence(desk, event(data)))
    assert is_skip(room.evidence(Desk(), event({"check": 1, "sentence": 1})))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is nothing to check yet"),
        (" \n\t", "There is nothing to check yet"),
        ("a" * (LONGEST_TEXT + 1), "The text is too long: the page checks up to 50,000 characters"),
    ],
)
def test_a_text_that_cannot_be_checked_is_refused_in_one_line_and_never_handed_on(
    room: Any, archive: FakeArchive, text: str, words: str
) -> None:
    outputs = checked(room, Desk(), text)
    assert words in Page(outputs[0][0]).text
    assert "\n" not in Page(outputs[0][0]).text
    assert archive.checked == []
    assert all(is_skip(output) for output in outputs[-1])


def test_a_text_of_the_longest_length_is_taken(room: Any, archive: FakeArchive) -> None:
    checked(room, Desk(), "a" * LONGEST_TEXT)
    assert len(archive.checked) == 1


def test_a_text_that_is_cut_by_the_browser_is_still_told_to_be_too_long_and_comes_through_the_guard() -> None:
    from rag.web.check_view import CUT_AT
    from rag.web.guard import LARGEST_BODY

    assert LONGEST_TEXT < CUT_AT
    assert 3 * CUT_AT + 10_000 < LARGEST_BODY


def test_an_error_of_the_archive_is_one_line_and_an_unforeseen_one_shows_nothing_of_the_inside(room: Any) -> None:
    assert "The archive is empty." in Page(checked(room, Desk(), "refuse this")[-1][0]).text
    unforeseen = Page(checked(room, Desk(), "explode, please")[-1][0]).text
    assert unforeseen == "Something went wrong. The log says what."


def test_an_error_leaves_the_last_result_where_it_is(room: Any) -> None:
    desk = Desk()
    checked(room, desk, TEXT)
    _, text, evidence = checked(room, desk, "refuse this")[-1]
    assert is_skip(text)
    assert is_skip(evidence)
    assert desk.find(1, 1) is not None


def test_a_second_press_of_the_button_checks_nothing_twice(room: Any, archive: FakeArchive) -> None:
    desk = Desk()
    room.begin(TEXT, desk)
    assert is_skip(room.begin(TEXT, desk))

    async def both() -> None:
        async def one() -> None:
            async for _ in room.check(desk):
                pass

        await asyncio.gather(one(), one())

    asyncio.run(both())
    assert len(archive.checked) == 1


def test_a_stopped_check_says_so_and_gives_no_result_though_the_archive_goes_on(room: Any) -> None:
    desk = Desk()
    room.begin(TEXT, desk)
    job = desk.running
    assert job is not None
    room._archive.check = lambda text, **_: room.stop(desk) and CheckedText("k", text)
    asyncio.run(anext(room.check(desk)))
    assert (job.checked, desk.result, job.running) == (None, None, False)
    assert "Stopped. The text is still here." in Page(room.stop(desk)).text


def test_work_ends_at_its_next_word_when_the_reader_has_stopped_it(room: Any, archive: FakeArchive) -> None:
    desk = Desk()
    room.begin(TEXT, desk)
    desk.stop()
    asyncio.run(_nothing(room, desk))
    assert archive.checked == []


async def _nothing(room: Any, desk: Desk) -> None:
    async for outputs in room.check(desk):
        assert all(is_skip(output) for output in outputs)


def test_a_new_text_starts_empty_and_its_numbers_are_new(room: Any) -> None:
    desk = Desk()
    checked(room, desk, TEXT)
    status, text, evidence, box = room.clear(desk)
    assert (status, box) == ("", "")
    assert "Check a text." in Page(text).text
    assert "Choose a sentence" in Page(evidence).text
    checked(room, desk, TEXT)
    assert desk.find(1, 1) is None
    assert desk.find(2, 1) is not None


def test_the_example_is_offered_only_where_its_article_is(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Try it" in Page(room.welcome()).text
    assert room.sample().startswith("Iran has announced")
    monkeypatch.setattr(room._archive, "articles", list)
    assert "Try it" not in Page(room.welcome()).text
    assert is_skip(room.sample())


@pytest.mark.parametrize(
    ("verdicts", "number"),
    [
        ((), None),
        ((None,), None),
        (("supported", "partly_supported"), 2),
        (("unsupported", None, "contradicted", "contradicted"), 3),
        ((None, "supported", "unchecked"), 2),
    ],
)
def test_reading_begins_with_the_first_of_the_gravest_verdict(
    verdicts: tuple[Verdict | None, ...], number: int | None
) -> None:
    sentences = tuple(CheckedSentence("a", n, n + 1, Judgement(v, 0.5) if v else None) for n, v in enumerate(verdicts))
    assert first_to_read(CheckedText("k", "a" * len(verdicts), sentences)) == number
