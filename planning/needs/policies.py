"""Who raises, reads, changes and ends which need (policy R-3, AP-1)."""

from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, Role, School
from people.relations import are_related
from planning.needs.answers import is_answered
from planning.needs.models import Need
from planning.scope import plans_everywhere, plans_for

ENDED = "This training need is no longer open. School leaders can reopen it."
PLANNERS_END = "Only school leaders can mark this as met."


def can_raise(actor: Person, school: School, needed_by: str, person: Person | None = None) -> Decision:
    """Everybody raises a need for themselves, a line manager for their people, those who plan for all of a school.

    The chair and the clerk of a board raise what the board needs. `needed_by`: a value of `Need.For`; `person`: for
    whom, where it is for one person.
    """
    if plans_for(actor, school):
        return allowed_if(
            person is None or _belongs(person, school),
            ("This person doesn't currently have a post or role at the school."),
        )
    if needed_by == Need.For.PERSON:
        if person is not None and person.pk == actor.pk:
            return allowed_if(_belongs(actor, school), "You don't currently have a post or role at this school.")
        return allowed_if(
            person is not None and person.pk in actor.authority.managed.get(school.pk, ()),
            "You can only suggest training for yourself and people you manage.",
        )
    if needed_by == Need.For.GOVERNORS:
        return allowed_if(
            speaks_for_board(actor, school),
            ours("Only the chair and clerk can add training needs for the board."),
        )
    return refused("Only school leaders can add training needs for a group or the whole school.")


def speaks_for_board(actor: Person, school: School) -> bool:
    """Return whether the actor says what the board of the school needs: its chair or clerk."""
    authority = actor.authority
    return authority.holds_any([Role.CHAIR_OF_GOVERNORS, Role.CLERK], school.pk) or (
        school.is_central and authority.keeps_trust_board
    )


def _belongs(person: Person, school: School) -> bool:
    """Return whether the person has a post or a role at the school; a role of the whole trust belongs to its centre."""
    authority = person.authority
    if school.is_central and any(grant.school_id is None for grant in authority.grants):
        return True
    return school.pk in authority.schools_belonged_to()


def can_read_register(actor: Person, school: School) -> Decision:
    """A school's register is read by those who plan for it and by the central roles (policy AP-1)."""
    return allowed_if(
        actor.authority.is_trust_wide or plans_for(actor, school),
        "Only school leaders can see this register. Yours are under “My training needs”.",
    )


def can_read_trust_register(actor: Person) -> Decision:
    """The register of the whole trust is read by the central roles."""
    return allowed_if(actor.authority.is_trust_wide, "Only the central team can see the trust register.")


def can_edit(actor: Person, need: Need) -> Decision:
    """Those who plan change an open need; whoever raised it does while it has no answer yet."""
    if need.status != Need.Status.OPEN:
        return refused(ENDED)
    if plans_for(actor, need.school):
        return ALLOWED
    if not has_raised(actor, need):
        return refused("Only school leaders and the person who added this can edit it.")
    return allowed_if(
        not is_answered(need), "This is already being planned for, so you can't edit it. Ask a school leader."
    )


def has_raised(actor: Person, need: Need) -> bool:
    """Return whether the actor raised the need and may still look after it."""
    return need.raised_by_id == actor.pk and _has_a_part(actor, need)


def _has_a_part(actor: Person, need: Need) -> bool:
    """Return whether what the actor did with a need still counts: it is their own, or both have their place there."""
    return need.person_id == actor.pk or are_related(actor, need.person, need.school)


def can_set_source(actor: Person, need: Need) -> Decision:
    """Those who plan say where a need comes from (policy AP-3)."""
    return allowed_if(plans_for(actor, need.school), "Only school leaders can change the source.")


def can_end(actor: Person, need: Need) -> Decision:
    """Those who plan for the school say that an open need is met."""
    if need.status != Need.Status.OPEN:
        return refused(ENDED)
    return allowed_if(plans_for(actor, need.school), PLANNERS_END)


def can_close(actor: Person, need: Need) -> Decision:
    """An open need is closed by those who plan, by the person whose it is, and by whoever raised it."""
    if need.status != Need.Status.OPEN:
        return refused(ENDED)
    return allowed_if(
        plans_for(actor, need.school) or actor.pk == need.person_id or has_raised(actor, need),
        "Only the person it's for, the person who added it and school leaders can close this.",
    )


def can_carry(actor: Person, need: Need) -> Decision:
    """Those who plan for the school carry an open need forward."""
    return can_end(actor, need)


def can_carry_all(actor: Person, school: School) -> Decision:
    """Those who plan for a school carry the open needs of past years forward together."""
    return allowed_if(plans_for(actor, school), "Only school leaders can carry training needs forward.")


def can_reopen(actor: Person, need: Need) -> Decision:
    """What was ended by mistake is opened again by those who plan, or by whoever ended it."""
    if need.status == Need.Status.OPEN:
        return refused("This is already open.")
    if need.status == Need.Status.CARRIED_FORWARD:
        return refused("This has been carried forward, so it continues in next year's register.")
    return allowed_if(
        plans_for(actor, need.school) or (need.ended_by_id == actor.pk and _has_a_part(actor, need)),
        "Only school leaders and the person who closed this can reopen it.",
    )


def can_see_similar(actor: Person) -> Decision:
    """Similar needs are for those who plan: leaders over their own schools, the central roles over the trust."""
    return allowed_if(
        actor.authority.is_trust_wide
        or bool(actor.authority.schools_led())
        or actor.authority.holds(Role.CENTRAL_HEAD),
        "Only school leaders and the central team can see similar training needs.",
    )


def can_gather(actor: Person) -> Decision:
    """One provision for several schools is planned by the Executive Lead and the chief executive (policy AP-10)."""
    return allowed_if(
        plans_everywhere(actor),
        ours("Only the Executive Lead and the chief executive can plan training across schools."),
    )


def can_let_go(actor: Person, need: Need) -> Decision:
    """A school takes its need out of a common provision; so do those who planned it."""
    if need.status != Need.Status.OPEN:
        return refused(ENDED)
    if need.gathered_into_id is None:
        return refused("This isn't part of training across schools.")
    return allowed_if(
        plans_for(actor, need.school), "Only school leaders can remove this from training across schools."
    )


def can_ask_for(actor: Person, need: Need) -> Decision:
    """Whoever has an open need asks for a course for it, and so do the people of its school for one of theirs (R-3)."""
    theirs = need.person_id is None and (
        need.school.is_central or need.school_id in actor.authority.schools_belonged_to()
    )
    is_open = need.status == Need.Status.OPEN
    return allowed_if(
        is_open and (theirs or need.person_id == actor.pk), "Only the person it's for can request a course."
    )
