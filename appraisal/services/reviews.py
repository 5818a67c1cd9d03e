"""Opening reviews, one or all of a school, and naming another reviewer (policy PM-1, PM-4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from appraisal import notices, policies, selectors
from appraisal.models import Review
from core.audit import audit, audit_reading
from core.calendar import academic_year, now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from people.models import Person, School

NOT_A_REVIEWER = "Choose someone at the school who can sign in. For a school leader's review, choose a trust executive."


@transaction.atomic
def open_review(*, actor: Person, school: School, person: Person, reviewer: Person, year: int | None = None) -> Review:
    """Open the review of one person at a school for a year, by default the present one, and tell the two.

    Raises `IllegalMove` where there is one already, `PermissionDenied`, `ValidationError` for somebody who cannot be
    the reviewer.
    """
    # The school's row is the lock: two windows, or one of them for all staff, open a review once.
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    year = academic_year(today()) if year is None else year
    if Review.objects.filter(reviewee=person, school=school, year=year).exists():
        raise IllegalMove("Their review for this year has already been started.")
    require(policies.can_open(actor, school, person))
    of_leader = policies.is_leader(person, school)
    _check_reviewer(school, person, reviewer, of_leader)
    review = _open(actor, school, person, reviewer, year, of_leader=of_leader)
    notices.opened(review, actor)
    return review


def _check_reviewer(school: School, person: Person, reviewer: Person, of_leader: bool) -> None:
    people = selectors.possible_reviewers(school, person, of_leader=of_leader)
    if not people.filter(pk=reviewer.pk).exists():
        raise ValidationError({"reviewer": NOT_A_REVIEWER})


def _open(
    actor: Person, school: School, person: Person, reviewer: Person, year: int, *, of_leader: bool = False
) -> Review:
    review = Review.objects.create(
        school=school,
        year=year,
        reviewee=person,
        reviewer=reviewer,
        is_of_leader=of_leader,
        opened_by=actor,
        opened_at=now(),
    )
    audit(actor, "appraisal.review.opened", review)
    return review


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening all: the reviews, and who was left out and why."""

    reviews: tuple[Review, ...]
    left_out: tuple[selectors.Candidate, ...]


@transaction.atomic
def open_all_reviews(*, actor: Person, school: School, year: int | None = None) -> Opened:
    """Start a review for everybody at a school who has none for the year and has a reviewer set (PM-4).

    Each reviewee is told, each reviewer once. A second call opens nothing more. Raises `PermissionDenied`.
    """
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    require(policies.can_open_all(actor, school))
    year = academic_year(today()) if year is None else year
    found = selectors.candidates(actor, school, year)
    led: dict[int, list[Review]] = defaultdict(list)
    for one in found:
        if one.left_out or one.reviewer is None:
            continue
        review = _open(actor, school, one.person, one.reviewer, year)
        notices.opened(review, actor, both=False)
        led[one.reviewer.pk].append(review)
    path = f"{reverse('appraisal:review-list')}?mine=led"
    for reviews in led.values():
        notices.opened_together(reviews[0].reviewer, reviews, actor, path)
    return Opened(
        tuple(review for reviews in led.values() for review in reviews), tuple(one for one in found if one.left_out)
    )


@transaction.atomic
def change_reviewer(*, review: Review, actor: Person, version: int, reviewer: Person) -> Review:
    """Let somebody else lead a review from now on; the one before reads it no longer, and all are told.

    Raises `StaleVersion`, `PermissionDenied`, `ValidationError` for somebody who cannot be the reviewer.
    """
    row: Review = lock_version(Review.objects.select_related("school", "reviewee", "reviewer"), review.pk, version)
    require(policies.can_change_reviewer(actor, row))
    before = row.reviewer
    if reviewer.pk == before.pk:
        return row
    _check_reviewer(row.school, row.reviewee, reviewer, policies.needs_executive(row))
    row.reviewer, row.version = reviewer, row.version + 1
    row.save(update_fields=["reviewer", "version"])
    audit(actor, "appraisal.review.reviewer_changed", row, changes={"reviewer": [before.pk, reviewer.pk]})
    notices.reviewer_changed(row, before, actor)
    return row


def note_reading(*, review: Review, actor: Person) -> None:
    """Keep on record that somebody beside the two read a review's text."""
    note_readings(reviews=[review], actor=actor)


def note_readings(*, reviews: Iterable[Review], actor: Person) -> None:
    """Keep on record that somebody was shown which reviews serve a priority: that is a part of what they say."""
    others = [review for review in reviews if review.reviewee_id != actor.pk]
    led = [review.pk for review in others if review.reviewer_id == actor.pk]
    still_led = set(Review.objects.of_two(actor).filter(pk__in=led).values_list("pk", flat=True)) if led else set()
    audit_reading(actor, "appraisal.review.read", *(review for review in others if review.pk not in still_led))
