"""Many readers at once, each question with a word that nobody else knows: does any of them come out elsewhere?

The whole trial, 10,000 questions: ``python -m tests.web.crossing``. A smaller one is part of the tests.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from rag.types import Answer, Claim, Turn
from rag.web import serve
from tests.web.fake_archive import FakeArchive
from tests.web.visitor import Visitor

NONCE = re.compile(r"n[0-9a-f]{16}k\d+")


class Echo(FakeArchive):
    """Answers with the question's own word, and with all words of the chat before it."""

    def ask(self, question: str, history: Sequence[Turn] | None = None, **_: Any) -> Answer:
        words = " ".join([question, *(turn.content for turn in history or ())])
        claims = tuple(Claim(f"You said {word}", "statement") for word in dict.fromkeys(NONCE.findall(words)))
        return Answer(secrets.token_hex(4), question, question, claims=claims)


@dataclass
class Outcome:
    """How many came back, how many did not, and which words came out at somebody who had not said them."""

    asked: int = 0
    missing: int = 0
    foreign: list[str] = field(default_factory=list)


async def _reader(client: httpx.AsyncClient, questions: int, outcome: Outcome, *, shared: Visitor | None) -> None:
    visitor = shared or await Visitor.come(client)
    own, said = secrets.token_hex(8), set()
    for number in range(questions):
        word = f"n{own}k{number}"
        said.add(word)
        found = set(NONCE.findall(await visitor.ask(f"What of {word}?")))
        outcome.asked += 1
        outcome.missing += word not in found
        outcome.foreign += sorted(found - said)


async def trial(url: str, readers: int, questions: int, *, one_session: bool = False) -> Outcome:
    """``one_session`` is the control: all readers in one session, where words do cross."""
    outcome = Outcome()
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client:
        shared = await Visitor.come(client) if one_session else None
        if shared:
            for _ in range(readers):
                await _reader(client, questions, outcome, shared=shared)
        else:
            readings = (_reader(client, questions, outcome, shared=None) for _ in range(readers))
            await asyncio.gather(*readings)
    return outcome


def main(readers: int = 40, rounds: int = 10, questions: int = 25) -> int:
    """Rounds of new readers, all of a round at once."""
    whole, began = Outcome(), time.monotonic()
    with serve(Echo(), port=0, block=False) as page:  # type: ignore[arg-type]
        for number in range(rounds):
            outcome = asyncio.run(trial(page.url, readers, questions))
            whole.asked += outcome.asked
            whole.missing += outcome.missing
            whole.foreign += outcome.foreign
            print(f"round {number + 1}: {whole.asked} asked, {len(whole.foreign)} crossed", flush=True)
    took = time.monotonic() - began
    print(f"{whole.asked} asked, {whole.missing} unanswered, {len(whole.foreign)} crossed, {took:.0f} s")
    return 1 if whole.missing or whole.foreign else 0


if __name__ == "__main__":
    sys.exit(main())
