"""The figures of `benchmarks/models.py` as the tables of benchmarks/MODELS.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.models_score import Case, Judge, figures, wrong_against, wrong_claims
from rag.evaluate.figures import Figure

WAYS = {"peer": "CitationQueryEngine", "model": "Footnote, the same model", "quoted": "Footnote, no model"}
BETTER = {
    "correct, answerable": "answerable questions answered rightly",
    "refused, null": "questions without an answer: refused (right)",
    "refused, answerable": "answerable questions refused (wrong)",
    "citations that support": "citations that support their sentence",
    "wrong claims a question": "wrong claims shown, a question",
    "share of claims that are wrong": "wrong claims among the claims shown",
    "claims shown": "claims shown, a question",
    "seconds p50": "seconds, p50 (seeds_dev only)",
    "seconds p95": "seconds, p95 (seeds_dev only)",
    "tokens read": "tokens read by the model, a question",
    "tokens written": "tokens written by the model, a question",
}
BY_JUDGEMENT = list(BETTER)[1:7]
INTRODUCTION = """# A language model behind us, measured

Written by `python benchmarks/models.py`, whose first lines say how it is run. The same model, through the same local
server, three ways: behind LlamaIndex's `CitationQueryEngine` over the quickstart peer's index (three chunks, as its
documentation sets it up), behind Footnote, and Footnote without a model. Questions: seeds_dev and a seeded choice of
newsquiz (seed 6, 60 questions in the set's proportion of answerable and null, of which the first are asked, as many as
there is time for), development data. Answered rightly: an accepted wording stands in a shown sentence. Intervals: 95 %,
percentile bootstrap over questions. The peer has no conversation: of the one follow-up it is asked the last question
alone. Seconds are those of the first time a prompt was answered, two threads, beside other work on the machine.

**By a reader**: every sentence shown with what it cites, shuffled, the system hidden, was read by the author of this
measurement; labels (hashes, no texts) in `labels/models.jsonl`. The form of what is cited often gives the system away.
A sentence that stands word for word in what it cites was not read. What was arguable counts against Footnote. The
prompt was chosen on twelve of these questions, so they are no test of it. **By the checker**: Footnote's own checker
judges all ways alike; it also decides what Footnote shows, so this column flatters Footnote.
"""

Cases = Mapping[str, Sequence[Case]]


def table(measured: Mapping[str, Cases], judges: Mapping[str, Judge], seconds: str, machine: str) -> str:
    """MODELS.md, a section for each model."""
    parts = [INTRODUCTION]
    for name, cases in measured.items():
        parts.append(f"## {name}\n\n{_origin(cases, seconds, machine)}\n")
        parts += [_figures(cases, judges), _reaches(cases, judges), _modes(cases)]
    return "\n".join(parts)


def _origin(cases: Cases, seconds: str, machine: str) -> str:
    commits = sorted({str(o.notes.get("commit")) for one in cases.values() for _, o in one})
    dates = sorted({str(o.notes.get("date")) for one in cases.values() for _, o in one})
    sets = Counter(f"{q.of}, {'null' if q.null else 'answerable'}" for q, _ in cases["peer"])
    counts = "; ".join(f"{count} of {of}" for of, count in sorted(sets.items()))
    return (
        f"{dates[-1]}, commit {', '.join(commits)}, {machine}; temperature 0, FOOTNOTE_LLM_SECONDS={seconds}. "
        f"Questions, the same for all three: {counts}."
    )


def _figures(cases: Cases, judges: Mapping[str, Judge]) -> str:
    lines = [f"| figure | judged by | {' | '.join(WAYS.values())} |", "|---|---|" + "---|" * len(WAYS)]
    found = {judge: {way: figures(one, judges[judge]) for way, one in cases.items()} for judge in judges}
    for key, words in BETTER.items():
        for judge in judges if key in BY_JUDGEMENT else ["reader"]:
            shown = " | ".join(_figure(found[judge][way][key]) for way in WAYS)
            lines.append(f"| {words} | {judge if key in BY_JUDGEMENT else '–'} | {shown} |")
    return "\n".join(lines) + "\n"


def _reaches(cases: Cases, judges: Mapping[str, Judge]) -> str:
    """What was set out for, against the peer on the same questions."""
    ours, theirs = cases["model"], cases["peer"]
    lines = ["| reach | judged by | value | reached |", "|---|---|---|---|"]
    for name, judge in judges.items():
        ours_, theirs_ = figures(ours, judge), figures(theirs, judge)
        over = wrong_against(ours, theirs, judge)
        counts = f"{sum(wrong_claims(ours, judge))} against {sum(wrong_claims(theirs, judge))}: {_figure(over)}"
        cited = ours_["citations that support"]
        right, other = (one["correct, answerable"] for one in (ours_, theirs_))
        lines += [
            f"| wrong claims at most a fifth of the peer's | {name} | {counts} | {_yes((over.value or 0) <= 0.2)} |",
            f"| citations that support at least .95 | {name} | {_figure(cited)} | {_yes((cited.value or 0) >= 0.95)} |",
        ]
    value = f"{_figure(right)} against {_figure(other)}"
    lines.append(f"| correct answers no fewer | – | {value} | {_yes((right.value or 0) >= (other.value or 0))} |")
    return "\n".join(lines) + "\n"


def _modes(cases: Cases) -> str:
    """What Footnote made of the model's drafts."""
    modes = Counter(outcome.mode for _, outcome in cases["model"])
    notices = Counter(o.notice for _, o in cases["model"] if o.mode == "extractive")
    words = {"generated": "the model's sentences shown", "extractive": "quoted instead", "refused": "refused"}
    lines = [f"- {words.get(mode, mode)}: {count}" for mode, count in sorted(modes.items())]
    lines += [f"  - {notice or 'no notice'} ({count})" for notice, count in sorted(notices.items())]
    return "What Footnote did with the model's drafts:\n\n" + "\n".join(lines) + "\n"


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    return f"{_number(figure.value)} ({_number(figure.low)}–{_number(figure.high)}; n {figure.n})"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"
