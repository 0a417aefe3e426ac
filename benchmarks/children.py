"""Measurements that need a process of their own (memory, cold caches): run by name, one JSON object on stdout."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import resident_mb


def ingest(corpus: str, archive: str) -> dict[str, Any]:
    """Add a folder to a new archive; the embedder's own time is taken around its ``embed``, wherever it is called."""
    import rag.embed
    from rag import Archive

    spent = _timed_embedding(rag.embed.MiniLM)
    start = time.perf_counter()
    with Archive.open(archive) as opened:
        report = opened.add(corpus)
        seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "embed_seconds": sum(end - start for start, end in _merged(spent)),
        "articles": report.articles,
        "passages": report.passages,
        "characters": passage_characters(Path(archive)),
        "skipped": len(report.skipped),
        "timings_s": dict(report.timings_s),
        "peak_mb": resident_mb()[1],
    }


def reading(corpus: str) -> dict[str, Any]:
    """Read every file of a folder, in processor time; what the first pass finds is counted, the second is timed."""
    from rag.reading import list_files, read_article
    from rag.text.voices import names_a_speaker
    from rag.types import Article

    folder = Path(corpus)
    entries, _ = list_files(folder)
    articles = [a for entry in entries if isinstance(a := read_article(entry, folder), Article)]
    start = time.process_time()
    for entry in entries:
        read_article(entry, folder)
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "articles": len(articles),
        "bytes": sum(entry.size for entry in entries),
        "dated": sum(article.published.date is not None for article in articles),
        "outlet": sum(article.outlet is not None for article in articles),
        "speaker": sum(names_a_speaker(article.text, article.sentences) for article in articles),
    }


def ask(queries: str, corpus: str, archive: str) -> dict[str, Any]:
    """Ask every question; memory is read before anything is graded."""
    from rag import Archive
    from rag.evaluate import qa, retrieval
    from rag.evaluate.asked import timed, unsliced
    from rag.evaluate.rows import read_rows

    rows = read_rows(queries, qa.ARCHIVE_FIELDS)
    with Archive.open(archive) as opened:
        _, first_ms = timed(opened.ask, rows[0]["question"])
        pairs = [timed(opened.ask, row["question"]) for row in rows]
        after, peak = resident_mb()
    answers, milliseconds = [answer for answer, _ in pairs], [ms for _, ms in pairs]
    figures = qa.archive_figures(rows, answers, milliseconds)
    figures |= retrieval.null_figures(rows, [answer.score for answer in answers], "score_")
    return {
        "metrics": {k: figure.to_json() for k, figure in figures.items()},
        "first_ms": first_ms,
        "after_mb": after,
        "peak_mb": peak,
        "citations": sum(len(answer.citations) for answer in answers),
        "broken": sum(len(unsliced(answer, Path(corpus))) for answer in answers),
    }


def search(questions: str, archive: str, top: str) -> dict[str, Any]:
    """Hits over ``{"question", "docs"}`` among the first ``top`` passages, as the peer counts them."""
    from rag import Archive
    from rag.evaluate.asked import timed
    from rag.evaluate.figures import mean, percentile

    rows = [json.loads(line) for line in Path(questions).read_text(encoding="utf-8").splitlines()]
    ranks, milliseconds = [], []
    with Archive.open(archive) as opened:
        opened.search(rows[0]["question"], limit=int(top))
        for row in rows:
            hits, ms = timed(opened.search, row["question"], limit=int(top))
            found = [hit.article.path for hit in hits]
            ranks.append(next((rank for rank, path in enumerate(found, 1) if path in row["docs"]), None))
            milliseconds.append(ms)
    return {
        "hit@1": mean([rank == 1 for rank in ranks]).to_json(),
        f"hit@{top}": mean([rank is not None for rank in ranks]).to_json(),
        "mrr": mean([1 / rank if rank else 0.0 for rank in ranks]).to_json(),
        "search_ms_p50": percentile(milliseconds, 50).to_json(),
        "search_ms_p95": percentile(milliseconds, 95).to_json(),
    }


def peer_characters(folder: str, data: str) -> dict[str, Any]:
    """How much of the articles the peer's model reads."""
    from benchmarks.peer import characters_read, environment

    os.environ.update(environment(Path(data)))
    read, chunks, cut = characters_read(Path(folder), Path(data))
    return {"characters": read, "chunks": chunks, "cut": cut}


def passage_characters(archive: Path) -> int:
    """Characters of article text that were embedded: each text once, headlines put in front not counted."""
    catalogue = next(p for p in archive.iterdir() if p.is_file() and p.open("rb").read(15) == b"SQLite format 3")
    with closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True)) as connection:
        query = 'SELECT sum(n) FROM (SELECT max("end" - "start") AS n FROM passages GROUP BY text_hash)'
        return int(connection.execute(query).fetchone()[0])


def _timed_embedding(embedder: Any) -> list[tuple[float, float]]:
    """Note when ``embed`` of a class is at work."""
    spent: list[tuple[float, float]] = []
    inner = embedder.embed

    def embed(self: Any, *args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return inner(self, *args, **kwargs)
        finally:
            spent.append((start, time.perf_counter()))

    embedder.embed = embed
    return spent


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans of time without their overlaps (several threads may embed at once)."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
