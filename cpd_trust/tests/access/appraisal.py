"""Who may open which page of performance management (policy PM-1, PM-4).

Ada's review is led by Lin: the two read it, and Hal, the Headteacher. To everybody else it is not there, neither to
the senior leader, the Executive Lead and the chief executive, nor to the board.
"""

import uuid
from types import SimpleNamespace

from appraisal.tests.factories import make_review
from core.calendar import now
from cpd_trust.tests.access.row import Row, answers
from planning.tests.factories import this_year

READERS = answers(404, ada=200, lin=200, hal=200)
TWO = READERS | {"hal": 403}
LEADS = answers(404, ada=403, lin=200, hal=403)
LISTS = answers(403, hal=200, eli=200, eve=200, cleo=200)
HEAD = answers(404, hal=200)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make reviews of Ada, one in each state."""
    hers = {"school": cast.oak, "reviewee": cast.ada, "reviewer": cast.lin}
    review = make_review(**hers, trainings=1)
    objective = review.objectives.get()
    return SimpleNamespace(
        review=review,
        objective=objective,
        training=objective.trainings.get(),
        proposed=make_review("proposed", **hers, year=this_year() - 1),
        agreed=make_review("agreed", **hers, year=this_year() - 2),
        sent_back=make_review(**hers, year=this_year() - 3, sent_back_at=now()),
        set_alone=make_review("set", **hers, year=this_year() - 4),
    )


def of(name: str):
    """Return the arguments of a page of one of the world's objects."""
    return lambda cast, world: [getattr(world, name).public_id]


def version_of(name: str):
    """Return what a button posts: the version that its page showed."""
    return lambda cast, world: {"version": getattr(world, name).version, "token": str(uuid.uuid4())}


def beas(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the arguments of opening Bea's review."""
    return [cast.oak.public_id, cast.bea.public_id]


ROWS: dict[str, Row] = {
    "appraisal:review-list": Row("GET", answers(200)),
    "appraisal:review-staff": Row("GET", LISTS),
    "appraisal:review-none": Row("GET", LISTS),
    "appraisal:review-open-all": Row("GET", HEAD, lambda cast, world: [cast.oak.public_id]),
    "appraisal:review-open": Row("GET", HEAD, beas),
    "appraisal:reviewer-options": Row("GET", HEAD, beas),
    "appraisal:review-detail": Row("GET", READERS, of("review")),
    "appraisal:review-reviewer": Row("GET", READERS | {"ada": 403, "lin": 403}, of("review")),
    "appraisal:review-propose": Row("POST", LEADS | {"lin": 302}, of("review"), version_of("review")),
    "appraisal:review-agree": Row(
        "POST", READERS | {"ada": 302, "lin": 403, "hal": 403}, of("proposed"), version_of("proposed")
    ),
    "appraisal:review-back": Row("GET", TWO, of("proposed")),
    "appraisal:review-set": Row("GET", LEADS, of("sent_back")),
    "appraisal:review-reply": Row("GET", READERS | {"lin": 403, "hal": 403}, of("set_alone")),
    "appraisal:self-review-add": Row("GET", READERS | {"lin": 403, "hal": 403}, of("agreed")),
    "appraisal:mid-year-add": Row("GET", LEADS, of("agreed")),
    "appraisal:progress-add": Row("GET", TWO, lambda cast, world: [world.agreed.objectives.get().public_id]),
    "appraisal:review-reopen": Row("GET", LEADS, of("agreed")),
    "appraisal:objective-add": Row("GET", TWO, of("review")),
    "appraisal:objective-detail": Row("GET", READERS, of("objective")),
    "appraisal:objective-edit": Row("GET", TWO, of("objective")),
    "appraisal:objective-remove": Row("POST", TWO | {"ada": 302, "lin": 302}, of("objective"), version_of("objective")),
    "appraisal:training-add": Row("GET", TWO, of("objective")),
    "appraisal:training-edit": Row("GET", TWO, of("training")),
    "appraisal:training-remove": Row("POST", TWO | {"ada": 302, "lin": 302}, of("training"), version_of("training")),
}
