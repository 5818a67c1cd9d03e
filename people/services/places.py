"""Keeping schools, posts, responsibilities, roles, terms and training days."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.flow import lock_version
from core.trust_settings import ours
from people import policies
from people.models import Grant, Person, Post, Responsibility, School, Term, TrainingDay
from people.services.people import apply_changes, end_dated_row, refuse_unholding


@transaction.atomic
def save_school(*, actor: Person, school: School | None, version: int, facts: dict[str, Any]) -> School:
    """Add a school (`school` is none) or change one. Raises `StaleVersion` or `ValidationError`."""
    require(policies.can_administer(actor))
    if school is None:
        row = School(**facts)
        row.full_clean()
        row.save()
        audit(actor, "people.school.added", row, school_id=row.pk)
        return row
    row = lock_version(School.objects.all(), school.pk, version)
    if changes := apply_changes(row, facts):
        row.version += 1
        row.full_clean()
        row.save()
        audit(actor, "people.school.changed", row, school_id=row.pk, changes=changes)
    return row


@transaction.atomic
def save_post(*, actor: Person, person: Person, post: Post | None, version: int, facts: dict[str, Any]) -> Post:
    """Give a person a post or change one (dates, title, line manager). Raises `StaleVersion` or `ValidationError`."""
    require(policies.can_administer(actor))
    if post is None:
        row = Post(person=person, **facts)
        row.full_clean()
        row.save()
        audit(actor, "people.post.added", row)
        return row
    row = lock_version(Post.objects.all(), post.pk, version)
    if changes := apply_changes(row, facts):
        row.version += 1
        row.full_clean()
        row.save()
        audit(
            actor,
            "people.post.changed",
            row,
            changes={k: "changed" if k == "line_manager" else v for k, v in changes.items()},
        )
    return row


@transaction.atomic
def grant_role(
    *, actor: Person, person: Person, role: str, school: School | None, starts_on: date, ends_on: date | None
) -> Grant:
    """Give a person a role from a day, at a school or in the whole trust. `ValidationError` when held."""
    require(policies.can_grant(actor, person, role))
    grant = Grant(person=person, role=role, school=school, starts_on=starts_on, ends_on=ends_on, granted_by=actor)
    grant.full_clean()
    grant.save()
    audit(actor, "people.grant.given", grant, changes={"role": ["", role]})
    return grant


@transaction.atomic
def end_grant(*, actor: Person, grant: Grant, last_day: date) -> None:
    """End a role with a day, or take it back before it began; it is gone at the holder's next request.

    Raises `ValidationError` for a last day before the first of what has begun, as the other ends do.
    """
    row = Grant.objects.select_for_update().get(pk=grant.pk)
    require(policies.can_end_grant(actor, row))
    refuse_unholding(row, last_day)
    end_dated_row(row, last_day, actor=actor)


@transaction.atomic
def add_responsibility(
    *, actor: Person, person: Person, school: School, kind: str, starts_on: date, ends_on: date | None
) -> Responsibility:
    """Name somebody for a duty at a school, which brings its own training requirements."""
    require(policies.can_administer(actor))
    if kind in Responsibility.Kind.of_boards():
        raise ValidationError({"kind": ours("Link governors are named on their board’s page.")})
    row = Responsibility(person=person, school=school, kind=kind, starts_on=starts_on, ends_on=ends_on)
    row.full_clean()
    row.save()
    audit(actor, "people.responsibility.added", row, changes={"kind": ["", kind]})
    return row


@transaction.atomic
def end_responsibility(*, actor: Person, responsibility: Responsibility, last_day: date) -> None:
    """End a duty with a day, or take it back before it began."""
    row = Responsibility.objects.select_for_update().get(pk=responsibility.pk)
    require(policies.can_end_duty(actor, row))
    refuse_unholding(row, last_day)
    end_dated_row(row, last_day, actor=actor)


@transaction.atomic
def end_post(*, actor: Person, post: Post, last_day: date) -> None:
    """End a post with a day, whatever became of its school, or take it back before it began."""
    require(policies.can_administer(actor))
    row = Post.objects.select_for_update().get(pk=post.pk)
    refuse_unholding(row, last_day)
    if end_dated_row(row, last_day, actor=actor):
        Post.objects.filter(pk=row.pk).update(version=row.version + 1)


@transaction.atomic
def save_terms(
    *, actor: Person, school: School | None, year: int, spans: dict[tuple[str, int], tuple[date, date]]
) -> None:
    """Set the terms of one academic year, of a school or of the trust. `spans`: (term, half) → first and last day."""
    require(policies.can_administer(actor))
    kept = set()
    for (name, half), (starts_on, ends_on) in spans.items():
        term, _ = Term.objects.update_or_create(
            school=school, year=year, name=name, half=half, defaults={"starts_on": starts_on, "ends_on": ends_on}
        )
        kept.add(term.pk)
    Term.objects.filter(school=school, year=year).exclude(pk__in=kept).delete()
    of_school = school.pk if school else None
    audit(
        actor, "people.terms.changed", school or actor, school_id=of_school, note=str(year), about_nobody=school is None
    )


@transaction.atomic
def add_training_day(*, actor: Person, school: School | None, day: date, title: str) -> TrainingDay:
    """Add a training day (INSET) of a school or of the whole trust."""
    require(policies.can_administer(actor))
    row = TrainingDay(school=school, day=day, title=title)
    row.full_clean()
    row.save()
    audit(actor, "people.training_day.added", row, changes={"day": ["", str(day)]})
    return row


@transaction.atomic
def remove_training_day(*, actor: Person, training_day: TrainingDay) -> None:
    """Remove a training day that is still to come."""
    require(policies.can_administer(actor))
    require_future(training_day.day)
    audit(actor, "people.training_day.removed", training_day, changes={"day": [str(training_day.day), ""]})
    training_day.delete()


def require_future(day: date) -> None:
    """Refuse to rewrite the past."""
    from core.decisions import allowed_if

    require(allowed_if(day >= today(), "You can't remove an INSET day that has already happened."))
