"""Who may open the pages of missing links (policy R-4), and of the types of training (R-6)."""

from types import SimpleNamespace

from core.calendar import academic_year, today
from courses.tests.factories import make_request
from courses.thread.missing_links import requests_without_priority
from cpd_trust.tests.access.row import Row, answers

# Those who plan for Oak; others of Oak and the readers of every school see its priorities, but fix nothing.
PLANNERS = {"sid": 200, "hal": 200, "eve": 200, "cleo": 200}
READERS = dict.fromkeys(("ada", "bea", "lin", "ben", "ann", "gus", "chas", "cora", "tess", "tara"), 403)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make a request of Ada for a priority that it does not name."""
    unlinked = make_request("deciding", applicant=cast.ada, school=cast.oak, reason="priority", title="Thread: phonics")
    assert requests_without_priority(cast.hal, academic_year(unlinked.starts_on)).exists()
    return SimpleNamespace(unlinked=unlinked)


ROWS: dict[str, Row] = {
    "planning:missing-links": Row(
        "GET",
        answers(404, **READERS, **PLANNERS),
        lambda cast, world: [cast.oak.public_id, academic_year(today())],
    ),
    "planning:trust-missing-links": Row("GET", answers(403, eve=200, cleo=200)),
    "planning:approach-list": Row("GET", answers(403, ann=200)),
    "planning:approach-add": Row("GET", answers(403, ann=200)),
    "planning:approach-edit": Row("GET", answers(403, ann=200), lambda cast, world: ["network"]),
    # Who sees the request: the applicant fixes her own, those who plan for Oak every one; line manager and central
    # readers do not.
    "planning:fix-link": Row(
        "GET",
        answers(404, ada=200, sid=200, hal=200, eve=200, cleo=200, lin=403, ann=403),
        lambda cast, world: ["request", world.unlinked.public_id],
    ),
}
