"""What a drafter says in its own words is judged, repaired from what was read, and told: the path of every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import answer as answering
from rag.answer import timeline as timelines
from rag.archive import Archive
from rag.receipt import read_receipt
from rag.render import plain_text
from rag.types import Answer, Claim, Draft, Timeline
from tests.check.small_harbour import FERRY, STORM

QUESTION = "What did the storm do to the boats, the pier and the ferry Marlin at Holm?"
TRUE = "Two fishermen were injured when the northern pier broke."
MISPLACED = "The company Nordlink stopped all crossings for five days after the storm."
TOO_MUCH = "Two fishermen, who were from Oslo, were injured when the northern pier broke."
WRONG = "The office expects repairs to cost 5 million crowns."
MADE_UP = "Wolves were seen in the hills above Lund."


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "news").mkdir()
    (folder / "news" / "storm.txt").write_text(STORM, "utf-8")
    (folder / "news" / "ferry.txt").write_text(FERRY, "utf-8")
    with Archive.open(folder / "archive") as archive:
        archive.add(folder / "news")
        yield archive


@pytest.fixture
def ask(harbour: Archive, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Asks an archive whose drafter says these sentences, each cited to the sentence with the words given with it."""

    def asked(*said: tuple[str, str]) -> Answer:
        def draft(_: str, hits: Any, __: Any) -> Draft:
            places = answering.places_read(hits)
            found = [next(p for p in places if words in p.quote) for _, words in said]
            citations = tuple(replace(place, n=n) for n, place in enumerate(found, 1))
            claims = tuple(Claim(text, "paraphrase", citations=(n,)) for n, (text, _) in enumerate(said, 1))
            return Draft(claims=claims, citations=citations, mode="generated", confidence=1.0)

        monkeypatch.setattr(answering, "draft", draft)
        return harbour.ask(QUESTION)

    return asked


def test_every_repair_is_made_and_told(ask: Callable[..., Answer], tmp_path: Path) -> None:
    answer = ask((MISPLACED, "nearly 40"), (TOO_MUCH, "Two fishermen"), (WRONG, "3 million"), (MADE_UP, "220"))
    assert [repair.how for repair in answer.repairs] == ["cited", "cut", "quoted", "dropped"]
    assert [repair.before for repair in answer.repairs] == [MISPLACED, TOO_MUCH, WRONG, MADE_UP]
    assert [claim.text for claim in answer.claims] == [MISPLACED, TRUE, WRONG.replace("5", "3")]
    assert {claim.verdict for claim in answer.claims} == {"supported"}
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert {"storm.txt": STORM, "ferry.txt": FERRY}[citation.path][citation.start : citation.end] == citation.quote
    assert "1 sentence was left out" in plain_text(answer)
    assert MADE_UP not in plain_text(answer)  # what a model wrote and no source bears is counted, not passed on
    tried = [repair.tried.quote for repair in answer.repairs if repair.tried]
    assert tried == ["It carries 220 passengers."], "what the sentence that was dropped was held against"
    kept = read_receipt(answer.save(tmp_path / "receipt.json"))
    assert isinstance(kept, Answer)
    assert [repair.to_json() for repair in kept.repairs] == [repair.to_json() for repair in answer.repairs]
    assert [repair["how"] for repair in answer.to_json()["repairs"]] == ["cited", "cut", "quoted", "dropped"]


def test_what_is_true_as_it_is_cited_stays(ask: Callable[..., Answer]) -> None:
    answer = ask((TRUE, "Two fishermen"))
    assert ([claim.text for claim in answer.claims], answer.repairs) == ([TRUE], ())


def test_an_answer_of_which_nothing_is_left_abstains_and_says_what_was_dropped(ask: Callable[..., Answer]) -> None:
    answer = ask((MADE_UP, "220"))
    assert (answer.abstained, answer.claims) == (True, ())
    assert [repair.before for repair in answer.repairs] == [MADE_UP]
    assert answer.closest, "what it was cited to is offered as the closest"


def test_a_quotation_chosen_from_the_articles_is_never_repaired(seeds_archive: Archive) -> None:
    for question in ("How many soldiers died in the flare-up?", "Who said “standard military action”?"):
        answer = seeds_archive.ask(question)
        assert not answer.abstained
        assert answer.repairs == ()


def test_what_a_timeline_leaves_out_is_told(harbour: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = timelines.draft_timeline

    def lies(*given: Any) -> Timeline:
        draft = honest(*given)
        first = draft.entries[0]
        false = replace(first, claim=replace(first.claim, text=MADE_UP, kind="statement", speaker=None))
        return replace(draft, entries=(false, *draft.entries[1:]))

    assert harbour.timeline("the storm at Holm").repairs == (), "the control"
    monkeypatch.setattr(timelines, "draft_timeline", lies)
    told = harbour.timeline("the storm at Holm")
    assert [(repair.how, repair.before) for repair in told.repairs] == [("dropped", MADE_UP)]
    assert MADE_UP in str(told)
    assert told.to_json()["repairs"][0]["after"] is None
