"""The page on one document."""

from __future__ import annotations

from itertools import groupby

from analyzer.domain.results import Level
from analyzer.report.content.model import DocumentReport
from analyzer.report.html.page import page
from analyzer.report.words import level_word


def document_page(report: DocumentReport) -> str:
    """Return a report on one document as a page."""
    return page(
        "document.html",
        report.language,
        report=report,
        levels=[(level.value, level_word(level.value, report.language)) for level in Level],
        keys=[choice.key for choice in report.filters],
        filter_groups=[(name, list(chosen)) for name, chosen in groupby(report.filters, key=lambda choice: choice.group)],
    )
