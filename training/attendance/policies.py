"""Who keeps the register of an event: whoever runs it. Nobody confirms or corrects their own attendance (IM-4)."""

from core.decisions import Decision, allowed_if, refused
from people.models import Person
from training.attendance.models import Attendance, CatchUp
from training.events.policies import can_run


def can_correct(actor: Person, attendance: Attendance) -> Decision:
    """Whoever runs the event corrects its register afterwards, but for themselves."""
    if attendance.person_id == actor.pk:
        return refused("You can't confirm your own attendance. Ask another organiser, facilitator or school leader.")
    return can_run(actor, attendance.event)


def can_declare(actor: Person, catch_up: CatchUp) -> Decision:
    """Only the person says that they have read the material."""
    return allowed_if(
        catch_up.attendance.person_id == actor.pk, "Only the person who missed the training can confirm this."
    )
