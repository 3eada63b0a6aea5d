"""Models on disk: `models/<name>/model.json` (versions, hashes, thresholds) beside `weights.npz` and the encoder's files; never a pickle."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import say
from analyzer.errors import ModelError
from analyzer.resources.files import replace_file
from analyzer.resources.locate import models, sha256_of

DEFAULT = "default"
SCHEMA = 2
WEIGHTS = "weights.npz"
_PARTS = ("weights", "bias", "slope", "offset", "thresholds")


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model as stored: its card data, per group the arrays `weights`, `bias`, `slope`, `offset`, `thresholds`, and the encoder's files by name.

    `sha256` covers all files.
    """

    name: str
    version: str
    sha256: str
    encoder: str
    features: tuple[str, ...]
    arrays: Mapping[str, Mapping[str, NDArray[np.float32]]]
    files: Mapping[str, bytes]
    card: Mapping[str, Any]

    @property
    def coder(self) -> str:
        """The name under which this model's codings are stored."""
        return f"{self.name}-{self.version}+{self.sha256[:12]}"


def coding_fingerprint(codebook: Codebook) -> str:
    """Return the sha256 of what a tagger depends on in a codebook: groups, codes, values and cues, not criteria or wording."""
    groups = [
        [group.name, group.kind.value, group.default, sorted(group.requires.items()), [[code.id, code.value] for code in group.codes]]
        for group in codebook.groups
    ]
    cues = [[cue.name, sorted((language, list(terms)) for language, terms in part.items())] for cue in codebook.cues for part in (cue.terms, cue.vetoes)]
    return sha256_of(json.dumps([groups, cues], ensure_ascii=False).encode())


def own_model(name: str) -> Path | None:
    """Return the folder of a model that comes with the program, `None` where there is none of that name."""
    folder = models() / name
    return folder if "/" not in name and (folder / "model.json").is_file() else None


def own_models(codebook: Codebook) -> Iterator[StoredModel]:
    """Yield the models that come with the program."""
    return (load_model(codebook, card.parent) for card in sorted(models().glob("*/model.json")))


def load_model(codebook: Codebook, path: Path | None = None) -> StoredModel:
    """Read a model folder (the default model when `path` is `None`).

    Raises `ModelError` when a file is missing or altered (sha256), or when the model was trained with other codes or cues.
    """
    folder = path or models() / DEFAULT
    card_path = folder / "model.json"
    try:
        card = json.loads(card_path.read_text("utf-8"))
        if not isinstance(card, dict) or card.get("schema") != SCHEMA:
            raise ModelError(say("{file}: is not of schema {needed}; train the model again with this version", file=card_path, needed=SCHEMA))
        # Names come from a file that may be hostile: a model's files lie in its folder.
        files = {name: (folder / Path(name).name).read_bytes() for name in card["files"]}
        files[WEIGHTS]  # a card that names no weights is no model
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(say("{file}: holds no readable model ({error}); run `policy-analyzer train` or reinstall", file=folder, error=error)) from error
    for name, data in files.items():
        if sha256_of(data) != card["files"][name]:
            raise ModelError(say("{file}: sha256 differs from model.json; the file was altered or cut short, reinstall it or train again", file=folder / name))
    if card.get("coding_sha256") != coding_fingerprint(codebook):
        raise ModelError(
            say(
                "{file}: was trained with other codes or cues than {codebook} {version}; run `policy-analyzer train`",
                file=folder,
                codebook=codebook.id,
                version=codebook.version,
            )
        )
    with np.load(io.BytesIO(files.pop(WEIGHTS)), allow_pickle=False) as archive:
        arrays = {group.name: {part: archive[f"{group.name}.{part}"] for part in _PARTS} for group in codebook.groups}
    return StoredModel(card["name"], card["version"], _digest(card["files"]), card["encoder"], tuple(card["features"]), arrays, files, card)


def _digest(hashes: Mapping[str, str]) -> str:
    return sha256_of(json.dumps(hashes, sort_keys=True).encode())


def save_model(
    folder: Path,
    *,
    name: str,
    version: str,
    encoder: str,
    features: tuple[str, ...],
    arrays: Mapping[str, Mapping[str, NDArray[np.float32]]],
    files: Mapping[str, bytes],
    codebook: Codebook,
    card: Mapping[str, Any],
) -> None:
    """Write a model folder; each file is written beside its place and renamed. The same arrays give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    flat: dict[str, Any] = {f"{group}.{part}": parts[part] for group, parts in sorted(arrays.items()) for part in _PARTS}
    np.savez_compressed(buffer, allow_pickle=False, **flat)
    stored = {WEIGHTS: buffer.getvalue(), **files}
    table = {
        "schema": SCHEMA,
        "name": name,
        "version": version,
        "encoder": encoder,
        "codebook": {"id": codebook.id, "version": codebook.version},
        "coding_sha256": coding_fingerprint(codebook),
        "files": {name: sha256_of(data) for name, data in sorted(stored.items())},
        **card,
        "features": list(features),
    }
    for file, data in stored.items():
        replace_file(folder / file, data)
    replace_file(folder / "model.json", (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode())
