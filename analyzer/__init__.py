"""Reads smart-city policy documents, codes their sentences and scores how closely a plan follows the recommended approach.

import analyzer

policy = analyzer.load()
document = policy.read("plan.pdf")
scorecard = policy.score(document)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.errors import AnalyzerError, ReadError
    from analyzer.pipeline import Analysis, Analyzer, load

__version__ = "0.1.0"
__all__ = ["Analysis", "Analyzer", "AnalyzerError", "ReadError", "load"]
_HOMES = {"AnalyzerError": "analyzer.errors", "ReadError": "analyzer.errors"}


def __getattr__(name: str) -> Any:
    """Load public names when first asked for, so that `--help` need not import NumPy."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(_HOMES.get(name, "analyzer.pipeline")), name)
    raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
