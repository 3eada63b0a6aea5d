"""Compares two corpora row by row: what changed in what the analyser says, table by table.

Usage: python tests/perf/compare.py BEFORE.db AFTER.db

Documents, segments, codings and scores are matched by their ids, not by their place in the file. Versions (fingerprints, coders' ids) are left
out, since both sides are meant to differ in them. Ends with status 1 where a row differs.
"""

import sqlite3
import sys
from collections import Counter

# Per table: the key of a row, then what is compared. `segments.key` and `coders.id` are numbers of one file and stand for ids and names.
QUERIES = {
    "inputs": "SELECT shown, status, reason, flags, size, sha256, document_id FROM inputs",
    "documents": "SELECT id, title, kind, level, state, issuer, number, date, place, period_start, period_end, description, language, evaluated, format,"
    " reader, pages, sentences, quality, quality_detail, dropped, text FROM documents",
    "segments": 'SELECT id, document_id, ordinal, present, start, "end", text, heading, kind, language, paragraph, page, boxes, tokens FROM segments',
    "codings": "SELECT s.id || ' ' || c.code_group || ' ' || c.code, c.probability, c.assigned, c.evidence FROM codings c JOIN segments s ON s.key=c.segment",
    "scores": "SELECT document_id, score, low, high, reason, card FROM scores",
}


def rows(path, query):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return names, {row[0]: row[1:] for row in cursor}


def main():
    before, after = sys.argv[1:]
    differing = 0
    for table, query in QUERIES.items():
        names, old = rows(before, query)
        _, new = rows(after, query)
        columns = Counter()
        shown = None
        for key in old.keys() & new.keys():
            for name, one, other in zip(names[1:], old[key], new[key], strict=True):
                if one != other:
                    columns[name] += 1
                    shown = shown or (key, name, one, other)
        missing, added = len(old.keys() - new.keys()), len(new.keys() - old.keys())
        differing += missing + added + sum(columns.values())
        print(f"{table}: {len(old)} rows, {missing} only before, {added} only after, differing: {dict(columns) or 'none'}")
        if shown:
            print("  such as", *(repr(part)[:300] for part in shown), sep="\n    ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
