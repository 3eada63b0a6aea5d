"""Encodings: what is decoded, and that nothing becomes mojibake silently."""

import codecs
import hashlib

import pytest

from analyzer.errors import ReadError
from analyzer.read import read_bytes
from analyzer.read.encodings import declared_codec, decode

CHINESE = "国务院关于加快建立健全绿色低碳循环发展经济体系的指导意见。到2025年，产业结构、能源结构明显优化，各省人民政府应当制定实施方案。\n"
TRADITIONAL = "行政院環境保護署公告溫室氣體減量及管理法施行細則。各級政府應推動再生能源，並於2030年前達成減量目標。\n"
JAPANESE = "政府は二千三十年度までに温室効果ガスの排放量を削減することを目指す。再生可能エネルギーの導入を促進しなければならない。\n"
KOREAN = "정부는 2030년까지 온실가스 배출량을 줄이기 위하여 재생에너지 보급을 확대하여야 한다.\n"
FRENCH = "Le ministère doit réduire les émissions de gaz à effet de serre d’ici 2030, à coût maîtrisé.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((CHINESE, name) for name in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz")),
        *((TRADITIONAL, name) for name in ("big5", "cp950", "utf-8", "utf-16")),
        *((JAPANESE, name) for name in ("shift_jis", "euc_jp", "iso2022_jp", "utf-8")),
        *((KOREAN, name) for name in ("euc_kr", "cp949", "utf-8")),
        *((FRENCH, name) for name in ("cp1252", "utf-8")),
    ],
)
@pytest.mark.parametrize("times", [1, 20])
def test_text_is_decoded_from_every_common_encoding(text, encoding, times):
    assert decode((text * times).encode(encoding)).text == text * times


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "big5", "shift_jis"])
def test_a_short_title_is_enough_to_tell_the_encoding(encoding):
    text = {"big5": "行政院環境保護署公告溫室氣體減量", "shift_jis": "政府は二千三十年度までに温室効果ガスの排出"}.get(
        encoding, "国务院关于加快建立健全绿色低碳"
    )
    assert decode(text.encode(encoding)).text == text


def test_one_bad_byte_leaves_the_rest_of_the_file_readable():
    data = CHINESE.encode() * 20
    decoded = decode(data[:300] + b"\xff" + data[300:])
    assert decoded.text.replace("\ufffd", "") == CHINESE * 20
    assert decoded.encoding == "utf-8"
    assert any("damaged" in note for note in decoded.notes)


def test_a_file_that_changes_encoding_is_decoded_line_by_line():
    decoded = decode(CHINESE.encode("gbk") * 3 + CHINESE.encode() * 3)
    assert decoded.text == CHINESE * 6
    assert decoded.notes


def test_a_lying_byte_order_mark_is_not_believed():
    decoded = decode(codecs.BOM_UTF8 + CHINESE.encode("gbk"))
    assert decoded.text == CHINESE
    assert any("byte order mark" in note for note in decoded.notes)


def test_text_encoded_twice_is_repaired_with_a_note():
    decoded = decode(CHINESE.encode().decode("latin-1").encode())
    assert decoded.text == CHINESE
    assert any("twice" in note for note in decoded.notes)


def test_a_declared_encoding_is_used_only_where_the_bytes_agree():
    assert decode(CHINESE.encode("gb18030"), "gb2312").text == CHINESE
    lied = decode(CHINESE.encode("gb18030"), "utf-8")
    assert lied.text == CHINESE
    assert lied.notes


@pytest.mark.parametrize("name", ["zlib_codec", "rot13", "idna", "utf-7", "x-evil", ""])
def test_names_that_are_no_web_encodings_never_reach_the_codec_registry(name):
    assert declared_codec(name) is None


def test_binary_data_is_refused():
    with pytest.raises(ReadError) as caught:
        decode(b"".join(hashlib.sha256(bytes([number])).digest() for number in range(256)))
    assert caught.value.status == "unreadable"


def test_characters_that_turn_the_writing_direction_are_reported():
    assert any("direction" in note for note in decode("invoice \u202efdp.exe".encode()).notes)


def test_text_that_lost_a_byte_on_the_way_is_flagged_as_damaged():
    """From there on every character is made of halves of two others."""
    data = (CHINESE * 10).encode("utf-16")
    document = read_bytes(data[:101] + data[102:], "a.txt")
    assert any("codes without a meaning" in note for note in document.quality.notes)
    assert not read_bytes(data, "a.txt").quality.notes
