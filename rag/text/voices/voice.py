"""Who speaks: for each sentence and each quotation of an article, the person or office whose words or views it reports.

Rules, no model. A sentence is speech when a cue verb stands beside a subject ("Kanaani stated", "said Biden",
"according to Fars News"), or when it holds a quotation and nobody new takes the floor. A pronoun or an office ("he",
"the top Iranian diplomat", "the Azerbaijani defense minister") is resolved to a person named before it in the same
article. The first mention with a title or an apposition says who somebody is. What the rules cannot see is ``None``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.fold import fold
from rag.text.names import Name, find_names
from rag.text.quotes import Quotation, find_quotations
from rag.text.voices.cues import Cue, cues_in, frame_of
from rag.text.voices.floor import OFFICE_PHRASE, PERSON_PRONOUNS, Floor, Voice
from rag.text.voices.people import OFFICE, Person
from rag.text.voices.speech_verbs import NAMING, SPEECH_VERBS, WEAK, WITH_QUOTES_ONLY
from rag.text.voices.subjects import BLOT, Clause, Subject
from rag.text.words import listed
from rag.types import Span

_OPENERS = frozenset(["he", "she", "they", "his", "her", "their"])
_STAND_IN = re.compile(rf"\b(?:[Hh]e|[Ss]he)\b|\b(?:[Tt]he|[Tt]his|['’]s)\s(?:[\w-]+\s){{0,4}}(?:ex-)?(?:{OFFICE})\b")
_WORD = re.compile(r"[\w'’-]+")
_BREAK = re.compile(r"[\r\n\u2028\u2029\v\f\x85]")
_TITLE_WORDS = frozenset(
    listed(
        """
    a an the of and or to in on at for from with by as is it's vs. de la & my your against into over without than under
    about after before through
    """
    )
)
_NAMED_SO = re.compile(
    r"(?:so-called|known as|titled|entitled|named|nicknamed|dubbed|termed|called|words?|terms?|phrase|hashtag)\s*\Z"
)
# "NEW STAR? Who is ...", "MORE: ...": a link to another article.
_LINK = re.compile(r"(?:[A-Z][A-Z'’&-]{1,30}+\s?+){1,6}[:?!]\s?\w|(?:More|Related|READ MORE|Watch|Opinion):\s?\w")
_CONTRACTED = frozenset(
    listed("he's she's it's that's there's here's what's who's let's i'm you're they're we're said")
)
_CUT_TITLE = re.compile(r"\b(?:Dr|Rep|Sen|Gov|Gen|Lt|Col|Maj|Sgt|Capt|Mr|Mrs|Ms|Prof|Rev|St|Reps|Sens|Adm|Cmdr|Det)\Z")
# What may stand between a quotation and the name in its tag: "..., Bruins coach" Jim Montgomery said.
_TAG_LEAD = re.compile(r"[\s,—–-]*(?:[\w'’.&-]{1,40}\s){0,10}")
_NEW_CLAUSE = re.compile(r"[\s,—–-]*(?:and|with|as|then|so)\s")
_NO_TAG_LEAD = re.compile(r"\b(?:that|which|who|because|while|when|as|where|if|although|after|before|since|but)\b")
_CLAIM = re.compile(
    r"(?:claim|alleg|accus|assert|belie|predict|argu|suggest|warn|descri|insist|dubbed|called|hail|label|brand|denounc)"
)
_BEFORE_TAG = re.compile(r"(?:,[”’\"']{0,2}|[,–—]\s?as)\s{0,3}(?:(?:[Tt]he|[Aa]n?)\s)?\Z")
_DASH = re.compile(r"\s*(?:[—–]|--?)\s*")
_LONG_QUOTE = 12
"""Characters above which a quotation is somebody's words rather than a term."""
_LONGEST_TITLE = 120
_CLAUSE_WORDS = 5
"""Words from which a quotation without a cue goes on with what was said before it in the paragraph."""
_DOUBTFUL_GIVEN = re.compile(r"[a-z,]\s(Will|May|Art)\s\Z")
_MOST_FAMILIES = 40
_REMEMBERED = 12
"""Quotations looked back for one that had the same words."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A whole quotation, the sentence it begins in, and whose words it is; ``cue`` is None where the rules infer it."""

    quotation: Quotation
    sentence: int
    voice: Voice | None = None
    cue: Cue | None = None


class Voices:
    """The speakers of one article, by sentence and by quotation."""

    def __init__(self, text: str, sentences: Sequence[Span], names: Callable[[int], list[Name]] | None = None) -> None:
        self.text = text
        self.sentences = sentences
        found = names or (lambda index: names_in(text, sentences[index]))
        self.names = with_family_names(
            text, sentences, [_whole_names(text, found(index)) for index in range(len(sentences))]
        )
        paragraphs, self._paragraph_of = _paragraphs(text, sentences)
        quotations = find_quotations(text, paragraphs)
        self.frame = frame_of(text, [part for quotation in quotations for part in quotation.parts])
        self._clauses = [
            Clause(self.frame, sentence, [name for name in of if self.frame[name.start] != BLOT])
            for sentence, of in zip(sentences, self.names, strict=True)
        ]
        self.cues = [cues_in(clause) for clause in self._clauses]
        self._starts = [sentence.start for sentence in sentences]
        self._floor = Floor(text, self._clauses, self.names)
        self.voices: list[Voice | None] = []
        self.quoted: list[Quoted] = []
        self._patchwork = _is_patchwork(text, paragraphs, quotations)
        self._read(quotations)

    def of(self, sentence: int) -> Voice | None:
        """The voice of the sentence with that index."""
        return self.voices[sentence]

    def person(self, name: str) -> Person | None:
        """The person of that name (or of a part of it), if the article names one."""
        return self._floor.people.find(name)

    def introduced(self, name: str) -> str:
        """Who somebody is, in the article's words: the name with title and apposition."""
        person = self.person(name)
        return person.description if person else name

    def meant_by(self, sentence: int) -> Person | None:
        """The person that a sentence's speaking pronoun or bare office stands for, if the rules can tell."""
        place = self.place_of_name(sentence)
        voice = self.voices[sentence]
        person = self.person(voice.name) if voice is not None and place is not None else None
        return person if person is not None and person.sentence <= sentence else None

    def place_of_name(self, sentence: int) -> Span | None:
        """The pronoun or bare office that stands for the speaker: beside the cue verb, or opening the sentence."""
        voice = self.voices[sentence]
        if voice is None or not voice.cued:
            return None
        written = voice.mention.of(self.text)
        if written.lower() in PERSON_PRONOUNS or OFFICE_PHRASE.fullmatch(written):
            return voice.mention
        return None

    def opener(self, sentence: int) -> Span | None:
        """The pronoun or bare office a sentence opens with, which needs resolving; None if it needs nothing."""
        return opener(self.text, self.sentences[sentence])

    # --- reading in order --------------------------------------------------------------------------------------------

    def _read(self, quotations: Sequence[Quotation]) -> None:
        waiting = iter(quotations)
        quotation = next(waiting, None)
        for index, sentence in enumerate(self.sentences):
            self._floor.meet(index)
            first = len(self.quoted)
            while quotation is not None and quotation.start < sentence.end:
                self.quoted.append(self._attributed(index, quotation))
                quotation = next(waiting, None)
            voice = self._voice(index, first)
            self.voices.append(voice)
            if self._is_link(index) or self._is_heading(index):
                self._floor.pass_over(heading=not self._is_link(index))
            else:
                self._floor.give(index, voice or self._last_quoted(first))

    def _is_link(self, index: int) -> bool:
        """Whether a line only leads to another article."""
        return _LINK.match(self.text, self.sentences[index].start, self.sentences[index].end) is not None

    def _is_heading(self, index: int) -> bool:
        """Whether a line is a heading: a paragraph of its own that does not end like a sentence."""
        ends = self.text[self.sentences[index].end - 1] in ".!?:;,…\"”’'»)"
        return not ends and (index == 0 or not self._same_paragraph(index - 1, index))

    def _same_paragraph(self, one: int, other: int) -> bool:
        return self._paragraph_of[one] == self._paragraph_of[other]

    def _voice(self, index: int, first: int) -> Voice | None:
        """The voice of a sentence: of its longest quotation with a cue, else of its first cue, else it goes on."""
        sentence = self.sentences[index]
        cued = [q for q in self.quoted[first:] if q.cue is not None and q.voice is not None and _long(q.quotation)]
        if cued:
            return max(cued, key=lambda q: q.quotation.end - q.quotation.start).voice
        reporting = (cue for cue in self.cues[index] if not cue.noun and cue.verb.of(self.text) not in WITH_QUOTES_ONLY)
        cue = next(reporting, None)
        if cue is not None:
            return self._floor.resolve(index, cue.subject)
        for quoted in self.quoted[max(0, first - 1) :]:
            inside = min(quoted.quotation.end, sentence.end) - max(quoted.quotation.start, sentence.start)
            if quoted.voice is not None and inside > 20 and inside > 0.6 * (sentence.end - sentence.start):
                return quoted.voice.going_on()
        return None

    def _last_quoted(self, first: int) -> Voice | None:
        """The voice of the last piece that is quoted in a sentence which is not speech as a whole."""
        return next((quoted.voice for quoted in reversed(self.quoted[first:]) if quoted.voice is not None), None)

    # --- whose words a quotation is ----------------------------------------------------------------------------------

    def _attributed(self, index: int, quotation: Quotation) -> Quoted:
        ending = self._sentence_at(quotation.end - 1, index)
        cue = self._cue_of(index, ending, quotation)
        if cue is not None:
            return Quoted(quotation, index, self._said_at(cue.subject, index), cue)
        if self._names_a_thing(quotation) or self._is_heading(index):
            return Quoted(quotation, index)
        subject = self._introducing(index, quotation) or self._signature(ending, quotation)
        if subject is not None:
            return Quoted(quotation, index, self._said_at(subject, index))
        if self._stands_alone(index, ending, quotation):
            voice = self._going_on(index, ending)
        else:
            voice = self._said_before(quotation) or self._by_subject(index, quotation)
        return Quoted(quotation, index, voice.going_on() if voice is not None else None)

    def _sentence_at(self, place: int, near: int) -> int:
        return max(near, bisect_right(self._starts, place) - 1)

    def _said_at(self, subject: Subject, near: int) -> Voice | None:
        """The voice of a subject that may stand in a later sentence than the one that is read."""
        index = self._sentence_at(subject.start, near)
        if index > near:
            self._floor.meet(index)
        return self._floor.resolve(index, subject)

    def _mark_before(self, place: int) -> str:
        """The last character in the frame before a place that is no space."""
        return self.frame[max(0, place - 6) : place].rstrip()[-1:]

    def _cue_of(self, index: int, ending: int, quotation: Quotation) -> Cue | None:
        """The cue that a quotation belongs to: its tag, the cue before it, or the one that ends the sentence."""
        before = [cue for cue in self.cues[index] if cue.end <= quotation.start]
        before = [cue for cue in before if not cue.noun or self._takes_clause(cue)] or before
        after = [cue for cue in self.cues[ending] if cue.start >= quotation.end]
        around = next(
            (c for c in self.cues[index] if c.verb.end <= quotation.start < quotation.end <= c.subject.start), None
        )
        lead = before[-1] if before else around
        if after and self._is_tag(index, quotation, after[0]) and not (lead is not None and self._is_outlet(after[0])):
            return after[0]
        if self._names_a_thing(quotation, lead):
            return None
        trailing = next((cue for cue in after if self._trails(cue)), None)
        if lead is not None and trailing is not None:
            near = abs(quotation.start - lead.end) <= trailing.start - quotation.end
            if lead.verb.of(self.text) in WEAK:
                return trailing
            return lead if near or self._is_outlet(trailing) else trailing
        return lead or trailing

    def _takes_clause(self, cue: Cue) -> bool:
        """Whether a noun says as much as a verb does: "her claim that", but not "after her remarks"."""
        return _CLAIM.match(self.frame, cue.verb.start) is not None

    def _trails(self, cue: Cue) -> bool:
        """Whether a cue stands behind a comma, be it the last mark of a quotation: “..., ” the ministry said."""
        before = _BEFORE_TAG.search(self.text, max(0, cue.start - 12), cue.start)
        clause = self.frame.startswith((" that ", " how "), cue.end)  # what is said follows: it is not before
        return before is not None and not cue.noun and not clause

    def _is_outlet(self, cue: Cue) -> bool:
        """Whether a cue that ends a sentence only says who reports it: "..., says The Guardian"."""
        written, name = cue.subject.of(self.text), cue.subject.name
        outlet = written.startswith("The ") or (name is not None and self.person(name.text) is None)
        return outlet and cue.subject.start > cue.verb.start

    def _is_tag(self, index: int, quotation: Quotation, cue: Cue) -> bool:
        """Whether a cue stands right after a quotation that asks for a tag or opens the sentence: “...,” he said."""
        between = self.frame[quotation.end : cue.start] if cue.start - quotation.end < 200 else "."
        if not _TAG_LEAD.fullmatch(between) or _NO_TAG_LEAD.search(between) or _NEW_CLAUSE.match(between):
            return False
        last = quotation.inner.of(self.text).rstrip(" '’”\"\xa0")[-1:]
        asks = last != "" and last in ",?!—–-…."
        if not between.strip() and cue.verb.start < cue.subject.start:
            return True
        if not asks and self._names_a_thing(quotation):
            return False
        return asks or "," in between or quotation.start == self.sentences[index].start

    def _names_a_thing(self, quotation: Quotation, lead: Cue | None = None) -> bool:
        """Whether a quotation is a title or a term, and nobody's words: “Friends”, the so-called “spring break”."""
        if quotation.end - quotation.start > _LONGEST_TITLE:
            return False
        inner = quotation.inner.of(self.text).strip()
        words = inner.rstrip(",.").split()
        if not words or len(words) > 12 or (len(words) > 3 and inner.isupper()):
            return False
        before = self.frame[max(0, quotation.start - 30) : quotation.start]
        between = _WORD.findall(self.frame[lead.verb.end : quotation.start]) if lead is not None else []
        naming = lead is not None and lead.verb.of(self.text) in NAMING
        called = lead is not None and (len(between) <= (3 if naming else 0) or (naming and between[-1] == "as"))
        if called and between:
            return False
        if len(words) < 6 and not called and _NAMED_SO.search(before):
            return True
        capital = all(w[0].isupper() or w.lower() in _TITLE_WORDS or not w[0].isalpha() for w in words)
        return capital and words[0][0].isupper() and (len(words) > 1 or not before.rstrip().endswith((",", ":")))

    def _introducing(self, index: int, quotation: Quotation) -> Subject | None:
        """The subject of a sentence that leads up to a quotation with a colon."""
        main = self._clauses[index].main if self._mark_before(quotation.start) == ":" else None
        return main if main is not None and main.end <= quotation.start else None

    def _signature(self, ending: int, quotation: Quotation) -> Subject | None:
        """The name that is set behind a quotation: “...” — Nate Davis."""
        dash = _DASH.match(self.frame, quotation.end)
        clause = self._clauses[ending]
        name = next((n for n in clause.names if n.start == dash.end()), None) if dash is not None else None
        if name is None or self.frame[name.end : clause.end].strip(" ."):
            return None
        return Subject(name.start, name.end, "name", name)

    def _stands_alone(self, index: int, ending: int, quotation: Quotation) -> bool:
        start, end = self.sentences[index].start, max(self.sentences[ending].end, quotation.end)
        return len(self.frame[start:end].replace(BLOT, "").split()) <= 3

    def _going_on(self, index: int, ending: int) -> Voice | None:
        """Who speaks a quotation that stands alone: who speaks around it, or spoke before it."""
        previous, following = index - 1, ending + 1
        if previous >= 0 and self._mark_before(self.sentences[previous].end) == ":":
            subject = self.cues[previous][-1].subject if self.cues[previous] else self._clauses[previous].main
            if subject is not None:
                return self._floor.resolve(previous, subject)
        if previous >= 0 and self._same_paragraph(previous, index) and self.voices[previous] is not None:
            return self.voices[previous]
        if following < len(self.sentences):
            signed = self.frame[self.sentences[following].start] in "—–-"  # the name below a quotation that is set off
            tagged = self._same_paragraph(ending, following) and self.cues[following]
            subject = self._clauses[following].main if signed else self.cues[following][0].subject if tagged else None
            if subject is not None:
                return self._said_at(subject, following)
        return self._floor.speaking

    def _said_before(self, quotation: Quotation) -> Voice | None:
        """Whose phrase it is, where its words were quoted before with their speaker."""
        words = fold(quotation.inner.of(self.text)).strip(" .,")
        if not self.text[quotation.inner.start].islower() or not _LONG_QUOTE < len(words) <= 200:
            return None
        for earlier in reversed(self.quoted[-_REMEMBERED:]):
            inner = earlier.quotation.inner
            if earlier.voice is not None and inner.end - inner.start < 2000 and words in fold(inner.of(self.text)):
                return earlier.voice
        return None

    def _by_subject(self, index: int, quotation: Quotation) -> Voice | None:
        """Who spoke before in the paragraph, for a clause that stands in a sentence without a cue; the person the
        sentence opens with, for a piece of several words.
        """
        inner = quotation.inner.of(self.text)
        count = len(inner.split())
        main = self._clauses[index].main
        opens = main is not None and main.end <= quotation.start
        if main is not None and opens and count >= 2 and inner[0].islower() and not self._patchwork:
            voice = self._floor.resolve(index, main)
            person = self.person(voice.name) if voice is not None else None
            if voice is not None and person is not None and person.name == voice.name:
                return voice
        if self._patchwork:
            return self._source(index)
        spoken = index > 0 and count >= _CLAUSE_WORDS and self._same_paragraph(index - 1, index)
        return self.voices[index - 1] if spoken else None

    def _source(self, index: int) -> Voice | None:
        """In a digest: whose words were quoted last in the paragraph."""
        for earlier in reversed(self.quoted[-_REMEMBERED:]):
            if not self._same_paragraph(earlier.sentence, index):
                return None
            if earlier.voice is not None:
                return earlier.voice
        return None


def _is_patchwork(text: str, paragraphs: Sequence[Span], quotations: Sequence[Quotation]) -> bool:
    """Whether an article is put together of pieces from others, as a digest of the press: most of its paragraphs that
    quote hold several pieces of a sentence.
    """
    pieces = [q.start for q in quotations if text[q.inner.start].islower()]
    starts = [paragraph.start for paragraph in paragraphs]
    held = Counter(bisect_right(starts, at) for at in pieces)
    several = sum(count > 2 for count in held.values())
    quoting = len({bisect_right(starts, q.start) for q in quotations})
    return several >= 2 and several * 2 >= quoting


def _long(quotation: Quotation) -> bool:
    return quotation.inner.end - quotation.inner.start > _LONG_QUOTE


def _whole_names(text: str, names: Sequence[Name]) -> list[Name]:
    """The names, without "He's" and without a title cut off at its full stop ("Rep" of "Rep. X")."""
    starts = {name.start for name in names}
    return [
        _with_given(text, name)
        for name in names
        if name.key not in _CONTRACTED
        and name.text not in ("One", "Another", "Some")
        and not (text.startswith(". ", name.end) and name.end + 2 in starts and _CUT_TITLE.search(name.text))
    ]


def _with_given(text: str, name: Name) -> Name:
    """A name with the given name before it that is taken for a verb or a month: "recalled Will Berg"."""
    given = _DOUBTFUL_GIVEN.search(text, max(0, name.start - 7), name.start) if " " not in name.text else None
    if given is None:
        return name
    return Name(given.start(1), name.end, text[given.start(1) : name.end], fold(f"{given[1]} {name.key}"))


def with_family_names(text: str, sentences: Sequence[Span], names: list[list[Name]]) -> list[list[Name]]:
    """The names of each sentence, with family names that are words too ("May said") of people named in full."""
    last = {name.text.rpartition(" ")[2] for found in names for name in found if " " in name.key}
    words = sorted(word for word in last if word.isalpha() and not _alone(word))[:_MOST_FAMILIES]
    if not words:
        return names
    said = re.compile(rf"(?<![\w-])({'|'.join(words)})(?=\s(?:also\s|later\s)?([a-z]{{3,20}})\b)")
    asked = re.compile(rf"\b(?:said|says|asked|added|wrote|to)\s({'|'.join(words)})\b(?!\s?\d)")
    return [
        [*found, *_more(text, sentence, found, said, asked)] for sentence, found in zip(sentences, names, strict=True)
    ]


def _more(text: str, sentence: Span, found: Sequence[Name], *patterns: re.Pattern[str]) -> list[Name]:
    held = {at for name in found for at in (name.start, name.end)}
    more: list[Name] = []
    for match in (m for pattern in patterns for m in pattern.finditer(text, sentence.start, sentence.end)):
        start, end = match.span(1)
        verb = match.lastindex == 1 or match[2] in SPEECH_VERBS
        if verb and start not in held and end not in held:
            more.append(Name(start, end, match[1], fold(match[1])))
    return more


@lru_cache(maxsize=4096)
def _alone(word: str) -> bool:
    """Whether a word with a capital is taken for a name where it stands alone and opens a sentence."""
    return bool(find_names(f"{word} said it."))


def _paragraphs(text: str, sentences: Sequence[Span]) -> tuple[list[Span], list[int]]:
    """The paragraphs that sentences stand in, and for each sentence which one.

    Sentences that know their paragraph say so; for others a line break begins a new one.
    """
    paragraphs: list[Span] = []
    places: list[int] = []
    number: object = None
    for sentence in sentences:
        own = getattr(sentence, "paragraph", None)
        if not paragraphs:
            joined = False
        elif own is not None:
            joined = own == number
        else:
            joined = not _BREAK.search(text, paragraphs[-1].end, sentence.start)
        if joined:
            paragraphs[-1] = Span(paragraphs[-1].start, sentence.end)
        else:
            paragraphs.append(Span(sentence.start, sentence.end))
        places.append(len(paragraphs) - 1)
        number = own
    return paragraphs, places


def names_in(text: str, sentence: Span) -> list[Name]:
    """The names of a sentence, in the offsets of the whole text."""
    start = sentence.start
    return [Name(n.start + start, n.end + start, n.text, n.key) for n in find_names(sentence.of(text))]


def has_stand_in(text: str, sentence: Span) -> bool:
    """Whether a sentence has a pronoun or an office that may stand for a person. Cheap, and errs on the side of yes."""
    return _STAND_IN.search(text, sentence.start, sentence.end) is not None


def opener(text: str, sentence: Span) -> Span | None:
    """The pronoun or bare office a sentence opens with, which needs resolving; None if it needs nothing."""
    first = _WORD.search(text, sentence.start, sentence.end)
    if first is None:
        return None
    if first[0].lower() in _OPENERS:
        return Span(first.start(), first.end())
    office = OFFICE_PHRASE.match(text, first.start(), sentence.end)
    return Span(office.start(), office.end()) if office else None
