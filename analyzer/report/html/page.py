"""Templates -> one self-contained page under a strict Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from analyzer.i18n import tr_in
from analyzer.report.charts.figure import figure
from analyzer.report.unseen import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


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
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["web_address"] = web_address
    environment.globals["figure"] = figure
    return environment


def page(template: str, language: str, **values: Any) -> str:
    """Return a page of `template` in `language`. Every value is escaped; the style is allowed by its hash, everything else is forbidden."""
    environment = _environment()
    t = partial(tr_in, language)
    style = environment.get_template("report.css").render(values).strip()
    return environment.get_template(template).render(values, t=t, language=language, style=style, policy=content_policy(style))


def content_policy(style: str, *, pictures: bool = False) -> str:
    """Return the Content-Security-Policy of a page: its one style, by its hash, and where asked pictures that are part of it; nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    images = "img-src data:; " if pictures else ""
    return f"default-src 'none'; {images}style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
