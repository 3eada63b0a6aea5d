"""Generated Chinese plans as PDFs: the same pages with embedded CFF or TrueType outlines of Noto Sans CJK, of any length.

Sentences are put together at random (seeded) from words of our own. Pages carry a running head and a number, headings of two ranks, paragraphs,
numbered measures and now and then a ruled table, set as an office program sets them: one text object a line.
"""

import random
import re
import subprocess
import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

SIZE, LEADING, WIDTH, LINES = 11, 19, 40, 36
LEFT, TOP = 72, 760

AREAS = (
    "政务服务 交通出行 医疗健康 基层治理 生态环境 应急管理 社区养老 文化旅游 教育教学 城市管理 水务监测 能源管理 市场监管 住房保障 公共安全 农业农村".split()
)
PARTIES = "市数据局 市发展改革委 各区人民政府 市工业和信息化局 市大数据中心 街道办事处 市交通运输局 市民代表 市住房城乡建设局 市财政局".split()
THINGS = "数据共享平台 城市运行中心 物联感知网络 公共数据目录 一网通办窗口 智能信号系统 视频汇聚平台 数字孪生底座 5G基站 居民健康档案 充电设施 预警系统".split()
ACTS = "建成 升级 整合 开放 推广 扩建 改造 统一 上线 接入".split()
AIMS = "方便群众办事 减少重复建设 缩小数字鸿沟 降低能源消耗 保护个人信息 提高响应速度 促进企业用数 改善空气质量 支撑科学决策 让老年人用得上".split()
SHAPES = (
    "到{year}年，{act}{thing}{n}个，覆盖全市{p}%的{area}场景。",
    "由{party}牵头，{party2}配合，{act}{area}领域的{thing}，{aim}。",
    "目前，{area}领域已有{thing}{n}处，但各部门标准不一，数据难以互通。",
    "坚持以人为本，广泛听取{party}意见，{aim}，{aim2}。",
    "{party}每季度公布{thing}的运行情况，并对{area}项目开展绩效评估。",
    "鼓励社会力量参与{thing}建设运营，年度投入不超过{n}万元；{aim}。",
    "围绕{area}和{area2}，{act}{thing}，逐步实现跨部门协同。",
    "严禁过度采集个人信息，{party}应当于{year}年底前完成{thing}的安全检查。",
)
HEADINGS = ("夯实{area}基础", "提升{area}水平", "{area}与{area2}协同", "健全{area}保障机制")
_ORDINALS = "一二三四五六七八九"


def _filled(rng: random.Random, shape: str) -> str:
    return shape.format(
        year=rng.randint(2025, 2035),
        n=rng.randint(2, 900),
        p=rng.randint(10, 100),
        act=rng.choice(ACTS),
        thing=rng.choice(THINGS),
        area=rng.choice(AREAS),
        area2=rng.choice(AREAS),
        party=rng.choice(PARTIES),
        party2=rng.choice(PARTIES),
        aim=rng.choice(AIMS),
        aim2=rng.choice(AIMS),
    )


def _blocks(rng: random.Random) -> Iterator[list[str]]:
    """Yield the lines of one heading, paragraph or table after another, without end; the lines of a table hold tabs."""
    chapter = 0
    while True:
        chapter += 1
        number = _ORDINALS[chapter % 9]
        yield [f"{number}、{_filled(rng, rng.choice(HEADINGS))}"]
        for section in range(rng.randint(2, 4)):
            yield [f"（{_ORDINALS[section]}）{_filled(rng, rng.choice(HEADINGS))}"]
            for item in range(rng.randint(2, 5)):
                text = "".join(_filled(rng, rng.choice(SHAPES)) for _ in range(rng.randint(1, 5)))
                text = f"{item + 1}．{text}" if rng.random() < 0.4 else f"　　{text}"
                yield _wrapped(text)
        if rng.random() < 0.5:
            rows = [f"{rng.choice(THINGS)}\t{rng.choice(PARTIES)}\t{rng.randint(2026, 2030)}年" for _ in range(rng.randint(3, 6))]
            yield ["项目\t责任单位\t完成时间", *rows]


def _wrapped(text: str) -> list[str]:
    """Break a text into full lines: letters of ASCII are half as wide and stay together, and no line begins with a stop."""
    lines, width = [""], 0.0
    for part in re.findall(r"[!-~]+|.[，。；、）]?", text):
        size = sum(0.5 if character.isascii() else 1 for character in part)
        if width + size > WIDTH:
            lines.append("")
            width = 0
        lines[-1] += part
        width += size
    return lines


def pages_of(pages: int, seed: int) -> list[list[str]]:
    """Return the lines of a plan, page by page."""
    rng = random.Random(seed)
    result: list[list[str]] = [[f"滨江市智慧城市建设规划（第{seed}号）", "（2026—2030年）", ""]]
    blocks = _blocks(rng)
    while True:
        block = next(blocks)
        if len(result[-1]) + len(block) > LINES:
            if len(result) == pages:
                return result
            result.append([])
        result[-1] += block


@lru_cache(maxsize=2)
def _font(outlines: str) -> tuple[bytes, dict[str, int], str]:
    """Return the font file to embed, the code of every character, and the font's name; `outlines` is "cff" or "truetype"."""
    from fontTools import subset
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    path = subprocess.run(["fc-match", "-f", "%{file}", "Noto Sans CJK SC:style=Regular"], capture_output=True, text=True, check=True).stdout
    if "CJK" not in path:
        raise SystemExit("the generated PDFs need Noto Sans CJK; on Debian: apt install fonts-noto-cjk")
    letters = {
        *"".join((*AREAS, *PARTIES, *THINGS, *ACTS, *AIMS, *SHAPES, *HEADINGS)),
        *"一二三四五六七八九、（）．　滨江市智慧城市建设规划第号—年项目责任单位完成时间第页0123456789",
    }
    font = TTFont(path, fontNumber=2 if path.endswith(".ttc") else 0)
    options = subset.Options(layout_features=[], notdef_outline=True, desubroutinize=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(letters))
    subsetter.subset(font)
    names = font.getBestCmap()
    if outlines == "cff":
        # In a CID-keyed font the code of a glyph is its CID, which its name gives.
        return font.getTableData("CFF "), {chr(code): int(name[3:]) for code, name in names.items()}, "NotoSansCJK"
    order, glyphs, source = font.getGlyphOrder(), {}, font.getGlyphSet()
    for name in order:
        pen = TTGlyphPen(None)
        source[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    built = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    built.setupGlyphOrder(order)
    built.setupCharacterMap(names)
    built.setupGlyf(glyphs)
    built.setupHorizontalMetrics({name: (font["hmtx"][name][0], glyphs[name].xMin if glyphs[name].numberOfContours else 0) for name in order})
    built.setupHorizontalHeader(ascent=880, descent=-120)
    built.setupOS2()
    built.setupPost(keepGlyphNames=False)
    buffer = BytesIO()
    built.save(buffer)
    return buffer.getvalue(), {chr(code): order.index(name) for code, name in names.items()}, "NotoSansCJKTrue"


def _content(lines: list[str], number: int, codes: dict[str, int]) -> bytes:
    drawn = []

    def show(text: str, x: float, y: float, size: float = SIZE) -> None:
        drawn.append(f"BT /F1 {size} Tf 1 0 0 1 {x:g} {y:g} Tm <{''.join(f'{codes[c]:04X}' for c in text)}> Tj ET")

    show("滨江市智慧城市建设规划", LEFT, 800, 9)
    show(f"第{number}页", 280, 40, 9)
    for place, line in enumerate(lines):
        y = TOP - place * LEADING
        cells = line.split("\t")
        for column, cell in enumerate(cells):
            if cell:
                show(cell, LEFT + column * 150 + (4 if len(cells) > 1 else 0), y)
        if len(cells) > 1:
            drawn += [f"{LEFT + column * 150} {y - 5} 150 {LEADING} re S" for column in range(len(cells))]
    return "\n".join(drawn).encode()


def write_plan(path: Path, pages: int, outlines: str, seed: int = 1) -> Path:
    """Write a plan of `pages` pages as a PDF, unless it is there. The same arguments give the same bytes."""
    if path.exists():
        return path
    file, codes, name = _font(outlines)
    widths = " ".join(f"{code} [{500 if character.isascii() else 1000}]" for character, code in sorted(codes.items(), key=lambda item: item[1]))
    unicode = "\n".join(f"1 beginbfchar <{code:04X}> <{ord(character):04X}> endbfchar" for character, code in codes.items())
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n{unicode}\nendcmap end end"
    kind, key, extra = ("CIDFontType0", "FontFile3", "/Subtype /CIDFontType0C") if outlines == "cff" else ("CIDFontType2", "FontFile2", f"/Length1 {len(file)}")
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    box = "/FontBBox [-200 -300 1200 1100] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 733 /StemV 80"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 7 0 R >>".encode(),
        f"<< /Type /Font /Subtype /{kind} /BaseFont /{name} {system} /FontDescriptor 5 0 R /DW 1000 /W [{widths}]"
        f"{' /CIDToGIDMap /Identity' if outlines != 'cff' else ''} >>".encode(),
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 {box} /{key} 6 0 R >>".encode(),
        _stream(file, extra),
        _stream(cmap.encode()),
    ]
    kids = []
    for number, lines in enumerate(pages_of(pages, seed), 1):
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(_content(lines, number, codes)))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out, places = BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return path


def _stream(data: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {extra} >>\nstream\n".encode() + packed + b"\nendstream"
