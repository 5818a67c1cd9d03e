"""Which heading of a file means which fact, in the spellings of the management information systems of schools."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from core.text import fold


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a file can tell: its key, the words for it, the headings that mean it, and what a form hints.

    `needed`: when a file must tell it, "" where it may be missing. `example`: what a cell may hold.
    """

    key: str
    label: str
    headings: tuple[str, ...]
    hint: str = ""
    needed: str = ""
    example: str = ""


# The order is that of the page on which the matching is corrected. Earlier headings of a fact win over later ones.
STAFF_FACTS = (
    Fact(
        "staff_number",
        "Staff or payroll number",
        (
            "Staff ID",
            "Arbor Staff ID",
            "Staff number",
            "Payroll number",
            "Employee number",
            "Employee ID",
            "Staff code",
            "PersonID",
            "Person ID",
            "Payroll ID",
            "Staff ref",
            "Staff reference",
        ),
        "The most reliable way to match people to existing records.",
        example="0101",
    ),
    Fact(
        "first_name",
        "First name",
        (
            "Legal First Name",
            "Legal forename",
            "Forename",
            "First name",
            "LegalFirstName",
            "Given name",
            "Legal forename 1",
            "Forenames",
        ),
        needed="Yes",
        example="Robin",
    ),
    Fact(
        "preferred_name",
        "Preferred first name",
        (
            "Preferred First Name",
            "Preferred forename",
            "Chosen forename",
            "PreferredFirstName",
            "Known as",
            "Preferred name",
        ),
        "If there is one, we use it instead of the first name.",
        example="Rob",
    ),
    Fact(
        "last_name",
        "Last name",
        (
            "Preferred Last Name",
            "Preferred surname",
            "Chosen surname",
            "Last name",
            "Surname",
            "Legal surname",
            "Legal Last Name",
            "Family name",
        ),
        needed="Yes",
        example="Example",
    ),
    Fact(
        "email",
        "Work email",
        (
            "Work email",
            "Work e-mail",
            "Work email address",
            "Default Email Address",
            "Email",
            "E-mail",
            "Email address",
            "Main email",
        ),
        "Can be blank. People without an email address can't sign in.",
        example="robin@example.org",
    ),
    Fact(
        "job_title",
        "Job title",
        ("Job title", "Position", "Business Roles", "Business role", "Post", "Post title", "Role", "Roles", "Job"),
        needed="Yes",
        example="Class teacher",
    ),
    Fact(
        "staff_group",
        "Staff group",
        ("Staff category", "Staff group", "Category", "Service term", "Staff type", "Post category", "SWC category"),
        "If blank, we suggest one from the job title. You can check it before anything is saved.",
        example="Classroom teachers",
    ),
    Fact(
        "school",
        "School",
        ("School URN", "URN", "School", "School name", "Establishment", "Site", "Academy", "Workplace"),
        "URN, DfE number or school name.",
        needed="Unless the file is for one school",
        example="900001",
    ),
    Fact(
        "starts_on",
        "Post start date",
        (
            "Contract start",
            "Contract Start Date",
            "Post start date",
            "Role start date",
            "Start date",
            "StartDate",
            "Employment start",
            "Date of arrival",
        ),
        needed="For a new post",
        example="01/09/2026",
    ),
    Fact(
        "ends_on",
        "Post end date",
        (
            "Contract end",
            "Contract End Date",
            "Post end date",
            "Role end date",
            "End date",
            "EndDate",
            "Leaving date",
            "Date of leaving",
            "Employment end",
        ),
        example="31/08/2027",
    ),
    Fact("fte", "FTE", ("FTE", "Full time equivalent", "FTE hours ratio", "Contract FTE"), example="0.6"),
    Fact(
        "working_days",
        "Working days",
        (
            "Working days",
            "Days worked",
            "Days of work",
            "Work days",
            "Days at work",
            "Working pattern",
            "Work pattern",
        ),
        "The days, with am or pm for half days. If blank, we assume full weeks.",
        example="Mon, Tue, Wed am",
    ),
    Fact(
        "line_manager",
        "Line manager (staff number or email)",
        (
            "Line manager staff ID",
            "Line manager ID",
            "Line manager",
            "Line manager email",
            "Line manager staff number",
            "Manager ID",
            "Reports to",
        ),
        example="0102",
    ),
    Fact(
        "teacher_number",
        "Teacher reference number",
        ("Teacher number", "Teacher reference number", "TRN", "DfE number", "Teacher ref", "Teacher no"),
        example="0123456",
    ),
    Fact(
        "joined_on",
        "Joined the trust",
        ("Start in trust", "Continuous service start date", "Continuous service", "Date joined trust", "Joined trust"),
        example="01/09/2024",
    ),
)
FACTS_BY_KEY = {fact.key: fact for fact in STAFF_FACTS}
REQUIRED = ("last_name", "job_title")


def plain(heading: str) -> str:
    """Return a heading as it is compared: small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", fold(heading))


def is_heading(text: str, facts: tuple[Fact, ...] = STAFF_FACTS) -> bool:
    """Return whether a text is a known heading."""
    return plain(text) in _spellings(facts)


@cache
def _spellings(facts: tuple[Fact, ...]) -> frozenset[str]:
    return frozenset(plain(spelling) for fact in facts for spelling in (fact.key, *fact.headings))


def match_headings(header: Iterable[str], facts: Iterable[Fact] = STAFF_FACTS) -> dict[str, str]:
    """Return {fact: heading of this file} for every fact that a known spelling tells. No heading serves twice."""
    by_plain: dict[str, str] = {}
    for heading in header:
        by_plain.setdefault(plain(heading), heading)
    matched: dict[str, str] = {}
    for fact in facts:
        for spelling in (fact.key, *fact.headings):
            heading_found = by_plain.get(plain(spelling))
            if heading_found is not None and heading_found not in matched.values():
                matched[fact.key] = heading_found
                break
    return matched


def matching_problems(matched: Mapping[str, str], header: Iterable[str], *, school_is_chosen: bool) -> list[str]:
    """Return what is wrong with a matching, in sentences; nothing when a rehearsal can use it."""
    known = set(header)
    problems = [
        (f"The file doesn't have a column called “{heading}”. Choose another.")
        for heading in matched.values()
        if heading not in known
    ]
    twice = {heading for heading in matched.values() if list(matched.values()).count(heading) > 1}
    problems += [f"You've chosen the column “{heading}” twice. Choose a different one." for heading in sorted(twice)]
    problems += [f"Choose the column for “{FACTS_BY_KEY[key].label}”." for key in REQUIRED if key not in matched]
    if "first_name" not in matched and "preferred_name" not in matched:
        problems.append("Choose the column for “First name”.")
    if "school" not in matched and not school_is_chosen:
        problems.append("Choose the column for “School”, or start again and choose a school for the whole file.")
    return problems
