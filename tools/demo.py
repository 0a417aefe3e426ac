"""Five questions about the articles in ``seeds/``, answered and printed as ``footnote ask`` prints them.

Works in an archive of its own that is gone afterwards: the demonstration changes nothing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rag import Archive
from rag.cli.shell import Shell
from rag.errors import FootnoteError
from rag.render import BLANK, answer_lines, count
from rag.types import Turn

SEEDS = Path(__file__).parents[1] / "seeds"

# One fact, one opinion with its speaker, one that several articles answer, one follow-up, one that none answers.
QUESTIONS = (
    "How many soldiers died in the flare-up?",
    "Whom did General Bagheri speak to on the phone?",
    "What do Iranian officials say about the territorial integrity of Armenia and Azerbaijan?",
    "Did Azerbaijan invite him to Baku?",
    "What did NATO say about the fighting?",
)
FOLLOWS = {3: 1}  # the fourth question goes on from the second


def demo(shell: Shell) -> None:
    """Adds the seeds to a temporary archive and shows five answers."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive") as archive:
        report = archive.add(SEEDS)
        shell.put(f"{count(report.articles, 'article')} in seeds/, {count(report.passages, 'passage')}.\n")
        answers = []
        for n, question in enumerate(QUESTIONS):
            history = []
            if n in FOLLOWS:
                earlier = answers[FOLLOWS[n]]
                said = " ".join(claim.text for claim in earlier.claims)
                history = [Turn("user", earlier.question), Turn("assistant", said)]
                shell.put(f"(after: {earlier.question})")
            answer = archive.ask(question, history)
            answers.append(answer)
            shell.put(f"{n + 1}. {question}\n")
            shell.put_lines([*answer_lines(answer), BLANK])


if __name__ == "__main__":
    try:
        demo(Shell())
    except FootnoteError as error:
        sys.exit(f"footnote: {error}")
    except KeyboardInterrupt:
        print("footnote: stopped.", file=sys.stderr)
        sys.exit(130)
