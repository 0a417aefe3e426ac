"""Pairs of texts with a label, as the model is trained on them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ANSWERS = ("no", "yes")
SUPPORTS = ("neutral", "supported", "contradicted")


@dataclass(frozen=True, slots=True)
class Pair:
    """One row. ``task`` is "answers" (a question, a sentence) or "supports" (a claim, the text cited for it).

    ``label`` counts into ANSWERS or SUPPORTS. Rows of one ``group``, which begins with the name of the set its texts
    come from, never straddle training and test, altered ones included.
    """

    set: str
    task: str
    a: str
    b: str
    label: int
    group: str

    @property
    def is_test(self) -> bool:
        """One group in twenty is kept out of training, by its name, whatever else is in the mix."""
        return int.from_bytes(hashlib.sha256(self.group.encode()).digest()[:4]) % 20 == 0


def read_sources(folder: Path) -> Iterator[Pair]:
    """The rows of every ``*.jsonl`` file of the folder (fields: set, task, a, b, label, group), in order of names."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in lines_of(file):
            row = json.loads(line)
            named = row["task"] == "supports"
            row["label"] = SUPPORTS.index(row["label"]) if named else int(row["label"])
            row["group"] = f"{row['set']}/{row['group']}"
            yield Pair(**row)


def write(pairs: Iterable[Pair], file: Path) -> int:
    """Write the pairs as JSON lines; how many."""
    lines = [json.dumps(asdict(pair), ensure_ascii=False) for pair in pairs]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return len(lines)


def read(file: Path) -> list[Pair]:
    """What `write` wrote."""
    return [Pair(**json.loads(line)) for line in lines_of(file)]


def lines_of(file: Path) -> list[str]:
    """The lines of a file; a text may hold a line separator of its own, so only "\n" ends one."""
    return [line for line in file.read_text("utf-8").split("\n") if line]
