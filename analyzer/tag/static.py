"""A static encoder for screening: each word and pair of words has a vector, a text the mean of them, and a small layer joins text and headings."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.tag.encoders import Matrix

TABLE_FILE = "table.npz"
WORDS_FILE = "words.txt"
WORDS_READ = 160
"""Words of a text that are read; what is longer is cut."""
_LONGEST = 16
"""Characters a word, more than any text reaches on average: far more than can be read is dropped before it is cut into words."""
_DIGIT = re.compile(r"\d")
_PAIR = np.uint64(1_000_003)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

Ids = NDArray[np.int64]
Cut = Callable[[str], Sequence[str]]


class WordIds:
    """Numbers for the words of a text and for the pairs of neighbours (fastText, Joulin et al. 2017).

    Known words have a number each, all others one; pairs share `buckets` numbers by a hash (Fibonacci hashing, Knuth 1998).
    """

    def __init__(self, words: Sequence[str], buckets: int, cut: Cut) -> None:
        self._number = {word: number for number, word in enumerate(words)}
        self._unknown = len(words)
        self._buckets = buckets
        self._cut = cut

    @property
    def rows(self) -> int:
        """How many numbers there are."""
        return self._unknown + 1 + self._buckets

    def words(self, text: str) -> list[str]:
        """Return the words that are looked up: lower case, every digit as 0."""
        return [word for word in self._cut(_DIGIT.sub("0", text[: WORDS_READ * _LONGEST].lower())) if not word.isspace()][:WORDS_READ]

    def of(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        """Return the numbers of all texts in one row (words and pairs of each text, at least one a text), and where each text starts."""
        number, unknown = self._number, self._unknown
        known = [[number.get(word, unknown) for word in self.words(text)] or [unknown] for text in texts]
        sizes = np.array([len(row) for row in known], dtype=np.int64)
        flat = np.array([one for row in known for one in row], dtype=np.uint64)
        ends = np.cumsum(sizes)
        inner = np.ones(len(flat), dtype=bool)
        inner[ends - 1] = False  # the last word of a text has no right neighbour
        left = np.flatnonzero(inner)
        pairs = ((flat[left] * _PAIR + flat[left + 1]) * _SPREAD >> np.uint64(32)) % np.uint64(self._buckets) + np.uint64(unknown + 1)
        starts = 2 * (ends - sizes) - np.arange(len(texts))
        result = np.empty(len(flat) + len(pairs), dtype=np.int64)
        text_of = np.repeat(np.arange(len(texts)), sizes)
        place = np.arange(len(flat)) - (ends - sizes)[text_of]
        result[starts[text_of] + place] = flat
        result[(starts + sizes)[text_of[left]] + place[left]] = pairs
        return result, starts


class StaticEncoder:
    """Vectors by looking words up, thousands of times cheaper than a transformer, from the files of a model folder.

    `table.npz` holds `vectors` (rows, width) in float16, `weights` (2 × width, dimensions) and `bias` (dimensions,); `words.txt` one word a line.
    """

    def __init__(self, name: str, files: Mapping[str, bytes], cut: Cut) -> None:
        self.name = name
        with np.load(io.BytesIO(files[TABLE_FILE]), allow_pickle=False) as table:
            self._vectors: Matrix = table["vectors"].astype(np.float32)
            self._weights: Matrix = table["weights"]
            self._bias: Matrix = table["bias"]
        words = files[WORDS_FILE].decode().split("\n")[:-1]
        self._ids = WordIds(words, len(self._vectors) - len(words) - 1, cut)

    def encode(self, texts: Sequence[str], headings: Sequence[str]) -> Matrix:
        """Return float32 of shape (len(texts), dimensions). A sentence gets the same vector in any company."""
        if not texts:
            return np.empty((0, len(self._bias)), dtype=np.float32)
        seen = {heading: number for number, heading in enumerate(dict.fromkeys(headings))}
        above = self._means(list(seen))[[seen[heading] for heading in headings]]
        joined = np.hstack([self._means(texts), above])
        # A product per row: a matrix product may sum in another order with another number of rows.
        return np.asarray(np.maximum(np.einsum("ij,jk->ik", joined, self._weights) + self._bias, 0))

    def _means(self, texts: Sequence[str]) -> Matrix:
        from scipy.sparse import csr_array

        ids, starts = self._ids.of(texts)
        ends = np.append(starts, len(ids))
        counts = csr_array((np.ones(len(ids), dtype=np.float32), ids, ends), shape=(len(texts), len(self._vectors)))
        return np.asarray((counts @ self._vectors) / np.diff(ends)[:, None], dtype=np.float32)
