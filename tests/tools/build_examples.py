"""Chooses from the two strong sample plans the sentence that shows each element best.

    python tests/tools/build_examples.py

writes corpora/samples/examples.toml, which reports quote beside what a draft lacks. Table rows are passed over: they read badly alone.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLANS = ("harrowmere-en.pdf", "qinghe-plan-2026-2030.pdf")
HEAD = """# Sentences of the sample plans, one for each element of the recommended approach, as tests/tools/build_examples.py chooses them.
schema = 1
"""


def chosen(policy, name):
    """Yield (criterion, element, citation, language) for every element that a plan shows with a sentence that reads well alone."""
    analysis = policy.analyze(policy.read(ROOT / "corpora" / "samples" / "plans" / name))
    used = set()
    for criterion in analysis.scorecard.criteria:
        for element in criterion.elements:
            fit = [
                item for item in element.evidence if item.commitment >= 2 and " | " not in item.text and 20 <= len(item.text) <= 260 and item.text[-1] in ".。"
            ]
            fit.sort(key=lambda item: -item.commitment)
            for item in [item for item in fit if item.segment_id not in used][:1] or fit[:1]:
                used.add(item.segment_id)
                yield criterion.id, element.id, item, analysis.language


def main():
    from analyzer import pipeline

    policy = pipeline.load()
    titles, lines = [], []
    for name in PLANS:
        titles.append(
            f"{json.dumps(name)} = {json.dumps(policy.analyze(policy.read(ROOT / 'corpora' / 'samples' / 'plans' / name)).document.title, ensure_ascii=False)}"
        )
        for criterion, element, item, language in chosen(policy, name):
            values = {"criterion": criterion, "element": element, "file": name, "page": item.page, "language": language, "text": item.text}
            lines.append("\n[[examples]]\n" + "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()))
    text = HEAD + "\n[plans]\n" + "\n".join(titles) + "\n" + "\n".join(lines) + "\n"
    (ROOT / "corpora" / "samples" / "examples.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
