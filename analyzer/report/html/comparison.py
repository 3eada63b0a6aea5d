"""The page of a draft beside others."""

from __future__ import annotations

from analyzer.report.content.comparison import ComparisonReport
from analyzer.report.html.page import page


def comparison_page(report: ComparisonReport) -> str:
    """Return a report on a draft beside others as a page."""
    return page("comparison.html", report.language, report=report)
