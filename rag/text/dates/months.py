"""Month names of other languages, from the language data of dateparser; loaded when a text first needs them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_loader
from pathlib import Path

from rag.text.words import listed

LANGUAGES = tuple(
    listed("de fr es it pt ca nl ru uk be bg pl cs sk sl tr sv da nb fi et lv lt ro hu el ar fa ur he hi ja zh ko id")
)
_NAMES = listed("january february march april may june july august september october november december")
# Forms as newspapers print them that the data lacks.
_ALSO = {"أيلول": 9, "تشرين الأول": 10, "تموز": 7, "حزيران": 6, "نيسان": 4, "آذار": 3, "شباط": 2, "آب": 8, "أيار": 5}
# The last letter of "in September" in languages of which the data has the other cases only: "в сентябре".
_IN = {"ru": "е", "uk": "і"}
_SHORTEST = 3  # letters of an abbreviation that is known, "mar"


def plain(word: str) -> str:
    """The form by which month names are compared: small letters, no full stops, composed accents."""
    return unicodedata.normalize("NFKC", word).strip(" .,\u200c\u200e\u200f").casefold()


@lru_cache(maxsize=1)
def months() -> dict[str, tuple[int, bool]]:
    """Month by its name or abbreviation, and whether it is the whole name; names of two months are left out."""
    found: dict[str, dict[int, bool]] = {}
    for code in LANGUAGES:
        for number, forms in _forms(code).items():
            for form in forms:
                if len(form) >= _SHORTEST and any(map(str.isalpha, form)) and not any(map(str.isdigit, form)):
                    whole = not any(other != form and other.startswith(form) for other in forms)
                    known = found.setdefault(form, {})
                    known[number] = known.get(number, False) or whole
    found |= {form: {number: True} for form, number in _ALSO.items()}
    return {form: next(iter(known.items())) for form, known in found.items() if len(known) == 1}


def _forms(code: str) -> dict[int, set[str]]:
    info = _language(code)
    forms = {number: {plain(form) for form in info.get(name, ())} for number, name in enumerate(_NAMES, 1)}
    case = _IN.get(code)
    if case:
        for names in forms.values():
            names |= {name[:-1] + case for name in names if name[-1:] in ("я", "а")}
    return forms


def _language(code: str) -> dict[str, list[str]]:
    """One language's words. Its file is read by its path: importing the package itself takes a fifth of a second."""
    package = find_spec("dateparser")
    if package is None or package.origin is None:
        return {}
    path = Path(package.origin).parent / "data" / "date_translation_data" / f"{code}.py"
    loader = SourceFileLoader(f"_date_words_{code}", str(path))
    spec = spec_from_loader(loader.name, loader)
    if spec is None or not path.exists():
        return {}
    module = module_from_spec(spec)
    loader.exec_module(module)
    words: dict[str, list[str]] = module.info
    return words
