"""Commands whose help is shown in the language spoken: click reads decorators at import, so texts are translated when they are shown."""

from __future__ import annotations

import copy
import gettext
import inspect
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import click

from analyzer import i18n
from analyzer.domain.message import mark
from analyzer.i18n import tr

_OPTION = "--ui-language"
_HELP = "Show this message and exit."
# What stays on one line: a word of narrow characters, or one wide character, with the punctuation that may not open a line.
_UNIT = re.compile(r"(?:[（《“「\[(]*(?:[\u2E80-\uFF00]|[^\s\u2E80-\uFFEF（）《》“”]+))[，。；：、！？）》”」…\])]*|\S")
_COLUMN = 30
_USAGE = (mark("[OPTIONS]"), mark("COMMAND [ARGS]..."))
"""Click's words in a usage line."""
_METAVARS = (mark("INTEGER RANGE"), mark("FLOAT RANGE"), mark("TEXT"), mark("PATH"), mark("BENCHMARK_OR_FILE"))
"""What options take; choices stay as they are typed."""


def speak(language: str | None) -> None:
    """Speak a language from now on, click's own words included: click asks the default domain of gettext."""
    os.environ["LANGUAGE"] = i18n.use(language)
    gettext.bindtextdomain(i18n.DOMAIN, i18n.FOLDER)
    gettext.textdomain(i18n.DOMAIN)


def asked_language(arguments: Iterable[str]) -> str | None:
    """Return the language that the options before the command ask for, so that a complaint about these very options can be in it."""
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name == _OPTION:
            return value if equals else next(words, None)
        if not word.startswith("-"):
            break
    return None


def width(text: str) -> int:
    """Return the columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, columns: int) -> list[str]:
    """Return text in lines of at most `columns`; between Chinese characters a line may end anywhere but before closing punctuation."""
    lines, line = [], ""
    for match in re.finditer(rf"\s*(?:{_UNIT.pattern})", text):
        unit = match.group()
        if line and width(line + unit.rstrip()) > columns:
            lines.append(line)
            line = ""
        line += unit if line else unit.lstrip()
    return [*lines, line] if line else lines


class Formatter(click.HelpFormatter):
    """Breaks Chinese text by its width."""

    def write_heading(self, heading: str) -> None:
        """Write the title of a section."""
        self.write(" " * self.current_indent + tr("{heading}:", heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; those that a `\\b` line opens keep their lines."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            kept = paragraph.startswith("\b\n")
            lines = paragraph[2:].split("\n") if kept else wrapped(paragraph, self.width - self.current_indent)
            for line in lines:
                self.write(f"{indent}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _COLUMN, col_spacing: int = 2) -> None:
        """Write a list of terms with what they mean."""
        entries = list(rows)
        column = min(max((width(term) for term, _ in entries), default=0), col_max) + col_spacing
        indent = " " * (self.current_indent + column)
        for term, meaning in entries:
            self.write(" " * self.current_indent + term)
            lines = wrapped(meaning, max(self.width - len(indent), 10))
            if lines and width(term) + col_spacing > column:
                self.write("\n" + indent)
            elif lines:
                self.write(" " * (column - width(term)))
            self.write(f"\n{indent}".join(lines) + "\n")


class _Context(click.Context):
    formatter_class = Formatter


def paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a help text: what is translated, and what stays (the commands of an example, one a line)."""
    for paragraph in inspect.cleandoc(text).partition("\f")[0].split("\n\n"):
        if paragraph.startswith("\b\n"):
            title, _, commands = paragraph[2:].partition("\n")
            yield title, commands
        else:
            yield " ".join(paragraph.split()), ""


def translated_help(text: str) -> str:
    """Return a help text in the language spoken."""
    return "\n\n".join(f"\b\n{tr(words)}\n{rest}" if rest else tr(words) for words, rest in paragraphs(text))


class _Bilingual(click.Command):
    context_class = _Context

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature
        return tr(self.short_help or next(paragraphs(self.help or ""))[0])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [tr(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(translated_help(self.help))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option):
                shown: Any = copy.copy(parameter)
                # The help option is made once, in the language of that moment.
                shown.help = tr(_HELP) if parameter is self.get_help_option(ctx) else tr(parameter.help or "")
                if (metavar := parameter.make_metavar(ctx)) in _METAVARS:
                    shown.metavar = tr(metavar)
                if isinstance(parameter.show_default, str):
                    shown.show_default = tr(parameter.show_default)
                if record := shown.get_help_record(ctx):
                    rows.append(record)
        with formatter.section(tr("Options")):
            formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class Command(_Bilingual):
    """A command with translated help."""


class Group(_Bilingual, click.Group):
    """A group with translated help, whose commands have it too."""

    command_class = Command
