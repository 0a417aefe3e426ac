"""Measure what a small language model does behind LlamaIndex's CitationQueryEngine, and behind Footnote.

    python benchmarks/models.py ask --gguf MODEL.gguf    ask all questions in all ways; goes on where it was stopped
    python benchmarks/models.py sheet > SHEET            the sentences that must be read, with the system hidden
    python benchmarks/models.py label LABELS             take in what a reader says of them (see `label`)
    python benchmarks/models.py                          benchmarks/MODELS.md from what is kept

Not in CI. The model runs in this process (``pip install xllamacpp``; its file: python tools/fetch_model.py), or behind
``--server URL``. Replies are kept by prompt in benchmarks/data/models: checking and scoring need no model.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import machine, models_report, peer  # noqa: E402  (found through the path set above)
from benchmarks.models_asked import (  # noqa: E402
    Footnote,
    Outcome,
    Question,
    Way,
    footnote_llm,
    newsquiz_questions,
    seeds_questions,
)
from benchmarks.models_peer import CitationEngine, build, declines  # noqa: E402
from benchmarks.models_relay import CONTEXT, Relay  # noqa: E402
from benchmarks.models_score import Case, Judge, Label, by_checker, by_labels  # noqa: E402
from benchmarks.models_sheet import read_labels, sheet, to_read, written_labels  # noqa: E402
from benchmarks.places import DATA, Absent, big_archive, evaluation_data, newsquiz  # noqa: E402

SECONDS = "900"  # a slow machine is no failure of the model: nothing here may run out of time
KEPT = DATA / "models"
LABELS = ROOT / "benchmarks" / "labels" / "models.jsonl"
TABLE = ROOT / "benchmarks" / "MODELS.md"
WAYS = ("peer", "model", "quoted")
SETS = ("seeds", "newsquiz")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", nargs="?", choices=["ask", "sheet", "label", "write"], default="write")
    parser.add_argument("file", nargs="?", type=Path, help="of labels")
    parser.add_argument("--gguf", type=Path, help="a model file to be run here")
    parser.add_argument("--server", help="a model server that runs already (its address without /v1)")
    parser.add_argument("--name", default="qwen2.5-coder-1.5b-instruct-q4_k_m", help="what the model is called")
    parser.add_argument("--threads", type=int, default=2, help="of the model run here")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--limit", type=int, default=60, help="so many questions of each set")
    parser.add_argument("--again", action="store_true", help="ask again what was asked; the model's replies are kept")
    parser.add_argument("--whole", action="store_true", help="the sheet with all of every text")
    given = parser.parse_args()
    as_a_newcomer()
    try:
        {"ask": ask, "sheet": show_sheet, "label": label, "write": write}[given.do](given)
    except (Absent, peer.PeerAbsent) as absent:
        print(f"Not measured: {absent}", file=sys.stderr)
        return 1
    return 0


def as_a_newcomer() -> None:
    """Only the settings that this measurement names."""
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
        if name not in ("FOOTNOTE_EVAL", "FOOTNOTE_PEER"):
            del os.environ[name]
    os.environ["FOOTNOTE_LLM_SECONDS"] = SECONDS


# --- asking ---


def ask(given: argparse.Namespace) -> None:
    """Ask what has not been asked, in every way wanted, and keep what is shown."""
    machine.pin_to_two_cores()
    with upstream(given) as address:
        relay = Relay(address, KEPT / given.name / "replies")
        for set_ in given.sets:
            for way in given.ways:
                with way_of(way, set_, relay) as asked:
                    ask_all(questions_of(set_, given.limit), asked, kept_file(given.name, set_, way), given.again)
        relay.close()


def questions_of(set_: str, limit: int) -> list[Question]:
    if set_ == "seeds":
        return seeds_questions(evaluation_data() / "seeds_dev.jsonl")[:limit]
    return newsquiz_questions(newsquiz()[0])[:limit]


def ask_all(questions: Sequence[Question], way: Way, file: Path, again: bool) -> None:
    """Ask one way what it has not been asked; each outcome is kept at once, with the state of the code."""
    from tqdm import tqdm

    file.parent.mkdir(parents=True, exist_ok=True)
    if again:
        file.unlink(missing_ok=True)
    known = {outcome.id for outcome in kept(file)}
    for question in tqdm([q for q in questions if q.id not in known], desc=f"{file.parent.name} {file.stem}"):
        outcome = way.ask(question).to_json()
        outcome["notes"] |= {"commit": machine.commit(ROOT), "date": datetime.now(UTC).strftime("%Y-%m-%d")}
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(outcome, ensure_ascii=False) + "\n")


def kept_file(name: str, set_: str, way: str) -> Path:
    return KEPT / name / f"{set_}-{way}.jsonl"


def kept(file: Path) -> list[Outcome]:
    if not file.is_file():
        return []
    return [Outcome.from_json(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


@contextmanager
def upstream(given: argparse.Namespace) -> Iterator[str | None]:
    """The address of the model server: the one named, one of our own for a file, or none."""
    if not given.gguf:
        yield given.server
        return
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(given.gguf)
    wanted.n_ctx, wanted.n_parallel, wanted.ui, wanted.verbosity = CONTEXT, 1, False, -1
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = given.threads
    wanted.cpuparams.poll = wanted.cpuparams_batch.poll = 0  # waiting threads sleep: the machine may have other work
    server = xllamacpp.Server(wanted)
    yield server.listening_address


@contextmanager
def way_of(way: str, set_: str, relay: Relay) -> Iterator[Way]:
    """One of the three ways, over the articles of a set."""
    articles = ROOT / "seeds" if set_ == "seeds" else newsquiz()[1]
    if way == "peer":
        database = KEPT / f"peer-{set_}" / "db"
        script = Path(os.environ.get("FOOTNOTE_PEER") or ROOT.parent / "shared" / "bench" / "quickstart_peer.py")
        build(script, DATA, articles, database)
        yield CitationEngine(database, DATA, relay)
        return
    from rag import Archive
    from rag.settings import Settings

    settings = Settings(threads=2, llm=footnote_llm(relay) if way == "model" else None)
    folder = KEPT / "seeds-archive" if set_ == "seeds" else big_archive()
    with Archive.open(folder, settings=settings) as archive:
        if set_ == "seeds":
            archive.add(articles)
        yield Footnote(archive, relay if way == "model" else None)


# --- judging ---


def all_cases(name: str, way: str, limit: int) -> list[Case]:
    """What one way showed, with its questions, in their order."""
    cases = []
    for set_ in SETS:
        outcomes = {outcome.id: outcome for outcome in kept(kept_file(name, set_, way))}
        cases += [(q, outcomes[q.id]) for q in questions_of(set_, limit) if q.id in outcomes]
    return cases


def asked_of_all(cases: dict[str, list[Case]]) -> dict[str, list[Case]]:
    """The cases of the questions that every way was asked: the ways are compared on the same ones."""
    common = set.intersection(*({question.id for question, _ in one} for one in cases.values()))
    return {way: [(q, o) for q, o in one if q.id in common] for way, one in cases.items()}


def models_kept() -> list[str]:
    return sorted(file.parent.name for file in KEPT.glob("*/seeds-peer.jsonl"))


def show_sheet(given: argparse.Namespace) -> None:
    """The sentences nobody has read yet, of all models and ways."""
    cases = [case for name in models_kept() for way in given.ways for case in all_cases(name, way, given.limit)]
    print(sheet(to_read(cases, read_labels(LABELS)), given.whole))


def label(given: argparse.Namespace) -> None:
    """Take in lines such as ``3f… 10 w``: of each citation whether it supports it, w for wrong, n for no claim."""
    labels = read_labels(LABELS)
    for line in given.file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            item, *said = line.split()
            supports = tuple(sign == "1" for sign in said[0]) if said and said[0].strip("01") == "" else ()
            labels[item] = Label(supports, "w" in said, "n" not in said)
    LABELS.write_text(written_labels(labels), encoding="utf-8")


def judges() -> dict[str, Judge]:
    """Both ways of judging."""
    from rag.check import check_claim
    from rag.embed import open_embedder

    embedder = open_embedder("minilm", 1)

    def check(claim: str, sources: Sequence[str]) -> Any:
        return check_claim(claim, sources, embed=embedder.embed if embedder else None)

    return {"reader": by_labels(read_labels(LABELS)), "checker": by_checker(check, declines)}


def write(given: argparse.Namespace) -> None:
    """MODELS.md, of all models that were asked."""
    names = models_kept()
    if not names:
        raise Absent("no model was asked yet: python benchmarks/models.py ask --gguf MODEL.gguf")
    measured = {name: asked_of_all({way: all_cases(name, way, given.limit) for way in WAYS}) for name in names}
    TABLE.write_text(models_report.table(measured, judges(), SECONDS, machine.in_words()), encoding="utf-8")
    print(f"Written to {TABLE.relative_to(ROOT)}.")


if __name__ == "__main__":
    sys.exit(main())
