"""Lines that only name responsible units, and the measures that they raise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzer.domain.segment import Segment
from analyzer.score.parts import CuesIn

_LONGEST = 240
_LABEL = re.compile(r"[\s（(\[【*]*([^:：。；！]{2,40}?)\s*[*】\]]*\s*[:：]")
_BRACKETED = re.compile(r"\s*[（(\[【][^（()）\[\]【】。]{2,200}(?:牵头|牽頭|负责|負責|配合|承办|承辦|落实|落實)[^（()）\[\]【】。]{0,30}[）)\]】][。.]?\s*")

_TAIL = re.compile(
    r"[。；]?\s*([（(\[【][^（()）\[\]【】]{2,200}(?:牵头|牽頭|负责|負責|责任单位|責任單位|配合单位|承办|承辦)[^（()）\[\]【】]{0,120}[）)\]】])[。；]?\s*$"
)


def is_duty_line(segment: Segment, duties: Sequence[str], cues_in: CuesIn) -> bool:
    """Tell whether a segment only names units: （责任单位：市数据局）, “Lead: Transport Department”, （市数据局牵头，市财政局配合）."""
    text = segment.text
    if len(text) > _LONGEST or segment.kind == "row":
        return False
    return _BRACKETED.fullmatch(text) is not None or is_labelled(segment, duties, cues_in)


def is_labelled(segment: Segment, labels: Sequence[str], cues_in: CuesIn) -> bool:
    """Tell whether a segment opens with a label, closed by a colon, that holds one of the cues `labels`."""
    label = _LABEL.match(segment.text)
    return label is not None and not cues_in(label[1], segment.language).isdisjoint(labels)


def units_at_end(segment: Segment) -> str | None:
    """Return the bracket at the end of a sentence that names responsible units: …系统。（市数据局牵头）."""
    match = _TAIL.search(segment.text)
    return match[1] if match and match.start() > 0 and segment.kind != "row" else None


def raised(segments: Sequence[Segment], levels: Sequence[int], lines: Sequence[bool]) -> Mapping[int, str]:
    """Return which measures (positions) a line raises to accountable, with that line.

    A line raises the measures of the paragraph that it ends; where it is a paragraph of its own, those of the paragraph before. A bracket at the
    end of a sentence raises the measures before it in its paragraph, back to the last such bracket. Each is raised once; a second line on the same
    paragraph adds nothing.
    """
    found: dict[int, str] = {}
    ends = [None if is_line else units_at_end(segment) for segment, is_line in zip(segments, lines, strict=True)]
    for number, is_line in enumerate(lines):
        if (units := ends[number]) is not None:
            before = number - 1
            while before >= 0 and segments[before].paragraph == segments[number].paragraph and not lines[before] and ends[before] is None:
                if levels[before] == 2 and segments[before].kind != "heading":
                    found.setdefault(before, units)
                before -= 1
        if not is_line:
            continue
        before = number - 1
        while before >= 0 and lines[before]:
            before -= 1
        paragraph = segments[before].paragraph if before >= 0 else None
        while before >= 0 and segments[before].paragraph == paragraph and not lines[before] and segments[before].kind != "heading":
            if levels[before] == 2:
                found.setdefault(before, segments[number].text)
            before -= 1
    return found
