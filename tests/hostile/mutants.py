"""Files that were damaged by chance, in every format, and file systems made to confuse: what a batch of strangers' files holds.

    python tests/hostile/mutants.py OUT --count 3000      writes them and scans them; prints what is wrong

The same seed gives the same files. `test_mutants.py` runs a short form.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "corpora" / "samples" / "plans"
TEXT = "第一条　到2030年建成城市数据平台，由市数据局牵头。\n第二条　各区每年公布一次进展。\nThe city shall open its data by 2030.\n" * 4
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5hkscs", "hz", "utf-7")
OTHERS = {
    "shift_jis": "市は2030年までにデータ基盤を整備する。\n",
    "iso2022_jp": "市は2030年までにデータ基盤を整備する。\n",
    "euc_kr": "시는 2030년까지 데이터 플랫폼을 구축한다.\n",
    "johab": "시는 2030년까지 데이터 플랫폼을 구축한다.\n",
    "latin-1": "La ville ouvrira ses données à tous d'ici 2030.\n",
    "cp1251": "Город откроет свои данные до 2030 года.\n",
    "cp037": "The city shall open its data by 2030.\n",
}
STATUSES = {"ok", "partial", "no_text", "password", "unreadable", "unsupported", "too_large", "timeout", "crashed", "skipped"}
RAW = ("Traceback", "Error:", "Exception", "object at 0x", "NoneType", "pdfium", "lxml", "zlib", "struct.", "codec can't", "site-packages")
"""What only a program's own messages hold."""
NAMES = [
    b"-rf.txt",
    b"--help.txt",
    b"new\nline.txt",
    b"\xff\xfe\xfa.txt",
    b"\x1b]0;owned\x07.txt",
    "\u202etxt.fdp.txt".encode(),
    "zero\u200bwidth.txt".encode(),
    b"CON.txt",
    b"nul.txt",
    b"trailing dot..txt",
    b"a" * 251 + b".txt",
    "计".encode() * 83 + b".txt",
    "e\u0301.txt".encode(),
    b"%s%n%x.txt",
    b"$(touch PWNED).txt",
    b"`touch PWNED`.txt",
    b"a;b|c&d.txt",
    b"quote'\".txt",
    b"back\\slash.txt",
    b"=1+1.txt",
    b"<script>alert(1)</script>.txt".replace(b"/", b"_"),
    b" .txt",
    b"tab\t.txt",
    b"x!.zip",
]


def seeds() -> dict[str, bytes]:
    """Return whole files by name, one or more of each format."""
    found = {path.name: path.read_bytes() for path in sorted(PLANS.iterdir()) if path.is_file() and path.stat().st_size < 2_000_000}
    found["plan.rtf"] = b"{\\rtf1\\ansi\\ansicpg936 The plan\\par The city shall build a data platform by 2030.\\par \\u24314?\\u35774?\\par}"
    found["plan.csv"] = "目标,期限\n建成充电桩,2030\n公开数据,2028\n".encode() * 20
    found["plan.ofd"] = _zip(
        {
            "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
            "Doc_0/Document.xml": '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>'
            '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="P/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/P/Content.xml": '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" Boundary="10 10 180 10"'
            ' Font="1" Size="4"><ofd:TextCode X="0" Y="5">到2030年建成城市数据平台，由市数据局牵头。</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>',
        }
    )
    found["plan.odt"] = _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>The city shall build it by 2030.</text:p>'
            "</office:text></office:body></office:document-content>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry'
            ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>',
        }
    )
    found["book.xlsx"] = _zip({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "<worksheet/>"})
    found["many.zip"] = _zip({"a/plan.txt": TEXT, "b.html": "<p>The city shall open its data by 2030.</p>", "../c.txt": TEXT, "d/e.pdf": "%PDF-1.4 nothing"})
    for encoding in ENCODINGS:
        found[f"text-{encoding}.txt"] = TEXT.encode(encoding, "ignore")
    for encoding, text in OTHERS.items():
        found[f"text-{encoding}.txt"] = (text * 30).encode(encoding, "ignore")
    return found


def _zip(members: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def damaged(data: bytes, others: list[bytes], chance: random.Random) -> bytes:  # noqa: PLR0912 - a case for each kind
    """Return a file with one to four kinds of damage."""
    for _ in range(chance.randint(1, 4)):
        made = bytearray(data)
        size = max(len(made), 1)
        place = chance.randrange(size)
        length = min(chance.choice([1, 4, 16, 256, 4096]), size)
        match chance.randrange(10):
            case 0:
                for _ in range(chance.choice([1, 3, 20, 200])):
                    if made:
                        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
            case 1:
                del made[place:]
            case 2:
                other = chance.choice(others)
                made[place:] = other[chance.randrange(max(len(other), 1)) :]
            case 3:
                made[place : place + length] = bytes(length)
            case 4:
                made[place : place + length] = chance.randbytes(length)
            case 5:
                del made[place : place + length]
            case 6:
                made[place:place] = made[max(place - length, 0) : place] * chance.choice([1, 2, 50])
            case 7:
                made = _numbers(made, chance)
            case 8:
                made[:0] = chance.choice([b"\xef\xbb\xbf", b"\0" * 512, b"HTTP/1.1 200 OK\r\n\r\n", b"MZ", b"%PDF-1.7\n", b"PK\x03\x04"])
            case _:
                made = bytearray(_inside(bytes(made), others, chance))
        data = bytes(made)
    return data


def _numbers(made: bytearray, chance: random.Random) -> bytearray:
    """Change digits: offsets, lengths, counts and references of text formats."""
    digits = [place for place, byte in enumerate(made) if 48 <= byte <= 57]
    for place in chance.sample(digits, min(len(digits), chance.choice([1, 5, 50]))):
        made[place] = 48 + chance.randrange(10)
    return made


def _inside(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Damage one member of a package and pack it anew, with a right checksum; of another file its bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - what is damaged may raise anything
        return data[: len(data) // 2] + data[len(data) // 2 + 7 :]
    name = chance.choice(sorted(members))
    part = bytearray(members[name])  # type: ignore[arg-type]
    for _ in range(chance.choice([1, 5, 40])):
        if part:
            place = chance.randrange(len(part))
            part[place : place + 1] = chance.choice([b"", b"<", b">", b"&", b'"', bytes([chance.randrange(256)]), chance.choice(others)[:40]])
    members[name] = bytes(part)
    with suppress(UnicodeEncodeError, ValueError):
        return _zip(members)
    return data


def write_mutants(folder: Path, count: int, seed: int) -> None:
    """Write the seeds and `count` damaged copies, each under the suffix of its seed or, now and then, of another."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    whole = seeds()
    names, others = sorted(whole), list(whole.values())
    for name in names:
        (folder / name).write_bytes(whole[name])
    for number in range(count):
        name = chance.choice(names)
        suffix = Path(chance.choice(names)).suffix if chance.random() < 0.1 else Path(name).suffix
        (folder / f"{number:05}-{Path(name).stem}{suffix}").write_bytes(damaged(whole[name], others, chance))


def write_oddities(folder: Path) -> dict[bytes, str]:
    """Write odd names, links and special files, as far as the system lets us; returns the status that each must get by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    expected: dict[bytes, str] = {}
    top = os.fsencode(folder)
    for number, name in enumerate(NAMES):
        with suppress(OSError):
            with open(os.path.join(top, name), "wb") as file:
                file.write(TEXT.replace("2030", str(2030 + number)).encode())
            expected[name] = "unreadable" if name.endswith(b".zip") else "ok"
    secret = folder.parent / "outside.txt"
    secret.write_text(f"SECRET-OUTSIDE {TEXT}", encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "one.txt").symlink_to("two.txt")
    (folder / "two.txt").symlink_to("one.txt")
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "outside.txt").symlink_to(secret)
    (folder / "climbing.txt").symlink_to("../outside.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "random.pdf").symlink_to("/dev/random")
    (folder / "proc.txt").symlink_to("/proc/self/environ")
    (folder / "inside.txt").symlink_to("-rf.txt")
    os.mkfifo(folder / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as bound, suppress(OSError):
        bound.bind(os.path.relpath(folder / "socket.txt"))
    skipped = "loop self.txt one.txt two.txt dangling.txt outside.txt climbing.txt device.txt random.pdf proc.txt pipe.pdf socket.txt".split()
    expected.update({name.encode(): "skipped" for name in skipped if os.path.lexists(folder / name)})
    expected[b"inside.txt"] = "ok"
    (folder / "hard.txt").hardlink_to(folder / "-rf.txt")
    expected[b"hard.txt"] = "ok"
    with suppress(OSError):
        os.mknod(folder / "node.txt", 0o020600, os.makedev(1, 5))
        expected[b"node.txt"] = "skipped"
    (folder / "sealed.txt").write_text(TEXT, encoding="utf-8")
    (folder / "sealed.txt").chmod(0)
    expected[b"sealed.txt"] = "ok" if os.geteuid() == 0 else "unreadable"
    (folder / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    expected[b".hidden.txt"] = "skipped"
    (folder / "huge.txt").touch()
    os.truncate(folder / "huge.txt", 2**40)  # a hole that fills no disk
    expected[b"huge.txt"] = "too_large"
    return expected


def outcomes(corpus: Path) -> Iterator[tuple[bytes, str, str, str, list[str], str]]:
    """Yield path, member, status, reason, flags and text of every input."""
    db = sqlite3.connect(corpus)
    query = "SELECT i.path, i.member, i.status, i.reason, i.flags, d.text FROM inputs i LEFT JOIN documents d ON d.id = i.document_id"
    for path, member, status, reason, flags, text in db.execute(query):
        yield path, member, status, reason or "", json.loads(flags), text or ""
    db.close()


def wrongs(corpus: Path) -> list[str]:
    """Return what is wrong with the rows of a corpus: no status, no line of cause, raw messages, garbage that passes as a document."""
    found = []
    for path, member, status, reason, flags, text in outcomes(corpus):
        where = f"{path!r}{member and '!/' + member!r}: {status} {reason!r} {flags}"
        if status not in STATUSES or (status != "ok" and not reason):
            found.append(f"no status or no cause: {where}")
        if status == "crashed":
            found.append(f"crashed: {where}")
        if any(not said.isprintable() or len(said) > 400 or any(raw in said for raw in RAW) for said in (reason, *flags)):
            found.append(f"raw message: {where}")
        if status in {"ok", "partial"} and not flags and not reason and (share := garbage(text)) > 0.05:
            found.append(f"garbage ({share:.0%}) without a flag: {where}: {text[:60]!r}")
    return found


def garbage(text: str) -> float:
    """Return the share of characters that no text holds: control and private characters, halves of pairs, unassigned and replacement characters."""
    kinds = Counter(unicodedata.category(character) for character in text)
    bad = sum(kinds[kind] for kind in ("Cc", "Co", "Cs", "Cn")) - text.count("\n") - text.count("\t") + text.count("\ufffd")
    return bad / max(len(text), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ocr", default="never")
    parser.add_argument("--timeout", default="600", help="of a document, in seconds; many, since a busy machine is no fault of the files")
    asked = parser.parse_args()
    write_mutants(asked.out / "mutants", asked.count, asked.seed)
    expected = write_oddities(asked.out / "odd")
    corpus = asked.out / "c.db"
    folders = [asked.out / "mutants", asked.out / "odd"]
    command = ["cli.py", "scan", *folders, "--corpus", corpus, "--tagger", "fast", "--ocr", asked.ocr, "--timeout", asked.timeout, "--workers", "2"]
    done = subprocess.run([sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"exit code {done.returncode}", *done.stdout.splitlines()[-2:], done.stderr.splitlines()[-1:], sep="\n")
    statuses = {path: status for path, _, status, *_ in outcomes(corpus)}
    wrong = wrongs(corpus)
    wrong += [f"{name!r}: {statuses.get(b'odd/' + name)}, not {status}" for name, status in expected.items() if statuses.get(b"odd/" + name) != status]
    wrong += ["leak" for *_, text in outcomes(corpus) if "SECRET-OUTSIDE" in text]
    print(*wrong, f"{len(wrong)} wrong", Counter(status for _, _, status, *_ in outcomes(corpus)), sep="\n")
    sys.exit(bool(wrong or "Traceback" in done.stdout + done.stderr))


if __name__ == "__main__":
    main()
