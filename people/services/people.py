"""Adding and changing people, switching their sign-in off and on, inviting them."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import lock_version
from people import policies
from people.models import Delegation, Grant, LongAbsence, Person, Post, Responsibility
from people.services.accounts import had_account, keep_address, propose_email


def apply_changes(row: Any, facts: dict[str, Any]) -> dict[str, list[str]]:
    """Set the facts that differ on a row and return them, before and after, for the audit trail."""
    changes: dict[str, list[str]] = {}
    for field, value in facts.items():
        before = getattr(row, field)
        if before != value:
            changes[field] = [str(before), str(value)]
            setattr(row, field, value)
    return changes


PERSONAL_FIELDS = {"first_name", "last_name", "email", "teacher_number"}


def without_personal_values(changes: dict[str, list[str]]) -> dict[str, Any]:
    """Return the changes for the trail with names and addresses left out: that they changed is enough."""
    return {field: "changed" if field in PERSONAL_FIELDS else change for field, change in changes.items()}


@transaction.atomic
def add_person(*, actor: Person, facts: dict[str, Any]) -> Person:
    """Add somebody to the trust's people; they cannot sign in before they are invited (policy R-1).

    `facts`: first_name, last_name, email (or none), teacher_number, joined_on. Raises `ValidationError` when the
    email or number belongs to somebody else.
    """
    require(policies.can_administer(actor))
    return make_person(actor, facts)


def make_person(actor: Person, facts: dict[str, Any]) -> Person:
    """Make the record of somebody; the caller has asked who may. Raises `ValidationError` as `add_person` does."""
    person = Person(**facts)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    keep_address(person)
    audit(actor, "people.person.added", person)
    return person


@transaction.atomic
def change_person(*, actor: Person, person: Person, version: int, facts: dict[str, Any]) -> Person:
    """Change a person's facts. Raises `StaleVersion` on an old form, `ValidationError` on a taken email.

    A new email of somebody who can sign in waits until somebody else has confirmed it (`services.accounts`).
    """
    require(policies.can_administer(actor))
    row: Person = lock_version(Person.objects.all(), person.pk, version)
    if "email" in facts and had_account(row):
        facts = dict(facts)
        propose_email(actor=actor, person=row, email=facts.pop("email"))
    changes = apply_changes(row, facts)
    if changes:
        row.version += 1
        row.full_clean(exclude=["password"])
        row.save()
        if "email" in changes:
            keep_address(row)
        audit(actor, "people.person.changed", row, changes=without_personal_values(changes))
    return row


@transaction.atomic
def invite_person(*, actor: Person, person: Person) -> Person:
    """Send somebody an invitation to sign in with a code; again when asked again (policy R-1)."""
    from people import emails

    require(policies.can_invite(actor, person))
    row = Person.objects.select_for_update().get(pk=person.pk)
    if not EmailAddress.objects.filter(user=row).exists():
        keep_address(row)
    row.invited_at, row.invitation_asked_by = now(), None
    row.save(update_fields=["invited_at", "invitation_asked_by"])
    audit(actor, "people.person.invited", row)
    emails.invitation(row)
    return row


# So many invitations does a worker send before it makes room for other work.
INVITED_AT_ONCE = 500


@transaction.atomic
def ask_for_invitations(*, actor: Person, again: bool = False) -> int:
    """Let a worker invite everybody who was not invited yet, or `again` who has not signed in; returns how many.

    One statement, however many they are. Nobody is invited twice on one day.
    """
    from people.tasks import wake_invitations

    require(policies.can_administer(actor))
    people = Person.objects.not_signed_in(today()) if again else Person.objects.uninvited(today())
    number = Person.objects.filter(pk__in=people.values("pk")).update(invitation_asked_by=actor)
    if number:
        transaction.on_commit(wake_invitations)
    return number


def send_invitations(most: int = INVITED_AT_ONCE) -> int:
    """Send the next invitations that were asked for, `most` of them; returns how many. Twice or again does no harm.

    Each goes by itself: what is done stays done. Whoever has left, lost the address or signed in meanwhile gets none.
    """
    waiting = Person.objects.awaiting_invitation().order_by("last_name", "first_name", "pk")
    sent = 0
    for pk in list(waiting.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            row = Person.objects.awaiting_invitation().select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:
                continue
            actor, row.invitation_asked_by = row.invitation_asked_by, None
            row.save(update_fields=["invitation_asked_by"])
            if actor is not None and row.last_login is None and policies.can_invite(actor, row):
                invite_person(actor=actor, person=row)
                sent += 1
    return sent


@transaction.atomic
def switch_sign_in(*, actor: Person, person: Person, allowed: bool) -> Person:
    """Let somebody sign in, or stop it; it takes effect at the next request."""
    require(policies.can_switch_off(actor, person))
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.is_active != allowed:
        row.is_active = allowed
        row.version += 1
        row.save(update_fields=["is_active", "version"])
        audit(actor, "people.person.sign_in_allowed" if allowed else "people.person.sign_in_stopped", row)
    return row


END_CODES: dict[type, tuple[str, str, str]] = {
    Post: ("people.post.ended", "people.post.taken_back", "people.post.reopened"),
    Grant: ("people.grant.ended", "people.grant.taken_back", "people.grant.reopened"),
    Responsibility: (
        "people.responsibility.ended",
        "people.responsibility.taken_back",
        "people.responsibility.reopened",
    ),
    LongAbsence: ("people.absence.ended", "people.absence.taken_back", "people.absence.reopened"),
    Delegation: ("people.delegation.ended", "people.delegation.taken_back", "people.delegation.reopened"),
}


def end_dated_row(row: Any, last_day: date, *, actor: Person) -> bool:
    """Let a post, role, duty, absence or deputy's time end with a day; return whether it holds on any day at all.

    What would begin after its last day never holds, not even on its first day: the row is taken away, and the trail
    keeps what it was.
    """
    ended, taken_back, _ = END_CODES[type(row)]
    if last_day < row.starts_on:
        audit(actor, taken_back, row, note=str(row), changes={"starts_on": [str(row.starts_on), ""]})
        row.delete()
        return False
    before, row.ends_on = row.ends_on, last_day
    row.save(update_fields=["ends_on"])
    audit(actor, ended, row, changes={"ends_on": [str(before or ""), str(last_day)]})
    return True


def reopen_dated_row(was: Any, last_day: date, *, is_kept: bool, actor: Person) -> None:
    """Give a row back the last day that it had before `end_dated_row`, or the row itself where that took it away.

    `was`: the row as it was then; `is_kept`: what `end_dated_row` returned. What somebody has changed since stays as
    it is, and so does what has been given anew meanwhile.
    """
    row = type(was).objects.select_for_update(of=("self",)).filter(pk=was.pk).first()
    if (row is not None) != is_kept or (row is not None and row.ends_on != last_day):
        return
    row = row or was
    row.ends_on = was.ends_on
    try:
        row.validate_constraints()
    except ValidationError:
        return
    if is_kept:
        row.save(update_fields=["ends_on"])
    else:
        row.save(force_insert=True)
    audit(actor, END_CODES[type(row)][2], row, changes={"ends_on": [str(last_day), str(was.ends_on or "")]})


def refuse_unholding(row: Any, last_day: date) -> None:
    """Raise `ValidationError` where a mistyped last day would take away what has been held already."""
    if last_day < row.starts_on <= today():
        began = f"{row.starts_on.day} {row.starts_on:%B %Y}"
        raise ValidationError({"last_day": f"{row} began on {began}. Enter that day or a later one."})
