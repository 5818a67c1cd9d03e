"""What the two of a review are told. No notice says what an objective is; a subject names nobody."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from appraisal.models import Review
from core.calendar import year_label
from notifications.models import Topic
from notifications.services import tell
from people.models import Person

SET = "appraisal.set"
AGREE = "appraisal.agree"


def still_proposed(reader: Person | None) -> "QuerySet[Any]":
    """Return what waits for agreement, not proposed anew since the notice: then there is another one."""
    return Review.objects.filter(status=Review.Status.PROPOSED, proposed_at__lte=OuterRef("created_at"))


def opened(review: Review, actor: Person, *, both: bool = True) -> None:
    """Tell the reviewee, and with `both` the reviewer too, that the review is open."""
    _tell(
        review,
        review.reviewee,
        actor,
        "Your performance management review is open",
        f"{review.reviewer} leads it. Write down together your objectives for {year_label(review.year)}.",
        asks=SET,
    )
    if both:
        _tell(
            review,
            review.reviewer,
            actor,
            "You lead a performance management review",
            f"It is the review of {review.reviewee} for {year_label(review.year)}. Write its objectives together.",
            asks=SET,
        )


def opened_together(reviewer: Person, reviews: list[Review], actor: Person, path: str) -> None:
    """Tell a reviewer once of all the reviews that were opened together for them to lead."""
    if len(reviews) == 1:
        opened_alone = reviews[0]
        _tell(
            opened_alone,
            reviewer,
            actor,
            "You lead a performance management review",
            f"It is the review of {opened_alone.reviewee} for {year_label(opened_alone.year)}.",
            asks=SET,
        )
    elif reviewer.pk != actor.pk:
        tell(
            person=reviewer,
            topic=Topic.PLANNING,
            key=f"appraisal.opened:{reviews[0].public_id}:{len(reviews)}:{reviewer.public_id}",
            subject=f"You lead {len(reviews)} performance management reviews",
            body=f"They are open for {year_label(reviews[0].year)}. Write their objectives, then propose them.",
            path=path,
        )


def reviewer_changed(review: Review, before: Person, actor: Person) -> None:
    """Tell the reviewee, the new reviewer and the one before."""
    _tell(
        review,
        review.reviewee,
        actor,
        "Your performance management review has another reviewer",
        f"{review.reviewer} leads it from now on.",
    )
    _tell(
        review,
        review.reviewer,
        actor,
        "You lead a performance management review",
        f"You take the review of {review.reviewee} for {year_label(review.year)} over.",
        asks=SET if review.status == Review.Status.SETTING else "",
    )
    if before.pk != actor.pk:
        tell(
            person=before,
            topic=Topic.PLANNING,
            key=f"appraisal.review:{review.public_id}:{review.version}:{before.public_id}",
            subject="A performance management review is led by somebody else now",
            body=f"{review.reviewer} leads the review of {review.reviewee}. You no longer read it.",
        )


def proposed(review: Review, actor: Person) -> None:
    """Tell the reviewee that objectives wait for their agreement."""
    _tell(
        review,
        review.reviewee,
        actor,
        "Your objectives wait for your agreement",
        "Read them, then agree or send them back with a reason.",
        asks=AGREE,
    )


def agreed(review: Review, actor: Person, needs: int) -> None:
    """Tell the reviewer that the reviewee has agreed."""
    words = f" {needs} need{' is' if needs == 1 else 's are'} in the school’s register." if needs else ""
    subject = "The objectives that you proposed are agreed"
    _tell(review, review.reviewer, actor, subject, f"{review.reviewee} agrees.{words}")


def sent_back(review: Review, actor: Person) -> None:
    """Tell the other of the two that the objectives are being set again."""
    if actor.pk == review.reviewee_id:
        words = "The objectives that you proposed are sent back"
        _tell(review, review.reviewer, actor, words, f"{review.reviewee} says why on the page.", asks=SET)
    else:
        words = "The objectives that waited for you are taken back"
        _tell(review, review.reviewee, actor, words, f"{review.reviewer} says why on the page.")


def reopened(review: Review, actor: Person) -> None:
    """Tell the reviewee that the agreed objectives are open to be amended."""
    words = "Your agreed objectives are open again"
    _tell(review, review.reviewee, actor, words, f"{review.reviewer} says why on the page. You agree to them anew.")


def _tell(review: Review, person: Person, actor: Person, subject: str, body: str, asks: str = "") -> None:
    """Tell somebody else than whoever did it; not a reviewer who has moved on and reads it no longer.

    `asks`: what for, where it asks for something.
    """
    if person.pk == actor.pk or not review.is_of_two(person):
        return
    tell(
        person=person,
        topic=Topic.PLANNING,
        key=f"appraisal.review:{review.public_id}:{review.version}:{person.public_id}",
        subject=subject,
        body=body,
        path=review.get_absolute_url(),
        asks=asks,
        about=review.public_id if asks else None,
    )
