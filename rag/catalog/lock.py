"""One writer: a file lock of the operating system, with the holder's name beside it.

The lock goes with the process that holds it, however that ends; the name it leaves behind means nothing then.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import ArchiveBusy, ArchiveError

_LOCK = "writer.lock"
_HOLDER = "writer.json"


@contextmanager
def write_lock(path: str | Path, wait_s: float = 2.0) -> Iterator[None]:
    """Hold the archive in the folder ``path`` for writing; ``ArchiveBusy`` names who holds it after ``wait_s``."""
    folder = Path(path)
    lock = _acquired(folder, wait_s)
    try:
        _write_holder(folder)
        try:
            yield
        finally:
            (folder / _HOLDER).unlink(missing_ok=True)
    finally:
        lock.release()


def _acquired(folder: Path, wait_s: float) -> FileLock:
    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait_s, poll_interval=0.05)
    except Timeout:
        raise ArchiveBusy(
            f"The archive at {folder} is being written by {_holder(folder)}. Wait until it has ended, or stop it."
        ) from None
    except OSError as error:
        raise ArchiveError(f"The archive at {folder} cannot be written: {error.strerror or error}.") from error
    return lock


def _write_holder(folder: Path) -> None:
    """Say who writes. Courtesy only: where it cannot be written (a full disk), the lock still holds."""
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    fresh = folder / f"{_HOLDER}.new"
    try:
        fresh.write_text(json.dumps(holder), encoding="utf-8", errors="replace")
        fresh.replace(folder / _HOLDER)
    except OSError:
        fresh.unlink(missing_ok=True)


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        command = " ".join("".join(c if c.isprintable() else " " for c in str(holder["command"])).split())
        return f"process {int(holder['pid'])} on {holder['host']} ({command}) since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
