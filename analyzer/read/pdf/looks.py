"""What shows on a page, in pixels, and the geometry of rectangles on it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from typing import Any

ALIKE = 24
"""Steps of 255 by which two colours or two pictures differ to the eye."""
_SHARP, _PIXELS = 1.0, 4_000_000
"""Pixels a point of the pictures, and of a whole picture at most."""
_CHANNELS = 4
Matrix = tuple[float, float, float, float, float, float]
Sides = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""


class Picture:
    """What shows within a rectangle of a page, in pixels."""

    def __init__(self, raw: Any, page: Any, around: Sides) -> None:
        width, height = page.get_size()
        scale = min(_SHARP, math.sqrt(_PIXELS / max(width * height, 1.0)))
        self._raw, self._page = raw, page
        self._whole = (max(round(width * scale), 1), max(round(height * scale), 1))
        self._left, self._top, right, bottom = self._pixels_of(around, (0, 0, *self._whole))
        self._width, self._height = max(right - self._left, 1), max(bottom - self._top, 1)
        bitmap = raw.FPDFBitmap_Create(self._width, self._height, 0)
        if not bitmap:
            raise MemoryError
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, self._width, self._height, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page, -self._left, -self._top, *self._whole, 0, raw.FPDF_ANNOT)
        self._stride = raw.FPDFBitmap_GetStride(bitmap)
        self._pixels = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), self._stride * self._height)
        raw.FPDFBitmap_Destroy(bitmap)

    def differs(self, other: Picture, sides: Sides) -> bool:
        """Tell whether some pixel within a rectangle looks other than in the other picture."""
        for start, end in self._spans(sides):
            mine, others = self._pixels[start:end], other._pixels[start:end]
            if mine != others and any(abs(one - two) >= ALIKE for one, two in zip(mine, others, strict=True)):
                return True
        return False

    def contrast(self, sides: Sides) -> int:
        """Return by how many steps of 255 the lightest and the darkest pixel within a rectangle differ."""
        rows = [self._pixels[start:end] for start, end in self._spans(sides)]
        return max(map(max, rows)) - min(map(min, rows)) if rows else 0

    def _spans(self, sides: Sides) -> list[tuple[int, int]]:
        """Return where in the pixels the lines of a rectangle begin and end; none beyond the picture."""
        left, top, right, bottom = self._pixels_of(sides, (self._left, self._top, self._left + self._width, self._top + self._height))
        if left >= right:
            return []
        starts = range((top - self._top) * self._stride, (bottom - self._top) * self._stride, self._stride)
        return [(start + (left - self._left) * _CHANNELS, start + (right - self._left) * _CHANNELS) for start in starts]

    def _pixels_of(self, sides: Sides, bounds: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Return the pixels of the whole page (left, top, right, bottom) that a rectangle and a seam of one around it cover, within bounds."""
        x, y = ctypes.c_int(), ctypes.c_int()
        found: list[tuple[int, int]] = []
        for across, up in ((sides[0], sides[1]), (sides[2], sides[3])):
            self._raw.FPDF_PageToDevice(self._page, 0, 0, *self._whole, 0, across, up, ctypes.pointer(x), ctypes.pointer(y))
            found.append((x.value, y.value))
        (x0, y0), (x1, y1) = found
        return max(min(x0, x1) - 1, bounds[0]), max(min(y0, y1) - 1, bounds[1]), min(max(x0, x1) + 2, bounds[2]), min(max(y0, y1) + 2, bounds[3])


def product(inner: Matrix, outer: Matrix | None) -> Matrix:
    """Return the matrix that moves by `inner`, then by `outer`."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved_box(points: Sequence[tuple[float, float]], matrix: Matrix | None) -> Sides:
    """Return the rectangle around points that a matrix has moved."""
    if matrix is not None:
        a, b, c, d, e, f = matrix
        points = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def alike(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    """Tell whether two colours look the same."""
    return abs(one[0] - two[0]) <= ALIKE and abs(one[1] - two[1]) <= ALIKE and abs(one[2] - two[2]) <= ALIKE


def shared(sides: Sides, other: Sides) -> float:
    """Return the share of the first rectangle that lies within the second."""
    width = min(sides[2], other[2]) - max(sides[0], other[0])
    height = min(sides[3], other[3]) - max(sides[1], other[1])
    area = (sides[2] - sides[0]) * (sides[3] - sides[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0
