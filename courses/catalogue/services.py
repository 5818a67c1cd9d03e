"""The verbs of whoever keeps the catalogue: the central booking officer and the administrator (policy RM-2)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import lock_version
from courses.catalogue.models import Course, CourseDate, Provider
from courses.catalogue.policies import can_manage_catalogue
from people.models import Person

PROVIDER_FIELDS = ("name", "kind", "website", "contact_email", "contact_phone", "notes", "is_active")
COURSE_FIELDS = (
    "title",
    "provider",
    "summary",
    "approach",
    "mode",
    "audience",
    "career_stage",
    "price",
    "hours",
    "website",
    "leads_to_qualification",
)
COURSE_LISTS = ("credits", "schools")


def _change(row: Any, values: Mapping[str, Any], fields: tuple[str, ...]) -> list[str]:
    """Set the fields given and return the names of those that changed."""
    changed = [name for name in fields if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


@transaction.atomic
def create_provider(*, actor: Person, values: Mapping[str, Any]) -> Provider:
    """Add a provider. `values` by field name (`PROVIDER_FIELDS`). Raises `PermissionDenied`."""
    require(can_manage_catalogue(actor))
    provider = Provider.objects.create(**{name: values[name] for name in PROVIDER_FIELDS if name in values})
    audit(actor, "courses.provider.created", provider)
    return provider


@transaction.atomic
def change_provider(*, provider: Provider, actor: Person, version: int, values: Mapping[str, Any]) -> Provider:
    """Change a provider; one that is not in use takes its courses out of the catalogue. Raises `StaleVersion`."""
    require(can_manage_catalogue(actor))
    row: Provider = lock_version(Provider.objects.all(), provider.pk, version)
    changed = _change(row, values, PROVIDER_FIELDS)
    row.version += 1
    row.save()
    audit(actor, "courses.provider.changed", row, changes={"fields": changed})
    return row


@transaction.atomic
def create_course(*, actor: Person, values: Mapping[str, Any]) -> Course:
    """Add a course to the catalogue. `values` by field name, `credits` and `schools` as lists."""
    require(can_manage_catalogue(actor))
    course = Course.objects.create(**{name: values[name] for name in COURSE_FIELDS if name in values})
    for name in COURSE_LISTS:
        getattr(course, name).set(values.get(name, []))
    audit(actor, "courses.course.created", course)
    return course


@transaction.atomic
def change_course(*, course: Course, actor: Person, version: int, values: Mapping[str, Any]) -> Course:
    """Change a course. What was asked for already keeps what it said then. Raises `StaleVersion`."""
    require(can_manage_catalogue(actor))
    row: Course = lock_version(Course.objects.all(), course.pk, version)
    changed = _change(row, values, COURSE_FIELDS)
    for name in COURSE_LISTS:
        if name in values:
            getattr(row, name).set(values[name])
    _saved(row, actor, "courses.course.changed", fields=changed)
    return row


def _saved(course: Course, actor: Person, code: str, **changes: Any) -> None:
    course.version += 1
    course.save()
    audit(actor, code, course, changes=changes)


@transaction.atomic
def archive_course(*, course: Course, actor: Person, version: int) -> Course:
    """Take a course out of the catalogue: nobody can ask for it any more, and what was asked for stays."""
    require(can_manage_catalogue(actor))
    row: Course = lock_version(Course.objects.all(), course.pk, version)
    row.is_active = False
    _saved(row, actor, "courses.course.archived")
    return row


@transaction.atomic
def restore_course(*, course: Course, actor: Person, version: int) -> Course:
    """Put a course back into the catalogue."""
    require(can_manage_catalogue(actor))
    row: Course = lock_version(Course.objects.all(), course.pk, version)
    row.is_active = True
    _saved(row, actor, "courses.course.restored")
    return row


@transaction.atomic
def add_date(*, course: Course, actor: Person, values: Mapping[str, Any]) -> CourseDate:
    """Add a date on which a course runs."""
    require(can_manage_catalogue(actor))
    date = CourseDate.objects.create(course=course, **values)
    audit(actor, "courses.course.date_added", course, changes={"day": _day(date.starts_on)})
    return date


@transaction.atomic
def change_date(*, date: CourseDate, actor: Person, version: int, values: Mapping[str, Any]) -> CourseDate:
    """Change a date. `version` is that of its course, which guards all its dates. Raises `StaleVersion`.

    Requests keep the days that they were sent with: what the approvers saw never changes behind their back.
    """
    require(can_manage_catalogue(actor))
    course: Course = lock_version(Course.objects.all(), date.course_id, version)
    before = date.starts_on
    for name, value in values.items():
        setattr(date, name, value)
    date.save()
    _saved(course, actor, "courses.course.date_changed", day=[_day(before), _day(date.starts_on)])
    return date


@transaction.atomic
def remove_date(*, date: CourseDate, actor: Person, version: int) -> None:
    """Remove a date; requests for it keep their days. Raises `StaleVersion`."""
    require(can_manage_catalogue(actor))
    course: Course = lock_version(Course.objects.all(), date.course_id, version)
    day = _day(date.starts_on)
    date.delete()
    _saved(course, actor, "courses.course.date_removed", day=day)


def _day(day: dt.date) -> str:
    return day.isoformat()
