"""A model's words without anything that could become a link, an image, a tag or an address. Total on any text."""

from __future__ import annotations

import re
import unicodedata

# Where a mark of citation was taken out, one sign of this range stands in for it (`marks`).
PLACES = "\ue000-\uf8ff"
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^()\n]*\)|\[[^\]\n]*\])?")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)?")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>?")
_ADDRESS = re.compile(rf"(?:\b[a-z][a-z0-9+.-]*:/{{1,}}|\bwww\.|(?<![/\w])//(?=\w))[^\s{PLACES}<>\"“”]*", re.I)
_SCHEME = re.compile(rf"\b(?:https?|ftp|file|data|javascript|vbscript|mailto|xmpp|tel):[^\s{PLACES}<>\"“”]*", re.I)
_HOST = re.compile(rf"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,}}(?::\d+)?/[^\s{PLACES}<>\"“”]*", re.I)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STRONG = re.compile(r"\*+|_{2,}|`+|~{2,}")
_ENTITY = re.compile(r"&#?\w{1,31};")
_BEFORE_STOP = re.compile(r"\s+([.,;:!?][\"”’)»]*(?:\s|\Z))")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")


def plain(text: str) -> str:
    """The text on one line, without markup and addresses."""
    text = visible_only(text)
    for _ in range(8):  # what is taken out may leave new markup behind: "<<b>script>"
        before = text
        for pattern, put in ((_IMAGE, " "), (_LINK, _linked), (_TAG, " "), (_STRONG, ""), (_ENTITY, " ")):
            text = pattern.sub(put, text)
        for pattern in (_ADDRESS, _SCHEME, _HOST, _MAIL, _EMPTY):
            text = pattern.sub(" ", text)
        text = _BEFORE_STOP.sub(r"\1", " ".join(text.split()))
        if text == before:
            break
    return _defused(text)


def _linked(link: re.Match[str]) -> str:
    """The words of a link; a mark of citation that was made one stays a mark."""
    return f"[{link[1]}]" if re.fullmatch(r"\s*\^?[\w, ]{1,12}\s*", link[1]) and re.search(r"\d", link[1]) else link[1]


def _defused(text: str) -> str:
    """What is left of the signs that markup is made of, as signs that only look alike. No pattern is needed here."""
    text = text.replace("<", "‹").replace(">", "›").replace("`", "'").replace("](", "] (").replace("![", "! [")
    return text.replace("://", ": ")


def visible_only(text: str) -> str:
    """Without controls and signs that nobody sees; the joiners stay where a script needs them."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for at, sign in enumerate(text):
        if sign.isspace():
            kept.append(" ")
        elif sign in "\u200c\u200d":
            inner = text[at - 1 : at] > "\x7f" and text[at + 1 : at + 2] > "\x7f"
            kept.append(sign if inner else "")
        elif unicodedata.category(sign) not in ("Cc", "Cf", "Cs") and not "\U000e0100" <= sign <= "\U000e01ef":
            kept.append(sign)
    return "".join(kept)
