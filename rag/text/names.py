"""Names in a text or a question, by capital letters and a few words of English; no model, no list of persons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from rag.text.fold import fold
from rag.text.words import STOP, listed
from rag.types import Span

# Titles and "Saint" with a full stop that does not end a sentence: the name goes on after it.
_SHORTENED = r"(?:Drs?|Prof|Reps?|Sens?|Govs?|Gens?|Lt|Col|Capt|Sgt|Maj|Adm|Cmdr|Rev|Hon|St|Mt|Ft)\.(?=\s[A-Z])"
_CAPITAL = (
    rf"(?:[A-Z]\.){{2,}}|[A-Z]\.(?=\s[A-Z])|{_SHORTENED}"
    r"|[^\W\d_a-z][\w\u0300-\u036f]*(?:['’](?!s\b|S\b)[^\W\d_]+)*(?:-[^\W_][\w\u0300-\u036f]*)*"
)
_TOKEN = re.compile(rf"(?P<cap>(?<![\w'’-])(?:{_CAPITAL}))|(?P<low>(?<![\w])[a-z][\w'’]*(?:-\w+)*)|(?P<break>[^\s\w])")
# "Texas-like", "US-led", "War-era": an adjective made of a name.
_ADJECTIVE_TAIL = re.compile(
    r"-(?:like|era|based|born|bred|led|run|style|type|wide|backed|owned|held|trained|educated|made|built|brokered|mediated|"
    r"occupied|controlled|dominated|related|linked|approved|funded|sponsored|friendly|level|class|tech|speaking|breaking|"
    r"winning|bound|area|only|free|wing|size|majority|style|listed|imposed|aligned|affiliated|designated)\Z"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n\r]|[.!?]?[\"“”«‘'(\[]|—|–|^\s*[-*•])\s*\Z")

_PARTICLES = frozenset(
    listed(
        """
    de del della di da dos du des la le van von der den ter zu bin bint ibn al el ul ben af av
    """
    )
)
_TAIL_PARTICLES = frozenset(["oglu", "ogly", "oğlu", "qizi", "kizi", "qızı"])
_LINKS = frozenset(["of", "for", "on"])
_HEADS = frozenset(
    listed(
        """
    ministry commission department organization organisation republic council university bank committee
    office agency institute institution center centre court board bureau secretary house chamber
    federation union kingdom state states chief minister deputy assembly general staff academy association
    authority forces force army guard corps group league party front movement fund foundation society
    college school ambassador director head president prime speaker chairman chairwoman governor mayor
    archbishop bishop duke duchess prince princess earl emir king queen conference congress parliament
    senate institutes centers church isle isles gulf strait sea bay cape lake mount river city village
    town province region district county act treaty declaration charter bill law war battle day statue
    tower museum library hospital administration service security representatives confederation community
    alliance coalition confederation society journal company partnership mission programme program project
    convention court
    """
    )
)
_TITLES = frozenset(
    listed(
        """
    mr mrs ms miss dr prof professor sir dame lord lady sheikh sheik ayatollah imam pope king queen prince
    princess duke duchess president vice prime minister foreign defense defence interior finance deputy
    first secretary state government spokesman spokeswoman spokesperson ambassador envoy general gen major
    brigadier lieutenant lt col colonel capt captain sgt sergeant admiral adm commander chief senator sen
    representative rep congressman congresswoman gov governor mayor chancellor premier leader chairman
    chairwoman chair judge justice attorney rev reverend father bishop archbishop cardinal director head
    ceo chief executive former ex acting top coach officer staff special press
    reps sens govs drs speaker sheriff commissioner inspector detective superintendent pastor rabbi crown baroness
    baron sultan undersecretary chairperson treasurer comptroller author actor actress singer rapper
    """
    )
)
# Words that begin sentences with a capital without being names.
_COMMON = STOP | frozenset(
    listed(
        """
    according accordingly across add adding additionally addressing afterwards afterward ahead along
    already although amid amidst among announcing another anyone anything appearing apart around aside
    asked asking back based because behind believe besides better beyond breaking bringing call calling
    children citing coming commenting considering creating critics currently despite details doctors due
    earlier early eight eighteen eleven elsewhere emphasizing end enough especially even evaluating
    eventually everyone everything evidence experts explain expressing fifteen fifty fighting finally find
    five following foreign former forty four frankly friends fully furthermore general generally getting
    give given giving go going good government great half hard having heavy help hence here's hello
    highlighting historically hopefully hours hundreds images including increasing indeed initially inside
    instead investigators it's journalists keep key know large last late lately later latest lawmakers
    learn least left less let's like likewise list little local long look looking lots main mainly major
    making many married maybe meanwhile members men military millions minutes moreover most much name
    named near nearly necessary next nine nobody none nonetheless nothing notably noting number numerous
    obviously officers officials often old ones one opposite originally others otherwise outside overall
    parents part partly past people perhaps please police presence president's previously prior probably
    prosecutors protesters quite rather read really recent recently referring regarding relations
    reporters reports representatives researchers residents rising roughly say scientists security seeing
    senior separately seven several share show similarly simply sitting six small soldiers someone
    something sometimes soon sources speaking spokesperson standing starting state still students sunday's
    surely take taking talks ten tensions thank thanks that's there's therefore thirty thousands three
    today together tomorrow tonight top troops turning twenty twice two typically ultimately underscoring
    unfortunately unless unlike usually various victims voters want warning was watch weeks welcome well
    went whatever what's whenever whereas while who's whoever whose witnesses women work workers working
    world worse yes yesterday yet young both can't don't i'm i've we're we've they're you're he's she's
    tell describe compare summarize summarise explain compared did does list mention mentions which news
    source photo file editor's editor ad menu section first second third fourth fifth monday tuesday
    wednesday thursday friday saturday sunday
    abortion action advertisement advertising advisers airlines analysts answer approximately areas authorities
    average bidding brands breakfast browse buyers campaigns candidates cars certain changes check click coastal
    colleagues communities companies complicating conditions consumer consumers cookies copy couples courtesy credit
    crews customers data deaths demand drivers economists election electric employees employers exactly except
    exports families fans fast feedback fewer firefighters flights follow forecasters full gas happy hear heavy
    high higher history homes hospitals housing inflation insurers interest investors job jobs join judges jurors
    landscape layoffs legislation less life likely live loved lower manufacturing market markets merchants
    meteorologists migrants models money months mothers moving music notes nurses oil older online opposition
    owners passengers patients pay play players plenty polls practicing prices production proponents pupils question
    quick rates recession relatives replay research retail retailers retirees sales schools season shares shoppers
    short sign sleep social special speed staff standard step stocks strategist strikes students subscribe summer
    supporters swipe tap teachers teams tickets tip travelers turnout updated updates users views visitors volunteers
    vote voting wages watched watching weather whether wildlife winners winning winter witness worldwide writers
    """
    )
)
# What offices are for: "Food and Drug Administration", "Department of Health and Human Services".
_FIELDS = frozenset(
    listed(
        """
    food securities science health justice trade environment education energy culture labor labour transport water
    commerce industry agriculture finance treasury revenue research occupational fish nuclear alcohol housing
    innovation economy immigration migration border homeland refugees roads disease
    """
    )
)
_NOT_NAMES = frozenset(
    listed(
        """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec i mr mrs ms
    i'll i'd i've i'm
    """
    )
)
_PLACE_OF = frozenset(["republic", "kingdom", "federation", "islamic", "democratic", "people's", "state", "government"])
_ALIASES = {
    "usa": "united states",
    "us": "united states",
    "u.s": "united states",
    "u.s.": "united states",
    "u.s.a.": "united states",
    "america": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "u.k.": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "un": "united nations",
    "u.n.": "united nations",
    "eu": "european union",
    "e.u.": "european union",
    "uae": "united arab emirates",
    "nagorno-karabakh": "karabakh",
    "azeri": "azerbaijani",
    "azeris": "azerbaijani",
    "irna": "islamic republic news agency",
    "osce": "organization for security and cooperation in europe",
}


_LONGEST_NAME = 24  # words; what is longer is no name


@dataclass(frozen=True, slots=True)
class Name(Span):
    """A name as written. ``key`` is its folded form without titles, for comparing."""

    text: str
    key: str = field(default="", compare=False)


def find_names(text: str) -> list[Name]:
    """Runs of capitalised words that are names, in order, without overlap; titles in front are part of the span."""
    found: list[Name] = []
    for run in _runs(text):
        name = _named(text, run)
        if name is not None:
            found.append(name)
    return found


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    text: str
    link: bool = False

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")


def _runs(text: str) -> list[list[_Token]]:
    """Maximal runs of capitalised tokens with the small words that hold a name together."""
    runs: list[list[_Token]] = []
    current: list[_Token] = []
    pending: list[_Token] = []

    def close() -> None:
        nonlocal current, pending
        if current:
            runs.append(current)
        current, pending = [], []

    last_end = 0
    for match in _TOKEN.finditer(text):
        if not current and match.lastgroup != "cap":  # most words: nothing that could go on
            last_end = match.end()
            continue
        gap = text[last_end : match.start()]
        if current and ("\n" in gap or "\r" in gap or len(gap) > 3 or len(current) >= _LONGEST_NAME):
            close()
        token = _token(match)
        last_end = match.end()
        if match["break"] == "&" and current and not pending:
            token.link = True
            pending.append(token)
        elif match["break"]:
            close()
        elif match["low"]:
            if not current or not _holds(current, pending, token):
                close()
                continue
            token.link = True
            pending.append(token)
            if token.text in _TAIL_PARTICLES:
                current += pending
                pending = []
        else:
            if pending and token.lower in STOP and token.text not in ("US", "UK"):
                close()
                continue
            current += [*pending, token]
            pending = []
            if text[token.end : token.end + 2] in ("'s", "’s", "'S", "’S"):
                close()
                last_end = token.end
            elif token.end < match.end():
                close()
    close()
    return runs


def _token(match: re.Match[str]) -> _Token:
    """A token as matched; of an adjective such as "US-led" only the name."""
    tail = _ADJECTIVE_TAIL.search(match[0]) if match["cap"] and "-" in match[0] else None
    end = match.start() + tail.start() if tail else match.end()
    return _Token(match.start(), end, match[0][: end - match.start()])


def _holds(current: list[_Token], pending: list[_Token], token: _Token) -> bool:
    """Whether a small word may stand inside the name being read."""
    word = token.text
    if pending:
        return (word == "the" and len(pending) == 1 and pending[0].text in _LINKS) or (
            word in _PARTICLES and len(pending) < 2
        )
    if word in _PARTICLES or word in _TAIL_PARTICLES:
        return True
    capitals = [t for t in current if not t.link]
    if word in _LINKS:
        return capitals[-1].lower in _HEADS or capitals[0].lower in _HEADS
    if word in ("and", "in", "to"):
        return any(t.text in ("for", "on") for t in current) or (
            word == "and" and capitals[-1].lower in _FIELDS and (len(capitals) == 1 or any(t.link for t in current))
        )
    return False


def _named(text: str, run: list[_Token]) -> Name | None:
    run = _without_links(_without_dates(_without_links(_without_common_start(text, run))))
    if not run:
        return None
    start, end = run[0].start, run[-1].end
    written = text[start:end]
    if not any(len(token.text) > 1 and not token.link for token in run):
        return None
    return Name(start, end, written, name_key(written))


def _without_links(run: list[_Token]) -> list[_Token]:
    while run and (run[-1].link and run[-1].text not in _TAIL_PARTICLES):
        run = run[:-1]
    while run and run[0].link:
        run = run[1:]
    return run


def _without_dates(run: list[_Token]) -> list[_Token]:
    while run and run[0].lower.rstrip(".") in _NOT_NAMES:
        run = run[1:]
    while run and run[-1].lower.rstrip(".") in _NOT_NAMES:
        run = run[:-1]
    return run


def _without_common_start(text: str, run: list[_Token]) -> list[_Token]:
    """ "The", "In", "Meanwhile" and the like are dropped, at a sentence's start also other common words."""
    while run:
        first = run[0]
        lower = first.lower
        if first.link or (lower in STOP and not (first.text in ("US", "WHO", "IT") and len(first.text) > 1)):
            run = run[1:]
            continue
        if lower in _FIELDS and len(run) > 2 and run[1].text == "and":
            return run
        if lower in _COMMON or (lower.endswith(("ing", "ly")) and len(run) == 1):
            if not _SENTENCE_START.search(text, max(0, first.start - 4), first.start) or (
                len(run) > 1 and not run[1].link and lower in _TITLES | _HEADS
            ):
                return run
            run = run[1:]
            continue
        return run
    return run


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """The folded form of a name without titles and offices in front and without a possessive ending."""
    words = fold(name).replace(",", " ").split()
    words = [word[:-2] if word.endswith("'s") else word for word in words]
    cut = 0
    for index, word in enumerate(words[:-1]):
        if word.rstrip(".") in _TITLES and words[index + 1] not in _LINKS:
            cut = index + 1
    if cut < len(words) and words[cut].rstrip(".") in _TITLES:
        cut = 0
    key = " ".join(words[cut:]).strip(" .'\"-") if not _ALIASES.get(" ".join(words[cut:])) else " ".join(words[cut:])
    if key.startswith("the "):
        key = key[4:]
    return _ALIASES.get(key, key)


def without_title(written: str) -> str:
    """A name as written, without titles and offices in front."""
    key = name_key(written)
    folded = fold(written)
    return written[-len(key) :] if folded.endswith(f" {key}") and len(folded) == len(written) else written


def names_a_body(key: str) -> bool:
    """Whether a folded name holds a word of institutions or places ("institute", "sea")."""
    return any(word in _HEADS and word not in _TITLES for word in key.split())


def is_title(written: str) -> bool:
    """Whether a name is nothing but a title or an office ("President", "Foreign Minister")."""
    return all(word.rstrip(".") in _TITLES for word in fold(written).split())


@lru_cache(maxsize=65_536)
def same_name(a: str, b: str) -> bool:
    """Whether two written names can be the same: a part of the other's, titles apart, spelling variants allowed."""
    first, second = name_key(a), name_key(b)
    if not first or not second:
        return False
    if first == second:
        return True
    if sounds(first).isdisjoint(sounds(second)):  # no word of one can be a word of the other
        return False
    short, long = sorted((first.split(), second.split()), key=len)
    if len(short) > 1 and len(short) < len(long) and _inside(short, long):
        return True
    if len(short) > 1:
        return len(short) == len(long) and all(_same_word(x, y) for x, y in zip(short, long, strict=True))
    return _is_last_name(short[0], long)


def _inside(short: list[str], long: list[str]) -> bool:
    return all(any(_same_word(word, other) for other in long) for word in short)


def _is_last_name(word: str, name: list[str]) -> bool:
    """Whether one word is the family name of a longer name, or all of a one-word name."""
    if len(name) == 1:
        return _same_word(word, name[0])
    if any(part in _LINKS for part in name):
        return name[0] in _PLACE_OF and _same_word(word, name[-1])
    if name[-1] in _TAIL_PARTICLES:
        return _same_word(word, name[0])
    if _same_word(word, name[-1]):
        return True
    return "-" in name[-1] and _same_word(word, name[-1].rpartition("-")[2])


def _same_word(a: str, b: str) -> bool:
    """Equal, or spelled a little differently: the same consonants, and at most two letters apart."""
    if a == b:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 2:
        return False
    return _consonants(a) == _consonants(b) and _distance_at_most(a, b, 1 if min(len(a), len(b)) < 7 else 2)


@lru_cache(maxsize=16_384)
def sounds(key: str) -> frozenset[str]:
    """What words that are the same, or spelled a little differently, share: the beginning of their consonants."""
    return frozenset(_consonants(word)[:2] or word for word in key.split())


@lru_cache(maxsize=16_384)
def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy'’.-]", "", word))


def _distance_at_most(a: str, b: str, limit: int) -> bool:
    """Whether the edit distance of two words is within the limit."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1] <= limit
