"""XML written as it comes, for files that may not fit into memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.sax.saxutils import XMLGenerator

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SURROGATES = re.compile("[\ud800-\udfff]")


class Xml:
    """Writes XML in UTF-8 without a byte order mark; characters that XML forbids become U+FFFD."""

    def __init__(self, output: IO[bytes], *, declaration: bool = True) -> None:
        self._output = output
        self._writer = XMLGenerator(output, "utf-8", short_empty_elements=True)
        if declaration:
            self._writer.startDocument()

    @contextmanager
    def element(self, name: str, /, **attributes: str) -> Iterator[None]:
        """Write an element around what is written inside the block."""
        self._writer.startElement(name, {key: legal(value) for key, value in attributes.items()})  # type: ignore[arg-type]
        yield
        self._writer.endElement(name)

    def leaf(self, name: str, /, **attributes: str) -> None:
        """Write an empty element."""
        with self.element(name, **attributes):
            pass

    def text(self, name: str, text: str) -> None:
        """Write an element that holds text."""
        with self.element(name):
            self._writer.characters(legal(text))

    def raw(self, content: IO[bytes]) -> None:
        """Copy elements that were written elsewhere."""
        self._writer.ignorableWhitespace("\n")
        while chunk := content.read(1 << 20):
            self._output.write(chunk)

    def flush(self) -> None:
        """Hand everything to the file."""
        self._output.flush()

    def end(self) -> None:
        """End the document."""
        self._writer.endDocument()
        self._output.flush()


def legal(text: str) -> str:
    """Return text with every character that XML 1.0 forbids as U+FFFD; same length."""
    return _ILLEGAL.sub("\ufffd", text)
