"""Markdown made by OCR and by hand: fences, open cells, split tables, running heads, wrapped lines."""

from analyzer.domain.document import BlockKind, DropReason
from analyzer.read import read_bytes

LONG = "The city will cut the emissions of its own buildings and vehicles by the end of the decade, street by street and with the help of its residents"


def read(text: str):
    return read_bytes(text.encode(), "a.md")


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text)
    return [(block.kind.value, block.span.of(document.text)) for block in document.blocks]


def rows(text: str) -> list[tuple[str, tuple[str, ...]]]:
    document = read(text)
    return [(block.span.of(document.text), block.columns) for block in document.blocks if block.kind is BlockKind.ROW]


def pages(foot: list[str], count: int = 12) -> str:
    """A file of pages; a sentence runs over each page's end, past the lines of `foot`."""
    text = []
    for number in range(count):
        # Each page says something else, as pages do.
        text += [f"In district {chr(97 + number)} {LONG}. {LONG} and then", *foot, f"part {chr(97 + number)} follows. {LONG}.", ""]
    return "\n".join(text)


def test_a_fence_left_open_does_not_swallow_the_file():
    assert blocks("```html\n| a | b\n\n# Goals\n\nText.\n") == [("row", "a | b"), ("heading", "Goals"), ("paragraph", "Text.")]


def test_a_fence_with_a_name_closes_none():
    assert blocks("```html\n# One\n```html\n# Two\n") == [("heading", "One"), ("heading", "Two")]


def test_text_in_a_fence_marked_as_markdown_is_read_as_markdown():
    assert blocks("```markdown\n# One\n\n- first\n```\n\n# Two\n") == [("heading", "One"), ("item", "first"), ("heading", "Two")]


def test_code_between_bare_fences_keeps_its_marks():
    assert blocks("```\n# comment\n```\n\n# Two\n") == [("paragraph", "# comment"), ("heading", "Two")]
    assert blocks("```\n```\n\n# Two\n") == [("heading", "Two")]


def test_a_number_sign_in_an_open_cell_is_no_heading():
    text = "| Outcome | Measure |\n| --- | --- |\n| Early:\n# 1 Demo done\n# 2 Two more\nLate:\n# 1 All demos done | yes |\n| next | no |\n"
    assert [kind for kind, _ in blocks(text)] == ["row", "row", "row"]
    assert rows(text)[1] == ("Early: # 1 Demo done # 2 Two more Late: # 1 All demos done | yes", ("Outcome", "Measure"))


def test_a_heading_after_an_open_row_stays_a_heading():
    assert blocks("| a | b\n# Goals\n\nText.\n\n| c | d |\n")[1] == ("heading", "Goals")
    assert blocks("| a | b\n# Goals\n| c | d |\n")[1] == ("heading", "Goals")


def test_a_table_that_a_page_break_parted_keeps_its_heads():
    head, divider = "| Short | Long form |", "| --- | --- |"
    first = f"{head}\n{divider}\n| AE | Agency of energy |\n| AF | Agency of food |\n"
    second = f"| BU | Business unit |\n{divider}\n| CC | City contract |\n"
    parted = rows(f"{first}\n<!-- page 2 -->\n\n{second}")
    assert parted[-2:] == [("BU | Business unit", ("Short", "Long form")), ("CC | City contract", ("Short", "Long form"))]
    # Text between makes it another table; so does a head that comes again.
    assert rows(f"{first}\nOther words stand here.\n\n{second}")[-1] == ("CC | City contract", ("BU", "Business unit"))
    again = rows(f"{first}\n<!-- page 2 -->\n\n{head}\n{divider}\n| CC | City contract |\n")
    assert again[-1] == ("CC | City contract", ("Short", "Long form"))


def test_running_heads_whose_page_number_became_a_letter_are_left_out_and_the_sentence_is_joined():
    document = read(pages(["Sunton.", "", "Climate Plan", "", "O", ""]))
    left_out = [one.text for one in document.dropped if one.reason is DropReason.HEADER]
    # The first of them stay: they may be the title.
    assert {text: left_out.count(text) for text in ("Sunton.", "Climate Plan", "O")} == {"Sunton.": 11, "Climate Plan": 11, "O": 11}
    assert f"{LONG} and then part c follows." in document.text


def test_fields_and_headings_that_come_back_in_forms_stay():
    form = "".join(f"## Costs\n\nPeriod: {2020 + number}\n\n{LONG} {number}.\n\n☐ Other\n\nWho acts?\n\n" for number in range(12))
    document = read(form)
    assert not document.dropped
    assert document.text.count("Costs") == document.text.count("Period: ") == document.text.count("Who acts?") == 12


WRAPPED = """#Strategy
{:.no_toc}

* Will be replaced with the table of contents
{:toc}

Each of these departments will agree three changes to its services.
The
example.org website will list them by April 2013
and report on them to the board of the [Digital
Advisory Board](http://example.org/a_b) every **second
month** of the year.

Leaders with suitable experience are named in Annex
5). These will usually be members of the board until
2030. the board then decides on what comes after it.

* a first item that runs
over its line
* a second
"""


def test_wrapped_lines_are_joined_before_marks_are_stripped():
    departments = """Each of these departments will agree three changes to its services. The example.org website will list them by April 2013 \
and report on them to the board of the Digital Advisory Board every second month of the year."""
    leaders = "Leaders with suitable experience are named in Annex 5). These will usually be members of the board until 2030. the board then decides"
    assert blocks(WRAPPED) == [
        ("heading", "Strategy"),
        ("paragraph", departments),
        ("paragraph", f"{leaders} on what comes after it."),
        ("item", "a first item that runs over its line"),
        ("item", "a second"),
    ]


def test_lines_of_one_paragraph_each_stay_apart():
    lines = [f"{LONG} in the {number}th year." for number in range(12)]
    assert [text for _, text in blocks("\n".join(lines))] == lines


def test_a_link_cut_by_a_line_end_is_healed_in_any_file():
    assert blocks(f"{LONG}.\nSee the [annual\nreport](http://example.org) for more.")[1] == ("paragraph", "See the annual report for more.")
