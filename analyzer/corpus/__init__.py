"""The SQLite corpus: inputs, documents, segments, codings and scores."""
