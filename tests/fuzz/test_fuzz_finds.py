"""What the fuzzer found, each by name, so that it stays mended."""

from __future__ import annotations

from rag.types import Article
from tests.fuzz.promises import keep_promises


def _read(text: str) -> Article:
    read = keep_promises(text.encode())
    assert isinstance(read, Article)
    return read


def test_a_menu_that_is_only_home_names_no_section() -> None:
    story = "The new harbour of Lund opened on Tuesday after ten years of building, the mayor said.\n"
    article = _read(f"Home\n\nHarbour of Lund opens\n\n{story * 3}")
    assert not article.stated("section")


def test_quotation_marks_without_words_between_them_are_no_speech() -> None:
    _read('He came. “” said Bob. «» she said. "" added the mayor. ‘ ’\n')
    _read("««««««««« said the mayor of Lund »\n")


def test_a_line_of_capitals_is_read_at_once() -> None:
    """A pattern for links in capitals looked at every way to part the line into six words."""
    _read("“We go on,” he said.\n\n" + "A" * 5000 + "\n")
