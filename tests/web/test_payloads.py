"""In a real browser: no text that is not ours becomes a tag, a link, a picture or a request, also while it is written.

The browser is told to ignore our Content-Security-Policy, so that nothing but the escaping stands between the payloads
and the page. What harmless words show of tags and attributes is all that hostile ones may show.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from rag.types import Answer, CheckedSentence, CheckedText, Citation, Claim, Disagreement, Judgement, Repair, Value
from rag.web import Page, elements, serve
from tests.web.conftest import Reader
from tests.web.fake_archive import FakeArchive, article_of
from tests.web.payloads import COUNT, HOST, TRIP, payloads

pytestmark = pytest.mark.browser

ROUND = 30
OURS = "#fn-conversation, #fn-panel, #fn-checked, #fn-evidence, #fn-status, #fn-holdings, #fn-articles, #fn-masthead"
# Every tag with its attributes' names, and every address, in what is drawn from answers and articles.
DRAWN = """parts => [...document.querySelectorAll(parts)].flatMap(part => [...part.querySelectorAll('*')]).map(e =>
  [e.tagName + ' ' + [...e.attributes].map(a => a.name).sort().join(' '),
   ['href', 'src', 'action', 'srcset', 'poster'].map(n => e.getAttribute(n)).filter(a => a !== null)])"""


class Hostile(FakeArchive):
    """Has the words it is given in all nine places: question, headline, body, outlet, file name, speaker, sentence,
    reason and the text that was checked."""

    def __init__(self) -> None:
        super().__init__()
        self.words: Sequence[str] = ()
        self.told = threading.Event()

    def use(self, words: Sequence[str]) -> None:
        self.words = words
        self._articles = [self._article(number, word) for number, word in enumerate(words)]

    @staticmethod
    def _article(number: int, word: str) -> Any:
        line = " ".join(word.split())
        text = f"A headline with words {line}\n\nIn the body of it stands {line} and then some more words.\n"
        return article_of(f"{number} {line}.txt", text, f"Outlet {line}")

    def ask(self, question: str, *_: object, on_answer: Any = None, stopped: Any = bool, **__: object) -> Answer:
        answer = self._hostile(question)
        for cut in (1, 2, 3):  # a sentence that is not whole yet, as a model's is while it comes
            claims = [replace(one, text=one.text[: len(one.text) * cut // 3]) for one in answer.claims]
            if on_answer:
                on_answer(replace(answer, claims=tuple(claims[: 2 + len(claims) * cut // 3])))
        self.told.set()
        while not self.writing.wait(0.02) and not stopped():
            pass
        return answer

    def _hostile(self, question: str) -> Answer:
        cited = [self._first(number, article) for number, article in enumerate(self._articles, 1)]
        claims = [
            Claim(f"A sentence {word}", "statement", "supported", f"Speaker {word}", (f"Because {word}",), (n,))
            for n, word in enumerate(self.words, 1)
        ]
        values = tuple(Value(f"Value {word}", (n,)) for n, word in enumerate(self.words, 1))
        repairs = tuple(Repair("dropped", f"Before {w}", None, f"Since {w}") for w in self.words)
        first = self.words[0]
        return Answer(
            f"a{first[:3]}",
            question,
            f"Understood {first}",
            mode="generated",
            notice=f"Notice {first}",
            claims=tuple(claims),
            citations=tuple(cited),
            disagreements=(Disagreement(f"About {first}", values),),
            repairs=repairs,
        )

    @staticmethod
    def _first(number: int, article: Any) -> Citation:
        s = article.sentences[0]
        return Citation(
            number, article.path, article.sha256, s.start, s.end, s.of(article.text), article.title, article.outlet
        )

    def check(self, text: str, on_progress: Any = None) -> CheckedText:  # noqa: ARG002
        lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
        cited = [self._first(number, article) for number, article in enumerate(self._articles, 1)]
        sentences = tuple(
            CheckedSentence(
                text[start:end],
                start,
                end,
                Judgement("unsupported", 0.1, (f"Because {self.words[n % len(self.words)]}",)),
                (n % len(cited) + 1,),
            )
            for n, (start, end) in enumerate(lines)
        )
        return CheckedText("k1", text, sentences, tuple(cited), f"Notice {self.words[0]}")


@pytest.fixture(scope="module")
def archive() -> Hostile:
    return Hostile()


@pytest.fixture(scope="module")
def served(archive: Hostile) -> Iterator[Page]:
    archive.use(["plain words"])
    with serve(archive, port=0, block=False) as page:  # type: ignore[arg-type]
        yield page


@pytest.fixture
def unguarded(browser: Any, served: Page) -> Iterator[Callable[[], Reader]]:
    """Readers at the page whose browsers know of no policy."""
    opened: list[Reader] = []

    def one() -> Reader:
        opened.append(Reader(browser, served.url, bypass_csp=True))
        opened[-1].page.goto(served.url)
        opened[-1].page.wait_for_selector(".fn-welcome")
        return opened[-1]

    yield one
    for reader in opened:
        reader.context.close()


def drawn(reader: Reader) -> tuple[set[str], set[str]]:
    found = reader.page.evaluate(DRAWN, OURS)
    return {shape for shape, _ in found}, {address for _, addresses in found for address in addresses}


def seen(reader: Reader, archive: Hostile, words: Sequence[str]) -> tuple[set[str], set[str]]:
    """Put these words in all nine places and look at them: while they are written, then whole, then checked."""
    archive.use(words)
    archive.told.clear()
    archive.writing.clear()
    page = reader.page
    shapes: set[str] = set()
    addresses: set[str] = set()

    def look() -> None:
        now, here = drawn(reader)
        shapes.update(now)
        addresses.update(here)

    try:
        page.fill("#fn-question textarea", "What of " + " ".join(words)[:9_000])
        page.keyboard.press("Enter")
        page.wait_for_selector(".fn-exchange:last-child .fn-claim")
        assert archive.told.wait(20)
        look()
    finally:
        archive.writing.set()
    page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    page.wait_for_selector("#fn-panel .fn-sources", state="attached")
    look()
    page.click("#fn-checker-tab")
    page.fill("#fn-text textarea", "\n".join(" ".join(word.split()) for word in words))
    page.click("#fn-check")
    page.wait_for_selector(".fn-result")
    page.wait_for_selector("#fn-evidence .fn-findings", state="attached")
    look()
    page.click("#fn-fresh")
    page.wait_for_selector("#fn-checked .fn-welcome")
    page.click("#fn-archive-tab")
    page.wait_for_selector(".fn-open")
    look()
    page.click("#fn-chat-tab")
    return shapes, addresses


def foreign(addresses: set[str]) -> set[str]:
    return {address for address in addresses if not address.startswith("#")}


def test_the_payloads_are_150_and_all_different() -> None:
    made = payloads()
    assert len(made) == len(set(made)) == COUNT
    assert made == payloads()
    assert sum(TRIP in one or HOST in one for one in made) > 0.85 * COUNT


def test_no_payload_becomes_a_tag_a_link_or_a_request_in_any_place(
    unguarded: Callable[[], Reader], archive: Hostile
) -> None:
    reader = unguarded()
    harmless = [f"plain words {number}" for number in range(ROUND)]
    shapes, addresses = seen(reader, archive, harmless)
    assert foreign(addresses) == set()
    made = payloads()
    for start in range(0, COUNT, ROUND):
        now, here = seen(reader, archive, made[start : start + ROUND])
        assert now <= shapes, start
        assert foreign(here) == set(), start
        assert not reader.tripped, start
        assert reader.foreign == [], start
    assert len(reader.page.context.pages) == 1


def test_with_the_escaping_off_the_same_payloads_trip(
    unguarded: Callable[[], Reader], archive: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The null control: the wire, the browser's record of requests and the tags all tell."""
    monkeypatch.setattr(elements, "text", lambda words: elements.Html(html.unescape(str(words))))
    reader = unguarded()
    archive.use(['A picture <img src="x" onerror="' + TRIP + f'"> and another <img src="{HOST}/beacon.png">'])
    reader.page.fill("#fn-question textarea", "What of it?")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("window.__tripped > 0")
    assert reader.tripped
    assert [url for url in reader.foreign if url.startswith(HOST)]
    assert any(shape.startswith("IMG") for shape in drawn(reader)[0])
