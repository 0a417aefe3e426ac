"""A line of the table: a figure beside its interval, what it is to reach, and the peer or the floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


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


def line(what: str, figure: Mapping[str, Any], unit: str = "", target: str = "", peer: str = "") -> Line:
    """A line from a figure of the evaluation."""
    return Line(what, figure["value"], unit, figure["n"], figure["low"], figure["high"], target, peer)


def floor(value: str | None) -> str:
    """Words for a baseline measured on the same rows."""
    return f"floor {value}" if value else ""
