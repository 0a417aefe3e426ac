"""Bytes -> text, exactly: no newline is translated, nothing is guessed that can be known, and the encoding is recorded.

Order: byte order mark; the zero bytes of UTF-16 and UTF-32; the escapes of ISO-2022; UTF-8; UTF-8 with a few damaged
bytes; the old code page in which the text reads as a language (`codepages`). What is no text, and what
could be two different ones, is refused with the reason in plain words. Beside bytes and text nothing of their size is
kept.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rag.errors import InputError
from rag.reading.bytes.codepages import encoding_of, reads_as, reads_like_text

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
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf1", "an RTF document"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\xff\xfb", "a sound file"),
    (b"RIFF", "a sound or video file"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}
# Control characters that no text has; tab, line feed, vertical tab, form feed, return and escape are let through.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_MOST_CONTROLS = 0.002  # one in 500 characters: stray controls of old wire copy pass, binary files (> 5 %) do not
_AT_ONCE = 1 << 20  # characters searched in one go, so that a list of finds stays small
# Japanese and Korean mail before Unicode: seven-bit bytes, the alphabet switched by escapes.
_ESCAPED = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))


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
    decoded = _by_mark(data) or _by_zero_bytes(data) or _by_escapes(data) or _utf8(data)
    if decoded is None:
        _refuse_binary_bytes(data)
        decoded = _damaged_utf8(data) or _by_code_page(data)
    _refuse_controls(decoded.text)
    return decoded


def _refuse_known_formats(data: bytes) -> None:
    for signature, what in _SIGNATURES:
        # "ID3", "Rar!" and "RIFF" can begin a sentence; a binary file has a control byte close by.
        if data.startswith(signature) and (len(signature) > 4 or _has_controls(data[:512])):
            raise Undecodable(f"{what}, not a text file")


def _has_controls(data: bytes) -> bool:
    return len(data.translate(None, _CONTROL_BYTES)) < len(data)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                damaged = _damaged_utf8(data[3:]) if encoding == "utf-8-sig" else None
                if damaged is not None:
                    return damaged
                raise Undecodable(f"begins as {_NAMES[encoding]}, but byte {error.start} does not fit") from None
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
        if reads_like_text(text[:4096]):
            return Decoded(text, encoding)
    raise Undecodable("contains NUL bytes: not a text file")


def _by_escapes(data: bytes) -> Decoded | None:
    """ISO-2022: its bytes are ASCII, so that they would pass for UTF-8."""
    for escape, encoding in _ESCAPED:
        if escape in data[:_AT_ONCE] and data.isascii():
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return Decoded(text, encoding) if reads_as(text[:4096], "japanese", "korean") else None
    return None


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
    written = text.count("\ufffd")
    replaced = written - data.count(b"\xef\xbf\xbd")
    places = min(replaced, sum(1 for _ in _REPLACED.finditer(text)))
    whole = len(text) - written - len(data.translate(None, _HIGH_BYTES))
    if (whole >= 4 * places and whole >= 2 * replaced) or (replaced == 1 and text.endswith("\ufffd") and whole):
        return Decoded(text, "utf-8 with replacements")
    return None


_REPLACED = re.compile("\ufffd+")
_HIGH_BYTES = bytes(range(0x80, 0x100))


def _by_code_page(data: bytes) -> Decoded:
    encoding = encoding_of(data)
    if encoding is None:
        raise Undecodable("its encoding cannot be told: not UTF-8, and no older encoding fits alone. Save it as UTF-8")
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise Undecodable(f"it mixes encodings: begins as {encoding}, but byte {error.start} does not fit") from None


def _refuse_controls(text: str) -> None:
    if "\x00" in text:
        raise Undecodable("contains NUL characters: not a text file")
    parts = range(0, len(text), _AT_ONCE)
    controls = sum(len(_CONTROLS.findall(text, start, start + _AT_ONCE)) for start in parts)
    if controls > max(3, _MOST_CONTROLS * len(text)):
        raise Undecodable("a binary file, not text")
