"""Pages as a browser shows them: quiet, readable, usable by keyboard and screen reader, and deaf to scripts in documents."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from analyzer.report.html.document import document_page

KINDS = {
    "strong-zh": ("qinghe-plan-2026-2030.pdf", None),
    "weak-en": ("brightport-en.pdf", None),
    "strong-en": ("harrowmere-en.pdf", None),
    "japanese": ("minagi-ja.pdf", None),
    "korean-word": ("haesolju-ko.docx", None),
    "traditional": ("jichuan-blueprint-2026-2032.pdf", None),
    "french-page": ("clairvanne-fr.html", "zh"),
    "conflicts": ("jingchuan-hardware-2025-2027.pdf", "en"),
}


@pytest.fixture(scope="session")
def page_of(sample_report, tmp_path_factory):
    """Write the page of a kind and return its path."""
    folder = tmp_path_factory.mktemp("pages")

    def write(kind):
        path = folder / f"{kind}.html"
        if not path.exists():
            path.write_text(document_page(sample_report(*KINDS[kind])), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_quiet_fits_its_width_lacks_no_glyph_and_has_no_axe_findings(browser, axe, page_of, kind):
    path = page_of(kind)
    for width in (390, 1100):
        page = browser.load(path, width=width)
        page.quiet(path)
        page.unfold()
        assert page.outside() == []
        assert page.tofu() == ""
    assert page.axe(axe) == []


def test_a_page_allows_its_own_style_by_hash_and_nothing_else(sample_report):
    text = document_page(sample_report("yuntai-opinion.txt"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"<script|\son[a-z]+=|style=|javascript:|@import|url\(", text)
    assert set(re.findall(r'(?:href|src)="([^"#][^"]*)"', text)) == set(re.findall(r'href="(https?://[^"]*)"', text))


def hostile(make_document, report_on, payloads):
    sentences = [f"智慧城市到2027年建成{payload}平台，服务老年人。" for payload in payloads]
    document = make_document(["# " + payload for payload in payloads] + sentences, title=payloads[0], dropped=payloads)
    return report_on(document, payloads[1] + ".docx")


def test_no_payload_of_a_document_runs_or_asks_for_anything(browser, make_document, report_on, tmp_path, payloads):
    path = tmp_path / "hostile.html"
    path.write_text(document_page(hostile(make_document, report_on, payloads)), encoding="utf-8")
    page = browser.load(path)
    page.unfold()
    page.evaluate("document.querySelectorAll('body *').forEach(item => {item.dispatchEvent(new Event('mouseover')); item.dispatchEvent(new Event('focus'))})")
    page.quiet(path)
    assert page.evaluate("[window.PWN, document.scripts.length, document.querySelectorAll('img,iframe,object,embed,base,link').length]") == [None, 0, 0]
    assert page.evaluate("document.querySelectorAll('[onload],[onerror],[onfocus],[onmouseover]').length") == 0
    assert "{{7*7}}" in page.evaluate("document.body.textContent")
    assert not re.search("[\u202a-\u202e\u2028\u0000\u001b]", page.evaluate("document.documentElement.outerHTML"))


def test_a_choice_shows_only_the_sentences_with_its_code(browser, page_of):
    page = browser.load(page_of("strong-zh"))
    shown = "[...document.querySelectorAll('.s')].filter(item => item.checkVisibility()).map(item => item.className)"
    everything = page.evaluate(shown)
    key = page.evaluate("document.querySelectorAll('.filters input')[2].id.slice(2)")
    page.evaluate(f"document.getElementById('f-{key}').click()")
    chosen = page.evaluate(shown)
    assert 0 < len(chosen) < len(everything)
    assert all(key in names.split() for names in chosen)
    said = page.evaluate(f"document.getElementById('f-{key}').parentElement.innerText")
    assert f"({len(chosen)})" in said


def test_every_link_within_a_page_leads_somewhere(browser, page_of):
    page = browser.load(page_of("strong-en"))
    lost = "[...document.querySelectorAll('a[href^=\"#\"]')].filter(item => !document.getElementById(item.getAttribute('href').slice(1))).length"
    assert page.evaluate(lost) == 0
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(item => item.id)).size === document.querySelectorAll('[id]').length")


def test_a_long_document_makes_a_page_that_is_small_and_quick(browser, policy, samples, tmp_path):
    """300 pages with 24 coded sentences each, made of one page's: the page is what is measured, not the tagger."""
    from analyzer.domain.document import Page
    from analyzer.report.content.document import document_report
    from analyzer.report.records import versions_record

    small = policy.analyze(policy.read(samples / "qinghe-plan-2026-2030.pdf"))
    at = range(60, 84)
    segments, codings = [], []
    for number in range(300):
        for item in at:
            name = f"{number}-{item}"
            segments.append(replace(small.segments[item], id=name, page=number + 1, paragraph=len(segments) + 1))
            codings.append(replace(small.codings[item], segment_id=name))
    document = replace(small.document, pages=tuple(Page(number) for number in range(1, 301)))
    card = replace(small.scorecard, score=None, interval=None, reason="made for a test", criteria=())
    long = replace(small, document=document, segments=tuple(segments), codings=tuple(codings), scorecard=card)
    path = tmp_path / "long.html"
    report = document_report(long, policy.codebook, file="long.pdf", versions=versions_record(policy.codebook, policy.model_versions))
    path.write_text(document_page(report), encoding="utf-8")
    assert path.stat().st_size < 8e6
    page = browser.load(path)
    assert page.evaluate("document.querySelectorAll('.pg').length") == 300
    assert page.cpu() < 2


def test_print_hides_what_only_a_screen_needs(browser, page_of, tmp_path):
    page = browser.load(page_of("strong-en"), media="print")
    assert page.evaluate("[...document.querySelectorAll('nav, .filters')].every(item => getComputedStyle(item).display === 'none')")
    page.print(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
