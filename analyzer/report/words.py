"""Words of ours that stand for stored values, in the language spoken."""

from __future__ import annotations

from analyzer.domain.comparison import SideKind
from analyzer.domain.message import mark
from analyzer.i18n import current, tr_in

_STATUSES = (
    mark("ok"),
    mark("partial"),
    mark("no_text"),
    mark("password"),
    mark("unreadable"),
    mark("unsupported"),
    mark("too_large"),
    mark("timeout"),
    mark("crashed"),
    mark("skipped"),
)
_UNMENTIONED = mark("not mentioned in its summary")
_PRESENCES = {"present": mark("a measure"), "weak": mark("only an aim"), "absent": mark("no aim or measure found")}


_LANGUAGES = (mark("zh-Hans"), mark("zh-Hant"), mark("en"), mark("fr"), mark("ja"), mark("ko"))
_KINDS = (
    *(mark("authority"), mark("city plan"), mark("experience"), mark("national programme"), mark("project set")),
    *(mark("multi"), mark("single"), mark("ordinal")),
)


_DOCUMENT_WORDS = {
    "plan": mark("plan"),
    "action_plan": mark("action plan"),
    "opinion": mark("opinion"),
    "work_report": mark("work report"),
    "law": mark("law or regulation"),
    "proposal": mark("proposal"),
    "standard": mark("standard"),
    "other": mark("other document"),
    "supranational": mark("supranational"),
    "national": mark("national"),
    "province": mark("province"),
    "city": mark("city"),
    "district": mark("district"),
    "draft": mark("draft for comment"),
    "in_force": mark("in force"),
}


_DROPPED = {
    "header": mark("page header"),
    "footer": mark("page footer"),
    "page_number": mark("page number"),
    "contents": mark("table of contents"),
    "hidden": mark("hidden text"),
    "note_number": mark("number of a footnote"),
    "web_page": mark("navigation of the web page"),
}
_LEVELS = {
    "absent": mark("not found"),
    "slogan": mark("only words"),
    "measure": mark("a measure"),
    "accountable": mark("can be checked"),
}


def document_word(value: str | None, language: str | None = None) -> str:
    """Return how a kind, level or state of a document is called, in `language` or the one spoken."""
    return tr_in(language or current(), _DOCUMENT_WORDS[value] if value else mark("kind not told"))


def drop_word(reason: str, language: str) -> str:
    """Return how a reason for leaving text out is called."""
    return tr_in(language, _DROPPED[reason])


def level_word(level: str, language: str) -> str:
    """Return how firmly an element is shown, in words."""
    return tr_in(language, _LEVELS[level])


def status_word(status: str, language: str | None = None) -> str:
    """Return how a status is called, in `language` or the one spoken: in English as it is stored."""
    return tr_in(language or current(), status) if status in _STATUSES else status


def language_word(tag: str, language: str | None = None) -> str:
    """Return how a language is called, in `language` or the one spoken: in English by its tag."""
    return tr_in(language or current(), tag) if tag in _LANGUAGES else tag


def kind_word(kind: str, language: str) -> str:
    """Return how a kind of benchmark or of code group is called: in English as it is stored."""
    return tr_in(language, kind) if kind in _KINDS else kind


def shown_word(presence: str, language: str, kind: SideKind = SideKind.DOCUMENT) -> str:
    """Return how a side of a comparison shows an element. A benchmark is known through a summary: what that leaves out it may still have had."""
    return tr_in(language, _UNMENTIONED if presence == "absent" and kind is SideKind.BENCHMARK else _PRESENCES[presence])
