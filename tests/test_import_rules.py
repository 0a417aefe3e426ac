"""The shape of the code, read from its import statements: one direction, and one door for each framework."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]

# Steps do not know each other; what they share lives in rag.text and rag.types.
STEPS = ("reading", "split", "catalog", "embed", "evidence", "index", "retrieve", "answer", "check")

# What stands above the steps.
ABOVE = ("rag.archive", "rag.asking", "rag.streaming", "rag.ingest", "rag.cli", "rag.web", "rag.render", "rag.evaluate")

# Each framework has one door (module names or their prefixes), and is imported inside functions only, or in a module
# that is itself imported lazily.
DOORS = {
    "chromadb": ("vectorstore.chroma",),
    "gradio": ("rag.web",),
    "llama_index": ("rag.llamaindex", "rag.llm"),
    "mcp": ("rag.mcp",),
}

# Modules that must be cheap to import: `footnote --help` and `import rag` load them.
CHEAP = ("rag", "rag.cli", "rag.__main__", "rag.types", "rag.errors", "rag.settings", "rag.render")
HEAVY = (
    "numpy",
    "rich",
    "onnxruntime",
    "tokenizers",
    "chromadb",
    "gradio",
    "llama_index",
    "dateutil",
    "snowballstemmer",
)


class Import(NamedTuple):
    """``module`` is imported by ``by``; ``lazy`` where only a call or a type checker runs the statement."""

    by: str
    module: str
    lazy: bool
    typing: bool


def imports_of(source: str, by: str, is_package: bool = False) -> Iterator[Import]:
    """Every import of a module's source. ``from a import b`` counts as ``a.b``: b may be a module."""
    package = by if is_package else by.rpartition(".")[0]
    yield from _walk(ast.parse(source), by, package, lazy=False, typing=False)


def _walk(node: ast.AST, by: str, package: str, *, lazy: bool, typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(by, alias.name, lazy, typing) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = _absolute(child, package)
            yield from (Import(by, f"{base}.{alias.name}", lazy, typing) for alias in child.names)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _walk(child, by, package, lazy=True, typing=typing)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for branch in child.body:
                yield from _walk(ast.Module([branch], []), by, package, lazy=True, typing=True)
            yield from _walk(ast.Module(child.orelse, []), by, package, lazy=lazy, typing=typing)
        else:
            yield from _walk(child, by, package, lazy=lazy, typing=typing)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def within(module: str, *prefixes: str) -> bool:
    return any(module == prefix or module.startswith(prefix + ".") for prefix in prefixes)


def step_of(module: str) -> str | None:
    return next((step for step in STEPS if within(module, f"rag.{step}")), None)


def broken_rules(one: Import) -> Iterator[str]:
    """What is wrong with an import, in words."""
    for framework, doors in DOORS.items():
        if within(one.module, framework) and not within(one.by, *doors):
            yield f"{one.by} imports {one.module}: {framework} has one door, {' or '.join(doors)}"
    if within(one.by, "vectorstore") and within(one.module, "rag"):
        yield f"{one.by} imports {one.module}: vectorstore knows nothing of rag"
    ours, theirs = step_of(one.by), step_of(one.module)
    # A type in a signature ties nobody to anything at run time.
    if ours and theirs and ours != theirs and not one.typing:
        yield f"{one.by} imports {one.module}: only rag/archive.py puts steps together"
    if within(one.by, "rag.text") and within(one.module, "rag") and not within(one.module, "rag.text", "rag.types"):
        yield f"{one.by} imports {one.module}: rag.text stands on rag.types alone"
    if ours and within(one.module, *ABOVE):
        yield f"{one.by} imports {one.module}: imports go down only"
    if not one.lazy and within(one.by, *CHEAP[1:]) and within(one.module, *HEAVY):
        yield f"{one.by} imports {one.module} at once: it must stay cheap to import"


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("rag", "vectorstore"):
        for file in sorted((ROOT / top).rglob("*.py")):
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), file


@pytest.mark.parametrize(("name", "file"), [pytest.param(*module, id=module[0]) for module in modules()])
def test_the_module_keeps_the_import_rules(name: str, file: Path) -> None:
    found = imports_of(file.read_text(encoding="utf-8"), name, file.name == "__init__.py")
    assert [message for one in found for message in broken_rules(one)] == []


def test_the_doors_lead_to_modules_imported_lazily() -> None:
    """A door may import its framework at its top only if nobody imports the door at theirs."""
    everything = [one for name, file in modules() for one in imports_of(file.read_text("utf-8"), name)]
    eager_doors = {
        one.by for one in everything if not one.lazy and any(within(one.module, framework) for framework in DOORS)
    }
    at_once = [
        f"{one.by} imports {one.module} at once"
        for one in everything
        if not one.lazy and any(within(one.module, door) for door in eager_doors) and one.by not in eager_doors
    ]
    assert at_once == []


@pytest.mark.parametrize(
    ("by", "source", "rule"),
    [
        ("rag.index", "import chromadb", "one door"),
        ("rag.index", "def f():\n    from chromadb.config import Settings", "one door"),
        ("rag.archive", "from llama_index.core.schema import NodeWithScore", "one door"),
        ("rag.cli.verbs", "import gradio as gr", "one door"),
        ("vectorstore.memory", "from rag.types import Span", "knows nothing of rag"),
        ("vectorstore.chroma", "from rag import types", "knows nothing of rag"),
        ("rag.retrieve", "from rag.embed import Embedder", "puts steps together"),
        ("rag.check.claim", "from ..reading import parse", "puts steps together"),
        ("rag.answer.evidence", "from rag.evidence import open_evidence", "puts steps together"),
        ("rag.answer.extractive", "def f():\n    import rag.check.claim", "puts steps together"),
        ("rag.text.words", "from rag.settings import Settings", "stands on rag.types alone"),
        ("rag.retrieve", "from rag.archive import Archive", "go down only"),
        ("rag.cli.verbs", "import numpy as np", "cheap to import"),
        ("rag.render", "from rich.text import Text", "cheap to import"),
    ],
)
def test_a_module_that_breaks_a_rule_is_caught(by: str, source: str, rule: str) -> None:
    """The control: each rule bites."""
    messages = [message for one in imports_of(source, by) for message in broken_rules(one)]
    assert any(rule in message for message in messages)


@pytest.mark.parametrize(
    ("by", "source"),
    [
        ("vectorstore.chroma", "import chromadb"),
        ("rag.web.page", "import gradio as gr"),
        ("rag.retrieve", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from rag.embed import Embedder"),
        ("rag.check.claim", "from rag.text.words import words\nfrom . import quote\nfrom rag.types import Claim"),
        ("rag.archive", "from rag import reading, catalog"),
        ("rag.render", "def f():\n    from rich.text import Text"),
    ],
)
def test_what_is_allowed_is_not_caught(by: str, source: str) -> None:
    assert [message for one in imports_of(source, by) for message in broken_rules(one)] == []
