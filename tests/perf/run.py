"""Benchmarks: how close a scan comes to reading the text alone. Every figure is a ratio inside one run; no test depends on it.

Usage: python -m tests.perf.run [SECTION ...] [--model models/fast] [--real ../shared/real] [--peer ../shared/perf/afternoon_script.py]
                                [--repeats 5] [--most-pages 10000] [--write]

Sections: scan peer coding start linear memory workers search (all when none is named). CPU time (user and system, of the process itself) counts, not the
clock, except for two workers against one; repeats of what is compared take turns, and medians are shown. With --write the results go to
tests/perf/RESULTS.md, where sections that were not run keep their last results.
"""

import argparse
import contextlib
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.perf.plans import write_plan
from tests.perf.results import keep, result
from tests.perf.searching import measure, vocabularies, write_corpus
from tests.perf.stages import STAGES, Scan, bare, cpu

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "perf"
RESULTS = Path(__file__).with_name("RESULTS.md")
OPENING = ["# Measured speed", "", "Written by `make perf`; see `run.py` for what is measured and how. Ratios count, absolute times depend on the machine."]
LIBRARIES = ("pypdfium2", "numpy", "scipy", "onnxruntime", "rjieba", "ahocorasick-rs", "spacy", "py3langid")
TITLES = {
    "scan": "A scan against bare text extraction",
    "peer": "Against the afternoon script",
    "coding": "Coding against a plain loop",
    "start": "Starting up",
    "linear": "Cost a page by length",
    "memory": "Memory over many documents",
    "workers": "Two workers against one",
    "search": "Searching a million sentences",
}


def interleaved(repeats, **functions):
    """Return the median CPU seconds of each function, run in turns; a function that returns a float measured itself."""
    taken = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            start = cpu()
            value = function()
            taken[name].append(value if isinstance(value, float) else cpu() - start)
    return {name: statistics.median(values) for name, values in taken.items()}


def child(*command):
    """Run a command and return the CPU seconds of it and all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def plans(outlines, count, pages):
    return [write_plan(CACHE / f"{outlines}-{pages}-{seed}.pdf", pages, outlines, seed) for seed in range(1, count + 1)]


def readable(paths):
    """Return the PDFs that hold text."""
    from analyzer.errors import ReadError
    from analyzer.read import read_bytes

    kept = []
    for path in paths:
        with contextlib.suppress(ReadError):
            read_bytes(path.read_bytes(), path.name, ocr="never")
            kept.append(path)
    return kept


def scan_section(options, folder):
    scan = Scan(options.model, folder)
    sets = {"generated, CFF fonts": plans("cff", 4, 20), "generated, TrueType fonts": plans("truetype", 4, 20)}
    if options.real.is_dir():
        real = sorted((options.real / "foreign").glob("*.pdf"), key=lambda path: path.stat().st_size)
        sets["real"] = readable(real[: options.files])
    lines = [f"Tagger {scan.analyzer.tagger.name}. Median of {options.repeats}; stages as multiples of bare extraction.", ""]
    lines += [f"| PDFs | pages | sentences | bare, ms a page | {' | '.join(STAGES)} | whole scan |", "|---" * (5 + len(STAGES)) + "|"]
    for name, paths in sets.items():
        pages = sum(map(bare, paths))
        profiles = []

        def run(paths=paths, profiles=profiles):
            total = scan.all(paths)
            profiles.append(scan.seconds)
            return total

        taken = interleaved(options.repeats, bare=lambda paths=paths: [bare(path) for path in paths], scan=run)
        floor = taken["bare"]
        stages = [f"{statistics.median(profile[stage] for profile in profiles) / floor:.2f}" for stage in STAGES]
        lines.append(
            f"| {len(paths)} {name} | {pages} | {scan.sentences} | {floor / pages * 1000:.2f} | {' | '.join(stages)} | **{taken['scan'] / floor:.2f} ×** |"
        )
    return lines


def peer_section(options, folder):
    if not options.peer.is_file():
        return ["The script is not here; name it with --peer."]
    spec = importlib.util.spec_from_file_location("afternoon", options.peer)
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    tagged = Path(folder) / "tagged.jsonl"
    tagged.write_text("".join(path.read_text("utf-8") for path in sorted((ROOT / "corpora/tagged/written").glob("*.jsonl"))), "utf-8")
    model, codes = peer.train(str(tagged))
    peer.jieba.initialize()
    sets = {"generated, CFF fonts": plans("cff", 1, 10)}
    if options.real.is_dir():
        proposals = sorted((options.real / "foreign").glob("us_*.pdf"), key=lambda path: path.stat().st_size)
        sets["US proposal"] = readable(proposals[:3])[:1]
    scans = {"fast": Scan(options.model, folder), "default": Scan(None, folder)}
    names = ("bare", *scans)
    lines = [f"| PDFs | pages | script, pages a CPU second | {' | '.join(names)} |", "|---" * (3 + len(names)) + "|"]
    for name, paths in sets.items():
        pages = sum(map(bare, paths))
        taken = interleaved(
            options.repeats,
            peer=lambda paths=paths: peer.scan(model, codes, list(map(str, paths)))[0].to_csv(Path(folder) / "peer.csv") and None,
            bare=lambda paths=paths: [bare(path) for path in paths],
            **{tagger: lambda scan=scan, paths=paths: scan.all(paths) for tagger, scan in scans.items()},
        )
        ratios = [f"{pages / taken[one]:.1f} (**{taken['peer'] / taken[one]:.1f} ×**)" for one in names]
        lines.append(f"| {len(paths)} {name} | {pages} | {pages / taken['peer']:.2f} | {' | '.join(ratios)} |")
    return [f"Pages a CPU second, and against the script; median of {options.repeats}.", "", *lines]


class PlainEncoder:
    """The default encoder as a plain loop calls it: rows as they come, filled up to the longest, none left out."""

    def __init__(self, encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder

    def encode(self, texts, headings):
        rows = self._encoder._pieces.rows(texts, headings)
        ids = np.full((len(rows), max(map(len, rows))), self._encoder._pieces.pad, dtype=np.int64)
        mask = np.zeros(ids.shape, dtype=np.float32)
        for line, row in enumerate(rows):
            ids[line, : len(row)] = row
            mask[line, : len(row)] = 1
        return self._encoder._session.run(None, {"ids": ids, "mask": mask})[0]


def coding_section(options, _):
    from analyzer import pipeline
    from analyzer.read import read_bytes
    from analyzer.segment.segments import segment_document
    from analyzer.tag.classifier import Tagger

    lines = [
        "| tagger | document | sentences | ms a sentence | against one call a sentence | against batches of 32 as they come |",
        "|---|---|---|---|---|---|",
    ]
    paths = [ROOT / "corpora/samples/plans/qinghe-plan-2026-2030.pdf", ROOT / "corpora/samples/plans/harrowmere-en.pdf"]
    if options.real.is_dir():
        paths += [options.real / "zh" / name for name in sorted(os.listdir(options.real / "zh")) if name.endswith(".docx")][:1]
        paths += sorted((options.real / "foreign").glob("gp_City_*.txt"))[:1]
    for name, model in (("fast", options.model), ("default", None)):
        tagger = plain = pipeline.load(model=model).tagger
        tagger.tag([pipeline.sentence_segment("规划")])
        if model is None:
            plain = Tagger(tagger.name, tagger.codebook, PlainEncoder(tagger.encoder), tagger.matcher, tagger._heads)
        for path in paths:
            segments = segment_document(read_bytes(path.read_bytes(), path.name)).segments
            start = max(len(segments) - options.sentences, 0) // 2
            segments = segments[start : start + options.sentences]
            taken = interleaved(
                options.repeats,
                single=lambda tagger=tagger, segments=segments: [tagger.tag([segment]) for segment in segments] and None,
                plain=lambda plain=plain, segments=segments: [plain.tag(segments[at : at + 32]) for at in range(0, len(segments), 32)] and None,
                whole=lambda tagger=tagger, segments=segments: tagger.tag(segments) and None,
            )
            each, count = taken["whole"], len(segments)
            shares = f"**{each / taken['single']:.2f}** | **{each / taken['plain']:.2f}**"
            lines.append(f"| {name} | {path.name} | {count} | {each / count * 1000:.2f} | {shares} |")
    return [f"CPU time as a share of the plain loop's, median of {options.repeats}; {options.sentences} sentences from the middle of a document.", "", *lines]


def start_section(options, _):
    from analyzer import pipeline
    from analyzer.read import read_bytes
    from analyzer.segment.segments import segment_document

    plan = plans("cff", 1, 20)[0]
    python = sys.executable
    load = "from analyzer import pipeline; pipeline.load().tag(['规划'])"
    taken = interleaved(
        options.repeats,
        bare_python=lambda: child(python, "-c", "pass"),
        help=lambda: child(python, "cli.py", "--help"),
        load=lambda: child(python, "-c", load),
        cold_score=lambda: child(python, "cli.py", "score", str(plan)),
    )
    lines = [f"Median of {options.repeats}, CPU seconds of the whole command.", "", "| | s | ratio |", "|---|---|---|"]
    lines.append(f"| `python -c pass` | {taken['bare_python']:.3f} | |")
    lines.append(f"| `--help` | {taken['help']:.3f} | **{taken['help'] / taken['bare_python']:.1f} ×** `python -c pass` |")
    lines.append(f"| imports and default model | {taken['load']:.2f} | |")
    lines.append(
        f"| cold `score` of 20 pages, default tagger | {taken['cold_score']:.2f} | **{taken['cold_score'] / taken['load']:.1f} ×** imports and model |"
    )
    for name, model in (("fast", options.model), ("default", None)):
        analyzer = pipeline.load(model=model)
        segments = segment_document(read_bytes(plan.read_bytes(), plan.name)).segments
        analyzer.score(plan)

        def needed(analyzer=analyzer, segments=segments):
            bare(plan)
            analyzer.tagger.tag(segments)

        warm = interleaved(options.repeats, needed=needed, score=lambda analyzer=analyzer: analyzer.score(plan) and None)
        lines.append(f"| warm `score` of 20 pages, {name} | {warm['score']:.2f} | **{warm['score'] / warm['needed']:.2f} ×** bare extraction and coding |")
    return lines


def linear_section(options, folder):
    from analyzer.domain.limits import Limits, limited

    with limited(Limits(pages=options.most_pages, characters=2_000 * options.most_pages)):
        return lengths_section(options, Scan(options.model, folder))


def lengths_section(options, scan):
    lengths = [pages for pages in (10, 100, 1000, 10_000) if pages <= options.most_pages]
    lines = ["| pages | one document, ms a page | against bare | documents of 10 pages, ms a page | against bare |", "|---|---|---|---|---|"]
    each = {"one": [], "many": []}
    for pages in lengths:
        cells = []
        for name, paths in (("one", plans("truetype", 1, pages)), ("many", plans("truetype", pages // 10, 10))):
            repeats = options.repeats if pages <= 100 else 1
            taken = interleaved(repeats, bare=lambda paths=paths: [bare(path) for path in paths] and None, scan=lambda paths=paths: scan.all(paths))
            each[name].append(taken["scan"] / pages * 1000)
            cells += [f"{each[name][-1]:.2f}", f"{taken['scan'] / taken['bare']:.1f} ×"]
        lines.append(f"| {pages} | {' | '.join(cells)} |")
    spread = {name: f"{max(values) / min(values):.2f}" for name, values in each.items()}
    return [*lines, "", f"Dearest page against the cheapest: {spread['one']} in one document, {spread['many']} across documents; TrueType fonts, fast tagger."]


def memory_section(options, folder):
    from analyzer.corpus.ledger import RunVersions
    from analyzer.corpus.store import Corpus

    scan = Scan(options.model, folder)
    page = resource.getpagesize()
    lines = ["| documents | resident MB |", "|---|---|"]
    with Corpus(Path(folder) / "memory.db", create=True) as corpus:
        corpus.begin_run(RunVersions("", scan.analyzer.fingerprint, "", "", "", "", ""), "")
        for number in range(1, options.documents + 1):
            path = write_plan(Path(folder) / f"{number}.pdf", 2, "truetype", number)
            scan.one(path, corpus)
            path.unlink()
            if number in {50, 200, 500, 1000, 1500, 2000} or number == options.documents:
                resident = int(Path("/proc/self/statm").read_text().split()[1]) * page
                lines.append(f"| {number} | {resident / 2**20:.0f} |")
    return ["Documents of two pages, all different, through one process and one corpus (Linux's resident set).", "", *lines]


def workers_section(options, folder):
    extra = (
        ["--tagger", "fast"]
        if "--tagger" in subprocess.run([sys.executable, "cli.py", "scan", "--help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        else []
    )
    paths = [str(path) for path in plans("cff", *((12, 20) if extra else (4, 10)))]
    seconds = {1: [], 2: []}
    for repeat in range(options.repeats):
        for workers, taken in seconds.items():
            start = time.perf_counter()
            command = [sys.executable, "cli.py", "scan", *paths, *extra, "--corpus", f"{folder}/{repeat}-{workers}.db", "--workers", str(workers)]
            child(*command)
            taken.append(time.perf_counter() - start)
    one, two = (statistics.median(taken) for taken in seconds.values())
    load = os.getloadavg()[0]
    return [
        (
            f"`scan` of {len(paths)} PDFs of {20 if extra else 10} pages{' with the fast tagger' if extra else ''}, by the clock, median of {options.repeats}: "
            f"{one:.1f} s with one worker, {two:.1f} s with two: **{one / two:.2f} ×**. Load of the machine meanwhile {load:.1f} on {os.cpu_count()} cores"
            f"{'; the figure means nothing on busy cores.' if load > 2.5 else '.'}"
        )
    ]


def search_section(options, folder):
    path, words = Path(folder) / "million.db", vocabularies()
    written = write_corpus(path, options.corpus, words)
    lines = ["| search | sentences found | CPU, ms | against reading every sentence |", "|---|---|---|---|"]
    for what, hits, spent, plain in measure(path, words, options.repeats):
        lines.append(f"| {what} | {hits.count}{'+' if hits.more else ''} | {spent:.1f} | {spent / plain:.3f} |")
    command = (sys.executable, "cli.py", "search", "--corpus", str(path))
    whole = [statistics.median(child(*command, query) for _ in range(options.repeats)) * 1000 for query in (words[0][0], words[1][0])]
    bare_start = statistics.median(child(sys.executable, "-c", "pass") for _ in range(options.repeats)) * 1000
    size = path.stat().st_size
    path.unlink()
    return [
        (
            f"{options.corpus} made-up sentences, {size / 2**20:.0f} MB, written in {written / options.corpus * 1e6:.0f} µs of CPU a sentence. Median of "
            f"{options.repeats} searches in an open corpus. The whole command `search` for the most frequent word, Chinese and English: {whole[0]:.0f} and "
            f"{whole[1]:.0f} ms, of which {bare_start:.0f} ms are `python -c pass`."
        ),
        "",
        *lines,
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", nargs="*", choices=[*TITLES, []], help="what to measure")
    parser.add_argument("--model", type=Path, default=ROOT / "models/fast")
    parser.add_argument("--real", type=Path, default=ROOT.parent / "shared/real")
    parser.add_argument("--peer", type=Path, default=ROOT.parent / "shared/perf/afternoon_script.py")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--files", type=int, default=12, help="real PDFs, the smallest first")
    parser.add_argument("--sentences", type=int, default=200, help="sentences a document in `coding`")
    parser.add_argument("--most-pages", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=2000, help="documents in `memory`")
    parser.add_argument("--corpus", type=int, default=1_000_000, help="sentences in `search`")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    # One thread, as in a worker: idle threads of BLAS would count as CPU time.
    from threadpoolctl import threadpool_limits

    CACHE.mkdir(parents=True, exist_ok=True)
    found = {}
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        for name in options.section or TITLES:
            lines = globals()[f"{name}_section"](options, folder)
            print(f"\n{TITLES[name]}\n", *lines, sep="\n", flush=True)
            found[name] = result(lines, LIBRARIES)
            if options.write:
                keep(RESULTS, OPENING, TITLES, found)


if __name__ == "__main__":
    main()
