"""Which files of a folder are articles, and their bytes. Nothing outside the folder is ever opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import FolderError
from rag.types import Skipped

SUFFIXES = (".txt", ".md")
SIZE_LIMIT = 50_000_000


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file to read: its path relative to the folder (forward slashes), where it is, its size and time of change."""

    path: str
    absolute: Path
    size: int
    mtime_ns: int = 0


def list_files(folder: Path) -> tuple[list[FileEntry], list[Skipped]]:
    """The ``.txt`` and ``.md`` files of a folder and its subfolders, sorted by path, and what was passed over and why.

    Only regular files. A symbolic link is followed when it leads to a file inside the folder; links to folders, and
    links that lead out, are not. Other kinds of file (``.jpg``) are not mentioned. Raises `FolderError`.
    """
    root = _checked(folder)
    entries: list[FileEntry] = []
    skipped: list[Skipped] = []
    for path in _walk(root, skipped):
        name = path.relative_to(root).as_posix()
        if not _is_unicode(name):
            skipped.append(Skipped(_shown(name), "its name is not valid text; rename it"))
            continue
        entry = _entry(root, path, name)
        (entries if isinstance(entry, FileEntry) else skipped).append(entry)  # type: ignore[arg-type]
    return sorted(entries, key=lambda entry: entry.path), sorted(skipped, key=lambda skip: skip.path)


def files_to_read(folder: Path) -> tuple[list[FileEntry], list[Skipped]]:
    """`list_files` of a folder that is to be added: one without a single file to read is refused too."""
    entries, skipped = list_files(folder)
    if not entries:
        raise FolderError(f'"{folder}" holds no .txt or .md file that can be read. Nothing was changed.')
    return entries, skipped


def read_bytes(entry: FileEntry, limit: int = SIZE_LIMIT) -> bytes | Skipped:
    """A file's bytes, or why it was not read: too large (``limit`` in bytes), gone, or not readable."""
    try:
        descriptor = os.open(entry.absolute, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Skipped(entry.path, _kind(status.st_mode))
            if status.st_size > limit:
                return Skipped(entry.path, _too_large(status.st_size, limit))
            data = file.read(limit + 1)
    except OSError as error:
        return Skipped(entry.path, _why(error))
    return data if len(data) <= limit else Skipped(entry.path, _too_large(len(data), limit))


def _checked(folder: Path) -> Path:
    if not folder.exists():
        raise FolderError(f'There is no folder "{folder}". Give the folder that holds the articles.')
    if not folder.is_dir():
        raise FolderError(f'"{folder}" is a file. Give the folder that holds it.')
    root = folder.resolve()
    if not _is_unicode(str(root)):
        raise FolderError(f'The name of the folder "{_shown(str(root))}" is not valid text. Rename it.')
    return root


def _walk(root: Path, skipped: list[Skipped]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        where = Path(error.filename).relative_to(root).as_posix() if error.filename else "."
        if where == ".":
            raise FolderError(f'The folder "{root}" cannot be read: {_why(error)}. Check its permissions.') from error
        skipped.append(Skipped(_shown(where), f"a folder that cannot be read: {_why(error)}"))

    for directory, folders, names in os.walk(root, onerror=unreadable, followlinks=False):
        here = Path(directory)
        for name in folders:
            if (here / name).is_symlink():
                skipped.append(
                    Skipped(_shown((here / name).relative_to(root).as_posix()), "a link to a folder, not followed")
                )
        for name in names:
            if name.lower().endswith(SUFFIXES):
                yield here / name


def _entry(root: Path, path: Path, name: str) -> FileEntry | Skipped:
    try:
        real = path
        if path.is_symlink():
            real = path.resolve(strict=True)
            if not real.is_relative_to(root):
                return Skipped(name, "a link that leads out of the folder, not followed")
        status = real.stat()
    except OSError as error:
        return Skipped(name, "a link that leads nowhere" if path.is_symlink() else _why(error))
    except RuntimeError:
        return Skipped(name, "a link that leads to itself")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(name, _kind(status.st_mode))
    return FileEntry(name, real, status.st_size, status.st_mtime_ns)


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe, not a file"
    if stat.S_ISSOCK(mode):
        return "a socket, not a file"
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        return "a device, not a file"
    if stat.S_ISDIR(mode):
        return "a folder, not a file"
    return "not a regular file"


def _too_large(size: int, limit: int) -> str:
    return f"too large: {size / 1e6:.1f} MB, the limit is {limit / 1e6:g} MB"


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "it is gone"
    return (error.strerror or type(error).__name__).lower()


def _is_unicode(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
