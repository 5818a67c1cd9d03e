"""The parts of a school's planning for a year, as tabs on every page of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from core.components import Tab
from people.models import Person, School
from planning.policies.budget import sees_money
from planning.policies.needs import can_read_register
from planning.policies.plans import reads_plans
from planning.standing import plans_for, reads_priorities


@dataclass(frozen=True, slots=True)
class Section:
    """One part: its words, the address (school's public id, year), and who has it."""

    key: str
    label: str
    url_name: str
    is_for: Callable[[Person, School], bool]


def reads_needs(actor: Person, school: School) -> bool:
    """Say whether the actor reads the school's register of needs (`policies.needs.can_read_register`)."""
    return bool(can_read_register(actor, school))


# In the order of the thread: why, what for, how, with what money.
SECTIONS: list[Section] = [
    Section("priorities", "Priorities", "planning:priorities", reads_priorities),
    Section("needs", "Needs", "planning:needs", reads_needs),
    Section("plan", "Action plan", "planning:plan", reads_plans),
    Section("budget", "Budget", "planning:budget", sees_money),
    Section("surveys", "Surveys", "planning:school-surveys", plans_for),
    Section("missing", "Missing links", "planning:missing-links", plans_for),
]


def section_tabs(actor: Person, school: School, year: int, current: str) -> list[Tab]:
    """Return the tabs of a school's planning that the actor may open; `current`: the key of the page's own part."""
    return [
        Tab(part.label, reverse(part.url_name, args=[school.public_id, year]), current=part.key == current)
        for part in SECTIONS
        if part.is_for(actor, school)
    ]
