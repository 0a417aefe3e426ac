"""What readers said of answers: right, wrong, or wrongly cited, with a comment; kept on this machine and nowhere else.

One file in the archive's folder, a JSON object in each line, each written whole in one write under a lock: several
processes may keep feedback at once, and a line that a crash has cut costs that line only. Of one answer the last word
counts. What is withdrawn is taken out of the file. Nothing here sends anything anywhere; ``footnote eval feedback``
asks the questions again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock, Timeout

from rag.errors import ArchiveBusy, InputError
from rag.types import Answer, Filters, Turn, as_turns

FILE = "feedback.jsonl"
VERSION = 1
LARGEST = 20_000_000
"""Bytes that the file may have; some thousand answers. What does not fit is refused with a word, nothing is dropped."""
LONGEST_COMMENT = 2_000  # characters
_WAIT_S = 5.0

Kind = Literal["right", "wrong", "wrong_citation"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of one answer, with all that is needed to ask the question again.

    ``citations`` are the numbers the reader calls wrong; none: all of the answer's. ``at`` is when, ISO 8601 in UTC.
    """

    kind: Kind
    answer: Answer
    comment: str = ""
    citations: tuple[int, ...] = ()
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    any_time: bool = False
    at: str = ""

    @property
    def id(self) -> str:
        """The answer's: an answer has one feedback at most."""
        return self.answer.id

    def to_json(self) -> dict[str, Any]:
        return {
            "footnote_feedback": VERSION,
            "id": self.id,
            "at": self.at,
            "kind": self.kind,
            "comment": self.comment,
            "citations": list(self.citations),
            "history": [{"role": turn.role, "content": turn.content} for turn in self.history],
            "after": self.filters.after,
            "before": self.filters.before,
            "outlets": list(self.filters.outlets),
            "any_time": self.any_time,
            "answer": replace(self.answer, explanation=None).to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Feedback:
        """Raises KeyError, TypeError or ValueError where it is no feedback."""
        if data["kind"] not in get_args(Kind):
            raise ValueError(data["kind"])
        return cls(
            kind=data["kind"],
            answer=Answer.from_json(data["answer"]),
            comment=str(data.get("comment") or ""),
            citations=tuple(int(n) for n in data.get("citations") or ()),
            history=as_turns(data.get("history")),
            filters=Filters(data.get("after"), data.get("before"), tuple(data.get("outlets") or ())),
            any_time=bool(data.get("any_time")),
            at=str(data.get("at") or ""),
        )


class FeedbackFile:
    """The feedback of one archive; any number of readers and writers, in any number of processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._folder = folder

    def keep(self, feedback: Feedback) -> Feedback:
        """Write it down, in the place of what was said of the same answer. Raises InputError where it cannot be."""
        kept = replace(feedback, at=datetime.now(UTC).isoformat(timespec="seconds"))
        if len(kept.comment) > LONGEST_COMMENT:
            raise InputError(f"The comment has {len(kept.comment):,} characters; {LONGEST_COMMENT:,} are the limit.")
        line = json.dumps(kept.to_json()).encode() + b"\n"
        with self._writing():
            lines = self._lines()
            others = [other for other in lines if _id(other) != kept.id]
            if sum(map(len, others)) + len(line) > LARGEST:
                raise InputError(f"{self.path} is full. Rename it, or delete it, to keep more feedback.")
            self._append(line) if others == lines else self._replace([*others, line])
        return kept

    def withdraw(self, id: str) -> None:
        """Take what was said of an answer out of the file."""
        with self._writing():
            lines = self._lines()
            others = [line for line in lines if _id(line) != id]
            if others != lines:
                self._replace(others)

    def of(self, ids: Sequence[str]) -> dict[str, Feedback]:
        """What was said of these answers, by their ids."""
        return {entry.id: entry for entry in read_feedback(self.path)[0] if entry.id in ids}

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        lock = FileLock(self._folder / f"{FILE}.lock")
        try:
            lock.acquire(timeout=_WAIT_S)
        except Timeout:
            raise ArchiveBusy(f"{self.path} is being written by another process. Try again.") from None
        except OSError as error:
            raise _not_kept(self.path, error) from None
        try:
            yield
        except OSError as error:
            raise _not_kept(self.path, error) from None
        finally:
            lock.release()

    def _lines(self) -> list[bytes]:
        return self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []

    def _append(self, line: bytes) -> None:
        """One whole line in one write. What a crash has left unended is ended first, so that only that is lost."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(handle).st_size:
                os.lseek(handle, -1, os.SEEK_END)
                line = line if os.read(handle, 1) == b"\n" else b"\n" + line
            _write_all(handle, line)
        finally:
            os.close(handle)

    def _replace(self, lines: Sequence[bytes]) -> None:
        """Write a neighbour, then rename: a reader meets the old file or the new one."""
        fresh = self.path.with_name(f"{FILE}.new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_all(handle, b"".join(line if line.endswith(b"\n") else line + b"\n" for line in lines))
        finally:
            os.close(handle)
        fresh.replace(self.path)


def read_feedback(path: Path) -> tuple[list[Feedback], list[int]]:
    """The last word on each answer, in the order of the file, and the numbers of the lines that could not be read.

    Raises InputError where the file cannot be.
    """
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    read = {number: _read(line) for number, line in enumerate(lines, 1) if line.strip()}
    last = {entry.id: entry for entry in read.values() if entry}
    return list(last.values()), [number for number, entry in read.items() if entry is None]


def _read(line: bytes) -> Feedback | None:
    try:
        return Feedback.from_json(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _id(line: bytes) -> str | None:
    """Of which answer a line is; None for a line that cannot be read, which is left as it is."""
    entry = _read(line)
    return entry.id if entry else None


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
    os.fsync(handle)


def _not_kept(path: Path, error: OSError) -> InputError:
    return InputError(f"Feedback cannot be kept in {path}: {error.strerror or error}.")
