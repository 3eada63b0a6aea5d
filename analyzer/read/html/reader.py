"""Web pages -> Document: the article without what stands around it. Nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.domain.document import BlockKind, Document
from analyzer.domain.message import say
from analyzer.read import READER_VERSION
from analyzer.read.encodings import Decoded, declared_codec, decode
from analyzer.read.flow import Flow
from analyzer.read.html.article import Article
from analyzer.read.text.wording import guess_title

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{1,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.\-]{1,40})""")
_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]{0,200}\?>)?\s*(?:<!DOCTYPE(?:[^\[<>]{0,400}\[[^\]]{0,100000}\]\s*>|[^>\[]{0,400}>))?", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,15})\s[^<>]{20000,}>")
_ERROR_PAGE = re.compile(r"\b(?:404|403|500|502|503)\b|not found|页面不存在|无法访问|找不到", re.IGNORECASE)
_BREAKING = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|section|article|ul|ol|td)\b[^>]{0,2000}>", re.IGNORECASE)
_SILENT_PART = re.compile(r"<(script|style|template|noscript)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[!/a-zA-Z][^<>]{0,20000}>")
_HEAD_BYTES = 65_536


def read_html(data: bytes, document_id: str) -> Document:
    """Read a web page in any encoding. Raises ReadError `unreadable` for bytes that are no text."""
    decoded = decode_html(data)
    flow = Flow()
    article = add_markup(flow, decoded.text)
    document = flow.document(
        document_id=document_id,
        reader=f"html {READER_VERSION}",
        format="html",
        encoding=decoded.encoding,
        notes=[*decoded.notes, *article.notes],
    )
    if len(document.text) < 400 and _ERROR_PAGE.search(document.text):
        note = say("the page looks like a web server's error message, not like a document")
        document = replace(document, quality=replace(document.quality, notes=(*document.quality.notes, note)))
    tops = (document.text[b.span.start : b.span.end] for b in document.blocks[:12] if b.kind is BlockKind.HEADING and b.level == 1)
    return replace(document, title=next(tops, None) or guess_title(document.text) or article.title)


def decode_html(data: bytes) -> Decoded:
    """Decode a page: by its byte order mark, by what it declares where the bytes agree, else by the bytes."""
    head = data[:_HEAD_BYTES]
    match = _META.search(head) or _XML_DECLARATION.search(head)
    declared = match.group(1).decode("ascii") if match else None
    if declared is not None and (declared_codec(declared) or "").startswith("utf-16"):
        # A declaration that can be read as ASCII disproves itself.
        declared = "utf-8"
    return decode(data, declared)


def add_html(flow: Flow, data: bytes) -> None:
    """Append a page's blocks to `flow` (for pages inside other documents)."""
    add_markup(flow, decode_html(data).text)


def add_markup(flow: Flow, markup: str) -> Article:
    """Append the blocks of decoded HTML to `flow`; returns what was found besides: title and notes."""
    from lxml import etree

    article = Article(flow)
    markup = _PROLOGUE.sub("", markup.replace("\0", ""), count=1)
    if _LONG_TAG.search(markup):
        # Thousands of attributes on one element make the parser quadratic; no document has them.
        markup = _LONG_TAG.sub(r"<\1>", markup)
    if not markup.strip():
        return article
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_errors()):
        article.notes.append(say("the page's elements are nested too deep: its text was read without its structure"))
        _add_bare(flow, markup)
        return article
    article.read(root)
    return article


def _add_bare(flow: Flow, markup: str) -> None:
    """Append the text between the tags, line by line: the last resort, so that no text vanishes."""
    import html

    markup = _SILENT_PART.sub(" ", markup)
    for line in _BREAKING.sub("\n", markup).split("\n"):
        flow.add(html.unescape(_TAG.sub("", line)))
