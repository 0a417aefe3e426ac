"""Eight readers at once, while articles are added by another process: ``python -m tests.web.load`` prints the figures.

Nothing here passes or fails by a clock: the machine is shared. The load of the machine is printed with the figures.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import httpx

from tests.small_press import DEEDS, PEOPLE, THINGS, TOWNS, report, write
from tests.web.visitor import Visitor

READERS = 8
QUESTIONS = 6  # of each reader
THINKING = 2.0  # seconds between an answer and the next question, on average
HELD, ADDED = 300, 300  # articles
NEWS = "zyxomma"  # a word that no other article has


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        old = write(folder / "old", **{f"n{n}": report(n, date="2021-03-04") for n in range(HELD)})
        new = write(folder / "new", **{f"m{n}": report(f"m{n}", date="2021-04-04") for n in range(ADDED)})
        (new / "news.txt").write_text(report("news", after=[f"The {NEWS} has landed in the harbour of Marn."]))
        _footnote(folder, "add", str(old)).wait()
        server = _footnote(folder, "serve", "--port", "0", stdout=subprocess.PIPE)
        try:
            assert server.stdout
            url = next(word for word in server.stdout.readline().split() if word.startswith("http"))
            asyncio.run(_trial(url, folder, new))
        finally:
            server.terminate()
            server.wait()


def _footnote(folder: Path, *words: str, stdout: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "rag", "--archive", str(folder / "archive"), "--quiet", *words]
    return subprocess.Popen(command, stdout=stdout, text=True)


async def _trial(url: str, folder: Path, new: Path) -> None:
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client:
        visitors = [await Visitor.come(client) for _ in range(READERS)]
        await visitors[0].call("ask", *_question(Random(0)))  # what is loaded once
        alone = await _reading(visitors[0], 0)
        _tell("one reader: whole answer", [took for took, _ in alone])
        _tell("one reader: beside the archive's own work", [beside for _, beside in alone])
        together = await _together(visitors)
        _tell(f"{READERS} readers: whole answer", [took for took, _ in together])
        _tell(f"{READERS} readers: beside the archive's own work", [beside for _, beside in together])
        await _while_adding(visitors, folder, new)


async def _while_adding(visitors: list[Visitor], folder: Path, new: Path) -> None:
    adding = _footnote(folder, "add", str(new))
    quick, began = [], time.monotonic()
    reading = asyncio.gather(*(_reading(one, 100 + n) for n, one in enumerate(visitors[1:])))
    while adding.poll() is None:
        quick.append(await _timed(lambda: _press(visitors[0])))
        await asyncio.sleep(0.1)
    added = time.monotonic()
    waited = await _until_found(visitors[0], added)
    _tell(f"while {ADDED} articles are added ({added - began:.0f} s): a press of a button", quick)
    _tell(
        f"while they are added: whole answer of {READERS - 1} readers",
        [took for one in await reading for took, _ in one],
    )
    print(f"a new article is found {waited:.2f} s after the other process ended")
    print(f"cores {os.cpu_count()}, load of the machine {os.getloadavg()[0]:.1f}")


async def _until_found(visitor: Visitor, since: float) -> float:
    while NEWS not in str(await visitor.call("search", NEWS, 3, "", "", [])):
        await asyncio.sleep(0.1)
    return time.monotonic() - since


async def _together(visitors: list[Visitor]) -> list[tuple[float, float]]:
    readings = await asyncio.gather(*(_reading(one, number) for number, one in enumerate(visitors)))
    return [figure for reading in readings for figure in reading]


async def _reading(visitor: Visitor, seed: int) -> list[tuple[float, float]]:
    """Ask, read, ask: seconds to each answer, and what of them was not the archive's own work."""
    random, figures = Random(seed), []
    for _ in range(QUESTIONS):
        await asyncio.sleep(random.uniform(0, 2 * THINKING))
        began = time.monotonic()
        answer = json.loads(await visitor.call("ask", *_question(random)))
        took = time.monotonic() - began
        figures.append((took, took - answer["timings_ms"]["total"] / 1000))
    return figures


async def _press(visitor: Visitor) -> None:
    """An empty question: a button is pressed, and the page does nothing about it."""
    async for _ in visitor.run(visitor.events.begin, ["", None, "", "", []]):
        pass


async def _timed(do: Callable[[], Awaitable[None]]) -> float:
    began = time.monotonic()
    await do()
    return time.monotonic() - began


def _question(random: Random) -> list[object]:
    choose = random.choice
    words = f"Which {choose(THINGS)} was {choose(DEEDS)} by the {choose(PEOPLE)} of {choose(TOWNS)}?"
    return [words, [], "", "", [], False]


def _tell(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95))
    print(f"{what}: p50 {p50:.2f} s, p95 {p95:.2f} s, longest {ordered[-1]:.2f} s ({len(ordered)})", flush=True)


if __name__ == "__main__":
    main()
