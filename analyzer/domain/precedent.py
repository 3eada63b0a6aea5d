"""How another plan or programme said something that a draft lacks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Precedent:
    """One sentence of another plan or programme. `source` names it; `urls` are its sources on the web, `page` its page where there is one.

    `language` is the sentence's BCP 47 tag; `invented` marks sample plans of cities that do not exist.
    """

    text: str
    source: str
    language: str
    page: int | None = None
    urls: tuple[str, ...] = ()
    invented: bool = False
