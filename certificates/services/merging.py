"""Certificates, exemptions and named holders of two records of one person, made those of the record that stays.

Called by the merge (`people.services.merging`), which has asked its policy and locked both records.
"""

import datetime as dt
from typing import Any

from django.db.models import Q

from certificates.models import Certificate, Exemption, NamedHolder, Requirement
from certificates.services.history import by_the_rule, history_of, mark_current, work_out_again
from core.audit import audit
from core.calendar import now, today
from core.formatting import short_date
from people.models import Person

WITHDRAWN = "The same certificate is on the other record of this person"


def move_certificates(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let certificates go over, and work out last days and marks from all awards in their order.

    Of two for the same day and source the confirmed one counts, and the other stays in the history as withdrawn.
    Whatever either record has entered or confirmed for the other is one's own word. Returns how many went over, and
    sentences about what changes.
    """
    both = Certificate.objects.filter(person__in=(keep, gone))
    self_confirmed = both.filter(verified_by__in=(keep, gone))
    notes = [
        f"{row.requirement}: confirmed on the other record of the same person, so not confirmed any more."
        for row in self_confirmed.select_related("requirement")
    ]
    self_confirmed.update(verified_by=None, verified_at=None)
    both.filter(entered_by=gone).update(entered_by=keep)
    moving = Certificate.objects.filter(person=gone)
    requirements = list(Requirement.objects.filter(pk__in=both.values("requirement")))
    histories = [(history_of(keep, row), history_of(gone, row)) for row in requirements]
    ruled = [{row.pk for row in [*by_the_rule(kept), *by_the_rule(others)]} for kept, others in histories]
    joined = []
    for kept, others in histories:
        history = sorted([*kept, *others], key=lambda row: (row.awarded_on, row.pk))
        for row in history:
            row.person = keep
        joined.append(_without_doubles(history, actor, notes))
    count = moving.update(person=keep, is_current=False)
    for requirement, history, by_rule in zip(requirements, joined, ruled, strict=True):
        work_out_again([row for row in history if row.pk in by_rule], history, actor)
        mark_current([keep.pk], [requirement.pk])
    notes += [
        _outcome(keep, requirement)
        for requirement, (kept, others) in zip(requirements, histories, strict=True)
        if kept and others
    ]
    return count, notes


def _without_doubles(history: list[Certificate], actor: Person, notes: list[str]) -> list[Certificate]:
    """Withdraw what a better entry of the same certificate stands for, and return the rest in the same order."""
    best: dict[tuple[dt.date, str], Certificate] = {}
    for row in sorted(history, key=lambda c: (not c.is_own_word, c.expires_on or dt.date.max, bool(c.file_id), -c.pk)):
        best[row.awarded_on, row.source] = row
    for row in history:
        counts = best[row.awarded_on, row.source]
        if row is counts:
            continue
        row.is_current, row.revoked_at, row.revoked_reason = False, now(), WITHDRAWN
        row.save(update_fields=["is_current", "revoked_at", "revoked_reason"])
        audit(actor, "certificates.certificate.revoked", row, note=WITHDRAWN)
        if row.file_id and not counts.file_id:
            counts.file = row.file
            counts.save(update_fields=["file"])
            audit(actor, "certificates.certificate.file_added", counts)
        which = "The confirmed one counts" if row.is_own_word and not counts.is_own_word else "One of them counts"
        notes.append(
            f"{row.requirement}, {short_date(row.awarded_on)}: the same certificate on both records. {which}, "
            "the other is kept as withdrawn."
        )
    return [row for row in history if row in best.values()]


def _outcome(person: Person, requirement: Requirement) -> str:
    """Return until when the joined certificates hold."""
    counts = Certificate.objects.current().get(person=person, requirement=requirement)
    until = f"valid until {short_date(counts.expires_on)}" if counts.expires_on else "valid without an end"
    return f"{requirement}: certificates on both records. Together they are {until}."


def move_exemptions(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let exemptions go over. Of two that are open the one given last holds; nobody is exempted by themselves."""
    pair, notes = (keep, gone), []
    for row in Exemption.objects.open().filter(person__in=pair, given_by__in=pair).select_related("requirement"):
        _end(row, actor, "certificates.exemption.ended")
        notes.append(f"{row.requirement}: exempted by the other record of the same person, so the exemption ends.")
    notes += _end_doubles(
        Exemption.objects.order_by("given_at", "pk"), keep, gone, actor, "certificates.exemption.ended"
    )
    return Exemption.objects.filter(person=gone).exclude(given_by=keep).update(person=keep), notes


def move_named(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let names go over; of two that are open the later one holds."""
    rows = NamedHolder.objects.order_by("since", "pk")
    notes = _end_doubles(rows, keep, gone, actor, "certificates.namedholder.removed")
    return NamedHolder.objects.filter(person=gone).update(person=keep), notes


def _end_doubles(rows: Any, keep: Person, gone: Person, actor: Person, code: str) -> list[str]:
    """End the first of two open rows for one requirement, and return a sentence about each."""
    open_rows = rows.filter(Q(person=keep) | Q(person=gone), ended_on=None).select_related("requirement")
    by_requirement: dict[Requirement, list[Any]] = {}
    for row in open_rows:
        by_requirement.setdefault(row.requirement, []).append(row)
    notes = []
    for requirement, found in by_requirement.items():
        for row in found[:-1]:
            _end(row, actor, code)
            notes.append(f"{requirement}: the same on both records. The later entry holds, the other one ends.")
    return notes


def _end(row: Any, actor: Person, code: str) -> None:
    row.ended_on = today()
    row.save(update_fields=["ended_on"])
    audit(actor, code, row)
