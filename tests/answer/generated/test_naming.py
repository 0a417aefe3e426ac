"""A claim cites who it names, where the sentence it cites only says "she"."""

from __future__ import annotations

import pytest

from rag.answer.cite import Citations
from rag.answer.generated.naming import with_names
from rag.answer.texts import hits_of
from rag.types import Claim, ClaimKind, Draft, Span

TEXT = "Anna Berg runs the ferry to Holm. It was late. She closed the pier on Monday. Tom Ek closed the inn."
(HIT,) = hits_of(TEXT, 1)


def cited(claim: str, place: str, kind: ClaimKind = "paraphrase") -> list[str]:
    """What a claim cites that cited one place."""
    citations = Citations()
    start = TEXT.index(place)
    n = citations.add(HIT.article, Span(start, start + len(place)))
    named = with_names(Draft((Claim(claim, kind, citations=(n,)),), citations.all()), [HIT])
    return [named.citations[n - 1].quote for n in named.claims[0].citations]


def test_the_sentence_that_names_who_she_is_is_cited_as_well() -> None:
    place = "She closed the pier on Monday."
    assert cited("Anna Berg closed the pier.", place) == [place, "Anna Berg runs the ferry to Holm."]


@pytest.mark.parametrize(
    ("claim", "place", "kind"),
    [
        ("The pier was closed on Monday.", "She closed the pier on Monday.", "paraphrase"),  # names nobody
        ("Eva Lind closed the pier.", "She closed the pier on Monday.", "paraphrase"),  # nobody before is called so
        ("Anna Berg closed the inn.", "Tom Ek closed the inn.", "paraphrase"),  # it says who
        ("Anna Berg closed the pier.", "She closed the pier on Monday.", "quote"),  # it has its own
    ],
)
def test_nothing_else_is_cited(claim: str, place: str, kind: ClaimKind) -> None:
    assert cited(claim, place, kind) == [place]
