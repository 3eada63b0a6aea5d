"""Opening, writing and asking a corpus. One writer; one transaction a document."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from analyzer.corpus.rows import DocumentRows, compact
from analyzer.corpus.schema import prepare
from analyzer.domain.message import cause, restored, say, stored
from analyzer.errors import CorpusError

OWN_SUFFIXES = ("", "-wal", "-shm", "-journal")
"""What SQLite appends to the name of a corpus for its own files."""
_SQLITE_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class InputRecord:
    """The ledger's line for one input. `path` is relative to the corpus's folder, as bytes; `member` names a file inside that archive."""

    path: bytes
    shown: str
    status: str
    reason: str = ""
    flags: tuple[str, ...] = ()
    size: int | None = None
    sha256: str | None = None
    document_id: str | None = None
    member: str = ""


@dataclass(frozen=True, slots=True)
class RunVersions:
    """What a run was made with; `fingerprint` covers all of it."""

    version: str
    fingerprint: str
    codebook: str
    codebook_sha256: str
    model: str
    model_sha256: str
    reader: str


class Corpus:
    """A corpus file. Use as a context manager, or close it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open a corpus. Raises `CorpusError` when it is missing (unless `create`), foreign, of a newer version, or locked."""
        self.path = path
        self.folder = path.resolve().parent
        try:
            if path.is_dir():
                raise CorpusError(say("{file}: is a folder; name a corpus file such as {example}", file=path, example=path / "city.db"))
            if path.exists() and path.stat().st_size:
                with path.open("rb") as file:
                    if file.read(16) != _SQLITE_MAGIC:
                        raise CorpusError(say("{file}: is no corpus (not an SQLite file); name a corpus or a new file", file=path))
            elif not create:
                raise CorpusError(say("{file}: there is no such corpus; make it with `policy-analyzer scan PATH --corpus {file}`", file=path))
            elif not self.folder.is_dir():
                raise CorpusError(say("{file}: its folder does not exist; make the folder first", file=path))
        except OSError as error:
            raise CorpusError(say("{file}: cannot be opened ({error}); check its permissions", file=path, error=cause(error))) from error
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=10, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            prepare(self._connection, str(path))
            self._connection.execute("PRAGMA synchronous=NORMAL")
        self._run: int | None = None
        self._fingerprint = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; SQLite folds its write-ahead log into it."""
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's failures into one line with a remedy."""
        try:
            yield
        except sqlite3.OperationalError as error:
            hint = {
                "locked": say("another program writes it; wait for that to end, then run again"),
                "readonly": say("it is read-only; copy it to a place where you may write"),
                "full": say("the disk is full; make room and run again, finished documents are kept"),
                "unable to open": say("check that its folder exists and that you may write there"),
            }
            remedy = next((text for key, text in hint.items() if key in str(error)), say("check the disk and run again"))
            raise CorpusError(say("{file}: {error}; {remedy}", file=self.path, error=error, remedy=remedy)) from error
        except sqlite3.DatabaseError as error:
            raise CorpusError(say("{file}: is damaged or no corpus ({error}); restore a copy or scan into a new file", file=self.path, error=error)) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back when the disk is full
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    # --- writing ----------------------------------------------------------------------------------------------------

    def begin_run(self, versions: RunVersions, started: str) -> None:
        """Note the versions of a run; its number is written with every input. A run like the last one is not noted again."""
        with self._transaction() as db:
            last = db.execute("SELECT id, fingerprint, version FROM runs ORDER BY id DESC LIMIT 1").fetchone()
            if last and (last["fingerprint"], last["version"]) == (versions.fingerprint, versions.version):
                self._run = last["id"]
            else:
                columns = (started, versions.version, versions.fingerprint, versions.codebook, versions.codebook_sha256)
                cursor = db.execute(
                    "INSERT INTO runs (started, version, fingerprint, codebook, codebook_sha256, model, model_sha256, reader) VALUES (?,?,?,?,?,?,?,?)",
                    (*columns, versions.model, versions.model_sha256, versions.reader),
                )
                self._run = cursor.lastrowid
        self._fingerprint = versions.fingerprint

    def relative(self, path: Path) -> bytes:
        """Return the name of a file in this corpus: its path relative to the corpus's folder, as bytes with `/`."""
        try:
            name = os.path.relpath(os.path.abspath(path), self.folder)  # noqa: PTH100 - must not follow links
        except ValueError:  # another drive
            name = os.path.abspath(path)  # noqa: PTH100
        return os.fsencode(name.replace(os.sep, "/"))

    def is_current(self, path: bytes, sha256: str, member: str = "") -> bool:
        """Tell whether this input, with these bytes, was finished under the current fingerprint."""
        with self._errors():
            row = self._connection.execute(
                "SELECT 1 FROM inputs WHERE path=? AND member=? AND sha256=? AND fingerprint=?", (path, member, sha256, self._fingerprint)
            ).fetchone()
        return row is not None

    def is_skipped(self, path: bytes, reason: str, member: str = "") -> bool:
        """Tell whether this input is already noted as skipped for this reason."""
        with self._errors():
            query = "SELECT 1 FROM inputs WHERE path=? AND member=? AND status='skipped' AND reason=?"
            return self._connection.execute(query, (path, member, str(reason))).fetchone() is not None

    def current_document(self, sha256: str) -> InputRecord | None:
        """Return the outcome of the same bytes at another path under the current fingerprint, if they have one.

        Statuses that come from the machine rather than the bytes (timeout, crash) do not carry over.
        """
        with self._errors():
            row = self._connection.execute(
                "SELECT * FROM inputs WHERE sha256=? AND fingerprint=? AND status NOT IN ('timeout','crashed','skipped') ORDER BY id LIMIT 1",
                (sha256, self._fingerprint),
            ).fetchone()
        return _input_record(row) if row else None

    def record(self, record: InputRecord, rows: DocumentRows | None = None) -> None:
        """Write one input's outcome, with its document where it has one, in one transaction.

        Without `sha256` nothing was read (a time limit, a crash, a locked file): the next run tries again, and what an earlier run
        read of the input stays.
        """
        if self._run is None:
            raise CorpusError(say("{file}: no run was begun; call begin_run first", file=self.path))
        with self._transaction() as db:
            if rows is not None:
                self._write_document(db, rows)
            messages = compact({"reason": stored(record.reason), "flags": [stored(flag) for flag in record.flags]})
            before = db.execute("SELECT document_id FROM inputs WHERE path=? AND member=?", (record.path, record.member)).fetchone()
            db.execute(
                "INSERT INTO inputs (path, member, shown, size, sha256, status, reason, flags, messages, fingerprint, document_id, run_id)"
                " VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (path, member) DO UPDATE SET shown=excluded.shown, size=excluded.size,"
                " sha256=excluded.sha256, status=excluded.status, reason=excluded.reason, flags=excluded.flags, messages=excluded.messages,"
                " fingerprint=excluded.fingerprint, run_id=excluded.run_id,"
                " document_id=CASE WHEN excluded.sha256 IS NULL THEN document_id ELSE excluded.document_id END",
                (
                    record.path, record.member, record.shown, record.size, record.sha256, record.status, str(record.reason),
                    compact(record.flags), messages, self._fingerprint, record.document_id, self._run,
                ),
            )  # fmt: skip
            if record.sha256 is not None and before and before[0] not in {None, record.document_id}:
                _remove_orphan(db, before[0])

    def forget(self, path: bytes) -> None:
        """Take an input out of the ledger: a file that was refused and now opens as an archive, whose members stand for it."""
        with self._transaction() as db:
            row = db.execute("SELECT document_id FROM inputs WHERE path=? AND member=''", (path,)).fetchone()
            db.execute("DELETE FROM inputs WHERE path=? AND member=''", (path,))
            if row and row[0]:
                _remove_orphan(db, row[0])

    @staticmethod
    def _write_document(db: sqlite3.Connection, rows: DocumentRows) -> None:
        document = rows.document[0]
        db.execute("INSERT OR IGNORE INTO coders (name, kind) VALUES (?, 'model')", (rows.coder,))
        coder = db.execute("SELECT id FROM coders WHERE name=?", (rows.coder,)).fetchone()[0]
        places = ",".join("?" * len(rows.document))
        columns = (
            "id,fingerprint,title,kind,level,state,issuer,number,date,place,period_start,period_end,description,language,evaluated,format,reader,pages,"
            "sentences,quality,quality_detail,dropped,text"
        )
        updates = ",".join(f"{column}=excluded.{column}" for column in columns.split(",")[1:])
        db.execute(f"INSERT INTO documents ({columns}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {updates}", rows.document)  # noqa: S608
        # Codings by models are replaced; what people coded stays with its segment, found again by the segment's id.
        db.execute(
            "DELETE FROM codings WHERE coder IN (SELECT id FROM coders WHERE kind='model') AND segment IN (SELECT key FROM segments WHERE document_id=?)",
            (document,),
        )
        db.execute("UPDATE segments SET present=0 WHERE document_id=?", (document,))
        db.executemany(
            'INSERT INTO segments (id, document_id, ordinal, present, start, "end", text, heading, kind, language, paragraph, page, boxes, tokens, confidence)'
            " VALUES (?,?,?,1,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET ordinal=excluded.ordinal, present=1, start=excluded.start,"
            ' "end"=excluded."end", text=excluded.text, heading=excluded.heading, kind=excluded.kind, language=excluded.language,'
            " paragraph=excluded.paragraph, page=excluded.page, boxes=excluded.boxes, tokens=excluded.tokens, confidence=excluded.confidence",
            rows.segments,
        )
        db.execute("DELETE FROM segments WHERE document_id=? AND present=0 AND NOT EXISTS (SELECT 1 FROM codings WHERE segment=segments.key)", (document,))
        keys = dict(db.execute("SELECT id, key FROM segments WHERE document_id=? AND present=1", (document,)).fetchall())
        db.executemany("INSERT INTO codings VALUES (?,?,?,?,?,?,?)", ((keys[row[0]], coder, *row[1:]) for row in rows.codings))
        score = rows.score
        db.execute("INSERT OR REPLACE INTO scores VALUES (?,?,?,?,?,?,?)", (score[0], coder, *score[1:]))

    # --- asking -----------------------------------------------------------------------------------------------------

    def inputs(self) -> list[InputRecord]:
        """Return all inputs, by path."""
        with self._errors():
            return [_input_record(row) for row in self._connection.execute("SELECT * FROM inputs ORDER BY path, member")]

    def versions(self) -> list[Mapping[str, Any]]:
        """Return the versions of every run, without its date."""
        with self._errors():
            rows = self._connection.execute("SELECT version, fingerprint, codebook, codebook_sha256, model, model_sha256, reader FROM runs ORDER BY id")
            return [dict(row) for row in rows]

    def scored(self) -> list[Mapping[str, Any]]:
        """Return one row per input with a document: path, title, language, pages, sentences, quality and score, by path."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT i.shown AS file, i.status, d.id AS document, d.title, d.kind, d.level, d.state, d.issuer, d.number, d.date, d.place,"
                " d.period_start, d.period_end, d.language, d.evaluated, d.format, d.pages, d.sentences, d.quality, d.fingerprint,"
                " s.score, s.low, s.high, s.reason, s.card, c.name AS coder FROM inputs i JOIN documents d ON d.id=i.document_id"
                " JOIN scores s ON s.document_id=d.id JOIN coders c ON c.id=s.coder ORDER BY i.path, i.member"
            )
            return [_scored(row) for row in rows]

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
        """Yield the rows of a question; for the modules of this package that only read."""
        with self._errors():
            yield from self._connection.execute(sql, parameters)

    def document(self, document: str) -> Mapping[str, Any]:
        """Return what is stored of a document: title, kind, format, language, its text, and `paths`, its files as the machine names them."""
        (row,) = self.query("SELECT * FROM documents WHERE id=?", (document,))
        paths = self.query("SELECT path FROM inputs WHERE document_id=? ORDER BY path, member", (document,))
        return {**dict(row), "paths": [self.folder / os.fsdecode(item["path"]) for item in paths]}

    def coded_segments(self) -> Iterator[Mapping[str, Any]]:
        """Yield every present segment of every document with its codings, document by document (by first path), in order.

        Each holds `files` (all paths of the document), the columns of `segments` (heading and boxes as lists), title, kind, place and date of the document, and
        `codings`: coder -> group -> list of (code, probability, assigned, evidence).
        """
        with self._errors():
            files: dict[str, list[str]] = {}
            for row in self._connection.execute("SELECT document_id, shown FROM inputs WHERE document_id IS NOT NULL ORDER BY path, member"):
                files.setdefault(row["document_id"], []).append(row["shown"])
            for document, names in files.items():
                codings: dict[int, dict[str, dict[str, list[tuple[Any, ...]]]]] = {}
                for row in self._connection.execute(
                    "SELECT g.segment, c.name, g.code_group, g.code, g.probability, g.assigned, g.evidence FROM codings g JOIN coders c ON c.id=g.coder"
                    " WHERE g.segment IN (SELECT key FROM segments WHERE document_id=?) ORDER BY g.segment, c.name, g.code_group, g.code",
                    (document,),
                ):
                    layer = codings.setdefault(row["segment"], {}).setdefault(row["name"], {})
                    evidence = json.loads(row["evidence"]) if row["evidence"] else []
                    layer.setdefault(row["code_group"], []).append((row["code"], row["probability"], bool(row["assigned"]), evidence))
                for row in self._connection.execute(
                    "SELECT s.*, d.title, d.kind AS document_kind, d.place, d.date FROM segments s JOIN documents d ON d.id=s.document_id"
                    " WHERE s.document_id=? AND s.present=1 ORDER BY s.ordinal",
                    (document,),
                ):
                    yield {
                        **dict(row),
                        "heading": json.loads(row["heading"]),
                        "boxes": json.loads(row["boxes"]),
                        "files": names,
                        "codings": codings.get(row["key"], {}),
                    }


def _remove_orphan(db: sqlite3.Connection, document: str) -> None:
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


def _input_record(row: sqlite3.Row) -> InputRecord:
    messages = json.loads(row["messages"])
    flags = tuple(restored(flag, message) for flag, message in zip(json.loads(row["flags"]), messages["flags"], strict=True))
    return InputRecord(
        row["path"],
        row["shown"],
        row["status"],
        restored(row["reason"], messages["reason"]),
        flags,
        row["size"],
        row["sha256"],
        row["document_id"],
        row["member"],
    )


def _scored(row: sqlite3.Row) -> Mapping[str, Any]:
    card = json.loads(row["card"])
    reason = row["reason"]
    return {**dict(row), "card": card, "reason": reason and restored(reason, card.get("reason_message"))}
