"""The awards of a person for a requirement: locked, worked out beside each other, and the one that counts marked."""

import datetime as dt

from certificates.expiry import expires_on
from certificates.models import Certificate, Requirement
from core.audit import audit
from people.models import Person


def lock_history(person_id: int) -> None:
    """Let nobody else change this person's certificates until the transaction ends.

    The person's row is the lock: the first award has no row of its own to lock yet. Weaker than FOR UPDATE, so that
    rows that merely point to the person can still be written meanwhile.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=person_id)


def mark_current(person_id: int, requirement_id: int) -> None:
    """Move the mark to the award that counts; the history must be locked."""
    history = Certificate.objects.filter(person=person_id, requirement=requirement_id)
    counts = list(history.awards().longest_first().values_list("pk", flat=True)[:1])
    history.filter(is_current=True).exclude(pk__in=counts).update(is_current=False)
    history.filter(pk__in=counts, is_current=False).update(is_current=True)


def last_day_of(certificate: Certificate, history: list[Certificate]) -> dt.date | None:
    """Return the last day of a certificate by its requirement's rule, beside the others as they stand."""
    earlier = [c.expires_on for c in history if c.awarded_on < certificate.awarded_on and c.expires_on]
    return expires_on(
        certificate.requirement,
        awarded_on=certificate.awarded_on,
        printed=certificate.printed_expiry,
        previous_expiry=max(earlier, default=None),
    )


def history_of(person: Person, requirement: Requirement) -> list[Certificate]:
    """Return the awards that were not withdrawn, the earliest first; the history must be locked."""
    rows = Certificate.objects.filter(person=person, requirement=requirement, revoked_at=None)
    return list(rows.select_related("requirement").order_by("awarded_on", "pk"))


def by_the_rule(history: list[Certificate]) -> list[Certificate]:
    """Return those whose last day is as the rule says today; an expiry from before the rule was edited is kept."""
    return [row for row in history if row.expires_on == last_day_of(row, history)]


def work_out_again(rows: list[Certificate], history: list[Certificate], actor: Person | None) -> None:
    """Work out the last days of the rows again, the earliest first, beside the history as it is now."""
    for row in rows:
        last_day = last_day_of(row, history)
        if row in history and last_day != row.expires_on:
            changes = {"expires_on": [str(row.expires_on), str(last_day)]}
            row.expires_on = last_day
            row.save(update_fields=["expires_on"])
            audit(actor, "certificates.certificate.worked_out_again", row, changes=changes)
