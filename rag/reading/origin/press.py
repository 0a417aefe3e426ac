"""Names of the press: which names are news agencies', outlets', persons'."""

from __future__ import annotations

import re
import unicodedata

from rag.text.words import listed

# Agencies whose reports others print. Written without "The", "News", "Agency"; a newspaper's own name is no agency.
_AGENCIES = frozenset(
    name.strip()
    for name in """
    reuters|thomson reuters|ap|a.p.|associated press|afp|agence france-presse|agence france presse|dpa
    |deutsche presse-agentur|tass|itar-tass|ria novosti|ria|interfax|xinhua|china daily wire|irna|islamic republic
    |fars|fna|tasnim|mehr|mna|isna|iranian students'|ilna|iranian labour|yjc|anadolu|aa|anadolu ajansi|dha|iha|ansa
    |efe|agencia efe|pti|press trust of india|ani|ians|uni|kyodo|jiji|jiji press|yonhap|bloomberg|upi
    |united press international|pa|pa media|press association|canadian press|cp|aap|australian associated press
    |antara|bernama|vna|belga|anp|apa|ats|keystone-ats|ritzau|ntb|tt|stt|pap|ctk|čtk|mti|agerpres|lusa|ana-mpa
    |ukrinform|unian|belta|azertac|trend|armenpress|arka|sana|wafa|petra|mena|kuna|spa|wam|bna|qna|nna|maan|telesur
    |prensa latina|notimex|telam|agencia brasil|inter press service|ips|app|associated press of pakistan|lana|map
    |tap|aps|ena|nan|kcna|cna|central press|mcclatchy|tribune service
    """.split("|")
)
_AGENCY_FRAME = re.compile(r"\A(?:the\s+)|\s+(?:news\s+agency|news\s+service|agency|news|staff|wire|wires)\Z", re.I)

# Broadcasters and papers that put their name into datelines and bylines.
_STATIONS = frozenset(
    listed("cnn bbc npr pbs cbs nbc abc msnbc cnbc espn voa rfe/rl rt dw cbc itv cgtn trt wsj nyt rferl hbo aljazeera")
) | {
    name.strip()
    for name in """
    al jazeera|press tv|usa today|the new york times|new york times|washington post|the washington post|france 24
    |radio free europe|voice of america|deutsche welle|radio free asia|middle east eye|eurasianet|politico|axios
    |the guardian|newsweek|business insider|le monde|le figaro|der spiegel|die zeit|el país|la repubblica|haaretz
    """.split("|")
}
_DESKS = re.compile(
    r"\s+(?:news|business|politics|sports?|travel|style|health|entertainment|opinion|money|world|international|español"
    r"|arabic|persian|underscored|weather|network|staff|wire|newsource)\Z",
    re.I,
)
_PRESS = re.compile(
    r"\b(?:times|post|news|herald|journal|tribune|gazette|guardian|telegraph|daily|weekly|today|magazine|review|report"
    r"|reporter|press|tv|television|radio|chronicle|observer|independent|star|sun|mirror|standard|courier|bulletin|mail"
    r"|express|globe|monitor|agency|broadcasting|bbc|cnn|register|democrat|dispatch|examiner|inquirer|enquirer|sentinel"
    r"|tennessean|republic|advertiser|ledger|record|argus|echo|newspaper|week|wire)\b",
    re.I,
)

_PARTICLES = frozenset(listed("de da del della di du la le van von der den ter bin ibn bint al el ben dos das y e zu"))
_NO_PERSON = frozenset(
    listed(
        """
    news world local national international politics business sports sport opinion staff reporter reporters writer
    editor editors correspondent agency press agencies wire desk team times post today daily weekly monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october
    november december the a an and or in on at of for to from by with this that these those our your my we you he
    she it they here there what when where why how who all more most read watch listen share home menu search photo
    photos video image images getty update updated published posted advertisement sign subscribe follow copyright
    top latest breaking live special story stories column review analysis school university college institute center
    centre council ministry company inc ltd group bureau committee association department government office party league
    street park county
    """
    )
)
_NAME_TOKEN = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:['’.\-][^\W\d_]*)*\Z")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?\Z|I{2,3}\Z|IV\Z|M\.?D\.?\Z|Ph\.?D\.?\Z")
_LONGEST_NAME = 60  # characters


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's, with or without "The", "News Agency" or "Staff"."""
    plain = " ".join(name.split()).strip(" .,()")
    for _ in range(3):
        if plain.casefold() in _AGENCIES:
            # Two or three small letters are a word, not initials: "ap" in a sentence is no agency.
            return len(plain) > 3 or plain.isupper() or plain == "dpa"
        shorter = _AGENCY_FRAME.sub("", plain)
        if shorter == plain:
            return False
        plain = shorter
    return False


def is_station(name: str) -> bool:
    """Whether a name is one of the outlets known to sign datelines: "CNN", "CNN Business"."""
    plain = " ".join(name.split())
    return plain.casefold() in _STATIONS or _DESKS.sub("", plain).casefold() in _STATIONS


def is_press(name: str) -> bool:
    """Whether a name says of itself that it is an outlet's or an agency's: "Milford Times", "Reuters"."""
    if not name[:1].isupper() and not is_agency(name):
        return False
    return bool(_PRESS.search(name)) or is_agency(name) or is_station(name)


def is_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to five capitalised words, none of them a page's own."""
    tokens = name.split()
    if not 2 <= len(tokens) <= 5 or len(name) > _LONGEST_NAME:
        return False
    plain = [token.strip(".,").casefold() for token in tokens]
    if any(word in _NO_PERSON for word in plain):
        return False
    if any(not _NAME_TOKEN.match(token) for token in tokens):
        return False
    capital = [_is_capital(token) for token in tokens]
    if not capital[0] or not (capital[-1] or _SUFFIX.match(tokens[-1])):
        return False
    return all(cap or word in _PARTICLES for cap, word in zip(capital, plain, strict=True)) and not is_agency(name)


def _is_capital(token: str) -> bool:
    """A capital letter, or a letter of a script without any, opens the token; "al-Rahman" counts by its second part."""
    first = token[0]
    if unicodedata.category(first) in ("Lu", "Lt", "Lo"):
        return True
    part = token.split("-", 1)[-1]
    return token.split("-", 1)[0] in ("al", "el", "as", "ad", "ar") and part[:1].isupper()
