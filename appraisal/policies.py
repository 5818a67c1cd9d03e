"""Who opens a review, sets its objectives, proposes and agrees them (policy PM-1, PM-4)."""

import datetime as dt

from django.utils import timezone

from appraisal.models import AgreedTraining, Objective, Review
from core.calendar import today
from core.decisions import Decision, allowed_if, refused
from core.formatting import long_date
from core.trust_settings import ours
from people.models import Person, Role, School
from planning.models import Need
from planning.needs.policies import can_raise
from planning.scope import heads, heads_central_team, plans_everywhere

Status = Review.Status
WAITS = "This review is awaiting agreement. Send it back to make changes."
IS_AGREED = "This review has been agreed. The reviewer can reopen it."
IS_SET = "The reviewer has set these objectives without agreement, and can reopen them."
# How long a reviewee has to answer before the reviewer may set what they were sent.
DAYS_TO_ANSWER = 14
REGISTERED = "This training is now in the training needs register. Edit it there."


def is_leader(person: Person, school: School) -> bool:
    """Return whether the person leads the school today, so that the trust and not the school reviews them."""
    return person.authority.holds_any(Role.school_leaders(), school.pk)


def can_see_list(actor: Person) -> Decision:
    """Heads look after the reviews of their school, the Executive Lead and the chief executive after the heads'."""
    return allowed_if(
        plans_everywhere(actor)
        or heads_central_team(actor)
        or bool(actor.authority.schools_with(Role.school_leaders())),
        ours("Only the Headteacher can see the school's performance reviews. Yours is under “My performance reviews”."),
    )


def can_open_all(actor: Person, school: School) -> Decision:
    """The head of a school opens the reviews of all its staff at once."""
    return allowed_if(heads(actor, school), ours("Only the Headteacher can start reviews for school staff."))


def can_open(actor: Person, school: School, person: Person) -> Decision:
    """The head of a school opens the review of its staff, the trust's executives that of a school's leader.

    Nobody opens their own, and nobody's is opened who could not agree to it.
    """
    if person.pk == actor.pk:
        return refused("You can't start your own review.")
    looks_after = _looks_after(actor, school, is_leader(person, school))
    if not looks_after:
        return looks_after
    if school.is_central and (heads_central_team(person) or person.authority.holds(Role.CEO)):
        return refused(
            ours("Trustees review the chief executive and the head of the central team outside this system.")
        )
    if school.pk not in person.authority.schools_worked_at():
        return refused("This person doesn't currently have a post at the school.")
    return allowed_if(
        bool(person.is_active and person.email),
        "This person can't sign in, so they couldn't agree their review. Invite them first.",
    )


def can_change_reviewer(actor: Person, review: Review) -> Decision:
    """Whoever would open the review names another reviewer, at any time; never the reviewee."""
    if actor.pk == review.reviewee_id:
        return refused("You can't choose your own reviewer.")
    return _looks_after(actor, review.school, needs_executive(review))


def needs_executive(review: Review) -> bool:
    """Return whether one of the trust's executives leads the review: it is of a school's leader, then or now."""
    return review.is_of_leader or is_leader(review.reviewee, review.school)


def _looks_after(actor: Person, school: School, of_leader: bool) -> Decision:
    if of_leader:
        return allowed_if(
            plans_everywhere(actor),
            (ours("Only the Executive Lead or the chief executive can start a school leader's review.")),
        )
    return can_open_all(actor, school)


def can_set(actor: Person, review: Review) -> Decision:
    """The two write objectives and agreed training until they are proposed (PM-1)."""
    if not review.is_of_two(actor):
        return refused("Only the reviewee and reviewer can set objectives.")
    if review.status == Status.PROPOSED:
        return refused(WAITS)
    return allowed_if(review.status == Status.SETTING, _in_force(review))


def _in_force(review: Review) -> str:
    """Return how the objectives came into force."""
    return IS_SET if review.status == Status.SET else IS_AGREED


def can_remove_objective(actor: Person, objective: Objective) -> Decision:
    """An objective goes while it is being set, unless training agreed for it is in the register of needs."""
    if not (may_set := can_set(actor, objective.review)):
        return may_set
    if objective.notes.exists():
        return refused(
            "You can't remove this objective because progress on it is recorded. Edit the objective instead."
        )
    return allowed_if(
        not objective.trainings.filter(need__isnull=False).exists(),
        "You can't remove this objective because its training is in the training needs register. Edit the objective "
        "instead.",
    )


def can_change_training(actor: Person, training: AgreedTraining) -> Decision:
    """Agreed training changes until it has become a need; from then on the need does."""
    if not (may_set := can_set(actor, training.objective.review)):
        return may_set
    return allowed_if(training.need_id is None, REGISTERED)


def can_propose(actor: Person, review: Review) -> Decision:
    """The reviewer proposes at least one objective to the reviewee."""
    if not review.is_led_by(actor):
        return refused("Only the reviewer can send objectives to be agreed.")
    if review.status != Status.SETTING:
        return refused(WAITS if review.status == Status.PROPOSED else _in_force(review))
    return allowed_if(review.objectives.exists(), "Add at least one objective first.")


def can_agree(actor: Person, review: Review) -> Decision:
    """Only the reviewee agrees, and only to what was proposed; the training agreed becomes their need (PM-1)."""
    if actor.pk != review.reviewee_id:
        return refused("Only the reviewee can agree the objectives.")
    if review.status != Status.PROPOSED:
        return refused(
            ("The reviewer hasn't sent the objectives to be agreed yet.")
            if review.status == Status.SETTING
            else _in_force(review)
        )
    return can_raise(actor, review.school, Need.For.PERSON, actor)


def can_be_set_from(review: Review) -> dt.date | None:
    """Return from which day the reviewer may set what the reviewee was sent: at once where they sent it back.

    None while they were sent nothing.
    """
    if review.sent_back_at is not None:
        return timezone.localdate(review.sent_back_at)
    if review.status == Status.PROPOSED and review.proposed_at is not None:
        return timezone.localdate(review.proposed_at) + dt.timedelta(days=DAYS_TO_ANSWER)
    return None


def can_set_without_agreement(actor: Person, review: Review) -> Decision:
    """The reviewer sets what the reviewee sent back, or has left unanswered for two weeks (PM-1)."""
    if not review.is_led_by(actor):
        return refused("Only the reviewer can set objectives without agreement.")
    if review.is_in_force:
        return refused(_in_force(review))
    if not review.objectives.exists():
        return refused("Add at least one objective first.")
    day = can_be_set_from(review)
    if day is None:
        return refused("Send the objectives to be agreed first.")
    return allowed_if(
        day <= today(),
        f"The reviewee hasn't answered yet. You can set the objectives when they send them back, or from "
        f"{long_date(day)}.",
    )


def can_reply(actor: Person, review: Review) -> Decision:
    """The reviewee writes one reply to objectives that were set without their agreement."""
    if actor.pk != review.reviewee_id:
        return refused("Only the reviewee can reply.")
    if review.status != Status.SET:
        return refused("You can reply when your reviewer has set objectives without your agreement.")
    return allowed_if(review.agreements.latest("number").reply == "", "You've already replied.")


def can_send_back(actor: Person, review: Review) -> Decision:
    """The reviewee sends proposed objectives back, or the reviewer takes them back, with a reason."""
    if not review.is_of_two(actor):
        return refused("Only the reviewee and reviewer can send objectives back.")
    return allowed_if(review.status == Status.PROPOSED, "There are no objectives awaiting agreement.")


NOT_IN_FORCE = "You can write this once the objectives are agreed."


def can_add_self_review(actor: Person, review: Review) -> Decision:
    """The reviewee says how their year goes, as often as they like, while the objectives are in force (RM-3)."""
    if actor.pk != review.reviewee_id:
        return refused("Only the reviewee can write a self-review.")
    return allowed_if(review.is_in_force, NOT_IN_FORCE)


def can_add_mid_year_notes(actor: Person, review: Review) -> Decision:
    """The reviewer writes the notes of the conversation in the middle of the year (RM-3)."""
    if not review.is_led_by(actor):
        return refused("Only the reviewer can write the notes of the conversation.")
    return allowed_if(review.is_in_force, NOT_IN_FORCE)


def can_add_progress(actor: Person, review: Review) -> Decision:
    """Either of the two says what progress an objective has made (PM-1)."""
    if not review.is_of_two(actor):
        return refused("Only the reviewee and reviewer can add progress.")
    return allowed_if(review.is_in_force, NOT_IN_FORCE)


def can_reopen(actor: Person, review: Review) -> Decision:
    """The reviewer opens a review in force again, so that its objectives can be amended and agreed anew."""
    if not review.is_led_by(actor):
        return refused("Only the reviewer can reopen this review.")
    return allowed_if(review.is_in_force, "This review hasn't been agreed yet.")
