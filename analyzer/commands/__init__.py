"""The command line: click's only home. Commands parse, call and print."""

from __future__ import annotations

import importlib
import os
import sys

import click

from analyzer import __version__, i18n
from analyzer.commands.bilingual import Group, asked_language, speak
from analyzer.domain.message import cause, of_error
from analyzer.errors import AnalyzerError
from analyzer.i18n import tr

_COMMANDS = (
    *("scan", "score", "compare", "diff", "rank", "profile", "sameness", "benchmarks", "tag"),
    *("search", "export", "methods", "pmc", "status", "inspect", "codebook", "corpus", "train", "evaluate", "validation"),
)
_FAILED = 1
_INTERRUPTED = 130

# One BLAS thread a process, set before NumPy is imported: threads collapse on a loaded machine, and batches use processes.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")


class _Group(Group):
    """Loads a command's module when it is asked for, and prints expected failures as one line, in the language asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        speak(asked_language(args))
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(f"analyzer.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AnalyzerError as error:
            click.echo(f"policy-analyzer: {_one_line(tr(of_error(error)))}", err=True)
            ctx.exit(_FAILED)
        except BrokenPipeError:
            # The reader of our output is gone (`| head`); nothing is left to say, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(_FAILED)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            words = tr("{error}; check the name, the permissions and the disk", error=cause(error))
            click.echo(f"policy-analyzer: {_one_line(name + words)}", err=True)
            ctx.exit(_FAILED)
        except KeyboardInterrupt:
            click.echo(f"policy-analyzer: {tr('stopped; what was finished is kept, run the same command again to go on')}", err=True)
            ctx.exit(_INTERRUPTED)


def _one_line(text: str) -> str:
    from analyzer.report.terminal import safe

    return " ".join(safe(text).split())


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="policy-analyzer")
@click.option(
    "--ui-language",
    type=click.Choice(i18n.LANGUAGES),
    expose_value=False,
    help="Language of what is shown.  [default: the locale's, Chinese or English]",
)
def cli() -> None:
    """Read smart-city policy documents, code every sentence, and score how closely a plan follows the recommended approach.

    \b
    Examples:
      policy-analyzer scan plans/ --corpus city.db
      policy-analyzer score draft.docx
      policy-analyzer export --corpus city.db --to csv sentences.csv
    """
