"""News of a ferry that sank, told by three papers of our own, and the timeline that is drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.answer import SHOWN, Knowledge
from rag.answer.timeline import draft_timeline, keep_entries
from rag.check import judge
from rag.reading import article_from
from rag.types import Article, Hit, Passage, Timeline
from tests.small_press import page

SINKS = page(
    "Ferry Marlin sinks off Pell",
    [
        "The ferry Marlin sank off Pell on Tuesday after it had struck a rock, the coast guard said.",
        "The ferry Marlin was built in 1992 and had sailed between Pell and Lund since the 1990s.",
        "“We heard a crack, and then the lights of the ferry went out,” said Ida Berg, a passenger of the Marlin.",
        "The coast guard will raise the ferry Marlin by the end of June 2021.",
    ],
    outlet="harbourpost.example",
    date="5 May 2021",
)
INQUIRY = page(
    "Why the ferry Marlin sank",
    [
        "The ferry Marlin sank off Pell on 4 May 2021, and all 212 passengers of the ferry were saved.",
        "Captain Jonas Lund steered the ferry Marlin from March 2019 to May 2021.",
        "The owner of the ferry Marlin had been fined in October 2020, when an inspector found its radar broken.",
        "A court in Lund opened the trial over the ferry Marlin in 2022.",
    ],
    outlet="lundtimes.example",
    date="9 March 2022",
)
MEMORY = page(
    "Pell remembers the Marlin",
    [
        "The ferry Marlin sank off Pell on 3 May 2021, and all 212 passengers of the ferry were saved.",
        "On August 23, divers brought the bell of the ferry Marlin to the church of Pell.",
        "The wreck of the ferry Marlin is now home to eels and crabs.",
        "The price of herring rose by 4 percent.",
    ],
    outlet=None,
)
PRESS = (SINKS, INQUIRY, MEMORY)


def articles_of(texts: Sequence[str]) -> list[Article]:
    """The texts, read as files ``a.txt``, ``b.txt``, … of one folder."""
    read = [
        article_from(text.encode("utf-8", "surrogatepass"), path=f"{chr(97 + n)}.txt", folder="news")
        for n, text in enumerate(texts)
    ]
    return [replace(article, id=n) for n, article in enumerate(read, 1) if isinstance(article, Article)]


def seeds() -> list[Article]:
    """The seeds, read."""
    files = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
    read = [article_from(file.read_bytes(), path=file.name, folder="seeds") for file in files]
    return [replace(article, id=n) for n, article in enumerate(read, 1) if isinstance(article, Article)]


def draft(question: str, articles: Sequence[Article], limit: int = 30) -> Timeline:
    """What is proposed, before it is checked; each article is one passage, found by its words alone."""
    hits = [
        Hit(Passage(a.id, a.id, a.sentences[0].start, a.sentences[-1].end), a, 1.0) for a in articles if a.sentences
    ]
    return draft_timeline(question, hits, Knowledge(), limit)


def timeline(question: str, articles: Sequence[Article], limit: int = 30) -> Timeline:
    """The timeline as the archive gives it: checked, and only what passed is left."""
    by_hash = {article.sha256: article for article in articles}
    proposed = draft(question, articles, limit)
    entries = (*proposed.entries, *proposed.undated)
    judged = [judge(e.claim, proposed.citations, lambda c: by_hash.get(c.sha256)) for e in entries]
    return keep_entries(proposed, judged, SHOWN)
