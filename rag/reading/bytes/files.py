"""Which files of a folder are articles, and their bytes. Nothing outside the folder is ever opened.

Listing only looks at names and kinds. Opening goes down from the folder name by name and follows no link, so that a
folder or file swapped for a link between listing and opening leads nowhere; a link to a file inside the folder is
resolved first and then opened in the same way. (Where a system cannot open relative to a folder, as Windows, the opened
file is compared with what the path means without links.) A hard link is the file itself and cannot be told from one:
whoever may make one in the folder can read the file anyway.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rag.errors import FolderError
from rag.types import Skipped

SUFFIXES = (".txt", ".md")
# Bytes of a file: some 800,000 words, more than any article. Reading the worst file of this size keeps within 10 s and
# 64 MB; the figures are in tests/reading/test_hostile_limits.py.
SIZE_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file to read: its path relative to the folder (forward slashes), where it is, its size and time of change.

    ``root`` is the folder, without links, out of which opening it may not lead; by default what ``path`` says.
    """

    path: str
    absolute: Path
    size: int
    mtime_ns: int = 0
    root: Path | None = None


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
    """A file's bytes, or why it was not read: too large (``limit`` in bytes), gone, a link that leads out, no file."""
    root = entry.root or _root_of(entry)
    try:
        descriptor = _open_inside(root, entry.absolute)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Skipped(entry.path, _kind(status.st_mode))
            if status.st_size > limit:
                return Skipped(entry.path, _too_large(status.st_size, limit))
            data = file.read(limit + 1)
    except _NotInside as error:
        return Skipped(entry.path, str(error))
    except OSError as error:
        return Skipped(entry.path, _why(error))
    return data if len(data) <= limit else Skipped(entry.path, _too_large(len(data), limit))


class _NotInside(Exception):
    """What was to be opened leads out of the folder, or is no regular file; the message is the reason."""


def _root_of(entry: FileEntry) -> Path:
    """The folder that an entry without one was found in: its place less its path."""
    steps = len(PurePosixPath(entry.path).parts)
    parents = entry.absolute.parents
    return parents[steps - 1].resolve() if steps <= len(parents) else entry.absolute.parent.resolve()


def _open_inside(root: Path, file: Path) -> int:
    """A descriptor of a regular file below ``root``. Raises `_NotInside`, OSError.

    A link is resolved once; what it leads to must be inside and is opened without following any other.
    """
    if file.is_relative_to(root):
        try:
            return _open_without_links(root, file)
        except OSError as error:
            if error.errno not in _WAS_A_LINK:
                raise
    return _open_without_links(root, _resolved(root, file))


_LEADS_OUT = "a link that leads out of the folder, not followed"
# What open() says of a link with O_NOFOLLOW (ELOOP; EMLINK on FreeBSD), and with O_DIRECTORY besides (ENOTDIR).
_WAS_A_LINK = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)  # a pipe or terminal swapped in cannot hold us
_RELATIVE = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


def _resolved(root: Path, file: Path) -> Path:
    try:
        real = file.resolve(strict=True)
    except RuntimeError:
        raise _NotInside("a link that leads to itself") from None
    if not real.is_relative_to(root):
        raise _NotInside(_LEADS_OUT)
    return real


def _open_without_links(root: Path, file: Path) -> int:
    """Opens a file below ``root``: each name relative to the folder opened before, and none of them a link."""
    if not _RELATIVE:
        return _open_and_compare(file)
    parts = file.relative_to(root).parts
    folder = os.open(root, _READ | os.O_DIRECTORY)
    try:
        for name in parts[:-1]:
            inner = os.open(name, _READ | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        status = os.stat(parts[-1], dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            raise OSError(errno.ELOOP, "a link")
        if not stat.S_ISREG(status.st_mode):  # looked at before: opening a device can already do something
            raise _NotInside(_kind(status.st_mode))
        return os.open(parts[-1], _READ | _NO_WAITING | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)


def _open_and_compare(file: Path) -> int:
    """Without relative opening: the path must be its own resolution, before and after, and be the file opened."""
    if file.resolve(strict=True) != file:
        raise OSError(errno.ELOOP, "a link")
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise _NotInside(_kind(status.st_mode))
    descriptor = os.open(file, _READ | _NO_WAITING)
    if file.resolve() == file and os.path.samestat(os.fstat(descriptor), status):
        return descriptor
    os.close(descriptor)
    raise _NotInside("it was replaced while it was opened")


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
    """The text files below a folder, of any kind, down to any depth; what cannot be looked into is ``skipped``."""
    waiting = [str(root)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as found:
                inside = list(found)
        except OSError as error:
            if here == str(root):
                raise FolderError(
                    f'The folder "{root}" cannot be read: {_why(error)}. Check that it is there.'
                ) from error
            skipped.append(Skipped(_relative(root, here), f"a folder that cannot be read: {_why(error)}"))
            continue
        for item in inside:
            if item.is_dir(follow_symlinks=False):
                waiting.append(item.path)
            elif _leads_to_folder(item):
                skipped.append(Skipped(_relative(root, item.path), "a link to a folder, not followed"))
            elif item.name.lower().endswith(SUFFIXES):
                yield Path(item.path)


def _leads_to_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_symlink() and item.is_dir()
    except OSError:  # it leads to itself
        return False


def _relative(root: Path, path: str) -> str:
    return _shown(Path(path).relative_to(root).as_posix())


def _entry(root: Path, path: Path, name: str) -> FileEntry | Skipped:
    try:
        real = path
        if path.is_symlink():
            real = path.resolve(strict=True)
            if not real.is_relative_to(root):
                return Skipped(name, _LEADS_OUT)
        status = real.lstat()
    except OSError as error:
        return Skipped(name, "a link that leads nowhere" if path.is_symlink() else _why(error))
    except RuntimeError:
        return Skipped(name, "a link that leads to itself")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(name, _kind(status.st_mode))
    return FileEntry(name, real, status.st_size, status.st_mtime_ns, root)


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
    if error.errno == errno.ELOOP:
        return "a link that leads to itself"
    if error.errno == errno.ENAMETOOLONG:
        return "its path is too long to be opened"
    return (error.strerror or type(error).__name__).lower()


def _is_unicode(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
