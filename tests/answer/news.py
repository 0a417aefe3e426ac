"""Short articles of our own, and what the tests of this room make of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from rag.answer import Knowledge, draft
from rag.answer.candidate import Candidate
from rag.answer.evidence import candidates
from rag.answer.question import Question
from rag.answer.texts import hits_of
from rag.types import Draft, Hit

FIRE = (
    "A fire in a warehouse in Malmo killed three workers on Tuesday.\n\n"
    "Greta Holm, the head of the fire brigade, told reporters that the warehouse had “no sprinklers at all”. "
    "Norrland Storage rejected the claim.\n\n"
    "She said that her crew needed 14 hours to put out the flames.\n"
)
FERRY = (
    "The ferry to Ystad runs again from Monday.\n\n"
    "Captain Jonas Berg said the harbour was ready. He added that 220 passengers had booked a seat.\n\n"
    "The harbour was closed in 2019, because its quay had collapsed.\n"
)
BRIDGE = (
    "The old bridge over the Lagan was torn down in March 2021.\n\n"
    "Mayor Lena Falk called the bridge “a danger to all of us”. A new one will cost 12 million kronor.\n"
)
NEWS = (FIRE, FERRY, BRIDGE)

WORDS = Knowledge(articles=3, passages=3)  # no embedder: words only


def hits(*texts: str) -> list[Hit]:
    """Each text as an article with one passage."""
    return [hit for number, text in enumerate(texts) for hit in hits_of(text, number)]


def ask(question: str, *texts: str) -> Draft:
    """What is proposed for a question about these texts (about `NEWS`, if none are given)."""
    return draft(question, hits(*(texts or NEWS)), WORDS)


def ranked(question: str, *texts: str) -> list[Candidate]:
    """The sentences that may answer, best first."""
    return candidates(Question(question), hits(*(texts or NEWS)), WORDS)


def seed(number: int) -> str:
    """The text of a seed article."""
    return next((Path(__file__).parents[2] / "seeds").glob(f"00{number}_*")).read_text("utf-8")


def shown(proposed: Draft) -> str:
    """The claims as one text."""
    return "\n".join(claim.text for claim in proposed.claims)


def broken(proposed: Draft, texts: Sequence[str]) -> list[str]:
    """Promises every draft keeps, and here does not: in words, for the message of a failing test."""
    faults = []
    by_path = {hit.article.path: hit.article.text for hit in hits(*texts)}
    numbers = [n for claim in proposed.claims for n in claim.citations]
    numbers += [n for d in proposed.disagreements for value in d.values for n in value.citations]
    numbers += proposed.closest
    if [c.n for c in proposed.citations] != list(range(1, len(proposed.citations) + 1)):
        faults.append("citations are not numbered 1..k")
    if list(dict.fromkeys(numbers)) != [c.n for c in proposed.citations if c.n in numbers]:
        faults.append("citations are not in reading order")
    if not set(numbers) <= {c.n for c in proposed.citations}:
        faults.append("a number without a citation")
    faults += [
        f"citation {c.n} does not slice back"
        for c in proposed.citations
        if not c.quote or by_path[c.path][c.start : c.end] != c.quote
    ]
    if len(proposed.claims) > 6:
        faults.append("more than six claims")
    quotes = {c.n: c.quote for c in proposed.citations}
    for claim in proposed.claims:
        if not claim.citations:
            faults.append(f"a claim without a citation: {claim.text}")
        if claim.kind == "quote" and not any(claim.text in quotes.get(n, "") for n in claim.citations):
            faults.append(f"a quote that is not verbatim: {claim.text}")
    if proposed.abstained and not proposed.claims and not (proposed.notice or "").startswith("The articles do not say"):
        faults.append(f"an abstention that does not say so: {proposed.notice}")
    if not proposed.abstained and not proposed.claims:
        faults.append("neither an answer nor an abstention")
    return faults


_PIECES = (
    "Greta Holm", "Holm", "the mayor", "Norrland Storage", "He", "She", "said", "told reporters", "denied it",
    "three", "14", "220 passengers", "2019", "in March 2021", "on Tuesday", "“no sprinklers at all”", "“", "”", '"',
    "bridge", "fire", "warehouse", "ferry", "U.S.", "according to", "?", ".", ". ", "\n\n", ",", "’s", "\u202e", "\x00",
    "NEAR(", "how many", "who", "when did", "which articles", "Who said", "exact words", "é", "🙂",
)  # fmt: skip
# News that is nearly English, and text that is nothing at all.
any_text = st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join) | st.text(max_size=120)
any_texts = st.lists(st.sampled_from(NEWS) | any_text, max_size=4)
any_question = st.sampled_from(
    (
        "How many workers died?",
        "Who said “no sprinklers at all”?",
        "What did Greta Holm say about the warehouse?",
        "Which articles mention the harbour?",
        "When was the bridge torn down?",
        "Why did the mayor resign?",
    )
) | any_text.filter(str.strip)
