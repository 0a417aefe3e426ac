"""Who has the floor: the person or institution that a name, a pronoun or an office stands for, sentence by sentence.

The sentences of an article are gone through in order. Each may introduce people and hand the floor to a speaker, or to
the person it is about; "he", "the top Iranian diplomat" or "the statement" in a later one is resolved to whom that can
mean. What the rules cannot see is ``None``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.fold import fold
from rag.text.names import Name, name_key, same_name
from rag.text.voices.given_names import pronoun_of
from rag.text.voices.people import INSTITUTIONS, OFFICE, People, Person, office_stems, related
from rag.text.voices.subjects import Clause, Subject
from rag.text.words import listed
from rag.types import Span

PERSON_PRONOUNS = frozenset(["he", "she", "his", "her"])
# "the Azerbaijani defense minister", "Iran's top diplomat": an office that stands for a person named elsewhere.
OFFICE_PHRASE = re.compile(
    rf"\b(?:[Tt]he|[Tt]his|[A-Z][\w-]+['’]s)\s+((?:[A-Za-z][\w-]*\s+){{0,4}}(?:ex-)?(?i:{OFFICE}))\b"
    r"(?!\s+(?:of|for)\b)(?!\s[A-Z])"
)
# A person by what they are or do: "the singer", "the 43-year-old".
_HUMAN = re.compile(
    r"(?:\w{1,30}(?:man|woman|person|ist|ian|er|or|old|star|parent|mother|father|wife|husband|son|daughter|sister|brother)"
    r"|mom|dad|teen|resident|graduate|nominee|candidate|incumbent|expert|analyst|chef|nurse|pilot|guest|hero|host|boss|CEO|MP|PM|champion|celebrity|native|veteran|star|Republican"
    r"|Democrat)"
)
_PARTISAN = re.compile(r"Republican|Democrat|[A-Z]\w{1,30}(?:ian|ist)")
_NO_HUMAN = frozenset(
    listed(
        """
    paper newspaper letter order center centre number chapter newsletter poster Guardian provider maker carrier retailer
    manufacturer insurer automaker publisher broadcaster platform server dealer lender
    """
    )
)
_DOCUMENT = re.compile(
    r"(?:statement|post|tweet|letter|memo|e?-?mail|message|release|caption|announcement|video|filing|complaint|lawsuit"
    r")s?"
)
_ASKED = re.compile(r"\basked\s(?=[A-Z])")
_AUTHOR = re.compile(r"\b(\w{3,20})\s(?:\w{4,20}\s)?(?:by|from)\s(?:the\s)?(?=[A-Z])")
_ORGANISATIONS = frozenset(
    listed(
        """
    paper newspaper magazine outlet website company airline agency department group organization organisation bank firm
    university league network ministry commission committee association union team club retailer carrier bureau
    """
    )
)
_PRESS = frozenset(["paper", "newspaper", "magazine"])
_OUTLET = re.compile(
    r"(?:Times|Telegraph|Guardian|Mail|Post|Journal|News|Sun|Mirror|Express|Standard|Tribune|Herald|Independent"
    r"|Economist|Observer|Magazine|Week|BBC)\Z"
)
_THIS = frozenset(["the", "this", "his", "her", "their", "its"])
# "Asked about Biden, he said": the name is not whom the pronoun means.
_ABOUT = frozenset(["asked", "of", "about", "on", "like", "to", "with"])
_SURELY_ENDS = (" Jr", " Jr.", " Sr", " Sr.", " II", " III")
_NEAR = 80  # characters from a sentence's beginning in which the person it is about is named
_MOST = 60  # people looked at for an office
_FAR_BACK = 12  # sentences looked back for the first mention of a document


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

    def going_on(self) -> Voice:
        """The same voice where it speaks without a cue."""
        return Voice(self.name, self.mention, self.source, cued=False)


@dataclass(frozen=True, slots=True)
class _About:
    """The person that a sentence was about or that spoke in it, and the others it named."""

    person: str
    rivals: tuple[Person, ...] = ()


class Floor:
    """Who was met so far in an article, who spoke last, and whom the last sentences were about."""

    def __init__(self, text: str, clauses: Sequence[Clause], names: Sequence[Sequence[Name]]) -> None:
        self.people = People()
        self.speaking: Voice | None = None  # who spoke last, a person or not
        self._heard: Voice | None = None  # the same, or whom a sentence only cites at its end
        self._text, self._clauses, self._names = text, clauses, names
        self._alone = {name.key for found in names for name in found}
        self._about: _About | None = None
        self._speakers: set[str] = set()  # the persons who spoke under their own name
        self._earlier: deque[str] = deque(maxlen=3)  # the persons the sentences before were about
        self._spoke: list[Voice | None] = []

    def meet(self, index: int) -> None:
        """Get to know the people that a sentence names."""
        for name in self._names[index]:
            self.people.meet(self._text, name, self._clauses[index].end, index)

    def give(self, index: int, voice: Voice | None) -> None:
        """After a sentence with that voice (None: the reporter's own): the floor goes to it, or to whom it is about."""
        self._spoke.append(voice)
        if voice is not None:
            self._heard = voice
            if not self._cited_behind(index, voice):
                self.speaking = voice
            asked = self._asked(index)
            if asked is not None:
                self._turn_to(_About(asked.name))  # who is asked answers
                return
            if self.people.find(voice.name) is not None:
                if voice.mention.of(self._text).lower() not in PERSON_PRONOUNS:
                    self._speakers.add(voice.name)
                self._turn_to(_About(voice.name))
                return
        main = self._clauses[index].main
        if main is not None and main.kind == "pronoun" and main.of(self._text).lower() in PERSON_PRONOUNS:
            meant = self.resolve(index, main)  # "He spoke of Mandela": it is still about him
            if meant is not None:
                self._turn_to(_About(meant.name))
            return
        subject = self._subject(index)
        if subject is not None:
            persons = [p for name in self._clauses[index].names if (p := self.people.find(name.text)) is not None]
            self._turn_to(_About(subject.name, tuple(p for p in persons if p.name != subject.name)))

    def _cited_behind(self, index: int, voice: Voice) -> bool:
        """Whether a sentence only ends with its source ("..., according to Reuters"): who spoke before goes on."""
        at = voice.mention.start
        lead = self._text[max(0, at - 18) : at].lower().removesuffix("the ")
        behind = at - self._clauses[index].start > _NEAR and lead.endswith("according to ")
        return behind and self.speaking is not None and self.people.find(voice.name) is None

    def _asked(self, index: int) -> Person | None:
        """The person that somebody asks in a sentence: "Lund asked Berg about it"."""
        clause = self._clauses[index]
        asked = _ASKED.search(clause.frame, clause.start, clause.end)
        name = next((n for n in clause.names if n.start == asked.end()), None) if asked is not None else None
        return self.people.find(name.text) if name is not None else None

    def _turn_to(self, about: _About) -> None:
        if self._about is not None and self._about.person != about.person:
            self._earlier.appendleft(self._about.person)
        self._about = about

    def pass_over(self, *, heading: bool) -> None:
        """After a line that is not part of the story: a heading ends what somebody was saying, a link does not."""
        self._spoke.append(None)
        if heading:
            self.speaking = None

    def resolve(self, index: int, subject: Subject) -> Voice | None:
        """The voice that a subject stands for in a sentence."""
        written = subject.of(self._text)
        mention = Span(subject.start, subject.end)
        if subject.kind == "pronoun":
            return self._by_pronoun(index, mention, written.lower())
        if subject.name is None:
            return self._by_description(index, mention, written)
        office = self._office_before(index, subject.name)
        if office is not None:
            return self._by_description(index, office, office.of(self._text))
        return self._by_name(index, subject.name)

    # --- by name -----------------------------------------------------------------------------------------------------

    def _by_name(self, index: int, name: Name) -> Voice:
        person = self._of_family(name) or self.people.find(name.text)
        mention = Span(name.start, name.end)
        return self._of_person(index, person, mention) if person is not None else Voice(name.text, mention)

    def _of_family(self, name: Name) -> Person | None:
        """Of several people with one family name the one that was spoken of last."""
        about = self.people.find(self._about.person) if self._about is not None and " " not in name.text else None
        return about if about is not None and same_name(about.name, name.text) else None

    @staticmethod
    def _of_person(index: int, person: Person, mention: Span) -> Voice:
        return Voice(person.name, mention, person.sentence if person.sentence != index else None)

    # --- by pronoun --------------------------------------------------------------------------------------------------

    def _by_pronoun(self, index: int, mention: Span, pronoun: str) -> Voice | None:
        """Only who is surely a person, and may be called so; "they" and "it" are an institution that spoke."""
        if pronoun not in PERSON_PRONOUNS:
            before = self.speaking
            if pronoun == "they" and before is not None and self.people.find(before.name) is not None:
                before = self._group_before()
            if before is None or (self.people.find(before.name) is not None and not self._in_writing(before)):
                return None
            return Voice(before.name, mention, before.source)
        here = self._subject(index)
        if here is not None and self._named_before(index, here, mention.start) and self._may_be(here, pronoun):
            return self._of_person(index, here, mention)
        candidates = [person for person in self._meant_last() if self._may_be(person, pronoun)]
        surely = [person for person in candidates if _usual_pronoun(person) or person.name in self._speakers]
        earlier = (self.people.find(name) for name in self._earlier)
        once = [person for person in earlier if person is not None and self._may_be(person, pronoun)]
        meant = next(iter(surely or self._just_spoke() or candidates or once), None)
        return self._of_person(index, meant, mention) if meant is not None else None

    def _group_before(self) -> Voice | None:
        """The last of several who spoke, for "they": no person."""
        near = (voice for voice in reversed(self._spoke[-_FAR_BACK:]) if voice is not None)
        return next((voice for voice in near if self.people.find(voice.name) is None), None)

    def _just_spoke(self) -> list[Person]:
        """Who spoke in the sentence before, where nothing tells a person from a company but that somebody is "he"."""
        last = self._spoke[-1] if self._spoke else None
        person = self.people.find(last.name) if last is not None else None
        if last is None or person is None or _usual_pronoun(person) is not None:
            return []
        lead = self._text[max(0, last.mention.start - 30) : last.mention.start].split()
        return [person] if lead and _HUMAN.fullmatch(lead[-1]) else []

    def _in_writing(self, voice: Voice) -> bool:
        """Whether somebody spoke by a document: "the letter said", which "it" stands for."""
        return _DOCUMENT.fullmatch(voice.mention.of(self._text).rpartition(" ")[2]) is not None

    def _meant_last(self) -> list[Person]:
        """Whom a pronoun may mean, the likeliest first."""
        about = self._about
        found = [self.people.find(about.person), *about.rivals] if about is not None else []
        if self.speaking is not None:
            found.append(self.people.find(self.speaking.name))
        return [person for person in found if person is not None]

    def _subject(self, index: int) -> Person | None:
        """The person a sentence is about: the first one named near its beginning, whom nothing is said to belong to."""
        clause = self._clauses[index]
        near = [name for name in clause.names if name.start - clause.start < _NEAR]
        free = [name for name in near if not clause.frame.startswith(("'s ", "’s "), name.end)]
        found = (self.people.find(name.text) for name in [*free, *near])
        return next((person for person in found if person is not None), None)

    def _named_before(self, index: int, person: Person, place: int) -> bool:
        """Whether a sentence opens with a person's name (or "When", "After" and the name) before the pronoun in it."""
        clause = self._clauses[index]
        name = next((name for name in clause.names if self.people.find(name.text) == person), None)
        if name is None or name.end > place or clause.frame.startswith(("'s ", "’s "), name.end):
            return False
        lead = clause.frame[clause.start : name.start].split()
        return len(lead) < 4 and (not lead or lead[0].lower() not in _ABOUT)

    def _may_be(self, person: Person, pronoun: str) -> bool:
        usual = _usual_pronoun(person)
        wanted = "he" if pronoun in ("he", "his") else "she"
        return usual == wanted or (usual is None and self._surely_person(person))

    def _surely_person(self, person: Person) -> bool:
        """Whether somebody is a person and no company: a title, an office, or a family name that stands alone too."""
        titled = fold(person.name) != name_key(person.name)
        told = person.description != person.name or person.name.endswith(_SURELY_ENDS)
        words = name_key(person.name).split()
        family = (" ".join(words[n:]) for n in range(1, len(words)))
        return titled or told or words[0] in self._alone or any(part in self._alone for part in family)

    # --- by office or description ------------------------------------------------------------------------------------

    def _office_before(self, index: int, name: Name) -> Span | None:
        """ "The King", "the Virginia Republican": what is written like a name but says who somebody is; else None."""
        article = self._text[max(0, name.start - 4) : name.start]
        inside = name.start - 4 > self._clauses[index].start
        if article.lower() != "the " or (article[0] == "T" and inside) or self.people.find(name.text) is not None:
            return None
        last = name.text.rpartition(" ")[2]
        if last != name.text and last.lower() in INSTITUTIONS:
            return None
        office = OFFICE_PHRASE.fullmatch(article + name.text) or _PARTISAN.fullmatch(last)
        return Span(name.start - 4, name.end) if office is not None else None

    def _by_description(self, index: int, mention: Span, written: str) -> Voice:
        """ "The singer" and "the minister" are somebody named before, "the statement" is somebody's; others are as
        they are called.
        """
        own = Voice(" ".join(written.split()), mention)
        words = own.name.split()
        if words[0].lower() in _THIS and _DOCUMENT.fullmatch(words[-1]):
            return self._of_document(index, own)
        known = self._described_before(own)
        if known is not None:
            return known
        if OFFICE_PHRASE.fullmatch(written) and words[-1].lower() not in _ORGANISATIONS:
            return self._by_office(index, mention, written)
        if words[0].lower() == "the" and len(words) == 2 and words[1].lower() in _ORGANISATIONS:
            return self._of_organisation(index, own)
        bare = words[0].lower() in ("the", "this") and len(words) <= 5 and words[-1] not in _NO_HUMAN
        return self._last_person(index, own) if bare and _HUMAN.fullmatch(words[-1]) else own

    def _described_before(self, own: Voice) -> Voice | None:
        """ "The official" after "a White House official said": who spoke under no name but that."""
        article, *words = own.name.lower().split()
        if article != "the" or not words:
            return None
        for voice in reversed([voice for voice in self._spoke[-_FAR_BACK:] if voice is not None]):
            first, *others = voice.name.lower().split()
            if first in ("a", "an", "one") and others[-len(words) :] == words:
                return Voice(voice.name, own.mention, voice.source)
        return None

    def _by_office(self, index: int, mention: Span, written: str) -> Voice:
        """The person whose description holds the words of the office; an institution speaks for itself."""
        own = Voice(" ".join(written.split()), mention)
        if written.split()[-1].lower() in INSTITUTIONS:
            return own
        wanted = office_stems(written)
        met = self.people.latest(_MOST)
        here = [person for person in met if person.sentence < index or self._is_before(index, person, mention)]
        last = self._meant_last()
        known = [(_share(wanted, person), person in last, person.sentence, person) for person in here]
        fitting = [one for one in known if one[0] >= 0.75]
        if wanted and fitting:
            return self._of_person(index, max(fitting, key=lambda one: one[:3])[3], mention)
        return own if "'s" in written or "’s" in written else self._last_person(index, own)

    def _is_before(self, index: int, person: Person, mention: Span) -> bool:
        names = self._clauses[index].names
        return any(name.end <= mention.start and self.people.find(name.text) == person for name in names)

    def _of_organisation(self, index: int, own: Voice) -> Voice:
        """ "The department", "the paper": the one of that name, or the institution that spoke last."""
        noun = own.name.split()[-1].lower()
        for earlier in range(index, max(-1, index - _FAR_BACK), -1):
            for name in reversed(self._clauses[earlier].names):
                meant = _OUTLET.search(name.text) if noun in _PRESS else name.text.lower().endswith(f" {noun}")
                if meant and name.end <= own.mention.start:
                    return Voice(name.text, own.mention, earlier if earlier != index else None)
        before = self._heard
        if before is None or self.people.find(before.name) is not None:
            return own
        return Voice(before.name, own.mention, before.source)

    def _last_person(self, index: int, own: Voice) -> Voice:
        """Whom the last sentences were about, unless the description says another pronoun."""
        person = self.people.find(self._about.person) if self._about is not None else None
        if person is None:
            return own
        wanted, usual = pronoun_of("", own.name), _usual_pronoun(person)
        return own if wanted and usual and wanted != usual else self._of_person(index, person, own.mention)

    def _of_document(self, index: int, own: Voice) -> Voice:
        """ "The statement said": whose it is, by the name in it, the sentence that spoke of it, or the floor."""
        clause = self._clauses[index]
        within = (n for n in clause.names if own.mention.start <= n.start and n.end <= own.mention.end)
        name = next(within, None)
        if name is not None:
            return self._by_name(index, name)
        noun = own.name.split()[-1]
        near = [self._clauses[n] for n in range(index - 1, max(-1, index - _FAR_BACK), -1)]
        telling = [index - 1 - n for n, c in enumerate(near) if clause.frame.find(noun, c.start, c.end) >= 0]
        if telling:
            authors = (self._author(earlier, noun) for earlier in telling)
            issuer = next((author for author in authors if author is not None), None) or self._issuer(telling[0])
            return Voice(issuer.name, own.mention, issuer.source) if issuer is not None else own
        before = self.speaking
        return Voice(before.name, own.mention, before.source) if before is not None else self._last_person(index, own)

    def _author(self, earlier: int, noun: str) -> Voice | None:
        """Who is named as the author where a document is spoken of: "a post by Lund", "the letter from the council"."""
        clause = self._clauses[earlier]
        for match in _AUTHOR.finditer(clause.frame, clause.start, clause.end):
            if match[1] == noun:
                name = next((name for name in clause.names if name.start == match.end()), None)
                return self._by_name(earlier, name) if name is not None else None
        return None

    def _issuer(self, earlier: int) -> Voice | None:
        """Whose document an earlier sentence speaks of: who speaks there, or whom it is about."""
        voice, main = self._spoke[earlier], self._clauses[earlier].main
        if voice is not None or main is None or main.name is None:
            return voice
        return self._by_name(earlier, main.name)


def _usual_pronoun(person: Person) -> str | None:
    return pronoun_of(name_key(person.name), person.description)


def _share(wanted: frozenset[str], person: Person) -> float:
    """How much of an office's words a person's description holds."""
    have = office_stems(person.description)
    return sum(any(related(w, h) for h in have) for w in wanted) / max(len(wanted), 1)
