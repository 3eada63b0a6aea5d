"""How much of one document is read, and what reading it may cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may be and cost; the outcome of a document that meets one of them names it.

    `pages`, `bytes` (of the file) and `expansion` (bytes that its packed parts unfold to, together) are refused beyond the limit;
    `characters` cuts the text there. `seconds` (wall clock) and `memory` (bytes resident in the worker) end the reading.
    """

    pages: int = 20_000
    bytes: int = 512 * 2**20
    expansion: int = 256 * 2**20
    characters: int = 2_000_000
    seconds: float = 600.0
    memory: int = 900 * 2**20

    @property
    def key(self) -> str:
        """What tells two sets of limits apart that give other texts; time and memory only decide whether there is a result."""
        return f"pages={self.pages} bytes={self.bytes} expansion={self.expansion} characters={self.characters}"


_CURRENT: ContextVar[Limits] = ContextVar("limits", default=Limits())  # noqa: B039 - frozen


def limits() -> Limits:
    """Return the limits that hold here."""
    return _CURRENT.get()


@contextmanager
def limited(by: Limits) -> Iterator[None]:
    """Hold readers to other limits inside a `with` block."""
    token = _CURRENT.set(by)
    try:
        yield
    finally:
        _CURRENT.reset(token)
