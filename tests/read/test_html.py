"""Web pages: the article without what stands around it."""

import pytest

from analyzer.domain.document import BlockKind, DropReason
from analyzer.read import read_bytes


def read(body: str, head: str = ""):
    return read_bytes(f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode(), "a.html")


def test_headings_items_and_breaks_become_blocks():
    document = read("<h2>Goals</h2><p>One<br>two <b>th</b>ree</p><ul><li>first</li><li>second</li></ul>")
    assert [(block.kind, block.level, block.span.of(document.text)) for block in document.blocks] == [
        (BlockKind.HEADING, 2, "Goals"),
        (BlockKind.PARAGRAPH, None, "One"),
        (BlockKind.PARAGRAPH, None, "two three"),
        (BlockKind.ITEM, None, "first"),
        (BlockKind.ITEM, None, "second"),
    ]


def test_navigation_scripts_and_hidden_parts_are_left_out():
    document = read(
        "<nav>Home News</nav><script>SCRIPT</script><style>STYLE</style><noscript>NO</noscript><template>T</template><p>The plan shall be carried out.</p>"
        '<div style="display:none">HIDDEN</div><p hidden>HIDDEN</p><p style="font-size:0">HIDDEN</p><footer>Imprint</footer>'
    )
    assert document.text == "The plan shall be carried out."
    assert {one.reason for one in document.dropped} == {DropReason.WEB_PAGE, DropReason.HIDDEN}
    assert any("hidden" in note for note in document.quality.notes)


def test_the_head_of_an_article_stays():
    assert read("<article><header><h1>Plan</h1></header><p>Text.</p></article>").text == "Plan\nText."


def test_table_rows_know_their_columns():
    document = read("<table><tr><th>Measure</th><th>Year</th></tr><tr><td>Solar roofs</td><td>2030</td></tr></table>")
    assert [(block.span.of(document.text), block.columns) for block in document.blocks] == [("Measure | Year", ()), ("Solar roofs | 2030", ("Measure", "Year"))]


def test_a_table_that_sets_numbers_beside_their_text_is_read_as_text():
    rows = "".join(f"<table><tr><td><p>({letter})</p></td><td><p>the {letter} measure;</p></td></tr></table>" for letter in "ab")
    document = read(rows)
    assert document.text == "(a) the a measure;\n(b) the b measure;"


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", "x-evil", "zlib_codec"])
def test_a_page_is_decoded_whatever_it_declares(declared):
    text = "国务院关于碳达峰碳中和工作的意见，㙍镕喆。" * 3
    data = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p>'.encode("gb18030")
    assert read_bytes(data, "a.html").text == text


def test_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", "utf-8")
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]><html><body><p>a &e; b</p></body></html>'
    assert "SECRET" not in read_bytes(page.encode(), "a.html").text


@pytest.mark.parametrize("depth", [300, 3000, 100_000])
def test_text_nested_deep_does_not_vanish(depth):
    assert read("<div>" * depth + "DEEP" + "</div>" * depth).text == "DEEP"


def test_thousands_of_attributes_take_no_time():
    assert read("<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x").text == "x"


def test_an_error_page_is_flagged():
    assert any("error" in note for note in read("<h1>404 Not Found</h1>").quality.notes)


def test_real_law_keeps_points_with_their_numbers(shared):
    path = shared / "real" / "foreign" / "eu_red2_2018_2001.html"
    document = read_bytes(path.read_bytes(), path.name)
    blocks = document.text.split("\n")
    assert any(block.startswith("(a) gross final consumption of electricity") for block in blocks)
    assert document.title is not None
    assert document.title.startswith("DIRECTIVE (EU) 2018/2001")


def law(*paragraphs: tuple[str, str]):
    return read("".join(f'<p class="{name}">{text}</p>' for name, text in paragraphs))


def test_classes_of_published_law_make_headings_with_their_subjects():
    document = law(
        ("oj-doc-ti", "REGULATION (EU) 1/2030"),
        ("oj-doc-ti", "on quiet streets"),
        ("oj-doc-ti", "(Text with EEA relevance)"),
        ("oj-ti-section-1", "CHAPTER 1"),
        ("oj-ti-section-2", "General provisions"),
        ("oj-ti-art", "Article 1"),
        ("oj-sti-art", "Subject matter"),
        ("oj-normal", "1.   This Regulation sets rules."),
        ("title-article-norm", "Article 2"),
        ("stitle-article-norm", "Definitions"),
        ("oj-doc-ti", "ANNEX I"),
        ("oj-ti-grseq-1", "TARGETS"),
        ("oj-ti-grseq-1", "A. Overall targets"),
    )
    assert document.title == "REGULATION (EU) 1/2030 on quiet streets"
    assert [(block.kind, block.level, block.span.of(document.text)) for block in document.blocks] == [
        (BlockKind.HEADING, 1, "REGULATION (EU) 1/2030 on quiet streets"),
        (BlockKind.PARAGRAPH, None, "(Text with EEA relevance)"),
        (BlockKind.HEADING, 3, "CHAPTER 1 General provisions"),
        (BlockKind.HEADING, 4, "Article 1 Subject matter"),
        (BlockKind.PARAGRAPH, None, "1. This Regulation sets rules."),
        (BlockKind.HEADING, 4, "Article 2 Definitions"),
        (BlockKind.HEADING, 1, "ANNEX I TARGETS"),
        (BlockKind.HEADING, 5, "A. Overall targets"),
    ]


def test_articles_quoted_in_cells_are_no_headings():
    document = read('<table><tr><td><p>(1)</p></td><td><p>the following is inserted:</p><p class="oj-ti-art">‘Article 2a</p></td></tr></table>')
    assert not [block for block in document.blocks if block.kind is BlockKind.HEADING]


def test_numbers_in_blocks_of_their_own_are_joined_to_what_they_number():
    assert read("<div><div>(a)</div><div>the first;</div></div><div><span>2.</span><p>The second.</p></div>").text == "(a) the first;\n2. The second."
    assert read("<p>1.</p><h2>Goals</h2><p>3.</p>").text == "1.\nGoals\n3."
    cells = "<table><tr><td>(ii)</td><td><p>the next;</p></td></tr></table>"
    assert read(cells).text == "(ii) the next;"


def test_the_running_head_of_a_journal_is_left_out():
    document = read('<table><tr><td><p class="oj-hd-date">1.1.2030</p></td><td><p class="oj-hd-ti">Official Journal</p></td></tr></table><p>Text.</p>')
    assert document.text == "Text."
    assert [(one.text, one.reason) for one in document.dropped] == [("1.1.2030 Official Journal", DropReason.HEADER)]
