"""Where uploads are put down before they are added: a folder of this user alone, that never fills up.

Gradio's own place is one that all its pages and all users of a machine share, and it forgets there what a reader
uploaded who then closed the page. What is added, or refused, is taken out at once (`rag.web.archive_view`).
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rag.errors import PageError

FORGOTTEN = 3600.0  # seconds after which nobody comes back for a file; an upload takes ten minutes at most
MOST = 500_000_000  # bytes that may wait to be added, of all readers

Clock = Callable[[], float]


class Incoming:
    """The files that were uploaded and not yet added."""

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self.folder = folder
        self._clock = clock

    @classmethod
    def own(cls) -> Incoming:
        """The folder of this user, which nobody else can read, write, or have put there."""
        try:
            return cls(_private_folder())
        except OSError as error:
            raise PageError(
                f"No folder for uploads can be made: {error.strerror}. Name a place for them in TMPDIR, or take none "
                "(FOOTNOTE_UPLOADS=0)."
            ) from None

    def sweep(self) -> int:
        """Take out what was forgotten; gives how many bytes are left."""
        left = 0
        for place, folders, files in os.walk(self.folder, topdown=False):
            left += sum(self._swept(Path(place, name), os.unlink) for name in files)
            for name in folders:
                self._swept(Path(place, name), os.rmdir)
        return left

    def _swept(self, path: Path, remove: Callable[[Path], None]) -> int:
        """The bytes that stay. A folder that holds something cannot be removed; no link is followed."""
        with suppress(OSError):
            found = path.lstat()
            if self._clock() - found.st_mtime <= FORGOTTEN:
                return found.st_size
            remove(path)
        return 0


def _private_folder() -> Path:
    user = str(os.getuid()) if os.name == "posix" else ""  # elsewhere each user has a folder for what is temporary
    folder = Path(tempfile.gettempdir()).resolve() / f"footnote-uploads-{user}".rstrip("-")
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder if _is_own(folder) else Path(tempfile.mkdtemp(prefix="footnote-uploads-"))


def _is_own(folder: Path) -> bool:
    """Whether it is a folder, no link, and of nobody else: the name can be guessed, and the place is open to all."""
    found = folder.lstat()
    if os.name != "posix":
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
