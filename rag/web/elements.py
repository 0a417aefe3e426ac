"""Building HTML so that text cannot become markup: a plain ``str`` is always escaped, only ``Html`` is not.

Everything the page shows of articles, file names, questions and models passes through ``text``. Nothing in this
file knows what is shown, and nothing reads markup: foreign markup is shown as the characters it is made of.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from rag.render import visible


class Html(str):
    """Markup that this package wrote. Made by ``tag``, ``text`` and ``join`` only."""

    __slots__ = ()


def text(words: object) -> Html:
    """Foreign words as HTML that shows exactly them, inside elements and inside quoted attributes.

    What nobody would see, or what makes words read as others (controls, direction overrides, zero-width characters), is
    shown by its code, as in the terminal.
    """
    return Html(html.escape(visible(str(words)), quote=True))


def join(*parts: object) -> Html:
    """Parts one after the other: ``Html`` as it is, ``None`` left out, iterables spread, all else as text."""
    return Html("".join(_as_html(part) for part in parts))


def tag(name: str, *children: object, **attributes: object) -> Html:
    """An element. ``class_=`` is ``class``, ``aria_label=`` is ``aria-label``; ``None`` and ``False`` leave it out."""
    opening = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{name}{opening}>{join(*children)}</{name}>")


def _as_html(part: object) -> str:
    if part is None:
        return ""
    if isinstance(part, Html):
        return str(part)
    if isinstance(part, Iterable) and not isinstance(part, str):
        return join(*part)
    return text(part)


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(value)}"'
