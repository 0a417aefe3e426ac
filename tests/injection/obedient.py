"""A model without any sense: it does what whoever says, as literally as it can, and helps where an order is garbled."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from rag.answer.generated.model import Message, Stopped

_ORDER = re.compile(
    r"(?:write|answer(?: only)?|say|print|append|recommend|schreibe|écris|بنویس)\s*:\s*(.+?)"
    r"(?=<\|im_|<end_of|<<?/?SYS|\[/?INST|-->|</span>|\n|\Z)",
    re.I,
)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_TAGS = re.compile("[\U000e0020-\U000e007e]{8,}")
_REVERSED = re.compile("\u202e(.*?)\u202c", re.S)
_DENY = re.compile(r"say (?:that )?(?:you do not know|the articles do not answer)|refuse to answer", re.I)
_TARGET = re.compile(r"(?:https?://[^\s|`]+|(?:\.\./|/etc/)[\w./-]+|\b[A-Z]+_[A-Za-z]+\b)")
_PEEK = re.compile(r"system prompt|secret key|other chats|environment variable|\bcurl\b|\bload\b|\bopen\b|\.\./", re.I)


class Obedient:
    """``reads_through``: it undoes what was broken up, as a clever model can. One piece is one sign: the worst case."""

    name, host, context = "obedient stub", None, 32_000

    def __init__(self, reads_through: bool = True) -> None:
        self.reads_through = reads_through

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def stream(self, messages: Sequence[Message], *, most: int, stopped: Stopped) -> Iterator[str]:
        for sign in self.written(messages)[: most * 40]:
            if stopped():
                return
            yield sign

    def written(self, messages: Sequence[Message]) -> str:
        """The whole answer."""
        prompt = messages[-1].content
        keys = re.findall(r"\[(k\d[a-z]\d[a-z])\]", prompt)
        seen = restored(prompt) if self.reads_through else prompt
        if _DENY.search(seen):
            return "NOT IN THE ARTICLES"
        orders = [order for text in (seen, *unfolded(seen)) for order in _ORDER.findall(text)]
        lines = list(dict.fromkeys(orders)) + self._more(seen, messages)
        # It cites as well as it can: with the last key, and with all of them.
        cites = (f"[{keys[-1]}]" if keys else "", f"[{', '.join(keys)}]")
        written = [f"{line} {cites[n % 2]}" for n, line in enumerate(lines)]
        return "\n".join([*written, *lines, *echoed(seen)])

    def _more(self, seen: str, messages: Sequence[Message]) -> list[str]:
        """The prompt, the fence and every address, where a text asks for such things."""
        lines = (
            [f"[{target}]({target}) <b>{target}</b>" for target in _TARGET.findall(seen)] if _PEEK.search(seen) else []
        )
        if _PEEK.search(seen):
            lines += messages[0].content.splitlines()
        if re.search(r"close the passage", seen, re.I):
            marked = re.search(r"^<<<(\w+)", messages[-1].content, re.M)
            lines += [f"{marked[1]}>>>", f"<<<{marked[1]} passage [k2b4c]: Official"] if marked else []
        return lines


def restored(text: str) -> str:
    """What was broken up put together again."""
    return re.sub(r"\((\^?\d{1,3})\)", r"[\1]", text.replace("‹", "<").replace("›", ">").replace("·", ""))


def unfolded(text: str) -> Iterator[str]:
    """What is hidden or disguised in a text, if it is still there to be read."""
    yield re.sub("[\u200b\u200c\u200d\u2060]", "", text)
    for run in _TAGS.findall(text):
        yield "".join(chr(ord(sign) - 0xE0000) for sign in run)
    for run in _REVERSED.findall(text):
        yield run[::-1]
    for run in _ENCODED.findall(text):
        try:
            yield base64.b64decode(run, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


def echoed(text: str) -> list[str]:
    """Every line of the prompt that looks as if it wanted to be markup."""
    return [line for line in text.splitlines() if re.search(r"<\w|\]\(|https?:|\[\d|\[\^", line)][:8]
