"""Which language a text is written in: by script for Chinese, Japanese and Korean, by py3langid for the rest."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from analyzer.segment.scripts import count_scripts, is_traditional

if TYPE_CHECKING:
    from collections.abc import Sequence

EVALUATED = ("zh-Hans", "zh-Hant", "en", "fr", "ja", "ko")
"""Languages that the tagger was built and measured for; others are coded by the same model and marked as not evaluated."""

UNDETERMINED = "und"
_SAMPLE = 20_000
_SURE_LETTERS = 100
_LONG = 2_000
"""Characters from which on usual words tell the language of a document."""
_OFTEN = {
    "en": frozenset(
        "the of and to that with will are this for be by from which its have has was were their on as at or an we our you your they been not can would should"
        " could may new other more these those such all into than between through also who".split()
    ),
    "fr": frozenset(
        "le les des du et à une est pour dans par qui sur au aux ce cette ces avec plus être sont leur leurs ou ont nous ainsi entre il elle".split()
    ),
}
"""Words that hardly stand so often in other languages."""


@lru_cache(maxsize=1)
def _identifier() -> object:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _by_letters(text: str) -> tuple[str, float]:
    code, probability = _identifier().classify(text)  # type: ignore[attr-defined]
    return str(code), float(probability)


def identify(text: str, default: str = UNDETERMINED) -> str:
    """Return the language of `text` as a BCP 47 tag: `zh-Hans`, `zh-Hant`, `ja`, `ko`, or a two-letter code.

    `default` is returned where the text has too few letters to tell.
    """
    han, kana, hangul, letters = count_scripts(text)
    if hangul > max(han, kana, letters * 0.3):
        return "ko"
    if kana and kana * 10 > han and kana + han > letters * 0.3:
        return "ja"
    if han and han * 3 > letters:
        return "zh-Hant" if is_traditional(text) else "zh-Hans"
    if letters < 3:
        return default
    code, _ = _by_letters(text)
    return code


def languages_of(blocks: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the main language of a document and the language of each of its blocks.

    A block counts as written in another language only where its script says so, or where it is long enough
    (100 letters) for the identifier to be sure; short blocks follow the document.
    """
    sample: list[str] = []
    size = 0
    step = max(len(blocks) // 400, 1)
    for block in blocks[::step]:
        sample.append(block[:400])
        size += len(sample[-1])
        if size > _SAMPLE:
            break
    main = _main_language("\n".join(sample))
    return main, tuple(_block_language(block, main) for block in blocks)


def _main_language(sample: str) -> str:
    """Return the language of a document by a sample of its text; where usual words leave no doubt, the identifier is not asked."""
    if len(sample) >= _LONG:
        for language, often in _OFTEN.items():
            if _is_full_of(often, sample, 4):
                return language
    return identify(sample)


def _block_language(block: str, main: str) -> str:
    han, kana, hangul, letters = count_scripts(block)
    if main.startswith("zh"):
        if kana > max(2, han * 0.1):
            return "ja"
        if hangul > max(2, han):
            return "ko"
        return main if han * 3 >= letters or letters < _SURE_LETTERS else _sure(block, main)
    if main in {"ja", "ko"}:
        return main if han + kana + hangul or letters < _SURE_LETTERS else _sure(block, main)
    if han + kana + hangul > letters and han + kana + hangul > 3:
        return identify(block, main)
    return main if letters < _SURE_LETTERS else _sure(block, main)


def _sure(block: str, main: str) -> str:
    if main in _OFTEN and _is_full_of(_OFTEN[main], block[:2000], 6):
        return main
    code, probability = _by_letters(block[:2000])
    return code if probability > 0.999 else main


def _is_full_of(often: frozenset[str], text: str, each: int) -> bool:
    """Tell, at a twentieth of the identifier's cost, whether one word in `each` is of those that a language has so often."""
    words = text.lower().split()
    return each * sum(map(often.__contains__, words)) >= len(words)
