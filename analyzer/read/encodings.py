"""From bytes to characters: which encoding a text file is in, decided without ever giving mojibake silently."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from analyzer.domain.message import say
from analyzer.errors import ReadError

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What a page may declare, and the superset that is decoded instead. Names that are absent never reach Python's
# codec registry, which also holds compressors and ciphers.
_DECLARABLE: dict[str, str] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "windows-949": "cp949",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859_15",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16)},
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
}
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_SEVEN_BIT = re.compile(rb"\x1b[$(]|~\{[\x21-\x7e]")
_C1_OR_LATIN = re.compile(r"[\x80-\xff]")
_CP1252 = frozenset(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore"))
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_DETECT_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, the codec that gave them, and what a person should know about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode `data`, a whole text file.

    `declared` is the encoding that the file names for itself (HTML), which is believed only when the bytes agree. A few
    damaged bytes in UTF-8 become U+FFFD with a note; a file that changes encoding is decoded line by line. Raises
    ReadError `unreadable` for bytes that are no text in any encoding.
    """
    found = next((_marked(data[len(mark) :], encoding, declared) for mark, encoding in _MARKS if data.startswith(mark)), None) or _unmarked(data, declared)
    if _TURNING.search(found.text):
        note = say("characters that turn the direction of writing were left out: what editors show may differ from what is read")
        return Decoded(found.text, found.encoding, (*found.notes, note))
    return found


def declared_codec(name: str | None) -> str | None:
    """Return the codec for an encoding as a page names it, or `None` for a name that is unknown or no text encoding."""
    return _DECLARABLE.get(name.strip().strip("\"'").lower()) if name else None


def _marked(data: bytes, encoding: str, declared: str | None) -> Decoded:
    """Decode what follows a byte order mark; the mark may lie."""
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            found = _unmarked(data, declared)
            if found.encoding != "utf-8":
                return Decoded(found.text, found.encoding, (*found.notes, say("the byte order mark says UTF-8, the text is not")))
            return found
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, (say("{count} damaged characters in {encoding}", count=text.count(chr(65533)), encoding=encoding),))


def _unmarked(data: bytes, declared: str | None) -> Decoded:
    """Decode bytes without a mark: Unicode first, since its forms can be told for certain."""
    wide = _wide_unicode(data)
    if wide is not None:
        return wide
    notes: list[str] = []
    codec = declared_codec(declared)
    if declared and codec is None:
        notes.append(say("the declared encoding {encoding!r} is unknown and was not used", encoding=declared[:40]))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, codec, notes)
    if "\x1b" in text or "~{" in text:
        seven = _seven_bit(data)
        if seven is not None:
            return Decoded(seven[0], seven[1], tuple(notes))
    if "\0" in text:
        _refuse_binary(data)
        notes.append(say("the text holds NUL characters, which were left out"))
    repaired = _encoded_twice(text)
    if repaired is not None:
        return Decoded(repaired, "utf-8", (*notes, say("the text had been encoded in UTF-8 twice; this was undone")))
    return Decoded(text, "utf-8", tuple(notes))


def _legacy(data: bytes, codec: str | None, notes: list[str]) -> Decoded:
    """Decode bytes that are not clean UTF-8."""
    damaged = data.decode("utf-8", "replace")
    bad = damaged.count("\ufffd")
    # Valid multi-byte sequences hardly ever arise by chance: where they are the rule, the file is damaged UTF-8.
    good = sum(character > "\x7f" for character in damaged[:_DETECT_BYTES]) - damaged.count("\ufffd", 0, _DETECT_BYTES)
    if good >= 8 * bad or (bad <= 2 and good >= bad and len(data) > 40):
        return Decoded(damaged, "utf-8", (*notes, say("{count} damaged characters in UTF-8", count=bad)))
    if (mixed := _line_by_line(data)) is not None:
        return Decoded(mixed, "utf-8 and gb18030", (*notes, say("parts of the file are UTF-8, others GB18030")))
    if codec is not None and codec != "utf-8":
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) // 500:
            lost = [say("{count} damaged characters in {encoding}", count=text.count(chr(65533)), encoding=codec)] if "\ufffd" in text else []
            return Decoded(text, codec, (*notes, *lost))
    if codec is not None:
        notes.append(say("the declared encoding ({encoding}) does not fit the bytes", encoding=codec))
    return _guessed(data, damaged, notes)


def _guessed(data: bytes, damaged: str, notes: list[str]) -> Decoded:
    """Decode by the statistics of the bytes; the superset of a family is used, since old names are used loosely."""
    import chardet

    _refuse_binary(data)
    guess = chardet.detect(data[:_DETECT_BYTES], compat_names=False)
    name = guess["encoding"]
    if name is None:
        raise ReadError("unreadable", say("the file holds binary data, not text: open it in the program that made it and save it as text"))
    name = _WIDER.get(name.lower().replace("-", "_"), name)
    try:
        codecs.lookup(name)
    except LookupError:
        name = "cp1252"
    if name.lower().replace("_", "-") in ("utf-8", "utf-8-sig"):
        return Decoded(damaged, "utf-8", (*notes, say("{count} damaged characters in UTF-8", count=damaged.count(chr(65533)))))
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    if lost:
        notes.append(say("{count} damaged characters in {encoding}", count=lost, encoding=name))
    if (guess["confidence"] or 0) < 0.2:
        notes.append(say("the encoding was guessed ({encoding})", encoding=name))
    return Decoded(text, name, tuple(notes))


def _wide_unicode(data: bytes) -> Decoded | None:
    """Recognise UTF-16 and UTF-32 without a mark: by zero bytes in fixed places, or by units that all are Han and its punctuation."""
    head = data[:4096]
    if len(head) < 4:
        return None
    for codec, zeros in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
        if len(head) >= 8 and all(not any(head[offset::4]) for offset in zeros):
            return _exactly(data, codec, 4)
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if even + odd >= max(2, half // 50):
        for codec, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
            if here > 8 * there and _share_plain(head, codec) > 0.9:
                return _exactly(data, codec, 2)
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        if len(data) % 2 == 0 and _share_common_han(head, codec) > 0.9:
            return _exactly(data, codec, 2)
    return None


def _share_common_han(head: bytes, codec: str) -> float:
    """Share of everyday Han characters and their punctuation (the first planes of GB 2312 and Big5), if `head` were in `codec`."""
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    common = 0
    for character in text:
        gb, big5 = character.encode("gb2312", "ignore"), character.encode("big5", "ignore")
        common += (len(gb) == 2 and (0xB0 <= gb[0] <= 0xD7 or gb[0] in (0xA1, 0xA3))) or (len(big5) == 2 and 0xA4 <= big5[0] <= 0xC6)
    return common / max(len(text), 1)


def _share_plain(head: bytes, codec: str) -> float:
    """Share of characters that policy texts are made of, if `head` were in `codec`."""
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    plain = sum(
        "\u4e00" <= c <= "\u9fa5"
        or "\u3000" <= c <= "\u30ff"
        or "\uac00" <= c <= "\ud7a3"
        or c <= "\u06ff"
        or "\uff00" <= c <= "\uff60"
        or "\u2010" <= c <= "\u2033"
        for c in text
        if c != "\0"
    )
    hangul_only = all("\uac00" <= c <= "\ud7a3" for c in text)
    return 0.0 if hangul_only else plain / max(len(text), 1)


def _exactly(data: bytes, codec: str, unit: int) -> Decoded:
    text = data[: len(data) // unit * unit].decode(codec, "replace")
    notes = []
    if len(data) % unit:
        notes.append(say("the file ends inside a character ({encoding})", encoding=codec))
    if "\ufffd" in text:
        notes.append(say("{count} damaged characters in {encoding}", count=text.count(chr(65533)), encoding=codec))
    return Decoded(text, codec, tuple(notes))


def _seven_bit(data: bytes) -> tuple[str, str] | None:
    """Decode the encodings that hide in ASCII: ISO-2022 and HZ."""
    if not _SEVEN_BIT.search(data[:_DETECT_BYTES]):
        return None
    order = ("hz",) if b"\x1b" not in data else ("iso2022_kr",) if b"\x1b$)C" in data else ("iso2022_jp_2", "iso2022_jp_ext")
    for codec in order:
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    return None


def _encoded_twice(text: str) -> str | None:
    """Undo UTF-8 that was taken for Latin-1 and encoded again; `None` where that is not the case."""
    sample = text[:20_000]
    if len(_C1_OR_LATIN.findall(sample)) < 6 or any(character > "\xff" and character not in _CP1252 for character in sample):
        return None
    for codec in ("latin-1", "cp1252"):
        try:
            return text.encode(codec).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return None


def _line_by_line(data: bytes) -> str | None:
    """Decode lines that are UTF-8 as UTF-8 and the others as GB18030; `None` unless there are both, and nothing else."""
    parts, unicode_han, gb_lines = [], 0, 0
    for line in data.split(b"\n"):
        try:
            parts.append(line.decode("utf-8"))
            unicode_han += sum("\u3000" <= c <= "\uffef" for c in parts[-1][:200])
        except UnicodeDecodeError:
            try:
                parts.append(line.decode("gb18030"))
                gb_lines += 1
            except UnicodeDecodeError:
                return None
    # A line or two of another encoding passes for UTF-8 by chance; dozens of Han characters do not.
    return "\n".join(parts) if unicode_han >= 30 and gb_lines else None


def _refuse_binary(data: bytes) -> None:
    """Raise ReadError for bytes with the control characters of no text."""
    sample = data[:_DETECT_BYTES]
    controls = _BINARY.findall(sample)
    distinct = len({*controls})
    if len(controls) > len(sample) * 0.02 and (distinct > 3 or len(controls) > len(sample) * 0.4):
        raise ReadError("unreadable", say("the file holds binary data, not text: open it in the program that made it and save it as text"))
