"""Every kind of report as its command writes it, in both languages, on a phone, a screen and paper, and on documents that mean harm."""

import re

import pytest
from click.testing import CliRunner

from analyzer.commands import cli

KINDS = ("score", "compare", "diff", "rank", "profile", "status")
PLANS = ("brightport-en.pdf", "lanhai-scheme-2025-2027.docx", "qinghe-plan-2026-2030.pdf", "lanxi-copied-2026-2030.html", "minagi-ja.pdf", "haesolju-ko.docx")


def run(*arguments):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == 0, result.output
    return result


def asked(kind, first, second, corpus):
    """Return the command of a kind of report on two documents and a corpus that holds them."""
    return {
        "score": ["score", first, "--corpus", corpus],
        "compare": ["compare", first, "--with", second, "--with", "singapore-in2015", "--corpus", corpus],
        "diff": ["diff", second, first],
        "rank": ["rank", "--corpus", corpus],
        "profile": ["profile", "--corpus", corpus],
        "status": ["status", "--corpus", corpus],
    }[kind]


@pytest.fixture(scope="module")
def written(samples, tmp_path_factory):
    """Return the page of a kind in a language, each written once."""
    folder = tmp_path_factory.mktemp("kinds")
    bad = folder / "<b>x.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing more")
    run("scan", *(samples / name for name in PLANS), bad, "--corpus", folder / "c.db", "--workers", 1)

    def write(kind, language):
        path = folder / f"{kind}-{language}.html"
        if not path.exists():
            command = asked(kind, samples / "lanxi-copied-2026-2030.html", samples / "qinghe-plan-2026-2030.pdf", folder / "c.db")
            run(*command, "--html", path, "--report-language", language)
        return path

    return write


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_quiet_fits_lacks_no_glyph_and_has_no_axe_findings(browser, axe, written, kind, language):
    path = written(kind, language)
    for width in (390, 1100):
        page = browser.load(path, width=width)
        page.quiet(path)
        page.unfold()
        assert page.outside() == []
        assert page.tofu() == ""
        assert language == "zh" or page.axe(axe) == []  # a language changes no structure, and axe takes long
        assert page.evaluate("[...document.querySelectorAll('.chart svg')].filter(item => item.checkVisibility()).length") == page.evaluate(
            "document.querySelectorAll('.chart').length"
        )
    paper = browser.load(path, width=672, media="print")
    assert paper.outside() == []
    assert paper.evaluate("[...document.querySelectorAll('.chart .w')].every(item => item.checkVisibility())")


def test_a_character_without_a_glyph_and_a_text_beyond_its_drawing_are_seen(browser, tmp_path):
    path = tmp_path / "bad.html"
    drawing = '<figure class="chart"><svg width="60" height="20"><text x="30" y="10">far too long for it</text></svg></figure>'
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><main><p>城A\U000f8ff0</p>{drawing}</main>", encoding="utf-8")
    page = browser.load(path)
    assert page.tofu() == "\U000f8ff0"
    assert page.outside() == ["far too long for it"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "compare"])
def test_every_chart_says_its_name_and_stands_before_the_same_as_text(browser, written, kind):
    page = browser.load(written(kind, "en"))
    assert page.evaluate("document.querySelectorAll('.chart').length") >= 1
    named = "[...document.querySelectorAll('.chart svg')].every(item => ['img', 'group'].includes(item.getAttribute('role')) && item.querySelector('title').textContent)"
    assert page.evaluate(named)
    after = "[...document.querySelectorAll('.chart')].every(item => item.parentElement.querySelector('table, ul.plain'))"
    assert page.evaluate(after)
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(item => item.id)).size === document.querySelectorAll('[id]').length")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_written_twice(written, samples, tmp_path, kind):
    first = written(kind, "en")
    command = asked(kind, samples / "lanxi-copied-2026-2030.html", samples / "qinghe-plan-2026-2030.pdf", first.parent / "c.db")
    run(*command, "--html", tmp_path / "again.html", "--report-language", "en")
    assert (tmp_path / "again.html").read_bytes() == first.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_pages_hold_no_style_or_script_but_the_one_allowed(written, kind):
    text = written(kind, "zh").read_text("utf-8")
    assert text.count("<style>") == 1
    assert not re.search(r"<script|<[^>]*\son[a-z]+=|<[^>]*style=|@import|url\(|clip-path|xlink", text)


def test_the_language_of_a_page_is_that_of_its_documents(written, samples, tmp_path):
    corpus = written("status", "en").parent / "c.db"
    chinese, english = samples / "lanxi-copied-2026-2030.html", samples / "brightport-en.pdf"
    for kind, first, spoken in (("diff", chinese, "zh-Hans"), ("diff", english, "en"), ("compare", chinese, "zh-Hans"), ("status", chinese, "en")):
        run(*asked(kind, first, chinese, corpus), "--html", tmp_path / "page.html")
        assert f'<html lang="{spoken}">' in (tmp_path / "page.html").read_text("utf-8")


def test_a_corpus_tells_how_its_plans_said_what_the_draft_lacks(written, samples, tmp_path):
    corpus = written("status", "en").parent / "c.db"
    draft = samples / "yuntai-opinion.txt"
    run("score", draft, "--corpus", corpus, "--html", tmp_path / "with.html")
    run("score", draft, "--html", tmp_path / "without.html")
    title = "岚溪市新型智慧城市建设规划"
    assert title in (tmp_path / "with.html").read_text("utf-8")
    assert title not in (tmp_path / "without.html").read_text("utf-8")
    quotes = re.findall(r"<blockquote><p[^>]*>(.*?)</p>", (tmp_path / "with.html").read_text("utf-8").split('class="others">', 1)[1].split("</article>", 1)[0])
    assert len(quotes) == len(set(quotes)) > 1


def test_no_payload_in_names_headings_or_text_runs_in_any_kind(browser, tmp_path, payloads):
    folder = tmp_path / "plans"
    folder.mkdir()
    for number, payload in enumerate(payloads):
        name = re.sub("[/\0\ud800-\udfff]", "_", f"{number} {payload}")[:60] + ".txt"
        said = payload.replace("\0", "")
        lines = [
            f"{said}市智慧城市建设规划（2025—2030年）",
            "一、目标",
            f"到2027年建成{said}平台，由市数据局牵头，服务老年人。",
            f"建设{said}环境监测站20个。" * 3,
        ]
        (folder / name).write_text("\n".join(lines), encoding="utf-8", newline="")
    corpus = tmp_path / "c.db"
    run("scan", folder, "--corpus", corpus, "--workers", 1)
    first, second = sorted(folder.iterdir())[:2]
    for kind in KINDS:
        path = tmp_path / f"{kind}.html"
        run(*asked(kind, first, second, corpus), "--html", path)
        page = browser.load(path)
        page.unfold()
        page.evaluate(
            "document.querySelectorAll('body *').forEach(item => {item.dispatchEvent(new Event('mouseover')); item.dispatchEvent(new Event('focus'))})"
        )
        page.quiet(path)
        assert page.evaluate("[window.PWN, document.scripts.length, document.querySelectorAll('img,iframe,object,embed,base,link,foreignObject').length]") == [
            None,
            0,
            0,
        ]
        assert page.evaluate("document.querySelectorAll('[onload],[onerror],[onfocus],[onmouseover],[style]').length") == 0
        strange = "[...document.querySelectorAll('a')].map(item => item.getAttribute('href')).filter(item => !/^(#|https?:)/.test(item))"
        assert page.evaluate(strange) == []
        assert page.outside() == []
        assert not re.search("[\u202a-\u202e\u2028\0\x1b\ue000\ue001]", page.evaluate("document.documentElement.outerHTML"))
