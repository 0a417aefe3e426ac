"""Counts the parts of an uploaded form as it passes, before anything is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.web.asgi import Message, Receive

_BOUNDARY = re.compile(r"""multipart/form-data\s*;.*\bboundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))\s*\Z""", re.I)


def counted(receive: Receive, headers: Mapping[bytes, str], most: int) -> Receive | None:
    """Breaks off a form that has more than ``most`` parts; ``None`` for what is no form.

    The boundary is the form's own choice; each part begins with it (RFC 2046, 5.1.1), and so does the end.
    """
    found = _BOUNDARY.match(headers.get(b"content-type", ""))
    if found is None:
        return None
    boundary = b"--" + (found[1] or found[2]).encode("latin-1")
    seen, tail = 0, b""

    async def passing() -> Message:
        nonlocal seen, tail
        message = await receive()
        data = tail + message.get("body", b"")
        seen += data.count(boundary)
        # What may be the beginning of a boundary that goes on in the next piece.
        tail = data[-(len(boundary) - 1) :]
        return {"type": "http.disconnect"} if seen > most + 1 else message

    return passing
