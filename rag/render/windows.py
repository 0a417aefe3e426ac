"""The time a question's words set, as the reader sees it: one line that says what is left out, and why."""

from __future__ import annotations

from rag.render.lines import one_line
from rag.render.sources import date_words
from rag.types import Answer, Window


def window_in_force(answer: Answer) -> Window | None:
    """The window the answer was found in; None where there is none, or where it was lifted."""
    return answer.window if answer.window and not answer.window.lifted else None


def lifted_first(answer: Answer) -> bool:
    """Whether the notice says that a window was lifted: then it stands before the answer."""
    return answer.window is not None and answer.window.lifted and not answer.abstained


def window_words(window: Window) -> str:
    """``Only articles of 2020 (“in 2020”).`` and why; ``Latest first (“the latest”).``"""
    period = period_words(window.after, window.before)
    latest = window.order == "latest"
    limit = f"Only articles {period}" + (", latest first" if latest else "") if period else "Latest first"
    reason = f" {one_line(window.reason)}" if window.reason else ""
    return f"{limit} (“{one_line(window.words)}”).{reason}"


def period_words(after: str | None, before: str | None) -> str:
    """``of May 2022``, ``of the 1990s``, ``from 2019 to 2021``, ``since 2019``, ``until 2021``; empty for neither."""
    if after and before:
        if after == before:
            return f"of {date_words(after)}"
        if len(after) == len(before) == 4 and after.endswith("0") and before == f"{after[:3]}9":
            return f"of the {one_line(after)}s"
        return f"from {date_words(after)} to {date_words(before)}"
    if after:
        return f"since {date_words(after)}"
    return f"until {date_words(before)}" if before else ""
