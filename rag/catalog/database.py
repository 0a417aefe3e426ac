"""One SQLite file: a connection per thread, transactions, and SQLite's errors in the words of ``rag.errors``."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rag.catalog.schema import APPLICATION_ID, LATER, TABLES, VERSION
from rag.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveMissing, ArchiveVersion, DiskFull

Row = tuple[Any, ...]

_BUSY_MS = 5000
_CACHE_KIB = 4096  # per connection, and the page keeps a connection per worker thread
_NO_SPACE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR | (19 << 8)}  # the second: no room for the -shm file
_NOT_OURS_TO_WRITE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA}


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, and closes itself when its thread has ended."""

    depth = 0

    def __del__(self) -> None:
        self.close()


class Database:
    """The file and its connections. Made by ``create`` or ``open``, which say what is wrong with the file."""

    def __init__(self, path: Path, readonly: bool) -> None:
        self.path = path
        self.readonly = readonly
        self._local = threading.local()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()

    @classmethod
    def create(cls, path: Path) -> Database:
        """Make the file and its tables; a catalogue that is there already is opened."""
        with named_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _refuse_foreign_bytes(path)
            database = cls(path, readonly=False)
            connection = database.connection
            if not _is_blank(connection):
                _refuse_other_versions(connection, path)  # before WAL is written into another program's file
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                if _is_blank(connection):
                    _make_tables(connection)
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
            _refuse_other_versions(connection, path)
        return database

    @classmethod
    def open(cls, path: Path, readonly: bool = False) -> Database:
        """Open the file; raises ``ArchiveMissing``, ``ArchiveDamaged`` or ``ArchiveVersion``."""
        if not path.exists():
            raise _missing(path)
        with named_errors(path):
            _refuse_foreign_bytes(path)
            database = cls(path, readonly)
            if _is_blank(database.connection):
                raise _missing(path)
            _refuse_other_versions(database.connection, path)
        return database

    @property
    def connection(self) -> _Connection:
        """This thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = _connect(self.path, self.readonly)
            self._connections.add(connection)
        return connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with named_errors(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        with named_errors(self.path):
            return self.connection.execute(sql, parameters).fetchone()

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or ``None``."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def blocks(self, sql: str, parameters: Sequence[Any], size: int) -> Iterator[list[Row]]:
        """All rows, ``size`` at a time."""
        with named_errors(self.path):
            cursor = self.connection.execute(sql, parameters)
            while block := cursor.fetchmany(size):
                yield block

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement; returns the id of the row it inserted, if it did."""
        with named_errors(self.path):
            return int(self.connection.execute(sql, parameters).lastrowid or 0)

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with named_errors(self.path):
            self.connection.executemany(sql, rows)

    def has(self, table: str) -> bool:
        """Whether the file has this table: one of ``LATER`` may be missing."""
        return bool(self.value("SELECT count(*) FROM sqlite_master WHERE name = ?", (table,)))

    def make_later_tables(self) -> None:
        """Make the tables of ``LATER`` that are missing, inside the transaction that writes to them."""
        for statement in LATER:
            self.write(statement)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside ``transaction`` or ``snapshot``."""
        return self.connection.depth > 0

    def transaction(self) -> Any:
        """All or nothing: committed at the end of the outermost block, rolled back where it raises."""
        return self._block("BEGIN IMMEDIATE")

    def snapshot(self) -> Any:
        """Several reads that see one state of the catalogue, whatever other processes commit meanwhile."""
        return self._block("BEGIN")

    @contextmanager
    def _block(self, begin: str) -> Iterator[None]:
        connection = self.connection
        if connection.depth == 0:
            with named_errors(self.path):
                connection.execute(begin)
        connection.depth += 1
        try:
            yield
            if connection.depth == 1:
                with named_errors(self.path):
                    connection.execute("COMMIT")
        except BaseException:
            if connection.depth == 1:
                _roll_back(connection)
            raise
        finally:
            connection.depth -= 1

    def truncate_log(self) -> None:
        """Fold the write-ahead log into the file and empty it; left for later while someone reads."""
        with suppress(sqlite3.Error):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        for connection in list(self._connections):
            connection.close()
        self._connections.clear()
        self._local = threading.local()


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, one line each, with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _named(error, path) from error
    except OSError as error:
        raise ArchiveError(f"The archive at {path.parent} cannot be used: {error.strerror or error}.") from error


def _named(error: sqlite3.Error, path: Path) -> Exception:
    place = path.parent
    code = getattr(error, "sqlite_errorcode", 0) or 0
    if code in _NO_SPACE or "disk is full" in str(error):
        return DiskFull(
            f"The disk that holds {place} is full; the archive is as it was. Free some space and try again."
        )
    primary = code & 0xFF
    if primary in _DAMAGED or (isinstance(error, sqlite3.DatabaseError) and "malformed" in str(error)):
        return damaged(path, str(error))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveBusy(f"The archive at {place} is being written by another process. Try again when it has ended.")
    if primary in _NOT_OURS_TO_WRITE:
        return ArchiveError(f"The archive at {place} cannot be opened or written: {error}. Check its permissions.")
    if "no such table" in str(error) or "no such column" in str(error):
        return damaged(path, str(error))
    return ArchiveError(f"The archive at {place} cannot be used: {error}.")


def damaged(path: Path, reason: str) -> ArchiveDamaged:
    """The error for a catalogue that cannot be trusted. It cannot be rebuilt from itself, only from the articles."""
    return ArchiveDamaged(
        f"The catalogue {path} is damaged ({reason}). Move the folder {path.parent} aside and add your folders again "
        'with "footnote add FOLDER".'
    )


def _missing(path: Path) -> ArchiveMissing:
    return ArchiveMissing(f'There is no archive at {path.parent} yet. Make one with "footnote add FOLDER".')


def _connect(path: Path, readonly: bool) -> _Connection:
    connection = _connect_as(path, "mode=ro" if readonly else "mode=rwc")
    if readonly and not os.access(path.parent, os.W_OK):
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError:  # no -shm file, and none can be made: nobody else writes here either
            connection.close()
            connection = _connect_as(path, "mode=ro&immutable=1")
    return connection


def _connect_as(path: Path, mode: str) -> _Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        timeout=_BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what was removed is overwritten
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def _refuse_foreign_bytes(path: Path) -> None:
    """Tell a file that is no SQLite file before SQLite touches it."""
    if not path.exists():
        return
    with path.open("rb") as file:
        head = file.read(16)
    if head and head != b"SQLite format 3\x00":
        raise damaged(path, "it is not a SQLite file")


def _is_blank(connection: sqlite3.Connection) -> bool:
    """No table yet: a file that was just made, or whose making was cut short."""
    return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in (*TABLES, *LATER):
        connection.execute(statement)


def _refuse_other_versions(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise damaged(path, "it is a SQLite file, but not one of Footnote's")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise ArchiveVersion(
            f"The archive at {path.parent} has format {version}; this Footnote reads format {VERSION}. "
            "Use the Footnote that wrote it, or move the folder aside and add your folders again "
            'with "footnote add FOLDER".'
        )


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # SQLite has rolled back by itself after some errors, a full disk among them
        connection.execute("ROLLBACK")
