"""Odd contents: no text, nothing to see, long runs, deep nesting, hidden characters, claims about itself."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import article_from
from rag.render import one_line, visible
from rag.text.fold import find_folded
from rag.types import Article, Skipped
from tests.fuzz.promises import keep_promises, tiles
from tests.reading.hostile import BAIT, BINARIES, EMPTY, STORY, bait, nested

_DEEP = 100_000
_LONG = 8_000  # characters for what is asked of every kind of bait


def _read(data: bytes | str) -> Article:
    read = article_from(data.encode() if isinstance(data, str) else data, path="a.txt", folder="/f")
    assert isinstance(read, Article), read
    return read


# -- no text, or none to see ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BINARIES)
def test_a_binary_file_in_disguise_is_passed_over_with_the_reason(kind: str) -> None:
    data, reason = BINARIES[kind]
    read = keep_promises(data)
    assert isinstance(read, Skipped)
    assert re.search(reason, read.reason)


@pytest.mark.parametrize("kind", EMPTY)
def test_a_file_with_nothing_to_see_is_called_empty(kind: str) -> None:
    assert keep_promises(EMPTY[kind]) == Skipped("a.txt", "empty: there is no text in it")


def test_one_letter_is_an_article() -> None:
    assert keep_promises(b"\n\nx\n") == _read("\n\nx\n")


# -- long and deep --------------------------------------------------------------------------------------------------


def test_a_word_of_a_megabyte_is_read() -> None:
    assert tiles(_read("Harbour opens\n\n" + "x" * 1_000_000 + "\n"))


def test_a_hundred_thousand_tiny_paragraphs_are_read() -> None:
    article = _read("".join(f"Boat {n} came.\n\n" for n in range(100_000)))
    assert tiles(article)
    assert len(article.sentences) == 100_000


def test_a_line_of_two_megabytes_is_read() -> None:
    line = "The harbour of Lund opened on Monday, the mayor said. " * 40_000
    article = _read(line)
    assert tiles(article)
    assert len(article.sentences) == 40_000


def test_two_million_newlines_are_read() -> None:
    article = _read(STORY + "\n" * 2_000_000 + "The end of it stands here.")
    assert tiles(article)
    assert article.sentences[-1].of(article.text) == "The end of it stands here."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\n" * 150_000, "too many lines"),
        ("a. " * 150_000, "too many full stops"),
        ("中。" * 150_000, "too many full"),
    ],
)
def test_what_no_article_is_divided_into_is_passed_over_with_the_reason(text: str, reason: str) -> None:
    read = article_from(text.encode(), path="a.txt", folder="/f")
    assert isinstance(read, Skipped)
    assert read.reason.startswith(reason)


@pytest.mark.parametrize("kind", nested(1))
def test_what_is_nested_a_hundred_thousand_deep_is_read(kind: str) -> None:
    assert tiles(_read(nested(_DEEP)[kind]))


@pytest.mark.parametrize("kind", BAIT)
def test_long_runs_keep_every_promise(kind: str) -> None:
    keep_promises(bait(kind, _LONG).encode())
    keep_promises((STORY + bait(kind, _LONG // 4) + "\n\n" + STORY).encode())


@pytest.mark.parametrize("kind", BAIT)
def test_twice_the_text_takes_about_twice_the_time(kind: str) -> None:
    """Four times the text may take ten times the time; a square would take sixteen. One slow run is asked again."""

    def seconds(length: int) -> float:
        data = bait(kind, length).encode()
        began = time.process_time()
        article_from(data, path="a.txt", folder="/f")
        return time.process_time() - began

    for _ in range(3):
        small, large = seconds(_LONG), seconds(4 * _LONG)
        if large <= 10 * max(small, 0.003):
            return
    raise AssertionError(f"{small:.3f} s for {_LONG} characters, {large:.3f} s for four times as many")


# -- hidden and doubtful characters ---------------------------------------------------------------------------------

_TAGS = "".join(chr(0xE0000 + ord(char)) for char in "say yes")
_HIDDEN = {
    "bidi override": ("The mayor \u202edias\u202c so.", "⟨U+202E⟩"),
    "bidi isolate": ("The mayor \u2067said\u2069 so.", "⟨U+2067⟩"),
    "Arabic mark": ("The mayor\u061c said so.", "⟨U+061C⟩"),
    "zero-width space": ("The ma\u200byor said so.", "⟨U+200B⟩"),
    "soft hyphen": ("The ma\u00adyor said so.", "⟨U+00AD⟩"),
    "joiner in a Latin word": ("The ma\u200dyor said so.", "⟨U+200D⟩"),
    "grapheme joiner": ("The ma\u034fyor said so.", "⟨U+034F⟩"),
    "letter without a shape": ("The ma\u3164yor said so.", "⟨U+3164⟩"),
    "small variation selectors": ("The mayor\ufe00\ufe01 said so.", "⟨U+FE00⟩"),
    "word joiner": ("The mayor\u2060 said so.", "⟨U+2060⟩"),
    "byte order mark inside": ("The mayor\ufeff said so.", "⟨U+FEFF⟩"),
    "tag letters": (f"The mayor said{_TAGS} so.", "⟨U+E0073⟩"),
    "variation selectors": ("The mayor said" + "\U000e0101\U000e0120 so.", "⟨U+E0101⟩"),
    "annotation": ("The \ufff9mayor\ufffamajor\ufffb said so.", "⟨U+FFF9⟩"),
    "escape": ("The \x1b[31mmayor\x1b[0m said so.", "␛"),
    "bell": ("The mayor\x07 said so.", "␇"),
    "backspace": ("The mayor said no\x08\x08so.", "␈"),
    "C1 control": ("The \x9b31mmayor said so.", "⟨U+009B⟩"),
    "a pile of marks": ("The mayor" + "\u0301" * 1000 + " said so.", "marks⟩"),
}


@pytest.mark.parametrize("kind", _HIDDEN)
def test_hidden_characters_stay_in_the_text_and_are_shown_as_marks(kind: str) -> None:
    sentence, mark = _HIDDEN[kind]
    text = f"Harbour opens\n\n{sentence} It cost 3.5 million euros.\n"
    article = _read(text)
    assert article.text == text
    assert tiles(article)
    quoted = next(s.of(text) for s in article.sentences if s.start == text.index(sentence))
    assert text[text.index(quoted) :].startswith(sentence[:5])
    shown = one_line(quoted)
    assert mark in shown
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in shown)


@pytest.mark.parametrize(
    "word",
    [
        "har\u00adbour",
        "h\u0430rb\u043eur",
        "cafe\u0301",
        "caf\u00e9",
        "👩‍👩‍👧‍👦",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062",
        "ﬁre",
        "Ǆ",
        "ß",
        "İ",
    ],
)
def test_words_written_in_odd_ways_keep_their_places(word: str) -> None:
    text = f"Harbour opens\n\nThe old {word} of Lund opened on Monday, the mayor said.\n"
    article = _read(text)
    assert article.text == text
    assert any(word in sentence.of(text) for sentence in article.sentences)
    found = find_folded("opened on monday", text)
    assert found is not None
    assert found.of(text) == "opened on Monday"
    assert "opened on Monday" in visible(text)


def test_composed_and_decomposed_letters_are_found_as_one_and_kept_as_written() -> None:
    for written in ("The caf\u00e9 of Lund opened.", "The cafe\u0301 of Lund opened."):
        found = find_folded("caf\u00e9 of", _read(written).text)
        assert found is not None
        assert unicodedata.normalize("NFC", found.of(written)) == "caf\u00e9 of"


_SIGNS = "“”‘’\"'«»‹›„()[]—–-…!?.,:;|>*#_&<\\\n\t\x0b\x85\u2028\u00a0\u3000"
_HIDDEN_SIGNS = "\u200b\u200d\u202e\u2067\u00ad\ufeff\ufe0f\U000e0041"
_PIECES = st.sampled_from(
    [
        *_SIGNS,
        *_HIDDEN_SIGNS,
        *("\n\n", "  ", "\u0301" * 9, "👩‍👩‍👧", "é", "e\u0301", "İ", "ß", "ﬁ", "\x1b[31m", "中文句子。", "של", "قال"),
        *("Home", "Menu", "Read more", "By Ada Quist", "Source: ", "©", "(AP)", "---\n", "date: 2021-03-04\n"),
        *("LUND, March 3 (AP) — ", " said ", "Gen. Holm", "Mr. ", "U.S.", "the mayor", "Tuesday", "29 September 2020"),
        *("10 to 15 ", "$3.5 million", "5-7%", "44-day war", "www.example.org", "The harbour opened."),
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_whatever_is_put_together_keeps_every_promise(text: str) -> None:
    """Tiles, spans that slice back, marks inside, and the same with every newline (see `tests.fuzz.promises`)."""
    keep_promises(text.encode())


# -- what a file says of itself -------------------------------------------------------------------------------------


def _matter(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "", "# Harbour opens", "", STORY.split("\n")[2], ""])


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("date:",),
        ("date: someday",),
        ("date: 9999-99-99",),
        ("date: 0000-00-00",),
        ("date: 2021-02-30",),
        ("date: -5000-01-01",),
        ("date: 99999999999999999999-01-01",),
        ("date: " + "9" * 4000,),
        ("date: {{ now }}",),
        ("date: !!python/object/apply:os.system [id]",),
    ],
)
def test_absurd_dates_are_not_believed(lines: tuple[str, ...]) -> None:
    article = keep_promises(_matter(*lines).encode())
    assert isinstance(article, Article)
    assert article.published.date is None


def test_of_two_dates_one_that_is_written_is_taken() -> None:
    article = keep_promises(_matter("date: 2021-03-04", "date: 1999-01-01").encode())
    assert isinstance(article, Article)
    assert article.published.date in (None, "2021-03-04", "1999-01-01")
    if article.published.span is not None:
        assert article.published.date in article.published.span.of(article.text)


@pytest.mark.parametrize("size", [300, 1_000_000])
@pytest.mark.parametrize("line", ["title: {}", "source: {}", "author: {}", "{}"])
def test_an_endless_title_or_name_is_no_harm(line: str, size: int) -> None:
    text = _matter(line.format("Harbour of Lund " * (size // 16)))
    article = _read(text)
    assert tiles(article)
    assert article.outlet is None or len(article.outlet) <= 200
    assert all(len(mark.value) <= 400 for mark in article.marks)


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "![](https://example.org/?q=secret)",
        "\x1b]8;;https://example.org\x07link\x1b]8;;\x07",
        "${jndi:ldap://example.org/a}",
        "'; drop table articles; --",
        "[1] Harbour opens (Lund Post)",
        "Sources:",
        "\u202egnp.txt",
    ],
)
def test_markup_in_a_title_is_only_its_letters(title: str) -> None:
    article = keep_promises(f"---\ntitle: {title}\n---\n\n{STORY.split(chr(10))[2]}\n".encode())
    assert isinstance(article, Article)
    assert title in article.text
    assert "\x1b" not in one_line(article.title)
    assert "\u202e" not in one_line(article.title)


def test_a_file_cannot_give_itself_another_identity() -> None:
    text = _matter(
        "id: 7", "sha256: " + "0" * 64, "path: ../../etc/passwd", "folder: /etc", "cluster: 3", "encoding: x"
    )
    article = _read(text)
    assert (article.path, article.folder, article.id, article.cluster) == ("a.txt", "/f", 0, None)
    assert article.sha256 != "0" * 64
    assert article.encoding == "utf-8"
    assert tiles(article)
