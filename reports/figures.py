"""What a report shows, computed from the records. One function a kind; the result is plain data that is kept.

Nothing here names a person but the qualifications of those who agreed to be named (policy RM-8). Groups so small
that a reader could tell who is meant are shown without their parts (`SMALL`).
"""

import datetime as dt
from collections import Counter
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from certificates.expiry import Status
from certificates.models import Qualification
from certificates.summary import Summary, summarise
from core.calendar import year_bounds
from courses.models import Booking, DeclineReason, Outcome, Request, StageDecision
from courses.selectors.figures import booking_sums
from people.models import School, StaffGroup, Term
from people.selectors import terms_in
from planning.models import Approach, Reason
from reports.budget_figures import budget_figures, budget_side_by_side
from reports.planning_figures import plan_figures
from training.models import Record

SMALL = 5  # counts below this are not split up any further

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


def period(school: School | None, year: int, term: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day that a report of this term covers."""
    span = next(span for span in terms_in(school, year) if span.name == term)
    return span.first, span.last


def school_figures(school: School, year: int, term: str) -> dict[str, Any]:
    """Return the figures of a school's termly report (policy RP-1, RM-4, RM-6, RM-8)."""
    first, last = period(school, year, term)
    scope = Q(school=school)
    figures = common_figures(scope, first, last) | {"statutory": statutory_position(summarise(school=school), school)}
    figures["budget"] = budget_figures(school, year, last)
    figures["plan"] = plan_figures(school, year, first, last)
    if term == Term.Name.SUMMER:
        # The yearly account of staff CPD stands in the summer report (RM-6).
        whole_first, whole_last = year_bounds(year)
        figures["year"] = common_figures(scope, whole_first, whole_last)
    return figures


def trust_figures(year: int, term: str) -> dict[str, Any]:
    """Return the figures of the summary to the trustees: the trust, and its schools side by side (policy RP-2)."""
    first, last = period(None, year, term)
    schools = list(School.objects.all())
    figures = common_figures(Q(), first, last)
    summary = summarise()
    figures["statutory"] = statutory_position(summary, None)
    figures["schools"] = side_by_side(schools, summary, first, last)
    figures["budget"] = budget_side_by_side(schools, year, last)
    return figures


def common_figures(scope: Q, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return requests, participation, cost and qualifications between two days for the rows of `scope`."""
    records = Record.objects.filter(scope, starts_on__range=(first, last))
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "requests": request_figures(scope, first, last),
        "participation": participation_figures(records),
        "cost": cost_figures(scope, records, first, last),
        "qualifications": qualification_figures(scope, first, last),
    }


def request_figures(scope: Q, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return how many requests were made, what became of them, and how long decisions took."""
    rows = Request.objects.filter(scope, sent_at__date__range=(first, last))
    by_status = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    made = sum(by_status.values())
    declined = by_status.get(Request.Status.DECLINED, 0)
    reasons: list[list[Any]] = []
    if declined >= SMALL:
        counts = (
            StageDecision.objects.filter(stage__request__in=rows, outcome=Outcome.DECLINED)
            .order_by()
            .values_list("decline_reason")
            .annotate(n=Count("pk"))
        )
        labels = dict(DeclineReason.choices)
        reasons = sorted([[labels.get(code, "Another reason"), n] for code, n in counts], key=lambda row: -row[1])
    decided = (
        StageDecision.objects.filter(stage__request__in=rows, outcome__in=[Outcome.APPROVED, Outcome.DECLINED])
        .order_by("at")
        .values_list("stage__request_id", "at", "stage__request__sent_at")
    )
    waits = {request: (at - sent).days for request, at, sent in decided if sent}
    return {
        "made": made,
        "approved": sum(by_status.get(s, 0) for s in [*Request.Status.approved(), Request.Status.CANCELLED]),
        "declined": declined,
        "withdrawn": by_status.get(Request.Status.WITHDRAWN, 0),
        "open": sum(by_status.get(s, 0) for s in (Request.Status.DECIDING, Request.Status.RETURNED)),
        "decline_reasons": reasons,
        "days_to_decide": round(median(waits.values())) if waits else None,
    }


def participation_figures(records: "QuerySet[Record]") -> dict[str, Any]:
    """Return activities, people and hours; by reason (R-4), by approach, by staff group, outside and in the trust."""
    total = records.aggregate(n=Count("pk"), people=Count("person", distinct=True), hours=Sum("hours"))
    return {
        "activities": total["n"],
        "people": total["people"],
        "hours": plain(total["hours"]),
        "by_reason": split(records, "reason", dict(Reason.choices)),
        "by_approach": split(records, "approach", dict(Approach.choices)),
        "by_group": by_group(records),
        "external": records.filter(is_external=True).count(),
    }


def split(records: "QuerySet[Record]", field: str, labels: dict[str, str]) -> list[list[Any]]:
    """Return label, activities and hours for each value of a field, most hours first."""
    rows = records.order_by().values_list(field).annotate(n=Count("pk"), hours=Sum("hours"))
    return sorted([[labels.get(value, value), n, plain(hours)] for value, n, hours in rows], key=lambda r: -float(r[2]))


def by_group(records: "QuerySet[Record]") -> list[list[Any]]:
    """Return people and hours for the three groups of staff, and for those who govern."""
    groups = dict(records.order_by().values_list("person", "person__posts__staff_group").distinct())
    hours = dict(records.order_by().values_list("person").annotate(hours=Sum("hours")))
    result: dict[str, list[Any]] = {name: [name, 0, Decimal(0)] for name in [*GROUPS, "Governors and trustees"]}
    names = {group: name for name, members in GROUPS.items() for group in members}
    for person, spent in hours.items():
        row = result[names.get(groups.get(person) or "", "Governors and trustees")]
        row[1] += 1
        row[2] += spent or 0
    return [[name, count, plain(spent)] for name, count, spent in result.values() if count]


def cost_figures(scope: Q, records: "QuerySet[Record]", first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return what bookings cost, by reason, with cancellation charges and the cost of a person's hour (AP-10)."""
    bookings = Booking.objects.filter(scope, starts_on__range=(first, last))
    sums = booking_sums(bookings)
    labels = dict(Reason.choices)
    by_reason = bookings.held().order_by().values_list("request__reason").annotate(total=Sum("cost"), n=Count("pk"))
    paid_hours = records.filter(cost__gt=0).aggregate(hours=Sum("hours"), cost=Sum("cost"))
    per_hour = paid_hours["cost"] / paid_hours["hours"] if paid_hours["hours"] else None
    return {
        "booked": sums.booked,
        "spent": plain(sums.cost),
        "cancelled": sums.cancelled,
        "charges": plain(sums.charges),
        "by_reason": sorted(
            [[labels.get(code, code), n, plain(total)] for code, total, n in by_reason], key=lambda r: -float(r[2])
        ),
        "per_hour": plain(per_hour) if per_hour is not None else None,
    }


def qualification_figures(scope: Q, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Return the qualifications that the school or trust paid for; the name only of those who agreed (RM-8)."""
    rows = (
        Qualification.objects.filter(scope, awarded_on__range=(first, last))
        .exclude(paid_by=Qualification.PaidBy.PERSON)
        .select_related("person", "school")
        .order_by("awarded_on", "pk")
    )
    return [
        {
            "title": row.title,
            "body": row.awarding_body,
            "paid_by": row.get_paid_by_display(),
            "school": row.school.name,
            "person": row.person.full_name if row.agrees_to_be_named else "",
            "on": row.awarded_on.isoformat(),
        }
        for row in rows
    ]


def statutory_position(summary: Summary, school: School | None) -> list[dict[str, Any]]:
    """Return for each requirement how many need it, hold it, will lose it soon, and lack it: at a school or in all."""
    rows = []
    for requirement in summary.requirements:
        counts = summary.of(school.pk, requirement) if school else summary.total(requirement)
        valid, lacking = parts(counts)
        if valid or lacking:
            rows.append(
                {
                    "code": requirement.code,
                    "name": requirement.name,
                    "statutory": requirement.get_statutory_display(),
                    "needed": valid + lacking,
                    "valid": valid,
                    "due_soon": counts[Status.DUE_SOON],
                    "lacking": lacking,
                }
            )
    return rows


def parts(counts: "Counter[Status]") -> tuple[int, int]:
    """Return how many meet a requirement and how many must and do not."""
    return sum(counts[Status(s)] for s in Status.met()), sum(counts[Status(s)] for s in Status.unmet())


def side_by_side(schools: list[School], summary: Summary, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Return each school's main figures in a row, in a constant number of queries."""
    made = dict(
        Request.objects.filter(sent_at__date__range=(first, last))
        .order_by()
        .values_list("school")
        .annotate(n=Count("pk"))
    )
    took_part = {
        school: (n, people, hours)
        for school, n, people, hours in Record.objects.filter(starts_on__range=(first, last))
        .order_by()
        .values_list("school")
        .annotate(n=Count("pk"), people=Count("person", distinct=True), hours=Sum("hours"))
    }
    spent = dict(
        Booking.objects.filter(starts_on__range=(first, last))
        .held()
        .order_by()
        .values_list("school")
        .annotate(total=Sum("cost"))
    )
    result = []
    for school in schools:
        n, people, hours = took_part.get(school.pk, (0, 0, None))
        sums = [parts(summary.of(school.pk, requirement)) for requirement in summary.requirements]
        valid, lacking = sum(v for v, _ in sums), sum(lack for _, lack in sums)
        result.append(
            {
                "school": school.name,
                "requests": made.get(school.pk, 0),
                "activities": n,
                "people": people,
                "hours": plain(hours),
                "spent": plain(spent.get(school.pk)),
                "valid_percent": 100 * valid // (valid + lacking) if valid + lacking else None,
            }
        )
    return result


def plain(amount: Decimal | None) -> str:
    """Return an amount as text with two decimals: JSON keeps it as it is."""
    return f"{amount or 0:.2f}"
