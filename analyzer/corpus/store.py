"""Opening, writing and asking a corpus. One writer; one transaction a document."""

from __future__ import annotations

import json
import os
import posixpath
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from analyzer.corpus.documents import remove_orphan, write_document
from analyzer.corpus.ledger import GONE, InputRecord, Key, Line, RunVersions, Totals
from analyzer.corpus.rows import DocumentRows, compact
from analyzer.corpus.schema import prepare
from analyzer.domain.message import cause, restored, say, stored
from analyzer.errors import CorpusError

OWN_SUFFIXES = ("", "-wal", "-shm", "-journal")
"""What SQLite appends to the name of a corpus for its own files."""
_SQLITE_MAGIC = b"SQLite format 3\0"


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
        self._fingerprint = self._limited = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; SQLite folds its write-ahead log into it."""
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's failures into one line with a remedy; values that do not fit the tables into ValueError."""
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError, UnicodeError, OverflowError) as error:
            raise ValueError("the tables refuse these rows") from error
        except sqlite3.OperationalError as error:
            troubles = {
                "locked": say("another program writes it; wait for that to end, then run again"),
                "readonly": say("it is read-only; copy it to a place where you may write"),
                "full": say("the disk is full; make room and run again, finished documents are kept"),
                "unable to open": say("it cannot be opened; check that its folder exists and that you may write there"),
            }
            trouble = next((text for key, text in troubles.items() if key in str(error)), say("it cannot be read or written; check the disk and run again"))
            raise CorpusError(say("{file}: {trouble}", file=self.path, trouble=trouble)) from error
        except sqlite3.DatabaseError as error:
            raise CorpusError(say("{file}: is damaged or no corpus; restore a copy or scan into a new file", file=self.path)) from error

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

    def begin_run(self, versions: RunVersions, started: str, limits: str = "") -> None:
        """Note the versions of a run; its number is written with every input. A run like the last one is not noted again.

        `limits` names the limits that documents are read under; outcomes that met one count as current only under the same.
        """
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
        self._fingerprint, self._limited = versions.fingerprint, f"{versions.fingerprint} {limits}"

    def relative(self, path: str | Path) -> bytes:
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
                "SELECT 1 FROM inputs WHERE path=? AND member=? AND sha256=? AND fingerprint IN (?,?)",
                (path, member, sha256, self._fingerprint, self._limited),
            ).fetchone()
        return row is not None

    def is_skipped(self, path: bytes, reason: str, member: str = "") -> bool:
        """Tell whether this input is already noted as skipped for this reason."""
        with self._errors():
            query = "SELECT 1 FROM inputs WHERE path=? AND member=? AND status='skipped' AND reason=?"
            return self._connection.execute(query, (path, member, str(reason))).fetchone() is not None

    def current_document(self, sha256: str, suffix: bytes) -> InputRecord | None:
        """Return the outcome of the same bytes at another path with the same suffix (lower case) under the current fingerprint, if they have one.

        Statuses that come from the machine rather than the bytes (timeout, crash) do not carry over.
        """
        with self._errors():
            rows = self._connection.execute(
                "SELECT * FROM inputs WHERE sha256=? AND fingerprint IN (?,?) AND status NOT IN ('timeout','crashed','skipped')",
                (sha256, self._fingerprint, self._limited),
            )
            row = next((row for row in rows if posixpath.splitext(os.fsencode(row["member"]) or row["path"])[1].lower() == suffix), None)
        if row is None:
            return None
        record = _input_record(row)
        flags = tuple(flag for flag in record.flags if flag != GONE)
        return replace(record, flags=flags, limited=row["fingerprint"] != self._fingerprint)

    def known(self) -> Iterator[tuple[Key, bool]]:
        """Yield every input, and whether it is marked as gone."""
        with self._errors():
            for path, member, gone in self._connection.execute("SELECT path, member, instr(flags, ?) FROM inputs", (json.dumps(GONE, ensure_ascii=False),)):
                yield (path, member), bool(gone)

    def mark_gone(self, inputs: Iterable[Key], *, gone: bool) -> None:
        """Mark inputs as no longer there, or as there again, in one transaction. What was read of them stays."""
        with self._transaction() as db:
            for names in inputs:
                for key, row_flags, row_messages in db.execute("SELECT id, flags, messages FROM inputs WHERE path=? AND member=?", names).fetchall():
                    messages = json.loads(row_messages)
                    kept = [(flag, message) for flag, message in zip(json.loads(row_flags), messages["flags"], strict=True) if flag != GONE]
                    if gone:
                        kept.append((GONE, stored(GONE)))
                    messages["flags"] = [message for _, message in kept]
                    db.execute("UPDATE inputs SET flags=?, messages=? WHERE id=?", (compact([flag for flag, _ in kept]), compact(messages), key))

    def record(self, record: InputRecord, rows: DocumentRows | None = None) -> None:
        """Write one input's outcome, with its document where it has one, in one transaction.

        Without `sha256` nothing was read (a time limit, a crash, a locked file): the next run tries again, and what an earlier run
        read of the input stays. Raises ValueError, and writes nothing, for rows that do not fit the tables or touch another document.
        """
        if self._run is None:
            raise CorpusError(say("{file}: no run was begun; call begin_run first", file=self.path))
        with self._transaction() as db:
            if rows is not None and not self._read_before(db, record):
                write_document(db, rows)
            messages = compact({"reason": stored(record.reason), "flags": [stored(flag) for flag in record.flags]})
            before = db.execute("SELECT document_id FROM inputs WHERE path=? AND member=?", (record.path, record.member)).fetchone()
            db.execute(
                "INSERT INTO inputs (path, member, shown, size, sha256, status, reason, flags, messages, fingerprint, document_id, run_id)"
                " VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (path, member) DO UPDATE SET shown=excluded.shown, size=excluded.size,"
                " sha256=excluded.sha256, status=excluded.status, reason=excluded.reason, flags=excluded.flags, messages=excluded.messages,"
                " fingerprint=excluded.fingerprint, run_id=excluded.run_id,"
                " document_id=CASE WHEN excluded.sha256 IS NULL THEN document_id ELSE excluded.document_id END",
                (
                    record.path, record.member, record.shown, record.size, record.sha256, record.status, str(record.reason), compact(record.flags),
                    messages, self._limited if record.limited else self._fingerprint, record.document_id, self._run,
                ),
            )  # fmt: skip
            if record.sha256 is not None and before and before[0] not in {None, record.document_id}:
                remove_orphan(db, before[0])

    def forget(self, path: bytes) -> None:
        """Take an input out of the ledger: a file that was refused and now opens as an archive, whose members stand for it."""
        with self._transaction() as db:
            row = db.execute("SELECT document_id FROM inputs WHERE path=? AND member=''", (path,)).fetchone()
            db.execute("DELETE FROM inputs WHERE path=? AND member=''", (path,))
            if row and row[0]:
                remove_orphan(db, row[0])

    def _read_before(self, db: sqlite3.Connection, record: InputRecord) -> bool:
        """Tell whether the same bytes were read under another name: the first name, by path, decides what a file is read as."""
        query = "SELECT 1 FROM inputs WHERE document_id=? AND (path, member)<(?,?) AND fingerprint IN (?,?)"
        return db.execute(query, (record.document_id, record.path, record.member, self._fingerprint, self._limited)).fetchone() is not None

    # --- asking -----------------------------------------------------------------------------------------------------

    def inputs(self) -> list[InputRecord]:
        """Return all inputs, by path."""
        with self._errors():
            return [_input_record(row) for row in self._connection.execute("SELECT * FROM inputs ORDER BY path, member")]

    def counts(self) -> dict[str, int]:
        """Return how many inputs have which status, by status."""
        with self._errors():
            return dict(self._connection.execute("SELECT status, count(*) FROM inputs GROUP BY status ORDER BY status").fetchall())

    def lines(self, *, troubled: bool = False) -> Iterator[Line]:
        """Yield the line of every input, by path; `troubled` leaves out those without a reason that are still there. Memory stays flat."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT i.path, i.member, i.shown, i.status, i.reason, i.flags, i.messages, d.language, d.sentences, s.score, s.low, s.high,"
                " s.reason AS no_score, json_extract(s.card, '$.reason_message') AS message FROM inputs i LEFT JOIN documents d ON d.id=i.document_id"
                " LEFT JOIN scores s ON s.document_id=d.id WHERE NOT ?1 OR i.reason<>'' OR instr(i.flags, ?2) ORDER BY i.path, i.member",
                (troubled, json.dumps(GONE, ensure_ascii=False)),
            )
            for row in rows:
                reason, flags = _said(row)
                no_score = row["no_score"] and restored(row["no_score"], json.loads(row["message"]) if row["message"] else None)
                yield Line(
                    (row["path"], row["member"]), row["shown"], row["status"], reason, flags,
                    row["language"], row["sentences"], row["score"], row["low"], row["high"], no_score,
                )  # fmt: skip

    def ledger(self) -> Iterator[tuple[InputRecord, Mapping[str, Any]]]:
        """Yield every input, by path, with what its document says of itself, its language, size, quality and score (each may be `None`)."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT i.*, d.title, d.kind, d.level, d.state, d.issuer, d.number, d.date, d.place, d.period_start, d.period_end, d.language, d.pages,"
                " d.sentences, d.quality, s.score FROM inputs i LEFT JOIN documents d ON d.id=i.document_id"
                " LEFT JOIN scores s ON s.document_id=d.id ORDER BY i.path, i.member"
            )
            for row in rows:
                yield _input_record(row), row

    def totals(self) -> Totals:
        """Return how much a corpus holds."""
        with self._errors():
            documents, sentences = self._connection.execute(
                "SELECT count(*), coalesce(sum(sentences), 0) FROM documents WHERE id IN (SELECT document_id FROM inputs)"
            ).fetchone()
            inputs, scored = self._connection.execute("SELECT count(*), count(s.score) FROM inputs i JOIN scores s ON s.document_id=i.document_id").fetchone()
            kinds = self._connection.execute("SELECT d.kind, count(*) FROM inputs i JOIN documents d ON d.id=i.document_id GROUP BY d.kind").fetchall()
        return Totals(documents, sentences, inputs, scored, tuple((row[0], row[1]) for row in kinds))

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


def _said(row: sqlite3.Row) -> tuple[str, tuple[str, ...]]:
    """Return the reason and the flags of an input as messages."""
    messages = json.loads(row["messages"])
    flags = tuple(restored(flag, message) for flag, message in zip(json.loads(row["flags"]), messages["flags"], strict=True))
    return restored(row["reason"], messages["reason"]), flags


def _input_record(row: sqlite3.Row) -> InputRecord:
    reason, flags = _said(row)
    return InputRecord(row["path"], row["shown"], row["status"], reason, flags, row["size"], row["sha256"], row["document_id"], row["member"])


def _scored(row: sqlite3.Row) -> Mapping[str, Any]:
    card = json.loads(row["card"])
    reason = row["reason"]
    return {**dict(row), "card": card, "reason": reason and restored(reason, card.get("reason_message"))}
