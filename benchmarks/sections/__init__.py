"""What is measured. A section measures and gives lines for the table; run.py keeps them and writes them down."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.lines import Line
from benchmarks.sections.answers import evidence, qa, rewrite, seeds
from benchmarks.sections.archive import again, against_peer, ask, ingest, retrieval
from benchmarks.sections.checks import ablation, claims, failures, trial
from benchmarks.sections.reading import boilerplate, quotes, reading
from benchmarks.sections.start import command, page

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

EXAMPLES: dict[str, Callable[[], list[str]]] = {"trial": failures}  # of misses, read under a section's table
