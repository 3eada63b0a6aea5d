"""spaCy's component `policy_coder`: `nlp.add_pipe("policy_coder")` codes every sentence of a Doc."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from analyzer.domain.coding import Coding
from analyzer.domain.message import say
from analyzer.errors import ModelError
from analyzer.pipeline import Analyzer, load, sentence_segment

_SETTINGS = "policy_coder.json"
DEFAULT_CONFIG: dict[str, Any] = {"model": None, "codebook": None, "groups": None, "prefix": "", "min_probability": 0.0}


class PolicyCoder:
    """Codes sentences with a codebook and a model of this project.

    A sentence is what `doc.sents` gives; a Doc without sentence boundaries is one sentence. For every code group (`groups`: those named)
    it makes `doc.spans[prefix + group]`, labelled with the assigned codes of at least `min_probability`, with the probabilities in
    `attrs["probability"]`; `span._.policy_codes` of a sentence is group -> list of (code, probability). `model` and `codebook` are paths
    (`None`: the project's own). The model itself stays where it is: what is saved is its name and sha256, which loading checks.
    """

    def __init__(self, name: str, model: str | None, codebook: str | None, groups: list[str] | None, prefix: str, min_probability: float) -> None:
        self.name = name
        self.settings: dict[str, Any] = {"model": model, "codebook": codebook, "groups": groups, "prefix": prefix, "min_probability": min_probability}
        self._analyzer: Analyzer | None = None
        if not Span.has_extension("policy_codes"):
            Span.set_extension("policy_codes", default=None)

    @property
    def analyzer(self) -> Analyzer:
        """The analyser behind, loaded when it is first asked for."""
        if self._analyzer is None:
            model, codebook = (Path(path) if path else None for path in (self.settings["model"], self.settings["codebook"]))
            self._analyzer = load(codebook, model)
        return self._analyzer

    def __call__(self, doc: Doc) -> Doc:
        """Code one Doc."""
        return next(self.pipe((doc,)))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:  # noqa: ARG002 - spaCy's signature
        """Code Docs; each is tagged in one call."""
        for doc in stream:
            sentences = [span for span in (doc.sents if doc.has_annotation("SENT_START") else (doc[:],)) if span.text.strip()]
            language = doc.lang_ if doc.lang_ not in {"", "xx"} else ""
            codings = self.analyzer.tagger.tag([sentence_segment(span.text, "", language) for span in sentences])
            self._annotate(doc, sentences, codings)
            yield doc

    def _annotate(self, doc: Doc, sentences: list[Span], codings: list[Coding]) -> None:
        wanted = self.settings["groups"]
        names = [group.name for group in self.analyzer.codebook.groups if wanted is None or group.name in wanted]
        for sentence in sentences:
            sentence._.policy_codes = {}
        for name in names:
            spans, chances = [], []
            for sentence, coding in zip(sentences, codings, strict=True):
                given = [item for item in coding.groups[name] if item.assigned and item.probability >= self.settings["min_probability"]]
                sentence._.policy_codes[name] = [(item.code, item.probability) for item in given]
                spans += [Span(doc, sentence.start, sentence.end, label=item.code) for item in given]
                chances += [item.probability for item in given]
            key = f"{self.settings['prefix']}{name}"
            doc.spans[key] = SpanGroup(doc, name=key, spans=spans, attrs={"probability": chances})

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - spaCy's signature
        """Return the settings with the name of the model."""
        return json.dumps({"settings": self.settings, "coder": self.analyzer.tagger.name, "codebook": self.analyzer.codebook.sha256}).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> PolicyCoder:  # noqa: ARG002 - spaCy's signature
        """Take over settings. Raises `ModelError` when the model or codebook at hand is another than the one it was saved with."""
        stored = json.loads(data)
        self.settings, self._analyzer = stored["settings"], None
        for kind, saved, present in (
            ("model", stored["coder"], self.analyzer.tagger.name),
            ("codebook", stored["codebook"], self.analyzer.codebook.sha256),
        ):
            if saved != present:
                raise ModelError(
                    say(
                        "policy_coder was saved with {kind} {saved}, here is {present}; install that one, or add the component anew",
                        kind=kind,
                        saved=saved,
                        present=present,
                    )
                )
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the settings into a folder of the pipeline."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SETTINGS).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> PolicyCoder:
        """Take over the settings from a folder of the pipeline."""
        return self.from_bytes((Path(path) / _SETTINGS).read_bytes(), exclude=exclude)


@Language.factory("policy_coder", default_config=DEFAULT_CONFIG)  # type: ignore[untyped-decorator]
def make_policy_coder(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,
    model: str | None,
    codebook: str | None,
    groups: list[str] | None,
    prefix: str,
    min_probability: float,
) -> PolicyCoder:
    """Make the component; spaCy finds this through the entry point `spacy_factories`."""
    return PolicyCoder(name, model, codebook, groups, prefix, min_probability)
