"""Sentences of the sample plans that show how an element can be said."""

from __future__ import annotations

import tomllib

from analyzer.domain.precedent import Precedent
from analyzer.resources.locate import corpora


def load_examples(language: str) -> dict[tuple[str, str], tuple[Precedent, ...]]:
    """Return one example sentence by criterion and element, in `language` (`en`, `zh`) where there is one."""
    table = tomllib.loads((corpora() / "samples" / "examples.toml").read_text(encoding="utf-8"))
    found: dict[tuple[str, str], tuple[Precedent, ...]] = {}
    for item in sorted(table["examples"], key=lambda item: item["language"].startswith("zh") != (language == "zh")):
        example = Precedent(item["text"], table["plans"][item["file"]], item["language"], item["page"], invented=True)
        found.setdefault((item["criterion"], item["element"]), (example,))
    return found
