"""The texts that catalogues translate: found in the code, brought into the .po files, compiled beside them.

    python tests/tools/messages.py

adds what is new, drops what is gone, keeps translations, and writes the .mo. Texts without translation stay empty; the tests name them.
"""

import ast
import io
import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "analyzer" / "locale" / "zh" / "LC_MESSAGES"
PO, MO = FOLDER / "policy_analyzer.po", FOLDER / "policy_analyzer.mo"
SAYING = {"_": 0, "tr": 0, "say": 0, "mark": 0, "tr_in": 1}
"""Functions whose argument at this place is a text to translate."""
CLICK = "click"
"""Where click's own words are said to come from."""
# Parts of click, and its words to programmers, that no command of ours reaches.
UNREACHED = {"_termui_impl.py", "_winconsole.py", "termui.py", "shell_completion.py", "utils.py"}
UNREACHED_TEXTS = (
    # Said in decorators, at import: the names of types.
    "directory",
    "file",
    "path",
    "Arguments take",
    "Boolean option",
    "Choice(",
    "Confirm the",
    "Could not determine",
    "Deprecation",
    "Do you",
    "Name '",
    "No options defined",
    "deprecated",
)


def commands(command=None):
    """Yield every command with those below it."""
    from analyzer.commands import cli

    command = command or cli
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name))


def help_texts():
    from analyzer.commands.bilingual import paragraphs

    for command in commands():
        if command.short_help:
            yield command.short_help
        yield from (words for words, _ in paragraphs(command.help or ""))
        for option in command.params:
            if isinstance(option, click.Option):
                if option.help:
                    yield option.help
                if isinstance(option.show_default, str):
                    yield option.show_default


def texts_in(tree):
    """Yield the literal texts that a module translates, with their lines; an f-string there is a mistake and shows as `None`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            place = SAYING.get(name)
            if place is not None and len(node.args) > place:
                asked = [node.args[place]]
                while asked:
                    match asked.pop():
                        case ast.IfExp(body=body, orelse=other):
                            asked += [body, other]
                        case ast.Constant(value=str(text)) if text:
                            yield text, node.lineno
                        case ast.JoinedStr():
                            yield None, node.lineno


def template_texts(path):
    """Yield the literal texts that a template says, with their lines; a text that is put together shows as `None`."""
    from jinja2 import Environment, nodes

    for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            asked = [call.args[0]]
            while asked:
                match asked.pop():
                    case nodes.CondExpr(expr1=first, expr2=second):
                        asked += [first, second]
                    case nodes.Const(value=str(text)):
                        yield text, call.lineno
                    case _:
                        yield None, call.lineno


def messages():
    """Return every text that users may see: msgid (or singular and plural) -> where it stands."""
    found = {}
    for path in sorted((ROOT / "analyzer").rglob("*.py")):
        for text, _ in texts_in(ast.parse(path.read_text("utf-8"))):
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "analyzer").rglob("templates/*.html")):
        for text, _ in template_texts(path):
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    for text in help_texts():
        found.setdefault(text, set()).add("analyzer/commands")
    for file, _, text, _, _ in extract_from_dir(str(Path(click.__file__).parent), method_map=[("**.py", "python")]):
        single = text if isinstance(text, str) else text[0]
        if file not in UNREACHED and not single.startswith(UNREACHED_TEXTS):
            found.setdefault(text, set()).add(CLICK)
    return found


def catalogue():
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def compiled(entries):
    buffer = io.BytesIO()
    write_mo(buffer, entries)
    return buffer.getvalue()


def translation(entry):
    """Return the Chinese of an entry: Chinese has one form for all numbers."""
    return entry.string if isinstance(entry.string, str) else (entry.string or ("",))[0]


def update():
    old = catalogue() if PO.exists() else Catalog(locale="zh")
    new = Catalog(
        locale="zh",
        domain="policy_analyzer",
        project="policy-analyzer",
        version="1",
        fuzzy=False,
        header_comment="# Chinese of policy-analyzer.",
        msgid_bugs_address="none",
        last_translator="the developers",
        language_team="the developers",
    )
    new.creation_date = new.revision_date = old.creation_date
    for text, places in sorted(messages().items(), key=lambda item: (min(item[1]), str(item[0]))):
        known = old.get(text if isinstance(text, str) else text[0])
        new.add(text, known.string if known else "", locations=[(place, None) for place in sorted(places)])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=0, include_lineno=False)
    MO.write_bytes(compiled(new))
    return [entry.id for entry in new if entry.id and not translation(entry)]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for missing in update():
        print("not translated:", missing)
