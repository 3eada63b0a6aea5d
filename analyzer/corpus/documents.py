"""Documents in a corpus: written whole, removed when no input holds them."""

from __future__ import annotations

import sqlite3

from analyzer.corpus.rows import DocumentRows
from analyzer.corpus.schema import TAG_SEGMENTS

_NAME_TAGS = """
    INSERT OR IGNORE INTO tags (kind, value)
    SELECT 'code', g.code_group||':'||g.code FROM segments s CROSS JOIN codings g ON g.segment=s.key WHERE s.document_id=?1 AND s.present AND g.assigned
    UNION SELECT 'language', language FROM segments WHERE document_id=?1
    UNION SELECT 'document', kind FROM documents WHERE id=?1 AND kind IS NOT NULL
"""


def write_document(db: sqlite3.Connection, rows: DocumentRows) -> None:
    """Write a document with its sentences, codings and score; sentences that it no longer holds stay where people coded them.

    Raises `ValueError` for rows that are no model's or belong to another document.
    """
    document = rows.document[0]
    db.execute("INSERT OR IGNORE INTO coders (name, kind) VALUES (?, 'model')", (rows.coder,))
    coder = db.execute("SELECT id FROM coders WHERE name=? AND kind='model'", (rows.coder,)).fetchone()
    if coder is None:
        raise ValueError("rows of a person")
    coder = coder[0]
    columns = (
        "id,fingerprint,title,kind,level,state,issuer,number,date,place,period_start,period_end,description,language,evaluated,format,reader,pages,"
        "sentences,quality,quality_detail,dropped,text"
    )
    places = ",".join("?" for _ in columns.split(","))
    updates = ",".join(f"{column}=excluded.{column}" for column in columns.split(",")[1:])
    db.execute(f"INSERT INTO documents ({columns}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {updates}", rows.document)  # noqa: S608
    # Codings by models are replaced; what people coded stays with its segment, found again by the segment's id.
    db.execute(
        "DELETE FROM codings WHERE coder IN (SELECT id FROM coders WHERE kind='model') AND segment IN (SELECT key FROM segments WHERE document_id=?)",
        (document,),
    )
    _unindex(db, document)
    db.execute("UPDATE segments SET present=0 WHERE document_id=?", (document,))
    db.executemany(
        'INSERT INTO segments (id, document_id, ordinal, present, start, "end", text, heading, kind, language, paragraph, page, boxes, tokens, confidence)'
        " VALUES (?,?,?,1,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET ordinal=excluded.ordinal, present=1, start=excluded.start,"
        ' "end"=excluded."end", text=excluded.text, heading=excluded.heading, kind=excluded.kind, language=excluded.language,'
        " paragraph=excluded.paragraph, page=excluded.page, boxes=excluded.boxes, tokens=excluded.tokens, confidence=excluded.confidence"
        " WHERE document_id=excluded.document_id",
        rows.segments,
    )
    db.execute("DELETE FROM segments WHERE document_id=? AND present=0 AND NOT EXISTS (SELECT 1 FROM codings WHERE segment=segments.key)", (document,))
    keys = dict(db.execute("SELECT id, key FROM segments WHERE document_id=? AND present=1", (document,)).fetchall())
    if not keys.keys() >= {row[0] for row in (*rows.segments, *rows.codings)}:
        raise ValueError("segments of another document")
    db.executemany("INSERT INTO codings VALUES (?,?,?,?,?,?,?)", ((keys[row[0]], coder, *row[1:]) for row in rows.codings))
    index_document(db, document)
    score = rows.score
    db.execute("INSERT OR REPLACE INTO scores VALUES (?,?,?,?,?,?,?)", (score[0], coder, *score[1:]))


def index_document(db: sqlite3.Connection, document: str) -> None:
    """Put a document's sentences into the full-text index, with the tags they have now; to be called after its codings changed."""
    _unindex(db, document)
    db.execute(_NAME_TAGS, (document,))
    db.execute(f"{TAG_SEGMENTS} AND document_id=?", (document,))
    # All of a document together: a trigger a sentence costs four times as much.
    db.execute("INSERT INTO sentence_index (rowid, tokens, tags) SELECT key, tokens, tags FROM segments WHERE document_id=? AND tags IS NOT NULL", (document,))


def _unindex(db: sqlite3.Connection, document: str) -> None:
    """Take a document's sentences out of the index; to be called before their words or tags change."""
    db.execute(
        "INSERT INTO sentence_index (sentence_index, rowid, tokens, tags)"
        " SELECT 'delete', key, tokens, tags FROM segments WHERE document_id=? AND tags IS NOT NULL",
        (document,),
    )
    db.execute("UPDATE segments SET tags=NULL WHERE document_id=? AND tags IS NOT NULL", (document,))


def remove_orphan(db: sqlite3.Connection, document: str) -> None:
    """Remove a document that no input has any more (its file changed), unless people coded it."""
    wanted = db.execute(
        "SELECT EXISTS (SELECT 1 FROM inputs WHERE document_id=?1) OR EXISTS (SELECT 1 FROM segments s JOIN codings g ON g.segment=s.key"
        " JOIN coders c ON c.id=g.coder WHERE s.document_id=?1 AND c.kind='person')",
        (document,),
    ).fetchone()[0]
    if not wanted:
        db.execute("DELETE FROM codings WHERE segment IN (SELECT key FROM segments WHERE document_id=?)", (document,))
        for table, column in (("segments", "document_id"), ("scores", "document_id"), ("documents", "id")):
            db.execute(f"DELETE FROM {table} WHERE {column}=?", (document,))  # noqa: S608 - names from this line
