"""Who speaks: for each sentence and each quotation of an article, the person or office whose words or views it reports.

Rules, no model. A sentence is speech when a cue verb stands beside a subject ("Kanaani stated", "said Biden",
"according to Fars News"), or when it holds a quotation and nobody new takes the floor. A pronoun or an office ("he",
"the top Iranian diplomat", "the Azerbaijani defense minister") is resolved to a person named before it in the same
article. The first mention with a title or an apposition says who somebody is. What the rules cannot see is ``None``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.text.cues import BLOT, WITH_QUOTES_ONLY, Cue, Subject, cues_in, frame_of, main_subject
from rag.text.fold import fold
from rag.text.given_names import pronoun_of
from rag.text.names import Name, find_names, name_key
from rag.text.people import INSTITUTIONS, OFFICE, People, Person, is_person, office_stems, related
from rag.text.quotes import Quotation, find_quotations
from rag.text.words import listed
from rag.types import Span

__all__ = [
    "Person",
    "Quoted",
    "Voice",
    "Voices",
    "has_stand_in",
    "is_person",
    "names_in",
    "office_stems",
    "opener",
    "related",
]

_OPENERS = frozenset(["he", "she", "they", "his", "her", "their"])
_PERSON_PRONOUNS = frozenset(["he", "she", "his", "her"])
# "the Azerbaijani defense minister", "Iran's top diplomat": an office that stands for a person named elsewhere.
_OFFICE_PHRASE = re.compile(
    rf"\b(?:[Tt]he|[Tt]his|[A-Z][\w-]+['’]s)\s+((?:[A-Za-z][\w-]*\s+){{0,4}}(?:ex-)?(?i:{OFFICE}))\b(?!\s+(?:of|for)\b)(?!\s[A-Z])"
)
_STAND_IN = re.compile(rf"\b(?:[Hh]e|[Ss]he)\b|\b(?:[Tt]he|[Tt]his|['’]s)\s(?:[\w-]+\s){{0,4}}(?:ex-)?(?:{OFFICE})\b")
_WORD = re.compile(r"[\w'’-]+")
_BREAK = re.compile(r"[\r\n\u2028\u2029\v\f\x85]")
# A person by what they are or do: "the singer", "the 43-year-old".
_HUMAN = re.compile(
    r"(?:\w+(?:man|woman|person|ist|ian|er|or|old|star|parent|mother|father|wife|husband|son|daughter|sister|brother)|"
    r"mom|dad|teen|chef|nurse|pilot|guest|hero|host|boss|CEO|MP|PM|champion|celebrity|native|veteran|star|Republican|"
    r"Democrat)\Z"
)
_NO_HUMAN = frozenset(
    listed(
        """
    paper newspaper letter order center centre number chapter newsletter poster provider maker carrier retailer
    manufacturer insurer automaker publisher broadcaster platform server dealer lender
    """
    )
)
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
_LINK = re.compile(r"(?:[A-Z][A-Z'’&-]++\s?+){1,6}[:?!]\s?\w|(?:More|Related|READ MORE|Watch|Opinion):\s?\w")
_CONTRACTED = frozenset(listed("he's she's it's that's there's here's what's who's let's i'm you're they're we're"))
# What may stand between a quotation and the name in its tag: "..., Bruins coach" Jim Montgomery said.
_TAG_LEAD = re.compile(r"[\s,—–-]*(?:[\w'’.&-]+\s){0,10}")
_DOCUMENT = re.compile(
    r"(?:statement|post|tweet|letter|memo|e?-?mail|message|release|caption|announcement|video|filing)s?"
)
_CUT_TITLE = re.compile(r"\b(?:Dr|Rep|Sen|Gov|Gen|Lt|Col|Maj|Sgt|Capt|Mr|Mrs|Ms|Prof|Rev|St|Reps|Sens|Adm|Cmdr|Det)\Z")
_DASH = re.compile(r"\s*(?:[—–]|--?)\s*")
_LONG_QUOTE = 12
"""Characters above which a quotation is somebody's words rather than a term."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The speaker of one sentence or quotation.

    ``name`` is as first written in the article, with title. ``mention`` is the span that names the speaker here
    (a name, a pronoun, an office); ``source`` is the sentence that says who that is, if it is another one.
    ``cued`` tells a cue verb from a subject that merely goes on speaking.
    """

    name: str
    mention: Span
    source: int | None = None
    cued: bool = True


@dataclass(frozen=True, slots=True)
class Quoted:
    """A whole quotation, the sentence it begins in, and whose words it is; ``cue`` is None where the rules infer it."""

    quotation: Quotation
    sentence: int
    voice: Voice | None = None
    cue: Cue | None = None


@dataclass(frozen=True, slots=True)
class _Last:
    """Who a pronoun stands for now: a speaker (with the voice), or somebody a sentence was about."""

    name: str
    voice: Voice | None
    rivals: tuple[Person, ...] = ()  # the other persons that sentence names


class Voices:
    """The speakers of one article, by sentence and by quotation."""

    def __init__(self, text: str, sentences: Sequence[Span], names: Callable[[int], list[Name]] | None = None) -> None:
        self.text = text
        self.sentences = sentences
        found = names or (lambda index: names_in(text, sentences[index]))
        self.names = [_whole_names(text, found(index)) for index in range(len(sentences))]
        self.people = People()
        paragraphs, self._paragraph_of = _paragraphs(text, sentences)
        self.quotations = find_quotations(text, paragraphs)
        self.frame = frame_of(text, [part for quotation in self.quotations for part in quotation.parts])
        self._framed = [[name for name in of if self.frame[name.start] != BLOT] for of in self.names]
        self.cues = [cues_in(self.frame, s, of) for s, of in zip(sentences, self._framed, strict=True)]
        self._alone = {n.key for of in self.names for n in of if " " not in n.key}
        self._starts = [sentence.start for sentence in sentences]
        self.voices: list[Voice | None] = []
        self.quoted: list[Quoted] = []
        self._last: _Last | None = None
        self._speaking: Voice | None = None  # who spoke last, a person or not
        self._read()

    def of(self, sentence: int) -> Voice | None:
        """The voice of the sentence with that index."""
        return self.voices[sentence]

    def person(self, name: str) -> Person | None:
        """The person of that name (or of a part of it), if the article names one."""
        return self.people.find(name)

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
        if written.lower() in _PERSON_PRONOUNS or _OFFICE_PHRASE.fullmatch(written):
            return voice.mention
        return None

    def opener(self, sentence: int) -> Span | None:
        """The pronoun or bare office a sentence opens with, which needs resolving; None if it needs nothing."""
        return opener(self.text, self.sentences[sentence])

    # --- reading in order --------------------------------------------------------------------------------------------

    def _read(self) -> None:
        waiting = iter(self.quotations)
        quotation = next(waiting, None)
        for index, sentence in enumerate(self.sentences):
            self._meet(index)
            first = len(self.quoted)
            while quotation is not None and quotation.start < sentence.end:
                self.quoted.append(self._attributed(index, quotation))
                quotation = next(waiting, None)
            voice = self._voice(index, first)
            self.voices.append(voice)
            self._give_floor(index, voice)

    def _meet(self, index: int) -> None:
        for name in self.names[index]:
            self.people.meet(self.text, name, self.sentences[index].end, index)

    def _give_floor(self, index: int, voice: Voice | None) -> None:
        if self._is_heading(index):
            if not _LINK.match(self.text, self.sentences[index].start, self.sentences[index].end):
                self._speaking = None
            return
        if voice is not None:
            self._speaking = voice
            if self.person(voice.name) is not None:
                self._last = _Last(voice.name, voice)
                return
        subject = self._subject(index)
        if subject is not None:
            persons = [p for n in self._framed[index] if (p := self.person(n.text)) is not None]
            self._last = _Last(subject.name, None, tuple(p for p in persons if p.name != subject.name))

    def _is_heading(self, index: int) -> bool:
        """Whether a line is a heading or a link to another article, which changes nothing in who has the floor."""
        sentence = self.sentences[index]
        if _LINK.match(self.text, sentence.start, sentence.end):
            return True
        ends = self.text[sentence.end - 1] in ".!?:;,…\"”’'»)"
        return not ends and (index == 0 or self._paragraph_of[index - 1] != self._paragraph_of[index])

    def _subject(self, index: int) -> Person | None:
        """The person a sentence is about: the first one named, if near its beginning."""
        start = self.sentences[index].start
        near = (self.person(n.text) for n in self._framed[index] if n.start - start < 80)
        return next((person for person in near if person is not None), None)

    def _voice(self, index: int, first: int) -> Voice | None:
        """The voice of a sentence: of its longest quotation with a cue, else of its first cue, else it goes on."""
        sentence = self.sentences[index]
        cued = [q for q in self.quoted[first:] if q.cue is not None and q.voice is not None and _long(q.quotation)]
        if cued:
            return max(cued, key=lambda q: q.quotation.end - q.quotation.start).voice
        reporting = (c for c in self.cues[index] if self.text[c.verb.start : c.verb.end] not in WITH_QUOTES_ONLY)
        first_cue = next(reporting, None)
        if first_cue is not None:
            return self._resolved(index, first_cue.subject)
        for quoted in self.quoted[max(0, first - 1) :]:
            inside = min(quoted.quotation.end, sentence.end) - max(quoted.quotation.start, sentence.start)
            if quoted.voice is not None and inside > 20 and inside > 0.6 * (sentence.end - sentence.start):
                return _uncued(quoted.voice)
        return None

    # --- whose words a quotation is ----------------------------------------------------------------------------------

    def _attributed(self, index: int, quotation: Quotation) -> Quoted:
        ending = self._sentence_at(quotation.end - 1, index)
        cue = self._cue_of(index, ending, quotation)
        if cue is not None:
            at = self._sentence_at(cue.subject.start, index)
            if at > index:
                self._meet(at)
            return Quoted(quotation, index, self._resolved(at, cue.subject), cue)
        if self._names_a_thing(quotation) or self._is_heading(index):
            return Quoted(quotation, index)
        if self._before(quotation.start) == ":":
            subject = main_subject(self.frame, self.sentences[index], self._framed[index])
            if subject is not None and subject.end <= quotation.start:
                return Quoted(quotation, index, self._resolved(index, subject))
        signed = self._signature(ending, quotation)
        if signed is not None:
            return Quoted(quotation, index, self._resolved(ending, signed))
        if self._stands_alone(index, ending, quotation):
            return Quoted(quotation, index, self._goes_on(index, ending))
        return Quoted(quotation, index, self._said_before(quotation) or self._by_subject(index, quotation))

    def _signature(self, ending: int, quotation: Quotation) -> Subject | None:
        """The name that is set below or behind a quotation: “...” — Nate Davis."""
        match = _DASH.match(self.frame, quotation.end)
        if match is None:
            return None
        name = next((n for n in self._framed[ending] if n.start == match.end()), None)
        rest = self.frame[name.end : self.sentences[ending].end] if name is not None else " "
        return Subject(name.start, name.end, "name", name) if name is not None and rest.strip(" .") == "" else None

    def _said_before(self, quotation: Quotation) -> Voice | None:
        """Whose phrase it is, where its words were quoted before with their speaker."""
        words_ = fold(quotation.inner.of(self.text)).strip(" .,")
        first = quotation.inner.of(self.text)[:1]
        if not first.islower() or not _LONG_QUOTE < len(words_) <= 200:
            return None
        for earlier in reversed(self.quoted[-12:]):
            if earlier.voice is not None and words_ in fold(earlier.quotation.inner.of(self.text)):
                return _uncued(earlier.voice)
        return None

    def _by_subject(self, index: int, quotation: Quotation) -> Voice | None:
        """The person a sentence opens with, for a fragment of several words that stands in it without a cue."""
        inner = quotation.inner.of(self.text)
        if len(inner.split()) < 2 or not inner[:1].islower():
            return None
        subject = main_subject(self.frame, self.sentences[index], self._framed[index])
        if subject is None or subject.end > quotation.start or subject.kind == "noun":
            return None
        voice = self._resolved(index, subject)
        return _uncued(voice) if voice is not None and self.person(voice.name) is not None else None

    def _sentence_at(self, place: int, near: int) -> int:
        return max(near, bisect_right(self._starts, place) - 1)

    def _before(self, place: int) -> str:
        """The last character in the frame before a place that is no space."""
        return self.frame[max(0, place - 6) : place].rstrip()[-1:]

    def _cue_of(self, index: int, ending: int, quotation: Quotation) -> Cue | None:
        """The cue that a quotation belongs to: its tag, the cue before it, or the one that ends the sentence."""
        before = [c for c in self.cues[index] if c.end <= quotation.start]
        after = [c for c in self.cues[ending] if c.start >= quotation.end]
        lead = before[-1] if before else None
        if after and self._is_tag(quotation, after[0]) and not (lead is not None and self._is_outlet(after[0])):
            return after[0]
        if self._names_a_thing(quotation, lead):
            return None
        trailing = after[0] if after and self._before(after[0].start) == "," else None
        if lead is not None and trailing is not None:
            near = quotation.start - lead.end <= trailing.start - quotation.end
            return lead if near or self._is_outlet(trailing) else trailing
        return lead or trailing

    def _is_outlet(self, cue: Cue) -> bool:
        """Whether a cue that ends a sentence only says who reports it: "..., says The Guardian"."""
        written, name = cue.subject.of(self.text), cue.subject.name
        outlet = written.startswith("The ") or (name is not None and self.person(name.text) is None)
        return outlet and cue.subject.start > cue.verb.start

    def _is_tag(self, quotation: Quotation, cue: Cue) -> bool:
        """Whether a cue stands right after a quotation that asks for a tag: “...,” he said."""
        between = self.frame[quotation.end : cue.start]
        if not _TAG_LEAD.fullmatch(between):
            return False
        last = quotation.inner.of(self.text).rstrip(" '’”\"\xa0")[-1:]
        return (last != "" and last in ",?!—–-….") or "," in between

    def _names_a_thing(self, quotation: Quotation, lead: Cue | None = None) -> bool:
        """Whether a quotation is a title or a term, and nobody's words: “Friends”, the so-called “spring break”."""
        if quotation.end - quotation.start > 120:
            return False
        inner = quotation.inner.of(self.text).strip().rstrip(",.")
        words_ = inner.split()
        if not words_ or len(words_) > 12:
            return False
        before = self.frame[max(0, quotation.start - 30) : quotation.start]
        called = lead is not None and not self.frame[lead.verb.end : quotation.start].strip()
        if len(words_) < 6 and not called and _NAMED_SO.search(before):
            return True
        capital = all(
            w[0].isupper() or w[0].isdigit() or w.lower() in _TITLE_WORDS or not w[0].isalnum() for w in words_
        )
        return capital and words_[0][0].isupper() and (len(words_) > 1 or not before.rstrip().endswith((",", ":")))

    def _stands_alone(self, index: int, ending: int, quotation: Quotation) -> bool:
        start, end = self.sentences[index].start, max(self.sentences[ending].end, quotation.end)
        return len(self.frame[start:end].replace(BLOT, "").split()) <= 3

    def _goes_on(self, index: int, ending: int) -> Voice | None:
        """Who speaks a quotation that stands alone: who speaks around it, or spoke before it."""
        previous, following = index - 1, ending + 1
        if previous >= 0 and self._before(self.sentences[previous].end) == ":":
            cues = self.cues[previous]
            main = main_subject(self.frame, self.sentences[previous], self._framed[previous])
            subject = cues[-1].subject if cues else main
            if subject is not None:
                return _uncued(self._resolved(previous, subject))
        if previous >= 0 and self._same_paragraph(previous, index) and self.voices[previous] is not None:
            return _uncued(self.voices[previous])
        if following < len(self.sentences):
            if self.frame[self.sentences[following].start] in "—–-":  # the name below a quotation that is set off
                self._meet(following)
                signed = main_subject(self.frame, self.sentences[following], self._framed[following])
                return self._resolved(following, signed) if signed is not None else None
            if self._same_paragraph(ending, following) and self.cues[following]:
                self._meet(following)
                return _uncued(self._resolved(following, self.cues[following][0].subject))
        return _uncued(self._speaking)

    def _same_paragraph(self, one: int, other: int) -> bool:
        return self._paragraph_of[one] == self._paragraph_of[other]

    # --- who is meant ------------------------------------------------------------------------------------------------

    def _resolved(self, index: int, subject: Subject) -> Voice | None:
        """The voice that a subject stands for in a sentence."""
        written = subject.of(self.text)
        if subject.kind == "pronoun":
            return self._by_pronoun(index, subject, written.lower())
        if subject.name is not None:
            office = self._office_before(subject.name)
            return (
                self._by_office(index, office, office.of(self.text)) if office else self._by_name(index, subject.name)
            )
        return self._by_office(index, subject, written)

    def _office_before(self, name: Name) -> Span | None:
        """ "The King", which is written like a name, as the office it is; None for other names."""
        start = max(0, name.start - 4)
        office = _OFFICE_PHRASE.search(self.text, start, name.end) if " " not in name.text else None
        return Span(office.start(), office.end()) if office is not None and office.end() == name.end else None

    def _by_name(self, index: int, name: Name) -> Voice:
        person = self.person(name.text)
        mention = Span(name.start, name.end)
        if person is None:
            return Voice(name.text, mention)
        return self._of_person(index, person, mention)

    def _of_person(self, index: int, person: Person, mention: Span) -> Voice:
        return Voice(person.name, mention, person.sentence if person.sentence != index else None)

    def _by_pronoun(self, index: int, mention: Span, pronoun: str) -> Voice | None:
        """Only who is surely a person, and may be called so."""
        place = Span(mention.start, mention.end)
        if pronoun not in _PERSON_PRONOUNS:
            before = self._speaking  # "they said", "it says": an institution that spoke
            if before is None or self.person(before.name) is not None:
                return None
            return Voice(before.name, place, before.source)
        here = self._subject(index)
        if here is not None and self._named_before(index, here, mention.start) and self._may_be(here, pronoun):
            return self._of_person(index, here, place)
        if self._last is None:
            return None
        person = self.person(self._last.name)
        candidates = [p for p in (person, *self._last.rivals) if p is not None and self._may_be(p, pronoun)]
        if not candidates:
            return None
        wanted = [p for p in candidates if pronoun_of(name_key(p.name), p.description)]
        return self._of_person(index, (wanted or candidates)[0], place)

    def _named_before(self, index: int, person: Person, place: int) -> bool:
        """Whether a sentence opens with a person's name (or "When", "After" and the name) before the pronoun in it."""
        sentence = self.sentences[index]
        name = next((n for n in self._framed[index] if self.person(n.text) == person), None)
        if name is None or name.end > place:
            return False
        lead = self.frame[sentence.start : name.start].split()
        return len(lead) < 4 and (
            not lead or lead[0].lower() not in ("asked", "of", "about", "on", "like", "to", "with")
        )

    def _may_be(self, person: Person, pronoun: str) -> bool:
        usual = pronoun_of(name_key(person.name), person.description)
        wanted = "he" if pronoun in ("he", "his") else "she"
        return usual == wanted or (usual is None and self._surely(person))

    def _surely(self, person: Person) -> bool:
        """Whether somebody is a person and no company: a title, an office, or a family name that stands alone too."""
        titled = fold(person.name) != name_key(person.name)
        suffixed = person.name.endswith((" Jr", " Jr.", " Sr", " Sr.", " II", " III"))
        return (
            titled or suffixed or person.description != person.name or name_key(person.name).split()[-1] in self._alone
        )

    def _by_office(self, index: int, subject: Span, written: str) -> Voice:
        """The person whose description holds the words of the office; an institution speaks for itself."""
        mention = Span(subject.start, subject.end)
        own = Voice(" ".join(written.split()), mention)
        words_ = own.name.split()
        if _DOCUMENT.fullmatch(words_[-1]) and words_[0].lower() in ("the", "this", "his", "her", "their", "its"):
            return self._of_document(index, own)
        if not _OFFICE_PHRASE.fullmatch(written):
            return self._by_description(index, own)
        if written.split()[-1].lower() in INSTITUTIONS:
            return own
        wanted = office_stems(written)
        known = [(self._share(wanted, person), person.sentence, person) for person in self.people]
        fitting = [k for k in known if k[0] >= 0.75]
        if wanted and fitting:
            return self._of_person(index, max(fitting, key=lambda k: k[:2])[2], mention)
        return self._last_person(index, own)

    def _by_description(self, index: int, own: Voice) -> Voice:
        """ "The singer", "the 43-year-old", "the Republican": who was spoken of last; others are as they are called."""
        words_ = own.name.split()
        last = words_[-1]
        bare = words_[0].lower() in ("the", "this") and len(words_) <= 5 and (last.islower() or _HUMAN.match(last))
        if bare and _HUMAN.match(last) and last not in _NO_HUMAN:
            return self._last_person(index, own)
        return own

    def _of_document(self, index: int, own: Voice) -> Voice:
        """ "The statement said": whose it is, by the name in it, or who had the floor."""
        name = next((n for n in self._framed[index] if own.mention.start <= n.start and n.end <= own.mention.end), None)
        if name is not None:
            return self._by_name(index, name)
        noun = own.name.split()[-1]
        for earlier in range(index - 1, max(-1, index - 12), -1):  # where the document was spoken of first
            sentence = self.sentences[earlier]
            if self.frame.find(noun, sentence.start, sentence.end) >= 0:
                return self._issuer(earlier, own)
        before = self._speaking
        return Voice(before.name, own.mention, before.source) if before is not None else self._last_person(index, own)

    def _issuer(self, earlier: int, own: Voice) -> Voice:
        """Whose document it is, by the sentence that spoke of it: who speaks there, or whom the sentence is about."""
        voice = self.voices[earlier]
        if voice is None:
            subject = main_subject(self.frame, self.sentences[earlier], self._framed[earlier])
            voice = self._by_name(earlier, subject.name) if subject is not None and subject.name is not None else None
        return Voice(voice.name, own.mention, voice.source) if voice is not None else own

    def _last_person(self, index: int, own: Voice) -> Voice:
        person = self.person(self._last.name) if self._last is not None else None
        if person is None:
            return own
        wanted, usual = pronoun_of("", own.name), pronoun_of(name_key(person.name), person.description)
        return own if wanted and usual and wanted != usual else self._of_person(index, person, own.mention)

    @staticmethod
    def _share(wanted: frozenset[str], person: Person) -> float:
        have = office_stems(person.description)
        return sum(any(related(w, h) for h in have) for w in wanted) / max(len(wanted), 1)


def _uncued(voice: Voice | None) -> Voice | None:
    return Voice(voice.name, voice.mention, voice.source, cued=False) if voice is not None else None


def _whole_names(text: str, names: Sequence[Name]) -> list[Name]:
    """The names, without "He's" and without a title cut off at its full stop ("Rep" of "Rep. X")."""
    starts = {name.start for name in names}
    return [
        name
        for name in names
        if name.key not in _CONTRACTED
        and not (text.startswith(". ", name.end) and name.end + 2 in starts and _CUT_TITLE.search(name.text))
    ]


def _long(quotation: Quotation) -> bool:
    return quotation.inner.end - quotation.inner.start > _LONG_QUOTE


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
    office = _OFFICE_PHRASE.match(text, first.start(), sentence.end)
    return Span(office.start(), office.end()) if office else None
