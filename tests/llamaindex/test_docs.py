"""What docs/llamaindex.md shows is what its code prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "llamaindex.md").read_text(encoding="utf-8")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
SHOWN = re.findall(r"^```python\n(.*?)^```\n\nprints\n\n```text\n(.*?)^```$", DOC, re.S | re.M)
MARK = "the next example"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with seeds/ in it, as a newcomer has."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def test_every_example_is_shown_with_what_it_prints() -> None:
    assert len(SHOWN) == DOC.count("```python") == 4


def test_the_examples_print_what_is_shown(clone: Path) -> None:
    """One after the other, as they are read: the third goes on with what the second has made."""
    code = f'\nprint("{MARK}")\n'.join(code for code, _ in SHOWN)
    environment = {**CLEAN, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=clone, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split(f"{MARK}\n") == [printed for _, printed in SHOWN]
