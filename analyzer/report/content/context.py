"""What all parts of a report draw on: the analysed document, the codebook, the language, and where sentences stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from analyzer.domain.codebook import Codebook
from analyzer.domain.coding import Coding
from analyzer.domain.results import Citation, Scorecard
from analyzer.domain.segment import Segment
from analyzer.i18n import name_in, tr_in
from analyzer.report.content.model import Quote
from analyzer.report.records import Analysed
from analyzer.report.words import level_word


class Coded(Analysed, Protocol):
    """An analysed document with its sentences, as the pipeline gives it."""

    @property
    def segments(self) -> Sequence[Segment]: ...  # noqa: D102
    @property
    def codings(self) -> Sequence[Coding]: ...  # noqa: D102


def report_language(document_language: str) -> str:
    """Return the language of a report on a document: Chinese for any Chinese, else English."""
    return "zh" if document_language.startswith("zh") else "en"


def shared_language(documents: Iterable[str]) -> str:
    """Return the language of a report on documents in these languages: Chinese where most of them are, else English."""
    spoken = [report_language(language) for language in documents]
    return "zh" if spoken.count("zh") * 2 > len(spoken) else "en"


def place_word(page: int | None, paragraph: int | None, language: str) -> str:
    """Return where a sentence stands: its page, else its paragraph, else nothing."""
    if page is not None:
        return tr_in(language, "p. {page}", page=page)
    return tr_in(language, "¶ {paragraph}", paragraph=paragraph) if paragraph is not None else ""


@dataclass(frozen=True)
class Context:
    """One document under one codebook in one language (`en` or `zh`)."""

    analysis: Coded
    codebook: Codebook
    language: str

    def tr(self, text: str, /, **values: Any) -> str:
        """Return a text in the report's language."""
        return tr_in(self.language, text, **values)

    def name(self, names: Mapping[str, str]) -> str:
        """Return the name in the report's language."""
        return name_in(names, self.language)

    @property
    def card(self) -> Scorecard:
        """The scorecard."""
        return self.analysis.scorecard

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The id that each sentence has on the page, by segment id."""
        return {segment.id: f"s{number}" for number, segment in enumerate(self.analysis.segments)}

    @cached_property
    def coding_of(self) -> Mapping[str, Coding]:
        """The codings by segment id."""
        return {coding.segment_id: coding for coding in self.analysis.codings}

    @cached_property
    def level_names(self) -> Mapping[int, str]:
        """The names of the levels of commitment."""
        return {int(code.value): self.name(code.names) for code in self.codebook.group("commitment").codes}

    def quote(self, citation: Citation) -> Quote:
        """Return a cited sentence with its place and the name of its level of commitment."""
        place = place_word(citation.page, citation.paragraph, self.language)
        return Quote(citation.text, place, self.anchors.get(citation.segment_id), self.level_names[citation.commitment], citation.units)

    def level(self, level: str) -> str:
        """Return how a level of an element is called."""
        return level_word(level, self.language)

    def listed(self, items: Sequence[str]) -> str:
        """Return names in a row."""
        return self.tr("; ").join(items)
