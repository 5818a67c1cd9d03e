"""Who signs up for an event, who agrees, and who invites (policy AP-8, CT-1)."""

from core.calendar import now
from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, Role, School
from training.events import policies as events
from training.events.models import Event
from training.places.models import Place


def closed_words(event: Event) -> str:
    """Return why nobody can take a place at the event now, or "" where people can."""
    if event.status == Event.Status.CANCELLED:
        return "This event was cancelled."
    if event.status == Event.Status.HELD or event.has_started:
        return "This event has started."
    if event.sign_up_until is not None and event.sign_up_until <= now():
        return "Sign-up has closed."
    return ""


def can_sign_up(actor: Person, event: Event) -> Decision:
    """Whom the event is for signs up, where it isn't by invitation alone."""
    if event.sign_up == Event.SignUp.INVITED:
        return refused("This event is by invitation.")
    return allowed_if(Event.objects.open_to(actor).filter(pk=event.pk).exists(), "This event is for other people.")


def can_answer(actor: Person, place: Place) -> Decision:
    """Only whoever was invited or offered a place accepts it or turns it down."""
    return allowed_if(actor.pk == place.person_id, "Only the person who was invited can answer.")


def can_withdraw(actor: Person, place: Place) -> Decision:
    """Only whoever has a place, or waits for one, gives it up."""
    return allowed_if(actor.pk == place.person_id, "Only the person whose place this is can give it up.")


def can_agree(actor: Person, place: Place) -> Decision:
    """The Headteacher agrees or declines, or whoever stands in; nobody for themselves: the Executive Lead does."""
    if actor.pk == place.person_id:
        return refused("You can't agree to your own place.")
    waits = Place.objects.to_agree_by(actor).filter(pk=place.pk).exists()
    return allowed_if(waits, ours("Only the Headteacher, or whoever stands in for them, can agree to this."))


def agrees_for(actor: Person) -> set[int]:
    """Return the keys of the schools for whose people the actor agrees, oneself or standing in for somebody."""
    schools: set[int] = set()
    for person in (actor, *actor.authority.delegators):
        schools |= person.authority.schools_with(Role.school_leaders())
        if person.authority.holds(Role.CENTRAL_HEAD):
            schools |= set(School.objects.filter(kind=School.Kind.CENTRAL).values_list("pk", flat=True))
    return schools


def can_see_agreements(actor: Person) -> Decision:
    """The list of places to agree to is for those who head a school or the trust, and their stand-ins."""
    roles = [*Role.school_leaders(), Role.CENTRAL_HEAD, Role.EXECUTIVE_LEAD, Role.CEO]
    decides = any(person.authority.holds_any(roles) for person in (actor, *actor.authority.delegators))
    return allowed_if(decides, ours("Only Headteachers and the Executive Lead can agree to places."))


def can_give(actor: Person, event: Event) -> Decision:
    """Who has to catch up is put down for any event that people sign up for; by invitation, as `can_invite` says."""
    return allowed_if(
        event.sign_up != Event.SignUp.INVITED or can_invite(actor, event).allowed,
        "Only those who can change this event can invite people to it.",
    )


def can_invite(actor: Person, event: Event) -> Decision:
    """Whoever may change the event invites to it, sees who has a place and takes a place back."""
    return events.can_change(actor, event)
