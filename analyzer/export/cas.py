"""UIMA CAS XMI (extra `cas`) for INCEpTION and DKPro: a zip with the type system and one XMI a document."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import IO, Any

from analyzer.export.archive import add
from analyzer.export.job import Job, need
from analyzer.export.records import Record
from analyzer.export.xml import legal

CODE = "webanno.custom.PolicyCode"
_CORE = "de.tudarmstadt.ukp.dkpro.core.api"
_SENTENCE, _TOKEN, _META = f"{_CORE}.segmentation.type.Sentence", f"{_CORE}.segmentation.type.Token", f"{_CORE}.metadata.type.DocumentMetaData"
_META_FEATURES = ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri")
_FEATURES = {"codegroup": "String", "code": "String", "probability": "Double", "coder": "String"}


def write_cas(job: Job, output: IO[bytes]) -> int:
    """Write documents as XMI with sentences, tokens and codes, and return the number of records.

    Offsets here are code points; cassis writes UTF-16 code units, as the standard asks.
    """
    cassis = need("cassis", "cas")
    types = _type_system(cassis)
    count = 0
    with zipfile.ZipFile(output, "w") as archive:
        add(archive, "TypeSystem.xml", types.to_xml().encode())
        given: dict[str, int] = {}
        for document, records in job.documents():
            stem = PurePosixPath(records[0].file).name
            given[stem] = given.get(stem, 0) + 1
            name = stem if given[stem] == 1 else f"{stem} ({given[stem]})"
            add(archive, f"{name}.xmi", _xmi(cassis, types, job, document, records, name))
            count += len(records)
    return count


def _type_system(cassis: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cassis opens its own file in a way that Python warns of
        types = cassis.load_dkpro_core_typesystem()
    meta = types.create_type(_META, supertypeName="uima.tcas.DocumentAnnotation")  # as DKPro defines it; cassis leaves it out
    for name in _META_FEATURES:
        types.create_feature(meta, name, "uima.cas.String")
    types.create_feature(meta, "isLastSegment", "uima.cas.Boolean")
    code = types.create_type(CODE, supertypeName="uima.tcas.Annotation", description="A code of a sentence")
    for name, kind in _FEATURES.items():
        types.create_feature(code, name, f"uima.cas.{kind}")
    return types


def _xmi(cassis: Any, types: Any, job: Job, document: Mapping[str, Any], records: Sequence[Record], name: str) -> bytes:
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = legal(document["text"])
    cas.sofa_mime = "text/plain"
    sentence, token, code = (types.get_type(name) for name in (_SENTENCE, _TOKEN, CODE))
    meta = types.get_type(_META)
    cas.add(meta(begin=0, end=len(document["text"]), documentTitle=legal(document["title"] or name), documentId=name, language=document["language"]))
    for span, (language, text) in {record.span: (record.language, record.text) for record in records}.items():
        cas.add(sentence(begin=span.start, end=span.end))
        cas.add_all(token(begin=span.start + word.span.start, end=span.start + word.span.end) for word in job.tokens(text, language))
    for record in records:
        for item in record.assigned:
            made = code(begin=record.span.start, end=record.span.end, codegroup=item.group, code=item.code, probability=item.probability, coder=record.coder)
            cas.add(made)
            assert made.get_covered_text() == legal(record.text), record.id
    return bytes(cas.to_xmi().encode())
