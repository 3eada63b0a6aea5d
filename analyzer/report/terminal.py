"""Results as text in a terminal: tables, scorecards and progress."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_MARKS = {"present": "●", "weak": "◐", "absent": "○"}
_WIDE = 100


def safe(text: str) -> str:
    """Return text from a document or a file name without characters that steer a terminal."""
    return "".join(" " if character.isspace() else character for character in text if character.isspace() or unicodedata.category(character)[0] != "C")


def console(*, stderr: bool = False, file: IO[str] | None = None) -> Console:
    """Return a console that never interprets markup in texts; a pipe is written as wide as a page."""
    from rich.console import Console

    target = Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False)
    return target if target.is_terminal else Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False, width=_WIDE)


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> Any:
    """Return a table. `columns` holds headings with `left` or `right`; the last left column folds, `None` shows as a dash."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, side in columns:
        made.add_column(heading, justify="right" if side == "right" else "left", overflow="fold", no_wrap=side == "right")
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
    return f"p. {record['page']}" if record["page"] is not None else f"¶ {record['paragraph']}"


def score_lines(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a scorecard as text: verdict, criteria, elements with their best sentence, stages."""
    yield safe(f"{record['file']}")
    if record["title"]:
        yield safe(f"  {record['title']}")
    language = record["language"] + ("" if record["language_evaluated"] else " (tagger not evaluated on it)")
    scope = f"{record['sentences_in_scope']} of {record['sentences']} sentences in scope"
    yield f"  language {language} · reading quality {record['read_quality']['score']:.2f} · {scope}"
    for note in record["read_quality"]["notes"]:
        yield safe(f"  note: {note}")
    if record["score"] is None:
        yield f"  no score: {record['reason']}"
    else:
        low, high = record["interval"]
        yield f"  score {record['score']:.1f} of 100 (coding uncertainty {low:.1f}–{high:.1f}; not validated by human experts)"
    for criterion in record["criteria"]:
        yield ""
        yield f"  {criterion['score']:5.1f}  {criterion['name']['en']} · {criterion['name'].get('zh', '')}"
        for element in criterion["elements"]:
            yield f"         {_MARKS[element['presence']]} {element['name']['en']} ({element['presence']})"
            for cited in element["evidence"][:1]:
                yield safe(f"             {place(cited)}: {shortened(cited['text'])}")
        for cited in criterion["conflicts"]:
            yield safe(f"         ! conflict, please confirm: {place(cited)}: {shortened(cited['text'])}")
    staged = [stage for stage in record["stages"] if stage["share"] is not None]
    if staged:
        yield ""
        yield "  stages: " + " · ".join(f"{stage['id']} {stage['share']:.0%}" for stage in staged)
    general = " · ".join(f"{code} {count}" for code, count in record["general_measures"].items() if count)
    if general:
        yield f"  measures outside the smart-city programme, not scored: {general}"


def shortened(text: str, limit: int = 120) -> str:
    """Return text cut to `limit` characters, an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
