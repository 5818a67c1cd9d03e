"""Qualifications, exemptions, and people named by hand."""

import datetime as dt

from django.db import transaction

from certificates import policies
from certificates.models import Exemption, NamedHolder, Qualification, Requirement
from certificates.services.history import lock_history
from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from core.models import StoredFile
from people.models import Person, School


@transaction.atomic
def add_qualification(
    *,
    person: Person,
    school: School,
    title: str,
    awarded_on: dt.date,
    paid_by: str,
    actor: Person,
    awarding_body: str = "",
    agrees_to_be_named: bool = False,
    file: StoredFile | None = None,
) -> Qualification:
    """Record a professional qualification and who paid for it, for the reports (policy RM-8).

    Only the person agrees to be named: when somebody else enters it, the answer is kept as no. `IllegalMove` for a
    day that lies ahead; `PermissionDenied` for somebody who may not enter it.
    """
    if awarded_on > today():
        raise IllegalMove("The date awarded must be today or in the past.")
    require(policies.can_enter(actor, person))
    qualification = Qualification.objects.create(
        person=person,
        school=school,
        title=title,
        awarding_body=awarding_body,
        awarded_on=awarded_on,
        paid_by=paid_by,
        agrees_to_be_named=agrees_to_be_named and actor.pk == person.pk,
        file=file,
        entered_by=actor,
        entered_at=now(),
    )
    audit(actor, "certificates.qualification.added", qualification)
    return qualification


@transaction.atomic
def give_exemption(
    *, person: Person, requirement: Requirement, reason: str, actor: Person, until: dt.date | None = None
) -> Exemption:
    """Exempt a person from a requirement, until a day or without end; a second one takes the place of the first.

    The first is ended and kept, as one that is taken back is: how somebody stood on an earlier day stays true.

    `IllegalMove` without a reason or with a day that has passed; `PermissionDenied` for anybody but a leader.
    """
    if not reason.strip():
        raise IllegalMove("Enter a reason for the exemption.")
    if until and until < today():
        raise IllegalMove("The exemption must end today or later.")
    require(policies.can_exempt(actor, person))
    lock_history(person.pk)
    Exemption.objects.open().filter(person=person, requirement=requirement).update(ended_on=today())
    exemption = Exemption.objects.create(
        person=person, requirement=requirement, reason=reason.strip(), until=until, given_by=actor, given_at=now()
    )
    audit(actor, "certificates.exemption.given", exemption, note=exemption.reason)
    return exemption


@transaction.atomic
def end_exemption(*, exemption: Exemption, actor: Person) -> None:
    """Take an exemption back: from today on it does not hold. `IllegalMove` when it was ended already."""
    lock_history(exemption.person_id)
    require(policies.can_exempt(actor, exemption.person))
    if not Exemption.objects.open().filter(pk=exemption.pk).update(ended_on=today()):
        raise IllegalMove("This exemption has been ended since you opened the page.")
    audit(actor, "certificates.exemption.ended", exemption)


@transaction.atomic
def name_holder(
    *, person: Person, requirement: Requirement, actor: Person, since: dt.date | None = None
) -> NamedHolder:
    """Name a person for a requirement that no rule can tell. Naming somebody twice changes nothing."""
    require(policies.can_name(actor, person))
    lock_history(person.pk)
    holder, is_new = NamedHolder.objects.get_or_create(
        person=person,
        requirement=requirement,
        ended_on=None,
        defaults={"since": since or today(), "named_by": actor},
    )
    if is_new:
        audit(actor, "certificates.namedholder.named", holder)
    return holder


@transaction.atomic
def unname_holder(*, holder: NamedHolder, actor: Person) -> None:
    """Take a name off the list again, from today on. `IllegalMove` when somebody did so already."""
    lock_history(holder.person_id)
    require(policies.can_name(actor, holder.person))
    if not NamedHolder.objects.open().filter(pk=holder.pk).update(ended_on=today()):
        raise IllegalMove("This person has been taken off the list since you opened the page.")
    audit(actor, "certificates.namedholder.removed", holder)
