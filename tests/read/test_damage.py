import pytest

from analyzer.read import read_bytes

WHOLE = "本市将在两年内建成统一的数据平台，供各部门共同使用。\n\n平台由市数据局负责建设和维护，每年向社会报告一次情况。\n\n"


def read(text):
    return read_bytes(text.encode(), "plan.txt").quality


def test_a_whole_text_has_no_damage():
    quality = read(WHOLE + "到2027年，所有窗口接入平台，群众在家就能办理常用事项。")
    assert quality.score == 1.0
    assert quality.notes == ()


@pytest.mark.parametrize(
    ("years", "shown"),
    [(("0402年", "0403年"), "0402年, 0403年"), (("20 5年", "20 7年"), "20 5年, 20 7年"), (("20l5年", "202O年"), "20l5年, 202O年")],
)
def test_years_with_wrong_or_missing_digits_are_told_and_cost_reading_quality(years, shown):
    quality = read(f"{WHOLE}到{years[0]}，建成感知网络。到{years[1]}，各区系统互联互通。")
    assert quality.score < 0.9
    assert any(shown in str(note) for note in quality.notes)


def test_one_odd_year_may_be_a_slip():
    assert read(WHOLE + "到0402年，建成感知网络。").notes == ()


def test_a_last_sentence_without_an_end_is_told():
    quality = read(WHOLE + "建立全市一体的应急指挥体系，推动公安、消防、医疗等部门之间的信息共")
    assert quality.score == 0.95
    assert any("信息共" in str(note) for note in quality.notes)


@pytest.mark.parametrize("end", ["（此件公开发布）", "某市人民政府办公室", "2026年3月2日", "附件：重点任务分工表"])
def test_what_stands_below_the_text_is_an_end(end):
    assert read(WHOLE + end).notes == ()


def test_a_text_without_full_stops_is_not_judged_by_its_last():
    lines = "\n\n".join(f"第{number}项工作按照统一部署推进，由各区根据自身情况安排实施" for number in "一二三四五六")
    assert read(lines).notes == ()


def test_an_english_text_that_breaks_off_is_told():
    text = "The city will open its data in steps, beginning with transport.\n\nEach department names one officer for this, who reports to the council, and the council decides on the next steps of the"
    assert any("no end" in str(note) for note in read(text).notes)
