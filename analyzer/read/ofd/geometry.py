"""Numbers of OFD: arrays, boxes, matrices and the advances of characters; millimetres in, points out."""

from __future__ import annotations

import math
from dataclasses import dataclass

POINTS = 72 / 25.4
"""Points in a millimetre."""
_LARGEST = 1e6


def numbers(text: str | None) -> list[float]:
    """Return the finite numbers of an array; what is no number ends it."""
    found: list[float] = []
    for part in (text or "").replace(",", " ").split():
        try:
            value = float(part)
        except ValueError:
            break
        if not math.isfinite(value) or abs(value) > _LARGEST:
            break
        found.append(value)
    return found


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """Return a box as x, y, width, height in millimetres, `None` where there is none."""
    values = numbers(text)
    return (values[0], values[1], values[2], values[3]) if len(values) >= 4 else None


def advances(text: str | None, count: int) -> list[float]:
    """Return at most `count` advances from one character to the next; `g 3 2.5` stands for 2.5 three times."""
    found: list[float] = []
    parts = (text or "").replace(",", " ").split()
    index = 0
    while index < len(parts) and len(found) < count:
        repeat = 1
        if parts[index] == "g" and index + 2 < len(parts) and parts[index + 1].isdigit():
            repeat = min(int(parts[index + 1]), count)
            index += 2
        value = numbers(parts[index])
        if not value:
            break
        found += value * repeat
        index += 1
    return found[:count]


@dataclass(frozen=True, slots=True)
class Matrix:
    """An affine map as OFD writes it: x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def of(cls, text: str | None) -> Matrix:
        """Read a matrix; anything but six numbers is none."""
        values = numbers(text)
        return cls(*values) if len(values) == 6 else cls()

    def moved(self, x: float, y: float) -> Matrix:
        """Return this map followed by a shift."""
        return Matrix(self.a, self.b, self.c, self.d, self.e + x, self.f + y)

    def then(self, outer: Matrix) -> Matrix:
        """Return this map followed by `outer`."""
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            outer.a * self.e + outer.c * self.f + outer.e,
            outer.b * self.e + outer.d * self.f + outer.f,
        )

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def height(self) -> float:
        """How much longer an upright stroke becomes."""
        return math.hypot(self.c, self.d)

    @property
    def direction(self) -> int:
        """Where a line of text runs, in quarter turns of the page, as degrees (0 to the right)."""
        return round(math.degrees(math.atan2(self.b, self.a)) / 90) % 4 * 90
