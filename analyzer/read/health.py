"""Whether the letters of a text layer are those of a language, or what a broken font leaves of them.

A font whose table from codes to characters is missing or wrong gives other letters than it prints. Such letters do not come
in the proportions of any language; that is what is measured here, cheaply for the many pages that are well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from analyzer.domain.message import Message, mark, say
from analyzer.read.flow import bad_characters

_PAIRS = tuple("in on th an ti re en he at er es io it or nd te nt al ng st ar to co li ed me ro ra de is".split())
"""Pairs of letters that are frequent in the languages of Western Europe."""
_PAIR_SHARE, _LATIN = 0.11, 150
"""Least share of these pairs, and letters to judge by: written passages had at least 0.21, shuffled ones at most 0.11."""
_HAN = (
    "业的建化和新发全工能展设产国实进动大人市等推加力中一务区制用高体生成行提智理数强合技持政创作城地开企增重家项服平资以民造保系会个基上管主要标"
    "点应施机目经改有省现水为在术入年级公安规品质统升社量科性深面通信快治范据准度型定源方心学与分法网长济共域育支优代好程农文效态场完不集坚部对三"
    "运关领电联构计同村万研位字出融续息台示及交试监环金本各自色件模更向划协善活第元商医事立式投路特时革供办导物车引求流线府备总是境打亿营落测防多"
    "内到园二教利策护评整结转专批础期精控培乡过放步风四积海争局十外群健类道下我于达互小稳决费验院综县口促单间可功消条际障五率指节极链山林解明调收"
    "了这他来们就也子说种而后所得業發設產國實進動務區體數強創開項資會個標點應機經現爲術級規質統範據準學與網長濟優農態場堅對運關領電聯構計萬續臺試"
    "監環劃協醫時辦導車線備總億營測內園護評結轉專礎鄉過風積爭羣類於達穩決費驗綜縣單間條際節極鏈調這來們說種後為群台"
)
_HAN_SHARE, _HANGUL_SHARE = 0.4, 0.36
"""Least shares of a script's commonest characters; the lowest of 740 real Chinese passages had 0.48, of Korean ones 0.42."""
_WORDS = tuple(
    "建设 发展 服务 智能 产业 推进 企业 技术 项目 创新 提升 加快 国家 工作 数据 城市 推动 经济 安全 实施 管理 标准 信息 社会 "
    "重点 应用 开展 加强 以上 科技 体系 支持 增长 "
    "质量 数字 示范 实现 工业 中心 资源 持续 系统 平台 政府 工程 基础 全国 生产 改革 全面 生态 制造 水平 行动 能力 综合 环境 "
    "治理 完善 中国 机制 文化 投资 教育 人民 积极 "
    "完成 保障 国际 市场 人才 设施 优化 改造 公共 功能 旅游 计划 提供 政策 绿色 促进 合作 农村 利用 建立 风险 规划 保护 要求 "
    "规定 应当 部门 单位 组织 可以 进行 我们 建設 發展 "
    "服務 產業 推進 企業 技術 創新 國家 數據 資料 推動 經濟 實施 標準 資訊 社會 應用 計畫 計劃 規劃 環境 機關 規定 應當 設備 "
    "設施 單位 組織 進行 辦理 交通 土地 地方 人員".split()
)
_WORD_SHARE, _WORD_LETTERS = 0.006, 300
"""Least share of these words, and Han characters to judge by; real passages of 400 characters had at least 0.018."""
_KANA = tuple(
    "のを する のに るの のの をの しの のと から との るを をす して にし にす ない こと はの のは をに とし ます した とを "
    "てい のが すの ので たの にを まで".split()
)
_KANA_SHARE = 0.1
"""Least share of the usual pairs of hiragana, read without what stands between them; written passages had at least 0.13, shuffled ones 0.09."""
_HANGUL = "이다는의에을를하가고로한은시지도스기사대인정및과있해자부공서수전제리으여보업성발화민라나구주상계관"
_COMMON = {"han": frozenset(_HAN), "hangul": frozenset(_HANGUL)}
_LEAST = 40
"""Letters of another script to judge by."""
_BAD_SHARE, _BAD = 0.1, 8
_LOST_SHARE = 0.01
"""Share of codes that no text has from which on a page has lost letters: of 1,785 real pages none had five of them."""
_ACCENT_SHARE = 0.45
"""Share of accented letters from which on no language is meant."""
_APART_SHARE, _APART = 0.5, 40
_SCRIPTS, _SCRIPT_SHARE = 4, 0.04
_CLASSES = (
    ("han", re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")),
    ("kana", re.compile(r"[\u3041-\u3096]+")),
    ("katakana", re.compile(r"[\u30a1-\u30fa]+")),
    ("hangul", re.compile(r"[\uac00-\ud7a3]+")),
    ("accented", re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]+")),
)
_PLAIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u0250-\u2e7f\ud800-\U0010ffff]")
_LOST = re.compile(r"[\x01\x03-\x08\x0e-\x1a]")
"""Control characters less those that stand for hyphens and ligatures."""
_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf€-™]|â€[\u0080-\u00bf“”˜™œ\u009d]|(?:锟斤拷)|(?:烫烫)")

NO_MEANING = mark("{share:.0%} of its characters are codes without a meaning")
WRONG_TABLE = mark("its font gives other letters than it prints")
MOJIBAKE = mark("its letters were stored in another encoding than they are read in")
APART = mark("its letters stand apart, words cannot be told")


def unusable(text: str) -> Message | None:
    """Tell why a text cannot be what was printed; `None` where it may be, or is too short to judge by."""
    plain = len(text.encode("ascii", "ignore"))
    if plain < len(text):
        cause = _with_other_letters(text, len(text) - plain)
        if cause is not None:
            return cause
    elif not text.isprintable():
        cause = _without_meaning(text)
        if cause is not None:
            return cause
    return _plain_letters(text) if plain >= _LATIN else None


def _with_other_letters(text: str, others: int) -> Message | None:
    """Judge a text by its characters beyond ASCII."""
    cause = _without_meaning(text)
    if cause is not None or others < _LEAST:
        return cause
    if len(_MOJIBAKE.findall(text)) > max(_BAD, others // 4):
        return say(MOJIBAKE)
    found = {name: "".join(pattern.findall(text)) for name, pattern in _CLASSES}
    han, kana, hangul = (len(found[name]) for name in ("han", "kana", "hangul"))
    if len(found["accented"]) >= _LEAST and len(found["accented"]) > _ACCENT_SHARE * (len(_PLAIN.findall(text)) + len(found["accented"])):
        return say(MOJIBAKE)
    if han >= _LEAST and han > 6 * (kana + len(found["katakana"])) and han > hangul and _is_no_chinese(found["han"]):
        return say(WRONG_TABLE)
    if kana >= _LEAST and not _holds(found["kana"], _KANA, _KANA_SHARE * kana):
        return say(WRONG_TABLE)
    if hangul >= _LEAST and _common(found["hangul"], "hangul") < _HANGUL_SHARE:
        return say(WRONG_TABLE)
    if hangul >= _LEAST and _stand_apart(text):
        return say(APART)
    known = sum(map(len, found.values()))
    return _mixed(text) if others - known >= _LEAST else None


def _without_meaning(text: str) -> Message | None:
    bad = bad_characters(text)
    if bad < _BAD:
        return None
    length = max(len(text) - text.count(" ") - text.count("\n") - text.count("\r"), 1)
    if bad > _BAD_SHARE * length or len(_LOST.findall(text)) > _LOST_SHARE * length:
        return say(NO_MEANING, share=min(bad / length, 1.0))
    return None


def _is_no_chinese(letters: str) -> bool:
    """Tell whether Han characters are not those, or not in the order, of Chinese."""
    if _common(letters, "han") < _HAN_SHARE:
        return True
    return len(letters) >= _WORD_LETTERS and not _holds(letters, _WORDS, _WORD_SHARE * len(letters))


def _holds(text: str, words: Sequence[str], least: float) -> bool:
    """Tell whether words stand in a text at least so often, all together; counts no further than needed."""
    return any(count >= least for count in accumulate(map(text.count, words)))


def _common(letters: str, script: str) -> float:
    """Return the share of the commonest characters of a script."""
    return sum(map(_COMMON[script].__contains__, letters)) / len(letters)


def _stand_apart(text: str) -> bool:
    """Tell whether most words are single letters."""
    words = text.split()
    return len(words) >= _APART and sum(len(word) == 1 for word in words if word.isalpha()) > _APART_SHARE * len(words)


def _mixed(text: str) -> Message | None:
    """Judge a text by how many scripts its other letters are from: a language has one or two, codes taken for characters have many."""
    letters = [ord(character) >> 7 for character in _OTHER.findall(text) if character.isalpha()]
    if len(letters) < _LEAST:
        return None
    scripts = sum(count > _SCRIPT_SHARE * len(letters) for count in Counter(letters).values())
    return say(WRONG_TABLE) if scripts >= _SCRIPTS else None


def _plain_letters(text: str) -> Message | None:
    """Judge a text by the usual pairs of its Latin letters."""
    lowered = text.lower()
    if _holds(lowered, _PAIRS, _PAIR_SHARE * len(text)):
        return None
    letters = len(_PLAIN.findall(text))
    if letters < _LATIN:
        return None
    if _stand_apart(text):
        return say(APART)
    return None if _holds(lowered, _PAIRS, _PAIR_SHARE * letters) else say(WRONG_TABLE)
