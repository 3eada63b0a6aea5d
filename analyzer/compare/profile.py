"""Cross tables of stages, principles and fields, and the sentences behind each count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from analyzer.domain.codebook import Codebook
from analyzer.domain.entries import CodedSentence
from analyzer.domain.message import say
from analyzer.domain.profile import PROFILE_GROUPS, Cell, Profile
from analyzer.domain.segment import without_white_space
from analyzer.errors import InputError


def stating(sentences: Iterable[CodedSentence], least: int) -> Iterator[CodedSentence]:
    """Yield the sentences with a commitment of at least `least`, each wording once a document."""
    seen: set[tuple[str, str]] = set()
    for sentence in sentences:
        key = (sentence.document, without_white_space(sentence.text))
        if sentence.commitment >= least and key not in seen:
            seen.add(key)
            yield sentence


def profile(sentences: Iterable[CodedSentence]) -> Profile:
    """Count sentences by every combination of at most one stage, one principle and one field."""
    cells: Counter[Cell] = Counter()
    documents: set[str] = set()
    count = 0
    for sentence in sentences:
        count += 1
        documents.add(sentence.document)
        for codes in product(*(("", *sentence.codes.get(group, ())) for group in PROFILE_GROUPS)):
            cells[tuple(code for code in codes if code)] += 1
    cells.pop((), None)
    return Profile(len(documents), count, dict(sorted(cells.items())))


def cell_of(names: str, codebook: Codebook) -> Cell:
    """Return the cell that codes separated by commas name. Raises `InputError` for unknown codes and for two codes of one group."""
    groups = {code.id: name for name in PROFILE_GROUPS for code in codebook.group(name).codes}
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked:
        if name not in groups:
            raise InputError(say("--cell {name}: is no stage, principle or field; use {names}", name=name, names=", ".join(groups)))
    by_group = {groups[name]: name for name in asked}
    if not asked or len(by_group) < len(asked):
        raise InputError(say("--cell {names}: name at most one stage, one principle and one field, with commas between", names=names))
    return tuple(by_group[group] for group in PROFILE_GROUPS if group in by_group)


def in_cell(sentence: CodedSentence, cell: Cell) -> bool:
    """Tell whether a sentence carries all codes of a cell."""
    carried = {code for group in PROFILE_GROUPS for code in sentence.codes.get(group, ())}
    return carried.issuperset(cell)
