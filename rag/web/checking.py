"""What one reader had checked: the state of the page's "Check a text", kept on the server for a browser session.

The browser sends a text once; afterwards it names a check by its number, and a sentence by its number in that check.
Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import CheckedSentence, CheckedText, Verdict
from rag.web.work import Work

LONGEST_TEXT = 50_000  # characters; some twenty pages
STARTING = "Reading the text"
# What a reader wants to see first.
_GRAVEST: tuple[Verdict, ...] = ("contradicted", "unsupported", "partly_supported", "supported", "unchecked")


@dataclass
class Job(Work):
    """A text and what became of it: being checked, checked, failed or stopped.

    ``done`` of ``total`` sentences have their verdict.
    """

    text: str
    done: int = 0
    total: int = 0
    checked: CheckedText | None = None

    def reached(self, done: int, total: int) -> None:
        """So many sentences have their verdict. Raises Stopped."""
        self.say(f"Sentence {min(done + 1, total):,} of {total:,}")
        self.done, self.total = done, total


@dataclass
class Desk:
    """The text a session is at, and the last one that was checked to its end. Numbers are never used twice."""

    job: Job | None = None
    result: Job | None = None
    last_serial: int = 0

    @property
    def running(self) -> Job | None:
        return self.job if self.job and self.job.running else None

    def begin(self, text: str) -> Job:
        """Take a new text; one that cannot be checked is refused with the reason as its error."""
        self.last_serial += 1
        self.job = Job(self.last_serial, text, error=unfit(text))
        self.job.stage = None if self.job.error else STARTING
        return self.job

    def finish(self, job: Job, checked: CheckedText) -> None:
        """The job has come to its end; what was checked is what the reader sees, unless it was given up."""
        if job is self.job and not job.stopped:
            job.checked, self.result = checked, job

    def find(self, serial: object, number: object) -> CheckedSentence | None:
        """The sentence with this number, from 1, of the check that is shown: both come from the browser."""
        checked = self.result.checked if self.result and self.result.serial == serial else None
        if checked is None or not isinstance(number, int) or not 1 <= number <= len(checked.sentences):
            return None
        return checked.sentences[number - 1]

    def stop(self) -> None:
        """Give up the text being checked."""
        if job := self.running:
            job.stop()

    def clear(self) -> None:
        """An empty desk; what is being worked on is given up."""
        self.stop()
        self.job = self.result = None


def unfit(text: str) -> str | None:
    """Why a text cannot be checked, in one line; None if it can."""
    if not text.strip():
        return "There is nothing to check yet: paste a text first."
    if len(text) > LONGEST_TEXT:
        return (
            f"The text is too long: the page checks up to {LONGEST_TEXT:,} characters at a time. "
            "Check it in parts, or as a file: footnote check FILE."
        )
    return None


def first_to_read(checked: CheckedText) -> int | None:
    """The number of the sentence to begin with: the first of the gravest verdict; None where none was checked."""
    verdicts = [s.verdict if s.judgement else None for s in checked.sentences]
    return next((verdicts.index(grave) + 1 for grave in _GRAVEST if grave in verdicts), None)
