"""Who may open which page of the hub and of improvement plans."""

from types import SimpleNamespace

from core.calendar import academic_year, today
from cpd_trust.tests.access.row import Row, answers
from planning.tests.factories import ActionFactory, PriorityFactory, TargetFactory

# Who reads Oak's priorities: its people and board, the central roles, the trustees.
READERS = dict.fromkeys(
    ("ada", "bea", "lin", "sid", "hal", "eve", "cleo", "ben", "ann", "gus", "chas", "cora", "tess", "tara"), 200
)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Give Oak a priority with a target and an action, and the trust one."""
    priority = PriorityFactory(school=cast.oak, title="Improve: reading", owner=cast.lin)
    TargetFactory(priority=priority)
    ActionFactory(school=cast.oak, priority=priority, title="Improve: staff meetings", lead=cast.lin)
    trust = PriorityFactory(school=cast.central, title="Improve: attendance", area="behaviour")
    return SimpleNamespace(priority=priority, trust_priority=trust)


def oak(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of Oak and this year."""
    return [cast.oak.public_id, academic_year(today())]


def priority(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of Oak's priority."""
    return [world.priority.public_id]


ROWS: dict[str, Row] = {
    # Who reads one school's priorities and plans nowhere is led straight to them.
    "planning:hub": Row(
        "GET",
        answers(302, hal=200, sid=200, eli=200, eve=200, cleo=200, ben=200, ann=200, tess=200, tara=200, nora=200),
    ),
    "planning:priorities": Row("GET", answers(404, **READERS), oak),
    "planning:priority-detail": Row("GET", answers(404, **READERS), priority),
}
