"""Reports on sample plans, a document full of payloads, and a browser that all tests share."""

import json
import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from analyzer.domain.document import Block, BlockKind, Document, Dropped, DropReason, ReadQuality
from analyzer.report.content.document import document_report
from analyzer.report.records import versions_record
from analyzer.resources.benchmarks import load_benchmarks
from analyzer.resources.samples import load_examples

_SPEC = spec_from_file_location("browser", Path(__file__).with_name("browser.py"))
browser_module = module_from_spec(_SPEC)
_SPEC.loader.exec_module(browser_module)

PAYLOADS = [
    "<script>window.PWN=1</script>",
    "<img src=x onerror=window.PWN=1>",
    "<svg/onload=window.PWN=1>",
    '"><svg onload=window.PWN=1>',
    "' onmouseover='window.PWN=1",
    '" autofocus onfocus="window.PWN=1',
    "javascript:window.PWN=1",
    "</title></style></script><script>window.PWN=1</script>",
    "<base href='http://127.0.0.1:9/'><link rel=stylesheet href=//127.0.0.1:9/x>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<iframe srcdoc='<script>parent.PWN=1</script>'></iframe>",
    "<a href='javascript:window.PWN=1' id=start>click</a>",
    "<!--", "-->", "<![CDATA[", "{{7*7}}", "{% raw %}", "${7*7}", "#{7*7}", "%s%n", "{0.__class__}",
    "&lt;b&gt;already&lt;/b&gt;", "\u202egnp.exe", "a\u0000b\u001b[31m", "\ufeff\u200bzero", "line\u2028break",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    if browser_module.CHROMIUM is None:
        pytest.skip("no chromium on this machine: pages are not rendered")
    with browser_module.Browser() as running:
        yield running


@pytest.fixture(scope="session")
def axe():
    package = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")


@pytest.fixture(params=["own", "given"])
def payloads(request, root):
    """What documents may hold to run a script, break out of text or disguise it: ours, and a list from elsewhere."""
    if request.param == "own":
        return PAYLOADS
    shared = root.parent / "shared" / "hostile" / "payloads_report.json"
    if not shared.exists():
        pytest.skip("the shared payloads are not here")
    return json.loads(shared.read_text("utf-8"))


@pytest.fixture(scope="session")
def soffice():
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("no LibreOffice on this machine: Word files are not opened")
    return found


@pytest.fixture(scope="session")
def report_on(policy):
    """Return the report on a document, with benchmarks and examples as the command gives it."""
    sides = {language: [policy.side_of(benchmark, language) for benchmark in load_benchmarks(policy.codebook)] for language in ("en", "zh")}

    def report(document, file, language=None):
        analysis = policy.analyze(document)
        spoken = language or ("zh" if analysis.language.startswith("zh") else "en")
        versions = {**versions_record(policy.codebook, policy.model_versions), "program": "0"}
        return document_report(analysis, policy.codebook, file=file, versions=versions, sides=sides[spoken], examples=load_examples(spoken), language=spoken)

    return report


@pytest.fixture(scope="session")
def sample_report(policy, report_on):
    """Return the report on a sample plan, each made once."""
    made = {}
    folder = Path(__file__).resolve().parents[2] / "corpora" / "samples" / "plans"

    def report(name, language=None):
        if (name, language) not in made:
            made[name, language] = report_on(policy.read(folder / name), name, language)
        return made[name, language]

    return report


def document_of(paragraphs, *, title=None, dropped=(), number="0"):
    """A document that was read from paragraphs; those that begin with `# ` are headings."""
    blocks, text = [], ""
    from analyzer.domain.document import Span

    for paragraph in paragraphs:
        kind = BlockKind.HEADING if paragraph.startswith("# ") else BlockKind.PARAGRAPH
        words = paragraph.removeprefix("# ")
        text += "\n" if text else ""
        blocks.append(Block(Span(len(text), len(text) + len(words)), kind, 1 if kind is BlockKind.HEADING else None))
        text += words
    left = tuple(Dropped(item, DropReason.HIDDEN) for item in dropped)
    return Document(number * 64, text, tuple(blocks), ReadQuality(1.0), "text 1", "text", dropped=left, title=title)


@pytest.fixture(scope="session")
def make_document():
    return document_of
