"""A reader at the page without a browser: asks and listens as Gradio's script does, over HTTP."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx

QUESTION = "fn-question"


class RefusedError(Exception):
    """The page did not take a question; the message is what it said."""


class Events:
    """Which numbers Gradio gave to the events of this page."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._events = config["dependencies"]
        (box,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == QUESTION)
        self.begin = next(one for one in self._events if [box, "submit"] in one["targets"])
        self.answer = next(one for one in self._events if one.get("trigger_after") == self.begin["id"])
        self.named = {one["api_name"]: one for one in self._events if one.get("api_name")}


class Visitor:
    """One reader: a session, a cookie, and what the page has drawn for it last."""

    def __init__(self, client: httpx.AsyncClient, events: Events, cookies: httpx.Cookies) -> None:
        self.client, self.events, self.cookies = client, events, cookies
        self.session = secrets.token_hex(8)
        self.chat = ""

    @classmethod
    async def come(cls, client: httpx.AsyncClient) -> Visitor:
        # The connections are all readers', the cookie is each one's own.
        async with httpx.AsyncClient(base_url=client.base_url, timeout=60, trust_env=False) as fresh:
            cookies = (await fresh.get("/")).cookies
            config = (await fresh.get("/config")).json()
        return cls(client, Events(config), cookies)

    async def ask(self, question: str) -> str:
        """Ask as the page does, in two steps; returns the chat as it is drawn afterwards."""
        filters = [None, "", "", []]
        async for _ in self.run(self.events.begin, [question, *filters]):
            pass
        async for outputs in self.run(self.events.answer, [None]):
            self.chat = str(outputs[0]) if outputs and isinstance(outputs[0], str) else self.chat
        return self.chat

    async def call(self, name: str, *data: Any) -> Any:
        """Call what is offered to programs; returns the last that it gives."""
        last: Any = None
        async for outputs in self.run(self.events.named[name], list(data)):
            last = outputs[0] if outputs else last
        return last

    async def run(self, event: dict[str, Any], data: list[Any]) -> AsyncIterator[list[Any]]:
        """Begin an event and give what it shows until it ends."""
        body = {"data": data, "fn_index": event["id"], "session_hash": self.session, "trigger_id": None}
        joined = await self.client.post("/gradio_api/queue/join", json=body, headers=self._cookie)
        if joined.status_code != 200:
            raise RefusedError(f"{joined.status_code} {joined.text}")
        path = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", path, headers=self._cookie) as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if message.get("msg") in ("process_generating", "process_completed"):
                    if not message.get("success"):
                        raise RefusedError(str(message))
                    yield message["output"].get("data") or []
                if message.get("msg") == "close_stream":
                    return

    @property
    def _cookie(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
