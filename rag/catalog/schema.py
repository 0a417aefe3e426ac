"""The tables of the catalogue. ``VERSION`` changes whenever they do; there is no migration, ``add`` makes it anew.

Texts lie apart from the rows that filters read. The two full-text tables keep no copy of the text (``content=''``):
what a row held is known from the article, which is never edited, and is given again when the row is deleted.
Ids are never used twice (``AUTOINCREMENT``): a cached article, or a vector under a passage's id, cannot turn into
another.

``traces``, ``learned_lines`` and ``hand_marks`` are what the archive remembers beyond the articles. Marks by hand
belong to a file's path, not to an article: they stay when the file changes, goes and comes back.

``LATER`` came after the first archives of this version: one made before has these tables from the first time that
something is written to them, and whoever reads it before finds nothing there.
"""

from __future__ import annotations

APPLICATION_ID = 0x466F6F74  # "Foot" in the file's header: a SQLite file of someone else is told apart
VERSION = 2

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE folders (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE)",
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        folder_id INTEGER NOT NULL REFERENCES folders (id),
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        title TEXT NOT NULL,
        outlet TEXT,
        agency TEXT,
        date TEXT,
        date_precision TEXT NOT NULL,
        date_origin TEXT NOT NULL,
        sentence_count INTEGER NOT NULL,
        furniture_share REAL NOT NULL,
        cluster INTEGER,
        UNIQUE (folder_id, path)
    )""",
    "CREATE INDEX articles_by_sha256 ON articles (sha256)",
    "CREATE INDEX articles_by_cluster ON articles (cluster) WHERE cluster IS NOT NULL",
    """CREATE TABLE texts (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        encoding TEXT NOT NULL,
        headline BLOB NOT NULL,
        date_span BLOB NOT NULL,
        date_reason TEXT,
        furniture BLOB NOT NULL,
        sentences BLOB NOT NULL,
        marks BLOB NOT NULL,
        text BLOB NOT NULL
    )""",
    """CREATE TABLE traces (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        "group" TEXT NOT NULL,
        lines BLOB NOT NULL,
        sketch BLOB NOT NULL
    )""",
    'CREATE TABLE learned_lines ("group" TEXT, line BLOB, PRIMARY KEY ("group", line)) WITHOUT ROWID',
    """CREATE TABLE hand_marks (
        folder TEXT,
        path TEXT,
        line BLOB,
        text BLOB NOT NULL,
        content INTEGER NOT NULL,
        PRIMARY KEY (folder, path, line)
    ) WITHOUT ROWID""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text_hash BLOB NOT NULL,
        generation INTEGER
    )""",
    "CREATE INDEX passages_by_article ON passages (article_id)",
    "CREATE INDEX passages_by_text ON passages (text_hash)",
    "CREATE TABLE embedders (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE)",
    """CREATE TABLE vectors (
        embedder_id INTEGER NOT NULL REFERENCES embedders (id),
        text_hash BLOB NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (embedder_id, text_hash)
    )""",
    "CREATE VIRTUAL TABLE passage_words USING fts5 (headline, body, content='', tokenize='porter unicode61')",
    "CREATE VIRTUAL TABLE article_words USING fts5 (headline, body, content='', tokenize='porter unicode61')",
)

LATER = (
    """CREATE TABLE IF NOT EXISTS corrections (
        folder TEXT,
        path TEXT,
        outlet TEXT,
        date TEXT,
        PRIMARY KEY (folder, path)
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS skipped (folder TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS set_aside (
        folder TEXT,
        path TEXT,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        encoding TEXT NOT NULL,
        text BLOB NOT NULL,
        text_hashes BLOB NOT NULL,
        PRIMARY KEY (folder, path)
    ) WITHOUT ROWID""",
)
