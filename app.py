"""Opens the page: ``python3 app.py``. The five articles in ``seeds/`` are added to the archive if it lacks them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import Archive

SEEDS = Path(__file__).parent / "seeds"
STOPPED = 130  # 128 + SIGINT, as shells say it


def main() -> int:
    """Open the default archive, see to the seeds, and serve the page until Ctrl-C."""
    try:
        return serve_archive()
    except KeyboardInterrupt:  # while the page was starting; once it is open, Ctrl-C is its ordinary end
        print("footnote: stopped.", file=sys.stderr)
        return STOPPED
    except ModuleNotFoundError as error:
        if (error.name or "rag").split(".")[0] in ("rag", "vectorstore"):
            raise  # a fault of ours
        print(f'footnote: The package "{error.name}" is not installed. Run "make app".', file=sys.stderr)
        return 1


def serve_archive() -> int:
    # Imported here, so that Ctrl-C is heard while they load.
    from rag import Archive
    from rag.cli.shell import complain
    from rag.errors import FootnoteError
    from rag.settings import Settings
    from rag.web import serve

    try:
        settings = Settings.from_environment()
        with Archive.open(settings.archive, settings=settings) as archive:
            add_seeds(archive)
            serve(archive, host=settings.host, port=settings.port, users=settings.users, address=settings.address)
    except FootnoteError as error:
        complain(str(error))
        return 1
    return 0


def add_seeds(archive: Archive) -> None:
    """Add ``seeds/`` unless the archive holds these files already, under whatever folder they were added."""
    from rag.cli.progress import progress
    from rag.cli.shell import Shell, complain
    from rag.errors import ArchiveBusy, ArchiveMismatch, DiskFull

    if seed_hashes() <= {row.sha256 for row in archive.articles()}:
        return
    try:
        with progress(Shell()) as report:
            archive.add(SEEDS, progress=report)
    except (ArchiveBusy, ArchiveMismatch, DiskFull) as error:  # what the archive holds can be asked all the same
        complain(f"seeds/ was not added. {error}")


def seed_hashes() -> set[str]:
    from hashlib import sha256

    return {sha256(file.read_bytes()).hexdigest() for file in SEEDS.glob("*.txt")}


if __name__ == "__main__":
    sys.exit(main())
