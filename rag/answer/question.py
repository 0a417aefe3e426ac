"""What a question asks for: its kind, the words that matter, and what an answer must hold. Rules on the text alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.text.dates import find_dates
from rag.text.names import Name, find_names
from rag.text.quotes import find_quotes
from rag.text.words import bare, content_stems, is_stop, stem, words

Kind = Literal[
    "who_said", "words", "how_many", "how_long", "when", "who", "where", "why", "is_like", "yes_no", "what",
    "timeline", "compare", "list",
]  # fmt: skip

_SAY = r"(?:said|say|says|told|stated|wrote|tweeted|claimed|warned|declared|remarked|uttered|spoke)"
_AUXILIARY = "did|does|do|is|are|was|were|has|have|had|can|could|will|would"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "timeline",
        re.compile(
            r"\btime-?lines?\b|\bchronolog\w+|\b(?:sequence|order|course) of (?:the )?events\b|\bin what order\b"
            r"|\bstep by step\b|\bhow did (?:the )?(?:\w+ ){1,4}(?:unfold|develop|evolve)\b",
            re.I,
        ),
    ),
    (
        "who_said",
        re.compile(rf"\bwho(?:m)?\b[^?]{{0,30}}\b{_SAY}\b|\bwhose words\b|\bwho is quoted\b|\bby whom\b", re.I),
    ),
    (
        "words",
        re.compile(
            r"\b(?:exact|exactly|precise|literal|verbatim)\b"
            r"|\b(?:which|what) (?:\w+ ){0,2}(?:words?|phrases?|quotes?)\b"
            r"|\bwords\b.*\bquoted\b|^quote\b|\bquote (?:exactly|the words)\b",
            re.I,
        ),
    ),
    ("how_many", re.compile(r"\bhow (?:many|much)\b|\bwhat (?:number|share|percentage|proportion)\b", re.I)),
    ("how_long", re.compile(r"\bhow (?:long|old|far|often|tall|high|large|big|fast)\b", re.I)),
    ("when", re.compile(r"\bwhen\b|\b(?:what|which) (?:\w+ ){0,1}(?:date|day|year|month|time|week|decade)\b", re.I)),
    (
        "is_like",
        re.compile(
            r"\bhow (?:do|does|did|is|are|was|were) .*"
            r"\b(?:describ|characteri[sz]|call|refer|status|seen|framed|portray)"
            r"|\bwhat (?:is|was|are|were) the (?:status|position|stance|view)|^who (?:is|was) [^,]{3,40}\?",
            re.I,
        ),
    ),
    ("why", re.compile(r"\bwhy\b|\bwhat (?:was|is|were) the (?:reason|cause)", re.I)),
    ("who", re.compile(r"\bwho(?:m|se)?\b", re.I)),
    ("where", re.compile(r"\bwhere\b|\b(?:which|what) (?:country|city|place|town|state)\b", re.I)),
    ("yes_no", re.compile(rf"^(?:and |but |so )?(?:{_AUXILIARY})\b", re.I)),
    # Last: "compare how many each lost" asks for numbers first of all, and "list who was there" for persons.
    (
        "compare",
        re.compile(
            r"\b(?:compare|contrast|compared|comparison|versus|vs\.?|differs?|differences?|discrepanc\w+|disagree\w*)\b",
            re.I,
        ),
    ),
    (
        "list",
        re.compile(
            r"^(?:please )?(?:list|enumerate|name (?:all|every|each|the)|(?:give|show) (?:me )?(?:all|every|a list))\b"
            r"|\b(?:which|what) (?:\w+ ){0,2}(?:articles|reports|outlets|papers)\b",
            re.I,
        ),
    ),
)
_SEVERAL = re.compile(
    r"\b(?:articles?|reports|outlets?|sources?|papers?)\b(?! of\b)"
    r"|\b(?:each|both|all|compare|differ\w*|list|every|different|various)\b"
    r"|\bwhich \w+ (?:\w+ ){0,2}(?:appear|are (?:named|mentioned))",
    re.I,
)
_SUBJECT = re.compile(r"\b(?:did|does|do|has|have|had|will|would|could|can|was|were|is|are)\s+(?:the\s+)?", re.I)
_ACCORDING = re.compile(
    r",?\s*\b(?:according to|as reported by|in the view of)\s+(?P<who>(?:[^,?.;]|\.(?=\S|\s[a-z]))+)", re.I
)
# Words that speak of the articles or of asking, not of the matter: they weigh little.
_ABOUT_ASKING = frozenset(
    stem(w)
    for w in """
    article articles according mention mentions mentioned exact exactly word words quoted quote quotes phrase appear
    appears say said says tell describe described describes report reported reports give gave name named called many
    much long time date year day month number people kind type thing happened made week recently event exact
    statement headlines news follow instruction cite source answer place
    use used want wanted wants suppose supposed latest whole happen actually really
    country countries last lasted lasts compare agree write writes wrote written tell told rank title position role hold
    holds held
    """.split()
)
LIGHT = 0.15  # weight of such a word beside one of the matter

_IMPERATIVE = re.compile(
    r"^(?:Quote|Tell|List|Name|Compare|Describe|Explain|Summari[sz]e|Show|Give|Find|Ignore|Print|Cite|Follow|Write|Say)\b"
)
_OFFICE_AFTER = re.compile(
    r"(?:['’]s)?(?:\s[a-z-]+){0,2}\s(?:minister|ministry|spokes\w+|president|ambassador|envoy|official|diplomat|general|"
    r"government|army|leader|chief|mayor|governor|company|court|police)\b"
)
_COUNTED = re.compile(
    r"\bhow (?:many|much)((?:\s+(?!(?:did|does|do|were|was|are|is|have|has|had|will|of|\w+ed)\b)"
    r"(?:[\w'’-]|\.(?=\w|\s[a-z]))+){1,3})",
    re.I,
)

_SPEAKS = re.compile(
    r"\b(?:what|which)\b.{0,30}\b(?:did|does|do|has|have)\b.{3,80}\b(?:say|said|tell|told|state|stated|claim|write|warn|call)\b",
    re.I,
)


@dataclass(frozen=True)
class Question:
    """A question, read."""

    text: str

    @cached_property
    def kind(self) -> Kind:
        return next((kind for kind, pattern in _KINDS if pattern.search(self._unquoted)), "what")

    @cached_property
    def _unquoted(self) -> str:
        text = self.text
        for quote in reversed(find_quotes(text)):
            text = f"{text[: quote.inner_start]}{text[quote.inner_end :]}"
        return text

    @cached_property
    def focus(self) -> str:
        """The sentence that asks; what stands before it tells the circumstances."""
        asking = re.findall(r"[^.?!]+[?:]\s*$|[^?!]*?(?:[.!]\s+|^)([^.?!]+\?)", self.text)
        return next((part.strip() for part in reversed(asking) if part.strip()), self.text)

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """Words the question quotes, longest first."""
        found = [self.text[q.inner_start : q.inner_end].strip(" ,.;") for q in find_quotes(self.text)]
        return tuple(sorted(filter(None, found), key=len, reverse=True))

    @cached_property
    def several(self) -> bool:
        """Whether it asks what several articles, persons or places say."""
        return bool(_SEVERAL.search(_ACCORDING.sub("", self._unquoted)))

    @cached_property
    def according_to(self) -> str | None:
        """The person or outlet it asks about by "according to"."""
        found = _ACCORDING.search(self.text)
        return found["who"].strip() if found else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.text for name in self._found_names))

    @cached_property
    def _found_names(self) -> list[Name]:
        # "Quote Zarif", "Compare Iran and Russia": the capital of the first word says nothing.
        return find_names(_IMPERATIVE.sub(lambda m: m[0].lower(), self.text))

    @cached_property
    def subject(self) -> str | None:
        """The name that does the deed asked about: the one after "did", "does", "was"; None if there is none."""
        for match in _SUBJECT.finditer(self.text):
            for name in self._found_names:
                if abs(name.start - match.end()) <= 1 or 0 <= match.end() - name.start <= 4:
                    office = _OFFICE_AFTER.match(self.text, name.end)
                    return name.text + (office[0] if office else "")
        return None

    @cached_property
    def speaker(self) -> str | None:
        """The name in "what did X say": only X's own words answer it."""
        match = _SPEAKS.search(self.text)
        if match is None or self.subject is None:
            return None
        return self.subject

    @cached_property
    def terms(self) -> dict[str, str]:
        """Content words as written, by stem; without the outlet or person of an "according to"."""
        for text in (_ACCORDING.sub("", self.text), self.text):
            found = {w.stem: bare(w.text) for w in words(text) if not is_stop(w.text)}
            if found:
                return found
        return {}

    @cached_property
    def counted(self) -> frozenset[str]:
        """Stems of what "how many" counts: the noun and its adjectives."""
        match = _COUNTED.search(self.text)
        if match is None:
            return frozenset()
        start, end = match.span(1)  # whole words of the question that begin there: the match may end inside "B.A."
        return frozenset(w.stem for w in words(self.text) if start <= w.start < end and not is_stop(w.text))

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(d.date[:4] for d in find_dates(self.text) if d.date)

    def weight(self, stem_: str) -> float:
        """How much a word matters before its rarity is known."""
        return LIGHT if stem_ in _ABOUT_ASKING or stem_ in self._speaker_stems else 1.0

    @cached_property
    def _speaker_stems(self) -> frozenset[str]:
        """The words of the speaker asked about: who speaks is told by the voice, what is said by the other words."""
        stems = frozenset(content_stems(self.speaker)) if self.speaker else frozenset()
        return stems if any(s not in stems and s not in _ABOUT_ASKING for s in self.terms) else frozenset()

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing in it can be looked for."""
        return not content_stems(self.text)
