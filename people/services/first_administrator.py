"""The one thing that no person of the trust can do: make the first administrator."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from core.audit import audit
from core.calendar import today
from people.models import Grant, Person, Role
from people.services.accounts import keep_address


@transaction.atomic
def appoint_administrator(
    *, actor: None, email: str, first_name: str, last_name: str, password: str = ""
) -> tuple[Person, bool]:
    """Give the administrator's role to the person with this email, who is made when nobody has it.

    Only for the server's own command line, where nobody has signed in yet: `actor` is nothing, the system itself, and
    the audit trail says so. With a password that is strong enough the person can sign in at once; without one they
    ask for a code by email. Returns the person and whether the role is new. Raises `ValidationError`.
    """
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email.lower(), first_name=first_name, last_name=last_name)
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
        audit(actor, "people.person.added", person)
    if not EmailAddress.objects.filter(user=person).exists():
        keep_address(person)
    if password:
        validate_password(password, person)
        person.set_password(password)
        person.save(update_fields=["password"])
        # Whoever runs commands on the server vouches for the address; without mail nobody could confirm it.
        EmailAddress.objects.filter(user=person).update(verified=True)
        audit(actor, "people.person.password_set", person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit(actor, "people.person.sign_in_allowed", person)
    if Grant.objects.on(today()).filter(person=person, role=Role.ADMINISTRATOR).exists():
        return person, False
    grant = Grant(person=person, role=Role.ADMINISTRATOR, starts_on=today())
    grant.full_clean()
    grant.save()
    audit(actor, "people.grant.given", grant, changes={"role": ["", Role.ADMINISTRATOR]})
    return person, True
