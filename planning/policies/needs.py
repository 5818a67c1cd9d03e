"""Who raises which need (policy R-3, AP-1)."""

from core.decisions import Decision, allowed_if, refused
from people.models import Person, Post, Role, School
from planning.models import Need
from planning.standing import plans_for


def can_raise(actor: Person, school: School, needed_by: str, person: Person | None = None) -> Decision:
    """Everybody raises a need for themselves, a line manager for their people, those who plan for all of a school.

    The chair and the clerk of a board raise what the board needs. `needed_by`: a value of `Need.For`; `person`: for
    whom, where it is for one person.
    """
    if plans_for(actor, school):
        return allowed_if(
            person is None or _belongs(person, school), "This person has no post or role at the school at present."
        )
    if needed_by == Need.For.PERSON:
        if person is not None and person.pk == actor.pk:
            return allowed_if(_belongs(actor, school), "You have no post or role at this school at present.")
        manages = person is not None and Post.objects.current().filter(person=person, line_manager=actor).exists()
        return allowed_if(manages, "You raise needs for yourself and for the people whom you manage.")
    if needed_by == Need.For.GOVERNORS:
        authority = actor.authority
        chairs = authority.holds_any([Role.CHAIR_OF_GOVERNORS, Role.CLERK], school.pk) or (
            school.is_central and authority.holds(Role.CHAIR_OF_TRUSTEES)
        )
        return allowed_if(chairs, "The chair and the clerk say what the board needs.")
    return refused("The leaders of the school say what a group or the whole school needs.")


def _belongs(person: Person, school: School) -> bool:
    """Say whether the person has a post or a role at the school; a role of the whole trust belongs to its centre."""
    authority = person.authority
    if school.is_central and any(grant.school_id is None for grant in authority.grants):
        return True
    return school.pk in authority.schools_belonged_to()
