"""What several rooms' tests share: the seeds as an archive, made once, and a guard against leaving the machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rag.archive import Archive
from rag.settings import Settings
from tests import loopback

SEEDS = Path(__file__).parents[1] / "seeds"

# Properties look for wrong answers, not for slow machines: no example has a deadline.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure() -> None:
    loopback.guard()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Started in the background: programs that tests start would inherit that Ctrl-C is ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_LLM") or name.endswith("_API_KEY")]:
        del os.environ[name]  # no test asks the model of whoever runs it


@pytest.fixture(autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    """A test in whose time anything tried to reach another machine fails, even if the refusal was swallowed."""
    yield
    tried, loopback.attempts[:] = list(loopback.attempts), []
    assert not tried, f"tried to leave this machine: {tried}"


@pytest.fixture(scope="session")
def seeds_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The five seed articles, read, embedded and searchable. Shared: tests do not write to it."""
    with Archive.open(tmp_path_factory.mktemp("seeds") / "archive", settings=Settings()) as archive:
        archive.add(SEEDS)
        yield archive
