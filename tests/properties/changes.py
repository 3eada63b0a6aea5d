"""What is done to a plan to see how the score takes it."""

from dataclasses import replace

from tests.properties.compose import Line, Section, bank, sentence


def slogans_for_measures(plan):
    """Every measure becomes the slogan of its element."""
    words = bank(plan.language)

    def change(line):
        if line.element is None or line.level < 2:
            return line
        return Line(words[line.element]["slogan"][0], line.element, 1)

    return plan.mapped(change)


def made_accountable(plan, way=0):
    """Every measure gets a body (0), a deadline (1), a recurring check (2) or an answerable person (3)."""
    words = bank(plan.language)

    def change(line):
        if line.element is None or line.level != 2:
            return line
        wordings = words["maturity"] if line.element == "time_order" else words[line.element]["measure"]
        wording = next(number for number, text in enumerate(wordings) if line.text.startswith(text))
        return Line(sentence(words, line.element, 3, wording, way), line.element, 3)

    return plan.mapped(change)


def with_conflict(plan, criterion):
    """A sentence in conflict with a criterion stands at the end of its section."""
    text = bank(plan.language)["conflict"][criterion]
    sections = [
        replace(section, lines=(*section.lines, Line(text, role=f"conflict:{criterion}"))) if section.id == criterion else section for section in plan.sections
    ]
    return plan.with_sections(sections)


def slogans_ten_times(plan):
    """Every slogan of the plan is said ten times."""
    return plan.with_sections(
        replace(section, lines=tuple(copy for line in section.lines for copy in [line] * (10 if line.level == 1 else 1))) for section in plan.sections
    )


def twice(plan):
    return plan.with_sections((*plan.sections, *plan.sections))


def with_annex(plan, times=12):
    """An annex on other matters, twice as long as the plan; its articles are numbered, so that none repeats another."""
    words = bank(plan.language)
    lines = tuple(Line(f"{number + 1}. {text}", role="annex") for number in range(times) for text in words["annex"])
    return plan.with_sections((*plan.sections, Section("annex", words["annex_heading"], lines)))


def with_experience(plan):
    """What other cities do, under a heading that says so."""
    words = bank(plan.language)
    lines = tuple(Line(text, role="experience") for text in words["experience"])
    return plan.with_sections((plan.sections[0], Section("experience", words["experience_heading"], lines), *plan.sections[1:]))


def phases_reversed(plan):
    """The headings of the phases change places; everything else stays."""
    phases = [section for section in plan.sections if section.depth == 3]
    names = iter(reversed([section.heading for section in phases]))
    return plan.with_sections(replace(section, heading=next(names)) if section.depth == 3 else section for section in plan.sections)
