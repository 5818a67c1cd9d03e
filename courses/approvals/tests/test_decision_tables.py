"""Every state, every actor, every verb: only what these tables say (policy IM-5). Nothing here asks the policies.

The request is Ada's, who teaches at Oak: Hal decides first, Eve second, Ben books.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from conftest import LONG
from core.calendar import now
from core.flow import IllegalMove
from courses.approvals.selectors import current_stage, seen_token
from courses.approvals.sending import comment_on_request, reopen_request, send_request, withdraw_request
from courses.approvals.services import approve_request, decline_request, return_request
from courses.models import Booking, CourseRequest, StageDecision
from courses.requests.services import change_request, save_draft
from courses.tests.factories import decide, make_request
from cpd_trust.tests.helpers import PEOPLE, misdone

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]

# Status, and the second stage as a state of its own.
STATES = [
    "draft",
    "deciding",
    "deciding, second stage",
    "returned",
    "declined",
    "withdrawn",
    "to_book",
    "booked",
    "cancelled",
    "attended",
    "not_attended",
    "closed",
]
# Who decides, and one of each kind that does not: the applicant, a colleague who reads, somebody of another school.
POSTERS = PEOPLE if LONG else ["hal", "eve", "ada", "lin", "tom"]
READERS = {"ada", "lin", "sid", "hal", "eve", "cleo", "ann"}

# verb → state → who may. What is not named is refused to everybody.
ALLOWED = {
    "save": {"draft": {"ada"}},
    "change": {"returned": {"ada"}},
    "send": {"draft": {"ada"}, "returned": {"ada"}},
    "withdraw": {s: {"ada"} for s in ["draft", "deciding", "deciding, second stage", "returned", "to_book"]},
    "approve": {"deciding": {"hal"}, "deciding, second stage": {"eve"}},
    "return": {"deciding": {"hal"}, "deciding, second stage": {"eve"}},
    "decline": {"deciding": {"hal"}, "deciding, second stage": {"eve"}},
    # A booking that stands is cancelled first, so "booked" is not in it.
    "reopen": {"to_book": {"ada", "ben"}},
    "comment": dict.fromkeys(["deciding", "deciding, second stage", "returned", "declined", "withdrawn"], READERS)
    | {s: READERS | {"ben"} for s in ["to_book", "booked", "cancelled", "attended", "not_attended", "closed"]},
}

VERBS = {
    "save": lambda r, a: save_draft(request=r, actor=a, version=r.version, values={"why": "New."}),
    "change": lambda r, a: change_request(request=r, actor=a, version=r.version, values={"why": "New."}),
    "send": lambda r, a: send_request(request=r, actor=a),
    "withdraw": lambda r, a: withdraw_request(request=r, actor=a),
    "approve": lambda r, a: approve_request(request=r, actor=a),
    "return": lambda r, a: return_request(request=r, actor=a, note="Another day."),
    "decline": lambda r, a: decline_request(request=r, actor=a, decline_reason="timing", note="Not now."),
    "reopen": lambda r, a: reopen_request(request=r, actor=a, note="Dearer."),
    "comment": lambda r, a: comment_on_request(request=r, actor=a, text="When?"),
}
REFUSALS = (PermissionDenied, IllegalMove, CourseRequest.DoesNotExist)


def make_in(state, cast):
    asked = make_request(state.split(",")[0], applicant=cast.ada, school=cast.oak, officer=cast.ben)
    if state == "deciding, second stage":
        decide(asked.stages.get(position=1), decided_by=cast.hal)
    return CourseRequest.objects.get(pk=asked.pk)


@pytest.mark.parametrize("state", STATES)
def test_every_actor_and_verb(state, cast):
    may = {verb: states.get(state, ()) for verb, states in ALLOWED.items()}
    assert misdone(cast, make_in(state, cast), VERBS, may, *REFUSALS) == []


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("state", STATES)
def test_every_actor_by_direct_post(state, cast, sign_in):
    """The same by posting straight to the addresses: nothing is written but by the one whose turn it is.

    Every cell is asked of the services above, and the access walk posts to each address as everybody.
    """
    asked = make_in(state, cast)
    stage = current_stage(asked)
    seen = seen_token(asked, stage) if stage else "made-up.1.1"
    before = StageDecision.objects.count()
    wrong = []
    for verb in ("approve", "return", "decline"):
        url = reverse(f"courses:request-{verb}", args=[asked.public_id])
        data = {"seen": seen, "note": "A word.", "decline_reason": "timing"}
        for name in POSTERS:
            point = transaction.savepoint()
            status = sign_in(getattr(cast, name)).post(url, data).status_code
            did = StageDecision.objects.count() > before
            transaction.savepoint_rollback(point)
            if did != (name in ALLOWED[verb].get(state, set())):
                wrong.append(f"{name} {verb}")
            sees = name == "ada" or (state != "draft" and name in ALLOWED["comment"].get(state, set()))
            if (status == 404) == sees:
                wrong.append(f"{name} got {status} on {verb}")
    assert wrong == []


FLOW = {
    "draft": {"deciding", "withdrawn"},
    "deciding": {"to_book", "returned", "declined", "withdrawn"},
    "returned": {"deciding", "withdrawn"},
    "to_book": {"booked", "deciding", "withdrawn", "cancelled"},
    "booked": {"attended", "not_attended", "cancelled", "deciding"},
    "attended": {"closed"},
}


def follow_with_booking(request, target, officer):
    """Let the booking go where its request goes: the database asks for it."""
    if target == "booked":
        Booking.objects.create(
            request=request, school=request.school, person=request.applicant, cost=request.total_cost,
            starts_on=request.starts_on, ends_on=request.ends_on, booked_by=officer, booked_at=now(),
        )  # fmt: skip
    elif target in ("attended", "not_attended"):
        request.bookings.get().move_to(target, attendance_by=officer, attendance_at=now())


@pytest.mark.parametrize("source", CourseRequest.Status.values)
def test_every_source_and_target(source, cast):
    """A status moves along the table, and nowhere else."""
    asked = make_request(source, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    for target in CourseRequest.Status.values:
        point = transaction.savepoint()
        row = CourseRequest.objects.get(pk=asked.pk)
        if target == "to_book":
            # The database asks for approved stages too; see test_guards.py.
            for stage in row.stages.exclude(outcome="approved") if source == "deciding" else []:
                decide(stage)
        if target in FLOW.get(source, set()):
            follow_with_booking(row, target, cast.ben)
        try:
            CourseRequest.objects.lock_for(target, pk=row.pk).move_to(target)
            moved = True
        except IllegalMove:
            moved = False
        transaction.savepoint_rollback(point)
        assert moved == (target in FLOW.get(source, set())), target
