"""Whose is what: a session, an event or an upload of Gradio's belongs to the reader that named it first.

Gradio keys everything by names that the browser chooses (``session_hash``, from ``Math.random``), and takes the word of
whoever says one. Here each is tied to its reader: whoever logged in, or the browser that a cookie was given to. And a
request is read for what it names before Gradio reads it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

REMEMBERED = 20_000  # names; twice the sessions that Gradio itself keeps
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Owners:
    """Who named what first. The names used least recently are forgotten first."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._owners: OrderedDict[tuple[str, str], str] = OrderedDict()

    def claim(self, kind: str, name: str, owner: str) -> bool:
        """Whether the thing of this name is this reader's; one that nobody named before is from now on."""
        holder = self._owners.setdefault((kind, name), owner)
        self._owners.move_to_end((kind, name))
        while len(self._owners) > self._remembered:
            self._owners.popitem(last=False)
        return holder == owner

    def holds(self, kind: str, name: str, owner: str) -> bool:
        """Whether this reader has named it before."""
        return self._owners.get((kind, name)) == owner


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body names: the session, the event, and the body written anew, so that nobody reads it otherwise.

    ``number`` is which of the page's events it asks for, where it does; it may be anything.
    """

    session: str | None
    event: str | None
    body: bytes
    number: object = None


def asked(body: bytes, *, uploads: bool) -> Asked | None:
    """What the JSON of a request names; ``None`` for what no page of ours would send."""
    try:
        told = json.loads(body)
        again = json.dumps(told).encode()
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or names_file(told, uploads=uploads):
        return None
    session, event = told.get("session_hash"), told.get("event_id")
    if not all(one is None or is_name(one) for one in (session, event)):
        return None
    return Asked(session, event, again, told.get("fn_index"))


def names_file(told: Any, *, uploads: bool) -> bool:
    """Whether this holds a file that is none the page takes.

    Gradio fetches every file that a request names by an address, whichever part it is for, and a page answers from the
    machine that it runs on: that would be a way out of the machine, and into its network.
    """
    if isinstance(told, list):
        return any(names_file(one, uploads=uploads) for one in told)
    if not isinstance(told, dict):
        return False
    if "path" in told and "meta" in told and not (uploads and _is_upload(told)):
        return True
    return any(names_file(one, uploads=uploads) for one in told.values())


def _is_upload(told: dict[str, Any]) -> bool:
    path, url = told["path"], told.get("url")
    return isinstance(path, str) and "://" not in path and (url is None or "/gradio_api/file=" in str(url))


def is_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def in_query(query: bytes, key: str) -> str | None:
    """The one value of this key; ``None`` where there is none, or several, or one that is no name."""
    values = [value for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True) if name == key]
    return values[0] if len(values) == 1 and is_name(values[0]) else None
