"""What several rooms' tests share: the seeds as an archive, made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.settings import Settings

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def seeds_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The five seed articles, read, embedded and searchable. Shared: tests do not write to it."""
    with Archive.open(tmp_path_factory.mktemp("seeds") / "archive", settings=Settings()) as archive:
        archive.add(SEEDS)
        yield archive
