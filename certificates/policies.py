"""Who may do what with certificates. Each answer carries its reason."""

from collections.abc import Collection

from django.db.models import Q

from certificates.models import Certificate
from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Grant, Person, Post, Role, School


def _working_or_governing_at(people: Collection[Person], schools: set[int]) -> set[int]:
    """Return the ids of the people who have a post, or a seat on the board, at one of the schools today."""
    governing = _governing_at(people, schools)
    others = {person.pk for person in people if not person.has_left} - governing
    if not schools or not others:
        return governing
    posts = Post.objects.current().filter(person__in=others, school__in=schools)
    return governing | set(posts.values_list("person_id", flat=True))


def _governing_at(people: Collection[Person], schools: set[int], *, of_trust: bool = False) -> set[int]:
    """Return the ids of the people who have a seat on the board of one of the schools today.

    `of_trust`: or are trustees or members.
    """
    here = {person.pk for person in people if not person.has_left}
    if not here or not (schools or of_trust):
        return set()
    boards = Q(school__in=schools) | (Q(school=None) if of_trust else Q(pk__in=[]))
    seats = Grant.objects.current().filter(boards, person__in=here, role__in=Role.governing())
    return set(seats.values_list("person_id", flat=True))


def leads(actor: Person, person: Person) -> Decision:
    """A person's leaders: those who lead a school of theirs, and the Executive Lead and chief executive."""
    authority = actor.authority
    return allowed_if(
        actor.pk != person.pk
        and (
            authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO])
            or person.pk in _working_or_governing_at([person], authority.schools_led())
        ),
        "Only leaders at this person’s school or trust leaders can do this.",
    )


def can_enter(actor: Person, person: Person) -> Decision:
    """A certificate is entered by the person, a leader, the booking officer, or the clerk of the person's board."""
    return allowed_if(
        person.pk in enterable(actor, [person]),
        "You can only add certificates for yourself and the people you manage.",
    )


def enterable(actor: Person, people: Collection[Person]) -> set[int]:
    """Return the ids of the people whose certificates the actor can enter: `can_enter` for all at once."""
    authority = actor.authority
    if authority.holds_any([Role.BOOKING_OFFICER, Role.EXECUTIVE_LEAD, Role.CEO]):
        return {person.pk for person in people}
    others = [person for person in people if person.pk != actor.pk]
    led = _working_or_governing_at(others, authority.schools_led())
    rest = [person for person in others if person.pk not in led]
    own = {person.pk for person in people} & {actor.pk}
    return own | led | _governing_at(rest, authority.schools_with([Role.CLERK]), of_trust=authority.is_clerk_to_trust)


def can_verify(actor: Person, certificate: Certificate) -> Decision:
    """A leader or the booking officer confirms what the person entered."""
    if certificate.person_id == actor.pk:
        return refused("You can’t check your own certificate. Ask your line manager or a school leader.")
    if certificate.revoked_at:
        return refused("This certificate has been withdrawn.")
    if not certificate.is_own_word:
        return refused("This certificate has already been checked.")
    return can_enter(actor, certificate.person)


def can_revoke(actor: Person, certificate: Certificate) -> Decision:
    """A leader or the booking officer withdraws a certificate; the person one's own entry until it is confirmed."""
    if certificate.revoked_at:
        return refused("This certificate has already been withdrawn.")
    if certificate.person_id == actor.pk:
        return allowed_if(certificate.is_own_word, "Someone else checked this certificate. Ask them to withdraw it.")
    return can_enter(actor, certificate.person)


def can_attach(actor: Person, certificate: Certificate) -> Decision:
    """Whoever may enter a certificate may add the file of one that has none."""
    if certificate.revoked_at:
        return refused("This certificate has been withdrawn.")
    if certificate.file_id:
        return refused("This certificate already has a file. To change it, withdraw the certificate and add it again.")
    return can_enter(actor, certificate.person)


def can_exempt(actor: Person, person: Person) -> Decision:
    """A leader exempts somebody, never themselves."""
    return leads(actor, person)


def can_name(actor: Person, person: Person) -> Decision:
    """A leader names who must meet a requirement."""
    return leads(actor, person)


def can_see_matrix(actor: Person, school: School) -> Decision:
    """The matrix of names is for those who lead the school and for the central roles; boards see counts in reports."""
    return allowed_if(
        actor.authority.is_trust_wide or school.pk in actor.authority.schools_led(),
        "Only school leaders can see this school’s training compliance.",
    )


def can_follow_up(actor: Person, school: School) -> Decision:
    """Those who lead the school or the trust, and the booking officer, remind its people and enter certificates."""
    authority = actor.authority
    return allowed_if(
        school.pk in authority.schools_led()
        or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.BOOKING_OFFICER]),
        ours("Only school leaders, trust leaders and the booking officer can do this."),
    )


def can_see_trust(actor: Person) -> Decision:
    """Only the central team can see the trust's training compliance."""
    return allowed_if(actor.authority.is_trust_wide, "Only the central team can see the trust’s training compliance.")


def can_edit_requirements(actor: Person) -> Decision:
    """The trust's administrator keeps the requirements."""
    return allowed_if(actor.authority.holds(Role.ADMINISTRATOR), ours("Only the trust administrator can do this."))


def can_name_anybody(actor: Person) -> Decision:
    """Leaders of a school and of the trust may name people; whom, is asked for each."""
    authority = actor.authority
    return allowed_if(
        bool(authority.schools_led()) or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]),
        "Only school and trust leaders can add people to this list.",
    )


def can_choose_matrix(actor: Person) -> Decision:
    """The matrices are for those who lead a school and for the central roles."""
    return allowed_if(
        actor.authority.is_trust_wide or bool(actor.authority.schools_led()),
        "Only school leaders can see training compliance.",
    )
