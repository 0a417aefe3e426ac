"""Which code page an old text is written in: the one in which it reads as a language, or none.

Every code page makes some text of any bytes, so a page is believed only for what it makes of them: letters where
letters belong, the common ones of one script, the words every sentence of a language has. Where two pages read as well
and differ, the encoding cannot be told and nothing is guessed. The lists of common letters and words are our own.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text.words import listed

# Bytes that are looked at: the stretch around the first bytes above ASCII. Enough for some thousand words.
_SAMPLE = 32_768

# -- scripts other than Latin: the most common letters, lower case ---------------------------------------------------

_HIRAGANA = "".join(map(chr, range(0x3041, 0x3094)))
_COMMON: dict[str, str] = {
    "cyrillic": "оеаинтсрвлкмдпуя",
    "greek": "αοιετσνηυρπκμλς",
    "hebrew": "יוהלאמרתבנשם",
    "arabic": "اليمونرتبةعدسف",
    "persian": "اینردهمتوسشبلک",
    "thai": "านรอกเงยมลวดทสตะปบคหแจพชขใไโ่้ัีุูิื",
    "japanese": _HIRAGANA + "ーンスルトラリクイアドシレジフタッロプマ",
    "korean": (
        "이다는의에을가고하은로지기한사를대시도서인리자어나해일정부수들있과보아라만그제장전것게원주여으스"
        "공조상국당년"
    ),
    "simplified": (
        "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她"
        "里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老"
        "从动两长市新用部分美其此月最间进情相全表关特高工实力政员度定现将民法第"
        "总统警报闻记者称认安军事选举议院司百万亿元东西南北京俄英德日电视社区际与因被向决投票星期"
    ),
    "traditional": (
        "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她"
        "里後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老"
        "從動兩長市新用部分美其此月最間進情相全表關特高工實力政員度定現將民法第"
        "總統警報聞記者稱認安軍事選舉議院司百萬億元東西南北京俄英德日電視社區際與因被向決投票星期"
    ),
}  # fmt: skip
_PAGES_BY_SCRIPT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp932", ("japanese",)),
    ("euc_jp", ("japanese",)),
    ("gb18030", ("simplified",)),
    ("big5", ("traditional",)),
    ("cp950", ("traditional",)),
    ("euc_kr", ("korean",)),
    ("cp949", ("korean",)),
    ("cp1251", ("cyrillic",)),
    ("koi8_r", ("cyrillic",)),
    ("koi8_u", ("cyrillic",)),
    ("iso8859_5", ("cyrillic",)),
    ("cp866", ("cyrillic",)),
    ("cp1253", ("greek",)),
    ("iso8859_7", ("greek",)),
    ("cp1255", ("hebrew",)),
    ("iso8859_8", ("hebrew",)),
    ("cp1256", ("arabic", "persian")),
    ("iso8859_6", ("arabic",)),
    ("cp874", ("thai",)),
    ("utf-16-le", tuple(_COMMON)),
    ("utf-16-be", tuple(_COMMON)),
)
_LETTERS = {script: frozenset(letters) for script, letters in _COMMON.items()}
# Share of the letters above ASCII that are common ones: .45 to .75 in texts read rightly, under .2 in others.
_LEAST_COMMON, _LEAST_COMMON_HAN = 0.3, 0.1

# -- Latin: the letters each language has beyond a to z, and its commonest words -------------------------------------

_LATIN: dict[str, tuple[str, frozenset[str]]] = {
    language: (letters, frozenset(listed(words)))
    for language, letters, words in (
        ("english", "", "the of and to in a is that for on was with as it by at he from his be has are have said not"),
        ("german", "äöüß", "der die und in den das von zu mit ist auf des im für nicht ein eine dem sich es auch als"),
        ("french", "àâæçéèêëîïôœùûüÿ", "de la le les et des en un une du que est pour dans qui au sur par pas plus"),
        ("spanish", "áéíñóúüªº", "de la que el en y a los del se las por un para con no una su al es lo como más"),
        ("portuguese", "áâãàçéêíóôõúüªº", "de a o que e do da em um para com não uma os no se na por mais as dos ao"),
        ("italian", "àèéìîòóùúªº", "di e il la che in un a per è una non sono con del da le della si dei nel al più"),
        ("catalan", "àçéèíïóòúü·ªº", "de la i el que en a per un una amb del no és els les al dels es va ha més"),
        ("dutch", "éëïóöüèáç", "de het een van en in is dat op te zijn met voor niet die aan er om ook door bij"),
        ("danish", "æøåéòô", "og i at det er en til af på som med for de ikke den et der har var fra å jeg vi"),
        ("swedish", "åäöéü", "och i att det som en på är av för med till den ett om har de inte var från"),
        ("finnish", "äöåšžé", "ja on ei että se oli hän kun mutta myös joka ovat niin sen mukaan ole tai jo"),
        ("icelandic", "áðéíóúýþæö", "og að í á er sem til við um var með það en hann fyrir ekki af frá"),
        (
            "polish",
            "ąćęłńóśźż",
            "w i na z się do nie to że jest o od po za przez jak dla co ale czy tym był są ze oraz",
        ),
        ("czech", "áčďéěíňóřšťúůýž", "a v se na je že s z do o k ve pro za by i jako to po ale od které který jsou"),
        ("slovak", "áäčďéíĺľňóôŕšťúýž", "a v sa na je že s z do o k vo pre za by aj ako to po ale od ktoré ktorý sú"),
        ("hungarian", "áéíóöőúüű", "a az és hogy nem is egy volt meg ez el de csak már még kell van szerint lesz"),
        ("romanian", "ăâîşţșț", "de a și în la cu pe care din că nu o un este pentru mai sa au fost prin si să şi"),
        ("croatian", "čćđšž", "i je u na se da su za od s što o a koji ne će kako iz do nije bi te ali kao ili"),
        ("slovenian", "čšžćđ", "in je v na se da so za ki z pa ne bi po s iz tudi od kot še o kar bo do"),
        ("turkish", "çğıöşüâîû", "ve bir bu da de için ile olarak çok daha o ne gibi sonra var olan en kadar"),
        ("lithuanian", "ąčęėįšųūž", "ir yra kad į iš su tai buvo bet apie jis kaip ar už nuo per po dėl jo taip"),
        ("latvian", "āčēģīķļņšūž", "un ir no ar uz par ka to kas bija tas pēc kā arī vai ne pie lai nav gada"),
        ("estonian", "äöüõšž", "ja on ei et see oli ta kui ka aga mis oma ning siis või kes nii seda välja"),
    )
}
_WEST = tuple(listed("english german french spanish portuguese italian catalan dutch danish swedish finnish icelandic"))
_CENTRAL = tuple(listed("english german polish czech slovak hungarian romanian croatian slovenian"))
_BALTIC = tuple(listed("english german lithuanian latvian estonian"))
_TURKISH = tuple(listed("english german french turkish"))
# In the order of how common they are: of two pages that read alike the first is named.
_PAGES_OF_LATIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", _WEST),
    ("iso8859_15", _WEST),
    ("cp1250", _CENTRAL),
    ("iso8859_2", _CENTRAL),
    ("cp1254", _TURKISH),
    ("cp1257", _BALTIC),
    ("iso8859_13", _BALTIC),
    ("mac_roman", _WEST),
    ("cp850", _WEST),
    ("cp852", _CENTRAL),
)
# Signs of typesetting and trade that stand beside words in any language.
_SIGNS = frozenset("‘’“”„‚‹›«»–—…•·€£¥§©®™°´ªº²³½¼¾¿¡\xa0×±÷¢ˆ˜†‡‰")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A sign of no word between two letters ("Wa³êsa", "Ä™"), a capital after a small letter ("PoÈíta").
_BROKEN = re.compile(
    r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘‚´·\xa0–—‐-…”“«»/©®™](?=[^\W\d_])|(?<=[^\W\d_])(?:[²³¹ªº¼½¾µ](?=[^\W\d_])|[‚‡ˆ„±¶¤¦¬])"
)
_MOST_BROKEN = 0.02  # of what stands above ASCII
_MOST_MIXED = 0.002  # of the letters of an alphabet
_LEAST_FIT, _LEAST_FIT_OF_PART = 0.9, 0.8  # share of the letters above ASCII that the language has
_MARGIN = 0.03
# Share of its commonest words from which a text is in a language (.25 to .45 in news), unless it has only a few words.
_TOLD, _TOLD_ENGLISH, _FEW_WORDS = 0.04, 0.1, 12
_FOREIGN = 0.01  # accented letters in a hundred letters of English: names, no language of their own


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    score: float  # 0 to 1


def encoding_of(data: bytes) -> str | None:
    """The code page in which the bytes read as a language; None where none does, or two do and differ."""
    sample, pairs = _sample(data), data[:_SAMPLE] if len(data) % 2 == 0 else b""
    readings = [reading for reading in _readings(sample, pairs) if reading.score > 0]
    if not readings:
        return None
    best = max(readings, key=lambda reading: reading.score)
    rivals = [r for r in readings if r.text != best.text and r.score > best.score - _MARGIN]
    return None if rivals or _mixes(best) else best.encoding


def _mixes(reading: _Reading) -> bool:
    """Whether a part of the text does not read in this page, which the rest of it does."""
    text = reading.text
    above = len(text) - len(text.encode("ascii", "ignore"))
    scripts, languages = dict(_PAGES_BY_SCRIPT).get(reading.encoding), dict(_PAGES_OF_LATIN).get(reading.encoding)
    least = _LETTERS_IN_PART if scripts else _ACCENTS_IN_PART
    length = len(text) // min(_PARTS, max(1, above // least)) + 1
    parts = (text[at : at + length] for at in range(0, len(text), length))
    for part in parts:
        if len(part) - len(part.encode("ascii", "ignore")) < least // 2:
            continue
        if scripts and not reads_as(part, *scripts):
            return True
        if languages and not _latin_fits(part, languages):
            return True
    return False


# Parts looked at, and characters above ASCII in one from which it can be judged.
_PARTS, _LETTERS_IN_PART, _ACCENTS_IN_PART = 4, 50, 16


def reads_as(text: str, *scripts: str) -> bool:
    """Whether the letters above ASCII are mostly the common ones of one of these scripts (names: `_COMMON`)."""
    return any(_script_score(text, script) > 0 for script in scripts)


def reads_like_text(sample: str) -> bool:
    """Whether characters taken from pairs of bytes look written: few alphabets; of Han and Hangul the common ones."""
    if _NO_TEXT.search(sample):
        return False
    good = sum(char.isspace() or unicodedata.category(char)[0] in "LMNP" for char in sample)
    letters = [char for char in sample if char.isalpha()]
    wide = sum(char >= "\u2e80" for char in letters)
    if wide > len(letters) * 0.3:
        return reads_as(sample, "japanese", "korean", "simplified", "traditional")
    return good >= 0.85 * len(sample) and len({ord(char) >> 8 for char in letters}) <= _MOST_BLOCKS


_MOST_BLOCKS = 4  # blocks of 256 letters in one text: Latin has three, with one more for foreign names


def _sample(data: bytes) -> bytes:
    """The line with the first byte above ASCII and what follows; of long data also the last lines that have such."""
    first = next((match.start() for match in _HIGH.finditer(data)), 0)
    start = max(data.rfind(b"\n", 0, first) + 1, first - _SAMPLE // 4)
    head = data[start : start + _SAMPLE // 2]
    rest = data[start + len(head) :].rstrip(_ASCII)[-_SAMPLE // 2 :]
    return (
        head + rest[rest.find(b"\n") :]
        if b"\n" in rest and len(rest) == _SAMPLE // 2
        else data[start : start + _SAMPLE]
    )


_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(0x80))


def _readings(sample: bytes, pairs: bytes) -> Iterator[_Reading]:
    """The sample in every page it can be in; ``pairs`` is the one for UTF-16, whose bytes come two by two."""
    for encoding, scripts in _PAGES_BY_SCRIPT:
        text = _decoded(pairs if encoding.startswith("utf-16") else sample, encoding)
        if text:
            yield _Reading(encoding, text, max(_script_score(text, script) for script in scripts))
    for encoding, languages in _PAGES_OF_LATIN:
        text = _decoded(sample, encoding)
        if text is not None:
            score, language = _latin_score(text, languages)
            yield _Reading(encoding, text, score)
            if language == "english" and score:
                return  # a few foreign names in English: of pages that fit, the most common one is meant


def _decoded(sample: bytes, encoding: str) -> str | None:
    """The sample in this code page, without a character that its end cuts; None where a byte does not fit."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return None
    return None if _NO_TEXT.search(text) else text


# Controls (the C1 ones too, which ISO pages make of what Windows pages write), private use, U+FFFD and non-characters.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]")


def _script_score(text: str, script: str) -> float:
    """Share of common letters of a script among all that stands above ASCII; broken words count against it."""
    counts = Counter(char for char in text if char > "\x7f")
    above = sum(counts.values())
    letters = sum(n for char, n in counts.items() if char.isalpha() or char in _LETTERS["thai"])
    if letters < max(1, above // 2):
        return 0.0
    share = sum(n for char, n in counts.items() if char in _LETTERS[script]) / letters
    share -= 3 * _broken(text) / above
    if script not in _HAN and not _stands_apart(text, letters):
        return 0.0
    return share if share >= (_LEAST_COMMON_HAN if script in _HAN else _LEAST_COMMON) else 0.0


def _stands_apart(text: str, letters: int) -> bool:
    """Whether another alphabet makes words of its own; accented Latin letters in a wrong page stand inside words."""
    return len(_MIXED.findall(text)) <= max(1, _MOST_MIXED * letters) and 2 * len(_RUN.findall(text)) <= letters


def _broken(text: str) -> int:
    return len(_BROKEN.findall(text)) + len(_CAPITAL_INSIDE.findall(text))


_HAN = frozenset({"simplified", "traditional", "japanese"})
_MIXED = re.compile(r"(?<=[A-Za-z])[\u0370-\u1fff]|[\u0370-\u1fff](?=[A-Za-z])")
_RUN = re.compile(r"[\u0370-\u1fff\uac00-\ud7af]+")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-zß-öø-ÿа-яёђ-џα-ωά-ώ])[À-ÖØ-ÞА-ЯЁЂ-ЏΑ-Ω]")


def _latin_fits(text: str, languages: tuple[str, ...]) -> bool:
    """Whether what stands above ASCII are letters of one of these languages, inside words."""
    others = [char for char in text.lower() if char > "\x7f" and char not in _SIGNS]
    fit = max(sum(char in _LATIN[language][0] for char in others) for language in languages)
    return _broken(text) <= 1 and fit >= _LEAST_FIT_OF_PART * len(others)


def _latin_score(text: str, languages: tuple[str, ...]) -> tuple[float, str]:
    """How well a text reads as the best of these languages: its letters fit, and its common words are there."""
    lower = text.lower()
    words = Counter(_WORD.findall(lower))
    total = sum(words.values())
    above = Counter(char for char in lower if char > "\x7f")
    others = {char: n for char, n in above.items() if char not in _SIGNS}
    if not total or _broken(text) > _MOST_BROKEN * sum(above.values()):
        return 0.0, ""
    accented = sum(others.values())
    rare = accented <= _FOREIGN * sum(len(word) * n for word, n in words.items())
    best, spoken = 0.0, ""
    for language in languages:
        letters, common = _LATIN[language]
        fit = sum(n for char, n in others.items() if char in letters) / accented if accented else 1.0
        if language == "english":
            fit = max(sum(n for c, n in others.items() if c in _LATIN[other][0]) for other in languages) / (
                accented or 1
            )
            fit = (fit if accented else 1.0) if rare else 0.0
        if fit < _LEAST_FIT:
            continue
        told = sum(n for word, n in words.items() if word in common) / total
        if total >= _FEW_WORDS and told < (_TOLD_ENGLISH if language == "english" else _TOLD):
            continue
        score = 0.5 * fit + 0.5 * min(1.0, told / 0.3)
        if score > best:
            best, spoken = score, language
    return best, spoken
