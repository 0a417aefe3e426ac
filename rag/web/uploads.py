"""Files that a reader uploads: what is taken, under which name, and that nothing is left where adding them fails.

They are put into the folder ``uploads`` of the archive and added as any folder is. Once that folder was removed from
the archive its files stay where they are, and later uploads go to ``uploads-2``: nothing comes back unasked.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.errors import InputError

FOLDER = "uploads"
SUFFIXES = (".txt", ".md")
MOST_FILES = 200  # at a time
LARGEST_FILE = 5_000_000  # bytes; what `rag.reading` takes
LARGEST_UPLOAD = 50_000_000  # bytes, all files together
_LONGEST_NAME = 100  # characters before the suffix; with four bytes each it stays within the 255 of a file system
_UNSAFE = re.compile(r"[^\w .,()'&+-]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)  # names that Windows keeps for devices


def are_taken(archive: object) -> bool:
    """Whether the page takes files, as the archive's settings say."""
    return bool(getattr(getattr(archive, "settings", None), "uploads", False))


def safe_name(name: str) -> str:
    """A file's name as it may stand in a folder: no path, nothing invisible, never hidden; the suffix as it was.

    Raises InputError for a file that is no text.
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem, suffix = Path(last).stem, Path(last).suffix
    if suffix.lower() not in SUFFIXES:
        raise InputError(f'"{last[:60]}" is no .txt or .md file. Nothing was uploaded.')
    stem = " ".join(_UNSAFE.sub(" ", stem).split()).strip(". ")[:_LONGEST_NAME].strip(". ")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"article {stem}".strip()
    return stem + suffix.lower()


def checked(files: Sequence[tuple[str, Path]]) -> None:
    """Refuse, with the reason, what is too much or no text: all or nothing."""
    if not files:
        raise InputError("No file was chosen.")
    if len(files) > MOST_FILES:
        raise InputError(
            f"{len(files):,} files were chosen; {MOST_FILES} at a time are the limit. Add them as a folder."
        )
    for name, file in files:
        safe_name(name)
        if file.stat().st_size > LARGEST_FILE:
            raise InputError(f'"{name[:60]}" is larger than {LARGEST_FILE // 1_000_000} MB. Nothing was uploaded.')
    if sum(file.stat().st_size for _, file in files) > LARGEST_UPLOAD:
        raise InputError(f"The files are larger than {LARGEST_UPLOAD // 1_000_000} MB together. Upload them in parts.")


def upload_folder(archive: Path, added: Iterable[str]) -> Path:
    """The folder that uploads of now go to: the last of this archive that was added, or a new one."""
    held = set(added)
    number = 1
    while True:
        folder = (archive / (FOLDER if number == 1 else f"{FOLDER}-{number}")).resolve()
        if str(folder) in held or not folder.exists() or not any(folder.iterdir()):
            return folder
        number += 1


@contextmanager
def placed(files: Sequence[tuple[str, Path]], folder: Path) -> Iterator[list[Path]]:
    """The files in the folder, for good where the block ends well; where it does not, none of them stays.

    A file that is there already with the same bytes is not put there twice; another of the same name gets a number.
    """
    there = folder.is_dir()
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, file in files:
            data = file.read_bytes()
            place = _free(folder, safe_name(name), data)
            if place is not None:
                made.append(place)
                _write_new(place, data)
        yield made
    except BaseException:
        for place in made:
            place.unlink(missing_ok=True)
        if not there and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise


def _free(folder: Path, name: str, data: bytes) -> Path | None:
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while (place := folder / (name if number == 1 else f"{stem} ({number}){suffix}")).exists():
        if place.is_file() and place.read_bytes() == data:
            return None
        number += 1
    return place


def _write_new(place: Path, data: bytes) -> None:
    """A new file: one that somebody put there in the meantime, a link among them, is never written through."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
