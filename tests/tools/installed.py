"""What only an installed wheel shows: that spaCy and Datasette find the plugins by their entry points.

Usage, with the Python that the wheel was installed for, in a folder without the checkout: python installed.py CORPUS
The corpus holds the sample plan qinghe-plan-2026-2030.pdf.
"""

import json
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import spacy

TEXT = "到2027年，全市建成5G基站2.6万个。坚持绿色低碳，推进节能减排。"
AGAIN = """
import spacy, sys
doc = spacy.load(sys.argv[1])(sys.argv[2])
print(*sorted((name, span.text, span.label_) for name, spans in doc.spans.items() for span in spans))
"""


def coder():
    assert not any(name.startswith("analyzer") for name in sys.modules), "nothing of ours is imported yet"
    nlp = spacy.blank("zh")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。"]})
    nlp.add_pipe("policy_coder", config={"groups": ["principles", "stages"], "min_probability": 0.4})
    assert Path(sys.modules["analyzer"].__file__).is_relative_to(sys.prefix), "the wheel is asked, not the checkout"
    doc = nlp(TEXT)
    found = sorted((name, span.text, span.label_) for name, spans in doc.spans.items() for span in spans)
    assert ("principles", "坚持绿色低碳，推进节能减排。", "green") in found, found
    with tempfile.TemporaryDirectory() as folder:
        nlp.to_disk(folder)
        again = subprocess.run([sys.executable, "-c", AGAIN, folder, TEXT], check=True, capture_output=True, text=True, encoding="utf-8")
    assert again.stdout.strip() == " ".join(map(str, found)), again.stdout


def pages(corpus):
    def get(path, **parameters):
        program = Path(sys.executable).with_name("datasette")
        command = [program, corpus, "--get", f"/{corpus.stem}{path}?{urllib.parse.urlencode(parameters)}"]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout

    rows = json.loads(get("/sentences.json", _search="智慧城市建设", _shape="array"))
    assert rows, "Chinese is cut into words"
    assert all("智慧城市" in row["text"] for row in rows)
    assert json.loads(get("/sentences.json", _search="智慧城市建设", _facet="coder"))["facet_results"]["codes"]["results"], "codes are counted"
    page = get("")
    assert all(title in page for title in ("sentences", "sentence_codes", "policies", "elements"))
    assert "sentence_terms" not in page, "tables behind the views are hidden"


if __name__ == "__main__":
    coder()
    pages(Path(sys.argv[1]))
    print("spaCy and Datasette find the plugins of the wheel")
