"""Sentences of the sample plans that show how an element can be said."""

from __future__ import annotations

import tomllib

from analyzer.domain.example import Example
from analyzer.resources.locate import corpora


def load_examples(language: str) -> dict[tuple[str, str], tuple[Example, ...]]:
    """Return the example sentences by criterion and element, those in `language` (`en`, `zh`) before the others."""
    table = tomllib.loads((corpora() / "samples" / "examples.toml").read_text(encoding="utf-8"))
    found: dict[tuple[str, str], list[Example]] = {}
    for item in sorted(table["examples"], key=lambda item: item["language"].startswith("zh") != (language == "zh")):
        example = Example(item["text"], table["plans"][item["file"]], item["language"], item["page"], invented=True)
        found.setdefault((item["criterion"], item["element"]), []).append(example)
    return {key: tuple(items) for key, items in found.items()}
