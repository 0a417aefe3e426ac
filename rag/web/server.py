"""Starts and stops the page: a free port on this machine, Gradio inside our guard, uvicorn around both."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import PageError
from rag.web.door import Door, LoginDoor, OpenDoor
from rag.web.guard import App, Guard, StaticFile
from rag.web.incoming import Incoming
from rag.web.line import GradioQueue, Line
from rag.web.uploads import are_taken
from rag.web.users import Users

if TYPE_CHECKING:
    from rag.archive import Archive

PORTS_TRIED = 20
_STARTED_WITHIN = 60.0  # seconds; takes 2 on two idle cores
_STOPPED_WITHIN = 10.0  # seconds
_FONTS_OF_EVERY_PAGE = (
    *(f"fonts/noto-serif-{style}-latin.woff2" for style in ("regular", "bold", "italic")),
    *(f"fonts/open-sans-{style}.woff2" for style in ("regular", "semibold")),
)
_FONTS = (*_FONTS_OF_EVERY_PAGE, *(f"fonts/noto-serif-{style}-more.woff2" for style in ("regular", "bold", "italic")))
_OWN_FILES = {
    "fonts.css": "text/css; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "chats.css": "text/css; charset=utf-8",
    "chats.js": "text/javascript; charset=utf-8",
    "ask.js": "text/javascript; charset=utf-8",
    "answers.css": "text/css; charset=utf-8",
    "answers.js": "text/javascript; charset=utf-8",
    "archive.css": "text/css; charset=utf-8",
    "archive.js": "text/javascript; charset=utf-8",
    "pictures.css": "text/css; charset=utf-8",
    "pictures.js": "text/javascript; charset=utf-8",
    "login.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    **dict.fromkeys(_FONTS, "font/woff2"),
}
_CLEAR = (
    "footnote: Passwords and articles go over the network unencrypted. Put a proxy with TLS in front of the page, and "
    "name its address: FOOTNOTE_ADDRESS=https://… (docs/guard.md)."
)


class Page:
    """A page being served; ``url`` is its address. Close it when done."""

    def __init__(self, server: Any, thread: threading.Thread, url: str) -> None:
        self._server = server
        self._thread = thread
        self._warming: threading.Thread | None = None
        self.url = url

    def warm_up(self, archive: Archive) -> None:
        """Load the models and the index while the reader is still typing the first question."""
        self._warming = threading.Thread(target=_warm, args=[archive], name="footnote-warm-up", daemon=True)
        self._warming.start()

    def wait(self) -> None:
        """Return when the page ends, or is ended with Ctrl-C."""
        try:
            while self._thread.is_alive():
                self._thread.join(timeout=1)
        except KeyboardInterrupt:
            self.close()

    def close(self) -> None:
        """Stop serving; open connections are cut."""
        _stop(self._server, self._thread)
        # A thread inside the model when Python ends would end the process with an abort.
        if self._warming is not None:
            self._warming.join(timeout=_STOPPED_WITHIN)

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(
    archive: Archive,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    block: bool = True,
    users: Path | None = None,
    address: str = "",
) -> Page:
    """Serve the page of an archive on this machine and print its address in one line.

    A taken port gives way to the next free one (20 are tried; 0 is any free one). ``block=False`` returns at once;
    the page ends with ``Page.close()``. ``users`` is a file of who may log in (`rag.web.users`); without one a host
    that others can reach is refused with ``PageError``. ``address`` is the one that readers type where it is another
    than the one listened on: ``https://news.example.org`` behind a proxy.
    """
    place = Place.of(host, users, address)
    listener = _listen(place.listens, port)
    try:
        page = _started(archive, place, listener)
    except BaseException:
        listener.close()
        raise
    try:
        page.warm_up(archive)
        print(f"Footnote is open at {page.url} (Ctrl-C ends it)", flush=True)
        if open_browser:
            webbrowser.open(page.url)
        if block:
            page.wait()
    except BaseException as ended:
        page.close()
        if not (block and isinstance(ended, KeyboardInterrupt)):  # Ctrl-C is the ordinary end of an open page
            raise
    return page


def _warm(archive: Archive) -> None:
    with suppress(Exception):  # whatever is wrong with the archive, the first question says so in words
        archive.ask("What is the news?", quoted=True)


def _stop(server: Any, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join(timeout=_STOPPED_WITHIN)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: the numeric address it listens on, the address its readers type, and who may log in."""

    listens: str = "127.0.0.1"
    users: Users | None = None
    address: str = ""

    @classmethod
    def of(cls, host: str, users: Path | None, address: str) -> Place:
        """Raises PageError where others could reach the page and there is no login."""
        listens = _numeric(host)
        if not ipaddress.ip_address(listens).is_loopback:
            if users is None:
                raise PageError(
                    f'Without a login the page is not opened to others: "{host}" refused. Use 127.0.0.1. Or make a '
                    "file of users (footnote users add NAME --file FILE) and name it in FOOTNOTE_USERS."
                )
            if not address.startswith("https://"):
                print(_CLEAR, file=sys.stderr, flush=True)
        return cls(listens, Users(users) if users else None, _address(address))

    @property
    def hosts(self) -> set[str]:
        """The names that the page may be asked by."""
        named = {urlsplit(self.address).hostname or ""} if self.address else set()
        return {"localhost", "127.0.0.1", "::1", *named} | ({self.listens} if not self.is_every else set())

    @property
    def is_every(self) -> bool:
        """Whether it listens on all addresses of this machine."""
        return ipaddress.ip_address(self.listens).is_unspecified

    @property
    def door(self) -> Door:
        return LoginDoor(self.users, secure=self.address.startswith("https://")) if self.users else OpenDoor()

    def url(self, port: int) -> str:
        name = f"[{self.listens}]" if ":" in self.listens else self.listens
        return self.address or f"http://{name}:{port}"


_HERE = Place()


def _numeric(host: str) -> str:
    """The numeric address of a host of this machine."""
    name = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        raise PageError(f'"{host}" is no address of this machine. Use 127.0.0.1.') from None


def _address(address: str) -> str:
    """An address as readers type it, without anything after the name and the port."""
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and parts.path in ("", "/")
    except ValueError:
        fits = False
    if address and not (fits and not parts.query and not parts.fragment and "@" not in address):
        raise PageError(f'"{address}" is no address of a page. Give one like https://news.example.org.')
    return address.rstrip("/")


def _listen(address: str, port: int) -> socket.socket:
    """A socket bound to the first free port of ``port`` and the 19 after it."""
    ports = range(port, min(port + PORTS_TRIED, 65536)) if port else (0,)
    for candidate in ports:
        listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        # Not on Windows, where it would let two pages share a port.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, candidate))
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise PageError(f"Ports {port} to {port + PORTS_TRIED - 1} of {address} are all taken. Give another with --port.")


def _started(archive: Archive, place: Place, listener: socket.socket) -> Page:
    import uvicorn

    config = uvicorn.Config(
        guarded(archive, place),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,  # event streams never end by themselves
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="footnote-page", daemon=True)
    thread.start()
    try:
        _await_start(server, thread)
    except BaseException:
        _stop(server, thread)
        raise
    return Page(server, thread, place.url(listener.getsockname()[1]))


def _await_start(server: Any, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise PageError("The page did not start; the lines above say why.")
        time.sleep(0.02)


def guarded(archive: Archive, place: Place = _HERE) -> App:
    """The page as an ASGI app: Gradio, with nothing reachable but through the guard."""
    # Read by Gradio and huggingface_hub when they are imported: no statistics, no version check, no hub.
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    incoming = _swept() if are_taken(archive) else None
    from rag.web.page import blocks, mounted

    own = {f"/static/footnote/{name}": _own_file(name, kind) for name, kind in _OWN_FILES.items()}
    own["/favicon.ico"] = own["/static/footnote/icon.svg"]
    page = blocks(archive)
    return Guard(
        mounted(archive, page),
        hosts=place.hosts,
        files=own,
        head=_head(own),
        door=place.door,
        uploads=incoming is not None,
        incoming=incoming,
        every_address=place.is_every,
        line=Line(GradioQueue(page)),
    )


def _swept() -> Incoming:
    """The place for uploads, named to Gradio, and without what is left of earlier pages."""
    incoming = Incoming.own()
    os.environ["GRADIO_TEMP_DIR"] = str(incoming.folder)
    incoming.sweep()
    return incoming


def _own_file(name: str, media_type: str) -> StaticFile:
    return StaticFile((files("rag.web") / "static" / name).read_bytes(), media_type)


def _head(own: dict[str, StaticFile]) -> str:
    """Links to our own files; the digest makes a browser take the new one after an upgrade.

    Fonts come first: they are there before the first word is drawn, and nothing that has been read changes its face.
    """
    fonts = (
        f'<link rel="preload" as="font" type="font/woff2" href="/static/footnote/{name}" crossorigin>'
        for name in _FONTS_OF_EVERY_PAGE
    )
    icon = '<link rel="icon" type="image/svg+xml" href="/static/footnote/icon.svg">'
    dated = [(path, f"{path}?v={_digest(file)}") for path, file in own.items()]
    styles = (f'<link rel="stylesheet" href="{url}">' for path, url in dated if path.endswith(".css"))
    scripts = (f'<script defer src="{url}"></script>' for path, url in dated if path.endswith(".js"))
    return "".join([*fonts, icon, *styles, *scripts])


def _digest(file: StaticFile) -> str:
    return hashlib.sha256(file.body).hexdigest()[:12]
