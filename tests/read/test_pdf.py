"""PDF files read: text, places, statuses. The files are written by hand below."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from analyzer.domain.document import BlockKind, DropReason
from analyzer.domain.limits import Limits, limited
from analyzer.errors import ReadError
from analyzer.read.pdf import extractor
from analyzer.read.pdf.reader import read_pdf

SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0"
    b" /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>] >>"
)
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def line(text: str, x: float, y: float, size: float = 12) -> bytes:
    """A line of Helvetica."""
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, text.encode("latin-1"))


def han(text: str, x: float, y: float, size: float = 12) -> bytes:
    """A line of Song."""
    return b"BT /F2 %g Tf %g %g Td <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())


def make(
    *contents: bytes,
    page: bytes = b"",
    trailer: bytes = b"",
    font: bytes = HELVETICA,
    stream: bytes = b"",
    catalog: bytes = b"",
    resources: bytes = b"",
    five: bytes = b"",
) -> bytes:
    """A PDF of pages with these content streams; object 5 is `five`, or `stream`."""
    five = five or b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects = [b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog, b"", font, SONG, five]
    kids = []
    for content in contents:
        packed = zlib.compress(content)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> %s >> %s >>"
            % (len(objects), resources, page)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def test_text_and_place_of_a_line() -> None:
    document = read_pdf(make(line("The city shall plant trees.", 72, 700)), "id")
    assert document.text == "The city shall plant trees."
    assert (document.id, document.format, document.title) == ("id", "pdf", None)
    assert document.reader.startswith("pdf/")
    assert (document.pages[0].width, document.pages[0].height) == (595, 842)
    box = document.lines[0].box
    assert box is not None
    assert box.page == 1
    assert box.x0 == pytest.approx(72, abs=2)
    assert 842 - 700 - 12 < box.y0 < box.y1 < 842 - 700 + 4


def test_han_text() -> None:
    document = read_pdf(make(han("推进智慧城市建设，到2025年建成", 72, 700) + han("数据平台。", 72, 680)), "id")
    assert document.text == "推进智慧城市建设，到2025年建成数据平台。"


@pytest.mark.parametrize(("turn", "size"), [(0, (595, 842)), (90, (842, 595)), (180, (595, 842)), (270, (842, 595))])
def test_boxes_follow_the_rotation_of_the_page(turn: int, size: tuple[float, float]) -> None:
    # Text set so that it is upright on the page as shown, 72 points from its left edge and 100 from its top.
    matrix = {0: b"1 0 0 1 72 742", 90: b"0 1 -1 0 100 72", 180: b"-1 0 0 -1 523 100", 270: b"0 -1 1 0 495 770"}[turn]
    content = b"BT /F1 12 Tf %s Tm (Upright on the page as shown) Tj ET" % matrix
    document = read_pdf(make(content, page=b"/Rotate %d" % turn), "id")
    box = document.lines[0].box
    assert box is not None
    assert (document.pages[0].width, document.pages[0].height) == size
    assert box.x0 == pytest.approx(72, abs=2)
    assert 88 < box.y0 < 100 < box.y1 < 104


def test_boxes_start_at_the_corner_of_the_crop_box() -> None:
    document = read_pdf(make(line("Inside the crop box", 150, 700), page=b"/CropBox [100 100 500 742]"), "id")
    box = document.lines[0].box
    assert box is not None
    assert (document.pages[0].width, document.pages[0].height) == (400, 642)
    assert box.x0 == pytest.approx(50, abs=2)
    assert 30 < box.y0 < 42 < box.y1 < 46


def test_text_beyond_the_paper_is_left_out_and_recorded() -> None:
    document = read_pdf(make(line("Visible text.", 72, 700) + line("Far away", -5000, -5000) + line("Dust", 72, 600, size=0.1)), "id")
    assert document.text == "Visible text."
    assert {one.text for one in document.dropped} == {"Far away", "Dust"}
    assert {one.reason for one in document.dropped} == {DropReason.HIDDEN}


def test_cells_of_a_row_are_kept_apart() -> None:
    content = line("Some words of text before the table stand here.", 72, 740) + line("Target", 72, 700) + line("2025", 250, 700) + line("70 %", 400, 700)
    document = read_pdf(make(content), "id")
    assert document.text.split("\n")[-1] == "Target | 2025 | 70 %"
    assert document.blocks[-1].kind is BlockKind.ROW


def test_two_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    rows = b"".join(
        line(f"left column line {number} with words of text", 60, 700 - 15 * number, 10)
        + line(f"right column line {number} with words of text", 320, 700 - 15 * number, 10)
        for number in range(10)
    )
    text = read_pdf(make(rows), "id").text
    assert text.index("left column line 9") < text.index("right column line 0")


def test_a_hyphen_at_the_end_of_a_line_is_healed() -> None:
    content = line("The plan for the infra-", 72, 700) + line("structure of the city.", 72, 685)
    assert read_pdf(make(content), "id").text == "The plan for the infrastructure of the city."


def test_radicals_in_place_of_characters_are_replaced() -> None:
    assert "\u2f00".translate(extractor._MEANT) == "一"
    assert "⻓".translate(extractor._MEANT) == "长"


def test_pages_that_show_pictures_only_are_listed() -> None:
    picture = b"q 100 0 0 100 72 600 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    document = read_pdf(make(line("Some text on the first page.", 72, 700), picture, b""), "id")
    assert document.quality.pages_without_text == (2,)
    assert document.quality.score == pytest.approx(2 / 3, abs=0.01)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (make(b""), "no_text"),
        (make(b"q 100 0 0 100 72 600 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"), "no_text"),
        (b"", "unreadable"),
        (b"<!doctype html><p>Log in", "unreadable"),
        (make(line("cut", 72, 700))[:200], "unreadable"),
    ],
)
def test_statuses(data: bytes, status: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_pdf(data, "id")
    assert caught.value.status == status
    assert "\n" not in caught.value.reason


def test_a_password_is_asked_for() -> None:
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    with pytest.raises(ReadError) as caught:
        read_pdf(make(line("secret", 72, 700), trailer=locked), "id")
    assert caught.value.status == "password"


def test_too_many_pages_are_refused() -> None:
    with limited(Limits(pages=2)), pytest.raises(ReadError) as caught:
        read_pdf(make(*[line("text", 72, 700)] * 3), "id")
    assert caught.value.status == "too_large"


def test_a_repaired_file_carries_a_note() -> None:
    whole = make(line("Some text on the page.", 72, 700))
    damaged = whole.replace(b"startxref\n", b"startxref\n9")
    document = read_pdf(damaged, "id")
    assert document.text == "Some text on the page."
    assert any("damaged" in note for note in document.quality.notes)


@pytest.mark.parametrize("size", [b"0 0 0 0    ", b"0 0 595 9e9"])
def test_a_page_of_impossible_size_carries_a_note(size: bytes) -> None:
    document = read_pdf(make(line("Some text on the page.", 72, 700)).replace(b"0 0 595 842", size), "id")
    assert document.text == "Some text on the page."
    assert document.quality.notes == ("1 pages have an impossible size, the first of them page 1: places on them may be wrong",)


def test_lone_surrogates_can_be_written() -> None:
    cmap = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <D83D> <42> <0042> endbfchar endcmap"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>"
    text = read_pdf(make(line("AB", 72, 700), font=font, stream=cmap), "id").text
    assert text.encode("utf-8").decode("utf-8") == "\ufffdB"


def test_pdfium_starts_anew_for_every_file_unless_another_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    started = []
    start = pypdfium2.raw.FPDF_InitLibraryWithConfig
    monkeypatch.setattr(pypdfium2.raw, "FPDF_InitLibraryWithConfig", lambda config: started.append(1) or start(config))
    data = make(line("Trees", 72, 700))
    read_pdf(data, "id")
    read_pdf(data, "id")
    assert len(started) == 2
    with pypdfium2.PdfDocument(data) as held:
        assert read_pdf(data, "id").text == "Trees"
        assert len(started) == 2
        assert len(held) == 1


def test_real_files_lose_no_character(shared: Path) -> None:
    import re
    from collections import Counter

    import pypdfium2

    for name in ("uk_2015_The_UK_s_position_on_Phase_IV_of_EU_ETS_.pdf", "fr_FDR-NE-Bilan-mesure-MTE.pdf", "uk_LIT668.pdf"):
        data = (shared / "real" / "foreign" / name).read_bytes()
        document = read_pdf(data, "id")
        with pypdfium2.PdfDocument(data) as file:
            raw = "".join(page.get_textpage().get_text_range() for page in file)
        given = Counter(re.sub(r"[\W_]", "", raw.translate(extractor._MEANT)))
        kept = Counter(re.sub(r"[\W_]", "", document.text + "".join(one.text for one in document.dropped)))
        assert given == kept, name


def test_real_columns_are_read_in_order(shared: Path) -> None:
    (path,) = (shared / "real" / "foreign").glob("uk_2013b-the-carbon-plan.pdf")
    text = read_pdf(path.read_bytes(), "id").text
    assert text.index("Our approach internationally") < text.index("1.13 The UK has a direct") < text.index("1.14 This Carbon Plan sets out")


def raised(text: str, x: float, y: float) -> bytes:
    return line(text, x, y + 4, size=7)


def test_raised_note_numbers_are_left_out_and_recorded() -> None:
    content = line("The sites are dispersed.", 72, 700) + raised("119", 201, 700) + line("Ensuring access is a task.", 216, 700)
    document = read_pdf(make(content + line("It ends here.", 72, 685) + raised("7,8", 146, 685)), "id")
    assert document.text == "The sites are dispersed. Ensuring access is a task. It ends here."
    assert [one.text for one in document.dropped if one.reason is DropReason.NOTE_NUMBER] == ["119", "7,8"]


def test_figures_on_the_line_powers_and_the_numbers_of_notes_themselves_stay() -> None:
    power = line("A park of 300 m", 72, 700) + raised("2", 155, 700) + line("in 2030.5 zones", 166, 700)
    note = raised("12", 72, 600) + line("See the annual report of the office.", 82, 600)
    document = read_pdf(make(power + note), "id")
    assert "300 m2" in document.text
    assert "2030.5 zones" in document.text
    assert "12" in document.text
    assert not document.dropped


def test_ligatures_without_letters_are_mended_by_the_words_of_the_document() -> None:
    content = line("The offers and the flow of the traffic.", 72, 700) + line("The o\x1fers and the \x1fow and the veri\x1fcation.", 72, 685)
    cmap = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfrange <20> <7e> <0020> <1f> <1f> <001f> endbfrange endcmap"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>"
    text = read_pdf(make(content, font=font, stream=cmap), "id").text
    assert text.endswith("The offers and the flow and the verification.")


SHOWN = line("Words that everybody sees.", 72, 700)
UNSEEN = line("Smart parks for clever dogs and cats.", 72, 600)


@pytest.mark.parametrize(
    "content",
    [
        b"1 1 1 rg " + UNSEEN + b"0 g ",
        b"0.93 0.93 0.93 rg " + UNSEEN + b"0 g ",
        b"BT 3 Tr ET " + UNSEEN + b"BT 0 Tr ET ",
        UNSEEN + b"0.2 0.4 0.6 rg 60 590 400 30 re f 0 g ",
        b"q 0 0 10 10 re W n " + UNSEEN + b"Q ",
        b"0.2 0.4 0.6 rg 60 590 400 30 re f 0.2 0.42 0.6 rg " + UNSEEN + b"0 g ",
        b"/OC /L BDC " + UNSEEN + b"EMC ",
        line("Smart parks for clever dogs and cats.", 72, 600, size=1.2),
        line("Smart parks for clever dogs and cats.", 900, 600),
    ],
    ids=["white", "pale", "invisible", "covered", "clipped", "colour of its ground", "layer off", "tiny", "off the paper"],
)
def test_text_that_does_not_show_is_left_out_and_counted(content: bytes) -> None:
    document = read_pdf(with_layer(content + SHOWN), "id")
    assert document.text == "Words that everybody sees."
    assert [(one.text, one.reason) for one in document.dropped] == [("Smart parks for clever dogs and cats.", DropReason.HIDDEN)]
    assert "30 letters" in document.quality.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"0.1 0.2 0.4 rg 60 590 400 30 re f 1 1 1 rg " + UNSEEN + b"0 g ",
        b"0.9 0.9 0.9 rg 60 590 400 30 re f 0 g " + UNSEEN,
        b"0.1 0.2 0.4 RG 30 w 60 605 m 400 605 l S 1 1 1 rg " + UNSEEN + b"0 g ",
        UNSEEN + b"q /M gs 1 1 0 rg 60 590 400 30 re f Q ",
        b"1 1 1 rg " + UNSEEN + b"0 g " + UNSEEN,
        b"/OC /L BDC " + UNSEEN + b"EMC ",
    ],
    ids=["white on a bar", "black on grey", "white on a thick line", "under a marker", "above its own shadow", "layer on"],
)
def test_text_that_shows_is_kept(content: bytes) -> None:
    document = read_pdf(with_layer(content + SHOWN, state=b"ON"), "id")
    assert "Smart parks for clever dogs and cats." in document.text
    assert document.text.count("Smart parks") == 1
    assert not document.dropped
    assert not document.quality.notes


def with_layer(content: bytes, state: bytes = b"OFF") -> bytes:
    """A page with a layer L switched on or off and a graphics state M that multiplies."""
    return make(
        content,
        page=b"/Group << /S /Transparency /CS /DeviceRGB >>",
        resources=b"/Properties << /L 5 0 R >> /ExtGState << /M << /BM /Multiply >> >>",
        catalog=b"/OCProperties << /OCGs [5 0 R] /D << /%s [5 0 R] /Order [] >> >>" % state,
        five=b"<< /Type /OCG /Name (L) >>",
    )


def test_text_recognized_in_a_picture_is_kept_though_it_is_drawn_invisible() -> None:
    stripes = bytes([0, 255]) * 200
    picture = b"q 400 0 0 30 60 590 cm BI /W 400 /H 1 /BPC 8 /CS /G ID " + stripes + b" EI Q "
    document = read_pdf(make(picture + b"BT 3 Tr ET " + UNSEEN), "id")
    assert document.text == "Smart parks for clever dogs and cats."


def test_words_for_machines_count_only_where_they_say_what_is_shown() -> None:
    def told(words: bytes) -> bytes:
        return b"/Span << /ActualText (%s) >> BDC " % words + line("shown words", 72, 700) + b"EMC "

    honest = read_pdf(make(told(b"shown words")), "id")
    assert (honest.text, honest.dropped) == ("shown words", ())
    other = read_pdf(make(told(b"clever dogs and cats in parks")), "id")
    assert other.text == "shown words"
    assert [one.text for one in other.dropped] == ["clever dogs and cats in parks"]


def private(step: int) -> bytes:
    """A table that gives every letter a private code."""
    return b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7e> <e%03x> endbfrange endcmap" % step


def test_a_broken_page_stays_out_of_the_text_and_the_row_says_which_and_why() -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /ToUnicode 5 0 R >>"
    good = b"".join(line(f"Sentence number {number} of the plan.", 72, 700 - 14 * number).replace(b"/F1", b"/F3") for number in range(8))
    bad = b"".join(line(f"Sentence number {number} is lost.", 72, 700 - 14 * number) for number in range(8))
    helvetica = b"/Font << /F1 3 0 R /F3 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    data = make(good, bad, good, font=font, stream=private(0), resources=b"", page=b"")
    data = data.replace(b"/Font << /F1 3 0 R /F2 4 0 R >>", helvetica)
    document = read_pdf(data, "id")
    assert "lost" not in document.text
    assert "\ue000" not in document.text
    assert document.quality.pages_without_text == (2,)
    assert [page.page for page in document.health if page.reason is not None] == [2]
    assert any("pages 2" in note and "without a meaning" in note for note in document.quality.notes)
    assert {one.reason for one in document.dropped} == {DropReason.UNREADABLE}
    assert all(one.box is not None and one.box.page == 2 for one in document.dropped)


def test_a_file_of_broken_pages_only_has_no_text_and_says_why() -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>"
    with pytest.raises(ReadError) as caught:
        read_pdf(make(line("Nothing of this can be read by anybody.", 72, 700), font=font, stream=private(0)), "id")
    assert caught.value.status == "no_text"
    assert "without a meaning" in caught.value.reason


def test_a_line_drawn_in_one_go_is_parted_at_wide_gaps_and_at_rules() -> None:
    prose = line("The city builds homes and lays out parks for all who live in it.", 70, 650)
    wide = b"BT /F1 10 Tf 70 700 Td [(Homes) -9000 (19.6) -6000 (17.6)] TJ ET\n"
    rows = b"".join(b"BT /F1 10 Tf 72 %d Td (%s) Tj ET\n" % (y, text) for y, text in ((600, b"Parks and gardens of the town 12 million"), (580, b"Schools")))
    drawn = [(70, y, 300, y) for y in (615, 595, 575)] + [(x, 615, x, 575) for x in (70, 206, 300)]
    rules = b"".join(b"%d %d m %d %d l S\n" % place for place in drawn)
    document = read_pdf(make(wide + prose + rows + line("3 million", 210, 580, 10) + rules), "id")
    assert [block.span.of(document.text) for block in document.blocks] == [
        "Homes | 19.6 | 17.6",
        "The city builds homes and lays out parks for all who live in it.",
        "Parks and gardens of the town | 12 million",
        "Schools | 3 million",
    ]
