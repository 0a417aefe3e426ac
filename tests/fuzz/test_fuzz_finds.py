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


def test_a_wrapped_paragraph_of_an_old_mac_is_no_byline() -> None:
    """A pattern whose dot stops at other newlines read on over this one."""
    byline = "By Ada Quist ╩╨│д╦лллллanshe(added that nearly 120 boats, or 5-7% of the fleet, would comd Jon Berg"
    _read(f"Menu\nHome\nHarbour of Lund opens after ten years\n\n{byline}\nlubiPshed 4 March 2021,лл")
