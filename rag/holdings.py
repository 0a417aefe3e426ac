"""What an archive holds, folder by folder: for whoever looks after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import InputError
from rag.types import Skipped

if TYPE_CHECKING:
    from rag.catalog import Catalog

_MOST_NAMED = 3  # folders in the words of an error


@dataclass(frozen=True, slots=True)
class Holding:
    """A folder that was added: its articles, the files passed over the last time, and whether it is still there."""

    folder: str
    articles: int
    skipped: tuple[Skipped, ...] = ()
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Holdings:
    """The folders in the order they were added, and those removed that can be put back, with their articles counted."""

    folders: tuple[Holding, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)


def holdings(catalog: Catalog) -> Holdings:
    """What the catalogue holds."""
    folders = (
        Holding(
            folder,
            len(catalog.known_files(folder)),
            tuple(catalog.memory.skipped(folder)),
            Path(folder).is_dir(),
        )
        for folder in catalog.folders()
    )
    return Holdings(tuple(folders), catalog.aside.folders())


def folder_meant(name: str | Path, folders: Iterable[str], what: str = "in the archive") -> str:
    """The one of these folders that a reader names, as it was added or from here. Raises InputError."""
    known = list(folders)
    for written in (str(name), str(Path(name).expanduser().absolute()), str(Path(name).expanduser().resolve())):
        if written in known:
            return written
    some = ", ".join(f'"{folder}"' for folder in known[:_MOST_NAMED]) + ("…" if len(known) > _MOST_NAMED else "")
    raise InputError(f'The folder "{name}" is not {what}. ' + (f"There is {some}." if known else "There is none."))
