"""The page's faces: ``python tools/make_fonts.py SERIF.tgz SANS.tgz [OUTDIR]``, in a venv with fonttools and brotli.

The text face is Noto Serif 1.03, as the npm package ``@expo-google-fonts/noto-serif`` 0.2.3 has it (``npm pack``); the
face of small controls is Open Sans 1.10, from ``@expo-google-fonts/open-sans`` 0.1.0. Their own name tables put them
under the Apache License 2.0, which those of later releases do not. Of Noto Serif two files a style are made: what
English is written with, which every page asks for at once, and the rest of Latin, Greek and Cyrillic. Instructions for
coarse screens are left out: they are half of the bytes. The same packages give the same bytes on every run.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

SERIF_SHA256 = "cf03d682d368c9ff8784f16bf9d9fb62ada05f4b59e61d344288b7268d41bfbd"
SANS_SHA256 = "219a44602327066c609f62462722bbf4fa9d6cfb412ad69b174525f82249b99e"
FONTS = Path(__file__).parents[1] / "rag" / "web" / "static" / "fonts"
LICENCE = "Licensed under the Apache License, Version 2.0"
# As in fonts.css.
LATIN = "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-206F,U+2074,U+20AC,U+2122,U+2212"
MORE = "U+0100-0130,U+0132-0151,U+0154-024F,U+0300-0314,U+0326-0328,U+0370-03FF,U+0400-052F,U+1E80-1E85,U+1E9E,"
MORE += "U+1EA0-1EF9,U+2116"
SERIF = {"regular": "400Regular", "italic": "400Regular_Italic", "bold": "700Bold"}
SANS = {"regular": "400Regular", "semibold": "600SemiBold"}


def main(serif: Path, sans: Path, out: Path) -> None:
    """Write the files and their digests."""
    made: dict[str, bytes] = {}
    for style, whole in styles(serif, SERIF_SHA256, "NotoSerif", SERIF):
        made[f"noto-serif-{style}-latin.woff2"] = part(whole, LATIN)
        made[f"noto-serif-{style}-more.woff2"] = part(whole, MORE)
    for style, whole in styles(sans, SANS_SHA256, "OpenSans", SANS):
        made[f"open-sans-{style}.woff2"] = part(whole, f"{LATIN},U+0100-017F")
    for name, font in made.items():
        (out / name).write_bytes(font)
    sums = (f"{hashlib.sha256(made[name]).hexdigest()}  {name}\n" for name in sorted(made))
    (out / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


def styles(package: Path, digest: str, family: str, named: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """The fonts of a package by our names for their styles."""
    packed = package.read_bytes()
    if hashlib.sha256(packed).hexdigest() != digest:
        sys.exit(f"{package} is not the package that these files are made of")
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        for style, name in named.items():
            yield style, files.extractfile(f"package/{family}_{name}.ttf").read()


def part(whole: bytes, characters: str) -> bytes:
    """The font with these characters only, as WOFF 2."""
    font = TTFont(io.BytesIO(whole), recalcTimestamp=False)
    if font["name"].getDebugName(13) != LICENCE:
        sys.exit("This font is not under the Apache License")
    subsetter = Subsetter(Options(hinting=False, name_IDs=["*"]))
    subsetter.populate(unicodes=parse_unicodes(characters))
    subsetter.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: python tools/make_fonts.py SERIF.tgz SANS.tgz [OUTDIR]")
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) == 4 else FONTS)
