"""A whole text pasted into one Word paragraph, with a space at each former line end -> its former lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from analyzer.read.flow import PrintedLine, is_unspaced
from analyzer.read.text.paragraphs import split_wraps, width

_SHORTER, _LONGER = 0.75, 1.02
"""Shares of the usual line: a piece under the first may be part of a line, and no line is longer than the second."""
_ENDS = "。！？；：!?;:"


def former_lines(pieces: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Return the former lines of a paragraph whose `pieces` lie on one page each; one only where it is an ordinary paragraph.

    The pages of a paragraph are taken together: where Word turned its pages says nothing of the lines.
    """
    text = "".join(piece.text for piece in pieces)
    parts = _without_spacing(split_wraps(text))
    if len(parts) < 2:
        return [list(pieces)]
    starts = [0, *accumulate(len(piece.text) for piece in pieces)]
    lines: list[list[PrintedLine]] = []
    position = page = 0
    for words in parts:
        line: list[PrintedLine] = []
        for word in words:
            begin = position = text.index(word, position)
            end = position = begin + len(word)
            while begin < end:
                while starts[page + 1] <= begin:
                    page += 1
                cut = min(end, starts[page + 1])
                # Spaces around a number showed how the text was set.
                line.append(PrintedLine(text[begin:cut], pieces[page].page, joint=""))
                begin = cut
        line[-1].joint = None
        lines.append(line)
    return lines


def _without_spacing(parts: Sequence[str]) -> list[list[str]]:
    """Put together the parts that were one line, where a space stood only to set a number apart from Han text (天桥 6 座)."""
    sizes = sorted(width(part) for part in parts if part[-1:] not in _ENDS)
    if not sizes:
        return [[part] for part in parts]
    usual = sizes[int(len(sizes) * 0.9)]
    # First numbers and their units, then what stands before them: a heading is no line of the paragraph that opens with a year.
    return _put_together(_put_together([[part] for part in parts], usual, after_number=True), usual, after_number=False)


def _put_together(parts: list[list[str]], usual: int, *, after_number: bool) -> list[list[str]]:
    """Put together neighbours that fit into one usual line, where the space between them stands after a number, or before one."""
    lines: list[list[str]] = []
    filled = 0
    for part in parts:
        size = sum(width(word) for word in part)
        if lines and min(filled, size) < _SHORTER * usual and filled + size <= _LONGER * usual and _is_spacing(lines[-1][-1], part[0], after_number):
            lines[-1] += part
            filled += size
        else:
            lines.append(part)
            filled = size
    return lines


def _is_spacing(left: str, right: str, after_number: bool) -> bool:
    if after_number:
        return left[-1].isdigit() and is_unspaced(right[0])
    return is_unspaced(left[-1]) and left[-1] not in _ENDS and right[0].isdigit()
