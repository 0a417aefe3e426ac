"""Coverage-guided fuzzing of the reader: bytes in, every promise of `tests.fuzz.promises` asked, until time is up.

    python -m tools.fuzz_reader [--minutes 10]

New inputs that reach new code are kept in ``build/fuzz``; ``--keep`` takes the smallest set with the same coverage over
into ``tests/fuzz/corpus``, which the tests replay. The first input that breaks a promise at a place in the code is
written to ``build/fuzz/found-…`` and named at the end; it becomes a test. The run goes on to its end all the same.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
WORK = ROOT / "build" / "fuzz"
_LARGEST = 4096  # bytes of an input: enough for a page with all its parts
_MOST_KEPT, _MOST_KEPT_BYTES = 300, 900_000


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--keep", action="store_true", help="only: make the corpus of the tests anew from build/fuzz")
    options.add_argument("--inside", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside is not None:
        _fuzz(chosen.inside)
    if chosen.keep:
        return _keep()
    WORK.mkdir(parents=True, exist_ok=True)
    time = f"-max_total_time={round(chosen.minutes * 60)}"
    limits = [time, f"-max_len={_LARGEST}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]
    for old in WORK.glob("found-*"):
        old.unlink()
    status = _run(
        [*limits, f"-dict={_dictionary()}", f"-artifact_prefix={WORK}/found-", str(WORK / "new"), str(CORPUS)]
    )
    finds = sorted(file.name for file in WORK.glob("found-*") if file.suffix != ".log")
    print(f"{len(finds)} broken promises" + "".join(f"\n  {WORK.relative_to(ROOT)}/{name}" for name in finds))
    return status or bool(finds)


def _run(arguments: list[str]) -> int:
    """libFuzzer ends its process as it likes, so it gets one of its own."""
    (WORK / "new").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tools.fuzz_reader", "--inside", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _fuzz(arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["rag.reading", "rag.text", "rag.split", "rag.render"]):
        from tests.fuzz.promises import keep_promises

    def one_input(data: bytes) -> None:
        try:
            keep_promises(data)
        except Exception as error:
            _note(error, data)

    atheris.Setup([str(_again()), *arguments], one_input)
    atheris.Fuzz()


def _again() -> Path:
    """What libFuzzer starts to merge, as one word: this, in a process of its own."""
    script = WORK / "again"
    script.write_text(
        f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m tools.fuzz_reader --inside "$@"\n', "utf-8"
    )
    script.chmod(0o755)
    return script


def _note(error: Exception, data: bytes) -> None:
    """Keeps the shortest input that fails at this place."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).stem}-{last.name}-{last.lineno}"
    found = WORK / f"found-{type(error).__name__}-{place}"
    if not found.exists() or found.stat().st_size > len(data):
        found.write_bytes(data)
        found.with_name(found.name + ".log").write_text("".join(traceback.format_exception(error)), "utf-8")


def _keep() -> int:
    """The smallest set of inputs that reaches what the found ones reach, within what a repository should hold."""
    merged = WORK / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    merged.mkdir(parents=True)
    status = _run(["-set_cover_merge=1", f"-max_len={_LARGEST}", str(merged), str(CORPUS), str(WORK / "new")])
    if status:
        return status
    large_first = sorted(merged.iterdir(), key=lambda file: (-file.stat().st_size, file.name))
    total = 0
    shutil.rmtree(CORPUS)
    CORPUS.mkdir()
    for file in large_first[:_MOST_KEPT]:  # the smallest reach least that no other reaches
        total += file.stat().st_size
        if total <= _MOST_KEPT_BYTES:
            shutil.copy(file, CORPUS / file.name[:16])
    print(f"{len(list(CORPUS.iterdir()))} inputs kept in {CORPUS.relative_to(ROOT)}")
    return 0


def _dictionary() -> Path:
    """Pieces of news pages the fuzzer may put together, in libFuzzer's form."""
    file = WORK / "pieces.dict"
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in piece.encode()) + '"' for piece in _PIECES)
    file.write_text("\n".join(lines) + "\n", "ascii")
    return file


_PIECES = (
    "---\n", "source: ", "date: 2021-03-04", "title: ", "By ", "Reuters", "(AP)", "(Reuters) — ", "LONDON, Sept 3 ",
    "Source: ", "Originally published by ", "©", "All rights reserved", "Sign up for ", "Read more", "Related: ",
    "Menu", "Share", "Most read", "Advertisement", "Comments", "“", "”", "‘", "’", "\"", "«", "»", " said",
    " told ", " according to ", "General ", "Mr. ", "U.S. ", "the top Iranian diplomat", "[sic]", "…", "...", "—",
    "–", "\n\n", "\r\n", "\u2028", "\u0085", "\u202e", "\u200b", "\ufeff", "\u00ad", "\u0301", "😀", "\U000e0041",
    "Tuesday", "Sept. 29, 2020", "29 September", "il 5 marzo 2020", "5 de marzo de 2020", "3月5日", "nearly ",
    "10 to 15 ", "5-7%", "$3.5 million", "44-day war", "1,000", "twenty-one", "half a dozen", "http://",
    "www.example.org", "中文句子。", "- ", "1. ", "# ", "> ", "* ",
)  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
