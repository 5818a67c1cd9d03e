"""The first page: what every app gives to it, ranked and put into its parts. No app is named here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.calendar import today
from core.first_page import Coming, Concern, FirstPage, Item, Task, Tile
from core.plugins import registered
from core.reading import run_steps, side_by_side
from people.first_page import Visit
from people.models import Person, School

# So much of each part is shown at once.
TASKS, COMING, TILES, SCHOOLS = 7, 7, 4, 5
OWN = "My training at a glance"


@dataclass(frozen=True, slots=True)
class SchoolConcerns:
    """A school that needs attention, and why: the heaviest reason first."""

    school: School
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A first page. `glances`: the figures under their headings. `schools`: those that need attention, first ones."""

    tasks: list[Task] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    glances: list[tuple[str, list[Tile]]] = field(default_factory=list)
    schools: list[SchoolConcerns] = field(default_factory=list)
    more_schools: int = 0

    @property
    def tasks_first(self) -> list[Task]:
        """Return the tasks shown at once."""
        return self.tasks[:TASKS]

    @property
    def tasks_more(self) -> list[Task]:
        """Return the tasks that unfold."""
        return self.tasks[TASKS:]


def items_for(person: Person) -> list[Item]:
    """Return what every app puts on somebody's first page."""
    visit = Visit(person)
    found = run_steps(side_by_side(part.items(visit) for part in registered(FirstPage)))
    return [item for items in found for item in items]


def parts_for(person: Person) -> Parts:
    """Return somebody's first page: tasks by urgency, days by date, figures by place, schools by concern."""
    items = items_for(person)
    glances: dict[str, list[Tile]] = defaultdict(list)
    for item in items:
        if isinstance(item, Tile):
            glances[item.place or OWN].append(item)
    ranked = rank_schools(item for item in items if isinstance(item, Concern))
    return Parts(
        tasks=ranked_tasks(items),
        coming=sorted((item for item in items if isinstance(item, Coming)), key=lambda item: item.day)[:COMING],
        glances=[(heading, tiles[:TILES]) for heading, tiles in glances.items()],
        schools=with_schools(ranked[:SCHOOLS]),
        more_schools=max(len(ranked) - SCHOOLS, 0),
    )


def ranked_tasks(items: Iterable[Item]) -> list[Task]:
    """Return what waits, the most pressing first, and within an urgency in the order of the apps."""
    tasks = [item for item in items if isinstance(item, Task) and item.count]
    return sorted(tasks, key=lambda task: task.urgency)


def rank_schools(concerns: Iterable[Concern]) -> list[tuple[int, tuple[str, ...]]]:
    """Return the schools that need attention with their reasons: by the weight of all reasons together."""
    found: dict[int, list[Concern]] = defaultdict(list)
    for concern in concerns:
        found[concern.school].append(concern)
    ranked = sorted(found.items(), key=lambda row: (-sum(concern.weight for concern in row[1]), row[0]))
    return [
        (school, tuple(concern.words for concern in sorted(reasons, key=lambda concern: -concern.weight)))
        for school, reasons in ranked
    ]


def with_schools(ranked: Iterable[tuple[int, tuple[str, ...]]]) -> list[SchoolConcerns]:
    """Return ranked schools with what is shown of each, in one query."""
    rows = list(ranked)
    schools = School.objects.in_bulk([pk for pk, _ in rows]) if rows else {}
    return [SchoolConcerns(schools[pk], reasons) for pk, reasons in rows]


def all_schools(person: Person) -> list[SchoolConcerns]:
    """Return every school with what it needs attention for, those without a reason last, by name."""
    ranked = rank_schools(item for item in items_for(person) if isinstance(item, Concern))
    known = {pk for pk, _ in ranked}
    calm = School.objects.open_on(today()).filter(kind=School.Kind.SCHOOL).exclude(pk__in=known)
    return [*with_schools(ranked), *(SchoolConcerns(school, ()) for school in calm.order_by("name", "pk"))]
