"""A sentence for people that can be said in another language later."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any, Self


class Message(str):
    """English text that remembers its template and values; everywhere else it is a plain `str`."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> Self:
        """Make the English text from a template in the manner of `str.format`; values other than messages, texts and numbers become texts."""
        kept = {name: value if isinstance(value, (str, int, float)) or value is None else str(value) for name, value in values.items()}
        made = super().__new__(cls, template.format(**kept))
        made.template = template
        made.values = kept
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[str, Mapping[str, Any]]]:
        """Survive the way back from a worker process."""
        return type(self), (self.template, self.values)


def say(template: str, /, **values: Any) -> Message:
    """Return a message; `say("{count} pages hold no text", count=3)`. Templates are what catalogues translate."""
    return Message(template, values)


def mark(template: str) -> str:
    """Return a template as it is: the mark by which catalogues find one that is filled in elsewhere."""
    return template


def translated(text: str, gettext: Callable[[str], str]) -> str:
    """Return a text in the language of `gettext`: a message through its template, values that are messages too; a plain text as a whole."""
    if not isinstance(text, Message):
        return gettext(text) if text else text
    values = {name: translated(value, gettext) if isinstance(value, Message) else value for name, value in text.values.items()}
    return gettext(text.template).format(**values)


def of_error(error: Exception) -> str:
    """Return what an exception says, as the message it was raised with where it was."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Message) else str(error)


def cause(error: OSError) -> Message:
    """Return the system's words for a failure (see `CAUSES`)."""
    return Message((error.strerror or str(error)).replace("{", "{{").replace("}", "}}"), {})


CAUSES = (
    say("No such file or directory"),
    say("Permission denied"),
    say("Is a directory"),
    say("Not a directory"),
    say("File exists"),
    say("File name too long"),
    say("No space left on device"),
    say("Read-only file system"),
    say("Input/output error"),
)
"""The system's words that users meet most, so that catalogues hold them."""

_SPEC = re.compile(r"[,+]?[0-9]{0,2}(?:\.[0-9])?[a-z%]?")


def stored(text: str | None) -> list[Any] | None:
    """Return a message as JSON can hold it: template and values; `None` for a plain text."""
    if not isinstance(text, Message):
        return None
    return [text.template, {name: stored(value) or value for name, value in text.values.items()}]


def restored(text: str, record: object) -> str:
    """Return the message that `stored` gave, where it says the same as `text`; else the plain text, as in a file that was tampered with."""
    made = _message(record)
    return made if made is not None and made == text else text


def _message(record: object) -> Message | None:
    match record:
        case [str(template), dict(entries)]:
            values = {str(name): _message(value) if isinstance(value, list) else value for name, value in entries.items()}
        case _:
            return None
    try:
        fields = [(name, spec) for _, name, spec, _ in Formatter().parse(template) if name is not None]
        if not all(name in values and _SPEC.fullmatch(spec or "") for name, spec in fields):
            return None
        return Message(template, values)
    except (ValueError, TypeError):
        return None
