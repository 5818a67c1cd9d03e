"""Who may open which page of the hub and of improvement plans."""

from types import SimpleNamespace

from core.calendar import academic_year, now, today
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
    dropped = PriorityFactory(
        school=cast.oak, title="Improve: dropped", dropped_at=now(), dropped_reason="Improve: not this year."
    )
    trust = PriorityFactory(school=cast.central, title="Improve: attendance", area="behaviour")
    return SimpleNamespace(priority=priority, dropped_priority=dropped, trust_priority=trust)


# Those who plan for Oak write its priorities; the other readers are told why not.
WRITERS = dict.fromkeys(READERS, 403) | dict.fromkeys(("sid", "hal", "eve", "cleo"), 200)
SENDERS = {name: 302 if status == 200 else status for name, status in WRITERS.items()}


def oak(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of Oak and this year."""
    return [cast.oak.public_id, academic_year(today())]


def priority(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of a page of Oak's priority."""
    return [world.priority.public_id]


def version(cast: SimpleNamespace, world: SimpleNamespace) -> dict[str, object]:
    """Return what a button on Oak's priority posts."""
    return {"version": world.priority.version}


ROWS: dict[str, Row] = {
    # Who reads one school's priorities and plans nowhere is led straight to them.
    # To the page of one's own school; nora has none.
    "planning:part": Row("GET", answers(302, nora=404), args=lambda cast, world: ["priorities"]),
    "planning:hub": Row(
        "GET",
        answers(302, hal=200, sid=200, eli=200, eve=200, cleo=200, ben=200, ann=200, tess=200, tara=200, nora=200),
    ),
    "planning:priorities": Row("GET", answers(404, **READERS), oak),
    "planning:priority-detail": Row("GET", answers(404, **READERS), priority),
    "planning:priority-list": Row("GET", answers(200)),
    "planning:leader-list": Row("GET", answers(404, **WRITERS), oak),
    "planning:improvement-edit": Row("GET", answers(404, **WRITERS), oak),
    "planning:priority-add": Row("GET", answers(404, **WRITERS), oak),
    "planning:owner-options": Row("GET", answers(404, **WRITERS), lambda cast, world: [cast.oak.public_id]),
    "planning:priority-import": Row("GET", answers(404, **WRITERS), oak),
    # Without a preview whoever may import is led back to the upload.
    "planning:priority-import-apply": Row("POST", answers(404, **SENDERS), oak),
    "planning:priority-export": Row("GET", answers(404, **WRITERS), oak),
    "planning:priority-edit": Row("GET", answers(404, **WRITERS), priority),
    "planning:priority-drop": Row("GET", answers(404, **WRITERS), priority),
    "planning:priority-take-up": Row(
        "POST",
        answers(404, **SENDERS),
        lambda cast, world: [world.dropped_priority.public_id],
        lambda cast, world: {"version": world.dropped_priority.version},
    ),
    "planning:priority-carry": Row("POST", answers(404, **SENDERS), priority, version),
    # Lin leads the priority, and so judges its targets too.
    "planning:priority-judge": Row("GET", answers(404, **WRITERS | {"lin": 200}), priority),
}
