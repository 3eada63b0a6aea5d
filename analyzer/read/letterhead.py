"""The head and the foot of Chinese official documents (GB/T 9704): what they say of the document belongs to its description, not to its text.

Head: copy number, secrecy, urgency, the issuer's name with 文件, document number, signer, and whom it is sent to. Foot: list of annexes,
signature and date, remarks, copies sent, and the line of the office that printed it. A notice's foot may stand before the plan that it
issues, so it is looked for everywhere; what could also be text only counts at its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.domain.document import BlockKind, Document

_HEAD, _FOOT = 24, 30
"""Blocks from the first and from the last in which head and foot are looked for."""
_HAN = r"\u4e00-\u9fff"
_YEAR = r"(?:(?:19|20|２０)[\d０-９]{2}|[一二][〇○零一二三四五六七八九]{3})\s?年"
_COUNT = r"\s?[\d０-９一二三四五六七八九十]{1,3}\s?"
_DAY = rf"{_YEAR}{_COUNT}月(?:{_COUNT}日)?"
_OFFICE = r"(?:政府|办公室|辦公室|[局部厅廳署院委办会會社行]|领导小组|兵团|公司)"
_BODY = rf"[{_HAN}（）()·]{{1,24}}{_OFFICE}"
_BODIES = rf"{_BODY}(?:[\s、,，|]+{_BODY}){{0,14}}"
_NUMBER = re.compile(
    rf"(?:[{_HAN}]{{1,14}}\s?[〔\[［（(]\s?(?:19|20)\d\d\s?[〕\]］）)]\s?第?\s?\d{{1,5}}\s?号)(?:\s*\|?\s*签发人[：:]?\s*[{_HAN}\s、]{{2,20}})?"
)
_MARKS = re.compile(r"(?:\d{5,8})?[\s|]*(?:(?:绝密|机密|秘密)(?:\s?[★☆]\s?\d{0,2}\s?[年个月]*|\s?[★☆]\s?长期)?)?[\s|]*(?:特急|特提|加急|平急|急件)?")
_TITLED = re.compile(rf"[{_HAN}（）()\s、|]{{4,120}}(?:文件|公报)(?:\s*[（(][{_HAN}]{{1,4}}[）)])?")
_SIGNER = re.compile(rf"签发人[：:]\s*[{_HAN}\s、]{{2,20}}")
_BODY_LINE = re.compile(_BODIES)
_ADDRESSED = re.compile(
    rf"(?:各|[{_HAN}]{{2,4}}等\d{{1,3}}[位名]|市[属直]|省[属直]|县[属直]|区[属直]|有关|中共|国务院|机关各|驻|{_BODY}[、，,])[^。；;！!？?]{{0,240}}[：:]"
)
_OFFICES = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}等?\d{0,3}[位名](?:代表|委员)|政府|部门|机构|单位|企业|公司|学校|大学|兵团|地区|街道|[委局厅办院会市县区州盟乡镇])"
    r"(?:[（(][^（）()]{0,60}[）)])?[：:]$"
)
_NO_ADDRESS = re.compile(r"如下|以下|下列|包括|主要|要求|任务|目标|原则|提出|负责|牵头|应当|推进|加强|完善")
_ANNEXES = re.compile(r"附\s?件\s?[：:].{0,200}")
_ANNEX = re.compile(r"[\d０-９]{1,2}\s?[.．、].{2,80}|[^。；！：]{1,40}")
_SIGNED = re.compile(rf"{_BODIES}[\s|]*{_DAY}")
_DATED = re.compile(rf"{_DAY}[\s（(]*(?:签发|发布|印发|公布)?[）)]?")
_REMARK = re.compile(
    rf"[（(]?\s?(?:此件(?:主动|依申请|不予|不)?(?:公开|删减后公开)(?:发布|属性)?|(?:信息)?公开(?:属性|选项|形式)[：:]\s?[{_HAN}]{{2,6}})\s?[）)]?"
)
_CONTACT = re.compile(r"[（(]?(?:联系人|联系电话|联系方式)(?:及电话)?[：:].{0,80}\d{6,}.{0,40}")
_COPIES = re.compile(r"(?:抄\s?[送报致]|主\s?送|主题词|分送|印\s?数)\s?[：:].*")
_PRINTED = re.compile(rf"(?:{_BODIES}[\s|]*)?{_DAY}\s?印发(?:[\s|]*[（(]?共印\s?\d+\s?份[）)]?)?|[（(]?共印\s?\d+\s?份[）)]?")
_SHORT, _LIST = 60, 12
_SIGNERS = 14


def mark_letterhead(document: Document) -> Document:
    """Return the document with the blocks of its official head and foot marked as `BlockKind.LETTERHEAD`; other documents as they are."""
    texts = [document.text[block.span.start : min(block.span.end, block.span.start + 400)] for block in document.blocks]
    found = _head(texts) | _annexes(texts) | _signatures(texts) | _foot(texts)
    if not found:
        return document
    blocks = tuple(
        replace(block, kind=BlockKind.LETTERHEAD, level=None, columns=()) if number in found else block for number, block in enumerate(document.blocks)
    )
    return replace(document, blocks=blocks)


def _head(texts: Sequence[str]) -> set[int]:
    """Return the positions of the head: a number that stands alone with what leads to it, a name with 文件, and the line of those addressed."""
    found: set[int] = set()
    for place, text in enumerate(texts[:_HEAD]):
        if _NUMBER.fullmatch(text) or _SIGNER.fullmatch(text):
            found.add(place)
            before = place - 1
            while before >= 0 and _leads(texts[before]):
                found.add(before)
                before -= 1
        elif _TITLED.fullmatch(text) and _BODY_LINE.fullmatch(_named(text)):
            found.add(place)
            found.update(before for before in range(place) if text and _MARKS.fullmatch(texts[before]))
        elif _is_address(text):
            found.add(place)
            break
    return found


def _leads(text: str) -> bool:
    """Tell whether a line stands above a document's number in its head."""
    return len(text) <= 2 * _SHORT and any(pattern.fullmatch(text) for pattern in (_MARKS, _TITLED, _BODY_LINE, _SIGNER, _NUMBER))


def _named(text: str) -> str:
    """Return the issuers that a line with 文件 names."""
    return re.sub(r"(?:文件|公报)(?:\s*[（(].{1,4}[）)])?$", "", text).strip()


def _is_address(text: str) -> bool:
    """Tell whether a line names those that a document is sent to."""
    return _ADDRESSED.fullmatch(text) is not None and _OFFICES.search(text) is not None and _NO_ADDRESS.search(text) is None


def _annexes(texts: Sequence[str]) -> set[int]:
    """Return the positions of lists of annexes: 附件： with the numbered lines below it, or with all up to the signature."""
    found: set[int] = set()
    for place, text in enumerate(texts):
        if text[:1] != "附" or not _ANNEXES.fullmatch(text):
            continue
        end = place + 1
        while end < len(texts) and re.match(rf"{end - place + 1}\s?[.．、]", texts[end]):
            end += 1
        for after in range(place + 1, min(place + _LIST, len(texts))):
            if any(pattern.fullmatch(texts[after]) for pattern in (_SIGNED, _BODY_LINE, _DATED)):
                end = max(end, after)
                break
            if not _ANNEX.fullmatch(texts[after]):
                break
        found.update(range(place, end))
    return found


def _signatures(texts: Sequence[str]) -> set[int]:
    """Return the positions of signatures: bodies above a date, each on lines of their own, or together on one."""
    found: set[int] = set()
    for place, text in enumerate(texts):
        if len(text) > 6 * _SHORT or "年" not in text:
            continue
        if _SIGNED.fullmatch(text):
            found.add(place)
        elif _DATED.fullmatch(text):
            before = place
            while before > 0 and place - before < _SIGNERS and len(texts[before - 1]) <= _SHORT and _BODY_LINE.fullmatch(texts[before - 1]):
                before -= 1
            # Below the day of signing stands that of publication.
            if before < place or (place - 1 in found and _DATED.fullmatch(texts[place - 1])):
                found.update(range(before, place + 1))
    return found


def _foot(texts: Sequence[str]) -> set[int]:
    """Return the positions of remarks, and near the end of copies, contacts and the line of the office that printed the document."""
    found = {place for place, text in enumerate(texts) if len(text) <= _SHORT and text and _REMARK.fullmatch(text)}
    first = max(len(texts) - _FOOT, 0)
    for place in range(first, len(texts)):
        text = texts[place]
        if _COPIES.fullmatch(text):
            found.add(place)
            # The names go on on the next lines, down to the office that printed it.
            after = next((number for number in range(place + 1, min(place + 4, len(texts))) if _PRINTED.fullmatch(texts[number])), place)
            found.update(range(place, after))
        elif _PRINTED.fullmatch(text) or _CONTACT.fullmatch(text):
            found.add(place)
    return found
