"""How commands read documents: in a confined process that ends with the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from analyzer.batch.confined import ConfinedReader


def confined_reader(ocr: str = "auto") -> ConfinedReader:
    """Start the process; ask for it first of all, so that it gets ready while the model loads."""
    from analyzer.batch.confined import ConfinedReader

    return click.get_current_context().with_resource(ConfinedReader(ocr))
