"""An import's plan in words, as its page shows it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from people.models import StaffGroup
from people.working_days import WorkingDays

LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Work email",
    "teacher_number": "Teacher reference number",
    "joined_on": "Joined the trust",
    "left_on": "Left the trust",
    "job_title": "Job title",
    "staff_group": "Staff group",
    "fte": "FTE",
    "working_days": "Working days",
    "staff_number": "Staff number",
    "starts_on": "Post start date",
    "ends_on": "Post end date",
    "line_manager": "Line manager",
    "name": "Name",
    "urn": "URN",
    "local_authority": "Local authority",
    "establishment_number": "DfE number",
    "phase": "Phase",
    "low_age": "Lowest age",
    "high_age": "Highest age",
    "has_early_years": "Nursery or Reception class",
    "street": "Street",
    "town": "Town",
    "postcode": "Postcode",
    "opened_on": "Opened",
    "closed_on": "Closed",
}


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact before and after; empty where there is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post that is given or changed."""

    title: str
    school: str
    is_new: bool
    guessed: bool
    facts: list[ShownFact]


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One person that is added or changed."""

    name: str
    is_new: bool
    rows: str
    releases: str
    facts: list[ShownFact]
    posts: list[ShownPost]


def in_words(field: str, value: Any) -> str:
    """Return a fact as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field == "staff_group":
        return str(StaffGroup(value).label)
    if field.endswith("_on"):
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if field == "working_days":
        return str(WorkingDays(value))
    if field == "fte":
        return str(value).rstrip("0").rstrip(".")
    return str(value)


def shown_facts(facts: Mapping[str, Iterable[Any]]) -> list[ShownFact]:
    """Return facts as the page shows them."""
    return [
        ShownFact(LABELS[field], *(in_words(field, value) for value in pair))
        for field, pair in sorted(facts.items(), key=lambda item: list(LABELS).index(item[0]))
    ]


def shown_person(change: Mapping[str, Any]) -> ShownPerson:
    """Return one person's change as the page shows it."""
    posts = [
        ShownPost(
            title=post["title"],
            school=post["school"],
            is_new=post["kind"] == "new",
            guessed=post["guessed"],
            facts=shown_facts({k: v for k, v in post["facts"].items() if k != "job_title" or post["kind"] != "new"}),
        )
        for post in change["posts"]
    ]
    is_new = change["kind"] == "new"
    hidden = {"first_name", "last_name"} if is_new else set()
    return ShownPerson(
        name=change["name"],
        is_new=is_new,
        rows=", ".join(map(str, change["rows"])),
        releases=change.get("releases", ""),
        facts=shown_facts({k: v for k, v in change["facts"].items() if k not in hidden}),
        posts=posts,
    )
