"""The import rule of the house, checked on the syntax trees of all modules."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "analyzer"

# A module may import from lower ranks and from its own package. The longest matching name decides.
RANKS = {
    "analyzer": 9,
    "analyzer.commands": 8, "analyzer.web": 8, "analyzer.integrations": 8,
    "analyzer.batch": 7, "analyzer.training": 7, "analyzer.review": 7,
    "analyzer.pipeline": 6,
    "analyzer.resources": 5, "analyzer.read": 5, "analyzer.segment": 5, "analyzer.tag": 5, "analyzer.score": 5,
    "analyzer.describe": 5, "analyzer.compare": 5, "analyzer.report": 5, "analyzer.export": 5, "analyzer.corpus": 5,
    "analyzer.i18n": 3,
    "analyzer.domain": 2,
    "analyzer.errors": 1,
}  # fmt: skip

# Each third-party library has one home (or the few named).
HOMES = {
    "click": ("analyzer.commands",),
    "pypdfium2": ("analyzer.read.pdf",),
    "lxml": ("analyzer.read", "analyzer.report.word", "analyzer.report.charts"),
    "lets_plot": ("analyzer.report.charts",),
    "jinja2": ("analyzer.report.html",),
    "docx": ("analyzer.report.word",),
    "chardet": ("analyzer.read.encodings",),
    "markdown_it": ("analyzer.read.markdown",),
    "rjieba": ("analyzer.segment.tokens",),
    "spacy": ("analyzer.segment.tokens", "analyzer.export", "analyzer.integrations"),
    "opencc": ("analyzer.segment.scripts",),
    "py3langid": ("analyzer.segment.languages",),
    "onnxruntime": ("analyzer.tag.encoders", "analyzer.training.network"),
    "sentencepiece": ("analyzer.tag.encoders", "analyzer.training.weights"),
    "torch": ("analyzer.training",),
    "scipy": ("analyzer.training", "analyzer.review", "analyzer.tag.static"),
    "nltk": ("analyzer.training.agreement",),
    "ahocorasick_rs": ("analyzer.tag.cues",),
    "sklearn": ("analyzer.tag.classifier", "analyzer.training"),
    "pandas": ("analyzer.export",),
    "xlsxwriter": ("analyzer.export.xlsx",),
    "pyarrow": ("analyzer.export.parquet",),
    "cassis": ("analyzer.export.cas",),
    "datasette": ("analyzer.integrations",),
    "psutil": ("analyzer.batch",),
    "distributed": ("analyzer.batch.cluster",),
    "rapidfuzz": ("analyzer.compare",),
    "rensa": ("analyzer.compare",),
    "rich": ("analyzer.report.terminal",),
    "cv2": ("analyzer.read.ocr.rapid",),
    "rapidocr": ("analyzer.read.ocr.rapid",),
    "numpy": ("analyzer.tag", "analyzer.read.ocr", "analyzer.read.helper", "analyzer.score", "analyzer.training", "analyzer.resources"),
    "threadpoolctl": ("analyzer.pipeline", "analyzer.batch"),
    "sqlite3": ("analyzer.corpus",),
}
STANDARD_ONLY = ("analyzer.domain", "analyzer.errors", "analyzer.i18n")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def covering(name: str, table) -> str | None:
    parts = name.split(".")
    return next((key for end in range(len(parts), 0, -1) if (key := ".".join(parts[:end])) in table), None)


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}"
                yield (full if full in MODULES else module), node.lineno


def breaches(name: str, path: Path) -> list[str]:
    found = []
    home = covering(name, RANKS)
    for target, line in imports(path):
        top = target.split(".")[0]
        if top == "analyzer":
            goal = covering(target, RANKS)
            if target == "analyzer":
                allowed = home in {"analyzer.commands", "analyzer.web", "analyzer.integrations"}  # doors may show the version
            else:
                allowed = goal == home or RANKS[goal] < RANKS[home]
            if not allowed:
                found.append(f"{path}:{line}: {name} ({home}) imports {target}")
        elif top in HOMES and not any(name == place or name.startswith(place + ".") for place in HOMES[top]):
            found.append(f"{path}:{line}: {top} belongs to {', '.join(HOMES[top])}")
    return found


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_a_rank(name):
    home = covering(name, RANKS)
    assert home is not None
    assert name == "analyzer" or home != "analyzer", f"{name} is in no ranked package: give it a rank or move it"


@pytest.mark.parametrize("name", MODULES)
def test_modules_import_only_from_lower_ranks_or_their_own_package(name):
    assert breaches(name, MODULES[name]) == []


def test_the_rule_catches_a_sibling_import(tmp_path):
    offender = tmp_path / "offender.py"
    offender.write_text("from analyzer.read.flow import clean\nimport click\n", encoding="utf-8")
    assert len(breaches("analyzer.segment.offender", offender)) == 2


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(STANDARD_ONLY)])
def test_the_nouns_need_only_the_standard_library(name):
    import sys

    outside = {target.split(".")[0] for target, _ in imports(MODULES[name])} - set(sys.stdlib_module_names) - {"analyzer"}
    assert outside == set()


def test_data_folders_hold_no_python_and_no_pickle():
    forbidden = [path for folder in ("corpora", "models") for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".pkl", ".pickle", ".joblib"}]
    assert forbidden == []


@pytest.mark.parametrize("name", MODULES)
def test_no_module_unpickles(name):
    assert not {"pickle", "joblib", "shelve", "marshal", "dill"} & {target.split(".")[0] for target, _ in imports(MODULES[name])}
