"""Where a model server is: one reading of its URL, used both for judging it and for calling it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL, such as ``http://127.0.0.1:8080/v1``."""

    url: httpx.URL

    @property
    def host(self) -> str:
        """Host and port as a reader knows them: ``127.0.0.1:8080``, ``api.openai.com``."""
        return self.url.netloc.decode("ascii")

    @property
    def here(self) -> bool:
        """Whether it is this machine."""
        return is_this_machine(self.url.raw_host.decode("ascii"))

    @property
    def encrypted(self) -> bool:
        return self.url.scheme == "https"

    def to(self, path: str) -> httpx.URL:
        """The URL of one of its services."""
        return self.url.copy_with(raw_path=self.url.raw_path.rstrip(b"/") + path.encode("ascii"))


_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")  # a name or IPv4, or IPv6


class NotAnAddress(ValueError):
    """A URL that cannot be used; the message says what it should look like."""


def address_of(written: str) -> Address:
    """Reads a URL. Raises NotAnAddress; its message does not repeat what was written, which may hold a key."""
    import httpx

    try:
        url = httpx.URL(written.strip())
        url.netloc.decode("ascii")
    except (httpx.InvalidURL, ValueError, TypeError):
        raise NotAnAddress("is not a URL") from None
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host) or (url.port or 0) > 65_535:
        raise NotAnAddress("does not begin with http:// or https:// and a host")
    if url.userinfo:
        raise NotAnAddress("holds a user name or a key")
    if url.query or url.fragment:
        raise NotAnAddress("holds more than an address")
    return Address(url.copy_with(raw_path=_base(url.raw_path)))


def _base(path: bytes) -> bytes:
    """The path all services stand under, as it is sent: ``/v1`` where none is written, and never a service itself."""
    return path.rstrip(b"/").removesuffix(b"/chat/completions") or b"/v1"


def is_this_machine(host: str) -> bool:
    """Whether a host is certainly this machine: loopback and unspecified addresses, and ``localhost``.

    No name is looked up. What cannot be read as an address (``127.1``, ``0x7f.1``) counts as another machine: the
    user is then told once more than needed, never once less.
    """
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified
