"""A page that stands alone: one HTML file with its own look, no script, nothing to be fetched; it prints well."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from string import Template

from rag.render.lines import one_line, visible

LOOK = """\
:root { color-scheme: light dark; --good: #1a7f4b; --half: #9a6700; --bad: #c0322b; }
@media (prefers-color-scheme: dark) { :root { --good: #5ac38a; --half: #e0b14a; --bad: #ff7b72; } }
body { font: 17px/1.6 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
"""
"""Colours and type of every such page; each verdict has a sign and a word beside its colour."""

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
$look</style>
</head>
<body>
$body
<p><small>Checked by Footnote. Supported means that the source says so, not that it is true.</small></p>
</body>
</html>
""")


def page(title: str, look: str, body: Iterable[str]) -> str:
    """The whole page; ``body`` is markup that was made with ``text`` and ``attribute``."""
    return _PAGE.substitute(title=attribute(title), look=LOOK + look, body="\n".join(body))


def text(foreign: str) -> str:
    """Foreign words as markup that shows exactly them, line by line as they are."""
    return escape(visible(foreign))


def attribute(foreign: str) -> str:
    """Foreign words on one line, for an attribute, a title or a heading."""
    return escape(one_line(foreign))
