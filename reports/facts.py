"""The rows that a report counts, read once in a few queries: what was learned, asked for and booked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from certificates.models import Qualification
from core.trust_settings import ours
from courses.bookings.selectors import cover_when_closed
from courses.models import Booking, CourseRequest, Outcome, StageDecision
from people.models import Post, StaffGroup
from planning.vocabulary import reason_kind
from training.models import Record

GOVERNING = ours("Governors and trustees")
GROUPS: dict[str, list[str]] = {
    "Teachers and leaders": [*StaffGroup.teachers(), StaffGroup.TRAINEE],
    "Teaching assistants": [StaffGroup.TEACHING_ASSISTANT],
    "Other staff": [
        StaffGroup.BUSINESS,
        StaffGroup.NON_TEACHING_LEADER,
        StaffGroup.ADMINISTRATIVE,
        StaffGroup.TECHNICIAN,
        StaffGroup.OTHER_SUPPORT,
        StaffGroup.AUXILIARY,
    ],
}
GROUP_OF = {group: name for name, members in GROUPS.items() for group in members}


class Learned(NamedTuple):
    """A CPD record: at which school, by whom, why, how, by which route, and in which group of staff they were then."""

    school: int
    person: int
    reason: str
    approach: str
    route: str
    group: str
    is_external: bool
    hours: Decimal
    cost: Decimal


class Asked(NamedTuple):
    """A request that was sent: what became of it, why it was declined, after how many days it was decided."""

    school: int
    person: int
    outcome: str
    decline_reason: str
    days: int | None


class Booked(NamedTuple):
    """A booking: for which reason, whether it was cancelled, what it costs, what cancelling it was charged.

    `has_closed_cover`: supply cover is booked although the school is closed; `closed_cover`: for how much, where known.
    """

    school: int
    person: int
    reason: str
    is_cancelled: bool
    cost: Decimal
    charge: Decimal
    has_closed_cover: bool
    closed_cover: Decimal | None


class Earned(NamedTuple):
    """A qualification that the school or trust paid for. `name`: the person's, where they agreed to it, else ""."""

    school: int
    person: int
    title: str
    body: str
    paid_by: str
    place: str
    name: str
    on: dt.date


def learned(scope: Q, first: dt.date, last: dt.date) -> list[Learned]:
    """Return what was begun between two days, in two queries."""
    records = Record.objects.counted().filter(scope, starts_on__range=(first, last))
    groups = _groups_of(records)
    rows = records.order_by().values_list(
        "school_id", "person_id", reason_kind(), "approach", "route", "is_external", "hours", "cost", "starts_on"
    )
    return [
        Learned(school, person, reason, approach, route, _group(groups[person], school, day), external, hours, cost)
        for school, person, reason, approach, route, external, hours, cost, day in rows
    ]


PostFacts = tuple[int, str, dt.date, dt.date | None]


def _groups_of(records: "QuerySet[Record]") -> dict[int, list[PostFacts]]:
    posts: dict[int, list[PostFacts]] = defaultdict(list)
    rows = Post.objects.filter(person__in=records.order_by().values("person")).order_by("starts_on", "pk")
    facts = rows.values_list("person_id", "school_id", "staff_group", "starts_on", "ends_on")
    for person, school, group, first, last in facts:
        posts[person].append((school, group, first, last))
    return posts


def _group(posts: Iterable[PostFacts], school: int, day: dt.date) -> str:
    """Return the group of staff of somebody at a school on a day: by their post there, else by one elsewhere."""
    held = [
        (where != school, group)
        for where, group, first, last in posts
        if first <= day and (last is None or day <= last)
    ]
    return GROUP_OF[min(held, key=lambda post: post[0])[1]] if held else GOVERNING


S = CourseRequest.Status
OUTCOMES = {
    **dict.fromkeys([*S.approved(), S.CANCELLED], "approved"),
    **dict.fromkeys([S.DECIDING, S.RETURNED, S.DRAFT], "open"),
    S.DECLINED: "declined",
    S.WITHDRAWN: "withdrawn",
}


def asked(scope: Q, first: dt.date, last: dt.date) -> list[Asked]:
    """Return what was asked for between two days in London, in two queries."""
    requests = CourseRequest.objects.filter(scope, sent_at__date__range=(first, last))
    decisions = StageDecision.objects.filter(
        stage__request__in=requests, outcome__in=[Outcome.APPROVED, Outcome.DECLINED]
    ).order_by("at", "pk")
    last_of = {
        request: (at, reason)
        for request, at, reason in decisions.values_list("stage__request_id", "at", "decline_reason")
    }
    rows = requests.order_by().values_list("pk", "school_id", "applicant_id", "status", "sent_at")
    return [
        Asked(
            school,
            person,
            OUTCOMES[CourseRequest.Status(status)],
            last_of[pk][1] if pk in last_of else "",
            (last_of[pk][0] - sent).days if sent and pk in last_of else None,
        )
        for pk, school, person, status, sent in rows
    ]


def booked(scope: Q, first: dt.date, last: dt.date) -> list[Booked]:
    """Return the bookings that begin between two days, in four queries."""
    rows = Booking.objects.filter(scope, starts_on__range=(first, last)).order_by()
    closed = cover_when_closed(rows)
    return [
        Booked(school, person, reason, status == Booking.Status.CANCELLED, cost, charge, pk in closed, closed.get(pk))
        for pk, school, person, reason, status, cost, charge in rows.values_list(
            "pk", "school_id", "person_id", reason_kind("request__"), "status", "cost", "cancellation_charge"
        )
    ]


def earned(scope: Q, first: dt.date, last: dt.date) -> list[Earned]:
    """Return the qualifications between two days that people did not pay for themselves (RM-8)."""
    rows = Qualification.objects.filter(scope, awarded_on__range=(first, last))
    rows = rows.exclude(paid_by=Qualification.PaidBy.PERSON).select_related("person", "school")
    return [
        Earned(
            row.school_id,
            row.person_id,
            row.title,
            row.awarding_body,
            row.get_paid_by_display(),
            row.school.name,
            row.person.full_name if row.agrees_to_be_named else "",
            row.awarded_on,
        )
        for row in rows.order_by("awarded_on", "pk")
    ]
