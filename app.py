"""Opens the page: ``python3 app.py``. An archive that holds nothing yet is given the five articles in ``seeds/``."""

from __future__ import annotations

import sys
from pathlib import Path

from rag import Archive
from rag.cli.progress import progress
from rag.cli.shell import Shell, complain
from rag.errors import FootnoteError
from rag.settings import Settings
from rag.web import serve

SEEDS = Path(__file__).parent / "seeds"


def main() -> int:
    """Open the default archive, fill it if it is empty, and serve it until Ctrl-C."""
    try:
        settings = Settings.from_environment()
        with Archive.open(settings.archive, settings=settings) as archive:
            if not archive.articles():
                with progress(Shell()) as report:
                    archive.add(SEEDS, progress=report)
            serve(archive, host=settings.host, port=settings.port)
    except FootnoteError as error:
        complain(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
