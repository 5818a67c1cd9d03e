"""The verbs of whoever writes a request: start, save, change, ask again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from certificates.compliance import compliance_of_people
from certificates.models import Requirement
from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from core.money import pence
from courses.catalogue.models import Course, CourseDate
from courses.catalogue.selectors import served_by
from courses.requests import policies
from courses.requests.answers import ANSWERS, DAYS_AND_PLACE, FIELDS
from courses.requests.capacities import capacities_of
from courses.requests.links import answer_need, require_choosable, settle_links
from courses.requests.models import CostLine, CourseRequest
from people.models import Person, School
from planning.models import Need, Reason
from planning.thread.links import links_of


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost line as it comes in."""

    heading: str
    amount: Decimal
    note: str = ""


def _require_capacity(actor: Person, school: School, applies_as: str) -> None:
    held = {(capacity.school.pk, capacity.applies_as) for capacity in capacities_of(actor)}
    if (school.pk, applies_as) not in held:
        raise PermissionDenied("You can only request courses for a school where you have a post or role.")


@transaction.atomic
def start_request(
    *,
    actor: Person,
    school: School,
    applies_as: str = "",
    course: Course | None = None,
    course_date: CourseDate | None = None,
    requirement: Requirement | None = None,
    need: Need | None = None,
) -> CourseRequest:
    """Start a draft for oneself, filled from a course of the catalogue where one is given.

    `requirement`: the one to renew; without it, the only one of the applicant's that the course counts for. `need`: the
    need that it is to answer, which gives it its reason; one that does not fit the school is left out. Returns the
    draft, which nobody else sees. Raises `PermissionDenied` for somebody without that capacity (policy R-3), and
    `Need.DoesNotExist` for a need that the actor cannot choose.
    """
    require(policies.can_ask(actor))
    _require_capacity(actor, school, applies_as)
    request = CourseRequest(applicant=actor, school=school, applies_as=applies_as)
    if course is not None:
        _fill_from_course(request, course, course_date)
        requirement = requirement or _only_duty(actor, course)
    if requirement is not None:
        request.reason, request.requirement = Reason.STATUTORY, requirement
    if need is not None:
        answer_need(request, need, actor)
    request.save()
    if course is not None and course.price is not None:
        CostLine.objects.create(request=request, heading=CostLine.Heading.FEE, amount=course.price)
    _total(request, list(request.cost_lines.all()))
    request.save(update_fields=["total_cost", "fee_unknown"])
    audit(actor, "courses.request.started", request)
    return request


def _only_duty(person: Person, course: Course) -> Requirement | None:
    """Return the requirement of the person that a course counts for, where it is one and not several."""
    counts_for = list(served_by(course).in_use())
    needed = compliance_of_people([person.pk], requirements=counts_for).lines(person.pk) if counts_for else []
    return needed[0].requirement if len(needed) == 1 else None


def _fill_from_course(request: CourseRequest, course: Course, date: CourseDate | None) -> None:
    request.course = course
    request.title, request.provider_name = course.title, course.provider.name
    request.website, request.approach = course.website, course.approach
    request.mode, request.hours = course.mode, course.hours
    if date is not None and date.course_id == course.pk:
        request.course_date = date
        for name in DAYS_AND_PLACE:
            setattr(request, name, getattr(date, name))


def _total(request: CourseRequest, lines: Sequence[CostLine]) -> None:
    request.total_cost = sum((line.amount for line in lines), Decimal(0))
    request.fee_unknown = all(line.heading != CostLine.Heading.FEE for line in lines)


@transaction.atomic
def save_draft(
    *,
    request: CourseRequest,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    cost_lines: Sequence[Cost] | None = None,
) -> CourseRequest:
    """Save some answers of a draft, so that it can be left and continued.

    `values`: answers by field name. `cost_lines`: all lines anew, or nothing to leave them; an amount for
    supply cover means that it is needed. Raises
    `StaleVersion` when another tab saved first, `IllegalMove` when it is no draft any more.
    """
    return _save(request, actor, version, values, cost_lines, CourseRequest.Status.DRAFT)


@transaction.atomic
def change_request(
    *,
    request: CourseRequest,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    cost_lines: Sequence[Cost] | None = None,
) -> CourseRequest:
    """Save some answers of a request that was returned to be changed; what the approvers saw is kept beside.

    Arguments and errors as in `save_draft`.
    """
    changed = _save(request, actor, version, values, cost_lines, CourseRequest.Status.RETURNED)
    audit(actor, "courses.request.changed", changed)
    return changed


def save_answers(*, request: CourseRequest, **answers: Any) -> CourseRequest:
    """Save some answers of a draft or of a request that came back: `save_draft` or `change_request`, as it stands."""
    save = save_draft if request.status == CourseRequest.Status.DRAFT else change_request
    return save(request=request, **answers)


def _save(
    request: CourseRequest,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    cost_lines: Sequence[Cost] | None,
    status: str,
) -> CourseRequest:
    row: CourseRequest = CourseRequest.objects.lock_for(pk=request.pk)
    if row.status != status:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_edit(actor, row))
    if row.version != version:
        raise StaleVersion
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"Not answers of a request: {sorted(unknown)}")
    before = links_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    require_choosable(row, actor, before)
    if {"school", "applies_as"} & set(values):
        _require_capacity(actor, row.school, row.applies_as)
    if row.reason != Reason.STATUTORY:
        row.requirement = None
    settle_links(row)
    if row.budget_line and (row.budget_line.school_id, row.budget_line.year) != (row.school_id, row.budget_year):
        row.budget_line = None  # an approver chose it for another school or year
    lines = list(row.cost_lines.all())
    if cost_lines is not None:
        row.cost_lines.all().delete()
        lines = [
            CostLine(request=row, heading=cost.heading, amount=pence(cost.amount), note=cost.note)
            for cost in cost_lines
        ]
        _total(row, lines)
    if any(line.heading == CostLine.Heading.COVER and line.amount for line in lines):
        row.needs_cover = True
    row.version += 1
    row.save()
    if cost_lines is not None:
        # After the request: the database takes an amount for cover only where cover is needed.
        CostLine.objects.bulk_create(lines)
    return row


def copy_answers(request: CourseRequest, *, with_days: bool = True, **facts: Any) -> CourseRequest:
    """Save a new request that says what another does, its cost lines too. `facts`: what differs, and whose it is."""
    copied = [name for answer in ANSWERS if with_days or not answer.is_of_days for name in answer.fields]
    copy = CourseRequest(course=request.course, **{name: getattr(request, name) for name in copied} | facts)
    settle_links(copy)
    copy.save()
    CostLine.objects.bulk_create(
        CostLine(request=copy, heading=line.heading, amount=line.amount, note=line.note)
        for line in request.cost_lines.all()
    )
    return copy


@transaction.atomic
def copy_request(*, request: CourseRequest, actor: Person) -> CourseRequest:
    """Start a new draft on the pattern of an own request: the same course, reasons and costs, with days to come only.

    The school stays where the actor still has that capacity, else the first one held is taken.
    """
    require(policies.can_copy(actor, request))
    require(policies.can_ask(actor))
    capacities = capacities_of(actor)
    held = {(capacity.school.pk, capacity.applies_as) for capacity in capacities}
    school, applies_as = request.school, request.applies_as
    if (request.school_id, request.applies_as) not in held:
        school, applies_as = capacities[0].school, capacities[0].applies_as
    with_days = request.starts_on is not None and request.starts_on >= today()
    copy = copy_answers(request, with_days=with_days, applicant=actor, school=school, applies_as=applies_as)
    _total(copy, list(copy.cost_lines.all()))
    copy.save(update_fields=["total_cost", "fee_unknown"])
    audit(actor, "courses.request.started", copy)
    return copy
