"""A page as a grey picture: how its lines slope, setting it upright, freeing it of noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.read.ocr.turn import Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SMALL = 1000
"""Pixels on the long side of the copy in which the slope of the lines is measured."""
_POINTS = 60_000
"""Ink points that are looked at; more tell nothing new."""
INK = 60
"""How much darker than the paper ink is, of 255."""
_COARSE, _FINE, _WIDEST = 0.5, 0.1, 10.0
"""Steps and range of slopes that are tried, in degrees."""
_LEVEL = 0.25
"""Slopes below this (degrees) are left as they are: turning blurs."""
_NOISE = 5.0
"""How far pixels differ from the median around them, in the mean, from which on they are noise."""
_STRIP = 256
"""Rows that are worked on at a time, so that working arrays stay small."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An 8-bit grey picture: `pixels` by rows (height, width), 0 black; `dpi` pixels an inch."""

    pixels: NDArray[np.uint8]
    dpi: float

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])


def slope(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """Return the slope of the lines of print, in degrees (positive: they fall to the right), and how sharply lines stand out at it.

    The ink of lines that are looked at along their slope falls into few rows: the profile across them is at its steepest
    (Postl's projection profiles).
    """
    import numpy as np

    step = max(max(pixels.shape) // _SMALL, 1)
    height, width = pixels.shape[0] // step * step, pixels.shape[1] // step * step
    if not height or not width:
        return 0.0, 0.0
    small = pixels[:height, :width].reshape(height // step, step, width // step, step).mean(axis=(1, 3))
    down, across = np.nonzero(small < np.median(small) - INK)
    if down.size > _POINTS:
        chosen = np.linspace(0, down.size - 1, _POINTS).astype(np.int64)
        down, across = down[chosen], across[chosen]
    if down.size < 100:
        return 0.0, 0.0
    rows = small.shape[0] + 2 * int(small.shape[1] * math.tan(math.radians(_WIDEST + 1))) + 2
    centred = across - small.shape[1] / 2

    def sharpness(degrees: float) -> float:
        places = np.rint(down - centred * math.tan(math.radians(degrees)) + (rows - small.shape[0]) / 2).astype(np.int64)
        profile = np.bincount(np.clip(places, 0, rows - 1), minlength=rows).astype(np.float64)
        return float(np.square(np.diff(profile)).sum()) / down.size

    coarse = max(np.arange(-_WIDEST, _WIDEST + _COARSE / 2, _COARSE), key=lambda degrees: (sharpness(degrees), -abs(degrees)))
    fine = max(np.arange(coarse - _COARSE, coarse + _COARSE + _FINE / 2, _FINE), key=lambda degrees: (sharpness(degrees), -abs(degrees)))
    return round(float(fine), 2), sharpness(fine)


def upright(picture: Picture, quarters: int, degrees: float) -> tuple[Picture, Turn]:
    """Turn a picture by quarters anticlockwise and then by `degrees` anticlockwise; also return how to get back."""
    import numpy as np

    pixels = np.ascontiguousarray(np.rot90(picture.pixels, quarters))
    if abs(degrees) < _LEVEL:
        degrees = 0.0
    height, width = pixels.shape
    turn = Turn(quarters % 4, degrees, width, height)
    if degrees:
        pixels = _turned(pixels, math.radians(degrees))
    return Picture(pixels, picture.dpi), turn


def _turned(pixels: NDArray[np.uint8], angle: float) -> NDArray[np.uint8]:
    """Turn by bilinear sampling; what comes in from outside is paper."""
    import numpy as np

    height, width = pixels.shape
    paper = int(np.median(pixels))
    framed = np.pad(pixels, 1, constant_values=paper)
    result = np.empty_like(pixels)
    across = np.arange(width, dtype=np.float32) - width / 2
    cosine, sine = math.cos(angle), math.sin(angle)
    for first in range(0, height, _STRIP):
        down = np.arange(first, min(first + _STRIP, height), dtype=np.float32)[:, None] - height / 2
        x = np.clip(across * cosine - down * sine + width / 2 + 1, 0, width)
        y = np.clip(across * sine + down * cosine + height / 2 + 1, 0, height)
        left, top = x.astype(np.int32), y.astype(np.int32)
        x, y = x - left, y - top
        upper = framed[top, left] * (1 - x) + framed[top, left + 1] * x
        lower = framed[top + 1, left] * (1 - x) + framed[top + 1, left + 1] * x
        result[first : first + _STRIP] = np.rint(upper * (1 - y) + lower * y)
    return result


def without_specks(picture: Picture) -> Picture:
    """Return a noisy picture with each pixel as the median of its neighbourhood, a clean one as it is."""
    import numpy as np

    pixels = picture.pixels
    if min(pixels.shape) < 3:
        return picture
    framed = np.pad(pixels, 1, mode="edge")
    calm = np.empty_like(pixels)
    for first in range(0, picture.height, _STRIP):
        last = min(first + _STRIP, picture.height)
        around = [framed[first + down : last + down, across : across + picture.width] for down in range(3) for across in range(3)]
        calm[first:last] = np.median(np.stack(around), axis=0)
    noise = float(np.abs(pixels.astype(np.int16) - calm).mean())
    return Picture(calm, picture.dpi) if noise > _NOISE else picture
