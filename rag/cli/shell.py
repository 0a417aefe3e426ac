"""What every verb has in hand: the global options, the way to stdout and stderr, and the archive they name."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from rag.archive import Archive
    from rag.render import Line
    from rag.settings import Settings

# Characters that JSON leaves as they are and a terminal might obey; as \\uXXXX they mean the same to every reader.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Shell:
    """The global options of one call, and what a verb does with them."""

    archive: str | None = None
    chroma_url: str | None = None
    embedder: str | None = None
    llm: str | None = None
    json: bool = False
    quiet: bool = False

    def settings(self) -> Settings:
        """Options win over ``FOOTNOTE_*`` variables, those over the defaults."""
        from rag.settings import Settings

        archive = Path(self.archive) if self.archive is not None else None
        return Settings.from_environment(
            archive=archive, chroma_url=self.chroma_url, embedder=self.embedder, llm=self.llm
        )

    @contextmanager
    def open(self, *, create: bool = False, **options: Any) -> Iterator[Archive]:
        """The archive these options name; ``create`` makes one where there is none (only ``add`` does)."""
        from rag.archive import Archive

        settings = self.settings()
        with Archive.open(
            settings.archive, chroma_url=settings.chroma_url, settings=settings, create=create, **options
        ) as archive:
            yield archive

    def tell_what_leaves(self, archive: Archive) -> None:
        """Before the first question to a model on another machine: which text is sent where. Even with ``--quiet``."""
        if archive.model is not None:
            from rag.llm import leaves

            if told := leaves(archive.model):
                complain(told, prefix="")

    def has_archive(self) -> bool:
        """Whether there is an archive already where these options name one."""
        return (self.settings().archive / "catalog.sqlite").exists()

    def note(self, text: str) -> None:
        """One line on stderr, unless ``--quiet``."""
        if not self.quiet:
            complain(text, prefix="")

    def stage(self, text: str) -> None:
        """A word on what is being done, for who is watching; nothing where stderr is not a terminal."""
        if sys.stderr.isatty():
            self.note(text)

    def put(self, text: str) -> None:
        """A result, on stdout."""
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def put_json(self, value: Any) -> None:
        """A result as JSON: on one line, or indented where a person is looking."""
        self.put(json_text(value, indent=2 if sys.stdout.isatty() else None))

    def put_lines(self, lines: Iterable[Line], widest: int | None = None) -> None:
        """A result as rendered lines: painted on a terminal, no wider than ``widest`` columns; plain otherwise."""
        from rag.render import paint, text_of

        console = self.console()
        if console is None:
            self.put(text_of(lines))
        else:
            paint(lines, console, widest)

    def console(self) -> Console | None:
        """A console on stdout where that is a terminal; rich itself respects NO_COLOR and TERM=dumb."""
        return open_console(sys.stdout) if sys.stdout.isatty() else None


def has_colours(console: Console | None) -> bool:
    """Whether what is painted there can be told apart by its colours; without them, signs have to do it."""
    return console is not None and console.color_system is not None and not console.no_color


def open_console(file: TextIO) -> Console:
    """A rich console that reads no markup, makes no emoji, no links and no highlights of what it is given."""
    from rich.console import Console

    return Console(file=file, markup=False, emoji=False, highlight=False)


def complain(text: str, prefix: str = "footnote: ") -> None:
    """One line on stderr; what it quotes (file names, questions) cannot break it or command the terminal."""
    from rag.render import one_line

    print(prefix + one_line(text), file=sys.stderr, flush=True)


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON that any terminal and any encoding can carry; it reads back as the same value."""
    text = json.dumps(value, ensure_ascii=not _writes_utf8(), indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _writes_utf8() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").replace("_", "") == "utf8"
