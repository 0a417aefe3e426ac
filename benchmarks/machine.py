"""What a figure was measured on, in words: no host names, no paths."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path


def pin_to_two_cores() -> int:
    """Keep this process and its children on two cores, the machine the targets are for; how many there are."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    return len(cores)


def in_words() -> str:
    """Cores used, processor, memory, Python."""
    model = re.search(r"^model name\s*:\s*(.+)$", _text("/proc/cpuinfo"), re.MULTILINE)
    total = re.search(r"^MemTotal:\s*(\d+) kB", _text("/proc/meminfo"), re.MULTILINE)
    memory = f"{int(total[1]) / 2**20:.0f} GB of memory" if total else "memory unknown"
    processor = " ".join(model[1].split()) if model else platform.machine()
    return f"{len(os.sched_getaffinity(0))} cores of {processor}, {memory}, Python {platform.python_version()}"


def commit(root: Path) -> str:
    """The commit of the code measured, with a + where the code differs from it."""
    try:
        head = _git(root, "rev-parse", "--short=10", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", "rag", "vectorstore", "benchmarks/*.py")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head + ("+" if changed else "")


def resident_mb() -> tuple[float, float]:
    """Memory of this process now and at its peak, in MB (10^6 bytes)."""
    status = _text("/proc/self/status")
    now, peak = (int(re.search(rf"^{key}:\s*(\d+) kB", status, re.MULTILINE)[1]) for key in ("VmRSS", "VmHWM"))  # type: ignore[index]
    return now * 1024 / 1e6, peak * 1024 / 1e6


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
