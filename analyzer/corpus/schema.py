"""The tables of a corpus, and how an older corpus becomes a present one."""

from __future__ import annotations

import sqlite3

from analyzer.domain.message import say
from analyzer.errors import CorpusError

APPLICATION_ID = 0x53435041  # "SCPA"

# Part of a migration, and not changed either.
TAG_SEGMENTS = """
    UPDATE segments SET tags = coalesce((SELECT group_concat(char(57344)||t.id, ' ') FROM codings g CROSS JOIN tags t
            WHERE g.segment=segments.key AND g.assigned AND t.kind='code' AND t.value=g.code_group||':'||g.code), '')
        || ' ' || (SELECT char(57344)||id FROM tags WHERE kind='language' AND value=segments.language)
        || coalesce((SELECT ' '||char(57344)||t.id FROM documents d CROSS JOIN tags t
            WHERE d.id=segments.document_id AND t.kind='document' AND t.value=d.kind), '')
    WHERE present
"""
"""Gives each present sentence a word for each of its tags: a character for private use, which no query holds, and the tag's number."""

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
    CREATE VIRTUAL TABLE sentence_index USING fts5(tokens, content='segments', content_rowid='key', tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE sentence_terms USING fts5vocab(sentence_index, 'row');  -- words, and in how many sentences they stand
    INSERT INTO sentence_index (sentence_index) VALUES ('rebuild');
    CREATE TRIGGER segments_indexed AFTER INSERT ON segments BEGIN
        INSERT INTO sentence_index (rowid, tokens) VALUES (new.key, new.tokens);
    END;
    CREATE TRIGGER segments_reindexed AFTER UPDATE OF tokens ON segments WHEN new.tokens IS NOT old.tokens BEGIN
        INSERT INTO sentence_index (sentence_index, rowid, tokens) VALUES ('delete', old.key, old.tokens);
        INSERT INTO sentence_index (rowid, tokens) VALUES (new.key, new.tokens);
    END;
    CREATE TRIGGER segments_unindexed AFTER DELETE ON segments BEGIN
        INSERT INTO sentence_index (sentence_index, rowid, tokens) VALUES ('delete', old.key, old.tokens);
    END;
    CREATE VIEW policies AS               -- a document with its first file and its score
    SELECT d.title, s.score, s.low, s.high, s.reason, d.kind, d.level, d.state, d.place, CAST(substr(d.date, 1, 4) AS INTEGER) AS year, d.date, d.issuer,
        d.number, d.period_start, d.period_end, d.language, d.format, d.pages, d.sentences, d.quality,
        (SELECT i.shown FROM inputs i WHERE i.document_id = d.id ORDER BY i.path, i.member LIMIT 1) AS file, c.name AS coder, d.id AS document
    FROM documents d LEFT JOIN scores s ON s.document_id = d.id LEFT JOIN coders c ON c.id = s.coder;
    CREATE VIEW sentences AS              -- a sentence as one coder coded it; codes is a JSON list of group:code
    SELECT s.text, (SELECT json_group_array(g.code_group || ':' || g.code) FROM codings g WHERE g.segment = s.key AND g.coder = c.id AND g.assigned) AS codes,
        d.title, s.page, s.paragraph, (SELECT group_concat(value, ' > ') FROM json_each(s.heading)) AS heading, d.kind, d.place,
        CAST(substr(d.date, 1, 4) AS INTEGER) AS year, s.language, c.name AS coder, s.id, s.key, s.document_id AS document
    FROM segments s JOIN documents d ON d.id = s.document_id JOIN coders c
    WHERE s.present AND EXISTS (SELECT 1 FROM codings g WHERE g.segment = s.key AND g.coder = c.id);
    CREATE VIEW sentence_codes AS         -- an assigned code of a sentence, with its probability
    SELECT g.code_group, g.code, g.probability, s.text, d.title, s.page, s.paragraph, d.kind, d.place, CAST(substr(d.date, 1, 4) AS INTEGER) AS year,
        s.language, c.name AS coder, s.id, s.key, s.document_id AS document
    FROM codings g JOIN segments s ON s.key = g.segment JOIN documents d ON d.id = s.document_id JOIN coders c ON c.id = g.coder
    WHERE s.present AND g.assigned;
    CREATE VIEW elements AS               -- an element of a criterion in a document, with its best sentence
    SELECT d.title, json_extract(k.value, '$.id') AS criterion, json_extract(e.value, '$.id') AS element, json_extract(e.value, '$.presence') AS presence,
        json_extract(e.value, '$.score') AS score, json_extract(e.value, '$.sentences') AS sentences, json_extract(e.value, '$.evidence[0].text') AS evidence,
        json_extract(e.value, '$.evidence[0].page') AS page, json_extract(e.value, '$.evidence[0].paragraph') AS paragraph,
        d.kind, d.place, CAST(substr(d.date, 1, 4) AS INTEGER) AS year, d.language, s.document_id AS document
    FROM scores s JOIN documents d ON d.id = s.document_id JOIN json_each(s.card, '$.criteria') k JOIN json_each(k.value, '$.elements') e;
    """,
    "ALTER TABLE segments ADD COLUMN confidence REAL; -- of OCR, 0 to 1; NULL where the text was given\n",
    """
    CREATE INDEX inputs_sha256 ON inputs(sha256);
    """,
    f"""
    CREATE TABLE tags (                   -- what a search is narrowed down by: assigned codes (group:code), languages, kinds of documents
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('code', 'language', 'document')),
        value TEXT NOT NULL,
        UNIQUE (kind, value)
    );
    ALTER TABLE segments ADD COLUMN tags TEXT; -- the tags' words, separated by spaces; NULL: not in the index
    DROP TRIGGER segments_indexed;
    DROP TRIGGER segments_reindexed;
    DROP TRIGGER segments_unindexed;
    DROP TABLE sentence_terms;
    DROP TABLE sentence_index;
    INSERT INTO tags (kind, value) SELECT DISTINCT 'code', code_group||':'||code FROM codings WHERE assigned
        UNION SELECT 'language', language FROM segments UNION SELECT 'document', kind FROM documents WHERE kind IS NOT NULL;
    {TAG_SEGMENTS};
    CREATE VIRTUAL TABLE sentence_index USING fts5(tokens, tags, content='segments', content_rowid='key', tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE sentence_terms USING fts5vocab(sentence_index, 'row');
    INSERT INTO sentence_index (rowid, tokens, tags) SELECT key, tokens, tags FROM segments WHERE tags IS NOT NULL;
    CREATE TRIGGER segments_unindexed AFTER DELETE ON segments WHEN old.tags IS NOT NULL BEGIN
        INSERT INTO sentence_index (sentence_index, rowid, tokens, tags) VALUES ('delete', old.key, old.tokens, old.tags);
    END;
    DROP VIEW sentences;
    CREATE VIEW sentences AS              -- a sentence as one coder coded it; codes is a JSON list of group:code, with blanks at which a page may break it
    SELECT s.text, (SELECT replace(json_group_array(g.code_group || ':' || g.code), '","', '", "') FROM codings g
            WHERE g.segment = s.key AND g.coder = c.id AND g.assigned) AS codes,
        d.title, s.page, s.paragraph, (SELECT group_concat(value, ' > ') FROM json_each(s.heading)) AS heading, d.kind, d.place,
        CAST(substr(d.date, 1, 4) AS INTEGER) AS year, s.language, c.name AS coder, s.id, s.key, s.document_id AS document
    FROM segments s JOIN documents d ON d.id = s.document_id JOIN coders c
    WHERE s.present AND EXISTS (SELECT 1 FROM codings g WHERE g.segment = s.key AND g.coder = c.id);
    """,  # noqa: S608 - a constant of this module
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
    while version < VERSION:
        step = f"{MIGRATIONS[version]} PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={version + 1};"
        before, failure = version, None
        try:
            connection.executescript(f"BEGIN IMMEDIATE; {step} COMMIT;")
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            failure = error
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if failure and version == before:  # else another program that opened the corpus just now has done it
            raise failure
