"""The office or rank that a person is called by: "Colonel Dunn" where the source says "General Dunn"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.name.sameness import same
from rag.check.reading import Reading
from rag.text.fold import fold
from rag.text.names import Name, is_title, without_title
from rag.text.words import listed
from rag.types import Span

_RANKS = frozenset(
    listed("""
        general colonel major captain lieutenant sergeant corporal admiral commander brigadier president senator
        governor mayor minister ambassador king queen prince princess duke bishop archbishop cardinal pope judge
    """)
)
_LIKE = {
    "secretary": "minister", "chancellor": "minister", "premier": "minister", "gen": "general", "col": "colonel",
    "maj": "major", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "sen": "senator", "adm": "admiral",
}  # fmt: skip
_SECOND = frozenset(listed("deputy vice acting assistant"))


def check_office(name: Name, evidence: Evidence) -> Finding | None:
    """What is wrong with the office that a person of the claim is called by; None where nothing is seen to be.

    Wrong is a rank that no source gives anybody while they call the person by another; and "deputy" added or left out
    where every source that names the person's office has it otherwise: a doubt, for a deputy may become the chief.
    """
    person = without_title(name.text)
    ours = _title(name.text)
    if person == name.text or not ours & (_RANKS | _SECOND) or is_title(person):
        return None
    texts = [*evidence.sources, *evidence.context]
    theirs = list(_called(person, evidence.sources))
    if not theirs or not all(_differ(ours, _title(other.text), texts) for _, other in theirs):
        return None
    at, (source, other) = Span(name.start, name.end), theirs[0]
    reason = f"The source calls this person {shown(other.text)}, the sentence {shown(name.text)}."
    force: Force = "contradiction" if ours & _SECOND == _title(other.text) & _SECOND else "doubt"
    return Finding("name", force, reason, at, source, Span(other.start, other.end), other.text)


def _title(name: str) -> frozenset[str]:
    """The words of offices and ranks before a name, those that mean the same as one."""
    before = fold(name.removesuffix(without_title(name))).replace(".", " ").split()
    return frozenset(_LIKE.get(word, word) for word in before)


def _called(person: str, sources: Sequence[Reading]) -> Iterator[tuple[int, Name]]:
    """Where the sources name the person with an office, and the number of the source."""
    for number, source in enumerate(sources):
        for other in source.names:
            if _title(other.text) & (_RANKS | _SECOND) and same(person, without_title(other.text)):
                yield number, other


def _differ(ours: frozenset[str], theirs: frozenset[str], texts: Sequence[Reading]) -> bool:
    one, other = ours & _RANKS, theirs & _RANKS
    if one and other and not one & other:
        return not any(_LIKE.get(word, word) in one for text in texts for word in text.lower_words)
    return bool(one & other) and (ours & _SECOND) != (theirs & _SECOND)
