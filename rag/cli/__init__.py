"""The command line: ``footnote VERB …``, also ``python -m rag VERB …``.

Results go to stdout; notes and progress to stderr. Exit 0: done (an abstention is a result). 1: a named error, in one
line. 2: usage. 130: stopped by Ctrl-C. Only click is imported until a verb does its work.
"""

from __future__ import annotations

# Each verb joins the command as it is defined.
from rag.cli import articles, asking, building, checking, keeping, running, timeline, users  # noqa: F401
from rag.cli.entry import main

__all__ = ["main"]
