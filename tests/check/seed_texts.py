"""The seed articles by their first three digits, and sentences of them that are true as they stand."""

from __future__ import annotations

from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"


def seed(number: str) -> str:
    """The text of the seed whose name begins with ``number``."""
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8")
