"""Reading our own HTML back as a browser would, for tests: which tags and attributes are there, which text shows."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

# All that the page's markup may hold. Nothing here loads, runs or leaves: no img, script, style, iframe,
# form; of svg only shapes and words, which hold no address and nothing foreign (no use, image, a, foreignObject).
TAGS = frozenset(
    "article b bdi blockquote button caption details div h1 h2 h3 h4 header li mark ol p progress s section span "
    "summary sup table tbody td th thead time tr ul a svg g rect circle line text title".split()
)
ATTRIBUTES = frozenset(
    "class id href title type role tabindex hidden dir scope datetime data-text data-example aria-hidden aria-label "
    "aria-labelledby aria-describedby aria-live aria-current aria-selected aria-controls max value data-jump "
    "data-file data-take data-kind data-kept data-exchange data-date data-score aria-haspopup "
    "aria-sort disabled aria-pressed "
    "x y x1 x2 y1 y2 cx cy r rx dy width height transform".split()
)


class Page(HTMLParser):
    """Markup as elements and text. ``marked`` collects the text inside ``<mark>`` by its classes."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.strange: list[str] = []
        self.open: list[str] = []
        self._marks: list[str] = []
        self.marked: dict[str, str] = {}
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self.open.append(tag)
        if tag == "mark":
            self._marks.append(given.get("class", ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.strange.append(f"</{tag}>")
        if tag == "mark" and self._marks:
            self._marks.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        for name in " ".join(self._marks).split():
            self.marked[name] = self.marked.get(name, "") + data

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.strange.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.strange.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.strange.append(f"<![{data}")

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def attributes(self, name: str) -> Iterator[str]:
        """Every value of an attribute, in order."""
        return (given[name] for _, given in self.elements if name in given)


def faults(markup: str) -> list[str]:
    """What is in some markup that may not be: foreign tags, attributes, links out of the page, unbalanced ends."""
    page = Page(markup)
    found = list(page.strange) + [f"unclosed {tag}" for tag in page.open]
    for tag, given in page.elements:
        found += [] if tag in TAGS else [f"<{tag}>"]
        found += [f"{tag} {name}=" for name in given if name not in ATTRIBUTES]
        found += [f"href={href}" for name, href in given.items() if name == "href" and not href.startswith("#fn-")]
    ids = list(page.attributes("id"))
    return found + [f"id {i} twice" for i in {i for i in ids if ids.count(i) > 1}]
