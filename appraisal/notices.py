"""What the two of a review are told. No notice says what an objective is; a subject names nobody."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from appraisal.models import Review, YearNote
from core.calendar import year_label
from core.trust_settings import own_word
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
        f"Your {own_word('people.word.review')} has started",
        f"{review.reviewer} is your reviewer. Agree your objectives for {year_label(review.year)} together.",
        asks=SET,
    )
    if both:
        _tell(
            review,
            review.reviewer,
            actor,
            f"You have 1 {own_word('people.word.review')} to lead",
            f"You're the reviewer for {review.reviewee}, {year_label(review.year)}. Set their objectives together.",
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
            f"You have 1 {own_word('people.word.review')} to lead",
            f"You're the reviewer for {opened_alone.reviewee}, {year_label(opened_alone.year)}.",
            asks=SET,
        )
    elif reviewer.pk != actor.pk:
        tell(
            person=reviewer,
            topic=Topic.PLANNING,
            key=f"appraisal.opened:{reviews[0].public_id}:{len(reviews)}:{reviewer.public_id}",
            subject=f"You have {len(reviews)} {own_word('people.word.review', many=True)} to lead",
            body=(
                f"The reviews for {year_label(reviews[0].year)} have started. Set objectives with each person, "
                "then send them to be agreed."
            ),
            path=path,
        )


def reviewer_changed(review: Review, before: Person, actor: Person) -> None:
    """Tell the reviewee, the new reviewer and the one before."""
    _tell(
        review,
        review.reviewee,
        actor,
        "Your reviewer has changed",
        f"{review.reviewer} is now your reviewer.",
    )
    _tell(
        review,
        review.reviewer,
        actor,
        f"You have 1 {own_word('people.word.review')} to lead",
        f"You're now the reviewer for {review.reviewee}, {year_label(review.year)}.",
        asks=SET if review.status == Review.Status.SETTING else "",
    )
    if before.pk != actor.pk:
        tell(
            person=before,
            topic=Topic.PLANNING,
            key=f"appraisal.review:{review.public_id}:{review.version}:{before.public_id}",
            subject=f"Change of reviewer: {own_word('people.word.review')}",
            body=f"{review.reviewer} is now the reviewer for {review.reviewee}. You can't see this review any more.",
        )


def proposed(review: Review, actor: Person) -> None:
    """Tell the reviewee that objectives wait for their agreement."""
    _tell(
        review,
        review.reviewee,
        actor,
        "Agree your objectives",
        "Read your objectives, then agree them or send them back with a reason.",
        asks=AGREE,
    )


def agreed(review: Review, actor: Person, needs: int) -> None:
    """Tell the reviewer that the reviewee has agreed."""
    words = f" {needs} training need{' was' if needs == 1 else 's were'} added for the school." if needs else ""
    subject = "Objectives agreed"
    _tell(review, review.reviewer, actor, subject, f"{review.reviewee} has agreed their objectives.{words}")


def set_without_agreement(review: Review, actor: Person) -> None:
    """Tell the reviewee that the reviewer has set their objectives, and that they may reply."""
    words = "Your reviewer has set your objectives"
    _tell(
        review,
        review.reviewee,
        actor,
        words,
        f"{review.reviewer} has set your objectives without your agreement and said why. You can write a reply.",
    )


def replied(review: Review, actor: Person) -> None:
    """Tell the reviewer that the reviewee has replied to what was set."""
    words = "Reply to the objectives you set"
    _tell(review, review.reviewer, actor, words, f"{review.reviewee} has written a reply. You can read it there.")


NOTED = {
    YearNote.Kind.SELF_REVIEW: "Self-review to read",
    YearNote.Kind.MID_YEAR: "Notes of your mid-year conversation",
    YearNote.Kind.PROGRESS: "Progress added to an objective",
}


def noted(note: YearNote, actor: Person) -> None:
    """Tell the other of the two that something was written; not what, nor of which objective."""
    review, subject = note.review, NOTED[YearNote.Kind(note.kind)]
    other = review.reviewer if actor.pk == review.reviewee_id else review.reviewee
    words = f"{actor} has written something on the {own_word('people.word.review')}. You can read it there."
    _tell(review, other, actor, subject, words, said=str(note.public_id))


def sent_back(review: Review, actor: Person) -> None:
    """Tell the other of the two that the objectives are being set again."""
    if actor.pk == review.reviewee_id:
        words = "Objectives sent back to you"
        _tell(
            review,
            review.reviewer,
            actor,
            words,
            f"{review.reviewee} has said why. Change the objectives, then send them again.",
            asks=SET,
        )
    else:
        words = "Your reviewer is changing your objectives"
        _tell(review, review.reviewee, actor, words, f"{review.reviewer} has said why. You'll get them to agree again.")


def reopened(review: Review, actor: Person) -> None:
    """Tell the reviewee that the objectives in force are open to be amended."""
    words = "Your objectives have been reopened"
    _tell(
        review,
        review.reviewee,
        actor,
        words,
        f"{review.reviewer} has said why. You'll need to agree them again.",
    )


def _tell(
    review: Review, person: Person, actor: Person, subject: str, body: str, asks: str = "", said: str = ""
) -> None:
    """Tell somebody else than whoever did it; not a reviewer who has moved on and reads it no longer.

    `asks`: what for, where it asks for something. `said`: what of, where the review has no new version by it.
    """
    if person.pk == actor.pk or not review.is_of_two(person):
        return
    tell(
        person=person,
        topic=Topic.PLANNING,
        key=f"appraisal.review:{review.public_id}:{said or review.version}:{person.public_id}",
        subject=subject,
        body=body,
        path=review.get_absolute_url(),
        asks=asks,
        about=review.public_id if asks else None,
    )
