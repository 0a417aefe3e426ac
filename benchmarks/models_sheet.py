"""What a reader has to judge, with the system hidden: shuffled, each sentence with the best of what it cites."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.models_asked import Outcome, Question, Shown
from benchmarks.models_score import Case, Label, verbatim
from rag.text.sentences import split_sentences
from rag.text.words import content_stems

BEST = 4  # sentences shown of a cited text
NEAR = 3  # sentences shown of all that was given, where what is cited may not do


def to_read(cases: Iterable[Case], known: Mapping[str, Label]) -> list[tuple[str, Question, Shown, Outcome]]:
    """The sentences that nobody has judged, each once, in an order that tells nothing."""
    found = {
        shown.key(question.text): (question, shown, outcome)
        for question, outcome in cases
        for shown in outcome.sentences
        if verbatim(shown) is None
    }
    unread = [(key, *found[key]) for key in sorted(found) if key not in known]
    random.Random(20).shuffle(unread)
    return unread


def sheet(unread: Sequence[tuple[str, Question, Shown, Outcome]], whole: bool = False) -> str:
    """The text to read; ``whole`` gives all of every text."""
    return "\n".join(line for one in unread for line in _item(*one, whole))


def _item(key: str, question: Question, shown: Shown, outcome: Outcome, whole: bool) -> Iterator[str]:
    answers = " & ".join("/".join(point) for point in question.points) or "NONE: the articles do not say"
    yield f"\n#{key}\nQ: {question.text}   [accepted: {answers}]"
    yield f"{'SHORT ANSWER' if shown.line else 'S'}: {shown.text}"
    for number, cited in enumerate(shown.cited):
        yield f"  c{number}: {best_of(cited.text, shown.text, BEST, whole) if cited.text else 'NO SUCH SOURCE'}"
    yield f"  near: {best_of(' '.join(outcome.given), f'{question.text} {shown.text}', NEAR, whole)}"


def best_of(text: str, sentence: str, count: int, whole: bool = False) -> str:
    """The sentences of a text that share most words with one, in their order."""
    text = " ".join(text.split())
    if whole:
        return text
    wanted = set(content_stems(sentence))
    parts = [span.of(text) for span in split_sentences(text)]
    ranked = sorted(range(len(parts)), key=lambda n: (-len(wanted & set(content_stems(parts[n]))), n))
    return " … ".join(parts[n][:400] for n in sorted(ranked[:count]))


def read_labels(file: Path) -> dict[str, Label]:
    """The labels a file holds, by the hash of what was judged."""
    if not file.is_file():
        return {}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["item"]: Label(tuple(row["supports"]), row["wrong"], row["claim"]) for row in rows}


def written_labels(labels: Mapping[str, Label]) -> str:
    """The file of labels: no text but hashes."""
    rows = [
        {"item": key, "supports": list(label.supports), "wrong": label.wrong, "claim": label.claim}
        for key, label in sorted(labels.items())
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)
