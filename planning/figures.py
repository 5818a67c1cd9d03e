"""What came of a priority in figures: each app registers its own, and the priority's page shows all of them.

What a figure counts is said in ADR 11: a request, booking or record counts for the priority that it names itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from people.models import Person
from planning.models import Priority
from planning.standing import plans_for, reads_all_priorities
from planning.suppression import smallest_group


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the number in words, what it is, the list that it is the sum of, a hint, a tone of the kit."""

    number: str
    label: str
    url: str = ""
    hint: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom figures are made: `scope` narrows rows to the schools whose sums the reader may know.

    `with_money`: for those who plan for the priority's school and the central roles alone. `smallest`: of how many
    people a figure must be for this reader; those who plan know their people, and read all.
    """

    priority: Priority
    actor: Person
    scope: Q
    with_money: bool
    smallest: int


FIGURES: list[tuple[int, Callable[[Reading], list[Figure]]]] = []


def register_figures(position: int, figures_of: Callable[[Reading], list[Figure]]) -> None:
    """Let an app add its figures to a priority's page, in the order of `position`."""
    FIGURES.append((position, figures_of))
    FIGURES.sort(key=lambda entry: entry[0])


def reading_of(priority: Priority, actor: Person) -> Reading:
    """Return what the actor may know of a priority's figures.

    A school's priority is served at that school alone. The trust's own is served everywhere, and its sums tell of
    every school: whoever does not read all of them gets those of their own.
    """
    scope = Q()
    if priority.school.is_central and not reads_all_priorities(actor):
        scope = Q(school__in=actor.authority.schools_belonged_to())
    with_money = actor.authority.is_trust_wide or plans_for(actor, priority.school)
    return Reading(priority, actor, scope, with_money, 0 if with_money else smallest_group())


def figures_of(priority: Priority, actor: Person) -> list[Figure]:
    """Return every figure of a priority that the actor may see; the number of queries does not depend on the rows."""
    reading = reading_of(priority, actor)
    return [figure for _, figures in FIGURES for figure in figures(reading)]
