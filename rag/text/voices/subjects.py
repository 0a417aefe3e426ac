"""Subjects: the words in a sentence that name who does what a verb says.

Small rules of English grammar for news, over the *frame* of a text: the text with every quotation blotted out, so that
no name inside a quotation is taken for the speaker's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.text.names import Name
from rag.text.voices.people import is_person
from rag.text.voices.speech_verbs import NOUNS_TOO, SPEECH_VERBS
from rag.text.words import listed
from rag.types import Span

BLOT = "\ufffc"
"""Stands in a frame for each character of a quotation."""

PRONOUNS = frozenset(["he", "she", "they", "it"])
_OTHER_PRONOUNS = frozenset(["who", "which", "i", "we", "you", "there"])
_FILLERS = frozenset(
    listed(
        """
    also further then has had have later earlier once again repeatedly himself herself themselves itself both now
    still even just since first yesterday today tonight previously simply merely only soon ever never always often
    sometimes did does do 's
    """
    )
)
# Small only where something small follows them: "on Tuesday", "and also".
_FILLERS_BEFORE_FILLERS = frozenset(["in", "on", "at", "and", "all", "last", "each"])
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_CONJUNCTIONS = frozenset(
    listed(
        """
    that but as when while because if although though since which who where how what whether then so or after before
    than until unless whom
    """
    )
)
_AUXILIARIES = frozenset(
    listed("is are was were has have had will would could can may might did does do be been not must should")
)
_OF_A_CLAUSE = _CONJUNCTIONS | _AUXILIARIES | {"and"}
_SAYING = frozenset(["said", "says", "saying", "told", "tells", "added", "adding", "asked"])
_DETERMINERS = frozenset(
    listed(
        """
    the a an this that these those his her their its my our your one two three four five some many several other
    another most all both no every each any few more
    """
    )
)
_ARTICLES = frozenset(["the", "a", "an"])
_PREPOSITIONS = frozenset(
    listed(
        """
    of for at from in with on by to about during against near under over into between among without through across
    inside outside behind around within
    """
    )
)
_PAST = frozenset(listed("went came took made gave got saw met left held began became knew won lost ran kept felt put"))
_ENDING_PHRASES = _PAST | _OF_A_CLAUSE | _FILLERS | (_PREPOSITIONS - {"of", "for", "from"})
_PLURALS = frozenset(["police", "people", "women", "men", "children", "staff", "alumni", "management"])
# What a sentence may open with before its subject comes: "In a statement, ...", "Asked about it, ...".
_INTRODUCTIONS = frozenset(
    listed(
        """
    in on at during after before for with as when while according asked speaking despite following earlier later
    last since by from to about of under amid although though if because meanwhile however still instead but and
    then also yet responding referring addressing over
    """
    )
)
_INTRODUCTIONS_IN_A_ROW = 2
_LINKS = frozenset(["but", "and", "still", "then", "also", "yet", "meanwhile"])
_WORD = re.compile(r"[\w'’.&-]*\w")
_LAST_WORD = re.compile(r"[\w'’.&-]{0,40}\w[.'’]?\s{0,8}\Z")
_INTERRUPTED = re.compile(r"\.?\s?[,(–—]")
_STOPS = re.compile(rf"[,;:(—–{BLOT}]")
_ALONE = re.compile(
    r"(?:[Aa]nother|[Oo]ne|[Ss]ome|[Oo]thers|[Mm]any|[Uu]sers)\b(?=[,.;:]|\s(?:who|of|on|in|while)\b|\s*\Z)"
    r"(?:\sof\sthe\s\w{1,30}(?:\sin\sthe\s\w{1,30})?)?"
)
# "New York (CNN Business)", "LONDON (Reuters) —"
_DATELINE = re.compile(r"(?:[A-Z][\w.,’'-]{0,20}\s){1,5}\([A-Z][\w\s]{1,20}\)\s?(?:[—–-]{1,2}\s)?")
_DOMAIN = re.compile(r"[\w-]{2,30}(?:\.(?:com?|org|net|uk|gov|tv)){1,2}\b")
_PLURAL_GROUP = re.compile(
    r"(?:[a-z][\w'’-]{1,30}\s){0,4}(?:officials|police|experts|authorities|prosecutors|witnesses|residents|researchers"
    r"|scientists|analysts|spokesperson|spokesman|spokeswoman|sources|lawyers|attorneys|doctors|organizers|investigators"
    r"|critics|executives|fans|parents|people|students|professionals|aides|activists|advocates|\w{1,20}(?:[^h]ers|ors|ists|ians))\b"
)
# Two clauses, and no relative clause alone: "who built it, and Berg said".
_OF_A_SENTENCE = frozenset(["and", "but", "that", "as", "while", "because", "if", "when"])
_SOME = frozenset(["one", "some", "many", "several", "each"])
_INNER = frozenset(["of", "for"])  # they join two nouns to one phrase
# How words end that say what somebody is: "adviser", "spokesman", "chief".
_AGENTS = tuple(listed("er or ist ian man woman person chief executive secretary coach ant ent boss head star captain"))
_LONGEST_PHRASE = 18  # words
_LONGEST_RELATIVE = 160  # characters
_REACH = 260  # characters looked back for the name before an apposition
_NEAR = 80  # characters from a sentence's beginning in which its subject is named

Kind = Literal["name", "pronoun", "noun"]


@dataclass(frozen=True, slots=True)
class Subject(Span):
    """The words that name who speaks. ``name`` is the name among them, if they are one."""

    kind: Kind
    name: Name | None = None


class Clause:
    """A sentence in its frame, with the names in it: where its verbs have their subjects."""

    def __init__(self, frame: str, sentence: Span, names: Sequence[Name]) -> None:
        self.frame, self.start, self.end, self.names = frame, sentence.start, sentence.end, names

    def word_before(self, at: int) -> str:
        """The word that ends before a place, with only space between; empty where a mark stands there."""
        match = _LAST_WORD.search(self.frame, max(self.start, at - 50), at)
        return match[0].strip() if match else ""

    def mark_before(self, at: int) -> str:
        """The last character before a place that is no space; empty at the sentence's beginning."""
        return self.frame[max(self.start, at - 40) : at].rstrip()[-1:]

    # --- before a verb -----------------------------------------------------------------------------------------------

    def before(self, verb: int) -> Subject | None:
        """The subject that ends where a verb begins, small words between them apart."""
        end = self._without_fillers(verb)
        if end <= self.start:
            return None
        if self.frame[end - 1] == BLOT:
            return self._before_quoted(end)
        if self.frame[end - 1] in ",)–—":
            return self._interrupted(end)
        word = self.word_before(end)
        if word.lower() in PRONOUNS:
            return Subject(end - len(word), end, "pronoun")
        if word.lower() in _OTHER_PRONOUNS and not (word.isupper() and len(word) > 1):
            return self._antecedent(end - len(word)) if word.lower() in ("who", "which") else None
        return self.before_relative(end) or self._named_or_described(end)

    def _named_or_described(self, end: int) -> Subject | None:
        name = self._name_ending_at(end)
        return self._head_of(name) if name is not None else self._noun_phrase_before(end)

    def before_relative(self, end: int, *, joined: bool = False) -> Subject | None:
        """The subject of "an aide who works with the mayor said": what a relative clause that ends here belongs to;
        with ``joined`` that of "met Mia Lund, who works there and said".
        """
        low = max(self.start, end - _LONGEST_RELATIVE)
        at = self.frame.rfind(" who ", low, end)
        inside = self.frame[at + 5 : end].split() if at >= 0 else []
        if not inside or _STOPS.search(self.frame, at + 5, end):
            return None
        if not joined and (len(inside) < 2 or not _OF_A_SENTENCE.isdisjoint(inside)):
            return None
        begins = inside[0][0].isupper() or inside[0] in PRONOUNS or inside[0] in _ARTICLES
        return None if begins else self._antecedent(at)

    def _antecedent(self, end: int) -> Subject | None:
        """What "who" or "which" stands for: the name or the noun phrase before it, over a comma."""
        end = self._stripped(end)
        if end > self.start and self.frame[end - 1] == ",":
            end = self._stripped(end - 1)
        name = self._name_ending_at(end)
        if name is not None:
            return self._head_of(name)
        words = self._words_of_phrase(end)
        for n in range(len(words) - 1, -1, -1):
            if words[n][0].lower() in _PREPOSITIONS - _INNER and n + 1 < len(words):
                return Subject(words[n + 1].start(), end, "noun")
            if words[n][0].lower() in _DETERMINERS and (n == 0 or words[n - 1][0].lower() not in _INNER):
                return Subject(words[n].start(), end, "noun")
        return self._noun_phrase_before(end)

    def _name_ending_at(self, end: int) -> Name | None:
        possessive = end - 1 if self.frame[end - 1] in "'’" else end
        return next((name for name in reversed(self.names) if name.end in (end, possessive)), None)

    def _without_fillers(self, verb: int) -> int:
        """Where the words before a verb end without adverbs, auxiliaries and days."""
        end = self._stripped(verb)
        for _ in range(6):
            word = self.word_before(end)
            adverb = word.islower() and word.endswith("ly") and len(word) > 4
            small = word in _FILLERS or adverb or _DAY.fullmatch(word)
            if not small and not (word in _FILLERS_BEFORE_FILLERS and self.frame[end:verb].strip()):
                break
            end = self._stripped(end - len(word))
        return end

    def _stripped(self, end: int) -> int:
        while end > self.start and self.frame[end - 1].isspace():
            end -= 1
        return end

    def _interrupted(self, end: int) -> Subject | None:
        """The subject of "Mia Lund, the mayor of Bergen, said": what stands before the apposition."""
        low = max(self.start, end - _REACH)
        bracket = self.frame.rfind("(", low, end) if self.frame[end - 1] == ")" else -1
        named = self._name_ending_at(self._stripped(bracket)) if bracket > low else None
        if named is not None:
            return self._head_of(named)  # "the Office for National Statistics (ONS) found"
        near = [n for n in self.names if low <= n.start and n.end < end and _INTERRUPTED.match(self.frame, n.end)]
        free = [name for name in near if not self._governed(name) and not self._lists_on(name)]
        person = next((name for name in reversed(free) if is_person(name) and not self._after_the(name)), None)
        main = self.main if person is None and self._is_open(end) else None
        if main is not None and main.name is not None and is_person(main.name) and main.end < end:
            return main
        if person is not None or free:
            return self._head_of(person or free[0])
        at = max(self.frame.rfind(mark, low, end - 1) for mark in (",", "(", "–", "—"))
        if at <= low:
            return None
        first = self._stripped(at)
        word = self.word_before(first)
        if word.lower() in PRONOUNS:
            return Subject(first - len(word), first, "pronoun")
        return self._noun_phrase_before(first)

    def _before_quoted(self, end: int) -> Subject | None:
        """The subject of "Mia Lund, author of “The Bridge,” said": an apposition that ends with a quotation."""
        comma = self.frame.find(",", self.start, end)
        main = self.main if comma > 0 else None
        return main if main is not None and main.end == comma else None

    def _is_open(self, end: int) -> bool:
        """Whether the sentence up to here is no quotation's frame, and so can be one clause with its subject."""
        return BLOT not in self.frame[self.start : end]

    def _governed(self, name: Name) -> bool:
        """Whether a name belongs to a preposition before it: "of Bergen", "of the Freedom Caucus"."""
        at = self._stripped(name.start)
        word = self.word_before(at)
        if word.lower() in _ARTICLES:
            return self.word_before(self._stripped(at - len(word))).lower() in _PREPOSITIONS
        for _ in range(0 if is_person(name) else 3):  # "for free public Wi-Fi"
            if not word.isalpha() or not word.islower() or word in _PREPOSITIONS | _OF_A_CLAUSE | _FILLERS:
                break
            at = self._stripped(at - len(word))
            word = self.word_before(at)
        return word.lower() in _PREPOSITIONS

    def _after_the(self, name: Name) -> bool:
        return self.word_before(name.start).lower() in _ARTICLES

    def _lists_on(self, name: Name) -> bool:
        """Whether a name goes on with a place: "..., the mayor of Bergen, Norway, said"."""
        before = self.frame[max(self.start, name.start - 3) : name.start]
        return before[1:] == ", " and before[0].isalpha() and " " not in name.text

    def _head_of(self, name: Name) -> Subject:
        """The person in "analyst Mia Lund of Goldman Sachs", the office in "a spokesperson for the ministry"."""
        own = Subject(name.start, name.end, "name", name)
        titled = " " in name.key and len(name.key) < len(name.text.rstrip("."))
        if titled or not self._governed(name):
            return own
        at = self._stripped(name.start)
        if self.word_before(at).lower() in _ARTICLES:
            at = self._stripped(at - len(self.word_before(at)))
        head = self._stripped(at - len(self.word_before(at)))
        adjoining = (n for n in reversed(self.names) if n.end <= head and not self.frame[n.end : head].strip(" ,"))
        other = next(adjoining, None)
        if other is not None:
            return self._head_of(other)
        return self._noun_phrase_before(name.end) or own

    def _noun_phrase_before(self, end: int) -> Subject | None:
        """The noun phrase that ends at ``end``: back to a comma, a conjunction or a verb."""
        words = self._words_of_phrase(end)
        if not words or words[-1].end() < end - 1 or len(words) > _LONGEST_PHRASE:
            return None
        if words[-1][0].lower() in _PREPOSITIONS | _DETERMINERS or not _opens_subject(words):
            return None
        if words[0][0].lower() in _SOME and words[1:2] and words[1][0] == "of" and not _is_plural(words[-1][0]):
            return None  # "one of the key (questions)"
        if any(_is_past(words, n) for n in range(1, len(words) - 3)):
            return None  # "Norway imposed limits on areas (deemed ...)"
        return None if BLOT in self.frame[words[0].start() : end] else Subject(words[0].start(), end, "noun")

    def _words_of_phrase(self, end: int) -> list[re.Match[str]]:
        found: list[re.Match[str]] = []
        joined: list[re.Match[str]] = []  # what stood before an "and" that may join two nouns
        after_verb = False
        for word in _WORD.finditer(self.frame, max(self.start, end - 160), end):
            lower = word[0].lower()
            if found and self.frame[found[-1].end() : word.start()].strip(" '’\""):
                found, joined, after_verb = [], [], False
            if lower == "and" and found:
                joined, found = [*joined, *found, word], []
            elif lower in _OF_A_CLAUSE or lower in _SAYING:
                found, joined, after_verb = [], [], lower in _AUXILIARIES
            else:
                found.append(word)
        if found and joined and not _opens_subject(found) and _opens_name(joined[0][0]):
            return [*joined, *found]
        return _last_of_several(found) if after_verb else found

    def owner(self, end: int) -> Subject | None:
        """Whose something is: of "Lund's" the name, of "his" the pronoun, where these words stand."""
        name = next((n for n in self.names if n.end == end), None)
        if name is not None:
            return Subject(name.start, name.end, "name", name)
        word = _WORD.match(self.frame, end, self.end)
        if word is None or word[0].lower() not in ("his", "her"):
            return self._noun_phrase_before(end)
        return Subject(end, word.end(), "pronoun")

    def without_and(self, verb: int) -> int:
        """Where the words before a verb end without "and" and adverbs."""
        end = self._without_fillers(verb)
        return self._stripped(end - 3) if self.word_before(end) == "and" else end

    # --- after a verb ------------------------------------------------------------------------------------------------

    def after(self, at: int) -> Subject | None:
        """The subject that stands after its verb: "said AccuWeather meteorologist Joe Bauer", "said the company"."""
        while at < self.end and self.frame[at].isspace():
            at += 1
        word = _WORD.match(self.frame, at, self.end)
        if word is None:
            return None
        if word[0] in PRONOUNS:
            return Subject(at, word.end(), "pronoun")
        limit = min(self.end, at + 160)
        stop = _STOPS.search(self.frame, at, limit)
        first = next((name for name in self.names if name.start == at), None)
        name = self._named_after(at, stop.start() if stop else limit) or first
        possessive = name is not None and self.frame.startswith(("'s", "’s"), name.end)
        if name is not None and not possessive:
            return Subject(name.start, name.end, "name", name)
        if stop is not None and stop[0] == ",":
            near = (n for n in self.names if stop.start() < n.start < stop.start() + 24 and " " in n.text)
            apposed = next(near, None)
            between = self.frame[stop.end() : apposed.start].split() if apposed is not None else []
            if apposed is not None and len(between) <= 2 and (_PREPOSITIONS | _OF_A_CLAUSE).isdisjoint(between):
                return Subject(apposed.start, apposed.end, "name", apposed)
        return self._noun_phrase_at(at, stop.start() if stop else limit)

    def _named_after(self, at: int, stop: int) -> Name | None:
        """A person's full name with only a description before it: "AccuWeather meteorologist Joe Bauer"."""
        name = next((n for n in self.names if at <= n.start < stop and " " in n.text), None)
        if name is None:
            return None
        name = next((n for n in self.names if " " in n.text and self._leads_to(name, n)), name)
        lead = [word[0].lower() for word in _WORD.finditer(self.frame, at, name.start)]
        return name if not any(word in _PREPOSITIONS | _OF_A_CLAUSE for word in lead) else None

    def _noun_phrase_at(self, at: int, stop: int) -> Subject | None:
        """A noun phrase from its first word on: an article and what follows, or a group without one."""
        alone = _ALONE.match(self.frame, at, stop) or _DOMAIN.match(self.frame, at, stop)
        if alone is not None and (alone.end() > at + 12 or not self.frame.startswith(" of ", alone.end())):
            return Subject(at, alone.end(), "noun")
        inside = list(_WORD.finditer(self.frame, at, stop))
        group = _PLURAL_GROUP.match(self.frame, at, stop)
        owned = any(word[0].endswith(("'s", "’s")) for word in inside[:4]) and inside[0][0][0].isupper()
        if group is not None and inside[0][0].lower() in _PREPOSITIONS | _OF_A_CLAUSE:
            return None
        if not inside or (inside[0][0].lower() not in _DETERMINERS and group is None and not owned):
            return None
        if group is not None and inside[0][0].lower() not in _DETERMINERS:
            return Subject(at, group.end(), "noun")
        length = next((n for n in range(1, len(inside)) if _ends_phrase(inside, n)), len(inside))
        return Subject(at, inside[length - 1].end(), "noun") if length > 1 or group is not None else None

    # --- what a sentence is about ------------------------------------------------------------------------------------

    @cached_property
    def main(self) -> Subject | None:
        """What the sentence is about: what it opens with, an introductory phrase apart."""
        dateline = _DATELINE.match(self.frame, self.start, self.end)
        begin = dateline.end() if dateline is not None else self.start
        at = self._past_introduction(begin, first=True)
        for _ in range(_INTRODUCTIONS_IN_A_ROW):
            at = self._past_introduction(at)
        return self._opening(at)

    def _past_introduction(self, at: int, *, first: bool = False) -> int:
        """Where the words after "But" or "In a statement," begin; the same place where none of these stands there."""
        word = _WORD.search(self.frame, at, min(self.end, at + 60))
        if word is None:
            return at
        lower, alone = word[0].lower(), self.frame.startswith(",", word.end())
        if first and lower in _LINKS and not alone:
            return word.end()
        if lower in _INTRODUCTIONS or (first and (alone or lower.endswith(("ing", "ly")))):
            comma = self.frame.find(",", word.end(), min(self.end, at + 160))
            return comma + 1 if comma > 0 else at
        return at

    def _opening(self, at: int) -> Subject | None:
        word = _WORD.search(self.frame, at, min(self.end, at + 60))
        if word is None:
            return None
        at = word.start()
        if word[0].lower() in PRONOUNS:
            return Subject(at, word.end(), "pronoun")
        return self._name_opening(at) or self._phrase_opening(at)

    def _name_opening(self, at: int) -> Subject | None:
        near = [name for name in self.names if at <= name.start < at + _NEAR]
        for name in near:
            lead = [word[0].lower() for word in _WORD.finditer(self.frame, at, name.start)]
            if len(lead) > 1 and lead[0] in _DETERMINERS and lead[-1].endswith(("s", "ed")):
                return None  # "One viral post imagines Gates": a verb and its object
            if lead[:1] and lead[0] in _ARTICLES and " " not in name.text and self._describes(name.end):
                return None  # "The Azeri official": the name is part of the description
            described = next((n for n in near if " " in n.text and self._leads_to(name, n)), name)
            if described is not name:
                return Subject(described.start, described.end, "name", described)
            possessor = self.frame.startswith(("'s ", "’s "), name.end)
            if not possessor and not any(word in _PREPOSITIONS | _OF_A_CLAUSE for word in lead):
                return Subject(name.start, name.end, "name", name)
        return None

    def _leads_to(self, name: Name, other: Name) -> bool:
        """Whether a name describes whom the other one names: "Trump adviser Mia Lund"."""
        between = self.frame[name.end : other.start] if 0 < other.start - name.end < 40 else "."
        words = between.split()
        if between == " ":
            return True  # "Russian President Lund"
        simple = between.replace(" ", "").isalpha() and between.islower()
        most = 1 if is_person(name) else 3  # "Mia Lund told officer Ola Berg"
        return simple and len(words) <= most and words[-1].endswith(_AGENTS) and not set(words) & _OF_A_SENTENCE

    def _describes(self, at: int) -> bool:
        """Whether a name that ends here is followed by the noun it describes: "Azeri official"."""
        word = _WORD.match(self.frame, at + 1, self.end)
        if word is None or self.frame[at] != " " or not word[0].islower():
            return False
        verb = word[0] in SPEECH_VERBS and word[0] not in NOUNS_TOO
        return not verb and word[0] not in _OF_A_CLAUSE | _PREPOSITIONS | _FILLERS

    def _phrase_opening(self, at: int) -> Subject | None:
        comma = self.frame.find(",", at, min(self.end, at + 100))
        named = next((n for n in self.names if n.start == comma + 2), None) if comma > 0 else None
        begins = _WORD.match(self.frame, at, self.end)
        told = begins is not None and begins[0].lower() in _DETERMINERS
        if named is not None and told and self.frame.startswith(" ", named.end):
            return Subject(named.start, named.end, "name", named)  # "The longest-serving heir, Charles was ..."
        stop = _STOPS.search(self.frame, at, min(self.end, at + 100))
        return self._noun_phrase_at(at, stop.start() if stop else min(self.end, at + 100))


def _opens_subject(words: Sequence[re.Match[str]]) -> bool:
    """Whether words can be a subject: they open with "the", a capital or a possessive, or are a plural."""
    first = words[0][0]
    lower = first.lower()
    if lower in _PREPOSITIONS or lower.endswith("ing") or (first.islower() and lower.endswith("ed")):
        return False
    head = next((n for n, word in enumerate(words) if word[0].lower() in _PREPOSITIONS), len(words))
    plural = _is_plural(words[head - 1][0])
    return lower in _DETERMINERS or first[0].isupper() or plural or "’s" in first or "'s" in first


def _is_plural(word: str) -> bool:
    lower = word.lower()
    return (lower.endswith("s") and not lower.endswith("ss")) or lower in _PLURALS


def _is_past(words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether the n-th word is a verb in the past after a name."""
    word = words[n][0]
    return word.islower() and word.endswith("ed") and words[n - 1][0][0].isupper()


def _opens_name(word: str) -> bool:
    return word[0].isupper() or word.lower() in _DETERMINERS


def _last_of_several(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """After a verb, the last noun phrase: "have met on the agreement the two countries" announced."""
    for n in range(len(words) - 1, 0, -1):
        if words[n][0].lower() in _DETERMINERS and words[n - 1][0].lower() not in _PREPOSITIONS | _DETERMINERS:
            return words[n:]
    return words if words and words[0][0].lower() in _DETERMINERS else []


def _ends_phrase(words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether the noun phrase that opens with ``words[0]`` is over before its n-th word."""
    word = words[n][0]
    lower = word.lower()
    if lower in _ENDING_PHRASES or (word.islower() and word.endswith("ly")):
        return True
    if (word in SPEECH_VERBS and word not in NOUNS_TOO) or _DAY.fullmatch(word):
        return True
    following = words[n + 1][0] if n + 1 < len(words) else ""
    if n == 1 or not word.islower() or lower in _PREPOSITIONS:
        return False
    if word.endswith("ed") and following in _PREPOSITIONS:
        return True  # "the letter obtained by CNN"
    # "One viral post imagines Gates' view", "The ministry issued a statement": a verb and its object
    return following.lower() in _DETERMINERS or (following[:1].isupper() and word.endswith(("s", "ed")))
