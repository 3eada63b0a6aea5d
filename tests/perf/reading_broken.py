"""Measures whether broken text layers are found: on files whose fonts were broken, and false alarms on files that are well."""

import contextlib
from collections import Counter, defaultdict

from analyzer.domain.document import page_list
from analyzer.errors import ReadError
from analyzer.read import read_bytes
from analyzer.read.ocr.recogniser import engines
from tests.perf import broken_fonts as broken
from tests.perf import drawn_documents as drawn
from tests.perf import measures
from tests.perf import office_documents as office
from tests.perf import printed_documents as printed
from tests.perf.reading_places import read_page

LATIN = ("en", "fr", "de")
_RIGHT = 0.01
"""Error rate up to which a file is read right all the same."""
_SAME = 0.8
"""Agreement with recognition from which on a page's text layer says what it shows."""


def _kinds():
    """Yield a kind of damage, the document, and the numbers of the pages that are damaged."""
    sound = [printed.woven(language, 500 + seed, count=10) for seed, language in enumerate(printed.FAMILIES)]
    sound += office.written([(language, 530 + seed, 1) for seed, language in enumerate(printed.FAMILIES)], 10)
    sound += [drawn.subset(language, 540 + seed, 12) for seed, language in enumerate(LATIN)]
    for number, document in enumerate(sound):
        for kind, spoil in broken.FONTS.items():
            yield kind, _with(document, spoil(document.data, number)), _changed(document.data, spoil(document.data, number))
        if collection := broken.COLLECTIONS.get(document.language):
            data = broken.of_another_collection(document.data, collection)
            yield "no table, codes taken for those of a national collection", _with(document, data), _changed(document.data, data)
    for seed, language in enumerate(printed.FAMILIES):
        mixed = broken.half(language, 560 + seed, broken.one_font_shuffled)
        yield "one font of two shuffled", mixed, _all(mixed)
    for seed, language in enumerate(broken.COLLECTIONS):
        garbled = broken.misread(language, 570 + seed)
        yield "GBK, Big5, Shift-JIS, EUC-KR read as Latin", garbled, _all(garbled)
    for seed, language in enumerate(("zh-Hans", "zh-Hant", "ja", "ko", "fr", "de")):
        garbled = broken.misread_utf8(language, 580 + seed)
        yield "UTF-8 read as Latin", garbled, _all(garbled)
    for seed, language in enumerate(printed.FAMILIES):
        apart = broken.spelled(language, 590 + seed)
        yield "a blank after every letter", apart, _all(apart)


def _with(document, data):
    return printed.Printed(document.name, document.language, data, document.parts, margins=document.margins)


def _texts(data):
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return [measures.squeezed(page.get_textpage().get_text_range()) for page in pdf]


def _changed(before, after):
    """Return the pages whose text is no longer the same to pdfium."""
    return [number for number, (one, two) in enumerate(zip(_texts(before), _texts(after), strict=True), 1) if one != two]


def _all(document):
    return list(range(1, len(_texts(document.data)) + 1))


def _alarms(data):
    """Return the pages that our reader flags, with its reason, and the number of pages; a font that is left out flags its page."""
    try:
        reading = read_bytes(data, "file.pdf", ocr="never")
    except ReadError as error:
        pages = len(_texts(data))
        return dict.fromkeys(range(1, pages + 1), str(error)), pages, ""
    found = {}
    for page in reading.health:
        reasons = [page.reason, *(font.reason for font in page.fonts)]
        if any(reasons):
            found[page.page] = next(filter(None, reasons))
    return found, len(reading.pages), reading.text


def broken_fonts(options):
    """Return the lines on damage that is found and on alarms."""
    lines = [
        "Pages of files whose fonts were broken. `read right`: pages of files that come out with under 1 % of errors all the same, so that nothing was to be",
        "found; of the others the share that is flagged. Target: 0.95. A peer's column tells in how many of the files it gives the right text; none flags any.",
        "",
    ]
    readers = {name: read for name, read in measures.peers().items() if name != "ours"}
    lines += [f"| damage | files | damaged pages | read right | flagged | missed | recall | {' | '.join(readers)} |", "|---" * (7 + len(readers)) + "|"]
    counts, missed = defaultdict(Counter), []
    for kind, document, pages in _kinds():
        if not pages:
            continue
        count = counts[kind]
        alarms, _, text = _alarms(document.data)
        text = measures.without_furniture(text, measures.furniture(document) if document.margins else [])
        right = not alarms and measures.error_rate(text, document.text, document.language) < _RIGHT
        found = sum(page in alarms for page in pages)
        count.update(files=1, pages=len(pages), right=len(pages) * right, found=found, missed=0 if right else len(pages) - found)
        if not right and found < len(pages):
            missed.append(f"{kind}, {document.name}: {len(pages) - found} of {len(pages)} pages")
        for name, read in readers.items():
            with contextlib.suppress(Exception):
                count[name] += measures.error_rate(read(document.data), document.text, document.language) < 5 * _RIGHT
    total = sum(counts.values(), Counter())
    for kind, count in [*counts.items(), ("**all**", total)]:
        recall = count["found"] / max(count["found"] + count["missed"], 1)
        shown = f"{recall:.3f}" if count["found"] + count["missed"] else "–"
        rest = " | ".join(f"{count[name]} of {count['files']}" for name in readers)
        lines.append(f"| {kind} | {count['files']} | {count['pages']} | {count['right']} | {count['found']} | {count['missed']} | **{shown}** | {rest} |")
    lines += ["", *([f"Missed: {'; '.join(missed)}.", ""] if missed else [])]
    lines += _on_sound_files()
    return [*lines, "", *_on_real_files(options)]


def _on_sound_files():
    documents = [printed.woven(language, 600 + seed, columns=columns, chapters=4) for columns in (1, 2) for seed, language in enumerate(printed.FAMILIES)]
    documents += [drawn.legacy(language, 620 + seed) for seed, language in enumerate(drawn.LEGACY)]
    documents += [drawn.unembedded(language, 630 + seed) for seed, language in enumerate(drawn.UNEMBEDDED)]
    documents += [drawn.standard(language, 640 + seed) for seed, language in enumerate(LATIN)]
    documents += [printed.tabled(language, 650 + seed, ruled=True, bold=True) for seed, language in enumerate(("zh-Hans", "zh-Hant", "en", "fr", "ja", "ko"))]
    verdicts = [_alarms(document.data) for document in documents]
    return [
        f"False alarms on {len(documents)} sound generated files: {sum(len(found) for found, _, _ in verdicts)} of {sum(pages for _, pages, _ in verdicts)} pages."
    ]


def _on_real_files(options):
    """Return the alarms on real files, each page beside what recognition reads on it."""
    paths = sorted(options.documents.rglob("*.pdf")) if options.documents.is_dir() else []
    if not paths:
        return ["Real files: none given (--documents)."]
    pages = read = 0
    alarms = []
    for path in paths:
        data = path.read_bytes()
        try:
            reading = read_bytes(data, path.name, ocr="never")
        except ReadError:
            continue
        read += 1
        pages += len(reading.health)
        whole = [page for page in reading.health if page.reason is not None]
        parts = [page for page in reading.health if page.reason is None and any(font.reason for font in page.fonts)]
        alarms += [(path, data, page, page.reason, True) for page in whole]
        for page in parts:
            fonts = [font for font in page.fonts if font.reason]
            alarms.append(
                (path, data, page, f"{sum(font.characters for font in fonts)} characters in {', '.join(font.name for font in fonts)}: {fonts[0].reason}", False)
            )
    lines = [
        f"Real files: {read} PDFs with text, {pages} pages; flagged whole {sum(whole for *_, whole in alarms)}, in part {sum(not whole for *_, whole in alarms)}.",
        "",
    ]
    by_file = defaultdict(list)
    for path, data, page, reason, whole in alarms:
        said = _layer(data, page.page)
        true = None
        if whole and engines():
            true = measures.agreement(said, read_page(data, page.page)) < _SAME
        by_file[path.name, reason, whole, true].append(page.page)
    if by_file:
        lines += ["| file | pages | | reason | recognition reads something else |", "|---|---|---|---|---|"]
    for (name, reason, whole, true), numbers in by_file.items():
        lines.append(
            f"| {name} | {page_list(numbers)} | {'whole' if whole else 'in part'} | {reason} | {'' if true is None else 'yes' if true else '**no**'} |"
        )
    false = sum(len(numbers) for (*_, true), numbers in by_file.items() if true is False)
    lines += ["", f"False alarms: {false} of {pages} pages ({false / pages:.2%}); target: under 2 %."]
    return lines


def _layer(data, number):
    return _texts(data)[number - 1]
