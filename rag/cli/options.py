"""Options that several verbs share; the global ones are taken before and after the verb."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import click

from rag.cli.shell import Shell

_OPTIONS = (
    click.option("--archive", metavar="DIR", help="The archive's folder (default: .footnote, or FOOTNOTE_ARCHIVE)."),
    click.option("--json", is_flag=True, help="Print results as JSON."),
    click.option("--quiet", "-q", is_flag=True, help="No notes and no progress on stderr."),
    click.option("--chroma-url", metavar="URL", help="Keep vectors on this Chroma server (http://host:port)."),
    click.option(
        "--embedder", type=click.Choice(["minilm", "none"]), help="minilm: words and meaning; none: words only."
    ),
    click.option("--llm", metavar="MODEL", help="Let a language model draft: ollama:NAME, … (docs/models.md)."),
)


def global_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the global options; click passes them by the names of Shell's fields."""
    return functools.reduce(lambda command, option: option(command), reversed(_OPTIONS), function)


def verb(function: Callable[..., Any]) -> Callable[..., Any]:
    """A verb takes the global options too, and gets a Shell; what stands after the verb wins over what is before."""

    @functools.wraps(function)
    def call(**given: Any) -> Any:
        before: dict[str, Any] = click.get_current_context().obj or {}
        options: dict[str, Any] = {}
        for field in fields(Shell):
            options[field.name] = given.pop(field.name) or before.get(field.name, field.default)
        return function(Shell(**options), **given)

    return global_options(call)


def _iso_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A date as ``2020``, ``2020-09`` or ``2020-09-29``."""
    if value is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value, re.ASCII):
            raise ValueError
        date(*(int(part) for part in [*value.split("-"), "1", "1"][:3]))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date like 2020, 2020-09 or 2020-09-29.") from None
    return value


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--after``, ``--before``, ``--outlet``, passed on as one mapping ``filters``."""
    for option in (
        click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Only this outlet; repeatable."),
        click.option("--before", metavar="DATE", callback=_iso_day, help="Only articles up to this date."),
        click.option("--after", metavar="DATE", callback=_iso_day, help="Only articles since this date."),
    ):
        function = option(function)
    return function


def time_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--any-time`` and ``--today``: what becomes of words of time in a question ("in 2020", "last week")."""
    for option in (
        click.option("--today", metavar="DAY", callback=_whole_day, help='The day that "last week" is counted from.'),
        click.option("--any-time", is_flag=True, help='Take "in 2020" and its like for words, not for a limit.'),
    ):
        function = option(function)
    return function


def _whole_day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if _iso_day(ctx, param, value) and len(value or "") < len("2020-09-29"):
        raise click.BadParameter(f"{value!r} is not a day like 2020-09-29.")
    return value


batch_option = click.option(
    "--batch", metavar="IN.jsonl", help="Answer each JSON line of a file, or of stdin with -, by a JSON line."
)
