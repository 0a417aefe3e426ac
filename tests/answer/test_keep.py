"""Nothing unsupported is shown as an answer, and what remains is numbered as if it had always been alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import answer as answering
from rag.answer import keep, renumbered
from rag.answer.cite import Citations
from rag.archive import Archive
from rag.check.repair import claims as repairing
from rag.types import Article, Citation, Claim, Disagreement, Draft, Sentence, Span, Value

TEXT = "The ferry runs again. It was late. No one was hurt. The harbour is open."
SENTENCES = tuple(Sentence(start, end) for start, end in ((0, 21), (22, 34), (35, 51), (52, 72)))
FERRY = Article("ferry.txt", "/news", "ab" * 32, TEXT, "utf-8", sentences=SENTENCES)


def proposed(*claims: Claim, closest: tuple[int, ...] = (), disagreements: tuple[Disagreement, ...] = ()) -> Draft:
    """A draft whose citations 1 to 4 are the sentences of the article."""
    citations = Citations()
    for sentence in SENTENCES:
        citations.add(FERRY, Span(sentence.start, sentence.end))
    return Draft(claims=claims, citations=citations.all(), closest=closest, disagreements=disagreements)


RUNS = Claim("The ferry runs again.", verdict="supported", citations=(2,))
LATE = Claim("It was late.", verdict="partly_supported", citations=(3, 2))
SANK = Claim("It sank.", "statement", verdict="contradicted", citations=(1,))
COST = Claim("It cost 3 million.", "statement", verdict="unsupported", citations=(4,))


def test_worked_example() -> None:
    """Of three claims one fails: it goes with its citation, and the others are numbered anew, in reading order."""
    draft = proposed(SANK, LATE, RUNS)
    kept = keep(draft, draft.claims)
    assert [(claim.text, claim.citations) for claim in kept.claims] == [
        ("It was late.", (1, 2)),
        ("The ferry runs again.", (2,)),
    ]
    assert [(citation.n, citation.quote) for citation in kept.citations] == [
        (1, "No one was hurt."),
        (2, "It was late."),
    ]
    assert not kept.abstained


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        ("supported", True),
        ("partly_supported", True),
        ("unchecked", True),  # shown as not checked: a checker that fails hides no answer
        ("unsupported", False),
        ("contradicted", False),
    ],
)
def test_which_verdicts_are_shown(verdict: str, shown: bool) -> None:
    draft = proposed(RUNS, replace(COST, verdict=verdict))  # type: ignore[arg-type]
    assert ("It cost 3 million." in [c.text for c in keep(draft, draft.claims).claims]) == shown


def test_when_nothing_is_left_the_articles_do_not_say() -> None:
    draft = proposed(SANK, COST)
    kept = keep(draft, draft.claims)
    assert kept.abstained
    assert kept.claims == ()
    assert (kept.notice or "").startswith("The articles do not say")
    assert kept.closest == (1, 2)
    assert [c.quote for c in kept.citations] == ["The ferry runs again.", "The harbour is open."]


def test_an_abstention_keeps_its_own_reason() -> None:
    draft = replace(proposed(closest=(3, 1)), abstained=True, notice="The articles do not say. No date is given.")
    kept = keep(draft, ())
    assert kept.notice == "The articles do not say. No date is given."
    assert kept.closest == (1, 2)


def test_both_sides_of_a_disagreement_keep_their_citations() -> None:
    sides = Disagreement("how late", (Value("an hour", (3,)), Value("a day", (4, 2))))
    draft = proposed(RUNS, disagreements=(sides,))
    (disagreement,) = keep(draft, draft.claims).disagreements
    assert [value.citations for value in disagreement.values] == [(2,), (3, 1)]


def test_keeping_twice_changes_nothing() -> None:
    draft = proposed(SANK, LATE, RUNS)
    once = keep(draft, draft.claims)
    assert keep(once, once.claims) == once


claims = st.lists(
    st.builds(
        lambda n, numbers, verdict: Claim(f"claim {n}", "statement", verdict, citations=tuple(dict.fromkeys(numbers))),
        st.integers(0, 9),
        st.lists(st.integers(1, 4), min_size=1, max_size=4),
        st.sampled_from(["supported", "partly_supported", "unsupported", "contradicted", "unchecked"]),
    ),
    max_size=6,
)


@given(claims, st.lists(st.integers(1, 4), max_size=3, unique=True))
def test_whatever_is_kept_is_numbered_without_gaps_and_cites_what_it_did(made: list[Claim], near: list[int]) -> None:
    draft = proposed(*made, closest=tuple(near))
    kept = keep(draft, draft.claims)
    assert all(claim.verdict in ("supported", "partly_supported", "unchecked") for claim in kept.claims)
    assert [c.n for c in kept.citations] == list(range(1, len(kept.citations) + 1))
    used = [n for claim in kept.claims for n in claim.citations] + list(kept.closest)
    assert list(dict.fromkeys(used)) == [c.n for c in kept.citations]
    before, after = by_number(draft.citations), by_number(kept.citations)
    left = [claim for claim in draft.claims if claim.verdict not in ("unsupported", "contradicted")]
    for old, new in zip(left, kept.claims, strict=True):
        assert [before[n].quote for n in old.citations] == [after[n].quote for n in new.citations]
    assert renumbered(kept) == kept


def by_number(citations: tuple[Citation, ...]) -> dict[int, Citation]:
    return {citation.n: citation for citation in citations}


# --- controls: the guard in the product ------------------------------------------------------------------------------


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answerer that raises the dead of the article from 100 to 900."""
    honest = answering.draft

    def lies(*given: object) -> Draft:
        draft = honest(*given)  # type: ignore[arg-type]
        return replace(
            draft,
            claims=tuple(replace(c, text=c.text.replace("100", "900"), kind="statement") for c in draft.claims),
        )

    monkeypatch.setattr(answering, "draft", lies)


@pytest.mark.usefixtures("lying")
def test_a_false_claim_is_not_shown(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("How many soldiers died in the flare-up?")
    assert "900" not in " ".join(claim.text for claim in answer.claims)
    assert any("900" in repair.before for repair in answer.repairs), "what became of it is told"


@pytest.mark.usefixtures("lying")
def test_without_the_guard_it_would_be(seeds_archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the verdicts are told apart, and only repair and `keep` stand between them and the reader."""
    monkeypatch.setattr(repairing, "_attempts", lambda *_: ())
    monkeypatch.setattr(
        answering, "SHOWN", ("supported", "partly_supported", "unchecked", "unsupported", "contradicted")
    )
    answer = seeds_archive.ask("How many soldiers died in the flare-up?")
    false = [claim for claim in answer.claims if "900" in claim.text]
    assert false
    assert all(claim.verdict in ("unsupported", "contradicted") for claim in false)
