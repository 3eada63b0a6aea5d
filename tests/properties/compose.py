"""Plans of invented cities, made of sentences written by hand so that the level of every element is known."""

import random
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from opencc import OpenCC

from analyzer.domain.codebook import GroupKind
from analyzer.domain.coding import CodeProbability, Coding
from analyzer.resources.codebooks import load_codebook

BOOK = load_codebook()
LANGUAGES = ("zh-Hans", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "sv")
CRITERIA = {criterion.id: tuple(element.id for element in criterion.elements) for criterion in BOOK.criteria}
ELEMENTS = tuple(element for elements in CRITERIA.values() for element in elements)
PLANS = Path(__file__).parent / "plans"
MEANS = (0.4, 1.0, 1.5, 2.1, 2.7)
LEVELS = ("context", "aspiration", "measure", "accountable")


@dataclass(frozen=True)
class Line:
    """A sentence; `element` and `level` say what it is known to show, `role` what else it is."""

    text: str
    element: str | None = None
    level: int = 0
    role: str = "plan"


@dataclass(frozen=True)
class Section:
    id: str
    heading: str
    lines: tuple[Line, ...]
    depth: int = 2


@dataclass(frozen=True)
class Plan:
    name: str
    language: str
    title: str
    sections: tuple[Section, ...]
    levels: dict

    def level_sum(self, criterion=None):
        return sum(level for element, level in self.levels.items() if criterion is None or element in CRITERIA[criterion])

    def with_sections(self, sections):
        return replace(self, sections=tuple(sections))

    def mapped(self, change):
        """The plan with every line changed, or dropped where `change` gives `None`."""
        return self.with_sections(
            replace(section, lines=tuple(new for line in section.lines if (new := change(line)) is not None)) for section in self.sections
        )

    def without(self, criterion):
        return self.with_sections(section for section in self.sections if section.id != criterion)

    def markdown(self):
        parts = [f"# {self.title}"]
        for section in self.sections:
            parts += [f"{'#' * section.depth} {section.heading}", *(line.text for line in section.lines)]
        return "\n\n".join(parts) + "\n"

    def lines(self):
        return {line.text: line for section in self.sections for line in section.lines}


def bank(language):
    name = {"zh-Hans": "zh", "zh-Hant": "zh"}.get(language, language)
    table = tomllib.loads((PLANS / f"{name}.toml").read_text("utf-8"))
    return _traditional(table) if language == "zh-Hant" else table


_CONVERTER = OpenCC("s2twp")


def _traditional(value):
    if isinstance(value, str):
        return _CONVERTER.convert(value)
    if isinstance(value, list):
        return [_traditional(item) for item in value]
    return {key: _traditional(item) for key, item in value.items()} if isinstance(value, dict) else value


def closed(text):
    return text if text.endswith(("。", ".", "．")) else f"{text}."


def accountable(words, measure, way):
    """A measure with a body, a deadline, a recurring check or an answerable person: only one of the four ways holds digits."""
    bare = measure.rstrip("。.")
    return closed(words["before"][way].replace("{m_}", bare).replace("{m}", closed(bare + "。") if measure.endswith("。") else bare))


def sentence(words, element, level, wording, way):
    if level == 1:
        return words[element]["slogan"][wording]
    measure = words["maturity"][wording] if element == "time_order" else words[element]["measure"][wording]
    return accountable(words, measure, way) if level == 3 else closed(measure)


def draw_levels(key, mean):
    """Levels of all elements around a mean, each criterion off it in its own way."""
    dice = random.Random(key)
    levels = {}
    for elements in CRITERIA.values():
        off = dice.uniform(-0.8, 0.8)
        for element in elements:
            levels[element] = min(max(round(dice.gauss(mean + off, 0.7)), 0), 3)
    if levels["time_order"] > 1:  # phases order measures: there must be some
        levels["infrastructure"], levels["sharing"] = max(levels["infrastructure"], 2), max(levels["sharing"], 2)
    return levels, {element: (dice.randrange(2), dice.randrange(4)) for element in ELEMENTS}


def compose(language, levels, choices, name=""):
    words = bank(language)

    def line(element):
        level = levels[element]
        return (Line(sentence(words, element, level, *choices[element]), element, level),) if level else ()

    sections = [Section("background", words["background_heading"], tuple(Line(text, role="background") for text in words["background"]))]
    for criterion, elements in CRITERIA.items():
        heading = words["headings"][criterion]
        if criterion != "orderly_phases" or levels["time_order"] < 2:
            sections.append(Section(criterion, heading, tuple(item for element in elements for item in line(element))))
        else:
            names = words["phase_years" if levels["time_order"] == 3 else "phase_names"]
            groups = (("infrastructure", "networks", "near_term_fields"), ("sharing", "long_term_fields"), ("time_order",))
            sections.append(Section(criterion, heading, ()))
            sections += [
                Section(criterion, phase, tuple(item for element in group for item in line(element)), 3) for phase, group in zip(names, groups, strict=True)
            ]
    title = words["title"]
    return Plan(name or language, language, title, tuple(sections), dict(levels))


def plans():
    """Five plans for each of nine languages, from slogans to full commitment."""
    return [
        compose(language, *draw_levels(f"{language}-{number}", mean), name=f"{language}-{number}")
        for language in LANGUAGES
        for number, mean in enumerate(MEANS)
    ]


# --- Codings by hand ------------------------------------------------------------------------------------------------------

_CODES = {
    "strategy_first": {"principles": ("planning",)},
    "own_character": {"principles": ("local_character",)},
    "green_liveable": {"principles": ("green",)},
    "people_centred": {"principles": ("people_centred",)},
    "government_guides": {"principles": ("government_led",)},
}
_STAGED = {
    "infrastructure": {"stages": ("foundation",)},
    "networks": {"stages": ("foundation",)},
    "sharing": {"stages": ("integration",)},
    "near_term_fields": {"stages": ("development",), "fields": ("transport", "health", "education")},
    "long_term_fields": {"stages": ("development",), "fields": ("city_management", "commerce")},
    "services": {"principles": ("people_centred",), "fields": ("daily_life",)},
}
_CUES = {
    "services_over_hardware": ("service_orientation",),
    "services": ("resident_services",),
    "infrastructure": (),
    "sharing": (),
    "near_term_fields": (),
    "long_term_fields": (),
}


def hand_coding(segment, line):
    """The right coding of a line, as sure as a careful coder."""
    element = line.element if line else None
    level = line.level if line else 0
    stance, codes, cues = "endorse", {}, ()
    if element == "time_order":
        codes = {"principles": ("planning",)} if level == 1 else {"stages": ("maturity",)}
        cues = ("phases",) if level == 1 else ()
    elif element:
        criterion = next(name for name, elements in CRITERIA.items() if element in elements)
        codes = _STAGED.get(element) or _CODES[criterion]
        cues = _CUES.get(element, (element,))
    elif line is not None and line.role.startswith("conflict"):
        stance, level = "conflict", 1
        codes = _CODES[line.role.removeprefix("conflict:")]
    elif line is not None and line.role == "experience":
        codes = {"principles": ("planning",), "stages": ("integration",)}
    assigned = {**codes, "commitment": (LEVELS[level],), "digital": ("digital" if line else "not_digital",), "stance": (stance,)}
    groups = {}
    for group in BOOK.groups:
        chosen = assigned.get(group.name, ())
        rest = 0.02 if group.kind is GroupKind.MULTI else 0.04 / max(len(group.codes) - 1, 1)
        groups[group.name] = tuple(CodeProbability(code.id, 0.96 if code.id in chosen else rest, code.id in chosen) for code in group.codes)
    return Coding(segment.id, "hand", groups, (), cues)
