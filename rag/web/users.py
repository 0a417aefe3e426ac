"""Who may log in: a file of lines ``name:scrypt:N:r:p:salt:hash``, made by ``footnote users add``.

scrypt with N = 2^17, r = 8, p = 1 (128 MiB, about half a second): the least that OWASP's Password Storage Cheat Sheet
asks of scrypt. The file is read anew whenever it has changed: whoever is taken out of it is out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError, PageError

N, R, P = 2**17, 8, 1
SHORTEST, LONGEST = 12, 1_000  # characters of a password
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_SALT, _HASH = 16, 32  # bytes
_MOST = (2**20, 32, 16)  # of N, r and p: what a line may ask of this machine


@dataclass(frozen=True, slots=True)
class Secret:
    """A password as it is kept: what it takes to make it again, and what comes of it."""

    n: int
    r: int
    p: int
    salt: bytes
    hash: bytes

    def fits(self, password: str) -> bool:
        """Whether this is the password, in the same time whether it is or not."""
        made = _scrypt(password, self.salt, self.n, self.r, self.p, len(self.hash))
        return hmac.compare_digest(made, self.hash)

    def line(self) -> str:
        return f"scrypt:{self.n}:{self.r}:{self.p}:{_text(self.salt)}:{_text(self.hash)}"


def kept(password: str, n: int = N) -> Secret:
    """A password as it is to be kept."""
    salt = secrets.token_bytes(_SALT)
    return Secret(n, R, P, salt, _scrypt(password, salt, n, R, P, _HASH))


# Whoever gives a name that is not in the file waits as long as who gives a wrong password.
_NOBODY = Secret(N, R, P, b"\0" * _SALT, b"\0" * _HASH)


class Users:
    """The users of a file, as it is now. Raises PageError for a file that nobody should rely on."""

    def __init__(self, path: Path, nobody: Secret = _NOBODY) -> None:
        self._path = path
        self._nobody = nobody
        self._seen: object = None
        self._users: dict[str, Secret] = {}
        if not self.read():
            raise PageError(f'No user is in "{path}". Add one: footnote users add NAME --file "{path}".')

    def read(self) -> dict[str, Secret]:
        """Who is in the file; nobody while it cannot be read."""
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
            if seen != self._seen:
                self._users, self._seen = read_users(self._path), seen
        except (OSError, PageError):
            if self._seen is None:
                raise PageError(_refused(self._path)) from None
            self._users, self._seen = {}, ()
        return self._users

    def check(self, name: str, password: str) -> Secret | None:
        """The user's secret if this is the password. Takes as long for a name that is not there."""
        secret = self.read().get(name)
        fits = (secret or self._nobody).fits(password[:LONGEST])
        return secret if fits else None


def read_users(path: Path) -> dict[str, Secret]:
    """The users of a file by name; empty lines and lines that begin with # are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PageError(f'Others may change "{path}", so it is not relied on. Run: chmod 600 "{path}"')
        lines = [line.strip() for line in file.read(10_000_000).splitlines()]
    return dict(_user(line, path) for line in lines if line and not line.startswith("#"))


def _refused(path: Path) -> str:
    """Why the file of users cannot be used."""
    try:
        read_users(path)
    except PageError as error:
        return str(error)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text"
        return f'The file of users "{path}" cannot be read: {reason}. Make one: footnote users add NAME --file FILE.'
    return f'The file of users "{path}" cannot be read.'


def _user(line: str, path: Path) -> tuple[str, Secret]:
    try:
        name, kind, *numbers, salt, made = line.split(":")
        n, r, p = (int(number) for number in numbers)
        secret = Secret(n, r, p, _bytes(salt), _bytes(made))
        if kind != "scrypt" or not _NAME.fullmatch(name) or not _is_sound(secret):
            raise ValueError
    except ValueError:
        raise PageError(f'A line of "{path}" is no user. Make lines with: footnote users add NAME.') from None
    return name, secret


def _is_sound(secret: Secret) -> bool:
    """Whether a line asks neither too little of whoever guesses, nor too much of this machine."""
    fits = all(1 <= value <= most for value, most in zip((secret.n, secret.r, secret.p), _MOST, strict=True))
    return fits and secret.n & (secret.n - 1) == 0 and len(secret.salt) >= _SALT and len(secret.hash) >= _HASH


# --- changing the file ------------------------------------------------------------------------------------------


def checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(f'"{name[:64]}" is no name for a user. Use letters, digits and . _ @ - (64 at most).')
    return name


def checked_password(password: str, name: str) -> str:
    """A password that is not among the first to be guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"A password has at least {SHORTEST} characters. A few words are easy to remember.")
    if len(set(password.lower().replace(name.lower(), ""))) < 5:
        raise InputError("This password is among the first to be guessed. A few words are better.")
    return password


def line_of(name: str, password: str) -> str:
    """A line for the file of users."""
    return f"{checked_name(name)}:{kept(checked_password(password, name)).line()}"


def put(path: Path, line: str) -> None:
    """Put a user's line into a file, in the place of an earlier one; the file is read by its owner only."""
    _rewrite(path, line.partition(":")[0], lambda lines: [*lines, line])


def take_out(path: Path, name: str) -> None:
    """Take a user out of a file."""
    if name not in read_users(path):
        raise InputError(f'"{name}" is not in "{path}".')
    _rewrite(path, name, lambda lines: lines)


def _rewrite(path: Path, name: str, change: Callable[[list[str]], list[str]]) -> None:
    """All or nothing: a new file beside the old takes its place."""
    if path.exists():
        read_users(path)  # a file that is none of users is left alone
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    changed = change([line for line in lines if line.partition(":")[0].strip() != name])
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write("".join(f"{line}\n" for line in changed))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int, size: int) -> bytes:
    room = 128 * r * (n + p + 2) + 1_000_000  # bytes; OpenSSL refuses more than 32 MiB where it is not told
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=n, r=r, p=p, maxmem=room, dklen=size)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
