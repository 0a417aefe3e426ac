"""Does the source name whom and what the claim names, and does each do what the source says it does?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.reading import Reading, bare, root
from rag.text.commonness import share_of_passages
from rag.text.names import Name, same_name
from rag.text.places import known_places
from rag.text.words import Word, is_stop, listed, words

_SAME = [
    frozenset(group.split("|"))
    for group in (
        "us|usa|u.s|u.s.|united states|united states of america|america|american|americans",
        "uk|u.k|u.k.|united kingdom|britain|great britain|british",
        "un|u.n|u.n.|united nations",
        "eu|e.u|e.u.|european union",
        "azeri|azeris|azerbaijani|azerbaijanis|azerbaijan|republic of azerbaijan|azerbaijan republic",
        "iran|iranian|iranians|islamic republic|islamic republic of iran|tehran",
        "france|french",
        "germany|german|germans",
        "spain|spanish",
        "netherlands|dutch|holland",
        "wales|welsh",
        "greece|greek|greeks",
        "denmark|danish",
        "sweden|swedish",
        "norway|norwegian",
        "switzerland|swiss",
        "poland|polish",
        "ireland|irish",
        "turkey|turkish|turks|türkiye",
        "china|chinese",
        "ukraine|ukrainian|ukrainians",
        "armenia|armenian|armenians|armenia republic|republic of armenia",
        "russia|russian|russians|russian federation",
        "england|english",
        "scotland|scottish",
        "finland|finnish",
        "peru|peruvian",
        "philippines|filipino|philippine",
        "portugal|portuguese",
        "cyprus|cypriot",
    )
]
_ALIASES = {name: group for group in _SAME for name in group}
ORDINARY = 0.0007
"""Least share of English passages that hold a word for it to be no name: some ten thousand words are as common."""

NEAR_COPY = 0.7
"""Share of content words in the same order from which a name stands in another's place. With less, three of fifteen
such claims of five public sets were wrong: the other name was an alias, or the sentence another one."""

_VERBS = frozenset(
    listed("""
        is was are were be been has had have will would could can may might must should said told and met went came took
    made gave won lost led left wrote became began also did does never not""")
)
_NOT_FOREIGN = frozenset(listed("mr mrs ms dr sir i"))


def check_names(evidence: Evidence) -> list[Finding]:
    """One finding for each name in the claim."""
    return [_check_name(name, evidence) for name in evidence.claim.names if _plain(name.text) not in _NOT_FOREIGN]


def _check_name(name: Name, evidence: Evidence) -> Finding:
    if not named(name.text, [*evidence.sources, *evidence.context]):
        if _ordinary_opener(name, evidence):
            return Finding("name", "fine", f"{shown(name.text)} begins the sentence; it is no name.")
        if _own_short_form(name, evidence):
            return Finding("name", "fine", f"{shown(name.text)} is the sentence's own short form.")
        force: Force = "doubt" if _only_opens_sentence(name, evidence) else "veto"
        return Finding("name", force, f"The source does not name {shown(name.text)}.")
    other = _stands_instead(name, evidence)
    if other:
        reason = f"The source names {shown(other)} here, the sentence {shown(name.text)}."
        return Finding("name", "contradiction", reason)
    return Finding("name", "fine", f"The source names {shown(name.text)}.")


def _own_short_form(name: Name, evidence: Evidence) -> bool:
    """ "(AI)" behind "artificial intelligence"."""
    text = evidence.claim.text
    if not name.text.isupper() or text[name.start - 1 : name.start] != "(":
        return False
    before = [word.text[0].upper() for word in evidence.claim.words if word.end < name.start]
    return "".join(before).endswith(name.text)


def _ordinary_opener(name: Name, evidence: Evidence) -> bool:
    """A common word with a capital because a sentence begins ("Close to 100 …", "Pregnant women …"), and no place."""
    claim = evidence.claim
    if len(name.text.split()) > 1 or not claim.words or claim.words[0].start != name.start or name.text.isupper():
        return False
    after = next((word.text.lower() for word in claim.words[1:2]), "")
    speaks = after in _VERBS or claim.text[name.end : name.end + 1] in ("'", "’")
    return not speaks and share_of_passages(name.text) > ORDINARY and not known_places(name.text)


def _only_opens_sentence(name: Name, evidence: Evidence) -> bool:
    """A word with a capital because a sentence begins ("Remind her to ..."), with no verb of its own behind it."""
    claim = evidence.claim
    if len(name.text.split()) > 1 or not claim.words or claim.words[0].start != name.start:
        return False
    if name.text.isupper():
        return False
    after = next((word.text.lower() for word in claim.words[1:2]), "")
    follows = claim.text[name.end : name.end + 1]
    return not (after in _VERBS or after.endswith(("ed", "s")) or follows in ("'", "’", ","))


def named(name: str, sources: Iterable[Reading]) -> bool:
    """Whether a name, a variant or an alias of it, or all its words stand in a source."""
    return any(_named_in(name, source) for source in sources)


def _named_in(name: str, source: Reading) -> bool:
    parts = [word for word in words(name) if not is_stop(word.text)] or words(name)
    if all(_word_in(word, source) for word in parts):
        return True
    return any(same(name, other) for other in source.name_texts)


def _word_in(word: Word, source: Reading) -> bool:
    lower = bare(word.text)
    if lower in source.lower_words or word.stem in source.stems:
        return True
    return any(
        alias in source.folded if " " in alias else alias in source.lower_words for alias in _ALIASES.get(lower, ())
    )


@lru_cache(maxsize=16_384)
def same(a: str, b: str) -> bool:
    """Whether two names may stand for the same: variants, part names, aliases, initials."""
    one, other = _plain(a), _plain(b)
    return (
        one == other
        or other in _ALIASES.get(one, ())
        or same_name(a, b)
        or _initials(a) == other.replace(".", "")
        or _initials(b) == one.replace(".", "")
    )


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    lower = bare(name.strip())
    return lower[4:] if lower.startswith("the ") else lower


@lru_cache(maxsize=4096)
def _initials(name: str) -> str | None:
    """``osce`` for "Organization for Security and Cooperation in Europe"; None for a single word."""
    parts = [word.text for word in words(name) if word.text[0].isupper()]
    return "".join(part[0] for part in parts).lower() if len(parts) > 1 else None


def _stands_instead(name: Name, evidence: Evidence) -> str | None:
    """The name that stands in the best sentence exactly where the claim, otherwise alike, has another."""
    line = evidence.best_line
    if line is None or evidence.in_order < NEAR_COPY:
        return None
    if named(name.text, [evidence.line_reading]):
        return None
    here = evidence.line_reading.names
    ours = {word.start for word in evidence.claim.words_in(name)}
    for swap in evidence.replaced:
        if not swap.claim or not swap.source or not ours & {word.start for word in swap.claim}:
            continue
        if not _mostly_names(swap.claim, evidence.claim) or not _mostly_names(swap.source, evidence.line_reading):
            continue
        for other in here:
            part = [w for w in swap.source if other.start <= w.start < other.end]
            if part and _comparable(name.text, other.text) and not _alike(name.text, other.text, evidence):
                return other.text
    return None


def _mostly_names(words: Iterable[Word], text: Reading) -> bool:
    """Whether a name is replaced, and at most one word more: "the monks of the order" may stand for anybody."""
    named_ = {word.start for name in text.names for word in text.words_in(name)}
    others = [word for word in words if word.start not in named_ and not is_stop(word.text)]
    return len(others) <= 1


def _comparable(a: str, b: str) -> bool:
    """Whether both are countries (or their people), or neither is: "Zarif" may stand for "the Iranian diplomat"."""
    return _of_country(a) == _of_country(b)


def _of_country(name: str) -> bool:
    return _plain(name) in _ALIASES or any(bare(word.text) in _ALIASES for word in words(name))


def _alike(ours: str, theirs: str, evidence: Evidence) -> bool:
    if same(ours, theirs) or any(root(w.stem) in {root(v.stem) for v in words(theirs)} for w in words(ours)):
        return True
    return any(same(theirs, other.text) for other in evidence.claim.names)
