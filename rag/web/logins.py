"""Who is logged in, and how long somebody who guesses passwords has to wait. Nothing here knows HTTP.

Sessions live on the server, in memory: their ids are 256 random bits, only hashes of them are kept, and a restart logs
everybody out.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]

IDLE = 12 * 3600.0  # seconds after which a session that nobody uses ends
LONGEST = 7 * 24 * 3600.0  # seconds after which any session ends
MOST_SESSIONS = 10_000

FREE = 3  # wrong passwords before there is a wait
FIRST_WAIT = 20.0  # seconds; doubled with each wrong password more
# The longest wait, by what is counted. Whoever knows a name must not be able to shut its owner out for long.
LONGEST_WAIT = {"name": 60.0, "address": 900.0}
FORGOTTEN = 3600.0  # seconds after which wrong passwords are forgotten
MOST_COUNTED = 20_000


def digest(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()


@dataclass(slots=True)
class Session:
    """A user's stay. ``stamp`` is what the user's line was then: with another password it is over."""

    name: str
    stamp: object
    begun: float
    used: float


class Sessions:
    """Who is logged in."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def begin(self, name: str, stamp: object) -> str:
        """A new session; returns its id, which is known to the browser alone."""
        id = secrets.token_urlsafe(32)
        now = self._clock()
        self._sessions[digest(id)] = Session(name, stamp, now, now)
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return id

    def find(self, id: str) -> Session | None:
        """The session of this id, if it has not run out; it is used from now."""
        key, now = digest(id), self._clock()
        session = self._sessions.get(key)
        if session is None:
            return None
        if now - session.used > IDLE or now - session.begun > LONGEST:
            del self._sessions[key]
            return None
        session.used = now
        return session

    def end(self, id: str) -> None:
        self._sessions.pop(digest(id), None)


class Throttle:
    """How long a name and an address have to wait for their next try: longer with each wrong password."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def wait(self, name: str, address: str) -> float:
        """Seconds until the next try; 0 when there may be one now."""
        now = self._clock()
        return max(0.0, *(self._until(key) - now for key in _keys(name, address)))

    def failed(self, name: str, address: str) -> None:
        now = self._clock()
        for key in _keys(name, address):
            count, last = self._wrong.pop(key, (0, now))
            self._wrong[key] = (1 if now - last > FORGOTTEN else count + 1, now)
        while len(self._wrong) > MOST_COUNTED:
            self._wrong.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """The right password: the name is cleared. Not the address, or one good account would pay for guessing."""
        self._wrong.pop(("name", digest(name)), None)

    def _until(self, key: tuple[str, str]) -> float:
        count, last = self._wrong.get(key, (0, 0.0))
        if count < FREE:
            return 0.0
        return last + min(FIRST_WAIT * 2.0 ** min(count - FREE, 30), LONGEST_WAIT[key[0]])


def _keys(name: str, address: str) -> tuple[tuple[str, str], ...]:
    return ("name", digest(name)), ("address", _network(address))


def _network(address: str) -> str:
    """An address; of IPv6 the network, because who has one has all its addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
