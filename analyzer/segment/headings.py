"""Which blocks are headings, and the trail of headings above every sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.domain.document import Block, BlockKind
from analyzer.domain.enumerator import Enumerator

_MAX_HEADING = 60
_MAX_HEADING_WEST = 120
_MAX_RUN_IN = 40
_ENDS = "。！？；;!?，,、：:.．…"
_HEADING_STYLES = frozenset({"part", "chapter", "section", "han", "han_paren", "roman", "decimal", "digit", "korean"})
_UNRANKED = 9
_ENUMERATED = 10


def is_heading(text: str, block: Block, enumerator: Enumerator | None) -> bool:
    """Tell whether a block is a heading: the file says so, or it is enumerated, short and no sentence."""
    if block.kind is BlockKind.ROW:
        return False
    limit = _MAX_HEADING if _is_east(text) else _MAX_HEADING_WEST
    if block.kind is BlockKind.HEADING:
        return len(text) <= 2 * limit
    if enumerator is None or enumerator.style not in _HEADING_STYLES or len(text) > limit:
        return False
    body = text[enumerator.end :].strip()
    return bool(body or enumerator.rank <= 3) and (not body or body[-1] not in _ENDS) and (enumerator.style != "digit" or not _is_list_like(body))


def is_run_in_heading(sentence: str, enumerator: Enumerator | None, *, alone: bool) -> bool:
    """Tell whether the first sentence of a longer paragraph is its heading, as （一）加强组织领导。 is."""
    if alone or enumerator is None or enumerator.style not in _HEADING_STYLES | {"digit_paren"}:
        return False
    body = sentence[enumerator.end :].strip()
    return 0 < len(body) <= _MAX_RUN_IN and body[-1] in "。.：:" and body.count("，") + body.count(",") <= 2


def _is_east(text: str) -> bool:
    return any("\u2e80" <= character <= "\ud7ff" for character in text)


def _is_list_like(body: str) -> bool:
    """A numbered Western item with many words is a list item, not a heading."""
    return not _is_east(body) and len(body.split()) > 14


@dataclass(slots=True)
class Trail:
    """The headings above the current place, outermost first."""

    _stack: list[tuple[int, str]] = field(default_factory=list)

    def push(self, text: str, level: int | None, enumerator: Enumerator | None) -> tuple[str, ...]:
        """Enter the part that a heading opens and return the trail that the heading itself stands under.

        Parts of the same or a lower rank close.

        The rank is the level that the file gives (1 to 9), else that of the enumerator (below all levels given by
        the file), else a rank between the two.
        """
        if level is not None:
            key = min(level, 8)
        elif enumerator is not None:
            key = _ENUMERATED * enumerator.rank + enumerator.depth
        else:
            key = _UNRANKED
        while self._stack and self._stack[-1][0] >= key:
            self._stack.pop()
        above = self.headings
        self._stack.append((key, text))
        return above

    @property
    def headings(self) -> tuple[str, ...]:
        """The trail as texts, outermost first."""
        return tuple(text for _, text in self._stack)
