"""Documents of a corpus as they are listed, filtered, ranked and compared; and their coded sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

LOCAL_LEVELS = ("city", "district")
UPPER_LEVELS = ("province", "national", "supranational")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a corpus with what it says of itself, or what a table of the user says of it, and its score.

    `files` are its paths, sorted; `date` is that of issue, ISO 8601 and as fine as it is told, else the first year it plans for. `criteria` maps
    criteria to score and interval. Scores under another `coder` or `fingerprint` (versions of reader, codebook and model) are no scores of the same
    measure.
    """

    id: str
    files: tuple[str, ...]
    title: str | None
    kind: str | None
    level: str | None
    place: str | None
    date: str | None
    language: str
    sentences: int
    coder: str
    fingerprint: str
    score: float | None
    interval: tuple[float, float] | None
    reason: str | None
    criteria: Mapping[str, tuple[float, tuple[float, float]]]

    @property
    def year(self) -> int | None:
        """The year of `date`."""
        return int(self.date[:4]) if self.date else None

    @property
    def name(self) -> str:
        """The first path: how the document is called."""
        return self.files[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents of a corpus are asked for; `None` asks for any. `language` is the beginning of a tag, `place` a part of the name."""

    language: str | None = None
    years: tuple[int, int] | None = None
    place: str | None = None
    kind: str | None = None
    level: str | None = None

    def takes(self, entry: Entry) -> bool:
        """Tell whether a document is asked for."""
        return (
            (self.language is None or (entry.language + "-").lower().startswith(self.language.lower() + "-"))
            and (self.years is None or (entry.year is not None and self.years[0] <= entry.year <= self.years[1]))
            and (self.place is None or self.place.casefold() in (entry.place or "").casefold())
            and (self.kind is None or entry.kind == self.kind)
            and (self.level is None or entry.level == self.level)
        )

    def untold(self, entry: Entry) -> tuple[str, ...]:
        """Return what is asked of a document that it does not tell (years, place, kind, level); nothing where it tells something else than is asked for."""
        asked = {"years": entry.year, "place": entry.place, "kind": entry.kind, "level": entry.level}
        names = tuple(name for name, value in asked.items() if value is None and getattr(self, name) is not None)
        return names if names and replace(self, **dict.fromkeys(names)).takes(entry) else ()


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """A sentence of a document with its codes by group; `words` are those of the full-text search, `commitment` runs from 0 to 3."""

    id: str
    document: str
    text: str
    words: tuple[str, ...]
    heading: tuple[str, ...]
    kind: str
    language: str
    paragraph: int
    page: int | None
    commitment: int
    codes: Mapping[str, tuple[str, ...]]
