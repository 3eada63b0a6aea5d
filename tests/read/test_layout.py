"""The flow made of printed lines: what is dropped, what is joined, in which order."""

from __future__ import annotations

from analyzer.domain.document import BlockKind, Document, DropReason
from analyzer.read.flow import Flow
from analyzer.read.pdf.layout import flow_of_pages
from analyzer.read.pdf.printed import PageLines, TextRun

WIDTH, HEIGHT = 595.0, 842.0


def run(text: str, x0: float, baseline: float, *, x1: float | None = None, size: float = 12.0, bold: bool = False) -> TextRun:
    """A run whose width, unless given, is that of its characters: one em for Han, half an em for the others."""
    if x1 is None:
        x1 = x0 + sum(size if character > "\u2e80" else size / 2 for character in text)
    return TextRun(text, x0, baseline - 0.8 * size, x1, baseline + 0.2 * size, baseline, size, "Body", bold, bold)


def read(*pages: list[TextRun], rules: list[tuple[float, float, float, float]] | None = None) -> Document:
    flow = Flow()
    flow_of_pages([PageLines(number, WIDTH, HEIGHT, runs, rules or []) for number, runs in enumerate(pages, 1)], flow)
    return flow.document(document_id="x", reader="test", format="pdf")


def texts(document: Document) -> list[str]:
    return document.text.split("\n")


def dropped(document: Document, reason: DropReason) -> list[str]:
    return [one.text for one in document.dropped if one.reason is reason]


def full(text: str, baseline: float) -> TextRun:
    """A line that reaches the right margin."""
    return run(text, 70, baseline, x1=525)


def body(first: float, count: int, *, word: str = "words") -> list[TextRun]:
    """A paragraph of full lines that ends with a stop."""
    wording = "{} that fill line {} of the paragraph up to its right margin and"
    lines = [full(wording.format(word, chr(97 + number % 26)), first + 15 * number) for number in range(count - 1)]
    return [*lines, run("end here.", 70, first + 15 * (count - 1))]


def test_lines_of_a_paragraph_are_joined_with_spaces() -> None:
    document = read(
        [full("The city shall install sensors in all of its", 100), full("districts and report on their use to the council", 115), run("every year.", 70, 130)]
    )
    assert texts(document) == ["The city shall install sensors in all of its districts and report on their use to the council every year."]


def test_lines_of_han_text_are_joined_without_spaces() -> None:
    document = read([full("推进智慧城市建设，完善基础", 100), run("设施。", 70, 120)])
    assert texts(document) == ["推进智慧城市建设，完善基础设施。"]


def test_a_short_line_with_a_stop_ends_a_paragraph() -> None:
    document = read(
        [
            full("A first sentence that fills the line to its margin", 100),
            run("and ends.", 70, 115),
            full("A second one that fills the line to its margin too", 130),
            run("and ends.", 70, 145),
        ]
    )
    assert len(document.blocks) == 2


def test_a_year_at_the_start_of_a_wrapped_line_opens_nothing() -> None:
    document = read(
        [
            full("All buses will be electric by the end of the year", 100),
            full("2030. The city will publish its progress in a report", 115),
            run("each spring.", 70, 130),
        ]
    )
    assert len(document.blocks) == 1
    assert "year 2030. The city" in document.text


def test_a_numbered_heading_stands_alone() -> None:
    document = read([run("一、总体要求", 70, 100), full("以习近平新时代中国特色社会主义思想为指导，加快", 120), run("建设。", 70, 140)])
    assert texts(document)[0] == "一、总体要求"
    assert document.blocks[0].kind is BlockKind.HEADING


def test_two_character_indent_opens_a_paragraph() -> None:
    lines = [
        run("二、2018年评价工作安排一二三四五六七八九十一二三四五六七八九十", 94, 100, x1=525),
        run("2018年全国评价工作由信息中心统一组织一二三四五六七八九十", 94, 120, x1=525),
        full("各级法院配合做好有关工作，并按时报送一二三四五六七八九十", 140),
        run("材料。", 70, 160),
    ]
    assert texts(read(lines))[0].endswith("九十")
    assert len(texts(read(lines))) == 2


def test_the_last_character_of_a_paragraph_may_stand_below_its_indent() -> None:
    first = "全市各部门要按照职责分工抓好落实并定期报告进展情况同时向社会公开结"
    assert texts(read([run(first, 94, 100), run("果。", 70, 116)])) == [first + "果。"]


def test_bullets_become_items_with_their_continuation() -> None:
    lines = [
        run("•", 70, 100),
        run("install sensors in every district of the city and", 90, 100, x1=525),
        run("share their data;", 90, 115),
        run("• publish reports.", 70, 130),
    ]
    document = read(lines)
    assert texts(document) == ["• install sensors in every district of the city and share their data;", "• publish reports."]
    assert {block.kind for block in document.blocks} == {BlockKind.ITEM}


def test_a_sentence_runs_on_over_the_page() -> None:
    document = read([*body(100, 4), full("The ministry shall support all municipalities that", 700)], [run("publish open data.", 70, 100), *body(130, 4)])
    assert "municipalities that publish open data." in document.text
    line = document.text.index("publish open")
    assert [one.page for one in document.lines if one.span.start == line] == [2]


def test_a_finished_sentence_does_not_run_on_over_the_page() -> None:
    document = read(
        [*body(100, 4), full("The ministry shall support all municipalities there.", 700)],
        [full("publishing is a duty of all of the towns in the", 100), *body(115, 4)],
    )
    assert "there. publishing" not in document.text


def test_footnotes_wait_for_the_end_of_the_paragraph() -> None:
    first = [*body(100, 4), full("The ministry shall support all municipalities that", 700), run("1 See the annual report of the ministry.", 70, 740, size=9)]
    document = read(first, [run("publish open data.", 70, 100), *body(130, 4)])
    assert "municipalities that publish open data." in document.text
    assert "1 See the annual report of the ministry." in texts(document)


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [
        [run("Digital Strategy 2030", 70, 40, size=9), *body(100, 6, word=word), run(f"- {number} -", 290, 800)]
        for number, word in enumerate(("one", "two", "three", "four"), 1)
    ]
    document = read(*pages)
    assert len(dropped(document, DropReason.HEADER)) == 4
    assert len(document.dropped) == 8
    assert "Digital Strategy" not in document.text and "- 3 -" not in document.text


def test_heads_that_alternate_in_a_short_file_are_dropped() -> None:
    heads = ["", "省政府文件", "智慧城市规划", "省政府文件", "智慧城市规划"]
    document = read(*([*([run(head, 70, 40, size=9)] if head else []), *body(120, 6)] for head in heads))
    assert dropped(document, DropReason.HEADER) == heads[1:]


def test_small_heads_of_two_pages_that_differ_are_dropped_and_notes_at_their_feet_stay() -> None:
    document = read(
        [run("Water and parks", 70, 40, size=8), *body(100, 6), run("1 Counted in May of each year.", 70, 790, size=8)],
        [run("Roads and buses", 400, 40, size=8), *body(100, 6, word="others"), run("2 Of those who drive at all.", 70, 790, size=8)],
    )
    assert dropped(document, DropReason.HEADER) == ["Water and parks", "Roads and buses"]
    assert "Counted in May" in document.text and "Of those who drive" in document.text


def test_small_lines_of_two_pages_at_other_heights_stay() -> None:
    document = read([run("Water and parks", 70, 40, size=8), *body(100, 6)], [run("Roads and buses", 70, 52, size=8), *body(100, 6, word="others")])
    assert "Water and parks" in document.text and "Roads and buses" in document.text


def test_the_title_on_the_first_page_survives() -> None:
    title = run("Digital Strategy 2030", 150, 60, size=24)
    document = read([title, *body(200, 6)], *([run("Digital Strategy 2030", 70, 40, size=9), *body(100, 6)] for _ in range(4)))
    assert texts(document)[0] == "Digital Strategy 2030"
    assert document.blocks[0].kind is BlockKind.HEADING
    assert document.blocks[0].level == 1


def test_chapter_headings_at_the_top_are_no_running_heads() -> None:
    document = read(*([run(f"Chapter {number}", 70, 80, size=18), *body(120, 8)] for number in (1, 2, 3)))
    assert [text for text in texts(document) if text.startswith("Chapter")] == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_a_sentence_repeated_in_the_body_is_kept() -> None:
    document = read(*([full("The council shall report on progress every year.", 92), *body(120, 8)] for _ in range(4)))
    assert document.text.count("The council shall report on progress every year.") == 4


def test_a_heading_that_comes_back_far_off_is_no_running_head() -> None:
    pages = [[*([run("Summary of findings", 70, 60)] if number in (1, 9, 17) else []), *body(130, 8)] for number in range(20)]
    assert read(*pages).text.count("Summary of findings") == 3


def test_page_numbers_in_many_forms_are_dropped() -> None:
    for number in ("－ 3 －", "第3页", "第 3 页 共 20 页", "Page 3 of 20", "xiv", "3/20", "3쪽"):
        document = read([*body(100, 6), run(number, 290, 800)])
        assert [text.replace(" ", "") for text in dropped(document, DropReason.PAGE_NUMBER)] == [number.replace(" ", "")]


def test_contents_with_leaders_are_dropped() -> None:
    entries = [run(f"{name}……………………{page}", 70, 130 + 20 * page) for page, name in enumerate(("一、总体要求", "二、重点任务", "三、保障措施"), 1)]
    document = read([run("目　录", 280, 100, size=18), *entries], body(100, 6))
    assert len(dropped(document, DropReason.CONTENTS)) == 4
    assert "总体要求" not in document.text


def test_contents_without_leaders_are_dropped() -> None:
    entries = [
        [run(name, 70, 130 + 20 * row), run(str(page), 510, 130 + 20 * row)]
        for row, (name, page) in enumerate((("Foreword", 3), ("Vision", 5), ("Actions", 12)))
    ]
    document = read([run("Contents", 70, 100, size=18), *sum(entries, [])], body(100, 6))
    assert "Vision" not in document.text
    assert len(dropped(document, DropReason.CONTENTS)) == 4


def columns(*, across: bool) -> list[TextRun]:
    left = [run(f"left text number {chr(97 + row)} runs on in its narrow", 70, 200 + 15 * row, x1=285) for row in range(8)]
    right = [run(f"right text number {chr(97 + row)} goes on in the other", 310, 200 + 15 * row, x1=525) for row in range(8)]
    return [one for pair in zip(left, right, strict=True) for one in pair] if across else [*right, *left]


def test_columns_read_across_are_put_after_each_other() -> None:
    text = read([run("A title over both of the columns of text", 70, 150, x1=525, size=20), *columns(across=True)]).text
    assert text.index("left text number h") < text.index("right text number a")
    assert " | " not in text


def test_columns_in_the_wrong_order_are_put_right() -> None:
    text = read([run("A title over both of the columns of text", 70, 150, x1=525, size=20), *columns(across=False)]).text
    assert text.index("title") < text.index("left text number a") < text.index("left text number h") < text.index("right text number a")


def test_table_rows_keep_their_cells_apart() -> None:
    rows = [
        [run(cell, x, 300 + 20 * row) for cell, x in zip(cells, (70, 250, 400), strict=True)]
        for row, cells in enumerate((("指标", "单位", "2025年"), ("城镇化率", "%", "70")))
    ]
    document = read([*body(100, 4), *sum(rows, [])])
    assert texts(document)[-2:] == ["指标 | 单位 | 2025年", "城镇化率 | % | 70"]
    assert document.blocks[-1].kind is BlockKind.ROW


def test_a_broken_word_is_healed_and_a_compound_keeps_its_hyphen() -> None:
    lines = [
        full("The city supports infra\u00ad", 100),
        full("structure and long\u00ad", 115),
        full("term plans for its in­frastructure as long-term work on infrastructure", 130),
        run("goes on.", 70, 145),
    ]
    assert "supports infrastructure and long-term plans" in read(lines).text


def test_a_document_that_breaks_at_hyphens_only_keeps_them() -> None:
    lines = [full("The city runs a long\u00ad", 100), full("term plan, and its long-term plan has a time\u00ad", 115), run("consuming part.", 70, 130)]
    assert "a long-term plan" in read(lines).text
    assert "time-consuming part" in read(lines).text


def test_a_footnote_mark_apart_from_its_text_opens_no_table_row() -> None:
    note = [run("1", 70, 740, size=6), run("See the annual report of the ministry.", 90, 741, size=9)]
    document = read(
        [*body(100, 4), full("The ministry shall support all municipalities that", 700), *note], [run("publish open data.", 70, 100), *body(130, 4)]
    )
    assert "municipalities that publish open data." in document.text


def test_spaces_of_setting_are_removed_from_han_text() -> None:
    document = read([full("到 2025 年，建成 5G 基站 10 万个，覆盖全部县区和", 100), run("乡镇。", 70, 120)])
    assert texts(document) == ["到2025年，建成5G基站10万个，覆盖全部县区和乡镇。"]


def test_letters_set_apart_are_closed_up_in_scripts_without_spaces() -> None:
    document = read(
        [full("市 は 8 0 点 を 下 回 る サ ー ビ ス を 直 す 。", 100)],
        [full("推\u00a0进\u00a03\u00a05\u00a0个\u00a0智\u00a0慧\u00a0城\u00a0市\u00a0项\u00a0目\u00a0。", 100)],
    )
    assert texts(document) == ["市は80点を下回るサービスを直す。", "推进35个智慧城市项目。"]


def test_every_line_lies_in_a_block_and_quotes_its_text() -> None:
    document = read([*body(100, 5), *columns(across=True)], body(100, 5))
    for line in document.lines:
        assert any(block.span.start <= line.span.start and line.span.end <= block.span.end for block in document.blocks)
        assert line.box is not None and line.span.of(document.text).strip()


def test_the_same_pages_give_the_same_document() -> None:
    assert read([*columns(across=True)], body(100, 9)) == read([*columns(across=True)], body(100, 9))


def narrow(text: str, baseline: float) -> TextRun:
    """A line that reaches the edge of a picture beside it."""
    return run(text, 70, baseline, x1=300)


def test_lines_beside_a_picture_are_full_although_the_lines_above_are_wider() -> None:
    lines = [full("The city has a long tradition of modern transport services and it", 100), full("plans to go on with all of its projects by adding", 115)]
    lines += [
        narrow("the Vehicle Assist and", 130),
        narrow("Automation to the new", 145),
        narrow("bus line of the city and", 160),
        narrow("Park to the old ones, so", 175),
    ]
    lines += [narrow("that more of the people", 190), narrow("are served by it in the", 205), run("years to come.", 70, 220)]
    assert len(texts(read(lines))) == 1


def test_a_line_across_says_nothing_of_the_width_of_the_columns_below() -> None:
    pages = [run("A box that runs across both columns and says what is found below it", 70, 185, x1=525), *columns(across=True)]
    words = [f"Line of the left column with {name}" for name in ("Adams", "Baker", "Clark", "Davis", "Evans", "Frank", "Ghosh", "Hills")]
    for one, word in zip([one for one in pages[1:] if one.x0 == 70], words, strict=True):
        one.text = word
    assert " ".join(words) in read(pages).text


def test_a_list_of_names_keeps_its_lines() -> None:
    names = ["Office of the Mayor", "Transport Agency", "Harbour Board and Ferries", "University", "Chamber of Commerce", "Water Works"]
    assert texts(read([*body(100, 4), *(run(name, 70, 160 + 15 * number) for number, name in enumerate(names))]))[1:] == names


def test_a_dash_within_a_sentence_opens_no_item() -> None:
    lines = [
        full("We want a city that is programmable in all of its parts", 100),
        full("- where infrastructure is built for changes in the years", 115),
        run("to come.", 70, 130),
    ]
    assert len(texts(read(lines))) == 1


def test_captions_and_dates_are_no_headings_and_the_wording_of_a_caption_neither() -> None:
    parts = [("Figure 3", 100), ("Emissions by sector", 118), ("Table 2.1: Costs", 200), ("表3 主要指标", 300), ("21 July 2016", 400), ("2026年3月", 450)]
    document = read([run(text, 70, baseline, size=16, bold=True) for text, baseline in parts] + body(500, 6), body(100, 20), body(100, 20))
    assert not [block for block in document.blocks if block.kind is BlockKind.HEADING]


def test_only_the_title_of_a_cover_is_a_heading() -> None:
    cover = [run("Department of Transport", 70, 80, size=14), run("Roads for all", 70, 200, size=36), run("Presented to the council", 70, 400, size=16)]
    document = read(cover, [run("1. Aims", 70, 80, size=16), *body(110, 12, word="Words")], body(100, 12))
    assert [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.HEADING] == ["Roads for all", "1. Aims"]


def test_the_next_number_stands_beside_the_last_whatever_its_size() -> None:
    pages = [[run("一、现状", 70, 80, size=18), *body(120, 8, word="Words")], [run("二、目标", 70, 80, size=15), *body(120, 8, word="Words")], body(100, 12)]
    document = read(*pages)
    assert [block.level for block in document.blocks if block.kind is BlockKind.HEADING] == [1, 1]


def test_a_large_initial_joins_its_paragraph() -> None:
    initial = TextRun("L", 70, 90, 95, 127, 127, 45.0, "Body")
    lines = [run("e début du siècle a été marqué par une", 98, 100, x1=525), run("explosion de l’utilisation de ces technologies", 98, 115, x1=525)]
    assert read([initial, *lines, run("nouvelles.", 70, 130), *body(160, 6)]).text.startswith("Le début du siècle a été marqué par une explosion")


def test_heads_of_short_chapters_are_known_by_their_place_and_type() -> None:
    heads = ["Chapter 1: Aims"] * 4 + ["Chapter 2: Means"] * 4 + ["Chapter 3: Money", "Chapter 4: People"]
    pages = [[TextRun(head, 300, 36, 500, 45, 43, 9.0, "Head"), *body(120, 8, word=f"{word} a")] for head, word in zip(heads, "abcdefghij", strict=True)]
    document = read(*pages)
    assert dropped(document, DropReason.HEADER) == heads


def test_what_says_that_it_is_a_page_number_is_parted_from_the_heading_beside_it() -> None:
    names = ["Aims", "Means", "Money", "People", "Places", "Plans"]
    pages = [[run(name, 70, 57, size=17), run(f"PAGE {number}", 480, 55, size=9), *body(120, 8)] for number, name in enumerate(names, 1)]
    document = read(*pages)
    assert [text for text in texts(document) if text in names] == names
    assert "PAGE" not in document.text


def test_page_numbers_in_the_side_margin_are_dropped() -> None:
    pages = [[*body(100, 20), run(str(number + 4), 560, 420)] for number in range(6)]
    assert len(dropped(read(*pages), DropReason.PAGE_NUMBER)) == 6


def test_chart_labels_in_the_gutter_do_not_hide_the_columns() -> None:
    labels = [run(str(1900 + 10 * number), 270 + 5 * number, 500 + 12 * number, size=8) for number in range(8)]
    text = read([*columns(across=True), *labels]).text
    assert text.index("left text number h") < text.index("right text number a")


def test_a_box_of_three_columns_below_two_is_read_column_by_column() -> None:
    words = ("first", "second", "third")
    box = [
        run(f"{word} narrow column {chr(97 + row)} here", x, 400 + 13 * row, x1=x + 140, size=11)
        for row in range(12)
        for word, x in zip(words, (70, 228, 386), strict=True)
    ]
    text = read([*columns(across=True), run("A box that has three columns of its own, and a title", 70, 370, x1=450), *box]).text
    assert text.index("first narrow column l") < text.index("second narrow column a")
    assert text.index("second narrow column l") < text.index("third narrow column a")


def table(*, step: float) -> list[TextRun]:
    """Three rows whose third cell has two lines; `step` is the distance from row to row less that of two lines."""
    places = (70, 130, 200, 450)
    runs = [run(head, x, 300, x1=x + 45, bold=True) for head, x in zip(("Start", "End", "Description", "Office"), places, strict=True)]
    baseline = 320.0
    for number in (1, 2, 3):
        cells = ("Begun", f"May {number}", f"Publish report {number} on the state of", "DECC")
        runs += [run(cell, x, baseline, x1=x + (215 if x == 200 else 40)) for cell, x in zip(cells, places, strict=True)]
        runs.append(run("the network of the city", 200, baseline + 15))
        baseline += 30 + step
    return runs


def test_the_cells_of_a_table_keep_their_lines_and_heads() -> None:
    for step in (6.0, 0.0):
        document = read([*body(100, 6), *table(step=step)])
        rows = [block for block in document.blocks if block.kind is BlockKind.ROW]
        assert [row.span.of(document.text) for row in rows] == [
            "Start | End | Description | Office",
            *(f"Begun | May {number} | Publish report {number} on the state of the network of the city | DECC" for number in (1, 2, 3)),
        ]
        assert rows[1].columns == ("Start", "End", "Description", "Office")


def test_the_text_below_a_table_is_no_part_of_it() -> None:
    document = read([*table(step=6.0), *body(600, 5)])
    assert document.blocks[-1].kind is BlockKind.PARAGRAPH
    assert document.text.endswith("end here.")


def test_the_labels_of_a_map_head_nothing_but_its_title_does() -> None:
    names = ("Airport", "Harbour Loop", "North Campus", "Old Town", "West Side", "Park Lane", "Mill Road")
    labels = [run(name, 80 + 40 * number, 200 + 30 * number, size=14) for number, name in enumerate(names)]
    title = run("Where the shuttles run", 70, 120, size=20)
    document = read(body(100, 20), [title, *labels], [*body(100, 9, word="letters"), run("The next part", 70, 270, size=15), *body(300, 6, word="Signs")])
    headings = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings == ["Where the shuttles run", "The next part"]


def test_words_stretched_to_the_width_of_their_paragraph_are_a_line_of_it() -> None:
    stretched = [run(word, x, 115) for word, x in zip(("under", "construction", "with", "a", "new"), (70, 180, 330, 420, 507), strict=True)]
    stretched[-1].x1 = 525
    lines = [full("The line of the tramway that leads to the harbour is", 100), *stretched, run("depot in the south.", 70, 130)]
    assert texts(read(lines)) == ["The line of the tramway that leads to the harbour is under construction with a new depot in the south."]


def test_a_heading_in_capitals_above_a_heading_in_another_type_stands_alone() -> None:
    upper, lower = run("DATA SETS OF THE CITY", 70, 100, bold=True), run("Parking tickets", 70, 115, bold=True)
    lower.font = "Slanted"
    assert texts(read([upper, lower, *body(130, 4, word="Words")]))[:2] == ["DATA SETS OF THE CITY", "Parking tickets"]


def test_capitals_in_another_type_make_a_heading_without_bold() -> None:
    heading = run("HARBOUR OF THE CITY", 70, 300)
    heading.font = "Narrow"
    document = read([*body(100, 12), heading, *body(330, 8, word="Ships")])
    assert [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.HEADING] == ["HARBOUR OF THE CITY"]


def headings(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.HEADING]


def test_a_line_that_reaches_over_the_gutter_does_not_break_the_columns() -> None:
    lines = columns(across=False)
    ragged = next(one for one in lines[3:] if one.x0 == 70)
    ragged.x1 = max(one.x1 for one in lines if one.x0 == 70) + 16
    other = min(one.x0 for one in lines if one.x0 > 200)
    # A running head in two parts hides where the gutter is widest.
    head = run("The town and its transport, part two", ragged.x1 - 3, 40, x1=520, size=9)
    found = texts(read([head, *lines]))
    assert ragged.x1 < other
    assert sum(one.text in " ".join(found) for one in lines if one.x0 == 70) == sum(one.x0 == 70 for one in lines)
    assert len([one for one in found if "left" in one.lower() or "right" in one.lower()]) <= 2


def test_a_line_under_which_a_rule_is_drawn_is_a_heading() -> None:
    lines = [*body(100, 6, word="Ships"), run("Costs of the harbour", 70, 220), *body(250, 6, word="Boats")]
    assert headings(read(lines)) == []
    assert headings(read(lines, rules=[(70, 221.5, 190, 222)])) == ["Costs of the harbour"]
    assert headings(read(lines, rules=[(70, 221.5, 525, 222)])) == []
    links = [run(f"The plan of the {name}", 70, 220 + 40 * number) for number, name in enumerate(("port", "park", "quay"))]
    rules = [(70, one.baseline + 1.5, one.x1, one.baseline + 2) for one in links]
    assert headings(read([*body(100, 6, word="Ships"), *links], rules=rules)) == []


def test_a_line_torn_at_a_raised_number_is_no_table_row() -> None:
    torn = [run("mission of the ministries", 70, 115, x1=310), run("led within the programme", 326, 115, x1=525)]
    lines = [full("The measures are part of the plan of the state and of the", 100), *torn, run("of the towns.", 70, 130)]
    assert texts(read(lines)) == ["The measures are part of the plan of the state and of the mission of the ministries led within the programme of the towns."]


def test_numbered_lines_without_text_between_them_are_a_list() -> None:
    lines = [run(f"{number}. {name}", 90, 200 + 18 * number) for number, name in enumerate(("Harbour Authority", "Forest Agency", "Water Works"), 1)]
    assert headings(read([*body(100, 6, word="Words"), *lines])) == []
    parts = [*body(100, 6, word="Words"), run("1. Harbour", 70, 220), *body(250, 6, word="Ships"), run("2. Forest", 70, 370), *body(400, 6, word="Trees")]
    assert headings(read(parts)) == ["1. Harbour", "2. Forest"]


def test_what_stands_above_the_figures_of_a_chart_heads_nothing() -> None:
    figures = [run(f"{10 * number}%", 80, 260 + 20 * number, size=9) for number in range(5)]
    assert headings(read([*body(100, 6, word="Words"), run("Cars by age", 70, 230, bold=True), *figures, *body(450, 6, word="Ships")])) == []


def test_the_words_of_a_diagram_under_its_caption_head_nothing() -> None:
    words = [
        run(name, 80 + 50 * number, 260 + 40 * number, size=16 if number == 1 else 10)
        for number, name in enumerate(("Fund", "New services", "Income", "Phase one", "Phase two", "Savings"))
    ]
    assert headings(read([*body(100, 6, word="Words"), run("Figure 4: How it is paid for", 70, 220), *words])) == []


def test_a_line_that_goes_on_in_lower_case_after_an_abbreviation_is_no_paragraph() -> None:
    lines = [full("In that year most of the people in the larger towns of the", 100), run("country had one, as did those of the U.S.", 70, 115, x1=490)]
    assert len(texts(read([*lines, full("owned phones and the town now plans to make use of them for", 130), run("all of its services.", 70, 145)]))) == 1


def test_a_table_of_figures_is_dropped() -> None:
    lines = [
        run("Table of figures", 70, 80, size=16),
        *(
            one
            for number in range(4)
            for one in (run(f"Figure {number + 1} Trees of the town", 70, 120 + 20 * number), run(str(8 + number), 500, 120 + 20 * number))
        ),
    ]
    document = read(lines, body(100, 20))
    assert len(dropped(document, DropReason.CONTENTS)) == 5
    assert "Figure" not in document.text
