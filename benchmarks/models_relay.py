"""A chat server that stands before the model's own one and remembers every reply, so that a run can go on later.

Both ways of asking speak to it over HTTP, as to any server that imitates OpenAI's. Footnote draws the keys and the
marker of each prompt at random; they are replaced by fixed ones before the model is asked, and put back into what it
says, so that one prompt is one entry of the cache and the model's words do not depend on the draw.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PATIENCE = 1_800  # seconds for one reply of the model
_MARKER = re.compile(r"<<<([bcdfghjkmnpqrstvwxz]{12})\b")
_KEY = re.compile(r"(?<![0-9a-z])k[2-9][a-z][2-9][a-z](?![0-9a-z])")
_FIXED = random.Random(6)
FIXED_MARKER = "".join(_FIXED.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said to one prompt, and what that took when it was first asked."""

    text: str
    finish: str
    read: int
    written: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Spent:
    """One call: what the reply took when it was made, and what it took now, from the cache or not."""

    reply: Reply
    now: float


def fixed_keys(count: int) -> list[str]:
    """Keys in the form Footnote draws them, always the same ones."""
    draw = random.Random(7)
    keys: list[str] = []
    while len(keys) < count:
        key = "k" + "".join(draw.choice(signs) for signs in ("23456789", "abcdfghjmnpqrstvwxz") * 2)
        keys += [key] if key not in keys else []
    return keys


def canonical(body: str) -> tuple[str, dict[str, str]]:
    """The request with fixed keys and marker, and what each of them stands for. Without a marker nothing is changed."""
    marker = _MARKER.search(body)
    if marker is None:
        return body, {}
    drawn = list(dict.fromkeys(_KEY.findall(body)))
    fixed = dict(zip(drawn, fixed_keys(len(drawn)), strict=True)) | {marker[1]: FIXED_MARKER}
    return replaced(body, fixed), {new: old for old, new in fixed.items()}


def replaced(text: str, by: Mapping[str, str]) -> str:
    """The text with each of the words replaced, all at once."""
    if not by:
        return text
    return re.sub("|".join(map(re.escape, by)), lambda found: by[found[0]], text)


class Relay:
    """Serves on a loopback port of its own. ``upstream`` is the model server's address; None answers from memory."""

    def __init__(self, upstream: str | None, folder: Path) -> None:
        self.spent: list[Spent] = []
        self._upstream = upstream
        self._folder = folder
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self, body: Mapping[str, Any]) -> Reply:
        """The model's reply, remembered or new, in the words of this request. Raises LookupError without a model."""
        since = time.perf_counter()
        wanted = {name: value for name, value in body.items() if name not in ("stream", "stream_options", "model")}
        asked, back = canonical(json.dumps(wanted, ensure_ascii=False, sort_keys=True))
        file = self._folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:24]}.json"
        kept = json.loads(file.read_text(encoding="utf-8"))["reply"] if file.is_file() else self._asked(asked, file)
        said = Reply(**kept)
        self.spent.append(Spent(said, time.perf_counter() - since))
        return Reply(replaced(said.text, back), said.finish, said.read, said.written, said.seconds)

    def _asked(self, asked: str, file: Path) -> dict[str, Any]:
        if self._upstream is None:
            raise LookupError("This prompt has no reply in the cache, and there is no model to ask.")
        since = time.perf_counter()
        came = _posted(f"{self._upstream}/v1/chat/completions", {**json.loads(asked), "stream": False})
        choice, usage = came["choices"][0], came["usage"]
        kept = {
            "text": choice["message"].get("content") or "",
            "finish": choice.get("finish_reason") or "stop",
            "read": usage["prompt_tokens"],
            "written": usage["completion_tokens"],
            "seconds": round(time.perf_counter() - since, 3),
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"request": json.loads(asked), "reply": kept}, ensure_ascii=False), encoding="utf-8")
        return kept


def _posted(url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return dict(json.load(response))


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            self._send(200, "application/json", json.dumps(MODELS).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                reply = relay.reply(body)
            except (LookupError, OSError) as error:
                status = error.code if isinstance(error, urllib.error.HTTPError) else 503
                self._send(status, "application/json", json.dumps({"error": {"message": str(error)}}).encode())
                return
            stream = bool(body.get("stream"))
            kind = "text/event-stream" if stream else "application/json"
            self._send(200, kind, (streamed if stream else whole)(reply))

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


CONTEXT = 8_192  # tokens
NAME = "model"
MODELS = {"object": "list", "data": [{"id": NAME, "object": "model", "meta": {"n_ctx": CONTEXT}}]}


def whole(reply: Reply) -> bytes:
    """A reply in one piece, as OpenAI's chat completions have it."""
    message = {"role": "assistant", "content": reply.text}
    usage = {
        "prompt_tokens": reply.read,
        "completion_tokens": reply.written,
        "total_tokens": reply.read + reply.written,
    }
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    said = {"id": "c", "object": "chat.completion", "created": 0, "model": NAME, "choices": [choice], "usage": usage}
    return json.dumps(said).encode()


def streamed(reply: Reply) -> bytes:
    """A reply as server-sent events."""
    deltas = [({"role": "assistant", "content": reply.text}, None), ({}, reply.finish)]
    chunks = [
        {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        for delta, finish in deltas
    ]
    return b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"
