"""An answer as the text of a LlamaIndex response: its sentences first, so that a stream of them is its beginning.

The sources are not in it: they are the response's source nodes, and ``[n]`` is the node whose metadata has that number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.render import (
    ABSTAINED,
    BLANK,
    CLOSEST,
    MARKS,
    Line,
    claim_lines,
    disagreement_lines,
    may_go_on,
    one_line,
    repair_lines,
    text_of,
    window_in_force,
    window_words,
)
from rag.types import Answer, Citation

REPLACED = "Instead of the above:"
"""What stands between the sentences that were streamed and another answer that is given in their place."""

_SIGNS = "".join(sorted(set(MARKS.values())))
_MARK = re.compile(rf"^[{re.escape(_SIGNS)}] |(?:\s?\[\d{{1,3}}\])+", re.MULTILINE)


def worded(answer: Answer) -> str:
    """The whole answer: each sentence with its mark and ``[n]`` on a line, then what there is to say of them."""
    if answer.abstained:
        notice = one_line(answer.notice or ABSTAINED)
        return "\n".join(
            filter(None, [notice, sentences(answer), *map(_closest, map(answer.citation, answer.closest))])
        )
    return _text([*_sentence_lines(answer), *_remarks(answer)])


def sentences(answer: Answer) -> str:
    """The sentences of an answer alone: what can be told of it while it is written."""
    return _text(_sentence_lines(answer))


def rest(shown: str, answer: Answer) -> str:
    """What is to be said after ``shown`` has been; another answer is told to stand in its place."""
    whole = worded(answer)
    return whole[len(shown) :] if whole.startswith(shown) else f"\n\n{REPLACED}\n{whole}"


def unmarked(text: str) -> str:
    """What an answer said, without marks and numbers: as a follow-up question looks back at it."""
    return _MARK.sub("", text)


def _sentence_lines(answer: Answer) -> Iterator[Line]:
    for claim in answer.claims:
        yield from claim_lines(claim)


def _remarks(answer: Answer) -> Iterator[Line]:
    if (window := window_in_force(answer)) is not None:
        yield from (BLANK, _plain(window_words(window)))
    if answer.notice:
        yield from (BLANK, _plain(answer.notice))
    yield from repair_lines(answer.repairs, named=may_go_on(answer))
    for disagreement in answer.disagreements:
        yield BLANK
        yield from disagreement_lines(disagreement, answer.citations)


def _closest(citation: Citation) -> str:
    """What comes nearest, without a number: it is no source of the answer."""
    return f"{CLOSEST}: “{one_line(citation.quote)}” ({one_line(citation.title)})"


def _plain(words: str) -> Line:
    return Line(((one_line(words), ""),))


def _text(lines: Iterable[Line]) -> str:
    return text_of(lines).rstrip("\n")
