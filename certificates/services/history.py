"""The awards of people for requirements: locked, worked out beside each other, and the one that counts marked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from certificates.expiry import expires_on
from certificates.models import Certificate, Requirement
from core.audit import audit
from people.models import Person

Histories = dict[tuple[int, int], list[Certificate]]


def lock_history(*people: int) -> None:
    """Let nobody else change these people's certificates until the transaction ends; they are given by id.

    The person's row is the lock: the first award has no row of its own to lock yet. Weaker than FOR UPDATE, so that
    rows that merely point to the person can still be written meanwhile.
    """
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people)
    list(rows.order_by("pk").values_list("pk"))


def mark_current(people: Collection[int], requirements: Collection[int]) -> None:
    """Move the marks to the awards that count, of each person for each requirement; the histories must be locked."""
    rows = Certificate.objects.filter(person__in=people, requirement__in=requirements)
    counts: dict[tuple[int, int], int] = {}
    for pk, *whose in rows.awards().longest_first().values_list("pk", "person_id", "requirement_id"):
        counts.setdefault((whose[0], whose[1]), pk)
    rows.filter(is_current=True).exclude(pk__in=counts.values()).update(is_current=False)
    rows.filter(pk__in=counts.values(), is_current=False).update(is_current=True)


def last_day_of(certificate: Certificate, history: list[Certificate]) -> dt.date | None:
    """Return the last day of a certificate by its requirement's rule, beside the others as they stand."""
    earlier = [c.expires_on for c in history if c.awarded_on < certificate.awarded_on and c.expires_on]
    return expires_on(
        certificate.requirement,
        awarded_on=certificate.awarded_on,
        printed=certificate.printed_expiry,
        previous_expiry=max(earlier, default=None),
    )


def histories_of(people: Collection[int], requirements: Collection[int]) -> Histories:
    """Return the awards that were not withdrawn by person and requirement, the earliest first; they must be locked."""
    rows = Certificate.objects.filter(person__in=people, requirement__in=requirements, revoked_at=None)
    found: Histories = defaultdict(list)
    for row in rows.select_related("requirement").order_by("awarded_on", "pk"):
        found[row.person_id, row.requirement_id].append(row)
    return found


def history_of(person: Person, requirement: Requirement) -> list[Certificate]:
    """Return the same of one person for one requirement."""
    return histories_of([person.pk], [requirement.pk])[person.pk, requirement.pk]


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
