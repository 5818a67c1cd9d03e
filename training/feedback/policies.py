"""Who may give, ask for, change, share and read feedback on training."""

from core.calendar import today
from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, Role
from planning.scope import plans_for
from training.feedback.models import Feedback
from training.records.models import Record


def can_give(actor: Person, record: Record) -> Decision:
    """Whoever took part gives feedback, once it is over (policy IM-2); nobody for somebody else."""
    if actor.pk != record.person_id:
        return refused("Only the person who attended can give feedback.")
    if record.is_own:
        return refused("You logged this yourself. You can say there what you took away.")
    return allowed_if(record.ends_on <= today(), "You can give feedback once the training has finished.")


def can_prompt(actor: Person, record: Record) -> Decision:
    """Those who plan for the school ask for feedback that is missing; they cannot write it."""
    if actor.pk == record.person_id:
        return refused("This is your own training. Give your feedback instead.")
    return allowed_if(plans_for(actor, record.school), "Only school leaders can send feedback reminders.")


def can_change(actor: Person, feedback: Feedback) -> Decision:
    """Only whoever gave it changes it, at any time."""
    return allowed_if(actor.pk == feedback.record.person_id, "Only the person who gave this feedback can edit it.")


def can_share(actor: Person, feedback: Feedback) -> Decision:
    """Only whoever gave it shares it, at any time."""
    if actor.pk != feedback.record.person_id:
        return refused("Only the person who gave this feedback can share it.")
    return allowed_if(not feedback.is_shared, "This has already been shared.")


def can_stop_sharing(actor: Person, feedback: Feedback) -> Decision:
    """Whoever gave it stops sharing it, at any time; so does the administrator, such as for somebody who left."""
    if actor.pk != feedback.record.person_id and not actor.authority.holds(Role.ADMINISTRATOR):
        return refused(ours("Only the person who gave this feedback or the trust administrator can stop sharing it."))
    return allowed_if(feedback.is_shared, "This isn't shared.")


def can_read_library(actor: Person) -> Decision:
    """What colleagues share is for all staff (policy IM-2); boards read no names."""
    return allowed_if(actor.authority.is_staff, "Only trust staff can see feedback from colleagues.")
