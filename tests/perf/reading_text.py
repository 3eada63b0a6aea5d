"""Measures reading of text layers: characters, running heads, columns and tables, beside other readers."""

from collections import defaultdict

from tests.perf import drawn_documents as drawn
from tests.perf import measures
from tests.perf import office_documents as office
from tests.perf import printed_documents as printed

LANGUAGES = tuple(printed.FAMILIES)
HAN = tuple(drawn.UNEMBEDDED)
LATIN = ("en", "fr", "de")
HYPHENS = "hyphens: auto"


def _single():
    """Yield a kind of document, and documents of one column."""
    yield "WeasyPrint, embedded subsets", [printed.woven(language, 100 + seed, chapters=5) for seed, language in enumerate(LANGUAGES)]
    yield "LibreOffice, embedded subsets", office.written([(language, 110 + seed, 1) for seed, language in enumerate(LANGUAGES)])
    yield "reportlab, TrueType subset", [drawn.subset(language, 120 + seed) for seed, language in enumerate(LATIN)]
    yield "standard fonts, no table to Unicode", [drawn.standard(language, 130 + seed) for seed, language in enumerate(LATIN)]
    yield "CID fonts only named (UniGB-UCS2-H …)", [drawn.unembedded(language, 140 + seed) for seed, language in enumerate(HAN)]
    yield "CID fonts only named, no table (GBK-EUC-H …)", [drawn.legacy(language, 150 + seed) for seed, language in enumerate(drawn.LEGACY)]
    yield "words broken with hyphens", [printed.woven(language, 155 + seed, breaks=HYPHENS) for seed, language in enumerate(LATIN)]
    yield "Korean words broken without a sign", [printed.woven("ko", 158, breaks="word-break: normal")]
    yield "lines drawn twice", [drawn.overprinted(language, 160 + seed) for seed, language in enumerate((*HAN, *LATIN))]
    yield "letters drawn twice", [drawn.doubled(language, 170 + seed) for seed, language in enumerate((*HAN, *LATIN))]
    yield "letters set apart", [drawn.tracked(language, 180 + seed) for seed, language in enumerate((*HAN, *LATIN))]


def _columns():
    """Yield a kind of document, and documents of two and three columns."""
    for count in (2, 3):
        yield (
            f"WeasyPrint, {count} columns",
            [
                printed.woven(language, 200 + 20 * count + seed, columns=count, count=30, chapters=5, breaks=HYPHENS if language in LATIN else "")
                for seed, language in enumerate(LANGUAGES)
            ],
        )
        yield f"LibreOffice, {count} columns", office.written([(language, 210 + 20 * count + seed, count) for seed, language in enumerate(LANGUAGES)], 30)
    yield "reportlab, 2 columns drawn line by line across", [drawn.across(language, 280 + seed) for seed, language in enumerate((*HAN, *LATIN))]


def _errors(kinds):
    """Return for each kind of document and each language the errors of each reader: [(edits, characters, adjacent pairs, pairs)]."""
    by_kind, by_language = defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(list))
    for kind, documents in kinds:
        for document in documents:
            pages = measures.furniture(document)
            for name, read in measures.peers().items():
                text = measures.without_furniture(_or_empty(read, document.data), pages)
                row = (*measures.edits(text, document.text, document.language), *measures.adjacent(document, text))
                by_kind[kind][name].append(row)
                by_language[document.language][name].append(row)
    return by_kind, by_language


def _or_empty(read, data):
    """Return what a reader gives; a reader that gives up has read nothing."""
    try:
        return read(data)
    except Exception as error:  # noqa: BLE001 - readers of others raise what they like
        print(f"    {read}: {error!r}"[:160])
        return ""


def _rate(rows):
    return sum(row[0] for row in rows) / sum(row[1] for row in rows)


def _order(rows):
    return sum(row[2] for row in rows) / sum(row[3] for row in rows)


def text(_):
    """Return the lines on characters."""
    by_kind, by_language = _errors(_single())
    names = list(measures.peers())
    lines = [
        "Character error rate: edits over characters of all files of a row, white space counted where the script has it. Target: under 0.5 %.",
        "Running heads are not held against other readers.",
        "",
        f"| file | files | characters | ours | ours, worst file | {' | '.join(names[1:])} |",
        "|---" * (4 + len(names)) + "|",
    ]
    for label, rows in [*by_kind.items(), *by_language.items()]:
        worst = max(_rate([row]) for row in rows["ours"])
        rates = [f"{_rate(rows[name]):.2%}" for name in names[1:]]
        size = sum(row[1] for row in rows["ours"])
        lines.append(f"| {label} | {len(rows['ours'])} | {size} | **{_rate(rows['ours']):.3%}** | {worst:.2%} | {' | '.join(rates)} |")
    return lines


def columns(_):
    """Return the lines on the order of columns."""
    by_kind, by_language = _errors(_columns())
    names = list(measures.peers())
    lines = [
        "Share of neighbouring sentences that stand one directly after the other, and character error rate behind it. Target: 0.98 of the pairs.",
        "",
        f"| file | files | pairs | {' | '.join(names)} |",
        "|---" * (3 + len(names)) + "|",
    ]
    for label, rows in [*by_kind.items(), *by_language.items()]:
        cells = [f"{_order(rows[name]):.3f} ({_rate(rows[name]):.2%})" for name in names]
        lines.append(f"| {label} | {len(rows['ours'])} | {sum(row[3] for row in rows['ours'])} | **{cells[0]}** | {' | '.join(cells[1:])} |")
    return lines


def heads(_):
    """Return the lines on running heads and feet."""
    lines = [
        "Pieces that stand in the margins of pages (found by their place with pdfplumber), and what our reader leaves out as running heads, feet and numbers.",
        "Targets: precision and recall 0.97. Other readers leave out nothing.",
        "",
        "| heads and feet | files | pieces | recall | precision |",
        "|---|---|---|---|---|",
    ]
    sums = [0, 0, 0, 0]
    kinds = {
        f"{style}, {pages}": [printed.woven(language, 300 + 40 * place + seed, style=style, count=count, chapters=6) for seed, language in enumerate(LANGUAGES)]
        for place, style in enumerate(printed.HEADS)
        for pages, count in (("short", 16), ("long", 70))
    }
    kinds["LibreOffice, centred"] = office.written([(language, 700 + seed, 1) for seed, language in enumerate(LANGUAGES)])
    for label, documents in kinds.items():
        counts = [sum(column) for column in zip(*map(measures.removed, documents), strict=True)]
        sums = [one + two for one, two in zip(sums, counts, strict=True)]
        lines.append(f"| {label} | {len(documents)} | {counts[1]} | {_share(counts[0], counts[1])} | {_share(counts[3], counts[2])} |")
    return [*lines, f"| **all** | {sum(map(len, kinds.values()))} | {sums[1]} | **{_share(sums[0], sums[1])}** | **{_share(sums[3], sums[2])}** |"]


def _share(part, whole):
    return f"{part / whole:.3f}" if whole else f"{part} of 0"


def tables(_):
    """Return the lines on tables."""
    readers = measures.table_peers()
    lines = [
        "Share of cells that stand in the line of their row, tables over several pages. Target: 0.95. `heads`: rows that carry the heads of all their columns.",
        "",
        f"| table | files | cells | {' | '.join(readers)} | heads |",
        "|---" * (4 + len(readers)) + "|",
    ]
    languages = ("zh-Hans", "zh-Hant", "en", "fr", "ja", "ko")
    kinds = {
        f"WeasyPrint, {'ruled' if ruled else 'no rules'}, {'bold' if bold else 'plain'} head": [
            printed.tabled(language, 400 + seed, ruled=ruled, bold=bold) for seed, language in enumerate(languages)
        ]
        for ruled in (True, False)
        for bold in (True, False)
    }
    kinds["LibreOffice, ruled, plain head"] = office.office_tables([(language, 450 + seed) for seed, language in enumerate(languages)])
    for label, documents in kinds.items():
        shares, total = [], 0
        for read in readers.values():
            counts = [measures.cells_in_row(document, _or_empty(read, document.data)) for document in documents]
            total = sum(count for _, count in counts)
            shares.append(sum(good for good, _ in counts) / total)
        headed = measures.average(map(measures.rows_with_heads, documents))
        lines.append(f"| {label} | {len(documents)} | {total} | **{shares[0]:.3f}** | {' | '.join(f'{share:.3f}' for share in shares[1:])} | {headed:.3f} |")
    return lines
