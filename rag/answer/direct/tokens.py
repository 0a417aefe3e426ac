"""A sentence in tokens: which are small words, verbs or things, where its clauses end, and what its phrases are.

No tagger: closed classes of English words, endings, irregular forms and what stands beside a word. Where that cannot
tell, a word is taken for a thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.text.dates import find_dates
from rag.text.forms import all_forms
from rag.text.names import find_names
from rag.text.voices.speech_verbs import SPEECH_VERBS
from rag.text.words import is_stop, listed, stem
from rag.types import Span

Tag = Literal["det", "prep", "and", "sub", "aux", "pron", "verb", "adverb", "mark", "thing"]

DETERMINERS = frozenset(
    listed(
        "the a an this these those its his her their our my your no some any each every all both another such many"
        " several few most more other"
    )
)
PREPOSITIONS = frozenset(
    listed(
        """
    of in on at by for with from to into onto over under between among amongst through throughout during after before
    since until till against about as than like near within without toward towards across along around behind beyond
    despite except off per via upon including amid inside outside above below beside besides
    """
    )
)
_JOINS = frozenset(listed("and or nor &"))
_OPENS_CLAUSE = frozenset(
    listed("that which who whom whose where when while because although though if whether but so yet unless whereas")
)
AUXILIARIES = frozenset(
    listed("is are was were be been being has have had do does did will would can could may might shall should must")
)
BEING = frozenset(listed("is are was were be been being"))
_PRONOUNS = frozenset(
    listed("he she it they we you i him them us me himself herself itself themselves there not n't who what one also")
)
_ADVERBS = frozenset(
    listed("also then still even only just already now soon later often never always again once yet further ever too")
)
_COUNTS = frozenset(
    listed("one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions nearly")
)
_PAST = frozenset(form for form in all_forms() if not form.endswith("ing")) - frozenset(
    listed(
        "loss dead death meeting child children man men woman women person people foot feet life lives wife wives half"
        " halves crisis crises show ring spring run ride drink fight find feel fall break build buy catch lead left"
        " leave drive flow draw dead strike sleep swim"
    )
)
_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}|(?:St|Mt|Ft|Mr|Mrs|Ms|Drs?|Prof|Gen|Lt|Col|Capt|Sgt|Maj|Gov|Sen|Rep|Rev|Jr|Sr)\.(?=\s?[A-Z])|[A-Z]\.(?=\s[A-Z])|[$€£¥]?\d+(?:[.,:]\d+)*%?\w*|[^\W_][\w\u0300-\u036f]*(?:['’-][^\W_][\w]*)*|[^\w\s]"
)
_FAR = 1000


@dataclass(frozen=True, slots=True)
class Token(Span):
    """A word or mark of a sentence; ``clause`` counts the clauses."""

    text: str
    lower: str
    stem: str
    tag: Tag
    clause: int

    @property
    def is_word(self) -> bool:
        return self.tag != "mark"

    @property
    def tells(self) -> bool:
        """Whether it carries meaning."""
        return self.is_word and not is_stop(self.text)


class Tokens:
    """The tokens of one sentence, and its phrases."""

    def __init__(self, text: str) -> None:
        self.text = text
        matches = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
        lowers = [written.lower().replace("’", "'") for _, _, written in matches]
        tags = [_tag(n, [w for _, _, w in matches], lowers) for n in range(len(matches))]
        clauses = _clauses(lowers, tags)
        self.all = [
            Token(start, end, written, lower, stem(written), tag, clause)
            for (start, end, written), lower, tag, clause in zip(matches, lowers, tags, clauses, strict=True)
        ]

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, n: int) -> Token:
        return self.all[n]

    def within(self, span: Span) -> tuple[int, int]:
        """The numbers of the first token of a span of characters and of the one after its last."""
        return self.within_of(span.start, span.end)

    def within_of(self, start: int, end: int) -> tuple[int, int]:
        """The same for two offsets."""
        inside = [n for n, token in enumerate(self.all) if token.start < end and start < token.end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def written(self, first: int, end: int) -> Span:
        """The characters of the tokens ``first`` to ``end``."""
        return Span(self.all[first].start, self.all[end - 1].end)

    @cached_property
    def chunks(self) -> list[tuple[int, int]]:
        """Phrases that name a thing, without prepositions inside: "the South Korean car manufacturer Daewoo"."""
        found: list[tuple[int, int]] = []
        first = None
        for n, token in enumerate([*self.all, None]):
            inside = token is not None and token.tag in ("thing", "det", "adverb")
            if first is not None and (not inside or (token is not None and token.tag == "det")):
                if self._names_something(first, n):
                    found.append((first, n))
                first = None
            if inside and first is None:
                first = n
        return found

    @cached_property
    def dated(self) -> frozenset[int]:
        """The tokens of dates: "three workers" ends before "on Tuesday"."""
        return frozenset(n for date in find_dates(self.text) for n in range(*self.within_of(date.start, date.end)))

    @cached_property
    def named(self) -> list[tuple[int, int]]:
        """The names: no piece ends inside one."""
        return [self.within_of(name.start, name.end) for name in find_names(self.text)]

    @cached_property
    def lists(self) -> list[tuple[int, int]]:
        """Phrases one after the other with commas, the last with "and": "France, Italy and Belgium"."""
        starts = dict(self.chunks)
        found = []
        for first, end in self.chunks:
            last, joined = end, False
            while not joined and last < len(self):
                following = last
                while following < len(self) and (self.all[following].lower == "," or self.all[following].tag == "and"):
                    joined = joined or self.all[following].tag == "and"
                    following += 1
                if following == last or following not in starts:
                    joined = joined and following in starts
                    break
                last = starts[following]
            if joined:
                found.append((first, last))
        return found

    def _names_something(self, first: int, end: int) -> bool:
        return any(token.tag == "thing" for token in self.all[first:end])


def _tag(n: int, written: Sequence[str], lowers: Sequence[str]) -> Tag:
    word, lower = written[n], lowers[n]
    after = lowers[n + 1] if n + 1 < len(lowers) else ""
    before = lowers[n - 1] if n else ""
    if lower.endswith("ing") and n > 1 and lowers[n - 2] in DETERMINERS and before.isalpha():
        return "thing"  # "the third meeting"
    if not word[0].isalnum() and word[0] not in "$€£¥":
        return "and" if word == "&" else "mark"
    if lower in ("as", "well") and "as well as" in " ".join(lowers[max(0, n - 2) : n + 3]):
        return "and"
    if lower in DETERMINERS:
        return "det"
    if lower in _JOINS:
        return "and"
    if lower == "that" and before in PREPOSITIONS:
        return "pron"
    if lower in _OPENS_CLAUSE:
        return "sub"
    if lower in AUXILIARIES and not (word[0].isupper() and lower in ("may", "will")):
        return "aux"
    if lower in PREPOSITIONS:
        return "prep"
    if lower in _PRONOUNS and word != "US":
        return "pron"
    if lower in _ADVERBS or (lower.endswith("ly") and len(lower) > 4 and word == lower):
        return "adverb"
    if word == lower and _is_verb(lower, before, after, written[n + 1] if after else ""):
        return "verb"
    return "thing"


def _is_verb(lower: str, before: str, after: str, after_written: str) -> bool:
    """Whether a small word is a verb by its form, and by what follows: "imposed the name", not "the imposed rule"."""
    past = lower in _PAST or (lower.endswith("ed") and len(lower) > 4) or (lower in SPEECH_VERBS and lower[-1] == "d")
    opens = (
        not after
        or after in DETERMINERS
        or after in PREPOSITIONS
        or after in _PRONOUNS
        or after in _OPENS_CLAUSE
        or not after[0].isalpha()
        or after in _COUNTS
        or after_written[0].isupper()
        or after.endswith("ly")
    )
    if past:
        return before not in DETERMINERS and (opens or before in AUXILIARIES or before in _OPENS_CLAUSE)
    if lower.endswith("ing") and len(lower) > 5:
        return before not in DETERMINERS and before not in ("of",) and opens and after not in ("of",)
    if before in ("to", "will", "would", "can", "could", "may", "might", "should", "must", "not", "did", "does", "do"):
        return after in DETERMINERS or after in PREPOSITIONS
    return (
        lower.endswith("s")
        and not lower.endswith("ss")
        and after in ("the", "a", "an", "its", "his", "her", "their", "that")
    )


def _clauses(lowers: Sequence[str], tags: Sequence[Tag]) -> list[int]:
    """The number of each token's clause: marks, and words that open a clause, begin one."""
    number, found = 0, []
    for n, lower in enumerate(lowers):
        if tags[n] == "sub" or lower in (";", ":", "—", "–", "(", ")", '"', "“", "”"):
            number += 1
        found.append(number)
        if lower == ",":
            number += 1
    return found
