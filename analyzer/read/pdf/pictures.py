"""Pages as pictures for people to look at: grey PNG, small enough for many in one file."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from struct import pack

DPI = 100
MAX_PIXELS = 4_000_000
"""Larger pages are drawn more coarsely."""
_HIGH = bytes(level & 0xF0 for level in range(256))
_LOW = bytes(level >> 4 for level in range(256))


def page_pictures(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield number (from 1) and PNG of the pages of a PDF that were asked for; pages that cannot be drawn are left out."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        for number in numbers:
            if not 1 <= number <= len(document):
                continue
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                continue
            try:
                width, height = page.get_size()
                if width <= 0 or height <= 0:
                    continue
                scale = min(DPI / 72, math.sqrt(MAX_PIXELS / (width * height)))
                bitmap = page.render(scale=scale, grayscale=True)
                picture = png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
                bitmap.close()
            except (pypdfium2.PdfiumError, ValueError):
                continue
            finally:
                page.close()
            yield number, picture


def png(grey: bytes, width: int, height: int, stride: int) -> bytes:
    """Return a picture of 8-bit grey pixels, rows `stride` bytes apart, as a PNG of 16 greys (its specification: ISO/IEC 15948)."""
    half = (width + 1) // 2
    rows = bytearray()
    for line in range(height):
        row = grey[line * stride : line * stride + width] + b"\0" * (width % 2)
        # Two pixels a byte, all of a row at once.
        packed = int.from_bytes(row[0::2].translate(_HIGH)) | int.from_bytes(row[1::2].translate(_LOW))
        rows += b"\0" + packed.to_bytes(half)
    header = pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body)) for kind, body in parts)
