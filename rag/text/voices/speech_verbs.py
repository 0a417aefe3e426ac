"""Verbs of speech: which words say that somebody speaks, and what kind of speech each reports.

The lists hold what newspapers write. A verb stands here by its base form; its other forms are made by rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.text.words import listed

_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "think": "thinks thought thinking",
    "read": "reads reading",
    "begin": "begins began",
    "go": "goes",
    "put": "puts",
    "feel": "feels felt",
    "sing": "sings sang",
    "forecast": "forecasts forecasting",
    "swear": "swears swore",
}
_DOUBLED = frozenset(
    ["brag", "chat", "refer", "concur", "rebut", "submit", "quip", "admit", "tut", "dub", "slam", "snap", "pen", "quiz"]
)


def _forms(verb: str) -> Iterator[str]:
    """A verb's base form, third person, past and participle."""
    yield verb
    if verb in _IRREGULAR:
        yield from _IRREGULAR[verb].split()
    elif verb.endswith("y") and verb[-2] not in "aeou":
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    else:
        root = verb[:-1] if verb.endswith("e") else verb + verb[-1] if verb in _DOUBLED else verb
        yield from (verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), root + "ed", root + "ing")


def _all_forms(block: str) -> frozenset[str]:
    return frozenset(form for verb in listed(block) for form in _forms(verb))


DENIALS = _all_forms("deny reject dismiss refute dispute rebut")
CLAIMS = _all_forms("claim allege accuse insist maintain assert contend posit charge")
OPINIONS = _all_forms(
    """
    believe think feel hope expect suggest argue predict opine speculate praise hail criticize criticise condemn lament
    suspect estimate welcome blast slam denounce bemoan theorize recommend chide mock
    """
)
REPORTS = _all_forms("report quote cite")
# They say who speaks beside a quotation, but report nothing by themselves: "tensions continued".
WITH_QUOTES_ONLY = _all_forms(
    """
    continue conclude begin go put post share read sing cry laugh repeat echo list define detail outline label dub cite
    classify designate portray depict paint frame term
    deem refer compare liken signal mock exclaim caption chat reflect charge chant question expect hope add
    """
) - frozenset(["added", "adding", "concluded"]) | frozenset(["found", "finds", "showed", "shows"])
WITH_THAT_ONLY = frozenset(["found", "finds", "showed", "shows"])
"""They report only before "that"."""
NAMING = _all_forms("call dub label brand deride mock refer")
"""They give somebody a name: "dubbed him"."""
WEAK = _all_forms("expect hope think feel believe")
"""What is thought of somebody, where the end of the sentence says who tells it: "they hope for it, said Lund"."""
SPEECH_VERBS = (
    DENIALS
    | CLAIMS
    | OPINIONS
    | WITH_QUOTES_ONLY
    | WITH_THAT_ONLY
    | REPORTS - frozenset(["quote", "quotes", "quoted", "quoting"])
    | _all_forms(
        """
    say tell write swear react state add announce declare affirm note remark comment observe explain emphasize
    emphasise stress underscore underline highlight reiterate reaffirm confirm acknowledge warn caution urge call
    describe express voice tweet respond answer promise pledge recall joke ask shout wonder conclude recount disclose
    reveal concede complain boast brag muse stipulate advise propose demand mention whisper yell scream plead decry
    counter retort characterize characterise concur agree assure inform remind summarize summarise reason gush
    deride brand ridicule lambast lambaste reckon forecast rule order fume snap thunder tease quiz email message pen
    hint interject tout rail vent enthuse rebut submit reply testify clarify specify quip admit vow
    """
    )
)


def _of(forms: Iterable[str], *, ending: tuple[str, ...]) -> frozenset[str]:
    return frozenset(form for form in forms if not form.endswith(ending))


SPEECH_VERBS -= frozenset(["brand", "brands", "pen", "pens", "frame", "frames", "term", "terms", "paint", "paints"])
# Forms that are more often nouns or adjectives: speech only right after a name or a pronoun, and not before "of".
NOUNS_TOO = _of(
    _all_forms(
        """
    claim call comment note remark demand report question answer post share estimate charge promise pledge hope stress
    state detail label reason boast signal voice highlight urge dispute echo counter blast outline repeat joke laugh cry
    mention reveal respond tweet caption go put reply hail slam tout expect read think feel add list
    forecast rule order snap thunder tease quiz email message hint fume suspect
    """
    ),
    ending=("ed", "ied", "ing"),
) | frozenset(["calling", "thought", "saying", "sharing", "posting", "reading", "writing", "warning", "feeling"])
# "told Biden": the name after it is whom one speaks to or of, never the speaker.
NEVER_INVERTED = _all_forms(
    """
    tell urge call accuse praise describe hail welcome condemn criticize criticise dismiss reject refute denounce blast
    slam chide mock label dub cite characterize characterise deem assure inform remind advise compare liken refer read
    put go post share express voice highlight underscore outline detail mention dispute define
    """
)
