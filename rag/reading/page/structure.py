"""What the parts of a text are: headline, sub-headings, captions, lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.reading.page.blocks import Block
from rag.reading.page.furniture import is_prose
from rag.text.fold import fold
from rag.types import Mark, Span

_LONGEST_SUBHEADING, _LONGEST_CAPTION = 14, 130  # words
_SHORTEST_CAPTION, _LONGEST_NAMED, _SHORTEST_LEAD = 5, 40, 3  # words
_SEEN = 900  # characters of a paragraph that are looked at
_PICTURE = r"(?:photo|photograph|picture|image|foto|bild|imagen|imagem|immagine|фото|zdj[ęe]cie|fotoğraf|صورة|عکس)"
_MAKER = (
    r"(?:ap|afp|reuters|epa|dpa|efe|ansa|pa|upi|tass|xinhua|getty(?:\simages)?|shutterstock|alamy|bloomberg|anadolu|zuma"
    r"|imago|ap\sphoto|via\s\w{1,20})"
)
_CAPTION_START = re.compile(
    rf"[\[(]?(?:file\s)?(?:{_PICTURE}|image\scaption|caption|figure\s\d+|file)\s?[:–—-]\s*\S|image\scaption\s|photo\sshows\s",
    re.IGNORECASE,
)
# A credit at the end: "(By Reuters)", "Ada Moor/AP", "Credit: NASA", "[Ada Moor via AP]", "Foto: dpa".
_CREDIT_END = re.compile(
    rf"(?:[(\[]by\s[^()\[\]]{{2,60}}[)\]]|[(\[][^()\[\]]{{0,50}}(?:{_PICTURE}|\b{_MAKER}\b|\bcredit|\bcourtesy|\bfile\b)[^()\[\]]{{0,60}}[)\]]"
    rf"|(?:/|©|\|)\s?{_MAKER}(?:/[\w\s]{{2,30}})?|\b{_PICTURE}(?:graph)?(?:\s(?:by|credit|courtesy))?\s?[:/]\s?[^.:]{{2,50}}"
    r"|\bcredit(?::|\.\.\.|…)\s?[^.]{2,60}|\bphotograph\sby\s[^.]{2,60})\W*\Z",
    re.IGNORECASE,
)
# A sentence and a name behind it, without an end: "A folding bed in Milford. Moor Fund"
_NAME_BEHIND = re.compile(r"[^\n]{15,400}\w{4}\. (?:[A-Z][\w&/'’.-]{0,20}(?:\s|\Z)){1,5}\Z")
_IN_PICTURE = re.compile(
    rf"\b(?:in\sthis|(?:seen|shown|pictured)\sin\san?)\s(?:[\w-]{{1,15}}\s){{0,3}}{_PICTURE}\b", re.IGNORECASE
)
_TAIL = 120  # characters at the end that are looked at for a credit
# Notes that stand before the story and are not its beginning.
_NOTE = re.compile(r"\W{0,3}(?:editor.?s?.?\snote|update[ds]?|correction|note|disclaimer)\b", re.IGNORECASE)
_NO_SUBHEADING = re.compile(
    r"\W|[^\W\d_][.)]?\W*\Z|[A-Z]{2,5}\Z|.{0,100}(?:[:,;>…—–]|\.\.\.|-)\s*\Z|\S*(?:://|www\.|@)"
)


def find_structure(
    blocks: Sequence[Block], drop: Sequence[bool], headline: int | None, title: Span | None
) -> list[Mark]:
    """The marks of a text's structure. ``drop``: the blocks that are no content; ``title``: the headline's words.

    A caption, the lead and a sub-heading are content. The lead is the first paragraph that is no caption and no note.
    """
    marks = [Mark(title.start, title.end, "headline")] if title else []
    marks += _repetitions(blocks, drop, headline)
    content = [block for block, gone in zip(blocks, drop, strict=True) if not gone]
    captions = [is_caption(block) for block in content]
    marks += [Mark(b.start, b.end, "caption") for b, caption in zip(content, captions, strict=True) if caption]
    lead = _lead(content, captions)
    if lead is not None:
        marks.append(Mark(content[lead].start, content[lead].end, "lead"))
    return marks + list(_subheadings(content, captions))


def _repetitions(blocks: Sequence[Block], drop: Sequence[bool], headline: int | None) -> Iterator[Mark]:
    if headline is None:
        return
    form, length = fold(blocks[headline].text), len(blocks[headline].text)
    for number, block in enumerate(blocks):
        if number != headline and drop[number] and abs(len(block.text) - length) < 12 and fold(block.text) == form:
            yield Mark(block.start, block.end, "headline")


def is_caption(block: Block) -> bool:
    """Whether a paragraph tells what a picture shows: it has a picture's label, or ends with its maker."""
    if not _SHORTEST_CAPTION <= block.words <= _LONGEST_CAPTION:
        return False
    text = block.text[:_SEEN]
    if _CAPTION_START.match(text):
        return True
    if not block.ended and block.words <= _LONGEST_NAMED and _NAME_BEHIND.match(text):
        return True
    tail = text[-_TAIL:]
    credited = not block.ended or tail[-1] in ")]" or "redit" in tail or "/" in tail or "©" in tail
    if credited and _CREDIT_END.search(tail):
        return True
    # Looked for first as plain text, which is quick: most paragraphs speak of no picture.
    pictured = "hoto" in text or "icture" in text or "mage" in text or "oto" in text or "bild" in text
    return pictured and _IN_PICTURE.search(text) is not None


def _lead(content: Sequence[Block], captions: Sequence[bool]) -> int | None:
    for number, block in enumerate(content):
        if block.words < _SHORTEST_LEAD or captions[number] or not (block.ended or is_prose(block)):
            continue
        if not _NOTE.match(block.text):
            return number
    return None


def _subheadings(content: Sequence[Block], captions: Sequence[bool]) -> Iterator[Mark]:
    """Short lines between two paragraphs that look like a headline."""
    for number in range(1, len(content) - 1):
        block = content[number]
        if block.words > _LONGEST_SUBHEADING or captions[number] or block.text[0].islower():
            continue
        if block.ended and not block.text.endswith(("?", "!", "？", "؟")):
            continue
        quoted = block.text[0] in "\"'“‘«„"
        if _NO_SUBHEADING.match(block.text[quoted:]) or not _tells(content[number - 1], captions[number - 1]):
            continue
        if is_prose(content[number + 1]) or captions[number + 1]:
            yield Mark(block.start, block.end, "subheading")


def _tells(block: Block, caption: bool) -> bool:
    """Whether a block can stand before a sub-heading: a paragraph, if only a short one."""
    return caption or block.ended or is_prose(block)
