"""Markdown's marks inside a line: emphasis, links, images, code, tags, attributes, formulas."""

from __future__ import annotations

import html
import re

_IMAGE = re.compile(r"!\[[^\[\]]{0,2000}\](?:\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)|\[[^\[\]]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]]{0,2000})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s+[\"'][^()]{0,500})?\)")
_REFERRING = re.compile(r"\[([^\[\]]{1,2000})\]\[[^\[\]]{0,200}\]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
_AUTO = re.compile(r"<(https?://[^<>\s]{1,2000}|[^<>\s@]{1,100}@[^<>\s]{1,100})>")
_STRONG = re.compile(r"(\*{1,3}|(?<![\w_])_{1,3})(?=\S)(.{1,2000}?\S|\S)\1(?!\w)")
_CODE = re.compile(r"`{1,2}([^`]{1,2000})`{1,2}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~$])")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,2000})?/?>")
_MATH = re.compile(r"\$\{?\s*\}?\s*[\^_]\{?\s*(.{1,20}?)\s*\}?\s*\$|\$([^$\n]{1,80})\$")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}")
_OPEN_LINK = re.compile(r"\[[^\[\]]{0,500}$")
_LINK_END = re.compile(r"[^\[\]]{0,500}\](?:\(|\[)")


def strip_marks(text: str) -> str:
    """Return one line without Markdown's marks: emphasis, links (their text stays), images, code, tags, attributes, entities."""
    if "![" in text:
        text = _IMAGE.sub(" ", text)
    if "](" in text or "][" in text:
        text = _REFERRING.sub(r"\1", _LINK.sub(r"\1", text))
    if "[^" in text:
        text = _FOOTNOTE.sub("", text)
    if "{:" in text:
        text = _ATTRIBUTES.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", _AUTO.sub(r"\1", text))
    if "$" in text:
        text = _MATH.sub(_formula, text)
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
        # Converters escape what was escaped before.
        text = html.unescape(text) if "&amp;" in text or "&lt;" in text else text
    return text


def is_cut_link(before: str, after: str) -> bool:
    """Tell whether a link's text begins on one line and ends on the next."""
    return "[" in before and _OPEN_LINK.search(before) is not None and _LINK_END.match(after) is not None


def _formula(match: re.Match[str]) -> str:
    """Return a short formula as text: footnote marks vanish, `\\mathrm{CO}_2` becomes CO2; amounts of money stay."""
    inner = match.group(2)
    if inner is None:
        return ""
    if "\\" not in inner and "_" not in inner and "^" not in inner:
        return match.group(0)
    inner = re.sub(r"\\(?:mathrm|text|mathbf|operatorname|left|right|,|;|!|quad|%)", lambda m: "%" if m.group(0) == "\\%" else " ", inner)
    return re.sub(r"\s+", " ", re.sub(r"[{}_^\\~]", "", inner)).strip()
