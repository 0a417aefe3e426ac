"""No test speaks to anything beyond this machine: a guard that refuses the connection and remembers the attempt."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

attempts: list[str] = []
"""What was refused since the guard was set. A library may swallow the refusal; this list it cannot reach."""

_WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


class LeftTheMachineError(OSError):
    """Somebody tried to reach another machine, or to ask for its address."""


def guard() -> None:
    """Watch this process, C code that goes through Python's sockets included, until it ends."""
    sys.addaudithook(_refuse)


def is_near(host: object) -> bool:
    """Whether an address or a name means this machine. No name is looked up."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    address = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    if event.startswith("socket.get") or isinstance(address, tuple):  # else a Unix socket, or one already connected
        if is_near(host):
            return
        attempts.append(f"{event} {host!r}")
        raise LeftTheMachineError(f"{event}: {host!r} is not this machine")
