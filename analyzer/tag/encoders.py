"""Sentence encoders: a sentence and its headings to a vector, behind one method."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

ONNX_FILE = "encoder.onnx"
PIECES_FILE = "pieces.model"
TEXT_PIECES = 110
HEADING_PIECES = 36
"""Pieces of a sentence and of its headings that are read; what is longer is cut (one sentence in a hundred)."""


class Encoder(Protocol):
    """Turns sentences into vectors. `name` identifies model and version; a tagger refuses another encoder than its own."""

    @property
    def name(self) -> str:
        """Model and version, such as `e5-4f2a90c1d3b7`."""
        ...

    def encode(self, texts: Sequence[str], headings: Sequence[str]) -> Matrix:
        """Return one float32 row per sentence, read with its headings (may be empty); both may repeat and have the same length."""
        ...


class Pieces:
    """Cuts text into the pieces of a unigram vocabulary (SentencePiece, Kudo 2018) and joins sentence and headings into one row of ids."""

    def __init__(self, model: bytes) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor: Any = SentencePieceProcessor(model_proto=model)
        self.begin, self.end, self.pad = self._processor.bos_id(), self._processor.eos_id(), self._processor.pad_id()

    def rows(self, texts: Sequence[str], headings: Sequence[str]) -> list[list[int]]:
        """Return ids: begin, sentence, end, headings, end; cut to `TEXT_PIECES` and `HEADING_PIECES`."""
        cut = self._cut([*dict.fromkeys((*texts, *headings))])
        return [
            [self.begin, *cut[text][:TEXT_PIECES], self.end, *cut[heading][:HEADING_PIECES], self.end] for text, heading in zip(texts, headings, strict=True)
        ]

    def _cut(self, texts: Sequence[str]) -> dict[str, list[int]]:
        # Far more characters than can be read are dropped first: a "sentence" may be a megabyte of table.
        # Halves of surrogate pairs, which some PDFs yield, are no characters.
        plain = [unicodedata.normalize("NFKC", text[: TEXT_PIECES * 16]).encode("utf-8", "replace").decode() for text in texts]
        return dict(zip(texts, self._processor.encode(plain), strict=True))


class OnnxEncoder:
    """A transformer encoder in ONNX, on one core, from the files of a model folder.

    The graph takes `ids` (int64) and `mask` (float32), both (rows, pieces), and gives `vector` (rows, dimensions) in float32.
    """

    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        self.name = name
        self._files = files
        self._session: Any = None
        self._pieces: Any = None

    def encode(self, texts: Sequence[str], headings: Sequence[str]) -> Matrix:
        """Return float32 of shape (len(texts), dimensions). Equal pairs are encoded once, each pair by itself.

        Activations are quantised over all that a call holds: in batches a sentence's neighbours would sway its codes. Alone is no slower,
        since nothing is filled up to one length.
        """
        self._load()
        number = {pair: index for index, pair in enumerate(dict.fromkeys(zip(texts, headings, strict=True)))}
        rows = self._pieces.rows([text for text, _ in number], [heading for _, heading in number])
        matrix = np.empty((len(rows), self._session.get_outputs()[0].shape[1]), dtype=np.float32)
        for index, row in enumerate(rows):
            ids = np.array([row], dtype=np.int64)
            (matrix[index : index + 1],) = self._session.run(None, {"ids": ids, "mask": np.ones(ids.shape, dtype=np.float32)})
        return matrix[[number[pair] for pair in zip(texts, headings, strict=True)]]

    def _load(self) -> None:
        if self._session is None:
            # From 1.29 on the library reports its use to its maker, unless told not to before it is first imported.
            os.environ["ORT_DISABLE_TELEMETRY"] = "1"
            import onnxruntime

            options = onnxruntime.SessionOptions()
            # One thread a process: batches use processes, and threads collapse on a loaded machine.
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(self._files[ONNX_FILE], options, providers=["CPUExecutionProvider"])
            self._pieces = Pieces(self._files[PIECES_FILE])
            self._files = {}
