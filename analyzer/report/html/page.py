"""Templates -> one self-contained page under a strict Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from analyzer.i18n import tr_in

if TYPE_CHECKING:
    from jinja2 import Environment

_UNSEEN = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u2028", "\u2029", "\ufeff", "\u200b"}
"""Characters that turn the direction of a line, break it or hide in it."""


def visible(value: object) -> object:
    """Return a text of a document with a replacement character for each that a page cannot hold or that disguises what stands beside it."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return "".join(" " if character in "\n\r\t" else "\ufffd" if _is_unseen(character) else character for character in value)


def _is_unseen(character: str) -> bool:
    return character in _UNSEEN or unicodedata.category(character) in {"Cc", "Cs"}


def web_address(url: str) -> str | None:
    """Return an address that a link may lead to: http and https alone."""
    return url if url.startswith(("http://", "https://")) else None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analyzer.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["web_address"] = web_address
    return environment


def page(template: str, language: str, **values: Any) -> str:
    """Return a page of `template` in `language`. Every value is escaped; the style is allowed by its hash, everything else is forbidden."""
    environment = _environment()
    t = partial(tr_in, language)
    style = environment.get_template("report.css").render(values).strip()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return environment.get_template(template).render(values, t=t, language=language, style=style, policy=policy)
