"""Web pages -> Document: the article without what stands around it. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.domain.document import BlockKind, Document, DropReason
from analyzer.domain.enumerator import find_enumerator
from analyzer.errors import ReadError
from analyzer.read import READER_VERSION
from analyzer.read.encodings import Decoded, decode
from analyzer.read.flow import Flow, clean
from analyzer.read.rows import Cell, add_rows
from analyzer.read.wording import close_up, guess_title, is_web_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{1,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.\-]{1,40})""")
_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE(?:[^\[<>]{0,400}\[.*?\]\s*>|[^>\[]{0,400}>))?", re.IGNORECASE | re.DOTALL)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)|(?:left|top|text-indent)\s*:\s*-\d{4,}", re.IGNORECASE)
_LISTING = re.compile(r"(?:^|[\s_-])(?:breadcrumbs?|navbar|nav|navigation|menu|sidebar|cookie|share|social|pagination|skip-?link|toolbar|banner-ad|advert)(?:$|[\s_-])", re.IGNORECASE)
_SILENT = frozenset("script style template noscript head iframe object embed svg math canvas audio video map select datalist textarea input img picture source link meta base param track applet".split())
_AROUND = frozenset("nav aside button form menu dialog".split())
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul caption legend form title plaintext xmp listing".split()
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_MAX_DEPTH = 2000


def read_html(data: bytes, document_id: str) -> Document:
    """Read a web page in any encoding. Raises ReadError `unreadable` for a page that cannot be parsed."""
    decoded = decode_html(data)
    flow = Flow()
    page_title = add_markup(flow, decoded.text)
    notes = list(decoded.notes)
    hidden = flow.dropped_because(DropReason.HIDDEN)
    if hidden:
        notes.append(f"{hidden} hidden parts of the page were left out")
    document = flow.document(document_id=document_id, reader=f"html {READER_VERSION}", format="html", encoding=decoded.encoding, notes=notes)
    first = next((document.text[b.span.start : b.span.end] for b in document.blocks[:12] if b.kind is BlockKind.HEADING and b.level == 1), None)
    return replace(document, title=first or guess_title(document.text) or page_title)
