"""What is measured. A section measures and gives rows for the table; run.py keeps them and writes them down."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import peer

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "benchmarks" / "data"
PEER_ARTICLES = 160  # under a minute of the peer's time
REPEATS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. ``target`` and ``peer`` are words; the peer's column also holds floors."""

    what: str
    value: float | None
    unit: str = ""
    n: int | None = None
    low: float | None = None
    high: float | None = None
    target: str = ""
    peer: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Absent(Exception):
    """A section cannot run here; the message says what is missing."""


def line(what: str, figure: Mapping[str, Any], unit: str = "", target: str = "", peer: str = "") -> Line:
    """A line from a figure of the evaluation."""
    return Line(what, figure["value"], unit, figure["n"], figure["low"], figure["high"], target, peer)


def evaluation_data() -> Path:
    """The folder of labelled files: ``FOOTNOTE_EVAL``, or ``../shared/eval`` beside the repository."""
    folder = Path(os.environ.get("FOOTNOTE_EVAL") or ROOT.parent / "shared" / "eval")
    if not folder.is_dir():
        raise Absent("the evaluation data is absent; set FOOTNOTE_EVAL to its folder")
    return folder


def needed(path: Path) -> Path:
    """A file or folder of the evaluation data, or Absent with its name."""
    if not path.exists():
        raise Absent(f"{path.name} is not in the evaluation data")
    return path


def newsquiz() -> tuple[Path, Path]:
    """The questions and the articles they are about."""
    folder = evaluation_data() / "retrieval" / "newsquiz"
    return needed(folder / "queries.jsonl"), needed(folder / "corpus")


def big_archive() -> Path:
    """The archive of all newsquiz articles, built once (by ``ingest``) and used by the sections after it."""
    archive = DATA / "newsquiz-archive"
    if not archive.is_dir():
        raise Absent("the archive of the newsquiz articles is not there yet; run --only ingest first")
    return archive


def child(name: str, *words: object) -> dict[str, Any]:
    """A measurement in a process of its own."""
    command = [sys.executable, str(ROOT / "benchmarks" / "children.py"), name, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{name} failed: " + "\n".join(done.stderr.strip().splitlines()[-5:]))
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def footnote(*words: object) -> float:
    """Seconds that one command takes, from start to end of its process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "rag", *map(str, words)], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def evaluated(task: str, files: Sequence[Path], **options: Any) -> dict[str, Any]:
    from rag.evaluate import run

    return run(task, [needed(file) for file in files], **options)


# Sections


def ingest() -> list[Line]:
    """Reading, embedding and indexing all newsquiz articles into a fresh archive."""
    _, corpus = newsquiz()
    archive = DATA / "newsquiz-archive"
    shutil.rmtree(archive, ignore_errors=True)
    done = child("ingest", corpus, archive)
    other = 1 - done["embed_seconds"] / done["seconds"]
    articles = done["articles"]
    return [
        Line("add, whole corpus: characters embedded per second", done["characters"] / done["seconds"], "/s", articles),
        Line("add, whole corpus: seconds", done["seconds"], "s", articles),
        Line("add, whole corpus: share of time that is not embedding", other, "", articles, target="at most .15"),
        Line(
            "add, whole corpus: share of time that is reading",
            done["timings_s"]["read"] / done["seconds"],
            "",
            articles,
            target="at most .05",
        ),
        Line("add, whole corpus: memory at its peak", done["peak_mb"], "MB", articles),
        Line("add, whole corpus: passages", done["passages"], "", articles),
    ]


def again() -> list[Line]:
    """The whole command ``footnote add`` with nothing changed."""
    _, corpus = newsquiz()
    seconds = [footnote("--archive", big_archive(), "add", corpus) for _ in range(3)]
    n = sum(1 for _ in corpus.iterdir())
    return [Line("add again, nothing changed (median of 3)", statistics.median(seconds), "s", n, target="at most 3 s")]


def against_peer() -> list[Line]:
    """Both sides on the same articles and questions, one after the other."""
    queries, corpus = newsquiz()
    script = Path(os.environ.get("FOOTNOTE_PEER") or ROOT.parent / "shared" / "bench" / "quickstart_peer.py")
    try:
        peer.require(script, DATA)
        rows = [json.loads(row) for row in queries.read_text(encoding="utf-8").splitlines()]
        folder, archive = DATA / "peer" / "articles", DATA / "peer" / "archive"
        questions = peer.choose(corpus, rows, PEER_ARTICLES, folder)
        theirs = peer.run(script, DATA, folder, questions, DATA / "peer" / "work")
    except peer.PeerAbsent as error:
        raise Absent(str(error)) from None
    shutil.rmtree(archive, ignore_errors=True)
    ours = child("ingest", folder, archive)
    found = child("search", DATA / "peer" / "work" / "questions.jsonl", archive, peer.TOP)
    read = child("peer_characters", folder, DATA)
    return [*_ingest_lines(ours, theirs, read), *_hit_lines(found, theirs)]


def _ingest_lines(ours: Mapping[str, Any], theirs: Mapping[str, Any], read: Mapping[str, Any]) -> list[Line]:
    stages = {name: theirs["stage_s"][name] for name in ("parse", "chunk", "embed", "store")}
    total = sum(stages.values())
    rate, their_rate = ours["characters"] / ours["seconds"], read["characters"] / total
    n = ours["articles"]
    where = f"same {n} articles"
    cut = f"{read['cut']} of its {read['chunks']} chunks are cut"
    share = 1 - ours["embed_seconds"] / ours["seconds"]
    return [
        Line(f"{where}: characters embedded per second", rate, "/s", n, peer=f"{their_rate:,.0f} /s; {cut}"),
        Line(f"{where}: times the peer's rate", rate / their_rate, "x", n, target="2"),
        Line(f"{where}: characters embedded", ours["characters"], "", n, peer=f"{read['characters']:,}"),
        Line(f"{where}: seconds", ours["seconds"], "s", n, peer=f"{total:.1f} s"),
        Line(f"{where}: share of time that is not embedding", share, "", n, peer=f"{1 - stages['embed'] / total:.3f}"),
    ]


def _hit_lines(found: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[Line]:
    top, n = peer.TOP, theirs["n_queries"]
    total = theirs["query_ms_p50"]["retriever_total"]
    pairs = [("hit@1", "hit@1"), (f"hit@{top}", f"hit@{top}"), ("mrr", "mrr")]
    lines = [line(f"same articles, {ours}", found[ours], peer=f"{theirs[name]:.3f} (n {n})") for ours, name in pairs]
    return [*lines, line("same articles, search p50", found["search_ms_p50"], "ms", peer=f"{total:.1f} ms")]


def retrieval() -> list[Line]:
    """Hits over all newsquiz articles, and over the stubs of another set."""
    queries, _ = newsquiz()
    found = evaluated("retrieval", [queries], archive_dir=big_archive())["sets"]["newsquiz"]["metrics"]
    floors = {"hits@1": ".707", "hits@4": ".886", "hits@10": ".950", "mrr@10": ".789", "recall@10": ".886"}
    targets = {"hits@1": ".74", "hits@10": ".975", "recall@10": ".92"}
    names = ("hits@1", "hits@4", "hits@10", "mrr@10", "map@10", "recall@10")
    lines = [line(f"newsquiz {k}", found[k], "", targets.get(k, ""), floor(floors.get(k))) for k in names]
    lines.append(line("newsquiz null AUC, best hit's score", found["score_null_auc"], peer=floor(".889")))
    lines.append(line("newsquiz hard null AUC, best hit's score", found["score_hard_null_auc"], peer=floor(".887")))
    lines += [line(f"search {p}, 40 passages", found[f"search_ms_{p}"], "ms") for p in ("p50", "p95")]
    stubs = evaluated("retrieval", [evaluation_data() / "retrieval" / "multihop-stubs" / "queries.jsonl"])
    other = stubs["sets"]["multihop-stubs"]["metrics"]
    lines.append(line("multihop-stubs hits@4", other["hits@4"], peer=floor(".965")))
    lines.append(line("multihop-stubs recall@10", other["recall@10"], "", ".93", floor(".906")))
    return lines


def floor(value: str | None) -> str:
    """Words for a baseline measured on the same rows."""
    return f"floor {value}" if value else ""


def ask() -> list[Line]:
    """Every newsquiz question asked in one process; its time, its memory, its answers."""
    queries, corpus = newsquiz()
    done = child("ask", queries, corpus, big_archive())
    m = done["metrics"]
    n = m["ask_ms_p50"]["n"]
    return [
        line("ask p50", m["ask_ms_p50"], "ms", "200 ms"),
        line("ask p95", m["ask_ms_p95"], "ms", "500 ms"),
        Line("first ask of a process", done["first_ms"], "ms", 1),
        Line("memory after all questions", done["after_mb"], "MB", n),
        Line("memory at its peak", done["peak_mb"], "MB", n, target="at most 900 MB"),
        line("accepted answer shown", m["answer_shown"], "", ".75"),
        line("accepted answer in the first claim", m["answer_in_first_claim"], "", ".50"),
        line("claims shown, of questions answered", m["claims_shown"]),
        line("sentences shown, of questions answered", m["sentences_shown"]),
        line("direct line given", m["direct_given"]),
        line("direct line right, where given", m["direct_right"]),
        line("answerable questions refused", m["answerable_refused"], "", ".12"),
        line("null questions answered", m["null_answered"], "", ".12"),
        line("hard null questions answered", m["hard_null_answered"], "", ".30"),
        line("null AUC, score of the answer", m["score_null_auc"], "", ".95", floor(".889")),
        line("hard null AUC, score of the answer", m["score_hard_null_auc"], "", ".87", floor(".887")),
        Line("citations that do not slice back, newsquiz", done["broken"], "", done["citations"], target="0"),
    ]


def evidence() -> list[Line]:
    """With the evidence model and without it: both in this run, on the same rows."""
    queries, corpus = newsquiz()
    folder = evaluation_data() / "qa"
    chosen = {"squad2": ("answer_in_best_sentence", "answerability_auc", "answer_shown"),
              "clapnq": ("answer_in_best_sentence", "answerability_auc", "answer_shown"),
              "ramdocs": ("all_correct_shown", "misinformation_alone")}  # fmt: skip
    asked = ("answer_shown", "answer_in_first_claim", "answerable_refused", "null_answered", "hard_null_answered",
             "score_null_auc", "score_hard_null_auc", "ask_ms_p50", "ask_ms_p95")  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for way in ("own", "none"):
        with patch.dict(os.environ, FOOTNOTE_EVIDENCE=way):  # for us and for processes of ours
            sets = evaluated("qa", [folder / f"{name}.jsonl" for name in chosen])["sets"]
            figures = child("ask", queries, corpus, big_archive())["metrics"]
        found[way] = {f"newsquiz: {name.replace('_', ' ')}": figures[name] for name in asked}
        found[way] |= {f"{s}: {m.replace('_', ' ')}": sets[s]["metrics"][m] for s, of in chosen.items() for m in of}
    reach = {
        "newsquiz: answer shown": ".80, aim .86", "newsquiz: hard null answered": ".22, aim .15",
        "squad2: answer in best sentence": ".89, aim .93", "squad2: answerability auc": ".80, aim .88",
        "newsquiz: ask ms p50": "at most 120 more, aim 60",
    }  # fmt: skip
    lines = [
        line(what, figure, "", reach.get(what, ""), f"without {found['none'][what]['value']:.3f}")
        for what, figure in found["own"].items()
    ]
    return [*lines, *_pair_times()]


def _pair_times() -> list[Line]:
    """Milliseconds a pair on one core, by its length in tokens: runs of words of the seeds."""
    from rag.evidence import PairModel
    from rag.model_file import tokenizer

    model, count = PairModel(threads=1), tokenizer()
    words = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))).split()
    lines = []
    for tokens, reach in ((32, ""), (64, ""), (128, "at most 5")):
        texts = [" ".join(words[n : n + tokens]) for n in range(0, 600, 10)]
        cut = [text[: count.encode(text).offsets[tokens - 10][1]] for text in texts]
        model.supports("Who said what?", cut[:5])
        start = time.perf_counter()
        model.supports("Who said what? ", cut)
        taken = 1000 * (time.perf_counter() - start) / len(cut)
        lines.append(Line(f"a pair of {tokens} tokens, one core", taken, "ms", len(cut), target=reach))
    return lines


def command() -> list[Line]:
    """The start of the command line."""
    seconds = [footnote("--help") for _ in range(REPEATS)]
    return [
        Line(f"footnote --help (median of {REPEATS})", statistics.median(seconds), "s", REPEATS, target="at most .3 s")
    ]


def page() -> list[Line]:
    """The second start of the page until a question can be typed."""
    archive = DATA / "seeds-archive"
    footnote("--archive", archive, "add", ROOT / "seeds")
    with _browser() as usable:
        _page_start(archive, usable)
        seconds = _page_start(archive, usable)
    how = "question box shown in a browser" if usable else "page and its settings served"
    return [Line(f"second start of the page ({how})", seconds, "s", 1, target="at most 10 s")]


def _page_start(archive: Path, usable: Callable[[str], None] | None) -> float:
    start = time.perf_counter()
    words = [sys.executable, "-m", "rag", "--archive", str(archive), "serve", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            said = next((text for text in server.stdout if "http://" in text), "")
            if not said:
                raise RuntimeError("the page did not start")
            address = said[said.index("http://") :].split()[0]
            urllib.request.urlopen(address, timeout=30).read()
            if usable:
                usable(address)
            return time.perf_counter() - start
        finally:
            server.terminate()


@contextmanager
def _browser() -> Iterator[Callable[[str], None] | None]:
    """Something that opens an address and waits until its question box is there; None without a browser."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        def usable(address: str) -> None:
            tab = browser.new_page()
            tab.goto(address)
            tab.locator("textarea, input[type=text]").first.wait_for(state="visible", timeout=60_000)
            tab.close()

        yield usable
        browser.close()


def seeds() -> list[Line]:
    """Strict grading over the five seed articles."""
    done = evaluated("seeds", [evaluation_data() / "seeds_dev.jsonl"])
    broken = done["citations_that_do_not_slice_back"]
    return [
        Line(f"seeds_dev, strict: passed of {done['of']}", done["passed"], "", done["of"], target="18"),
        line("seeds_dev, strict: share", done["metrics"]["passed"]),
        Line("citations that do not slice back, seeds", broken, "", done["citations"], target="0"),
    ]


def qa() -> list[Line]:
    """Answers from given passages."""
    folder = evaluation_data() / "qa"
    names = ("squad2", "clapnq", "ramdocs", "rgb_counterfactual.nc")
    sets = evaluated("qa", [folder / f"{name}.jsonl" for name in names])["sets"]
    floors = {("squad2", "answerability_auc"): ".555", ("squad2", "answer_in_best_sentence"): ".823"}
    floors["clapnq", "answerability_auc"] = ".813"
    chosen = {
        "squad2": ("answerability_auc", "answer_in_best_sentence", "answer_shown", "direct_given", "direct_right"),
        "clapnq": ("answerability_auc", "answer_in_best_sentence", "answer_shown"),
        "ramdocs": ("all_correct_shown", "misinformation_alone"),
        "rgb_counterfactual": ("contradiction_noticed", "both_values_shown", "answer_shown"),
    }
    targets = {("squad2", "answerability_auc"): ".71", ("squad2", "answer_in_best_sentence"): ".86"}
    targets |= {("clapnq", "answerability_auc"): ".86", ("ramdocs", "all_correct_shown"): ".35"}
    return [
        line(
            f"{name}: {metric.replace('_', ' ')}",
            sets[name]["metrics"][metric],
            "",
            targets.get((name, metric), ""),
            floor(floors.get((name, metric))),
        )
        for name, metrics in chosen.items()
        for metric in metrics
    ]


def claims() -> list[Line]:
    """Supported claims told from unsupported ones, at one threshold for all sets; the weights were fitted on them."""
    floors = {"attributionbench": ".741", "wice": ".684", "qags_cnndm": ".683", "qags_xsum": ".557"}
    floors |= {"summedits_news": ".536"}
    targets = {"summedits_news": ".62, aim .70"}
    folder = needed(evaluation_data() / "claims")
    done = evaluated("claims", [folder / f"{name}.jsonl" for name in floors])
    lines = [
        line(
            f"claims {name}: balanced accuracy at .5",
            of["metrics"]["balanced_accuracy_at_half"],
            target=targets.get(name, ""),
            peer=floor(floors[name]),
        )
        for name, of in done["sets"].items()
    ]
    of_all = done["metrics"]
    lines += [
        line(
            "claims, five sets: mean balanced accuracy at .5",
            of_all["mean_balanced_accuracy_at_half"],
            "",
            ".66, aim .70",
            floor(".644"),
        ),
        line("claims, five sets: at the best threshold", of_all["mean_balanced_accuracy"]),
        line("claims, five sets: mean AUC", of_all["mean_auc"]),
        line("supported is right", of_all["supported_is_right"], target=".80, aim .90"),
        line("the same, all claims counting alike", of_all["supported_is_right_of_all"]),
        line("unsupported or contradicted is right", of_all["not_supported_is_right"], target=".75, aim .85"),
        line("contradicted is right", of_all["contradicted_is_right"]),
        line("claims that get one of these", of_all["get_a_verdict"], target=".50, aim .60"),
        line("calibration error of the score", of_all["calibration_error"]),
        line("check of one claim p50, all vectors made anew", of_all["check_ms_p50"], "ms"),
        line("check of one claim p95, all vectors made anew", of_all["check_ms_p95"], "ms"),
        *_check_times(),
    ]
    hardest = evaluated("claims", [folder / "faithbench.nc.jsonl"])["sets"]["faithbench"]["metrics"]
    return [
        *lines,
        line("claims faithbench: balanced accuracy at .5", hardest["balanced_accuracy_at_half"], peer=floor(".662")),
    ]


def _check_times() -> list[Line]:
    """Milliseconds a claim on one core, vectors cached: seed sentences, by three sentences and by 1,000 words."""
    from rag.check import check_claim
    from rag.embed import open_embedder
    from rag.text.sentences import split_sentences

    embedder = open_embedder("minilm", 1)
    assert embedder is not None
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    thousand = " ".join(" ".join(texts).split()[:1000])
    times: dict[str, list[float]] = {"3 sentences": [], "1,000 words": []}
    for text in texts:
        spans = [span for span in split_sentences(text) if len(span.of(text).split()) > 12]
        for before, span, after in zip(spans, spans[1:], spans[2:], strict=False):
            claim = "Indeed, as was reported, " + span.of(text)
            for name, source in (("3 sentences", text[before.start : after.end]), ("1,000 words", thousand)):
                check_claim(claim, [source], embed=embedder.embed)  # its vectors are kept from now on
                start = time.perf_counter()
                check_claim(claim, [source], embed=embedder.embed)
                times[name].append(1000 * (time.perf_counter() - start))
    return [
        Line(
            f"check of one claim by {name}, mean, vectors cached",
            statistics.mean(taken),
            "ms",
            len(taken),
            target=reach,
        )
        for (name, taken), reach in zip(times.items(), ("3, aim 1", "25, aim 8"), strict=True)
    ]


def trial() -> list[Line]:
    """Sentences made false, or only reworded (tests/check/trial), both halves: what is caught, and false alarms."""
    from rag.evaluate.figures import mean
    from tests.check.trial.harmless import CONTROLS
    from tests.check.trial.trial import run

    reach = dict.fromkeys(("number", "negation", "quote"), "1.00") | {
        "paraphrase": ".10",
        "paraphrase made false": ".80",
    }
    groups: dict[str, list[Any]] = {}
    for one in run():
        whole = "paraphrase made false" if one.pair and not one.true else one.family
        groups.setdefault(whole, []).append(one)
    groups["all controls"] = [one for name in CONTROLS for one in groups[name]]
    lines = []
    for name, judged in groups.items():
        alarm = judged[0].true
        target = reach.get(name, "" if alarm and name != "all controls" else ".06" if alarm else ".92")
        what = "refused though true" if alarm else "caught"
        lines.append(line(f"trial, {name}: {what}", mean([one.refused for one in judged]).to_json(), target=target))
        told = mean([one.denied for one in judged]).to_json()
        lines.append(line(f"trial, {name}: told to be unsupported or contradicted", told))
    return lines


def failures() -> list[str]:
    """Ten of the trial's development half that went wrong, the first of each family in turn."""
    from tests.check.trial.trial import run

    wrong: dict[str, list[Any]] = {}
    for one in run():
        if one.half == "development" and one.source == "citation" and one.refused == one.true:
            wrong.setdefault(one.family, []).append(one)
    turns = [one for turn in zip_longest(*wrong.values()) for one in turn if one is not None]
    return [
        f"{one.family}: “{one.sentence}” is called {one.judgement.verdict.replace('_', ' ')}"
        f" ({one.judgement.score:.2f}), where the source says “{' '.join(one.original.split())}”"
        for one in turns[:10]
    ]


EXAMPLES: dict[str, Callable[[], list[str]]] = {"trial": failures}


def ablation() -> list[Line]:
    """What each test adds: mean balanced accuracy of the five sets at .5, by weights that have not seen the fold."""
    from benchmarks import checking

    rows = list(checking.rows())
    whole = checking.figures(rows, checking.crossed(rows))
    count = sum(row.set in checking.SETS for row in rows)
    lines = [Line("claims, five folds: all tests", whole["at .5"], n=count, target=".66, aim .70")]
    left_out = checking.figures(rows, checking.left_out(rows))
    lines.append(Line("claims, each set judged by weights of the others", left_out["at .5"], n=count))
    for test in checking.SWITCHES:
        without = checking.figures(rows, checking.crossed(rows, test))
        lines.append(
            Line(f"claims, five folds: without {test}", without["at .5"], n=count, peer=f"all {whole['at .5']:.3f}")
        )
    return lines


def rewrite() -> list[Line]:
    """Follow-up questions made stand-alone."""
    names = ("canard", "cast", "mtrag_rewrites")
    done = evaluated("rewrite", [evaluation_data() / "multiturn" / f"{name}.jsonl" for name in names])
    lines = []
    for name, of in done["sets"].items():
        unchanged = of["metrics"]["word_f1_unchanged"]["value"]
        reach = {"canard": ".72", "cast": ".76"}.get(name, ".555")
        lines.append(
            line(f"rewrite {name}: word F1", of["metrics"]["word_f1"], "", reach, f"unchanged {unchanged:.3f}")
        )
        lines.append(line(f"rewrite {name}: stand-alone questions left alone", of["metrics"]["left_alone"], "", ".93"))
    told = evaluated("conversation", [evaluation_data() / "multiturn" / "mtrag_answers.jsonl"])["metrics"]
    lines.append(line("mtrag_answers: answerability AUC", told["answerability_auc"], target=".70"))
    lines.append(line("mtrag_answers: the same, rows with passages", told["answerability_auc_with_passages"]))
    return lines


def reading() -> list[Line]:
    """Files to articles on one core, nothing embedded: all newsquiz articles, counted in pieces of 5 kB."""
    _, corpus = newsquiz()
    done = child("reading", corpus)
    rate = done["bytes"] / 5000 / done["seconds"]
    return [
        Line("articles of 5 kB read per second of one core", rate, "/s", done["articles"], target="300"),
        Line("share of articles with a date", done["dated"] / done["articles"], "", done["articles"]),
        Line("share of articles with an outlet", done["outlet"] / done["articles"], "", done["articles"]),
        Line("share of articles with a speaker", done["speaker"] / done["articles"], "", done["articles"]),
    ]


def quotes() -> list[Line]:
    """Quotations and their speakers, against two sets of labels made by hand (benchmarks/labels)."""
    _, corpus = newsquiz()
    targets = {"content": ".90, aim .95", "speaker": ".85, aim .92"}
    peers = {"content": "Citron, other news: .833", "speaker": "Citron, other news: .820"}
    lines = []
    for what, name in (("quotations", "quotes_newsquiz"), ("quotations held out", "quotes_newsquiz_heldout")):
        done = evaluated("quotes", [ROOT / "benchmarks" / "labels" / f"{name}.jsonl"], corpus=corpus)
        lines += [
            line(
                f"{what}: {metric.replace('_', ' ')}",
                figure,
                target=targets.get(metric, ""),
                peer=peers.get(metric, ""),
            )
            for metric, figure in done["metrics"].items()
        ]
    return lines


def boilerplate() -> list[Line]:
    """Page furniture told from the article; floors are keeping all, and keeping 12 words with a full stop."""
    names = ("article_extraction", "trafilatura_segments")
    done = evaluated("boilerplate", [evaluation_data() / "boilerplate" / f"{name}.jsonl" for name in names])
    lines = []
    for name, of in done["sets"].items():
        m = of["metrics"]
        lines += [
            line(f"boilerplate {name}: {what}", m[figure], target=target, peer=_both_floors(m, figure))
            for figure, what, target in (
                ("f1", "word F1", ".92, aim .95"),
                ("must_f1", "listed texts, F1", "8 points above the 12-word rule"),
            )
            if figure in m
        ]
    return lines


def _both_floors(metrics: Mapping[str, Any], figure: str) -> str:
    prefix = figure.removesuffix("f1")
    names = [f"{prefix}keep_all_f1", f"{prefix}long_lines_f1"]
    return "floors " + ", ".join(f"{metrics[name]['value']:.3f}" for name in names if name in metrics)


SECTIONS: dict[str, Callable[[], list[Line]]] = {
    "command": command,
    "seeds": seeds,
    "page": page,
    "peer": against_peer,
    "ingest": ingest,
    "again": again,
    "retrieval": retrieval,
    "ask": ask,
    "qa": qa,
    "evidence": evidence,
    "claims": claims,
    "ablation": ablation,
    "trial": trial,
    "rewrite": rewrite,
    "reading": reading,
    "boilerplate": boilerplate,
    "quotes": quotes,
}
