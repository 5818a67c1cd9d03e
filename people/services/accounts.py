"""Changing who signs in as a person: entered by an administrator, in effect once somebody else has said yes."""

import hmac

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string, salted_hmac

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove
from core.trust_settings import in_own_words
from people import emails, policies
from people.models import AccountChange, Person

Status = AccountChange.Status
MOST_WRONG_CODES = 5
# No letter that looks like another, and no vowel that makes a word.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"


def keep_address(person: Person, *, verified: bool = False) -> None:
    """Make the sign-in's address that of the person, and no other.

    It counts as verified by the administrator's word only once the person has used the code that is sent to it.
    """
    EmailAddress.objects.filter(user=person).delete()
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email.lower(), verified=verified, primary=True)


def had_account(person: Person) -> bool:
    """Return whether anybody has, or had, a way to sign in as the person."""
    return bool(person.email or person.last_login or person.invited_at) or person.account_changes.exists()


@transaction.atomic
def propose_email(*, actor: Person, person: Person, email: str | None) -> AccountChange | None:
    """Enter a new work email of somebody who can sign in; the one before stays until it is confirmed.

    The person is told at the old address and gets a code at the new one. A proposal that waits gives way to the new
    one, and the same again changes nothing. `email`: none takes the address away. Returns none where nothing waits.
    Raises `ValidationError` when the address is somebody else's.
    """
    require(policies.can_administer(actor))
    row = Person.objects.select_for_update().get(pk=person.pk)
    new = (email or "").lower()
    waiting = row.account_changes.waiting().first()
    if waiting is not None and waiting.new_email == new:
        return None
    if waiting is not None:
        _settle(waiting, actor, Status.REFUSED)
    if new == (row.email or "").lower():
        return None
    _refuse_taken(row, new)
    code = get_random_string(8, LETTERS)
    change = AccountChange(person=row, new_email=new, proposed_by=actor, proposed_at=now())
    change.code_digest = _digest(change, code)
    change.save()
    audit(actor, "people.account.change_entered", row)
    _mail("address_proposed", row.email, change)
    _mail("address_code", new, change, code=code)
    return change


@transaction.atomic
def release_email(*, actor: Person, person: Person) -> None:
    """Take the address off the record of somebody who has left, because a newcomer has it now."""
    require(policies.can_release_email(actor, person))
    row = Person.objects.select_for_update().get(pk=person.pk)
    for waiting in row.account_changes.waiting():
        _settle(waiting, actor, Status.REFUSED)
    _set_email(row, None, verified=False)
    audit(actor, "people.account.released", row)


def confirm_email(*, actor: Person, change: AccountChange, code: str) -> AccountChange:
    """Let the person, signed in as before, confirm the new address with the code that was sent there.

    Raises `ValidationError` for a wrong code, which counts; after the fifth the change has to be entered again.
    """
    wrong = ValidationError({"code": "This is not the code. Check the latest email at the new address."})
    with transaction.atomic():
        row = _lock(change, Status.DONE)
        require(policies.can_confirm_email(actor, row))
        if row.wrong_codes >= MOST_WRONG_CODES:
            raise IllegalMove(
                in_own_words("This code was mistyped too often. Ask the administrator to enter the address again.")
            )
        is_right = hmac.compare_digest(row.code_digest, _digest(row, code.strip().upper()))
        if is_right:
            return _take_effect(row, actor, verified=True)
        row.wrong_codes += 1
        row.save(update_fields=["wrong_codes"])
    raise wrong


@transaction.atomic
def agree_email(*, actor: Person, change: AccountChange) -> AccountChange:
    """Let a second administrator vouch for the new address. Raises `IllegalMove` where it does not wait any more."""
    row = _lock(change, Status.DONE)
    require(policies.can_agree_email(actor, row))
    return _take_effect(row, actor, verified=False)


@transaction.atomic
def refuse_email(*, actor: Person, change: AccountChange) -> AccountChange:
    """Let the person or an administrator refuse the new address: everything stays as it is."""
    row = _lock(change, Status.REFUSED)
    require(policies.can_refuse_email(actor, row))
    return _settle(row, actor, Status.REFUSED)


def _lock(change: AccountChange, status: str) -> AccountChange:
    """Lock the person and then the change, in the order in which a new proposal does."""
    person = Person.objects.select_for_update().get(pk=change.person_id)
    row: AccountChange = AccountChange.objects.lock_for(status, pk=change.pk)
    row.person = person
    return row


def _take_effect(change: AccountChange, actor: Person, *, verified: bool) -> AccountChange:
    """Let the person sign in by the new address from now on; all their sessions end, for they are bound to it."""
    person = change.person
    _refuse_taken(person, change.new_email)
    before = person.email
    _set_email(person, change.new_email or None, verified=verified)
    _mail("address_changed", before, change)
    _mail("address_changed", person.email, change)
    return _settle(change, actor, Status.DONE)


def _set_email(person: Person, email: str | None, *, verified: bool) -> None:
    person.email = email
    person.version += 1
    person.save(update_fields=["email", "version"])
    keep_address(person, verified=verified)


def _settle(change: AccountChange, actor: Person, status: str) -> AccountChange:
    change.move_to(status, settled_by=actor, settled_at=now())
    codes = {Status.DONE: "people.account.changed", Status.REFUSED: "people.account.change_refused"}
    audit(actor, codes[Status(status)], change.person)
    return change


def _mail(words: str, address: str | None, change: AccountChange, **more: str) -> None:
    """Put a mail into the outbox whose text is wiped once it has gone; nobody who has left gets one."""
    if address and not change.person.has_left:
        get_adapter().send_mail(f"account/email/{words}", address, emails.of_change(change) | more)


def _refuse_taken(person: Person, email: str) -> None:
    if email and Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise ValidationError({"email": "Someone else already uses this email address."})


def _digest(change: AccountChange, code: str) -> str:
    return salted_hmac("people.account-change", f"{change.public_id}{code}", algorithm="sha256").hexdigest()
