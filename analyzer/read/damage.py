"""What a text lost before it was read: years with wrong or missing digits, and an end in the middle of a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.domain.document import BlockKind, Document
from analyzer.domain.message import Message, say

_DAMAGED = re.compile(
    r"(?<![\d.,])(?:0\d{3}|20\s\d\s?\d?|2\s0\d\d?|20[\dlOo]?[lOo]\d?|20\d[lOo])\s?年"
    r"|\b(?:[Bb]y|[Ii]n|[Uu]ntil|[Ss]ince|[Ff]rom)\s(?:20\s\d|20[lO]\d|20\d[lO]|2O\d\d|0[0-4]\d\d)(?![\dA-Za-z%.,:])"
)
_ODD_NUMBER = re.compile(r"(?:20\s\d|20[lO]\d|20\d[lO]|2O\d\d|0[0-4]\d\d)(?![\dA-Za-z%.,:])")
"""What a damaged year without 年 is, whatever stands before it: found ten times as fast."""
_SENTENCE = re.compile(r"[^。！？；\n]+")
LEAST = 2
"""Damaged years from which on they are told: a single one may be a slip of the pen."""
_HAN_TAIL, _LATIN_TAIL = 16, 80
"""Least characters of a last paragraph that is judged: a shorter one may be a signature, a date, an address."""
_PROSE, _CLOSED_SHARE = 20, 0.9
"""The end is judged where this share of the paragraphs of so many characters do end: some texts do without full stops."""
_CLOSED = re.compile(r"[。．！？!?；;：:…”』」》）)\]】.\d%*_>|]\s*$")
_RUNNING_HAN = re.compile(r"[，。；][^，。；]*[\u3400-\u9fff、，]\s*$")
_RUNNING_LATIN = re.compile(r"[a-zà-öø-ÿ,]\s+(?:[a-zà-öø-ÿ'’-]+\s+){3}[a-zà-öø-ÿ'’-]+,?\s*$")
LOST = 0.05
"""What a text that ends in the middle of a sentence loses of its reading quality: how much is missing behind it cannot be told."""


def mark_damage(document: Document) -> Document:
    """Return the document with its damage among the notes on its reading, and that much less reading quality.

    The quality falls by the share of characters that stand in sentences with a damaged year, and by `LOST` for a torn end.
    """
    notes: list[Message] = []
    kept = 1.0
    doubtful = "年" in document.text or _ODD_NUMBER.search(document.text) is not None
    found = [match[0].strip() for match in _DAMAGED.finditer(document.text)] if doubtful else []
    if len(found) >= LEAST:
        harmed = sum(len(sentence[0]) for sentence in _SENTENCE.finditer(document.text) if _DAMAGED.search(sentence[0]))
        kept *= 1 - harmed / max(len(document.text), 1)
        shown = ", ".join(dict.fromkeys(found[:20]))[:80]
        notes.append(
            say("{count} years have wrong or missing digits ({shown}): the source is damaged; compare it with the original", count=len(found), shown=shown)
        )
    if (end := _torn_end(document)) is not None:
        kept *= 1 - LOST
        notes.append(say("the last sentence has no end (…{end}): the source may not be whole; compare it with the original", end=end))
    if not notes:
        return document
    quality = document.quality
    return replace(document, quality=replace(quality, score=round(quality.score * kept, 4), notes=(*quality.notes, *notes)))


def _torn_end(document: Document) -> str | None:
    """Return the last words of a running text that stops short, `None` where the end is one or cannot be judged."""
    if document.quality.truncated or not document.blocks:
        return None
    last = document.blocks[-1]
    text = last.span.of(document.text).rstrip()
    if last.kind is not BlockKind.PARAGRAPH or _CLOSED.search(text):
        return None
    prose = [block.span.of(document.text) for block in document.blocks[:-1] if block.span.end - block.span.start >= _PROSE]
    if sum(_CLOSED.search(item) is not None for item in prose) < _CLOSED_SHARE * len(prose):
        return None
    torn = (len(text) >= _HAN_TAIL and _RUNNING_HAN.search(text)) or (len(text) >= _LATIN_TAIL and _RUNNING_LATIN.search(text))
    return text[-16:] if torn else None
