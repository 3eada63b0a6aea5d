"""pdfium's functions called with plain numbers for handles and addresses: half the time of calls that make an object of every pointer.

A page needs hundreds of these calls. The functions, their order of arguments and their results are those of pdfium's public headers.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

_POINTER, _INT, _LONG, _FLOAT, _DOUBLE, _TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong, ctypes.c_float, ctypes.c_double, ctypes.c_char_p
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "FPDFPage_CountObjects": (_INT, _POINTER),
    "FPDFPage_GetObject": (_POINTER, _POINTER, _INT),
    "FPDFPageObj_GetType": (_INT, _POINTER),
    "FPDFPageObj_GetFillColor": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetStrokeColor": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetStrokeWidth": (_INT, _POINTER, _POINTER),
    "FPDFPageObj_GetBounds": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetMatrix": (_INT, _POINTER, _POINTER),
    "FPDFPageObj_GetClipPath": (_POINTER, _POINTER),
    "FPDFPageObj_CountMarks": (_INT, _POINTER),
    "FPDFPageObj_GetMark": (_POINTER, _POINTER, _LONG),
    "FPDFPageObj_RemoveMark": (_INT, _POINTER, _POINTER),
    "FPDFPageObjMark_GetName": (_INT, _POINTER, _POINTER, _LONG, _POINTER),
    "FPDFPageObjMark_GetParamValueType": (_INT, _POINTER, _TEXT),
    "FPDFPageObjMark_GetParamStringValue": (_INT, _POINTER, _TEXT, _POINTER, _LONG, _POINTER),
    "FPDFFormObj_CountObjects": (_INT, _POINTER),
    "FPDFFormObj_GetObject": (_POINTER, _POINTER, _LONG),
    "FPDFPath_GetDrawMode": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFClipPath_CountPaths": (_INT, _POINTER),
    "FPDFClipPath_CountPathSegments": (_INT, _POINTER, _INT),
    "FPDFClipPath_GetPathSegment": (_POINTER, _POINTER, _INT, _INT),
    "FPDFPathSegment_GetPoint": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFTextObj_GetTextRenderMode": (_INT, _POINTER),
    "FPDFTextObj_SetTextRenderMode": (_INT, _POINTER, _INT),
    "FPDFTextObj_GetText": (_LONG, _POINTER, _POINTER, _POINTER, _LONG),
    "FPDFText_CountChars": (_INT, _POINTER),
    "FPDFText_CountRects": (_INT, _POINTER, _INT, _INT),
    "FPDFText_GetRect": (_INT, _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFText_GetCharBox": (_INT, _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFText_GetFontSize": (_DOUBLE, _POINTER, _INT),
    "FPDFText_GetMatrix": (_INT, _POINTER, _INT, _POINTER),
    "FPDFText_GetFontInfo": (_LONG, _POINTER, _INT, _POINTER, _LONG, _POINTER),
    "FPDFText_GetTextObject": (_POINTER, _POINTER, _INT),
    "FPDFText_GetTextIndexFromCharIndex": (_INT, _POINTER, _INT),
    "FPDFText_GetCharIndexFromTextIndex": (_INT, _POINTER, _INT),
}


def handle(pointer: Any) -> int:
    """Return the number of a handle that pypdfium2 gave."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


class Calls:
    """The functions by their names without `FPDF`: `calls.Text_CountChars(textpage)`."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __getattr__(self, name: str) -> Callable[..., Any]:
        full = "FPDF" + name
        signature = _SIGNATURES.get(full)
        if signature is None:
            raise AttributeError(name)
        function: Callable[..., Any] = ctypes.PYFUNCTYPE(*signature)(handle(getattr(self._raw, full)))
        setattr(self, name, function)
        return function


class Numbers:
    """A few numbers that pdfium writes: `at` are their addresses, `get` gives them. A slice of `held` is taken in half the time of its parts."""

    def __init__(self, kind: Any, count: int) -> None:
        self.held = (kind * count)()
        start, step = ctypes.addressof(self.held), ctypes.sizeof(kind)
        self.at = tuple(start + step * number for number in range(count))

    def get(self) -> Any:
        """Return the numbers as a tuple."""
        return tuple(self.held[:])
