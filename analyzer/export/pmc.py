"""The PMC index of a scored document (Ruiz Estrada 2011), from its stored scorecard.

A second-level variable X_tj is 1 where the document shows its element, else 0. A first-level variable is the mean of its T second-level ones,
X_t = sum_j X_tj / T(X_tj); the index is their sum, PMC = sum_t X_t. The grades are shares of the full index: of ten variables, as in the
source, 9 to 10 is perfect consistency, 7 to 8.99 good, 5 to 6.99 acceptable, less is low.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analyzer.domain.pmc import PmcIndex, PmcVariables, SecondLevel, Value

SOURCE = "Ruiz Estrada (2011), Journal of Policy Modeling 33, 523-536"
_DECIMALS = 4


def pmc_index(card: Mapping[str, Any], variables: PmcVariables) -> PmcIndex | None:
    """Return the index of a scorecard as it is stored; `None` where the document was not scored."""
    elements = {f"{criterion['id']}.{element['id']}": element for criterion in card.get("criteria", ()) for element in criterion["elements"]}
    if not elements:
        return None
    values = []
    for first in variables.variables:
        second = tuple(_value(variable, elements.get(variable.element), variables.counted) for variable in first.variables)
        values.append((first, round(sum(item.value for item in second) / len(second), _DECIMALS), second))
    index = round(sum(value for _, value, _ in values), _DECIMALS)
    share = index / len(values)
    grade = next((names for least, names in variables.grades if share >= least), {})
    return PmcIndex(tuple(values), index, grade)


def _value(variable: SecondLevel, element: Mapping[str, Any] | None, counted: tuple[str, ...]) -> Value:
    presence = str(element["presence"]) if element else "absent"
    cited = element["evidence"][0] if element and element["evidence"] and presence in counted else None
    if cited is None:  # a 1 without a sentence to show for it is none
        return Value(variable, 0, presence, None, None, None)
    return Value(variable, 1, presence, cited["text"], cited["page"], cited["paragraph"])


def pmc_record(file: str, title: str | None, found: PmcIndex | None) -> dict[str, Any]:
    """Return a document's index as JSON, with its surface."""
    if found is None:
        return {"file": file, "title": title, "index": None, "grade": None, "variables": [], "surface": []}
    return {
        "file": file,
        "title": title,
        "index": found.index,
        "grade": dict(found.grade),
        "variables": [
            {
                "id": first.id,
                "name": dict(first.names),
                "value": value,
                "second": [
                    {
                        "id": item.variable.id,
                        "element": item.variable.element,
                        "name": dict(item.variable.names),
                        "value": item.value,
                        "presence": item.presence,
                        "text": item.text,
                        "page": item.page,
                        "paragraph": item.paragraph,
                    }
                    for item in second
                ],
            }
            for first, value, second in found.values
        ],
        "surface": [list(row) for row in found.surface],
    }


PMC_COLUMNS = ("file", "title", "index", "grade", "variable", "name", "value", "second", "second_name", "second_value", "presence", "page", "paragraph", "text")


def pmc_rows(record: Mapping[str, Any], language: str) -> Iterator[tuple[Any, ...]]:
    """Yield a document's rows as a table, one a second-level variable, in the order of `PMC_COLUMNS`."""
    grade = _said(record["grade"] or {}, language)
    for first in record["variables"]:
        head = (record["file"], record["title"], record["index"], grade, first["id"], _said(first["name"], language), first["value"])
        for item in first["second"]:
            yield (*head, item["id"], _said(item["name"], language), item["value"], item["presence"], item["page"], item["paragraph"], item["text"])


def _said(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("en", "")
