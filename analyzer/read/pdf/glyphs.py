"""Characters that fonts in PDF files put in place of others: radicals for whole Han characters, private codes for bullets and ligatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from analyzer.read.pdf.printed import TextRun

# Unicode gives the Kangxi radicals a decomposition, these it does not.
_RADICALS = (
    "⺁厂⺇几⺌小⺎兀⺏尣⺐尢⺗心⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺧牛⺨犭⺩王⺬示⺭礻⺮竹⺯糹⺰纟⺲罒⺶羊⺷羊⺸羊⺹耂⺼月⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶"
    "⻏阝⻐钅⻑長"
    "⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
# Codes of the fonts Symbol and Wingdings, moved to the private use area by word processors.
_BULLETS = b"\xb7\xa7\xa8vnoquw\xb2\xd8\xe0\xf0\xfc\xfe\x9flp\xa1\xa3-\xd7"

_LIGATURE = re.compile(r"[^\W\d_]*[\x1b-\x1f][^\W\d_]*")
"""A word in which a control character stands for a ligature whose letters the font does not tell."""
_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl")


def mend_ligatures(runs: Sequence[TextRun]) -> None:
    """Put in the letters of ligatures: those that make a word which the document has elsewhere, else the usual ones."""
    broken = [run for run in runs if not run.text.isprintable() and _LIGATURE.search(run.text)]
    if not broken:
        return
    words = {word.lower() for run in runs for word in run.text.split()}
    for run in broken:
        run.text = _LIGATURE.sub(lambda match: _mended(match[0], words), run.text)


def _mended(word: str, words: set[str]) -> str:
    code = next(character for character in word if "\x1b" <= character <= "\x1f")
    known = (word.replace(code, ligature) for ligature in _LIGATURES if word.replace(code, ligature).lower() in words)
    if len(word) == 1:
        return word
    return next(known, word.replace(code, "ff" if word.endswith(code) else "fi"))


def meant_characters() -> dict[int, str]:
    """Return a table for `str.translate`, one character for one, from odd characters to those that a reader sees.

    Lone halves of surrogate pairs become the replacement character: they cannot be written to a file.
    """
    table = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    table.update({ord(radical): whole for radical, whole in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)})
    table.update({0xF000 + code: "•" for code in _BULLETS})
    table[0xF020] = " "
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    return table
