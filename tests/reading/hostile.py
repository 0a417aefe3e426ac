"""Hostile and odd files, made here and kept nowhere: bytes, and what becomes of them."""

from __future__ import annotations

import gzip
import io
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

STORY = "Harbour opens\n\nThe new harbour of Lund opened on Monday, the mayor said. It cost 3.5 million euros.\n"


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", STORY)
    return made.getvalue()


def _tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(STORY)
        archive.addfile(info, io.BytesIO(STORY.encode()))
    return made.getvalue()


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.db"
        with sqlite3.connect(file) as base:
            base.execute("create table story (text)")
            base.execute("insert into story values (?)", (STORY,))
        base.close()
        return file.read_bytes()


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + bytes(range(24)) for _ in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _noise(length: int) -> bytes:
    """Bytes without any order, the same each time."""
    state, made = 1, bytearray()
    while len(made) < length:
        state = (state * 1_103_515_245 + 12_345) % 2**31
        made.append(state >> 16 & 0xFF)
    return bytes(made)


# Files that are no text, whatever their name says, with words of the reason.
BINARIES: dict[str, tuple[bytes, str]] = {
    "ELF program": (b"\x7fELF\x02\x01\x01\x00" + _noise(400), "a program"),
    "Windows program": (b"MZ\x90\x00\x03\x00" + _noise(400), "a program"),
    "Mac program": (b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + _noise(400), "a program"),
    "WebAssembly": (b"\x00asm\x01\x00\x00\x00" + _noise(60), "a program"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + _noise(400), "a JPEG picture"),
    "PNG": (_png(), "a PNG picture"),
    "GIF": (b"GIF89a\x08\x00\x08\x00\x80\x00\x00" + _noise(90), "a GIF picture"),
    "TIFF": (b"II*\x00\x08\x00\x00\x00" + _noise(90), "a TIFF picture"),
    "gzip": (gzip.compress(STORY.encode(), mtime=0), "a gzip archive"),
    "zip": (_zip(), "a ZIP archive"),
    "tar": (_tar(), "NUL"),
    "xz": (b"\xfd7zXZ\x00\x00\x04" + _noise(200), "an xz archive"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04\x00" + _noise(200), "a zstd archive"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << >> endobj", "a PDF"),
    "RTF": (rb"{\rtf1\ansi Harbour opens\par}", "an RTF document"),
    "old office document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _noise(400), "an old office document"),
    "database": (_sqlite(), "a database"),
    "MP3 with a tag": (b"ID3\x04\x00\x00\x00\x00\x00\x21TIT2" + _noise(400), "a sound file"),
    "MP3 without a tag": (b"\xff\xfb\x90\x00" + _noise(400), "a sound file"),
    "WAV": (b"RIFF\x24\x08\x00\x00WAVEfmt " + _noise(400), "a sound or video file"),
    "Ogg": (b"OggS\x00\x02" + _noise(200), "a sound file"),
    "MP4": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" + _noise(200), "NUL"),
    "noise": (_noise(5000), "NUL|binary|encoding"),
    "noise without NUL": (_noise(5000).replace(b"\x00", b"\x91"), "binary|encoding"),
    "noise above ASCII": (bytes(byte | 0x80 for byte in _noise(3000)), "encoding"),
    "controls": (bytes(range(1, 32)) * 40, "binary"),
    "zeros": (b"\x00" * 4096, "NUL"),
    "all bytes": (bytes(range(256)) * 20, "NUL"),
    "NUL at the start": (b"\x00\x01\x02 not text \x00", "NUL"),
    "NUL before a story": (b"\x00" + STORY.encode(), "NUL"),
    "NUL in the middle": (STORY.encode().replace(b"harbour", b"har\x00our"), "NUL"),
    "NUL at the end": (STORY.encode() + b"\x00", "NUL"),
    "two NULs at the end": (STORY.encode() + b"\x00\x00", "NUL"),
    "NUL after every word": (STORY.encode().replace(b" ", b"\x00"), "NUL"),
    "NUL for every letter": (b"a\x00" * 3 + b"\x00\x00" * 60, "NUL"),
}  # fmt: skip

# Files without anything to see.
EMPTY: dict[str, bytes] = {
    "nothing": b"",
    "space": b" ",
    "white space": b" \t\r\n\x0b\x0c\n" * 50,
    "no-break and wide spaces": "\u00a0\u2003\u3000\u2028\u2029\u0085".encode(),
    "newlines": b"\n" * 5000,
    "mark of UTF-8": b"\xef\xbb\xbf",
    "mark of UTF-8 and newlines": b"\xef\xbb\xbf\r\n\r\n",
    "mark of UTF-16 LE": b"\xff\xfe",
    "mark of UTF-16 BE": b"\xfe\xff",
    "mark of UTF-32": b"\xff\xfe\x00\x00",
    "zero-width spaces": "\u200b\u200b\n\ufeff".encode(),
    "spaces in UTF-16": " \n \n".encode("utf-16"),
}


def _times(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def bait(kind: str, length: int) -> str:
    """A text of ``length`` characters on which patterns that look twice go on for ever."""
    return _times(BAIT[kind], length)


BAIT: dict[str, str] = {
    "spaces": " " * 99 + "a",
    "only spaces": " ",
    "no-break spaces": "\u00a0x",
    "dots": ".",
    "ellipses": "... ",
    "digits": "7",
    "digits with commas": "1,000,",
    "dates": "1/2/3/4/",
    "times": "10:15:",
    "quotes": '"',
    "opening quotes": "“",
    "nested quotes": "“‘",
    "apostrophes": "'a",
    "dashes": "-",
    "long dashes": "— ",
    "capital words": "Ab Cd ",
    "capitals": "A",
    "initials": "J. K. ",
    "titles": "Mr. Gen. ",
    "offices": "Minister of ",
    "saying": "said he said ",
    "quotes and speakers": "“Hi,” said Bob. ",
    "numbers in words": "one hundred and ",
    "brackets": "(",
    "closing brackets": ")",
    "square brackets": "[a](",
    "JSON": '{"a":[',
    "tags": "<div><a href=",
    "entities": "&amp;",
    "addresses": "www.a.b/",
    "mail addresses": "a@b.",
    "colons": "By: ",
    "pipes": " | Menu",
    "underscores": "_*",
    "hashes": "# ",
    "marks on marks": "a\u0301\u0301",
    "zero-width": "\u200b\u200da",
    "bidi": "\u202e\u2066a ",
    "emoji": "👩‍👩‍👧",
    "Han": "中",
    "Han with stops": "中文。",
    "short lines": "a\n",
    "empty lines": "\n",
    "returns": "\r\r\n",
    "captions": "Photo: A B (AP)\n",
    "bylines": "By Ada Quist\n",
    "datelines": "LUND, March 3 (AP) — ",
    "keys": "date: 2021-03-04\n",
    "front matter": "---\na: b\n",
    "copyright": "© 2021 A B ",
}


def nested(depth: int) -> dict[str, str]:
    """Things inside things inside things."""
    return {
        "round brackets": "(" * depth + "a" + ")" * depth,
        "square brackets": "[" * depth + "]" * depth,
        "JSON": '{"a":' * depth + "1" + "}" * depth,
        "quotes": "“‘" * (depth // 2) + "a" + "’”" * (depth // 2),
        "guillemets": "« " * depth + "a" + " »" * depth,
        "list": "\n".join("  " * min(level, 60) + "- a" for level in range(depth // 10)),
        "tags": "<b>" * depth + "a" + "</b>" * depth,
        "citations": "> " * depth + "a",
    }
