"""What the wording of a line alone tells: spaced-out Han characters, titles, leftovers of web pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import joint

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"{_HAN}\u3041-\u3096\u30a1-\u30fa\u30fc"
_SPACED = re.compile(rf"(?<=[{_LETTER}，。、；：“”（）《》])[ \u3000\u00a0](?=[{_LETTER}，。、；：“”（）《》])")
_PAIR = re.compile(rf"(?<=[{_LETTER}])[{_LETTER}]")
_ALONE = re.compile(r"(?<=\S)(?<!\S\S)[ \u3000\u00a0](?=\S(?!\S))")
"""A blank between two characters that stand alone, such as the figures of a number."""
_FEW_SPACED = re.compile(rf"[\s\u3000]*[{_HAN}](?:[ \t\u3000]+[{_HAN}]){{1,3}}[\s\u3000]*")
_BLANK = re.compile(r"[\s\u3000]+")

TERMINATORS = "。！？；：!?;:."
_TITLE_WORD = re.compile(
    r"规划|規劃|计划|計畫|計劃|意见|意見|通知|办法|辦法|方案|纲要|綱要|报告|報告|条例|條例|规定|規定|决定|決定|措施|细则|細則|指南|指引|标准|標準|战略|戰略|政策|公告|要点|白皮书"
    r"|計画|戦略|ビジョン|構想|基本法|계획|전략|방안|조례|법률|지침"
    r"|\b(?:plan|strategy|act|directive|regulation|policy|programme|program|framework|report|agreement|roadmap|guidelines?|charter|contract|law|bill|order"
    r"|stratégie|loi|décret|feuille de route|rapport|règlement)\b",
    re.IGNORECASE,
)
_TITLE_GOES_ON = re.compile(r"^(?:和|及|与|暨|of\b|for\b|on\b|and\b)")
_OFFICE = re.compile(r"(?:文件|政府|[厅廳局委会會部院]|办公室)$")
_NO_TITLE = re.compile(r"^(?:https?://|【|\[|来源|來源|时间|作者|发布|原文链接|链接|索\s*引\s*号|.{0,12}〔\d{4}〕|.*代表[：:]$|.*\d{6}|ICS|CCS|ISBN|ISSN)")

_WEB_LINE = re.compile(
    r"^(?:【?\s*字\s*[号體体]\s*[：:].{0,24}|【?(?:打印本页|打印文章|打印此页|关闭窗口|关闭本页|关闭|返回顶部|返回首页|回到顶部|扫一扫在手机打开当前页|扫一扫在手机打开|扫一扫分享本页"
    r"|扫码分享|一键分享|我要纠错|收藏本页|加入收藏|下载全文|阅读全文)】?"
    r"|(?:分享到|分享至|分享)\s*[：:].{0,30}|当前位置\s*[：:].{0,80}|您(?:现在)?的?(?:当前)?位置\s*[：:].{0,80}|(?:上一篇|下一篇|上一条|下一条)\s*[：:].{0,80}"
    r"|(?:浏览|阅读|点击)(?:次数|数|量)\s*[：:]?\s*\d*\s*次?|责任编辑\s*[：:].{0,20}|【法宝引证码】.{0,40}|原文链接\s*[：:]\s*https?://\S+|用微信扫描二维码.{0,20}"
    r"|(?:Print this page|Share this page|Back to top|Skip to (?:main )?content|Share on (?:Facebook|Twitter|LinkedIn)|Cookie (?:settings|preferences)))$",
    re.IGNORECASE,
)
# Words that are buttons only in company: a line with one of them alone may be a heading.
_WEB_WORDS = frozenset(
    "下载 打印 全屏 收藏 加大 还原 减小 关闭 分享 微信 微博 大 中 小 】 【 复制链接 返回 首页 纠错 朗读"
    " 无障碍 繁体 简体 English 登录 注册 搜索 QQ空间 QQ 新浪微博 ｜ |".split()
)


def close_up(text: str) -> str:
    """Remove the spaces inside Han text and kana set or scanned with a space after each character (规 划 -> 规划, 目　录 -> 目录).

    Single spaces between Han words of ordinary text stay.
    """
    if " " not in text and "\u3000" not in text and "\u00a0" not in text:
        return text
    if len(text) <= 40 and _FEW_SPACED.fullmatch(text):
        return _BLANK.sub("", text)
    gaps = len(_SPACED.findall(text))
    if gaps >= 4 and gaps > len(_PAIR.findall(text)):
        return _SPACED.sub("", _ALONE.sub("", text))
    return text


def is_web_line(line: str) -> bool:
    """Tell whether a line consists of nothing but the furniture of a web page (【字号：大 中 小】, 打印本页, Back to top)."""
    return len(line) <= 120 and _WEB_LINE.match(line) is not None


def is_web_word(line: str) -> bool:
    """Tell whether a line is a word that is a button when others stand beside it (下载, 打印, 加大)."""
    return line in _WEB_WORDS


def guess_title(text: str) -> str | None:
    """Return the title among the first blocks of a document's text: short, unfinished, and naming a kind of document; or `None`."""
    lines = text.split("\n", 8)[:8]
    for number, line in enumerate(lines):
        if not 4 <= len(line) <= 120 or line[-1] in TERMINATORS or _NO_TITLE.match(line):
            continue
        if find_enumerator(line) is not None:
            return None
        if _TITLE_WORD.search(line) and not line.startswith(("——", "—", "--")):
            before = lines[:number]
            short = (
                len(line) <= 16
                and not line.startswith("关于")
                and all(4 <= len(part) <= 40 and part[-1] not in TERMINATORS and not _NO_TITLE.match(part) and not _OFFICE.search(part) for part in before)
            )
            after = lines[number + 1 : number + 2]
            goes_on = [part for part in after if _TITLE_GOES_ON.match(part) and len(part) <= 40 and part[-1] not in TERMINATORS]
            return join_lines([*(before if short else ()), line, *goes_on])
    return None


def join_lines(lines: Sequence[str]) -> str:
    """Join the printed lines of one sentence or title."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            cut, glue = joint(pieces[-1], line)
            if cut:
                pieces[-1] = pieces[-1][:-cut]
            pieces.append(glue)
        pieces.append(line)
    return "".join(pieces)
