"""A small press of our own: as many different reports as a test needs, all of them made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

TOWNS = ("Lund", "Marn", "Oster", "Pell", "Quay", "Risby", "Selm", "Tarn", "Ulven", "Vik", "Wend", "Yarrow")
THINGS = ("bridge", "harbour", "library", "market", "mill", "museum", "park", "school", "station", "theatre", "tower")
DEEDS = ("opened", "closed", "sold", "repaired", "painted", "moved", "flooded", "searched", "rented", "measured")
PEOPLE = ("mayor", "council", "owner", "engineer", "teacher", "fishermen", "architect", "neighbours", "chief of police")
WHEN = ("on Monday", "last week", "before the winter", "after a long debate", "in the early morning", "this spring")
WHY = (
    "because the old one had grown too small for the town",
    "although nobody had asked for it in writing",
    "while the band of the fire brigade was playing",
    "so that the children would have a dry place to play",
    "and it cost far less than the town had feared",
    "which surprised even those who had planned it",
)


def sentence(random: Random) -> str:
    """One of some 400,000 sentences of about twenty words."""
    choose = random.choice
    return (
        f"The {choose(PEOPLE)} of {choose(TOWNS)} {choose(DEEDS)} the {choose(THINGS)} and {choose(DEEDS)} "
        f"the {choose(THINGS)} {choose(WHEN)}, {choose(WHY)}."
    )


def paragraphs(seed: object, count: int = 4) -> list[str]:
    """Paragraphs of two sentences, always the same for the same seed."""
    random = Random(f"{seed}")
    return [f"{sentence(random)} {sentence(random)}" for _ in range(count)]


def headline(seed: object) -> str:
    random = Random(f"headline {seed}")
    return f"{random.choice(TOWNS)} {random.choice(THINGS)} {random.choice(DEEDS)} at last, number {seed}"


def page(
    title: str, body: Sequence[str], *, outlet: str | None = "harbourpost.example", date: str | None = None
) -> str:
    """A file: headline, what states outlet and date, the body."""
    stated = [f"source: {outlet}"] if outlet else []
    stated += [f"date: {date}"] if date else []
    return "\n".join([title, *stated, "", *(f"{block}\n" for block in body)])


def report(seed: object, *, before: Sequence[str] = (), after: Sequence[str] = (), **stated: str | None) -> str:
    """A report like no other, with lines before and after its story."""
    return page(headline(seed), [*before, *paragraphs(seed), *after], **stated)


def write(folder: Path, **texts: str) -> Path:
    """Files ``name.txt`` in a folder, made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder
