"""Who makes, runs and answers which survey (policy AP-3)."""

from core.calendar import today
from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, School
from planning.scope import plans_for
from planning.suppression import smallest_group
from surveys.models import Survey

NOT_YOURS = "Only school leaders can create and run surveys."
FIXED = "You can't change the questions once a survey has opened. Copy the survey instead."


def can_make(actor: Person, school: School) -> Decision:
    """Those who plan for a school ask its people (AP-3)."""
    return allowed_if(plans_for(actor, school), NOT_YOURS)


def can_ask(actor: Person, school: School, audience: str) -> Decision:
    """A school asks its staff, governors, parents and pupils; trustees and members are asked by the central team."""
    if audience == Survey.Audience.TRUSTEES and not school.is_central:
        return refused(ours("Only the central team can survey trustees and members."))
    return can_make(actor, school)


def can_change(actor: Person, survey: Survey) -> Decision:
    """A draft is changed by those who plan for the school; what was opened is fixed."""
    if not (decision := can_make(actor, survey.school)):
        return decision
    return allowed_if(survey.status == Survey.Status.DRAFT, FIXED)


def can_open(actor: Person, survey: Survey, questions: int) -> Decision:
    """A draft with at least one question and a last day to come is opened. `questions`: how many it has."""
    if not (decision := can_make(actor, survey.school)):
        return decision
    if survey.status != Survey.Status.DRAFT:
        return refused("This survey has already been opened.")
    if not questions:
        return refused("Add a question first.")
    return allowed_if(survey.closes_on >= today(), "The closing date has passed. Choose a later one first.")


def can_close(actor: Person, survey: Survey) -> Decision:
    """An open survey is closed early by those who run it."""
    if not (decision := can_make(actor, survey.school)):
        return decision
    return allowed_if(survey.state == Survey.Status.OPEN, "This survey isn't open.")


def can_set_last_day(actor: Person, survey: Survey) -> Decision:
    """A survey gets more time, or is opened again, as long as nobody has seen its results."""
    if not (decision := can_make(actor, survey.school)):
        return decision
    if survey.status == Survey.Status.DRAFT:
        return refused("This survey hasn't been opened yet.")
    return allowed_if(
        survey.results_shown_at is None,
        "You can't reopen a survey once its results have been shown, to keep answers anonymous. Copy it instead.",
    )


def can_show_results(actor: Person, survey: Survey, answered: int) -> Decision:
    """Results are shown once it has closed and enough have answered; from then on it stays closed.

    `answered`: how many have. The number is the trust's `planning.smallest_group`, five at least.
    """
    if not (decision := can_make(actor, survey.school)):
        return decision
    if survey.state != Survey.Status.CLOSED:
        return refused("You can see the results once the survey has closed.")
    smallest = smallest_group()
    return allowed_if(
        answered >= smallest,
        f"Fewer than {smallest} people answered. To keep answers anonymous, we only show how many replied.",
    )


def can_see_results(actor: Person, survey: Survey, answered: int) -> Decision:
    """Those who run it see what was shown, and still never what fewer than the smallest group answered."""
    decision = can_show_results(actor, survey, answered)
    if not decision:
        return decision
    return allowed_if(survey.results_shown_at is not None, "No one has seen the results yet.")


def can_answer(actor: Person, survey: Survey, *, is_asked: bool) -> Decision:
    """Those who are asked answer while it is open. `is_asked`: whether the actor belongs to its audience."""
    if not is_asked:
        return refused("This survey isn't for you.")
    return taking_answers(survey)


def can_ask_pupils(actor: Person, survey: Survey) -> Decision:
    """Staff of the school sit with the pupils; the central team's survey is run by staff of any school."""
    if survey.audience != Survey.Audience.PUPILS:
        return refused("This isn't a pupil survey.")
    worked_at = actor.authority.schools_worked_at()
    if not (survey.school_id in worked_at or (survey.school.is_central and worked_at)):
        return refused("Only staff at the school can run this survey with pupils.")
    return taking_answers(survey)


def taking_answers(survey: Survey) -> Decision:
    """Return whether the survey takes answers today, whoever asks."""
    if survey.takes_answers_on(today()):
        return ALLOWED
    if survey.status == Survey.Status.DRAFT:
        return refused("This survey isn't open yet.")
    return refused("This survey has closed. Thank you for your interest.")
