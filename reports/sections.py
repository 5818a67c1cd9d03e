"""The parts of a report, in their order: heading, the words that the author may add, and which figures stand there."""

from dataclasses import dataclass
from typing import Any

from people.models import Term
from reports.models import Report


@dataclass(frozen=True, slots=True)
class Section:
    """One part: `key` in the report's words, its heading, what to write there, and the name of its figures."""

    key: str
    heading: str
    prompt: str
    figures: str = ""


SCHOOL_SECTIONS = [
    Section("headline", "Headline", "In two or three sentences: what should the board know first?"),
    Section(
        "priorities",
        "Training and our improvement priorities",
        "What did staff learn for each priority, and what has changed for pupils?",
    ),
    Section("plan", "Our CPD action plan", "Where does the plan stand, and what do its evaluations tell?", "plan"),
    Section("participation", "Who took part", "Who got much, who little, and what follows?", "participation"),
    Section("requests", "Requests and decisions", "Why were requests declined, and what was offered?", "requests"),
    Section("budget", "Spending priorities", "What is the budget for this year, and what follows from it?", "budget"),
    Section("cost", "Cost and value", "What was it spent on, and was it worth it?", "cost"),
    Section("statutory", "Statutory training", "Where is there a gap, and by when is it closed?", "statutory"),
    Section("qualifications", "Qualifications", "What will the school do with what was learned?", "qualifications"),
    Section("next", "Next term", "What comes next, and what do you ask of the board?"),
]
YEAR_SECTION = Section(
    "year", "Staff CPD over the whole year", "What did the year bring, and what is carried into the next plan?", "year"
)
TRUST_SECTIONS = [
    Section("headline", "Headline", "In two or three sentences: what should the trustees know first?"),
    Section("schools", "The schools side by side", "Which differences matter, and why?", "schools"),
    Section("participation", "Who took part", "Who got much, who little, and what follows?", "participation"),
    Section("requests", "Requests and decisions", "What do the decisions tell?", "requests"),
    Section("budget", "The schools’ budgets", "Where does the money go, and where is it short?", "budget"),
    Section("cost", "Cost and value", "Was it worth it?", "cost"),
    Section("statutory", "Statutory training", "Where are the risks, and who acts?", "statutory"),
    Section("qualifications", "Qualifications", "What does the trust gain from them?", "qualifications"),
    Section("next", "What comes next", "What do you recommend to the trustees?"),
]


def sections_for(report: Report) -> list[Section]:
    """Return the sections of a report's kind and term; the summer report also gives the year (policy RM-6)."""
    if report.kind == Report.Kind.TRUST:
        return TRUST_SECTIONS
    if report.term == Term.Name.SUMMER:
        return [*SCHOOL_SECTIONS[:-1], YEAR_SECTION, SCHOOL_SECTIONS[-1]]
    return SCHOOL_SECTIONS


def sections_of(report: Report) -> list[dict[str, Any]]:
    """Return what pages and the PDF show: each section with the author's words and its figures."""
    return [
        {
            "key": section.key,
            "heading": section.heading,
            "words": report.words.get(section.key, ""),
            "figures": report.figures.get(section.figures) if section.figures else None,
            "template": f"reports/figures/{section.figures}.html" if section.figures else "",
        }
        for section in sections_for(report)
    ]
