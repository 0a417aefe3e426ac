"""Bytes to text: exactly, or with a reason."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import Undecodable, decode

_GERMAN = "Größe und Überraschung: ein kurzer Satz über die „Straße“ – für 5 €."
_JAPANESE = "東京で会議が開かれた。日本の首相は、両国の関係について述べた。"
_RUSSIAN = "Президент заявил, что переговоры продолжатся на следующей неделе. Стороны согласны."


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"plain", "plain", "utf-8"),
        (_GERMAN.encode(), _GERMAN, "utf-8"),
        (codecs.BOM_UTF8 + _GERMAN.encode(), _GERMAN, "utf-8-sig"),
        (codecs.BOM_UTF8, "", "utf-8-sig"),
        (_GERMAN.encode("utf-16"), _GERMAN, "utf-16"),
        (codecs.BOM_UTF16_BE + _GERMAN.encode("utf-16-be"), _GERMAN, "utf-16"),
        (_GERMAN.encode("utf-32"), _GERMAN, "utf-32"),
        (_GERMAN.encode("utf-16-le"), _GERMAN, "utf-16-le"),
        (_GERMAN.encode("utf-16-be"), _GERMAN, "utf-16-be"),
        (_GERMAN.encode("utf-32-le"), _GERMAN, "utf-32-le"),
        (_RUSSIAN.encode("utf-16-le"), _RUSSIAN, "utf-16-le"),
        (_GERMAN.encode("cp1252"), _GERMAN, "cp1252"),
        (_JAPANESE.encode("cp932"), _JAPANESE, "cp932"),
        (_RUSSIAN.encode("cp1251"), _RUSSIAN, "cp1251"),
    ],
)
def test_a_text_is_read_in_its_encoding_and_the_encoding_is_recorded(data: bytes, text: str, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_no_newline_is_translated() -> None:
    text = "one\r\ntwo\rthree\nfour\u2028five"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("data", ["Kiev’s café, déjà vu".encode() + b"\xff and more", "one “two” three’".encode()[:-1]])
def test_a_few_damaged_bytes_do_not_lose_the_file(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.encoding == "utf-8 with replacements"
    assert "\ufffd" in decoded.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 rest", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"text with a \x00 in it", "NUL"),
        (bytes(range(256)) * 40, "NUL"),
        (bytes(range(1, 256)) * 40, "binary"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08" * 50, "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason_in_plain_words(data: bytes, reason: str) -> None:
    with pytest.raises(Undecodable, match=reason):
        decode(data)


def test_words_that_look_like_a_signature_are_text() -> None:
    assert decode(b"ID3 tags and RIFF files explained").encoding == "utf-8"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_text_or_a_reason(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Undecodable as error:
        assert error.reason  # noqa: PT017 -- either outcome is right, so nothing can be demanded to raise
    else:
        assert "\x00" not in decoded.text
        decoded.text.encode("utf-8")  # no half characters: the text can be stored


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_every_utf8_text_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")
