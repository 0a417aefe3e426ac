"""The page's questions for programs: ``/ask``, ``/search`` and ``/check`` of Gradio's API (docs/api.md).

They are answered as the page answers them: by the same archive, with the same limits, in the same queue and no more of
them at once. What they give is the JSON of the command line, as text: Gradio's clients take every object with a
``path`` for a file that they are to download, and a citation is one. Imports Gradio, see `rag.web.events`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import FootnoteError, InputError
from rag.types import Filters, Turn, as_turns
from rag.web.ask_view import ASKS_AT_ONCE, READING
from rag.web.check_view import CHECKS_AT_ONCE
from rag.web.conversation import LONGEST, Exchange
from rag.web.work import UNFORESEEN, follow

if TYPE_CHECKING:
    from rag.archive import Archive

log = logging.getLogger(__name__)

SEARCHES_AT_ONCE = 4
MOST_HITS = 100

Turns = list[dict[str, str]]  # as a program gives them


def offer(archive: Archive) -> None:
    """Offer the three to programs. To be called where the page's parts are made."""
    api = Api(archive)
    gr.api(api.ask, api_name="ask", concurrency_limit=ASKS_AT_ONCE, concurrency_id="ask")
    gr.api(api.search, api_name="search", concurrency_limit=SEARCHES_AT_ONCE, concurrency_id="search")
    gr.api(api.check, api_name="check", concurrency_limit=CHECKS_AT_ONCE, concurrency_id="check")


class Api:
    """What a program can ask of one archive. Nothing is remembered between two calls."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def ask(
        self,
        question: str,
        history: Turns = [],  # noqa: B006 (Gradio hands the default on as JSON; it is never changed)
        after: str = "",
        before: str = "",
        outlets: list[str] = [],  # noqa: B006
        any_time: bool = False,
    ) -> AsyncIterator[str]:
        """Answer a question from the articles, every sentence cited and checked; or say that they do not say.

        Gives the answer as JSON text. While a language model writes it, the answer so far is given first, whenever a
        sentence is complete and checked; the last one is the whole.
        """
        words = [_text(question, "question"), *(_text(given, "date") for given in (after, before))]
        turns, names = _turns(history), [_text(name, "outlet") for name in _list(outlets, "outlets")]
        work = Exchange(0, words[0], Filters(words[1] or None, words[2] or None, tuple(names)), stage=READING)
        work.any_time = any_time is True

        def so_far() -> str | None:
            return _json(work.so_far.to_json()) if work.so_far else None

        steps = follow(work, lambda one: one.ask(self._archive, turns), so_far, lambda: None, None)
        async with aclosing(steps):
            async for step in steps:
                if step is not None:
                    yield step
        if work.error or work.answer is None:
            raise refusal(work.error or "Stopped.")
        yield _json(work.answer.to_json())

    def search(
        self,
        question: str,
        limit: int = 10,
        after: str = "",
        before: str = "",
        outlets: list[str] = [],  # noqa: B006
    ) -> str:
        """The passages nearest to a question, best first, as JSON text; no answer is drawn from them."""
        if not isinstance(limit, int) or not 1 <= limit <= MOST_HITS:
            raise refusal(f'"limit" is a whole number from 1 to {MOST_HITS}.')
        asked, dates = _text(question, "question"), [_text(given, "date") or None for given in (after, before)]
        names = [_text(name, "outlet") for name in _list(outlets, "outlets")]
        hits = _or_error(
            lambda: self._archive.search(asked, limit=limit, after=dates[0], before=dates[1], outlets=names)
        )
        return _json({"id": None, "hits": [hit.to_json() for hit in hits]})

    def check(self, text: str) -> str:
        """Check any text against the archive: as JSON text each sentence's verdict, reasons and best evidence."""
        given = _text(text, "text")
        return _json(_or_error(lambda: self._archive.check(given)).to_json())


def refusal(words: str) -> gr.Error:
    """An error whose words reach the program that asked; it is no fault of ours, and not for the log."""
    return gr.Error(words, print_exception=False)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, allow_nan=False)


def _or_error(do: Callable[[], Any]) -> Any:
    """What is done, or the line that says why not: Gradio passes on the words of its own errors alone."""
    try:
        return do()
    except Exception as error:
        raise refusal(_said(error)) from None


def _said(error: Exception) -> str:
    """A named error in its own words; of any other the log says what it was."""
    if isinstance(error, FootnoteError):
        return str(error)
    log.error("A call of the API failed", exc_info=error)
    return UNFORESEEN


def _text(value: Any, what: str) -> str:
    from rag.cli.inputs import readable

    if not isinstance(value, str):
        raise refusal(f"The {what} is no text.")
    given: str = _or_error(lambda: readable(value, what))
    return given.strip() if what != "text" else given


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise refusal(f'"{what}" is no list.')
    return value


def _turns(history: Any) -> list[Turn]:
    """The conversation so far, as the command line takes it; of a long one the page would have kept no more either."""
    from rag.cli.inputs import as_history

    try:
        return list(as_turns(as_history(history)[-2 * LONGEST :]))
    except InputError as error:
        raise refusal(str(error)) from None
