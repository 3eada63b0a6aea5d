"""Results as text in a terminal: tables, scorecards and progress."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import mark
from analyzer.i18n import name_in, tr
from analyzer.report.words import document_word, language_word

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_MARKS = {"accountable": "●", "measure": "◕", "slogan": "◔", "absent": "○"}
_LEVELS = {"accountable": mark("accountable"), "measure": mark("measure"), "slogan": mark("slogan"), "absent": mark("absent")}
_WIDE = 100


def safe(text: str) -> str:
    """Return text from a document or a file name without characters that steer a terminal."""
    return "".join(" " if character.isspace() else character for character in text if character.isspace() or unicodedata.category(character)[0] != "C")


def console(*, stderr: bool = False, file: IO[str] | None = None) -> Console:
    """Return a console that never interprets markup in texts; a pipe is written as wide as a page."""
    from rich.console import Console

    target = Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False)
    return target if target.is_terminal else Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False, width=_WIDE)


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]], *, wrap_heads: bool = False) -> Any:
    """Return a table. `columns` holds headings with `left` or `right`; the last left column folds, `None` shows as a dash.

    `wrap_heads` lets long headings over short figures take several lines.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, side in columns:
        made.add_column(heading, justify="right" if side == "right" else "left", overflow="fold", no_wrap=side == "right" and not wrap_heads)
    for row in rows:
        made.add_row(*(Text("–" if cell is None else safe(str(cell))) for cell in row))
    return made


@contextmanager
def progress(description: str) -> Iterator[Progress]:
    """Show a progress bar with count, rate and time left on standard error, where that is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    class Rate(TextColumn):
        def render(self, task: Any) -> Any:
            from rich.text import Text

            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), Rate(""), TimeRemainingColumn())
    output = console(stderr=True)
    with Progress(*columns, console=output, disable=not output.is_terminal) as bar:
        bar.add_task(description, total=None)
        yield bar


def place(record: Mapping[str, Any]) -> str:
    """Return where a cited sentence stands: its page, else its paragraph."""
    return tr("p. {page}", page=record["page"]) if record["page"] is not None else tr("¶ {paragraph}", paragraph=record["paragraph"])


def score_lines(record: Mapping[str, Any], codebook: Codebook) -> Iterator[str]:
    """Yield the lines of a scorecard as text: verdict, criteria, elements with their best sentence, stages."""
    yield safe(f"{record['file']}")
    if record["title"]:
        yield safe(f"  {record['title']}")
    if said := _description(record["description"]):
        yield safe(f"  {said}")
    yield f"  {_circumstances(record)}"
    for note in record["read_quality"]["notes"]:
        yield safe(f"  {tr('note: {note}', note=tr(note))}")
    if record["score"] is None:
        yield f"  {tr('no score: {reason}', reason=tr(record['reason']))}"
    else:
        low, high = record["interval"]
        score = record["score"]
        verdict = tr(
            "score {score:.1f} of 100 (coding and reading uncertainty {low:.1f}–{high:.1f}; not validated by human experts)", score=score, low=low, high=high
        )
        yield f"  {verdict}"
        least, most = record["weight_range"]
        yield f"  {tr('with the weights of the criteria changed by up to 20 %: {low:.1f}–{high:.1f}', low=least, high=most)}"
    for criterion in record["criteria"]:
        yield ""
        yield from (f"  {line}" for line in _criterion_lines(criterion))
    names = {code.id: name_in(code.names) for group in codebook.groups for code in group.codes}
    for heading, shares in ((tr("stages"), record["stages"]), (tr("fields"), record["fields"])):
        counted = [item for item in shares if item["share"]]
        if counted:
            yield ""
            yield f"  {heading}"
            yield from (f"  {item['share']:5.0%}  {names[item['id']]}" for item in counted)
    if record["phasing"]:
        yield ""
        yield from (f"  {line}" for line in _phasing_lines(record["phasing"], names))
    general = " · ".join(f"{names[code]} {count}" for code, count in record["general_measures"].items() if count)
    if general:
        yield f"  {tr('measures outside the smart-city programme, not scored: {counts}', counts=general)}"


def _criterion_lines(criterion: Mapping[str, Any]) -> Iterator[str]:
    """Yield a criterion: its points, its elements with their best sentence, and what conflicts cost it."""
    yield f"{criterion['score']:5.1f}  {name_in(criterion['name'])}"
    for element in criterion["elements"]:
        level = tr(_LEVELS[element["level"]])
        yield f"       {_MARKS[element['level']]} {tr('{element} ({presence})', element=name_in(element['name']), presence=level)}"
        for cited in element["evidence"][:1]:
            yield safe(f"           {_quoted(cited)}")
            if cited["units"]:
                yield safe(f"           {tr('responsible: {units}', units=shortened(cited['units']))}")
    if criterion["conflicts"]:
        points = criterion["conflict_loss"]
        if criterion["confirm"]:
            yield f"       ! {tr('conflict cost {points:.1f} points, please confirm:', points=points)}"
        else:
            yield f"       ! {tr('conflict cost {points:.1f} points:', points=points)}"
        yield from (safe(f"           {_quoted(cited)}") for cited in criterion["conflicts"])


def rank_lines(scored: Sequence[tuple[str, Sequence[float]]], ranges: Sequence[tuple[int, int, int]]) -> Iterator[str]:
    """Yield the ranks of scored documents, with the ranks they could have under other weights (see `score.weights.rank_ranges`)."""
    yield tr("ranks, and how far they depend on the weights of the criteria (each up to 20 % more or less)")
    for (file, _), (rank, best, worst) in sorted(zip(scored, ranges, strict=True), key=lambda item: item[1]):
        span = tr("stable") if best == worst else tr("{best} to {worst}", best=best, worst=worst)
        yield safe(f"  {rank:3}  {file}  ({span})")


def _phasing_lines(phasing: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the present stage, the planned one, the steps in time and their order, and the warning of a leap."""
    present, planned = (names.get(phasing[key] or "", tr("not told")) for key in ("present_stage", "planned_stage"))
    yield tr("present stage: {present} · planned stage: {planned}", present=present, planned=planned)
    if phasing["order"] is not None:
        steps = "; ".join(
            f"{step['year'] or tr('phase {number}', number=step['phase'])}: {', '.join(f'{names[code]} {count}' for code, count in step['stages'].items())}"
            for step in phasing["steps"]
        )
        yield tr("order in time {order:+.2f} (+1 as recommended, -1 the reverse): {steps}", order=phasing["order"], steps=steps)
    if phasing["leap"]:
        yield tr("leap: {warning}", warning=tr(phasing["leap"]))


def _description(said: Mapping[str, Any]) -> str:
    """Return what a document says of itself in one line: kind, level, state, issuer, number, date, planning period."""
    found = {name: item["value"] for name, item in said.items() if item is not None}
    parts = [document_word(found[name]) for name in ("kind", "level", "state") if name in found]
    parts += [str(found[name]) for name in ("issuer", "number", "date") if name in found]
    if "period" in found:
        parts.append("–".join(str(year) for year in (found["period"]["start"], found["period"]["end"]) if year))
    return " · ".join(parts)


def _circumstances(record: Mapping[str, Any]) -> str:
    language = tr("language {language}", language=language_word(record["language"]))
    if not record["language_evaluated"]:
        language = tr("{language} (tagger not evaluated on it)", language=language)
    quality = tr("reading quality {quality:.2f}", quality=record["read_quality"]["score"])
    scope = tr("{in_scope} of {sentences} sentences in scope", in_scope=record["sentences_in_scope"], sentences=record["sentences"])
    return f"{language} · {quality} · {scope}"


def _quoted(cited: Mapping[str, Any]) -> str:
    return tr("{place}: {sentence}", place=place(cited), sentence=shortened(cited["text"]))


def shortened(text: str, limit: int = 120) -> str:
    """Return text cut to `limit` characters, an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
