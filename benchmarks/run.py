"""Measure Footnote and write benchmarks/RESULTS.md (`make bench`).

    python benchmarks/run.py                    everything, in some 23 minutes on two cores
    python benchmarks/run.py --only retrieval   one section (or several); the others' figures stay as they were
    python benchmarks/run.py --write            only write the table again

The labelled data is not part of the repository: FOOTNOTE_EVAL names its folder (default ../shared/eval). The peer is
a script outside it too: FOOTNOTE_PEER (default ../shared/bench/quickstart_peer.py). What is absent is said, not
measured. All measurements are kept to two cores. Figures are kept in benchmarks/data/results.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
    if name not in ("FOOTNOTE_EVAL", "FOOTNOTE_PEER"):
        del os.environ[name]  # what is measured is what a newcomer gets

from benchmarks import machine, report  # noqa: E402  (found through the path set above)
from benchmarks.places import DATA, Absent  # noqa: E402
from benchmarks.sections import EXAMPLES, SECTIONS  # noqa: E402

RESULTS = DATA / "results.json"
TABLE = ROOT / "benchmarks" / "RESULTS.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--write", action="store_true", help="write the table from the figures kept")
    given = parser.parse_args()
    machine.pin_to_two_cores()
    DATA.mkdir(parents=True, exist_ok=True)
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for name in [] if given.write else given.only or SECTIONS:
        kept[name] = measured(name)
        RESULTS.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    TABLE.write_text(report.table({name: kept[name] for name in SECTIONS if name in kept}), encoding="utf-8")
    print(f"Written to {TABLE.relative_to(ROOT)}.")
    return 1 if any("failed" in section for section in kept.values()) else 0


def measured(name: str) -> dict[str, Any]:
    """One section's figures with what they were measured on; why, where it could not be measured."""
    print(f"{name} …", flush=True)
    start = time.perf_counter()
    section: dict[str, Any] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": machine.commit(ROOT),
        "machine": machine.in_words(),
    }
    try:
        section["lines"] = [line.to_json() for line in SECTIONS[name]()]
        if name in EXAMPLES:
            section["examples"] = EXAMPLES[name]()
    except Absent as absent:
        section["absent"] = str(absent)
        print(f"  not measured: {absent}")
    except Exception as error:  # one broken section must not cost the others their figures
        section["failed"] = f"{type(error).__name__}: {error}".splitlines()[0][:200].replace(str(ROOT), ".")
        print(f"  failed: {error}", file=sys.stderr)
    for line in section.get("lines", []):
        print("  " + report.plain(line))
    section["seconds"] = round(time.perf_counter() - start, 1)
    return section


if __name__ == "__main__":
    sys.exit(main())
