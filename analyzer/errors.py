"""The errors a user may see: each message says what went wrong, where, and what to do."""

from __future__ import annotations


class AnalyzerError(Exception):
    """Root of all expected failures; the command line prints it as one line and exits 1."""


class InputError(AnalyzerError):
    """A file or line handed in by the user cannot be used."""


class CodebookError(AnalyzerError):
    """A codebook or lexicon is malformed or names an unknown code."""


class ModelError(AnalyzerError):
    """A model is missing, altered, or belongs to another codebook."""


class CorpusError(AnalyzerError):
    """A corpus file is foreign, locked, or of another version."""


class ReadError(AnalyzerError):
    """A document cannot be read; `status` is the terminal status that its input gets.

    `status` is one of `analyzer.domain.results.Status`, held as its string value so that this
    module stays below the domain.
    """

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """Survive the way back from a worker process."""
        return type(self), (self.status, self.reason)
