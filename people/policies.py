"""Who may do what with people and places. Each answer carries its reason."""

from core.calendar import today
from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.board_roles import duty_sources_of, sources_of
from people.models import AccountChange, Delegation, Grant, Person, Post, Responsibility, Role, StaffImport
from people.selectors import holders


def can_administer(actor: Person) -> Decision:
    """Only the trust's administrator keeps people, schools, posts, roles, terms and settings."""
    return allowed_if(actor.authority.holds(Role.ADMINISTRATOR), ours("Only the trust administrator can do this."))


def lists_staff(actor: Person) -> bool:
    """Return whether the actor's list of people holds staff: of the trust, of a school, or those whom they manage."""
    authority = actor.authority
    return authority.is_trust_wide or bool(authority.schools_led()) or authority.manages_people


def lists_board_alone(actor: Person) -> bool:
    """Return whether the actor's list of people holds the members of a board and nobody else."""
    return not lists_staff(actor) and actor.authority.holds_any(
        [Role.CLERK, Role.CHAIR_OF_GOVERNORS, Role.CHAIR_OF_TRUSTEES]
    )


def can_list_people(actor: Person) -> Decision:
    """Leaders, line managers, clerks, chairs and the central roles have a list of people."""
    return allowed_if(
        lists_staff(actor) or lists_board_alone(actor), "You don't have permission to see the list of people."
    )


def can_invite(actor: Person, person: Person) -> Decision:
    """An administrator invites somebody who has a work email, may sign in, and has not left."""
    if not (decision := can_administer(actor)):
        return decision
    if not person.email:
        return refused("Add a work email address before you send an invitation.")
    if not person.is_active:
        return refused("This person's sign-in is turned off. Turn it on first.")
    return allowed_if(not person.has_left, "This person has left the trust.")


def can_confirm_email(actor: Person, change: AccountChange) -> Decision:
    """A person confirms their own new address: the code sent there proves that it is theirs."""
    return allowed_if(change.person_id == actor.pk and bool(change.new_email), "Only the person confirms the address.")


def can_release_email(actor: Person, person: Person) -> Decision:
    """An administrator takes the address off the record of somebody who has left, and so can't sign in anyway."""
    return can_administer(actor) & allowed_if(person.has_left, "This person has not left.")


def can_open_account_changes(actor: Person) -> Decision:
    """Those who may vouch for somebody's new address have the list of those that wait."""
    return allowed_if(
        actor.authority.holds_any([Role.ADMINISTRATOR, Role.EXECUTIVE_LEAD, Role.CEO]),
        ours("Only the trust's administrators can do this."),
    )


def can_agree_email(actor: Person, change: AccountChange) -> Decision:
    """A second administrator vouches for somebody's new address.

    Where the trust has no other administrator, the Executive Lead or the chief executive does.
    """
    if actor.pk in (change.proposed_by_id, change.person_id):
        return refused("Someone else must agree: you added this address, or it's your own.")
    if actor.authority.holds(Role.ADMINISTRATOR):
        return ALLOWED
    others = holders(Role.ADMINISTRATOR).exclude(pk__in=[change.proposed_by_id, change.person_id])
    return allowed_if(
        actor.authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]) and not others.exists(),
        ours("Only a second administrator can agree to this."),
    )


def can_refuse_email(actor: Person, change: AccountChange) -> Decision:
    """The person, and any administrator, refuses a new address."""
    return allowed_if(change.person_id == actor.pk, "This is about someone else.") | can_administer(actor)


def can_merge(actor: Person, keep: Person, gone: Person) -> Decision:
    """An administrator makes one of two records of somebody else; what is merged is not merged again."""
    if not (decision := can_administer(actor)):
        return decision
    if actor.pk in (keep.pk, gone.pk):
        return refused(ours("You can't merge your own record. Ask another administrator."))
    if keep.pk == gone.pk:
        return refused("This is the same record.")
    return allowed_if(not (keep.merged_into_id or gone.merged_into_id), "One of these records was merged before.")


def can_grant(actor: Person, person: Person, role: str) -> Decision:
    """An administrator grants roles, but never a deciding role to themselves (nobody widens their own reach)."""
    if not (decision := can_administer(actor)):
        return decision
    if person.pk == actor.pk:
        return refused(ours("You can't change your own roles. Ask another administrator."))
    if role in Role.of_boards():
        return refused("Appoint the person on the board’s page. Their role follows.")
    return allowed_if(role in Role.values, "This role doesn't exist. Choose another.")


def can_end_grant(actor: Person, grant: Grant) -> Decision:
    """An administrator ends roles, but not the last administrator's."""
    if not (decision := can_administer(actor)):
        return decision
    if sources_of([grant]):
        return refused("This role comes with an appointment. End that on the board’s page.")
    others = holders(Role.ADMINISTRATOR).exclude(pk=grant.person_id)
    return allowed_if(
        grant.role != Role.ADMINISTRATOR or others.exists(),
        (ours("The trust must have at least one administrator. Add another first.")),
    )


def can_end_duty(actor: Person, duty: Responsibility) -> Decision:
    """An administrator ends responsibilities, but for one that ends with a link role."""
    if not (decision := can_administer(actor)):
        return decision
    return allowed_if(
        not duty_sources_of([duty]), "This responsibility comes with a link role. End that on the board’s page."
    )


def can_switch_off(actor: Person, person: Person) -> Decision:
    """An administrator switches sign-ins off and on, but not their own."""
    if not (decision := can_administer(actor)):
        return decision
    return allowed_if(person.pk != actor.pk, "You can't turn off your own sign-in.")


def can_keep_absences(actor: Person, person: Person) -> Decision:
    """Those who lead a school keep the long absences of whoever works there; of the central team, those who head it.

    Nobody keeps their own, for who is away counts in no figure; of those who head a school or the central team the
    Executive Lead does.
    """
    if actor.pk == person.pk:
        return refused("Someone else must record your absences.")
    if person.authority.holds_any(Role.heads()):
        return allowed_if(
            not person.has_left and actor.authority.holds(Role.EXECUTIVE_LEAD),
            ours("Only the Executive Lead can do this."),
        )
    led = Post.objects.current().filter(actor.authority.posts_led(), person=person)
    return allowed_if(
        not person.has_left and led.exists(), ours("Only the person's Headteacher or a senior leader can do this.")
    )


def can_name_deputy(actor: Person) -> Decision:
    """Whoever decides or books names a deputy for themselves, and for nobody else."""
    return allowed_if(
        actor.authority.holds_any(Role.with_deputies()), "Only people who approve or book can name a stand-in."
    )


def can_name_deputy_for(actor: Person, person: Person) -> Decision:
    """The Executive Lead or an administrator names a stand-in for somebody who decides or books and is away."""
    if not actor.authority.holds_any([Role.EXECUTIVE_LEAD, Role.ADMINISTRATOR]):
        return refused(ours("Only the Executive Lead or the trust's administrator can do this."))
    if person.pk == actor.pk:
        return refused("Name your own stand-in under Stand-in approvers.")
    return allowed_if(person.authority.holds_any(Role.with_deputies()), "This person doesn't approve or book anything.")


def can_open_deputies(actor: Person) -> Decision:
    """Those who may name a deputy, and deputies themselves, have a page about it."""
    held = actor.delegations_held.filter(ended_at=None, ends_on__gte=today())
    return can_name_deputy(actor) | allowed_if(
        held.exists(), "You don't approve requests, so you don't need a stand-in."
    )


def can_end_delegation(actor: Person, delegation: Delegation) -> Decision:
    """The person stood in for ends it before its time, or whoever may name one for them."""
    if delegation.person_id == actor.pk:
        return ALLOWED
    return allowed_if(
        bool(can_name_deputy_for(actor, delegation.person)), "Only the person they stand in for can end this."
    )


def can_apply_import(actor: Person, staff_import: StaffImport) -> Decision:
    """An administrator applies a rehearsed staff import that has no problem and no open question left."""
    if not (decision := can_administer(actor)):
        return decision
    if staff_import.problems:
        return refused("Fix the problems first. We can only import the whole file.")
    if staff_import.changes.get("questions"):
        return refused("Answer the questions before you import.")
    return allowed_if(bool(staff_import.changes.get("people")), "There are no changes to import from this file.")
