"""The pages before and after: logging in and out. Plain HTML with our own style sheets; no script, no cookie needed."""

from __future__ import annotations

from rag.web.asgi import Header, Reply
from rag.web.elements import Html, tag, text

# No script at all. Not "no-referrer", as everywhere else: with it a browser calls its own form one from nowhere
# ("Origin: null", Fetch standard, "serializing a request origin"), and the guard refuses those.
HEADERS: tuple[Header, ...] = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"same-origin"),
)


def login_page(refused: str = "", status: int = 200, wait: int = 0) -> Reply:
    """The form, with why the last try was not taken; ``wait``: seconds until there may be another."""
    words = tag("p", refused, id="refused", role="alert") if refused else None
    describes = "refused" if refused else None
    form = tag(
        "form",
        words,
        _field("Name", "username", "text", "username", describes),
        _field("Password", "password", "password", "current-password", describes),
        tag("button", "Log in", type="submit"),
        method="post",
        action="/login",
    )
    retry = ((b"retry-after", str(wait).encode()),) if wait else ()
    return _page("Log in", form, status, retry)


def logout_page(name: str) -> Reply:
    """The question whether to log out: a link must not do it, or any page could."""
    said = tag("p", "You are logged in as ", tag("bdi", name), ".")
    kept = tag(
        "p",
        "Chats that this browser keeps stay in it. If others use it, delete them first: ",
        tag("a", "back to the page", href="/"),
        ", then Chats.",
    )
    form = tag("form", said, kept, tag("button", "Log out", type="submit"), method="post", action="/logout")
    return _page("Log out", form)


def _field(label: str, name: str, kind: str, fills: str, describes: str | None) -> Html:
    # An input is a void element: it has no end.
    first = " autofocus" if name == "username" else ""
    described = f' aria-describedby="{text(describes)}" aria-invalid="true"' if describes else ""
    box = Html(
        f'<input type="{text(kind)}" name="{text(name)}" id="{text(name)}" autocomplete="{text(fills)}" '
        f'required maxlength="1000" autocapitalize="none" spellcheck="false"{first}{described}>'
    )
    return tag("p", tag("label", label, for_=name), box)


def _page(title: str, inside: Html, status: int = 200, headers: tuple[Header, ...] = ()) -> Reply:
    heading = tag("h1", "Footnote", tag("sup", "1", aria_hidden="true"))
    body = tag("body", tag("main", heading, tag("h2", title), inside), class_="fn-door")
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(title)} - Footnote</title>"
        '<link rel="icon" type="image/svg+xml" href="/static/footnote/icon.svg">'
        '<link rel="stylesheet" href="/static/footnote/fonts.css">'
        f'<link rel="stylesheet" href="/static/footnote/login.css"></head>{body}</html>'
    )
    return Reply(status, html.encode(), "text/html; charset=utf-8", (*HEADERS, *headers))
