"""Ways in which the text layers of PDF files are broken: fonts that give other letters than they print, and text stored in another encoding."""

from __future__ import annotations

import html
import io
import random
import re

from tests.perf import printed_documents as made

COLLECTIONS = {"zh-Hans": "GB1", "zh-Hant": "CNS1", "ja": "Japan1", "ko": "Korea1"}
_MEANING = re.compile(r"^(<[0-9A-Fa-f]+> *(?:<[0-9A-Fa-f]+> *)?)<([0-9A-Fa-f]+)>\s*$", re.MULTILINE)
_MISREAD = {"zh-Hans": ("gbk", "cp1252"), "zh-Hant": ("big5", "cp1252"), "ja": ("cp932", "cp1252"), "ko": ("cp949", "cp1252")}


def without_table(data, seed):
    """Take off all fonts what tells the characters of their codes."""
    del seed
    return _each_font(data, _without_table)


def of_another_collection(data, seed):
    """Let fonts without a table say that their codes are those of a national collection."""
    import pikepdf

    def change(_, font):
        _without_table(_, font)
        info = pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String(seed), Supplement=2)
        for descendant in font.get("/DescendantFonts", []):
            descendant.CIDSystemInfo = info

    return _each_font(data, change)


def shuffled(data, seed):
    """Let every code mean a character that another code had."""
    return _with_values(data, lambda values: random.Random(seed).sample(values, len(values)))


def shifted_by_one(data, seed):
    """Let every code mean the next character."""
    del seed
    return _with_values(data, lambda values: [f"{int(value[:4], 16) + 1:04X}" for value in values])


def shifted_by_29(data, seed):
    """Give the number of a glyph for its letter, which is 29 less in many Latin fonts."""
    del seed
    return _with_values(data, lambda values: [f"{max(int(value[:4], 16) - 29, 1):04X}" for value in values])


def private(data, seed):
    """Let every code mean a private character."""
    del seed
    return _with_values(data, lambda values: [f"{0xE000 + number % 6000:04X}" for number in range(len(values))])


def replaced(data, seed):
    """Let every code mean the replacement character."""
    del seed
    return _with_values(data, lambda values: ["FFFD"] * len(values))


def controls(data, seed):
    """Let codes mean control characters."""
    del seed
    return _with_values(data, lambda values: [f"{1 + number % 8:04X}" for number in range(len(values))])


def swapped_bytes(data, seed):
    """Swap the bytes of every value."""
    del seed
    return _with_values(data, lambda values: [value[2:4] + value[:2] for value in values])


def misread(language, seed, count=10):
    """A document whose text was stored in the encoding of its country and read as one of Latin letters."""
    return _printed(language, seed, count, lambda text: text.encode(_MISREAD[language][0], "ignore").decode("latin-1").translate(_SHOWN))


def misread_utf8(language, seed, count=10):
    """A document whose text was stored as UTF-8 and read as Latin letters."""
    return _printed(language, seed, count, lambda text: text.encode().decode("latin-1").translate(_SHOWN))


def spelled(language, seed, count=10):
    """A document with a blank after every letter."""
    return _printed(language, seed, count, "\u00a0".join)


_SHOWN = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


def half(language, seed, change, count=12):
    """A document of two fonts, the second of which is broken."""
    from weasyprint import HTML

    texts = ["".join(part) if language in made.UNSPACED else " ".join(part) for part in made.paragraphs(language, count, seed)]
    other = {"zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC", "ja": "Noto Sans CJK JP", "ko": "Noto Sans CJK KR"}.get(language, "DejaVu Sans")
    body = "".join(f'<p style="font-family: {"one" if number % 2 else "two"}">{html.escape(text)}</p>' for number, text in enumerate(texts))
    body = body.replace("font-family: one", f"font-family: '{made.FAMILIES[language]}'").replace("font-family: two", f"font-family: '{other}'")
    data = HTML(string=f'<html lang="{language}"><style>@page {{size: A4; margin: 24mm 20mm}} body {{font-size: 10.5pt}}</style>{body}</html>').write_pdf()
    return made.Printed(f"half, {language}", language, change(data, seed, only=other.split()[1]), [[text] for text in texts])


def one_font_shuffled(data, seed, only):
    """Shuffle the table of the fonts whose name holds `only`."""
    return _with_values(data, lambda values: random.Random(seed).sample(values, len(values)), only)


def _printed(language, seed, count, change):
    from weasyprint import HTML

    parts = made.paragraphs(language, count, seed)
    body = "".join(f"<p>{html.escape(change(' '.join(part)))}</p>" for part in parts)
    style = f"@page {{size: A4; margin: 24mm 20mm}} body {{font: 10.5pt '{made.FAMILIES[language]}', 'DejaVu Serif'}}"
    data = HTML(string=f'<html lang="{language}"><style>{style}</style>{body}</html>').write_pdf()
    return made.Printed(f"misread, {language}", language, data, parts)


FONTS = {
    "no table to Unicode": without_table,
    "table shuffled": shuffled,
    "codes shifted by 1": shifted_by_one,
    "codes shifted by 29": shifted_by_29,
    "private characters": private,
    "replacement characters": replaced,
    "control characters": controls,
    "bytes swapped": swapped_bytes,
}


def _without_table(_, font):
    del font["/ToUnicode"]


def _each_font(data, change):
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in _fonts(pdf):
            if "/ToUnicode" in font:
                change(pdf, font)
        return made.saved(pdf)


def _with_values(data, change, only=""):
    """Change what the codes of fonts mean."""

    def in_font(pdf, font):
        if only not in str(font.get("/BaseFont", "")):
            return
        head, _, table = font["/ToUnicode"].read_bytes().decode("latin-1").partition("endcodespacerange")
        values = iter(change([match[2] for match in _MEANING.finditer(table)]))
        table = _MEANING.sub(lambda match, rest=values: f"{match[1]}<{next(rest)}>", table)
        font["/ToUnicode"] = pdf.make_stream(f"{head}endcodespacerange{table}".encode("latin-1"))

    return _each_font(data, in_font)


def _fonts(pdf):
    return [one for one in pdf.objects if hasattr(one, "get") and one.get("/Type") == "/Font"]
