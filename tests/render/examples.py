"""What the tests of rendering show: honest and hostile answers, and an article with every mark."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from typing import Any

from rich.console import Console

from rag.reading.annotations import Annotations
from rag.render import Line, paint
from rag.text.aliases import Known
from rag.types import (
    Answer,
    Article,
    Citation,
    Claim,
    Disagreement,
    Elsewhere,
    Explanation,
    Mark,
    MarkKind,
    Published,
    Repair,
    Sentence,
    Span,
    Usage,
    Value,
)

FERRY = Citation(
    n=1,
    path="north/ferry.txt",
    sha256="ab" * 32,
    start=30,
    end=97,
    quote="The ferry to Holm runs again from Monday, the harbour office said.",
    title="Ferry runs again",
    outlet="Harbour Post",
    published=Published("2024-03-04", "day", "stated"),
)
STORM = Citation(
    n=2,
    path="storm.md",
    sha256="cd" * 32,
    start=0,
    end=62,
    quote="“Nearly 40 boats were lost,” said Ida Berg,\n   the harbour master.",
    title="Storm takes boats",
    published=Published("2024-02", "month", "inferred"),
)
COUNT = Citation(
    n=3,
    path="count.txt",
    sha256="ef" * 32,
    start=120,
    end=151,
    quote="“The count stands at 37 boats.”",
    title="Count of boats",
    outlet="The Island",
    also_in=(Elsewhere("wire.txt", "Boats counted", "AP"), Elsewhere("b/boats.txt", "Boats counted")),
)

FULL = Answer(
    id="1",
    question="And how many boats?",
    standalone_question="How many boats were lost in the storm?",
    notice="The articles do not say who owned the boats.",
    claims=(
        Claim("“Nearly 40 boats were lost,” said Ida Berg.", "quote", "supported", "Ida Berg", (), (2,)),
        Claim("37 boats are counted.", "paraphrase", "partly_supported", "the count", ("“are” is not there",), (3,)),
        Claim(
            "The ferry sank.",
            "statement",
            "contradicted",
            None,
            ("The source says it runs.", "It says so twice.", "no boat sank"),
            (1, 2),
        ),
        Claim("It was cold.", "statement", "unsupported"),
        Claim("It was dark.", "statement", "unchecked", None, ("the checker failed",), (1,)),
    ),
    disagreements=(Disagreement("the boats lost", (Value("nearly 40", (2,)), Value("37 boats", (3,)))),),
    citations=(FERRY, STORM, COUNT),
    timings_ms={"total": 3.0},
)

ABSTAINING = Answer(
    id="2",
    question="Who paid?",
    standalone_question="Who paid?",
    abstained=True,
    notice="The articles do not say who paid.",
    closest=(1,),
    citations=(FERRY,),
)

# What a hostile article, file name, question or model might try, a few things in each field.
ATTACKS = {
    "colours and cursor": "\x1b[31mred\x1b[0m \x1b[2J \x9b2J \b\b\x00\x07 over\rwritten",
    "a terminal's link": "\x1b]8;;http://x.example\x07here\x1b]8;;\x1b\\",
    "lines of its own": "fine [9]\r\n✓ forged. [9]\nSources\n[9] Forged \u2028✓ forged too",
    "turned and hidden": "\u202edesrever\u2066 zero\u200bwidth \U000e0041tag e" + "\u0301" * 40,
    "markup of rich": "[bold red]loud[/] [link=http://x.example]x[/link] :smile:",
    "Markdown": "# H ![i](http://x.example/i.png) [t](u) [^1] **b** `c` | d | $e$ ~~f~~ www.x.example a@x.example",
    "HTML": "<img src=x onerror=a()> </td> &amp; <!-- -->",
    "a list": "1. one",
}
HOSTILE_TEXT = " ".join(ATTACKS.values())
HOSTILE = Answer(
    id="3",
    question=ATTACKS["Markdown"],
    standalone_question=ATTACKS["colours and cursor"] + ATTACKS["lines of its own"],
    notice=ATTACKS["a terminal's link"] + ATTACKS["HTML"],
    claims=(
        Claim(
            ATTACKS["lines of its own"] + ATTACKS["Markdown"],
            "quote",
            "partly_supported",
            ATTACKS["markup of rich"],
            (ATTACKS["turned and hidden"], ATTACKS["HTML"]),
            (1,),
        ),
    ),
    disagreements=(
        Disagreement(ATTACKS["Markdown"], (Value(ATTACKS["turned and hidden"], (1,)), Value(ATTACKS["HTML"], (1,)))),
    ),
    citations=(
        Citation(
            n=1,
            path=ATTACKS["a terminal's link"] + ATTACKS["lines of its own"],
            sha256="00",
            start=0,
            end=9,
            quote=ATTACKS["a list"] + "\n" + ATTACKS["lines of its own"],
            title=ATTACKS["HTML"] + ATTACKS["markup of rich"],
            outlet=ATTACKS["turned and hidden"],
            also_in=(Elsewhere(ATTACKS["lines of its own"], "", ATTACKS["HTML"]), Elsewhere(ATTACKS["Markdown"], "")),
        ),
    ),
)

WRITTEN = replace(
    ABSTAINING,
    mode="generated",
    abstained=False,
    notice=None,
    closest=(),
    claims=(Claim("The ferry to Holm runs again.", "paraphrase", "supported", None, (), (1,)),),
    repairs=(
        Repair("cut", "The ferry to Holm runs again, in red.", "The ferry to Holm runs again.", "“red” is not there."),
        Repair("dropped", "The mayor paid.", None, "No source says so.", replace(ABSTAINING.citations[0], n=0)),
    ),
    usage=Usage("small", 2, 1204, 88, 3.21, 3, 1, 1, 1, 2),
)
"""What a language model has written."""

EXPLAINED = replace(
    WRITTEN,
    explanation=Explanation(
        prompt=(("system", "Rules.\nMore rules."), ("user", "<<<f00 passage [k7f3x]\nThe ferry runs.\nf00>>>")),
        draft="QUOTES\nANSWER\nThe ferry to Holm runs again, in red. [k7f3x] The mayor paid. [zz9zz]",
        judged=(
            WRITTEN.claims[0],
            Claim("The mayor paid.", "paraphrase", "unsupported", None, ("No source says so.",), (1,)),
        ),
        outcome="Written by the language model.",
    ),
)

PAGE = (
    "News / Sea\n\nFerry runs again\n\nShare\nTweet\r\n\r\nThe ferry runs.\n\n\n"
    "It is\tblue. Read more\n\n[b]Back[/b] to top"
)


def span(words: str) -> Span:
    return Span(PAGE.index(words), PAGE.index(words) + len(words))


ARTICLE = Article(
    path="north/ferry.txt",
    folder="/news",
    sha256="ab" * 32,
    text=PAGE,
    encoding="utf-8",
    headline=span("Ferry runs again"),
    sentences=(Sentence(45, 60), Sentence(63, 75)),
    furniture=(span("News / Sea"), span("Share\nTweet"), span("Read more"), span("[b]Back[/b] to top")),
    outlet=None,
    published=Published("2024", "year", "inferred"),
)


@dataclass(frozen=True)
class Said(Span):
    """A quotation as `rag.text.voices.speech` finds it."""

    inner: Span
    kind: str = "direct"
    speaker: str | None = None
    role: str = ""
    stance: str = "statement"
    via: str | None = None
    sentence: int = 0


@dataclass(frozen=True)
class Day(Span):
    """A date as `rag.text.dates.events` finds it."""

    date: str | None = None
    precision: str = "day"
    origin: str = "stated"
    reason: str = ""
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Figure(Span):
    """A number as `rag.text.numbers` finds it."""

    value: float = 0
    hedge: str = "exact"
    unit: str = ""
    noun: str = ""
    ordinal: bool = False
    high: float | None = None
    event: str = ""


STORY = (
    "Sea\nStorm takes boats\nBy Ida Berg\nA boat on 3 May 2024. (Photo)\n\n"
    "HOLM – Nearly 40 boats were lost on Tuesday. “It was the worst,” said Ida Berg, “in 12 years.”\n"
    "The ferry\nThe ferry ran, the office\u2028said. Share"
)


def told(words: str, kind: MarkKind, value: str = "") -> Mark:
    at = STORY.index(words)
    return Mark(at, at + len(words), kind, value)


def part(words: str, after: int = 0) -> Span:
    at = STORY.index(words, after)
    return Span(at, at + len(words))


def sentence(words: str, paragraph: int) -> Sentence:
    at = part(words)
    return Sentence(at.start, at.end, paragraph)


STORM_STORY = Article(
    path="storm.md",
    folder="/news",
    sha256="cd" * 32,
    text=STORY,
    encoding="utf-8",
    headline=part("Storm takes boats"),
    sentences=(
        sentence("A boat on 3 May 2024. (Photo)", 0),
        sentence("HOLM – Nearly 40 boats were lost on Tuesday.", 1),
        sentence("“It was the worst,” said Ida Berg, “in 12 years.”", 1),
        sentence("The ferry\nThe", 2),
        sentence("The ferry ran, the office\u2028said.", 3),
    ),
    furniture=(part("Sea"), part("By Ida Berg"), part("Share")),
    outlet="Harbour Post",
    published=Published("2024-05-07", "day", "inferred", None, "the caption names 3 May 2024, a Friday"),
    marks=(
        told("Storm takes boats", "headline"),
        told("By Ida Berg", "byline"),
        told("By Ida Berg", "author", "Ida Berg"),
        told("A boat on 3 May 2024. (Photo)", "caption"),
        told("HOLM – ", "dateline"),
        told("HOLM", "place", "Holm"),
        told("Sea", "section", "Sea"),
        told("The ferry\n", "subheading"),
    ),
    cluster=4,
)
WORST, YEARS = part("“It was the worst,”"), part("“in 12 years.”")
STORM_FOUND = Annotations(
    dates=(
        Day(*astuple(part("3 May 2024")), "2024-05-03"),
        Day(*astuple(part("Tuesday")), "2024-05-07", "day", "inferred", "the Tuesday after the caption's date"),
        Day(*astuple(part("May")), None, "month", "unknown", "", 5),
        Day(*astuple(part("3")), None, "weekday", "unknown"),
    ),
    speech=(
        Said(*astuple(WORST), WORST, "direct", "Ida Berg", "harbour master", "claim", None, 2),
        Said(*astuple(YEARS), YEARS, "mixed", "Ida Berg", "", "statement", "the Post", 2),
        Said(*astuple(part("said.")), part("said."), "reported", None, "", "denial", None, 4),
    ),
    numbers=(
        Figure(*astuple(part("40")), 40, "nearly", "", "boat", False, None, "the storm"),
        Figure(*astuple(part("12")), 12, "exact", "year", "", False, 14.5),
    ),
    names=(
        Known("Ida Berg", ("Ida Berg", "Berg"), "harbour master", (part("Ida Berg"), WORST)),
        Known("Holm", ("Holm",), "", (part("HOLM"),)),
    ),
)


def hostile_story(foreign: str) -> tuple[Article, Annotations]:
    """An article and what is found in it, with one foreign text in every place that takes one."""
    text = f"{foreign}\n{foreign}\n" + STORY
    whole = Span(0, len(text))
    article = replace(
        STORM_STORY,
        path=foreign,
        text=text,
        encoding=foreign,
        outlet=foreign,
        published=Published("2024", "year", "inferred", None, foreign),
        headline=Span(0, len(foreign)),
        furniture=(Span(len(foreign) + 1, 2 * len(foreign) + 1),),
        sentences=(Sentence(2 * len(foreign) + 2, len(text), 0),),
        marks=tuple(Mark(0, 1, kind, foreign) for kind in ("agency", "author", "section", "place", "caption")),
    )
    found = Annotations(
        dates=(Day(0, len(text), foreign, foreign, foreign, foreign),),
        speech=(Said(0, len(text), whole, "direct", foreign, foreign, "claim", foreign),),
        numbers=(Figure(0, len(text), 1, foreign, foreign, "", False, None, foreign),),
        names=(Known(foreign, (foreign, foreign + "x"), foreign, (whole,)), Known(foreign, (foreign,), "", ())),
    )
    return article, found


def console_of(width: int, **options: Any) -> Console:
    """A terminal of this width that keeps what it gets; without colours unless ``options`` force them."""
    return Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, **options)


def painted(lines: Iterable[Line], width: int = 60, **options: Any) -> str:
    """Lines as such a terminal gets them."""
    console = console_of(width, **options)
    paint(lines, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]
