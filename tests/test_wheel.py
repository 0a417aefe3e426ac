"""``pip install .`` brings the model, its licence and the page's files, and nothing that is not for users."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rag import embed, evidence
from rag.model_file import VOCABULARY_SHA256

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [built] = folder.glob("*.whl")
    return built


def test_it_brings_the_models_whole_with_their_notices_and_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        for name, digest in (
            ("minilm/model.onnx", embed.MODEL_SHA256),
            ("minilm/vocab.txt", VOCABULARY_SHA256),
            ("evidence/model.onnx", evidence.MODEL_SHA256),
        ):
            assert hashlib.sha256(files.read(f"rag/models/{name}")).hexdigest() == digest
        for model in ("minilm", "evidence"):
            assert b"Apache License 2.0" in files.read(f"rag/models/{model}/NOTICE")
            assert f"rag/models/{model}/LICENSE" in files.namelist()
        assert "rag/models/evidence/CARD.md" in files.namelist()
        assert {"rag/web/static/page.css", "rag/web/static/page.js"} <= set(files.namelist())
        assert any(name.endswith("/licenses/LICENSE") for name in files.namelist())


def test_it_brings_the_fonts_whole_with_their_notice_and_licence(wheel: Path) -> None:
    fonts = "rag/web/static/fonts"
    with zipfile.ZipFile(wheel) as files:
        for digest, name in map(str.split, files.read(f"{fonts}/SHA256SUMS").decode().splitlines()):
            assert hashlib.sha256(files.read(f"{fonts}/{name}")).hexdigest() == digest
        assert b"Apache License" in files.read(f"{fonts}/NOTICE").replace(b"\n", b" ")
        assert {f"{fonts}/LICENSE", "rag/web/static/fonts.css"} <= set(files.namelist())
        assert any(name.endswith("/licenses/rag/web/static/fonts/NOTICE") for name in files.namelist())


def test_it_brings_the_two_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        tops = {name.split("/")[0] for name in files.namelist()}
        stray = [name for name in files.namelist() if name.endswith((".pyc", ".sqlite", ".jsonl", ".md"))]
    stray.remove("rag/models/evidence/CARD.md")
    assert {top for top in tops if not top.endswith(".dist-info")} == {"rag", "vectorstore"}
    assert stray == []


def test_what_it_brings_answers_questions(wheel: Path, tmp_path: Path) -> None:
    """Unpacked far from the repository, it reads, embeds and answers."""
    with zipfile.ZipFile(wheel) as files:
        files.extractall(tmp_path / "site")
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path / "site")!r})
import rag
assert rag.__file__.startswith({str(tmp_path)!r}), rag.__file__
from rag.cli import main
sys.exit(main(["--archive", "a", "add", {str(ROOT / "seeds")!r}]) or main(["--archive", "a", "ask", "Who spoke?"]))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout.count("5 added")) == (0, 1), done.stderr
