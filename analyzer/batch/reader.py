"""A worker process that only reads: the bytes of a document in, the document out, or what else only a look into the file can tell."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from analyzer.batch.documents import encoded_document
from analyzer.batch.serving import serve
from analyzer.domain.limits import Limits, limited
from analyzer.domain.message import stored
from analyzer.errors import ReadError
from analyzer.read import read_bytes


def main() -> None:
    """Serve documents; the second argument tells in JSON the mode of OCR."""
    ocr = json.loads(sys.argv[2])["ocr"]

    def answer(job: dict[str, Any], data: bytes, limits: Limits) -> bytes:
        with limited(limits):
            try:
                return _done(job, data, ocr)
            except ReadError as error:
                return json.dumps({"unread": error.status, "reason": [error.reason, stored(error.reason)]}).encode()

    serve(answer, prepare=lambda: None)


def _done(job: dict[str, Any], data: bytes, ocr: str) -> bytes:
    match job["do"]:
        case "read":
            return encoded_document(read_bytes(data, job["name"], ocr=ocr))
        case "pictures":
            from analyzer.read.pdf.pictures import page_pictures

            return json.dumps([[number, base64.b64encode(picture).decode()] for number, picture in page_pictures(data, job["pages"])]).encode()
        case "sizes":
            from analyzer.read.pdf.reader import page_sizes

            return json.dumps(page_sizes(data)).encode()
        case _:
            raise ValueError(job["do"])
