"""Documents with known text, what reading is measured on: their words, and PDF files set by WeasyPrint. Same arguments, same text."""

from __future__ import annotations

import html
import io
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {
    "zh-Hans": "Noto Serif CJK SC",
    "zh-Hant": "Noto Serif CJK TC",
    "ja": "Noto Serif CJK JP",
    "ko": "Noto Serif CJK KR",
    "en": "Liberation Serif",
    "fr": "Liberation Sans",
    "de": "DejaVu Serif",
}
UNSPACED = ("zh-Hans", "zh-Hant", "ja")


@dataclass
class Printed:
    """A file, the sentences of its paragraphs (headings are paragraphs) in reading order, and its tables as rows of cells.

    `margins` are the points at the top and at the bottom of a page where nothing but running heads and feet stands.
    """

    name: str
    language: str
    data: bytes
    parts: list[list[str]]
    tables: list[list[list[str]]] = field(default_factory=list)
    margins: tuple[float, float] | None = None

    @property
    def sentences(self) -> list[str]:
        """The sentences of all paragraphs."""
        return [sentence for part in self.parts for sentence in part]

    @property
    def text(self) -> str:
        """The whole text, a sentence a line."""
        return "\n".join(self.sentences)


@cache
def _written(language: str) -> tuple[str, ...]:
    files = sorted((ROOT / "corpora" / "tagged" / "written").glob(f"{language}-*.jsonl"))
    texts = [" ".join(json.loads(line)["text"].split()) for path in files for line in path.read_text("utf-8").splitlines()]
    whole = [text for text in texts if text[-1] in "。.！!？?；;" and "|" not in text and "｜" not in text]
    return tuple({text[:20]: text for text in whole}.values())


def sentences(language: str, count: int, seed: int) -> list[str]:
    """Return whole sentences of the written corpus, no two with the same beginning, in an order that the seed decides."""
    texts = list(_written(language))
    random.Random(seed).shuffle(texts)
    return texts[:count]


def paragraphs(language: str, count: int, seed: int) -> list[list[str]]:
    """Return paragraphs of two to four sentences."""
    random_, texts = random.Random(seed), sentences(language, 4 * count, seed)
    found: list[list[str]] = []
    while len(found) < count and texts:
        size = random_.randint(2, 4)
        found.append(texts[:size])
        texts = texts[size:]
    return found


def joined(part: Sequence[str], language: str) -> str:
    return ("" if language in UNSPACED else " ").join(part)


def heading(language: str, seed: int) -> str:
    """Return the beginning of a sentence, at whole words, as a title."""
    text = sentences(language, 1, seed)[0]
    return re.split(r"[，。、；,.;]", text)[0][:16] if language in UNSPACED else " ".join(text.split()[:6]).strip(",.;:")


def title(language: str, seed: int) -> str:
    """Return the beginnings of two sentences as a running head, which so stands nowhere in the text."""
    return " · ".join(heading(language, seed + take)[: 8 if language in UNSPACED else 12 if language == "ko" else 24].strip() for take in (0, 500))


_WORDS = {
    "zh-Hans": ("第 {} 页", " 共 {} 页"),
    "zh-Hant": ("第 {} 頁", " 共 {} 頁"),
    "ja": ("{}", " / {}"),
    "ko": ("{} 쪽", " / {}"),
    "en": ("Page {}", " of {}"),
    "fr": ("Page {}", " sur {}"),
    "de": ("Seite {}", " von {}"),
}


def _numbered(language: str) -> str:
    """Return what CSS writes for the number of a page and of all pages in the words of a language."""
    one, all_ = _WORDS[language]
    return f'"{one}"'.replace("{}", '" counter(page) "') + " " + f'"{all_}"'.replace("{}", '" counter(pages) "')


def heads(style: str, language: str, seed: int) -> str:
    """Return the rules of CSS for running heads and feet: one of `HEADS`."""
    name, city = (title(language, seed + shift) for shift in (1000, 2000))
    rules = {
        "centred": f'@top-center {{content: "{name}"}} @bottom-center {{content: "— " counter(page) " —"}}',
        "chapters": "@top-right {content: string(chapter)} @bottom-center {content: counter(page) ' / ' counter(pages)}",
        "joined": f'@top-left {{content: "{name}  | " counter(page); border-bottom: 0.5pt solid; width: 100%}}',
        "feet": f'@bottom-left {{content: "{city}"}} @bottom-right {{content: {_numbered(language)}}}',
        "two lines": f'@top-center {{content: "{name}\\A {city}"; white-space: pre}} @bottom-right {{content: counter(page)}}',
        "none": "",
    }
    common = "@top-left {font-size: 8pt} @top-center {font-size: 8pt} @top-right {font-size: 8pt}"
    if style == "mirrored":
        odd = f'@page :right {{@top-right {{content: "{name}"; font-size: 8pt}} @bottom-right {{content: counter(page)}}}}'
        return f'{odd} @page :left {{@top-left {{content: "{city}"; font-size: 8pt}} @bottom-left {{content: counter(page)}}}}'
    return f"@page {{{common} {rules[style]}}}"


HEADS = ("centred", "mirrored", "chapters", "joined", "feet", "two lines", "none")


def woven(language: str, seed: int, *, columns: int = 1, style: str = "centred", count: int = 24, chapters: int = 0, breaks: str = "") -> Printed:
    """A document by WeasyPrint: embedded subsets with a table to Unicode; every `chapters` paragraphs a heading follows.

    Lines break between words, or as the rules of CSS in `breaks` say.
    """
    from weasyprint import HTML

    parts, body = [], ""
    for number, part in enumerate(paragraphs(language, count, seed)):
        if chapters and number % chapters == 0:
            parts.append([heading(language, seed + 3000 + number)])
            body += f"<h2>{html.escape(parts[-1][0])}</h2>"
        parts.append(part)
        body += f"<p>{html.escape(joined(part, language))}</p>"
    css = (
        f"@page {{size: A4; margin: 24mm 20mm}} {heads(style, language, seed)} body {{font: 10.5pt '{FAMILIES[language]}'; columns: {columns}; column-gap: 9mm;"
        f" text-align: justify; line-height: 1.5; {breaks or 'word-break: keep-all' if language == 'ko' else breaks}}} h2 {{font-size: 13pt; string-set: chapter content(); text-align: left}}"
        " p {margin: 0 0 2mm; text-indent: 2em; widows: 1; orphans: 1}"
    )
    data = HTML(string=f'<html lang="{language}"><style>{css}</style>{body}</html>').write_pdf()
    return Printed(f"WeasyPrint, {columns} columns, heads {style}, {language}", language, data, parts, margins=(68.0, 68.0))


_TASKS = {
    "zh-Hans": (["序号", "重点任务", "牵头单位", "完成时限"], ["市大数据局", "市发展改革委", "市公安局、市交通运输局", "市民政局"], "{year}年"),
    "zh-Hant": (["序號", "重點工作", "主辦機關", "完成期限"], ["資訊局", "都市發展局", "警察局、交通局", "社會局"], "{year}年"),
    "ja": (["番号", "取組", "担当課", "期限"], ["情報政策課", "都市計画課", "交通政策課・警察", "福祉課"], "{year}年度"),
    "ko": (["번호", "과제", "담당 부서", "기한"], ["디지털정책과", "도시계획과", "교통과, 경찰서", "복지과"], "{year}년"),
    "en": (["No.", "Action", "Lead body", "Deadline"], ["Digital Office", "Planning Bureau", "Transport Agency and Police", "Energy Agency"], "Q{part} {year}"),
    "fr": (["N°", "Action", "Pilote", "Échéance"], ["Mission numérique", "Service urbanisme", "Transports et police", "Agence énergie"], "T{part} {year}"),
}


def tasks(language: str, seed: int, rows: int) -> tuple[str, list[list[str]], str]:
    """Return a sentence, a table of tasks with its head, and a sentence."""
    random_ = random.Random(seed)
    head, bodies, when = _TASKS[language]
    before, after, *texts = sentences(language, rows + 2, seed)
    table = [
        [str(number), text, random_.choice(bodies), when.format(part=random_.randint(1, 4), year=random_.randint(2025, 2030))]
        for number, text in enumerate(texts, 1)
    ]
    return before, [head, *table], after


def tabled(language: str, seed: int, *, ruled: bool, bold: bool, rows: int = 30) -> Printed:
    """A table of tasks over several pages by WeasyPrint, its head repeated on each, as responsibility tables are printed."""
    from weasyprint import HTML

    before, table, after = tasks(language, seed, rows)
    weight, rule = ("bold" if bold else "normal"), ("0.5pt solid black" if ruled else "none")
    style = (
        f"@page {{size: A4; margin: 22mm 18mm}} body {{font: 10pt '{FAMILIES[language]}'; line-height: 1.35}} table {{border-collapse: collapse; width: 100%}}"
        f"td, th {{border: {rule}; padding: 3pt 5pt; vertical-align: top; text-align: left; font-weight: normal}} th {{font-weight: {weight}}}"
        "tr {break-inside: avoid} td:nth-child(1) {width: 8%} td:nth-child(2) {width: 52%}"
    )
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table[1:])
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in table[0])
    source = f"<p>{html.escape(before)}</p><table><thead><tr>{head}</tr></thead>{cells}</table><p>{html.escape(after)}</p>"
    data = HTML(string=f'<html lang="{language}"><style>{style}</style>{source}</html>').write_pdf()
    name = f"WeasyPrint, {'ruled' if ruled else 'no rules'}, {'bold' if bold else 'plain'} head, {language}"
    return Printed(name, language, data, [[before], [after]], tables=[table])


def saved(pdf) -> bytes:
    """Return the bytes of a file of pikepdf's."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
