"""The parts of a report, in their order: heading, the words that the author may add, and which figures stand there."""

from dataclasses import dataclass
from typing import Any

from core.trust_settings import ours
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
    Section("headline", "Headline", "In two or three sentences, what are the main things the board should know?"),
    Section(
        "priorities",
        "Training and our improvement priorities",
        "For each priority, what have staff learned and what has changed for pupils?",
    ),
    Section("plan", "Our CPD action plan", "What progress have you made, and what do the evaluations show?", "plan"),
    Section(
        "participation",
        "Participation",
        "Who has had more or less training than others, and what will you do about it?",
        "participation",
    ),
    Section(
        "requests", "Requests and decisions", "Why were requests declined, and what was offered instead?", "requests"
    ),
    Section("budget", "Spending priorities", "What are the spending priorities for this year?", "budget"),
    Section("cost", "Cost and value", "What was the money spent on, and was it good value?", "cost"),
    Section("statutory", "Statutory training", "What's overdue, and when will it be done?", "statutory"),
    Section("qualifications", "Qualifications", "How will the school use what people have learned?", "qualifications"),
    Section("next", "Plans for next term", "What are you planning, and what do you need from the board?"),
]
YEAR_SECTION = Section(
    "year",
    "Review of the year",
    "What was achieved this year, and what will carry forward to next year's plan?",
    "year",
)
TRUST_SECTIONS = [
    Section(
        "headline",
        "Headline",
        ours("In two or three sentences, what are the main things trustees should know?"),
    ),
    Section("schools", "Comparison of schools", "Which differences between schools matter, and why?", "schools"),
    Section(
        "participation",
        "Participation",
        "Who has had more or less training than others, and what will you do about it?",
        "participation",
    ),
    Section("requests", "Requests and decisions", "What patterns do you see?", "requests"),
    Section("budget", "School budgets", "What is the money spent on, and where is there a shortfall?", "budget"),
    Section("cost", "Cost and value", "Was it good value?", "cost"),
    Section("statutory", "Statutory training", "What are the risks, and who will deal with them?", "statutory"),
    Section("qualifications", "Qualifications", "How does the trust benefit?", "qualifications"),
    Section("next", "Next steps", ours("What do you recommend to the trustees?")),
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
