"""Sameness as a record and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analyzer.domain.entries import CodedSentence
from analyzer.domain.message import mark
from analyzer.domain.sameness import Sameness, Tie, Tied
from analyzer.i18n import tr
from analyzer.report.rankings import called, entry_record
from analyzer.report.records import SCHEMA
from analyzer.report.terminal import safe, shortened, table

_TIES = {
    Tie.VERBATIM: mark("repeat other places' plans near-verbatim"),
    Tie.SUBSTANCE: mark("repeat other places' plans in substance"),
    Tie.ALIGNMENT: mark("repeat national or provincial documents (alignment, not counted as sameness)"),
    Tie.FORMULA: mark("are set phrases of very many documents (not counted as sameness)"),
    Tie.OWN: mark("stand in no document compared with"),
}
_REPEATING = (Tie.VERBATIM, Tie.SUBSTANCE)


def sameness_record(result: Sameness, reasons: Mapping[str, str]) -> dict[str, Any]:
    """Return one plan's sameness: shares, what it was compared with, and every aim and measure with its tie and twin."""
    return {
        "schema": SCHEMA,
        **entry_record(result.entry),
        "aims_and_measures": len(result.tied),
        "sameness": _rounded(result.share(*(_REPEATING if result.meant else (Tie.VERBATIM,)))),
        "shares": {tie.value: _rounded(result.share(tie)) if result.meant or tie is not Tie.SUBSTANCE else None for tie in Tie},
        "tied_to_this_place": _rounded(result.local_share),
        "compared": {"peers": result.peers, "upper": result.upper},
        "left_out": [{"reason": str(reasons[name]), "documents": count} for name, count in result.left_out.items()],
        "sentences": [_tied_record(item) for item in result.tied],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _sentence_record(sentence: CodedSentence) -> dict[str, Any]:
    return {
        "segment": sentence.id,
        "text": sentence.text,
        "page": sentence.page,
        "paragraph": sentence.paragraph,
        "heading": list(sentence.heading),
        "commitment": sentence.commitment,
    }


def _tied_record(item: Tied) -> dict[str, Any]:
    twin = item.twin
    return {
        **_sentence_record(item.sentence),
        "tie": item.tie.value,
        "documents": item.documents,
        "local": item.local,
        "twin": twin and {**entry_record(twin.entry), "sentence": _sentence_record(twin.sentence), "likeness": twin.likeness or None, "cosine": twin.cosine},
    }


def sameness_lines(result: Sameness, reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield one plan's sameness as text: shares, what was compared, then every repeated sentence above its twin."""
    yield safe(called(result.entry))
    total = len(result.tied)
    if not total:
        yield "  " + tr("states no aim or measure that is long enough to repeat another")
        return
    yield "  " + tr(
        "{count} aims and measures beside {peers} plans of other places and {upper} national or provincial documents",
        count=total,
        peers=result.peers,
        upper=result.upper,
    )
    for name, count in result.left_out.items():
        yield "  " + tr("left out: {count} documents, {reason}", count=count, reason=tr(reasons[name]))
    yield ""
    share = result.share(*_REPEATING)
    yield f"  {share:6.1%}  " + (
        tr("sameness: repeat other places' plans") if result.meant else tr("sameness: repeat other places' plans near-verbatim (substance was not looked for)")
    )
    for tie, words in _TIES.items():
        if tie is not Tie.SUBSTANCE or result.meant:
            yield f"    {result.share(tie):6.1%}  {tr(words)}"
    yield f"  {result.local_share:6.1%}  " + tr("tied to this place: speak of its own character and repeat nothing")
    for tie in (Tie.VERBATIM, Tie.SUBSTANCE, Tie.ALIGNMENT, Tie.FORMULA):
        items = [item for item in result.tied if item.tie is tie]
        if items:
            yield ""
            yield f"  {tr(_TIES[tie])} ({len(items)})"
            for item in items:
                yield from _tied_lines(item)


def _tied_lines(item: Tied) -> Iterator[str]:
    yield safe("    " + tr("{place}: {sentence}", place=_place(item.sentence), sentence=shortened(item.sentence.text, 150)))
    if item.twin is None:
        yield "      " + tr("in {count} documents", count=item.documents)
        return
    twin = item.twin
    year = f" ({twin.entry.year})" if twin.entry.year else ""
    where = f"{called(twin.entry)}{year}, {_place(twin.sentence)}"
    yield safe("      = " + tr("{place}: {sentence}", place=where, sentence=shortened(twin.sentence.text, 150)))


def _place(sentence: CodedSentence) -> str:
    return tr("p. {page}", page=sentence.page) if sentence.page is not None else tr("¶ {paragraph}", paragraph=sentence.paragraph)


def sameness_table(results: Sequence[Sameness]) -> Any:
    """Return one line a plan: shares that repeat others, align with above, are set phrases, and are tied to the place; the most repeated first."""
    meant = any(result.meant for result in results)
    columns = [(tr("sameness"), "right"), (tr("verbatim"), "right"), *([(tr("substance"), "right")] if meant else [])]
    columns += [
        (tr("alignment"), "right"),
        (tr("set phrases"), "right"),
        (tr("this place"), "right"),
        (tr("aims"), "right"),
        (tr("compared"), "right"),
        (tr("file"), "left"),
    ]
    rows = []
    for result in sorted(results, key=lambda item: (-(item.share(*_REPEATING) or 0.0), item.entry.name)):
        shares = [result.share(*_REPEATING), result.share(Tie.VERBATIM), *([result.share(Tie.SUBSTANCE)] if meant else [])]
        shares += [result.share(Tie.ALIGNMENT), result.share(Tie.FORMULA), result.local_share]
        rows.append([*(None if share is None else f"{share:.0%}" for share in shares), len(result.tied), result.peers + result.upper, result.entry.name])
    return table(columns, rows)
