"""What is measured in a process of its own: the command as a user calls it, and our own children."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from benchmarks.places import ROOT


def child(name: str, *words: object) -> dict[str, Any]:
    """A measurement in a process of its own."""
    command = [sys.executable, str(ROOT / "benchmarks" / "children.py"), name, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{name} failed: " + "\n".join(done.stderr.strip().splitlines()[-5:]))
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def footnote(*words: object) -> float:
    """Seconds that one command takes, from start to end of its process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "rag", *map(str, words)], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start
