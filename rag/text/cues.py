"""Who is said to speak, by grammar alone: the verbs of speech in a sentence, each with the words that name its subject.

"Kanaani stated", "said Biden, who ...", "according to Fars News", "a spokesperson for the ministry told reporters". The
grammar is looked for in the *frame* of the text, which is the text with every quotation blotted out, so that no name
and no verb inside a quotation is taken for the speaker's. Who "he" or "the minister" is, is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.text.names import Name
from rag.text.words import listed
from rag.types import Span

BLOT = "\ufffc"
"""Stands in a frame for each character of a quotation."""

_IRREGULAR = listed(
    """
    say says said saying tell tells told telling write writes wrote written writing think thinks thought thinking
    read reads reading begin begins began go goes put puts feel feels felt sing sings sang cry cries cried crying
    reply replies replied replying deny denies denied denying testify testifies testified testifying clarify
    clarifies clarified clarifying quip quips quipped quipping admit admits admitted admitting vow vows vowed vowing
    plead pleads pleaded specify specifies specified swear swears swore signal signals signaled refer refers
    referred referring
    """
)
_REGULAR = listed(
    """
    react state add announce declare assert affirm claim insist argue note remark comment observe explain emphasize
    emphasise stress underscore underline highlight reiterate reaffirm confirm acknowledge deny reject dismiss warn
    caution urge call describe express voice tweet respond answer predict promise pledge suggest recall joke believe
    hail praise welcome condemn criticize criticise accuse allege contend maintain ask shout wonder continue
    conclude recount post share report disclose reveal estimate concede lament complain boast brag muse opine
    stipulate advise propose demand mention refute dispute denounce blast slam chide mock laugh whisper yell exclaim
    scream chant plead decry echo counter retort label dub cite characterize characterise deem concur agree hope
    expect assure inform remind caption repeat detail outline summarize summarise liken compare posit reason gush
    interject tout bemoan rail vent reflect charge speculate theorize recommend question enthuse define acknowledge
    chat rebut submit list
    """
)


_DOUBLED = frozenset(["brag", "chat", "refer", "concur", "rebut", "submit"])


def _forms(verb: str) -> Iterator[str]:
    root = verb[:-1] if verb.endswith("e") else verb + verb[-1] if verb in _DOUBLED else verb
    yield from (verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), root + "ed", root + "ing")


CUE_WORDS = frozenset([*_IRREGULAR, *(form for verb in _REGULAR for form in _forms(verb))])
# Forms that are more often nouns: cues only right after a name or a pronoun, and not before "of".
_NOUNS_TOO = frozenset(
    listed(
        """
    claim claims call calls comment comments note notes remark remarks demand demands report reports question
    questions answer answers post posts share shares estimate estimates charge charges promise promises pledge
    pledges warning writing reading feeling feelings hope hopes stress state states detail details label labels
    reason reasons boast signal signals voice voices highlight highlights urge urges dispute disputes echo echoes
    counter counters blast outline outlines repeat joke jokes laugh laughs cry cries mention mentions reveal calling
    thought respond saying tweet tweets caption captions sharing posting go goes put puts reply replies reading hail
    slam go meaning tout concern expect expects read think feel
    """
    )
)
_NEVER_INVERTED = frozenset(
    listed(
        """
    told tell tells telling urged urges urge called calls accused accuses praised praises described describes hailed
    welcomed condemned criticized criticised dismissed rejected refuted denounced blasted slammed chided mocked
    labeled labels dubbed cited cites characterized characterised deemed assured informed reminded advised compared
    likened referred read reads put puts goes go posted shared reported expressed voiced highlighted underscored
    outlined detailed mentioned disputed
    """
    )
)
WITH_QUOTES_ONLY = frozenset(
    form
    for verb in listed(
        """
    continue conclude begin go put post share read sing cry laugh repeat echo list define detail outline label dub cite
    deem refer compare liken signal mock exclaim caption chat reflect charge chant question expect hope
    """
    )
    for form in (*_forms(verb), "began", "begins", "goes", "puts", "sings", "sang", "cries", "cried")
)
"""Verbs that say who speaks beside a quotation, but report nothing by themselves: "tensions continued"."""
PRONOUNS = frozenset(["he", "she", "they", "it"])
_PASSIVE = frozenset(
    listed("was were is are be been being get got not to will would could can may might should must cannot n't")
)
_FILLERS = frozenset(
    listed(
        """
    also further then has had have later earlier once again repeatedly himself herself themselves itself both now
    still even just since first last yesterday today tonight previously simply merely only all each in on at and who
    soon ever never always often sometimes did does do 's
    """
    )
)
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_CLAUSE_WORDS = frozenset(
    listed(
        """
    that and but as when while because if although though since which who where how what whether then so or after
    before than until unless whom is are was were has have had will would could can may might did does do be been
    not
    """
    )
)
_SAYING = frozenset(["said", "says", "saying", "told", "tells", "added", "adding", "asked"])
_DETERMINERS = frozenset(
    listed(
        """
    the a an this that these those his her their its my our your one two three four five some many several other
    another most all both no every each any few more
    """
    )
)
_PREPOSITIONS = frozenset(
    listed(
        """
    of for at from in with on by to about during against near under over into between among without through across
    inside outside behind around within
    """
    )
)
_PLURAL_NOUNS = frozenset(["police", "people", "women", "men", "children", "staff", "alumni", "management"])
_WORD = re.compile(r"[\w'’.&-]*[\w]")
_LAST_WORD = re.compile(r"[\w'’.&-]*\w[.'’]?\s*\Z")
_NAME_INTERRUPTED = re.compile(r"\.?\s?[,(–—]")
_ON_TO = re.compile(r"\b(?:went|goes|going) on to\s*\Z")
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+|\b[Pp]er\s+(?=[A-Z])|\b[Ii]n the words of\s+")
_NOUN_PHRASE = re.compile(
    r"(?:[Aa]nother|[Oo]ne|[Ss]ome|[Oo]thers|[Mm]any|[Uu]sers)\b(?=[,.;]|\s(?:who|of the|on|in|while)\b|\s*\Z)"
    r"(?:\sof the \w+(?: in the \w+)?)?|"
    r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Ss]ome|[Mm]any|[Ss]everal|[Tt]wo)\s"
    r"(?:[\w'’.-]++\s?+){1,9}|(?:[a-z][\w'’-]+\s){0,4}(?:officials|police|experts|authorities|prosecutors|witnesses|residents|"
    r"researchers|scientists|analysts|spokesperson|spokesman|spokeswoman|sources|lawyers|attorneys|doctors|organizers|"
    r"investigators|critics|supporters|lawmakers|leaders|executives|economists|users|fans|parents|people|students)\b(?:\s(?:in|at|for|from|with|of)(?:\s[\w'’.-]+){1,6})?"
)
_END_OF_PHRASE = re.compile(
    r"\s(?:in|on|during|after|before|when|who|that|which|while|as|to|via|by|at|about|late|early|last|was|is|were|are|has|have|had|will|would|could|can|may)\b|\s\S*day\b"
)
_REACH = 260
_LONGEST_PHRASE = 18

Kind = Literal["name", "pronoun", "noun"]


@dataclass(frozen=True, slots=True)
class Subject(Span):
    """The words that name who speaks. ``name`` is the name among them, if they are one."""

    kind: Kind
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speech (or "according to") with its subject. ``shared`` if it is another verb's subject too."""

    verb: Span
    subject: Subject
    shared: bool = False

    @property
    def start(self) -> int:
        return min(self.verb.start, self.subject.start)

    @property
    def end(self) -> int:
        return max(self.verb.end, self.subject.end)


def frame_of(text: str, quotes: Sequence[Span]) -> str:
    """The text with its quotations blotted out, of the same length."""
    pieces: list[str] = []
    at = 0
    for quote in quotes:
        pieces += [text[at : quote.start], BLOT * (quote.end - quote.start)]
        at = quote.end
    return "".join([*pieces, text[at:]])


def cues_in(frame: str, sentence: Span, names: Sequence[Name]) -> list[Cue]:
    """The cues of a sentence in order, given the names that stand in its frame."""
    found: list[Cue] = []
    for word in _WORD.finditer(frame, sentence.start, sentence.end):
        lower = word[0].lower()
        if lower in CUE_WORDS and (word[0] == lower or frame[max(0, word.start() - 2) : word.start()] == f"{BLOT} "):
            cue = _cue(frame, sentence, names, Span(word.start(), word.end()), lower, found)
            if cue is not None:
                found.append(cue)
    for match in _ACCORDING.finditer(frame, sentence.start, sentence.end):
        subject = _phrase_at(frame, match.end(), sentence.end, names)
        if subject is not None:
            found.append(Cue(Span(match.start(), match.end()), subject))
    return sorted(found, key=lambda cue: cue.verb.start)


def _cue(frame: str, sentence: Span, names: Sequence[Name], verb: Span, lower: str, found: Sequence[Cue]) -> Cue | None:
    before = _last_word(frame, sentence.start, verb.start).lower()
    at = verb.start
    if before == "to" and (on := _ON_TO.search(frame, max(sentence.start, at - 20), at)) is not None:
        at = on.start()
    elif before in _PASSIVE:
        return None
    if lower.endswith("ing"):
        return _participle(frame, sentence, names, verb, lower, found)
    inverted = lower not in _NEVER_INVERTED and _may_invert(frame, sentence.start, at)
    after = _phrase_at(frame, verb.end, sentence.end, names) if inverted else None
    if after is not None and _ends_clause(frame, after.end, sentence.end):
        return Cue(verb, after)
    subject = _left(frame, sentence.start, at, names)
    if subject is not None and lower in _NOUNS_TOO and at == verb.start and not _surely_verb(frame, subject, verb):
        return None
    if subject is not None or after is not None:
        return Cue(verb, subject or after)  # type: ignore[arg-type]
    if lower in _NOUNS_TOO or before not in ("and", "but", "then", "also", "or", "later"):
        return None
    return _of_main(frame, sentence, names, verb, found)


def _participle(
    frame: str, sentence: Span, names: Sequence[Name], verb: Span, lower: str, found: Sequence[Cue]
) -> Cue | None:
    """ "..., adding": its subject is the sentence's; "with Smith calling it ..." has its own."""
    if lower in _NOUNS_TOO and lower not in ("saying", "calling", "writing", "telling"):
        return None
    own = _left(frame, sentence.start, verb.start, names)
    if own is not None and frame[sentence.start : own.start].rstrip().endswith(" with"):
        return Cue(verb, own)
    left = frame[max(sentence.start, verb.start - 30) : verb.start].rstrip()
    free = (
        left.endswith(" heard")
        or left[-1:] in (",", "—", "–", "-", BLOT)
        or left.endswith((" and", " by", " while", " in", " as", " beyond", " without", " after", " for"))
    )
    if not free and lower not in ("saying", "calling"):
        return None
    return _of_main(frame, sentence, names, verb, found)


def _of_main(frame: str, sentence: Span, names: Sequence[Name], verb: Span, found: Sequence[Cue]) -> Cue | None:
    main = next((c.subject for c in reversed(found) if not c.shared), None) or main_subject(frame, sentence, names)
    return Cue(verb, main, shared=True) if main is not None and main.start < verb.start else None


def _ends_clause(frame: str, at: int, end: int) -> bool:
    """Whether a subject after its verb closes the clause: "..., says Feinberg." """
    rest = frame[at : min(end, at + 3)].strip()
    return not rest or rest[0] in ",.;:" or rest[0] == BLOT


def _surely_verb(frame: str, subject: Subject, verb: Span) -> bool:
    if subject.kind == "noun" or frame[subject.end : verb.start].strip():
        return False
    return not frame.startswith((" of ", ".", ",", " about ", " from ", " by "), verb.end)


def _may_invert(frame: str, start: int, at: int) -> bool:
    left = frame[max(start, at - 40) : at].rstrip()
    return not left or left[-1] in f"{BLOT},—–-"


def _last_word(frame: str, start: int, end: int) -> str:
    match = _LAST_WORD.search(frame, max(start, end - 40), end)
    return match[0].strip() if match else ""


def _left(frame: str, start: int, at: int, names: Sequence[Name]) -> Subject | None:
    """The subject that ends where a verb begins, small words between them apart."""
    end = _without_fillers(frame, start, at)
    if end <= start:
        return None
    if frame[end - 1] in ",)–—":
        return _interrupted(frame, start, end, names)
    word = _last_word(frame, start, end)
    lower = word.lower()
    if lower in PRONOUNS:
        return Subject(end - len(word), end, "pronoun")
    if lower in ("who", "which", "i", "we", "you", "there") and not (word.isupper() and len(word) > 1):
        return None
    name = next((n for n in reversed(names) if n.end == end or (n.end == end - 1 and frame[n.end] in "'’")), None)
    if name is not None:
        return _head_of(frame, start, name, names)
    return _noun_phrase_before(frame, start, end)


def _without_fillers(frame: str, start: int, at: int) -> int:
    """Where the words before a verb end without adverbs, auxiliaries and days."""
    end = _rstrip(frame, start, at)
    for _ in range(6):
        match = _LAST_WORD.search(frame, max(start, end - 30), end)
        if match is None or not match[0].strip():
            break
        word = match[0].strip()
        adverb = word.islower() and word.endswith("ly") and len(word) > 4
        if word not in _FILLERS and not adverb and not _DAY.fullmatch(word):
            break
        if word in ("and", "who", "all", "in", "on", "at", "last", "first", "each") and not _had_filler_after(
            frame, end, at
        ):
            break
        end = _rstrip(frame, start, match.start())
    return end


def _had_filler_after(frame: str, end: int, at: int) -> bool:
    """Whether something was taken away already: "on" counts as small only before a day."""
    return bool(frame[end:at].strip())


def _rstrip(frame: str, start: int, end: int) -> int:
    while end > start and frame[end - 1].isspace():
        end -= 1
    return end


def _interrupted(frame: str, start: int, end: int, names: Sequence[Name]) -> Subject | None:
    """The subject of "Mia Lund, the mayor of Bergen, said": what stands before the apposition."""
    low = max(start, end - _REACH)
    near = [n for n in names if low <= n.start and n.end < end and _NAME_INTERRUPTED.match(frame, n.end)]
    free = [n for n in near if _last_word(frame, start, n.start).lower() not in _PREPOSITIONS]
    first = _first_break(frame, low, end - 1)
    for name in reversed(free):
        if " " in name.text and not _in_apposition(frame, start, name):
            return _head_of(frame, start, name, names)
    for name in free:
        if not _in_apposition(frame, start, name):
            return _head_of(frame, start, name, names)
    if first is None:
        return None
    word = _last_word(frame, start, first)
    if word.lower() in PRONOUNS:
        return Subject(first - len(word), first, "pronoun")
    return _noun_phrase_before(frame, start, first)


def _in_apposition(frame: str, start: int, name: Name) -> bool:
    """Whether a name stands in what is said about another: "..., the mayor of Bergen, Norway, said"."""
    before = frame[max(start, name.start - 3) : name.start]
    return before.endswith(", ") and frame[max(start, name.start - 3)].isalpha() and " " not in name.text


def _first_break(frame: str, low: int, end: int) -> int | None:
    """Where the apposition that ends at ``end`` begins: the last comma or bracket before it that is not its end."""
    at = max(frame.rfind(mark, low, end) for mark in (",", "(", "–", "—"))
    return _rstrip(frame, low, at) if at > low else None


def _head_of(frame: str, start: int, name: Name, names: Sequence[Name]) -> Subject:
    """The person in "analyst Mia Lund of Goldman Sachs", the office in "a spokesperson for the ministry"."""
    if _has_title(name):
        return Subject(name.start, name.end, "name", name)
    before = _rstrip(frame, start, name.start)
    word = _last_word(frame, start, before)
    if word.lower() in ("the", "a", "an"):
        before = _rstrip(frame, start, before - len(word))
        word = _last_word(frame, start, before)
    if word.lower() not in _PREPOSITIONS:
        return Subject(name.start, name.end, "name", name)
    head = _rstrip(frame, start, before - len(word))
    other = next(
        (n for n in reversed(names) if n.end == head or (n.end < head and frame[n.end : head].strip(" ,") == "")), None
    )
    if other is not None:
        return _head_of(frame, start, other, names)
    phrase = _noun_phrase_before(frame, start, name.end)
    return phrase if phrase is not None else Subject(name.start, name.end, "name", name)


def _has_title(name: Name) -> bool:
    """Whether a name surely is a person's: "Change CEO Rashad Robinson"."""
    return " " in name.key and len(name.key) < len(name.text.rstrip("."))


def _noun_phrase_before(frame: str, start: int, end: int) -> Subject | None:
    """The noun phrase that ends at ``end``: back to a comma, a conjunction or a verb."""
    found: list[re.Match[str]] = []
    joined: list[re.Match[str]] = []  # what stood before an "and" that may join two nouns
    for word in _WORD.finditer(frame, max(start, end - 160), end):
        lower = word[0].lower()
        if found and frame[found[-1].end() : word.start()].strip(" '’\""):
            found, joined = [], []
        if lower == "and" and found:
            joined, found = [*joined, *found, word], []
        elif lower in _CLAUSE_WORDS or lower in _SAYING:
            found, joined = [], []
        else:
            found.append(word)
    if found and joined and not _opens_subject(found) and _opens_subject(joined):
        found = [*joined, *found]
    if not found or found[-1][0].lower() in _PREPOSITIONS | _DETERMINERS:
        return None
    if len(found) > _LONGEST_PHRASE or found[-1].end() < end - 1 or not _opens_subject(found):
        return None
    if BLOT in frame[found[0].start() : end]:
        return None
    return Subject(found[0].start(), end, "noun")


def _opens_subject(found: Sequence[re.Match[str]]) -> bool:
    """Whether words can be a subject: they open with "the", a capital or a possessive, or are a plural."""
    first = found[0][0]
    lower = first.lower()
    if lower in _PREPOSITIONS or lower.endswith("ing"):
        return False
    head = next((n for n, word in enumerate(found) if word[0].lower() in _PREPOSITIONS), len(found))
    noun = found[head - 1][0].lower()
    plural = (noun.endswith("s") and not noun.endswith("ss")) or noun in _PLURAL_NOUNS
    return lower in _DETERMINERS or first[0].isupper() or plural or "’s" in first or "'s" in first


def _phrase_at(frame: str, at: int, end: int, names: Sequence[Name]) -> Subject | None:
    """The subject that stands after its verb: "said AccuWeather meteorologist Joe Bauer", "said the company"."""
    while at < end and frame[at].isspace():
        at += 1
    stop = min(end, at + 160)
    word = _WORD.match(frame, at, stop)
    if word is None:
        return None
    if word[0] in PRONOUNS:
        return Subject(at, word.end(), "pronoun")
    comma = min(
        (p for mark in (",", ";", BLOT, ":", "(", "—", "–") if (p := frame.find(mark, at, stop)) >= 0), default=stop
    )
    name = next((n for n in names if n.start >= at and n.start < comma and " " in n.text), None)
    first = next((n for n in names if n.start == at), None)
    lead = frame[at : name.start] if name is not None else ""
    if name is not None and all(w[0].lower() not in _PREPOSITIONS | _CLAUSE_WORDS for w in _WORD.finditer(lead)):
        return Subject(name.start, name.end, "name", name)
    if first is not None and not frame.startswith(("'s", "’s"), first.end):
        return Subject(first.start, first.end, "name", first)
    if comma < stop and frame[comma] == "," and (word[0].lower() in _DETERMINERS or first is not None):
        after = next((n for n in names if comma < n.start < comma + 24 and " " in n.text), None)
        if after is not None and len(frame[comma + 1 : after.start].split()) <= 2:
            return Subject(after.start, after.end, "name", after)
    phrase = _NOUN_PHRASE.match(frame, at, comma)
    if phrase is None:
        return Subject(first.start, first.end, "name", first) if first is not None else None
    cut = _END_OF_PHRASE.search(frame, at + 3, phrase.end())
    end_ = _rstrip(frame, at, cut.start() if cut else phrase.end())
    return Subject(at, end_ - 1 if frame[end_ - 1] == "." else end_, "noun")


_LEADING = frozenset(
    listed(
        """
    in on at during after before for with as when while according asked speaking despite following earlier later
    last since by from to about of under amid although though if because meanwhile however still instead but and
    then also yet responding referring addressing over
    """
    )
)


def main_subject(frame: str, sentence: Span, names: Sequence[Name]) -> Subject | None:
    """What a sentence is about: the name, pronoun or noun phrase it opens with, an introductory phrase apart."""
    at = sentence.start
    while at < sentence.end and not frame[at].isalnum():
        at += 1
    first = _WORD.match(frame, at, sentence.end)
    if first is None:
        return None
    lower = first[0].lower()
    if lower in _LEADING or lower.endswith(("ing", "ly")) or frame.startswith(",", first.end()):
        comma = frame.find(",", first.end(), min(sentence.end, at + 160))
        if comma > 0:
            return _opening(frame, comma + 1, sentence.end, names)
        if lower in ("but", "and", "still", "then", "also", "yet", "meanwhile"):
            return _opening(frame, first.end(), sentence.end, names)
    return _opening(frame, at, sentence.end, names)


def _describes(frame: str, at: int) -> bool:
    """Whether a name is followed by the noun it describes: "Azeri official"."""
    word = _WORD.match(frame, at + 1)
    if word is None or frame[at] != " ":
        return False
    lower = word[0].lower()
    verb = lower in CUE_WORDS and lower not in _NOUNS_TOO
    return word[0].islower() and not verb and lower not in _CLAUSE_WORDS | _PREPOSITIONS | _FILLERS


def _opening(frame: str, at: int, end: int, names: Sequence[Name]) -> Subject | None:
    while at < end and not frame[at].isalnum():
        at += 1
    word = _WORD.match(frame, at, end)
    if word is None:
        return None
    if word[0].lower() in PRONOUNS:
        return Subject(at, word.end(), "pronoun")
    near = [n for n in names if at <= n.start < at + 80]
    for name in near:
        lead = [w[0].lower() for w in _WORD.finditer(frame, at, name.start)]
        if len(lead) > 1 and lead[0] in _DETERMINERS and lead[-1].endswith(("s", "ed")):
            break  # "One viral post imagines Gates": a verb and its object
        possessive = frame.startswith(("'s", "’s"), name.end)
        if lead and lead[0] in ("the", "a", "an") and " " not in name.text and _describes(frame, name.end):
            break  # "The Azeri official": the name is part of the description
        if not any(w in _PREPOSITIONS | _CLAUSE_WORDS for w in lead) and not (possessive and name is not near[-1]):
            return Subject(name.start, name.end, "name", name)
    phrase = _NOUN_PHRASE.match(frame, at, min(end, at + 100))
    if phrase is None:
        return None
    comma = frame.find(",", at, min(end, at + 100))
    told = next((n for n in names if n.start == comma + 2), None) if comma > 0 else None
    if told is not None and frame[told.end : told.end + 1] == " ":  # "The longest-serving heir, Charles was ..."
        return Subject(told.start, told.end, "name", told)
    inside = list(_WORD.finditer(frame, at, phrase.end()))
    length = next((n for n in range(1, len(inside)) if _ends_phrase(inside, n)), len(inside))
    return Subject(at, inside[length - 1].end(), "noun") if length > 1 else None


def _ends_phrase(inside: Sequence[re.Match[str]], n: int) -> bool:
    """Whether the noun phrase a sentence opens with is over before its n-th word."""
    word = inside[n][0]
    lower = word.lower()
    if lower in _CLAUSE_WORDS | _PREPOSITIONS | _FILLERS or (word.islower() and word.endswith("ly")):
        return True
    if word in CUE_WORDS and word not in _NOUNS_TOO:
        return True
    following = inside[n + 1][0] if n + 1 < len(inside) else ""
    if n == 1 or not word.islower():
        return False
    # "One viral post imagines Gates' view", "The ministry issued a statement": a verb and its object
    return following in _DETERMINERS or (following[:1].isupper() and word.endswith(("s", "ed")))
