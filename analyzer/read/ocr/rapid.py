"""RapidOCR with the models that its wheel brings: Chinese of both scripts, English, French and other Latin scripts, kana and kanji; no Hangul.

It runs in a process of its own, so that its memory (about 1 GB, 1.6 GB of address space) and its faults are not ours.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import metadata, util
from pathlib import Path
from typing import Any

from analyzer.read import frames
from analyzer.read.children import Child, die_with_parent
from analyzer.read.ocr.engine import EngineError, OcrLine
from analyzer.read.ocr.picture import Picture

_DETECTOR, _READER, _CLASSIFIER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx", "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
_LONG_SIDE = 1200
"""Pixels on the long side of the copy in which lines are looked for; they are read at full size."""
_LARGEST = 6000
PAGE_SECONDS = 600.0
"""Time that one page may take, the start of the engine included; ample, since a busy machine is no reason to lose a page."""


def models() -> Path | None:
    """Return the folder of the models, `None` where RapidOCR is not installed whole."""
    spec = util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "models"
    return folder if all((folder / name).is_file() for name in (_DETECTOR, _READER, _CLASSIFIER)) else None


class RapidEngine:
    """RapidOCR in a child process, which starts with the first page and is started anew after a fault."""

    def __init__(self) -> None:
        self.name = f"rapidocr/{metadata.version('rapidocr')}"
        self._child: Child | None = None

    def read(self, picture: Picture) -> Sequence[OcrLine]:
        """Return the lines of a picture, from top to bottom."""
        if self._child is None:
            self._child = Child("analyzer.read.ocr.rapid", "serve")
        try:
            head = {"width": picture.width, "height": picture.height}
            lines, _ = self._child.ask(head, picture.pixels.tobytes(), seconds=PAGE_SECONDS)
            return [OcrLine(*line) for line in lines]
        except (OSError, EOFError, ValueError, TypeError) as error:
            self.close()
            raise EngineError(type(error).__name__) from error

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None


def serve() -> None:
    """Answer the parent's pictures until it closes the pipe: the main loop of the child."""
    import numpy as np

    die_with_parent()
    pictures, answers = sys.stdin.buffer, sys.stdout.buffer
    # What libraries print must not come between the answers.
    sys.stdout = sys.stderr
    engine = _loaded()
    while True:
        try:
            head, pixels = frames.receive(pictures)
        except EOFError:
            return
        grey = np.frombuffer(pixels, dtype=np.uint8).reshape(head["height"], head["width"])
        found = engine(np.repeat(grey[:, :, None], 3, axis=2))
        lines = []
        if found.boxes is not None:
            for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
                across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
                if text.strip():
                    lines.append([text.strip(), min(across), min(down), max(across), max(down), round(float(score), 4)])
        frames.send(answers, lines)


def _loaded() -> Any:
    """Load the engine; every model is named by its file, so that nothing is fetched."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    folder = models()
    assert folder is not None
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _LARGEST,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(folder / _DETECTOR),
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONG_SIDE,
            "Rec.model_path": str(folder / _READER),
            "Cls.model_path": str(folder / _CLASSIFIER),
        }
    )
