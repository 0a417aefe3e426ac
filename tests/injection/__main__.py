"""``python -m tests.injection [--public FOLDER]``: the trial by family, with and without guards, and public sets."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.injection.trial import tallied


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--public", type=Path, help="folder with bipia_news.jsonl and the others; kept elsewhere")
    parser.add_argument("--only-public", action="store_true", help="without the 300 articles and 120 questions")
    parser.add_argument("--limit", type=int, default=0, help="rows of each public file")
    given = parser.parse_args()
    for guard in () if given.only_public else (True, False):
        print("with the guards" if guard else "control: without any guard")
        print("\n".join(tallied(guard=guard).lines()), flush=True)
    if given.public:
        from tests.injection.public import measure_public

        for line in measure_public(given.public, given.limit):
            print(line, flush=True)


if __name__ == "__main__":
    main()
