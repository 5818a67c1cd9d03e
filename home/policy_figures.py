"""A live figure for clauses of the policy: what the system holds of each, as far as the reader may see it.

Each is asked by steps, so that a page with all of them costs a few statements. "" where there is nothing to say.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet

from appraisal.models import Review
from budgets.models import Budget
from certificates.models import Certificate, Qualification
from core.calendar import academic_year, today, year_bounds
from core.formatting import counted, number
from core.reading import Steps, summed
from core.trust_settings import in_own_words
from courses.models import Booking, Course, CourseRequest, ServiceAgreement
from governance.models import DocumentVersion, SkillsAudit
from people.models import CareerStage, Person, Post
from planning.models import Action, ActionPlan, Conversation, Need, Priority
from reports.models import Report
from surveys.models import Survey
from training.models import Event, EventKind, Feedback, Record

Figure = Callable[[Person], Steps[str]]
# Meetings of people who work on the same thing.
NETWORKS = (
    EventKind.NETWORK, EventKind.MODERATION, EventKind.COLLABORATIVE_PLANNING, EventKind.CURRICULUM_MEETING,
    EventKind.ECT_MEETING, EventKind.ITT_MEETING,
)  # fmt: skip
SOON = 60


def _count(rows: "QuerySet[Any]", one: str, many: str = "", after: str = "") -> Steps[str]:
    """Return how many rows there are, in words; each is counted once."""
    [found] = yield summed(rows, number=Count("pk", distinct=True))
    words = counted(found["number"], one, many) if found["number"] else f"No {many or one + 's'}"
    return f"{words} {after}".rstrip()


def _year() -> int:
    return academic_year(today())


def records(person: Person) -> Steps[str]:
    """Return how much CPD is recorded this year."""
    first, last = year_bounds(_year())
    rows = Record.objects.visible_to(person).filter(starts_on__range=(first, last))
    return _count(rows, "CPD record", after="this year")


def ways(person: Person) -> Steps[str]:
    """Return in how many ways people learnt this year."""
    first, last = year_bounds(_year())
    rows = Record.objects.visible_to(person).filter(starts_on__range=(first, last))
    [found] = yield summed(rows, number=Count("approach", distinct=True))
    return f"{counted(found['number'], 'way')} of learning recorded this year" if found["number"] else ""


def needs(person: Person) -> Steps[str]:
    """Return how many training needs are open."""
    return _count(Need.objects.visible_to(person).open(), "open training need")


def priorities(person: Person) -> Steps[str]:
    """Return how many priorities there are this year."""
    rows = Priority.objects.visible_to(person).in_force().filter(year=_year())
    return _count(rows, "priority", "priorities", "this year")


def plans(person: Person) -> Steps[str]:
    """Return how many action plans there are this year."""
    return _count(ActionPlan.objects.visible_to(person).filter(year=_year()), "action plan", after="this year")


def actions(person: Person) -> Steps[str]:
    """Return how many actions there are this year."""
    return _count(Action.objects.visible_to(person).filter(year=_year()), "action", after="planned this year")


def evaluated(person: Person) -> Steps[str]:
    """Return how many of last year's actions have been evaluated or carried forward."""
    rows = Action.objects.visible_to(person).filter(year=_year() - 1)
    settled = Count("pk", filter=Q(status__in=["evaluated", "carried_forward"]))
    [found] = yield summed(rows, everything_there=Count("pk"), settled=settled)
    there = found["everything_there"]
    return f"{found['settled']} of {counted(there, 'action')} of last year settled" if there else ""


def open_surveys(person: Person) -> Steps[str]:
    """Return how many surveys are open to answers."""
    return _count(Survey.objects.visible_to(person).open_on(today()), "open survey")


def budgets(person: Person) -> Steps[str]:
    """Return how many budgets there are this year."""
    return _count(Budget.objects.visible_to(person).filter(year=_year()), "CPD budget", after="this year")


def ect_requests(person: Person) -> Steps[str]:
    """Return how many requests of early career teachers are under way."""
    posts = Post.objects.current().filter(career_stage__in=CareerStage.early()).order_by().values("person")
    rows = CourseRequest.objects.visible_to(person).filter(status__in=["deciding", "to_book"], applicant__in=posts)
    return _count(rows, "request", after="of early career teachers in progress")


def requests(person: Person) -> Steps[str]:
    """Return how many requests were sent this year."""
    first, _ = year_bounds(_year())
    rows = CourseRequest.objects.visible_to(person).filter(sent_at__date__gte=first)
    return _count(rows, "request", after="sent this year")


def renewals(person: Person) -> Steps[str]:
    """Return how many requests that renew a statutory requirement are under way."""
    rows = CourseRequest.objects.visible_to(person).filter(status__in=["deciding", "to_book"], is_renewal=True)
    return _count(rows, "renewal", after="in progress")


def bookings(person: Person) -> Steps[str]:
    """Return how many courses are booked this year."""
    first, last = year_bounds(_year())
    rows = Booking.objects.visible_to(person).filter(starts_on__range=(first, last)).exclude(status="cancelled")
    return _count(rows, "booking", after="this year")


def courses(person: Person) -> Steps[str]:
    """Return how many courses there are to ask for."""
    return _count(Course.objects.visible_to(person).on_offer(), "course", after="in the catalogue")


def agreements(person: Person) -> Steps[str]:
    """Return how many agreements with providers run."""
    rows = ServiceAgreement.objects.visible_to(person).running_on(today())
    return _count(rows, "agreement", after="running now")


def reports(person: Person) -> Steps[str]:
    """Return how many reports have been published this year."""
    rows = Report.objects.visible_to(person).filter(year=_year(), status="published")
    return _count(rows, "report", after="published this year")


def reviews(person: Person) -> Steps[str]:
    """Return how many performance reviews of this year the reader sees."""
    mine = Review.objects.visible_to(person).filter(year=_year())
    return _count(mine, in_own_words("performance review"), after="this year")


def feedback(person: Person) -> Steps[str]:
    """Return how much feedback colleagues have shared."""
    return _count(Feedback.objects.in_library_of(person), "piece", after="of feedback shared")


def conversations(person: Person) -> Steps[str]:
    """Return how many conversations were asked for this year."""
    first, _ = year_bounds(_year())
    rows = Conversation.objects.visible_to(person).filter(asked_at__date__gte=first)
    return _count(rows, "conversation", after="asked for this year")


def qualifications(person: Person) -> Steps[str]:
    """Return how many qualifications are recorded."""
    return _count(Qualification.objects.visible_to(person), "qualification", after="recorded")


def expiring(person: Person) -> Steps[str]:
    """Return how many certificates end within two months."""
    rows = Certificate.objects.visible_to(person).current()
    soon = rows.filter(expires_on__range=(today(), today() + dt.timedelta(days=SOON)))
    return _count(soon, "certificate", after=f"expiring within {SOON} days")


def safety(person: Person) -> Steps[str]:
    """Return how many certificates in first aid and health and safety are valid."""
    codes = Q(requirement__code__startswith="FA-") | Q(requirement__code__startswith="HS-")
    rows = Certificate.objects.visible_to(person).current().filter(codes)
    valid = rows.filter(Q(expires_on=None) | Q(expires_on__gte=today()))
    return _count(valid, "valid certificate", after="in first aid and health and safety")


def declined(person: Person) -> Steps[str]:
    """Return how many requests were declined this year; none is without a reason."""
    first, _ = year_bounds(_year())
    rows = CourseRequest.objects.visible_to(person).filter(sent_at__date__gte=first, status="declined")
    return _count(rows, "request", after="declined this year, each with a reason")


def events(person: Person) -> Steps[str]:
    """Return how many events are to come."""
    return _count(Event.objects.visible_to(person).coming(), "event", after="coming up")


def networks(person: Person) -> Steps[str]:
    """Return how many meetings across schools are to come."""
    return _count(Event.objects.visible_to(person).coming().filter(kind__in=NETWORKS), "meeting", after="coming up")


def _held_for_boards(person: Person, kind: str, one: str) -> Steps[str]:
    first, last = year_bounds(_year())
    rows = Event.objects.visible_to(person).filter(kind=kind, day__range=(first, last)).exclude(status="cancelled")
    return _count(rows, one, after="this year")


def evenings(person: Person) -> Steps[str]:
    """Return how many governance evenings there are this year."""
    return _held_for_boards(person, EventKind.GOVERNANCE_EVENING, "governance evening")


def board_trainings(person: Person) -> Steps[str]:
    """Return how many trainings of whole boards there are this year."""
    return _held_for_boards(person, EventKind.BOARD_TRAINING, "whole-board training")


def skills_audits(person: Person) -> Steps[str]:
    """Return how many boards' skills audits there are this year."""
    return _count(SkillsAudit.objects.visible_to(person).filter(year=_year()), "skills audit", after="this year")


def documents(person: Person) -> Steps[str]:
    """Return how many policies are in force, and how many of them should have been reviewed."""
    rows = DocumentVersion.objects.visible_to(person).current()
    [found] = yield summed(rows, everything_there=Count("pk"), late=Count("pk", filter=Q(review_on__lt=today())))
    there, late = found["everything_there"], found["late"]
    words = counted(there, "policy", "policies") if there else "No policies"
    return f"{words} in force{f', {number(late)} overdue for review' if late else ''}"
