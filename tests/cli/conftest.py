"""The command line over a small archive of fakes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from rag.cli import main
from rag.cli.shell import Shell
from tests.fake_archive import FakeArchive, install


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> FakeArchive:
    fake = FakeArchive()
    monkeypatch.setitem(sys.modules, "rag.archive", None)
    install(fake)
    monkeypatch.setattr(Shell, "has_archive", lambda _: True)
    for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
        monkeypatch.delenv(name)
    return fake


@pytest.fixture
def run(archive: FakeArchive, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: str) -> Ran:
        archive.calls.clear()
        status = main(arguments)
        return Ran(status, *capfd.readouterr())

    return call
