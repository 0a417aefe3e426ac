"""The README says what is so: its commands exist, its paths exist, and what it shows is what is printed."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

import rag
from rag.cli.entry import footnote
from rag.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}


def section(title: str) -> str:
    """What stands under one heading."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with seeds/ in it, as a newcomer has."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    return tmp_path


def printed(command: list[str], folder: Path) -> str:
    environment = {**CLEAN, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_lines_of_python_print_what_is_shown(clone: Path) -> None:
    [code], [shown, *_] = blocks("python"), blocks("text", section("In Python"))
    assert len(ast.parse(code).body) == 6
    assert printed([sys.executable, "-c", code], clone) == shown


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_the_shell_prints_what_is_shown(clone: Path) -> None:
    [session] = blocks("console", section("In the shell"))
    for exchange in re.split(r"^\$ ", session, flags=re.M)[1:]:
        command, _, shown = exchange.partition("\n")
        script = f'footnote() {{ "{sys.executable}" -m rag "$@"; }}; {command}'
        assert printed(["bash", "-c", script], clone) == shown, command


def test_every_command_is_named_and_every_named_command_exists() -> None:
    named = set(re.findall(r"(?:`|^\$ |\| )footnote ([a-z]+)", README, re.M))
    assert named == set(footnote.commands)


def test_every_option_named_exists() -> None:
    commands: list[click.Command] = [footnote, *footnote.commands.values()]
    options = {name for command in commands for parameter in command.params for name in parameter.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section("In the shell") + section("JSON and batches")))
    assert named <= options


def test_every_make_target_is_named_and_every_named_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()) - {"help"}  # type: ignore[index]
    [listed] = re.findall(r"^Makefile +(.*)$", section("What is where"), re.M)
    assert set(listed.split(", ")) == targets
    assert set(re.findall(r"`make ([a-z]+)`", README)) | {"app", "test"} <= targets


def tree() -> list[str]:
    """The paths of the tree, folders with a slash at the end."""
    paths, folder = [], ""
    for indent, name in re.findall(r"^( *)(\S+) ", blocks("text", section("What is where"))[0], re.M):
        folder = "" if not indent else folder
        paths.append(folder + name)
        folder = name if not indent and name.endswith("/") else folder
    return paths


def test_every_path_of_the_tree_exists() -> None:
    assert [path for path in tree() if not (ROOT / path).exists()] == []
    assert "rag/archive.py" in tree()


def test_nothing_of_the_first_two_levels_is_missing_from_the_tree() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [path for path in listed.split() if not path.startswith(".git") and path != "README.md"]
    shown = {path.rstrip("/") for path in tree()}
    for file in files:
        parts = file.split("/")
        assert parts[0] in shown or file in shown, file
        if parts[0] == "rag" and not parts[1].startswith("__"):
            assert "/".join(parts[:2]) in shown or "/".join(parts[:3]) in shown, file


def test_every_link_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_variable_of_the_environment_is_explained_with_its_default() -> None:
    table = section("Environment")
    assert {name.lower() for name in re.findall(r"`FOOTNOTE_([A-Z_]+)`", table)} == set(Settings.__slots__) - {
        "second_opinion"  # a model object, given from Python only
    }
    for name in ("archive", "embedder", "threads", "exact_below", "host", "port"):
        assert f"`{getattr(Settings(), name)}`" in table, name


def test_the_changelog_and_the_package_are_of_one_version() -> None:
    assert f"\n## {rag.__version__} (" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'\nversion = "{rag.__version__}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
