"""Over all articles of the news quiz: added, searched, asked; and the peer beside us on the same articles."""

from __future__ import annotations

import json
import os
import shutil
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import peer
from benchmarks.lines import Line, floor, line
from benchmarks.places import DATA, ROOT, Absent, big_archive, evaluated, evaluation_data, newsquiz
from benchmarks.processes import child, footnote

PEER_ARTICLES = 160  # under a minute of the peer's time


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
