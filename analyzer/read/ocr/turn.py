"""How a picture was turned to stand upright, and the way back to the page."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """First by quarter turns anticlockwise, then by `degrees` anticlockwise about its middle.

    `width` and `height` are those of the upright picture, in pixels.
    """

    quarters: int
    degrees: float
    width: float
    height: float

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the upright picture lies in the picture before turning, in pixels."""
        middle_x, middle_y = self.width / 2, self.height / 2
        angle = math.radians(self.degrees)
        dx, dy = x - middle_x, y - middle_y
        x, y = middle_x + dx * math.cos(angle) - dy * math.sin(angle), middle_y + dx * math.sin(angle) + dy * math.cos(angle)
        width, height = self.width, self.height
        for _ in range(self.quarters % 4):
            # One quarter clockwise undoes one anticlockwise.
            x, y, width, height = height - y, x, height, width
        return x, y
