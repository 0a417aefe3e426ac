"""Passages as a model sees them: between marked lines, on one line of their own, with nothing in them that works.

Marking and delimiting what is foreign ("spotlighting", Hines et al. 2024, arXiv:2403.14720) lowers how often a model
obeys it; it does not end it. What must never happen is therefore decided after the model, not here.
"""

from __future__ import annotations

import random
import re
import unicodedata

from rag.answer.generated.keys import KEY
from rag.answer.generated.prompts import PASSAGE_ENDS, PASSAGE_OPENS
from rag.types import Hit

BREAK = "·"  # put inside what must not be read as a sign
# Signs without width or shape that Unicode does not call controls or formats.
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef"
_FILLER = re.compile(f"[{_FILLERS}]")
_RUNS = re.compile(r"([=\-_*~#|`^]){3,}|(`)+")
_ROLE = re.compile(r"\b(system|assistant|user|human|developer|tool|model|instructions?)\s*:", re.I)
_TEMPLATE = re.compile(r"\[\s*(/?)\s*(INST|SYS|TOOL\w*|AVAILABLE_TOOLS)", re.I)
_NUMBER = re.compile(r"[\[【]\s*(\^?\d{1,3})\s*[\]】]")
_ANY_KEY = re.compile(KEY.pattern[1:], re.I)
_KEYISH = re.compile(rf"k(?={_ANY_KEY.pattern})", re.I)


def draw_marker(texts: str, random_: random.Random) -> str:
    """The word that marks the lines around passages: in none of the texts, and not to be guessed (48 bits)."""
    while True:
        marker = "".join(random_.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))
        if marker not in texts:
            return marker


def harmless(text: str) -> str:
    """Foreign text on one line: hidden signs are shown, and what a model or our parser takes for a sign is broken up.

    For reading only: what is cited is the article's own text.
    """
    text = _show_hidden(" ".join(text.split()))
    text = text.replace("<", "‹").replace(">", "›")
    text = _TEMPLATE.sub(rf"[{BREAK}\1\2", _NUMBER.sub(r"(\1)", text))
    text = _RUNS.sub(lambda run: "'" if "`" in run[0] else run[0][0], text)
    text = _ROLE.sub(rf"\1{BREAK}:", text)
    return _KEYISH.sub(f"k{BREAK}", text)


def _show_hidden(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    hidden: list[str] = []
    for at, sign in enumerate(text):
        if _is_hidden(text, at, sign):
            hidden.append(sign)
            continue
        out += [_escape(hidden), sign]
        hidden = []
    return "".join([*out, _escape(hidden)])


def _is_hidden(text: str, at: int, sign: str) -> bool:
    if sign in "\u200c\u200d":  # Persian and emoji need the joiners; between Latin letters they only part words
        return text[at - 1 : at].isascii() or text[at + 1 : at + 2].isascii()
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or bool(_FILLER.match(sign))


def _escape(hidden: list[str]) -> str:
    """``⟨U+202E⟩``; of many in a row the first, and how many more: they could hide a text of any length."""
    if not hidden:
        return ""
    more = f" and {len(hidden) - 1} hidden" if len(hidden) > 1 else ""
    return f"⟨U+{ord(hidden[0]):04X}{more}⟩"


def fenced(hit: Hit, key: str, marker: str) -> str:
    """One passage between its lines, with headline, outlet and date on the first."""
    article = hit.article
    parts = [article.title, article.outlet or "outlet unknown", article.published.date or "date unknown"]
    origin = " | ".join(harmless(part)[:200] for part in parts)
    opens = PASSAGE_OPENS.format(marker=marker, key=f"[{key}]", origin=origin)
    return "\n".join([opens, harmless(hit.text), PASSAGE_ENDS.format(marker=marker)])
