"""What a question is about: the phrase that a pronoun of the next question may stand for.

Small rules of English word order, no tagger. In "How do electric cars charge?" it is what stands between the auxiliary
and the verb, in "Tell me about the harbour" what follows "about"; of "the price of oil" it is the oil.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.words import STOP, content_stems, listed
from rag.types import Span

_TOKEN = re.compile(r"[^\W_](?:[\w'’./&-]*[\w&])?|[^\s\w]")
_CLAUSE_END = re.compile(r"[.?!;:,\"“”()]")
AUXILIARIES = frozenset(
    listed(
        """
    is are was were do does did has have had can could will would should may might must isn't aren't wasn't weren't
    don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't
    """
    )
)
_TAKE_A_VERB = AUXILIARIES - frozenset(listed("is are was were has have had isn't aren't wasn't weren't"))
WH = frozenset(listed("who whom whose what which when where why how"))
_PRONOUNS = frozenset(
    listed(
        """
    i you he she it we they me him her us them my your his its our their this that these those there one anyone
    anything someone something everyone everything else
    """
    )
)
_BEFORE = frozenset(listed("the a an any some most many all other more such"))  # what may stand before a phrase
_VAGUE = frozenset(listed("kind type sort year time day date month number name part place way"))
_TELLS_OF = frozenset(["of", "between", "with"])  # the price of oil, the war between them, the trouble with boats
_PREPOSITIONS = frozenset(listed("in of about for on by with from to at"))
_ABOUT = re.compile(
    r"\b(?:(?:tell|told|teach|show)\sme|talk(?:ing)?|know|learn|hear|read|information|details)"
    r"\s(?:(?:more|something|a\slittle)\s)?(?:about|on|of)\s"
    r"|(?:^|(?<=[.?!]\s))(?:describe|explain|define|discuss|summari[sz]e|name|list)\s|\b(?:what|how)\sabout\s(?:for\s)?",
    re.I,
)
# Common verbs in their plain form: in "Do plants need water?" the phrase ends before "need".
VERBS = frozenset(
    listed(
        """
    accept achieve affect agree allow announce appear apply argue arrest arrive ask attack attempt attend be become
    begin believe belong break bring build buy call cause change charge choose claim close come compare compete complete
    consider contain continue control convert cost create cut deal decide defend deny depend describe design destroy
    develop die differ draw drink drive earn eat end enter escape exist expand expect explain fail fall feel fight fill
    find finish fly follow force form gain get give go grow happen hear help hold hurt impact improve increase influence
    interact introduce invade invent involve join keep kill know lead learn leave like live look lose love make manage
    marry mean meet move name need occur offer open oppose order own pass pay perform plan play prefer prepare prevent
    produce propose protect provide publish pull push put raise reach react read receive recommend record reduce refer
    refuse relate release rely remain remove reply report represent require resign respond result return reveal reverse
    rise rule run say scan see seek seem sell send serve set share show sign sing sit sleep solve speak spend spread
    stand start stay stop study succeed suffer support survive take talk teach tell think travel try turn use visit vote
    wait want warn wear win wish withdraw work write
    """
    )
)
_PARTICIPLE = re.compile(
    r"\w{3,}(?<!ndr)(?<!sp)(?<!se)(?<!ne)ed|\w{2,}ten|(?:tak|giv|brok|chos|driv|spok|stol|prov|giv)en|taught|made|built"
    r"|held|caught|born|done|known|torn|shot|told|sold|paid|won|lost|led|found|used"
)
# What may be said of something: in "Is the ferry safe?" the phrase ends before it.
_PREDICATES = frozenset(
    listed(
        """
    able available bad better big cheap dangerous different difficult easy effective expensive famous good guilty happy
    harmful healthy high important legal low necessary new old popular possible rare real ready safe serious similar
    small successful true unique useful worse worth
    """
    )
)
_ADVERB = re.compile(r"[a-z]{3,}(?<!fami)(?<!assemb)(?<!supp)(?<!rep)(?<!monopo)ly")
_COUNTS = frozenset(
    listed("first second third last next many several few two three four five six seven eight nine ten new old")
)
SUPERLATIVE = (
    r"(?!(?:north|south)?(?:we|ea)st|forest|guest|(?:pro|con)?test|interest|request|harvest|arrest|rest)\w{2,}est|worst"
)
ADJECTIVE = re.compile(r"^[A-Z]\w+(?:ian|ish|ese|ani|can|sian)$")  # "Iranian" is nobody a pronoun stands for
_IS_NO_NOUN = re.compile(rf"^(?i:{SUPERLATIVE})$|{ADJECTIVE.pattern}")
_GOES_ON = re.compile(r"\s(?:about|for|in|on|with|to)\s", re.I)
_SENTENCE_END = re.compile(r"[.?!]\s+(?=\S)")
_NO_PLURAL = re.compile(r"(?:ss|us|is|ics|['’]s|news|series)$|^[A-Z]s$", re.I)
_PLURALS = frozenset(listed("people men women children police mice geese teeth feet"))


@dataclass(frozen=True, slots=True)
class Token(Span):
    """A word or a sign as written."""

    text: str

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Phrase(Span):
    """A noun phrase: its place, and how it is put into another question ("the" kept, "a" and "some" left out)."""

    text: str

    @property
    def plural(self) -> bool:
        return is_plural(self.text)


def tokens(text: str) -> list[Token]:
    """The words and signs of a text."""
    return [Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]


def content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(content_stems(text))


def is_plural(written: str) -> bool:
    """Whether a phrase is spoken of as "they"."""
    last = written.rpartition(" ")[2]
    return (
        last.lower() in _PLURALS or (last.lower().endswith("s") and not _NO_PLURAL.search(last)) or " and " in written
    )


def described_from(words: Sequence[Token], last: int, most: int = 3) -> int:
    """Where the words that describe a noun begin: of "the oil price" at "oil"."""
    first = last
    while first and last - first < most and _describes(words[first - 1]):
        first -= 1
    return first


def is_described(words: Sequence[Token], last: int) -> bool:
    """Whether the word at this place itself describes the next: "oil" in "the oil price"."""
    return last + 1 < len(words) and _describes(words[last + 1])


def _describes(word: Token) -> bool:
    """Whether a word can belong to a description: no function word, no verb, no adverb, no number."""
    return word.text[-1].isalpha() and not (
        word.lower in STOP | AUXILIARIES | VERBS | WH | _COUNTS or word.lower.endswith(("ly", "ed", "ing"))
    )


def definite(question: str) -> list[Phrase]:
    """The phrases that begin with "the"."""
    words = tokens(question)
    found = [phrase(question, words[index + 1 :], False) for index, word in enumerate(words) if word.lower == "the"]
    return [one for one in found if one is not None and one.text.startswith("the ")]


def singular(noun: str) -> str:
    """One of them: "ship" of "ships"."""
    for ending, one in ((r"ies$", "y"), (r"(?<=x|s)es$", ""), (r"(?<=ch|sh)es$", ""), (r"(?<!s)s$", "")):
        if re.search(ending, noun):
            return re.sub(ending, one, noun)
    return noun


def subject(question: str) -> Phrase | None:
    """The phrase a question is about, None where it has only pronouns; of several sentences the last that has one."""
    ends = [0, *(end.end() for end in _SENTENCE_END.finditer(question)), len(question)]
    sentences = zip(reversed(ends[:-1]), reversed(ends[1:]), strict=True)
    return next((found for start, end in sentences if (found := _subject_of(question, start, end))), None)


def _subject_of(question: str, start: int, end: int) -> Phrase | None:
    words = [word for word in tokens(question[:end]) if word.start >= start]
    about = list(_ABOUT.finditer(question, start, end))
    if about:
        return phrase(question, [word for word in words if word.start >= about[-1].end()], verb_to_come=False)
    first = next((index for index, word in enumerate(words) if word.lower in AUXILIARIES), None)
    if first is None:
        return None
    after = words[first + 1 :]
    return (
        _asked_for(question, words[:first])
        or phrase(question, after, words[first].lower in _TAKE_A_VERB)
        or _behind_preposition(question, after)
    )


def _asked_for(question: str, before: Sequence[Token]) -> Phrase | None:
    """What stands beside "which" or "what": "models" in "What models are there?"."""
    if len(before) < 2 or before[0].lower not in ("what", "which") or before[1].lower in _VAGUE:
        return None
    return phrase(question, before[1:], verb_to_come=False)


def _behind_preposition(question: str, words: Sequence[Token]) -> Phrase | None:
    """The phrase behind the last preposition: "sociology" in "What is taught in sociology?"."""
    for index in range(len(words) - 1, -1, -1):
        if words[index].lower in _PREPOSITIONS:
            found = phrase(question, words[index + 1 :], verb_to_come=False)
            if found:
                return found
    return None


def phrase(question: str, words: Sequence[Token], verb_to_come: bool) -> Phrase | None:
    """The noun phrase at the beginning of these words, up to a verb, a preposition or the clause's end.

    Of "the price of oil" it is the oil.
    """
    inside: list[Token] = []
    whole: list[Token] = []
    for index, word in enumerate(words):
        if word.lower in _TELLS_OF and inside and inside[-1].text.islower():
            whole, inside = inside, []
        elif not inside and word.lower in _BEFORE:
            continue
        elif _ends_before(words, index, bool(inside)):
            break
        elif verb_to_come and inside and word.lower in VERBS:
            return _made(question, inside)
        else:
            inside.append(word)
    if verb_to_come and inside and not inside[-1].text[0].isupper():
        inside.pop()  # the last word is the verb
    return None if whole and not inside else _made(question, inside)  # of "the price of it", nothing


def _ends_before(words: Sequence[Token], index: int, inside: bool) -> bool:
    """Whether a phrase cannot go on with this word."""
    word = words[index]
    if _CLAUSE_END.fullmatch(word.text) or word.lower in AUXILIARIES | WH | _PRONOUNS:
        return True
    if word.lower in STOP and word.lower not in ("own", "same"):
        return True
    last = index + 1 == len(words) or words[index + 1].lower in STOP or not words[index + 1].text[0].isalnum()
    if last and (_PARTICIPLE.fullmatch(word.lower) or word.lower in _PREDICATES):
        return True
    return inside and (word.lower == "regarding" or bool(_ADVERB.fullmatch(word.text)))


def _made(question: str, inside: Sequence[Token]) -> Phrase | None:
    if not inside or (len(inside) == 1 and _is_no_noun(question, inside[0])):
        return None
    start, end = inside[0].start, inside[-1].end
    definite = "the " if question[:start].lower().endswith("the ") else ""
    return Phrase(start, end, definite + question[start:end])


def _is_no_noun(question: str, word: Token) -> bool:
    """Whether a word that stands alone describes: "the oldest", "the two", "important for the town"."""
    bare = not question[: word.start].lower().endswith(("the ", "a ", "an "))
    describes = bare and word.text.islower() and not is_plural(word.text) and bool(_GOES_ON.match(question[word.end :]))
    return describes or word.lower in _COUNTS or bool(_IS_NO_NOUN.search(word.text))
