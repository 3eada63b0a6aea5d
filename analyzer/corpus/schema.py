"""The tables of a corpus, and how an older corpus becomes a present one."""

from __future__ import annotations

import sqlite3

from analyzer.domain.message import say
from analyzer.errors import CorpusError

APPLICATION_ID = 0x53435041  # "SCPA"

# Each entry moves a corpus one version up; entries are never changed once released.
MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started TEXT NOT NULL,            -- UTC; the only clock in a corpus, never exported
        version TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        codebook TEXT NOT NULL,
        codebook_sha256 TEXT NOT NULL,
        model TEXT NOT NULL,
        model_sha256 TEXT NOT NULL,
        reader TEXT NOT NULL
    );
    CREATE TABLE documents (              -- by content: the same bytes at two paths are one document
        id TEXT PRIMARY KEY,              -- sha256 of the bytes
        fingerprint TEXT NOT NULL,        -- reader, codebook and model that made what is stored
        title TEXT,
        kind TEXT,                        -- what the document says of itself; NULL where it does not say
        level TEXT,
        state TEXT,
        issuer TEXT,
        number TEXT,
        date TEXT,                        -- ISO 8601, as fine as given
        place TEXT,
        period_start INTEGER,
        period_end INTEGER,
        description TEXT NOT NULL,        -- JSON: each of these with its words, page and paragraph
        language TEXT NOT NULL,
        evaluated INTEGER NOT NULL,
        format TEXT NOT NULL,
        reader TEXT NOT NULL,
        pages INTEGER,
        sentences INTEGER NOT NULL,
        quality REAL NOT NULL,
        quality_detail TEXT NOT NULL,     -- JSON
        dropped TEXT NOT NULL,            -- JSON: what was left out of the flow, and why
        text TEXT NOT NULL
    );
    CREATE TABLE inputs (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL,               -- bytes, relative to the folder of the corpus
        member TEXT NOT NULL DEFAULT '',  -- file inside an archive
        shown TEXT NOT NULL,              -- the path as printable text
        size INTEGER,
        sha256 TEXT,
        status TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        flags TEXT NOT NULL DEFAULT '[]', -- JSON list of remarks
        messages TEXT NOT NULL DEFAULT '{"reason":null,"flags":[]}', -- JSON: template and values of reason and flags, to say them in another language
        fingerprint TEXT NOT NULL,
        document_id TEXT REFERENCES documents(id),
        run_id INTEGER NOT NULL REFERENCES runs(id),
        UNIQUE (path, member)
    );
    CREATE INDEX inputs_document ON inputs(document_id);
    CREATE TABLE segments (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,          -- from document, text without white space and occurrence
        document_id TEXT NOT NULL REFERENCES documents(id),
        ordinal INTEGER NOT NULL,         -- place in the document; NULL-free so that order is total
        present INTEGER NOT NULL,         -- 0: a newer reader no longer finds it, but people coded it
        start INTEGER NOT NULL,           -- code points into documents.text, half-open
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL,
        heading TEXT NOT NULL,            -- JSON list, outermost first
        kind TEXT NOT NULL,
        language TEXT NOT NULL,
        paragraph INTEGER NOT NULL,
        page INTEGER,
        boxes TEXT NOT NULL,              -- JSON list of [page, x0, y0, x1, y1] in points from the top left
        tokens TEXT NOT NULL              -- words separated by spaces, for full-text search
    );
    CREATE INDEX segments_document ON segments(document_id, ordinal);
    CREATE TABLE coders (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('model', 'person'))
    );
    CREATE TABLE codings (                -- one layer per coder; codes below 0.05 are left out
        segment INTEGER NOT NULL REFERENCES segments(key),
        coder INTEGER NOT NULL REFERENCES coders(id),
        code_group TEXT NOT NULL,
        code TEXT NOT NULL,
        probability REAL NOT NULL,
        assigned INTEGER NOT NULL,
        evidence TEXT,                    -- JSON list of [start, end] into segments.text
        PRIMARY KEY (segment, coder, code_group, code)
    ) WITHOUT ROWID;
    CREATE TABLE scores (
        document_id TEXT PRIMARY KEY REFERENCES documents(id),
        coder INTEGER NOT NULL REFERENCES coders(id),
        score REAL,
        low REAL,
        high REAL,
        reason TEXT,
        card TEXT NOT NULL                -- JSON: criteria, elements, evidence
    );
    """,
    """
    CREATE INDEX inputs_sha256 ON inputs(sha256);
    """,
)
VERSION = len(MIGRATIONS)


def prepare(connection: sqlite3.Connection, shown: str) -> None:
    """Make an empty database a corpus, or bring an older corpus up to date.

    Raises `CorpusError` for a database of another program or a newer version; such a file is not changed.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if application != APPLICATION_ID and not (empty and application == 0 and version == 0):
        raise CorpusError(say("{file}: is a database of another program; name a corpus or a new file", file=shown))
    if version > VERSION:
        raise CorpusError(
            say(
                "{file}: is a corpus of version {version}, this program knows up to {known}; update the program",
                file=shown,
                version=version,
                known=VERSION,
            )
        )
    if version == VERSION:
        return
    connection.execute("PRAGMA journal_mode=WAL")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN; {script} PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={number}; COMMIT;")
