"""The language of what people read: English is the source, catalogues in `locale/` hold the others."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzer.domain.message import say, translated

LANGUAGES = ("en", "zh")
DOMAIN = "policy_analyzer"
FOLDER = Path(__file__).resolve().parent / "locale"

_current = LANGUAGES[0]


def default_language(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of the locale: `zh` for Chinese, else `en`."""
    environment = os.environ if environment is None else environment
    name = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    if not name and os.name == "nt":
        name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def use(language: str | None) -> str:
    """Speak a language from now on (`None`: that of the locale) and return it. An unknown one is English."""
    global _current  # noqa: PLW0603 - one language a process
    chosen = default_language() if language is None else language
    _current = chosen if chosen in LANGUAGES else LANGUAGES[0]
    return _current


def current() -> str:
    """Return the language that is spoken."""
    return _current


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Callable[[str], str]:
    """Return the gettext of a language; English, and what a catalogue lacks, stays as it is."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True).gettext


def _(text: str) -> str:
    """Return a plain text in the language spoken."""
    return catalogue(_current)(text) if text else text


def tr(text: str, /, **values: Any) -> str:
    """Return a text or message in the language spoken; with `values`, `text` is the template of a message."""
    return tr_in(_current, text, **values)


def tr_in(language: str, text: str, /, **values: Any) -> str:
    """Return a text or message in a language."""
    return translated(say(text, **values) if values else text, catalogue(language))


def name_in(names: Mapping[str, str], language: str | None = None) -> str:
    """Return a name from names by language, the English one where the language has none."""
    return names.get(language or _current) or names["en"]
