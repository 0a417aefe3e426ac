"""Bytes -> text, exactly: no newline is translated, nothing is guessed that can be known, and the encoding is recorded.

Order: byte order mark; the zero bytes of UTF-16 and UTF-32; UTF-8; UTF-8 with a few damaged bytes; the Western code
page; charset-normalizer. What is no text at all is refused with the reason in plain words.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rag.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a sound or video file"),
)
# Control characters that no text has; tab, line feed, vertical tab, form feed, return and escape are let through.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_MOST_CONTROLS = 0.002  # one in 500 characters: stray controls of old wire copy pass, binary files (> 5 %) do not
_SAMPLE = 262_144  # bytes shown to charset-normalizer; it looks at slices, more only costs time

# What Western European text has above ASCII in Windows-1252: letters, and the punctuation of typesetting.
_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ‘’“”‚„–—…•€£¥§©®°´«»¿¡·½¼¾ªº²³\xa0\x00-\x7f]*\Z")
_MOST_WESTERN = 0.2  # accented letters and typeset punctuation together stay below this share in Western languages


class Undecodable(InputError):
    """Bytes that are no text; the message is the reason in plain words."""

    @property
    def reason(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text and the name of its encoding.

    ``utf-8 with replacements`` says that a few bytes were damaged and stand as U+FFFD in the text.
    """

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of a file's bytes; raises `Undecodable` with a reason for what is no text."""
    if not data:
        return Decoded("", "utf-8")
    _refuse_known_formats(data)
    decoded = _by_mark(data) or _by_zero_bytes(data) or _utf8(data)
    if decoded is None:
        _refuse_binary_bytes(data)
        decoded = _damaged_utf8(data) or _western(data) or _by_statistics(data)
    if decoded is None:
        raise Undecodable("its encoding cannot be told: neither UTF-8 nor a known older encoding")
    _refuse_controls(decoded.text)
    return decoded


def _refuse_known_formats(data: bytes) -> None:
    for signature, what in _SIGNATURES:
        # "ID3", "BZh" and "RIFF" can begin a sentence; a binary file has a control byte close by.
        if data.startswith(signature) and (len(signature) > 4 or re.search(rb"[\x00-\x08\x0e-\x1f]", data[:512])):
            raise Undecodable(f"{what}, not a text file")


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                if encoding == "utf-8-sig":
                    return _damaged_utf8(data[3:])
                raise Undecodable(f"begins as {encoding.upper()}, but byte {error.start} does not fit") from None
    return None


def _by_zero_bytes(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: every second byte, or three of four, is often zero."""
    sample = data[:8192]
    if b"\x00" not in sample:
        return None
    candidates = []
    if len(data) % 4 == 0:
        candidates += ["utf-32-le", "utf-32-be"]
    if len(data) % 2 == 0:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        candidates += ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_like_text(text[:4096]):
            return Decoded(text, encoding)
    raise Undecodable("contains NUL bytes: not a text file")


def _reads_like_text(sample: str) -> bool:
    """Mostly letters, digits, spaces and punctuation, and some spaces or line breaks where it is long."""
    if _CONTROLS.search(sample):
        return False
    good = sum(char.isalnum() or char.isspace() or char in ".,;:!?'\"-()“”‘’–—…" for char in sample)
    blocks = {ord(char) >> 8 for char in sample}
    return good >= 0.85 * len(sample) and (len(blocks) <= 12 or sum(c.isspace() for c in sample) > len(sample) // 50)


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _refuse_binary_bytes(data: bytes) -> None:
    sample = data[:65_536]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > max(2, len(sample) // 100):
        raise Undecodable("a binary file, not text")


_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bad bytes (a cut end, a pasted byte): when far more sequences are whole than broken."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    whole = sum(len(part) for part in re.findall(r"[^\x00-\x7f\ufffd]+", text))
    if whole >= 4 * broken or (broken == 1 and text.endswith("\ufffd") and whole):
        return Decoded(text, "utf-8 with replacements")
    return None


def _western(data: bytes) -> Decoded | None:
    """Windows-1252, when all that it makes of the bytes is what Western languages write.

    Asked before charset-normalizer, which takes short Western texts for Turkish or Central European code pages.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = len(text) - len(text.encode("ascii", "ignore"))
    if not _WESTERN.match(text) or high > _MOST_WESTERN * len(text) or _looks_misread(text):
        return None
    return Decoded(text, "cp1252")


def _looks_misread(text: str) -> bool:
    """Runs of accented letters, or accented capitals inside words, are another alphabet read as Windows-1252."""
    runs = len(re.findall(r"[À-ÖØ-öø-ÿ]{3,}", text))
    inside = len(re.findall(r"[a-zß-ÿ][À-ÖØ-Þ]", text))
    words = len(re.findall(r"\w+", text))
    return runs > words // 200 or inside > words // 100


def _by_statistics(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    for match in from_bytes(data[:_SAMPLE]):
        for encoding in [match.encoding, *match.could_be_from_charset]:
            try:
                return Decoded(data.decode(encoding), encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    return None


def _refuse_controls(text: str) -> None:
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text:
        raise Undecodable("contains NUL characters: not a text file")
    if controls > max(3, _MOST_CONTROLS * len(text)):
        raise Undecodable("a binary file, not text")
