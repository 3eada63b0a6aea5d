"""Results as plain records, the same for every JSON that leaves the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, Protocol

from analyzer.domain.codebook import Codebook, GroupKind
from analyzer.domain.coding import Coding
from analyzer.domain.description import Description, Finding
from analyzer.domain.document import Document
from analyzer.domain.results import Citation, CriterionScore, Phasing, Scorecard

SCHEMA = 1


class Analysed(Protocol):
    """An analysed document, as the pipeline gives it."""

    @property
    def document(self) -> Document: ...  # noqa: D102
    @property
    def description(self) -> Description: ...  # noqa: D102
    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def evaluated(self) -> bool: ...  # noqa: D102
    @property
    def scorecard(self) -> Scorecard: ...  # noqa: D102


def coding_record(coding: Coding, codebook: Codebook) -> dict[str, Any]:
    """Return a coding by group: lists of `{"code", "probability", "assigned"}` for multi groups, the value of the code for others.

    `evidence` lists the words that speak for assigned codes, with code points from `start` to before `end`.
    """
    record: dict[str, Any] = {}
    for group in codebook.groups:
        if group.kind is GroupKind.MULTI:
            record[group.name] = [{"code": item.code, "probability": item.probability, "assigned": item.assigned} for item in coding.groups[group.name]]
        else:
            record[group.name] = group.code(coding.one(group.name)).value
    record["evidence"] = [
        {"group": item.group, "code": item.code, "start": item.span.start, "end": item.span.end, "text": item.text} for item in coding.evidence
    ]
    return record


def scorecard_record(analysis: Analysed, codebook: Codebook) -> dict[str, Any]:
    """Return a scored document: score, interval, criteria with elements and evidence, stages, phasing, language, reading quality.

    `validated` tells whether experts have confirmed that the score means what it says; they have not (see docs/validation.md).
    """
    card = analysis.scorecard
    document = analysis.document
    return {
        "title": document.title,
        "description": description_record(analysis.description),
        "score": card.score,
        "validated": False,
        "reason": card.reason,
        "interval": list(card.interval) if card.interval else None,
        "criteria": [_criterion_record(criterion, codebook) for criterion in card.criteria],
        "stages": [asdict(item) for item in card.stages],
        "fields": [asdict(item) for item in card.fields],
        "phasing": _phasing_record(card.phasing) if card.phasing else None,
        "weight_range": list(card.weight_range) if card.weight_range else None,
        "general_measures": dict(card.general),
        "sentences": card.sentences,
        "sentences_in_scope": card.in_scope,
        "language": analysis.language,
        "language_evaluated": analysis.evaluated,
        "read_quality": {**asdict(document.quality), "format": document.format, "pages": len(document.pages) or None, "reader": document.reader},
    }


def description_record(description: Description) -> dict[str, Any]:
    """Return what a document says of itself: per item `None`, or its value with the words, page and paragraph it was read from."""

    def record(item: Finding[Any] | None) -> dict[str, Any] | None:
        if item is None:
            return None
        value = asdict(item.value) if is_dataclass(item.value) and not isinstance(item.value, type) else item.value
        return {"value": value, "quote": item.quote, "page": item.page, "paragraph": item.paragraph}

    return {field.name: record(getattr(description, field.name)) for field in fields(description)}


def _criterion_record(criterion: CriterionScore, codebook: Codebook) -> dict[str, Any]:
    names = next(item for item in codebook.criteria if item.id == criterion.id)
    return {
        "id": criterion.id,
        "name": dict(names.names),
        "score": criterion.score,
        "interval": list(criterion.interval),
        "elements": [
            {
                "id": element.id,
                "name": dict(next(item.names for item in names.elements if item.id == element.id)),
                "presence": element.presence.value,
                "level": element.level.value,
                "score": element.score,
                "sentences": element.sentences,
                "evidence": [citation_record(item) for item in element.evidence],
            }
            for element in criterion.elements
        ],
        "missing": list(criterion.missing),
        "conflicts": [citation_record(item) for item in criterion.conflicts],
        "conflict_loss": criterion.conflict_loss,
        "confirm": criterion.confirm,
    }


def _phasing_record(phasing: Phasing) -> dict[str, Any]:
    """Return stages of present and plan (counts of sentences), the dated steps, their order from -1 to 1, and the warning of a leap."""
    return {
        "present": dict(phasing.present),
        "planned": dict(phasing.planned),
        "present_stage": phasing.present_stage,
        "planned_stage": phasing.planned_stage,
        "steps": [{"year": step.year, "phase": step.phase, "stages": dict(step.stages)} for step in phasing.steps],
        "order": phasing.order,
        "leap": phasing.leap,
    }


def citation_record(citation: Citation) -> dict[str, Any]:
    """Return a cited sentence with its place; `units` is the line of responsible units that raised it, if one did."""
    return {
        "segment": citation.segment_id,
        "text": citation.text,
        "page": citation.page,
        "paragraph": citation.paragraph,
        "heading": list(citation.heading),
        "commitment": citation.commitment,
        "units": citation.units,
    }


def versions_record(codebook: Codebook, model: Mapping[str, str]) -> dict[str, Any]:
    """Return the versions and hashes that results travel with."""
    return {"codebook": {"id": codebook.id, "version": codebook.version, "sha256": codebook.sha256}, "model": dict(model)}
