"""Readers at the page at the same time never see each other's words (the whole: ``python -m tests.web.crossing``)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from rag.web import Page, serve
from tests.web.crossing import Echo, trial
from tests.web.visitor import RefusedError, Visitor


@pytest.fixture(scope="module")
def served() -> Iterator[Page]:
    with serve(Echo(), port=0, block=False) as opened:  # type: ignore[arg-type]
        yield opened


def test_chats_of_readers_at_the_same_time_never_cross(served: Page) -> None:
    outcome = asyncio.run(trial(served.url, readers=16, questions=8))
    assert (outcome.asked, outcome.missing, outcome.foreign) == (128, 0, [])


def test_in_one_session_words_do_cross_and_are_found(served: Page) -> None:
    """The control."""
    outcome = asyncio.run(trial(served.url, readers=2, questions=2, one_session=True))
    assert outcome.foreign


def test_a_session_that_is_known_is_of_no_use_to_another_browser(served: Page) -> None:
    async def both() -> None:
        async with httpx.AsyncClient(base_url=served.url, trust_env=False) as client:
            ida, ola = await Visitor.come(client), await Visitor.come(client)
            await ida.ask("n0123456789abcdefk1")
            ola.session = ida.session
            with pytest.raises(RefusedError, match="404"):
                await ola.ask("what did she say?")
            ola.cookies.clear()
            with pytest.raises(RefusedError, match="404"):
                await ola.ask("what did she say?")
            assert "k2" in await ida.ask("n0123456789abcdefk2")

    asyncio.run(both())


def test_who_comes_when_no_more_may_wait_is_told_so_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.web.page.WAITING", 0)

    async def ask(url: str) -> None:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            visitor = await Visitor.come(client)
            with pytest.raises(RefusedError, match=r"503 .*The page is busy: as many wait as may wait"):
                await visitor.ask("anything?")

    with serve(Echo(), port=0, block=False) as full:  # type: ignore[arg-type]
        asyncio.run(ask(full.url))
