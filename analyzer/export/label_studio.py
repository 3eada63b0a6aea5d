"""Label Studio: a task a sentence with each coder's codes as a prediction, and the labelling configuration beside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import groupby
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from analyzer.domain.codebook import GroupKind
from analyzer.export.job import Job
from analyzer.export.records import Record


def write_tasks(job: Job, output: IO[bytes]) -> int:
    """Write tasks as a JSON list and return the number of records. Task ids count from 1; ids of results come from what they say."""
    count = 0
    output.write(b"[")
    for number, (_, group) in enumerate(groupby(job.records, lambda record: record.id), 1):
        records = list(group)
        output.write(b",\n" if number > 1 else b"\n")
        output.write(json.dumps(_task(number, records, job), ensure_ascii=False).encode("utf-8", "backslashreplace"))
        count += len(records)
    output.write(b"\n]\n")
    return count


def _task(number: int, records: Sequence[Record], job: Job) -> dict[str, Any]:
    head = records[0]
    data = {
        "text": head.text,
        "heading": " > ".join(head.heading),
        "segment": head.id,
        "file": head.file,
        "title": head.title,
        "page": head.page,
        "paragraph": head.paragraph,
        "language": head.language,
        "kind": head.document_kind,
        "place": head.place,
        "date": head.date,
    }
    return {"id": number, "data": data, "predictions": [_prediction(record, job) for record in records]}


def _prediction(record: Record, job: Job) -> dict[str, Any]:
    results, chances = [], []
    for group in job.codebook.groups:
        given = [item for item in record.assigned if item.group == group.name]
        if not given:
            continue
        score = min(item.probability for item in given)
        chances.append(score)
        results.append(
            {
                "id": hashlib.sha256(f"{record.document}\x00{record.id}\x00{record.coder}\x00{group.name}".encode()).hexdigest()[:16],
                "from_name": group.name,
                "to_name": "text",
                "type": "choices",
                "value": {"choices": [item.code for item in given]},
                "score": score,
            }
        )
    return {"model_version": record.coder, "score": min(chances, default=0.0), "result": results}


def config(job: Job) -> bytes:
    """Return the labelling configuration: one set of choices a code group, its definitions as hints."""
    lines = ["<View>", '  <Header value="$title"/>', '  <Header size="5" value="$heading"/>', '  <Text name="text" value="$text"/>']
    for group in job.codebook.groups:
        choice = "multiple" if group.kind is GroupKind.MULTI else "single"
        title = group.names.get(job.language) or group.names["en"]
        lines.append(f"  <Header size={quoteattr('5')} value={quoteattr(title)}/>")
        lines.append(f"  <Choices name={quoteattr(group.name)} toName={quoteattr('text')} choice={quoteattr(choice)} showInline={quoteattr('true')}>")
        for code in group.codes:
            name, definition = (texts.get(job.language) or texts["en"] for texts in (code.names, code.definition))
            lines.append(f"    <Choice value={quoteattr(code.id)} hint={quoteattr(f'{name}: {definition}')}/>")
        lines.append("  </Choices>")
    return ("\n".join([*lines, "</View>"]) + "\n").encode()
