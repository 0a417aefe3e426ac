"""Measure what search could have been, and write benchmarks/CHOICES.md: what was chosen and what lost, side by side.

    python benchmarks/choices.py            everything (a quarter of an hour on two cores)
    python benchmarks/choices.py --again    from the scores kept by the last run (benchmarks/data/choices): seconds

Three sets of labelled questions: newsquiz (over the archive that `make bench` builds), multihop-stubs, and squad2 as
retrieval, its paragraphs pooled as articles. The scores of every question's candidates are worked out once
(`benchmarks/features.py`); a variant is another sum of them. Fitted variants are cross-validated: five folds, a quiz
week in one. What concerns the list or the question is measured by searching. The labelled data is not part of the
repository (FOOTNOTE_EVAL, see run.py).
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("FOOTNOTE_THREADS", "1")

from benchmarks import machine  # noqa: E402  (found through the path set above)
from benchmarks.features import Floats, Reader, Table  # noqa: E402
from benchmarks.places import DATA, big_archive, evaluation_data, needed, newsquiz  # noqa: E402
from benchmarks.weighing import crossed, fitted  # noqa: E402
from rag.archive import Archive  # noqa: E402
from rag.asking import PASSAGES_READ  # noqa: E402
from rag.evaluate.asked import any_says  # noqa: E402
from rag.evaluate.figures import Figure, mean  # noqa: E402
from rag.evaluate.retrieval import rank_figures, wanted  # noqa: E402
from rag.retrieve.scoring import WEIGHTS  # noqa: E402
from rag.text.fold import fold  # noqa: E402

KEPT = DATA / "choices"
PAGE = ROOT / "benchmarks" / "CHOICES.md"
EVERY = 3  # of squad2's questions, one in so many
PAIRS = 80
SHOWN = {
    "newsquiz": ("hits@1", "hits@10", "recall@10"),
    "multihop-stubs": ("hits@1", "recall@10"),
    "squad2": ("hits@1",),
}
Scaling = Callable[[str, Floats], Floats]
Rows = list[dict[str, Any]]

# --- sets -------------------------------------------------------------------------------------------------------------


def questions() -> dict[str, tuple[Path, Rows]]:
    """For each set its archive and its answerable questions."""
    stubs = needed(evaluation_data() / "retrieval" / "multihop-stubs" / "queries.jsonl")
    return {
        "newsquiz": (big_archive(), answerable(newsquiz()[0])),
        "multihop-stubs": (archive_of("stubs", stubs.parent / "corpus"), answerable(stubs)),
        "squad2": pooled(needed(evaluation_data() / "qa" / "squad2.jsonl")),
    }


def answerable(file: Path) -> Rows:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if not row["null"]]


def archive_of(name: str, corpus: Path) -> Path:
    with Archive.open(KEPT / name) as archive:
        archive.add(corpus)
    return KEPT / name


def pooled(file: Path) -> tuple[Path, Rows]:
    """squad2 as retrieval: each paragraph an article, its page's name the headline."""
    corpus = KEPT / "squad2-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    rows = list(map(json.loads, file.read_text(encoding="utf-8").splitlines()))
    names = {}
    for passage in (row["passages"][0] for row in rows):
        names[passage["id"]] = f"{zlib.crc32(passage['id'].encode()):08x}.txt"
        title = passage["id"].partition("#")[0].replace("_", " ")
        (corpus / names[passage["id"]]).write_text(f"{title}\n\n{passage['text']}\n", encoding="utf-8")
    asked = [row for row in rows if row["answerable"]][::EVERY]
    found = [{**row, "null": False, "evidence": [{"doc": names[row["passages"][0]["id"]]}]} for row in asked]
    return archive_of("squad2", corpus), found


def group(row: Mapping[str, Any]) -> str:
    """What must not straddle folds: the week of a quiz, the page of a paragraph."""
    return str(row.get("group") or row["id"].split("_")[0])


def tables(again: bool) -> dict[str, list[Table]]:
    """The scores of all candidates of each set, kept between runs."""
    kept = KEPT / "tables.pickle"
    if again and kept.is_file():
        found: dict[str, list[Table]] = pickle.loads(kept.read_bytes())
        return found
    found = {}
    for name, (path, rows) in questions().items():
        with Archive.open(path) as archive:
            reader = Reader(archive)
            found[name] = [reader.table(row["question"], wanted(row), group(row)) for row in rows]
        print(f"{name}: {len(rows)} questions", flush=True)
    kept.write_bytes(pickle.dumps(found))
    return found


# --- sums of scores ---------------------------------------------------------------------------------------------------


def as_now(name: str, values: Floats) -> Floats:
    """As `rag.retrieve.scoring.fused` scales: a cosine between least and best, the rest by the best."""
    low = values.min() if name in ("cosine", "near", "near3") else 0.0
    return (values - low) / (values.max() - low) if values.max() > low else np.zeros_like(values)


def standing(_: str, values: Floats) -> Floats:
    """In standard deviations from the mean."""
    return (values - values.mean()) / (values.std() or 1.0)


def ranks(_: str, values: Floats) -> Floats:
    """Reciprocal rank (Cormack, Clarke and Büttcher 2009: k = 60)."""
    order = np.argsort(np.argsort(-values, kind="stable"), kind="stable")
    return 61.0 / (61.0 + order)


def softmax(_: str, values: Floats) -> Floats:
    spread = np.exp(3 * (values - values.max()) / (values.std() or 1.0))
    return spread / spread.max()


def ranked(table: Table, weights: Mapping[str, float], scale: Scaling) -> list[int]:
    """The articles by their best passage."""
    names = [name for name in weights if name in table.scores]
    total = sum((weights[name] * scale(name, table.scores[name]) for name in names), np.zeros(len(table.articles)))
    return list(dict.fromkeys(table.articles[np.argsort(-total, kind="stable")].tolist()))


def judged(found: Sequence[Table], order: Sequence[Sequence[int]]) -> dict[str, Figure]:
    """The figures of `footnote eval retrieval`, of articles by number."""
    pairs = []
    for table, articles in zip(found, order, strict=True):
        right = {str(a) for a in table.articles[table.right].tolist()}
        lost = {f"not found {n}" for n in range(table.wanted - len(right))}
        pairs.append(([str(article) for article in articles], right | lost))
    return rank_figures(pairs)


def sums() -> Iterator[tuple[str, Mapping[str, float], Scaling]]:
    """The variants: a name, weights, and how scores are scaled."""
    before = {"p 1.2/.75 h3": 0.43, "a 1.2/.75 h3": 0.285, "cosine": 0.285}
    yield "**as it is now**", WEIGHTS, as_now
    yield "before: passage .43, article .285, cosine .285, headline 3", before, as_now
    yield "before, with outlet and date", {**before, "outlet": 0.2, "date": 0.3}, as_now
    yield "scaled by standard deviation", WEIGHTS, standing
    yield "scaled by reciprocal rank", WEIGHTS, ranks
    yield "scaled by softmax", WEIGHTS, softmax
    for name in WEIGHTS:
        yield f"without {name}", {k: v for k, v in WEIGHTS.items() if k != name}, as_now
    yield "all of the same weight", dict.fromkeys(WEIGHTS, 0.25), as_now
    for name in ("p 1.2/.75 h3", "p 1.2/.75", "p 1.2/.4", "p .9/.4 h3", "p .6/.3", "coverage", "sentence"):
        yield f"passage by {name}", {**{k: v for k, v in WEIGHTS.items() if k != "passage"}, name: 0.25}, as_now
    for name in ("a 1.2/.75 h3", "a 1.2/.4 h3", "a .5/.3", "three best"):
        yield f"article by {name}", {**{k: v for k, v in WEIGHTS.items() if k != "article"}, name: 0.25}, as_now
    for name in ("coverage", "headline", "sentence", "pairs", "window", "feedback", "near3", "lead"):
        yield f"and {name}", {**WEIGHTS, name: 0.125}, as_now


def fits() -> dict[str, list[str]]:
    """What is fitted."""
    return {
        "fitted: its own scores": [*WEIGHTS],
        "fitted: and coverage, pairs, window": [*WEIGHTS, "coverage", "pairs", "window"],
        "fitted: all scores": [*WEIGHTS, "coverage", "sentence", "pairs", "window", "headline", "feedback", "near3"],
    }


def table_of_sums(found: Mapping[str, list[Table]]) -> Iterator[str]:
    yield "| variant | " + " | ".join(f"{name} {f}" for name, shown in SHOWN.items() for f in shown) + " |"
    yield "|---|" + "---|" * sum(map(len, SHOWN.values()))
    for name, weights, scale in sums():
        yield row(name, {s: judged(t, [ranked(one, weights, scale) for one in t]) for s, t in found.items()})
    for name, names in fits().items():
        orders = crossed(found, names, as_now)
        weights = fitted(found, names, as_now)
        told = ", ".join(f"{n} {w:.2f}" for n, w in zip(names, weights / weights.sum(), strict=True))
        yield row(f"{name}, cross-validated ({told})", {s: judged(t, orders[s]) for s, t in found.items()})


def row(name: str, figures: Mapping[str, Mapping[str, Figure]]) -> str:
    return f"| {name} | " + " | ".join(plain(figures[s][f]) for s, shown in SHOWN.items() for f in shown) + " |"


def plain(figure: Figure) -> str:
    short = [
        f"{value:.3f}".replace("0.", ".", 1) for value in (figure.value, figure.low, figure.high) if value is not None
    ]
    return f"{short[0]} ({short[1]}–{short[2]})" if len(short) == 3 else "–"


# --- lists and questions ----------------------------------------------------------------------------------------------


def searches() -> dict[str, dict[str, Any]]:
    """Variants of the list and of the question: what is put in place of what."""
    listing, question, here = "rag.retrieve.listing.", "rag.retrieve.question.", "rag.retrieve."
    return {
        "**as it is now**": {},
        "one passage an article": {listing + "PER_ARTICLE": 1},
        "two": {listing + "PER_ARTICLE": 2},
        "four": {listing + "PER_ARTICLE": 4},
        "near-copies not folded": {listing + "DUPLICATE": 2.0, listing + "repeats": lambda *_: False},
        "names in one spelling": {question + "spelled_otherwise": lambda *_: []},
        "numbers as they are written": {question + "number_spellings": lambda *_: []},
        "forms of a word not looked for": {question + "forms": lambda word: (word,)},
        "offices under one name": {question + "offices": lambda _: []},
        "holders of offices not looked for": {here + "with_holders": lambda wanted, _: wanted},
        "no second look for other outlets": {here + "with_other_outlets": lambda hits, *_: list(hits)},
        "parts not searched": {here + "parts_of": lambda *_: []},
        "parts worth .8": {here + "PART": 0.8},
        "parts worth 1": {here + "PART": 1.0},
    }


def table_of_searches() -> Iterator[str]:
    names = ("a right article among them", "share of right ones", "an accepted answer stands in them", "outlets")
    yield f"| variant | {' | '.join(names)} | both of two questions |"
    yield "|---|" + "---|" * (len(names) + 1)
    path, rows = questions()["newsquiz"]
    with Archive.open(path) as archive:
        for name, changes in searches().items():
            with ExitStack() as stack:
                for what, value in changes.items():
                    stack.enter_context(patch(what, value))
                yield f"| {name} | " + " | ".join(map(plain, listed(archive, rows))) + " |"
            print(name, flush=True)


def listed(archive: Archive, rows: Rows) -> list[Figure]:
    """Figures over the passages an answer is drafted from."""
    found, share, holds, outlets = [], [], [], []
    outlet = {row.path: row.outlet for row in archive.articles()}
    for row in rows:
        hits = archive.search(row["question"], limit=PASSAGES_READ)
        paths, right = {hit.article.path for hit in hits}, wanted(row)
        found.append(bool(paths & right))
        share.append(len(paths & right) / len(right))
        holds.append(any_says([fold(hit.text) for hit in hits], row["answers"]))
        told = {outlet[path] for path in right}
        if len(told) > 1:
            outlets.append(len({outlet[path] for path in paths & right}) / len(told))
    return [mean(found), mean(share), mean(holds), mean(outlets), mean(list(both(archive, rows)))]


def both(archive: Archive, rows: Rows) -> Iterator[bool]:
    """Two questions asked as one: is a right article found for each."""
    asking = [row for row in rows if row["question"].strip().endswith("?")]
    random.Random(PAIRS).shuffle(asking)
    for one, other in zip(asking[:PAIRS], asking[PAIRS : 2 * PAIRS], strict=True):
        hits = archive.search(f"{one['question'].strip()} {other['question'].strip()}", limit=PASSAGES_READ)
        paths = {hit.article.path for hit in hits}
        yield bool(paths & wanted(one)) and bool(paths & wanted(other))


# --- the page ---------------------------------------------------------------------------------------------------------


TOLD = """# Choices of search, measured

{date} · commit {commit} · {machine} · `python benchmarks/choices.py` · {counts}

Each figure with its 95 % interval (bootstrap over questions). The sets are development halves: what was chosen was
chosen on them. The first line of each table is what `rag/retrieve/` does; a difference within the interval is no reason
to choose.

What fifty misses read by hand said: of newsquiz's first articles that count as wrong over a quarter (20 of 71) hold
an accepted answer and are not labelled; most of the others tell of a like event of another year ("this week", in a
question without a date); few are a matter of words. multihop-stubs missed what only the outlet or the date named in the
question tells apart. So the room is in what a question states (outlet, date, its parts), not in finer weights.

## Which passages: the sum of scores

Articles ranked by their best passage. "p" and "a" are BM25 of passages and articles with the k1/b named, "h3" counts a
word of the headline three times.

{sums}

"lead" is the first passage of an article; that an article is new was never a score.

## Which list: newsquiz, the passages an answer is drafted from

"Outlets": of the outlets that have a right article, where there are several. "Both of two questions": two questions
asked as one, a right article found for each.

{searches}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", action="store_true", help="use the scores kept by the last run")
    given = parser.parse_args()
    machine.pin_to_two_cores()
    KEPT.mkdir(parents=True, exist_ok=True)
    found = tables(given.again)
    counts = ", ".join(f"{len(of_set)} of {name}" for name, of_set in found.items())
    page = TOLD.format(
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        commit=machine.commit(ROOT),
        machine=machine.in_words(),
        counts=counts,
        sums="\n".join(table_of_sums(found)),
        searches="\n".join(table_of_searches()),
    )
    PAGE.write_text(page, encoding="utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
