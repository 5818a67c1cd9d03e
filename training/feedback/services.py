"""The verbs of feedback: give it, change it, share it across the trust, stop that (policy IM-2)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, lock_version
from people.models import Person
from training.feedback import policies
from training.feedback.models import Feedback, Recommends
from training.records.models import Record


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says of what they did."""

    learnt: str
    will_do: str
    useful_for: str
    recommends: str
    recommended_for: str = ""

    def stripped(self) -> "Words":
        """Return the same without spaces at the ends; raise `ValidationError` for what is missing."""
        learnt, will_do, whom = self.learnt.strip(), self.will_do.strip(), self.recommended_for.strip()
        problems = {}
        if not learnt:
            problems["learnt"] = "Enter what you learned"
        if not will_do:
            problems["will_do"] = "Enter what you'll do differently"
        if self.recommends == Recommends.SOME and not whom:
            problems["recommended_for"] = "Enter who you'd recommend it to"
        if problems:
            raise ValidationError(problems)
        return Words(learnt, will_do, self.useful_for, self.recommends, whom)

    def fields(self) -> dict[str, str]:
        """Return the words by the names of the fields that hold them."""
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def give_feedback(*, record: Record, actor: Person, words: Words, is_shared: bool) -> Feedback:
    """Give feedback on one's own record, once, and share it across the trust at once where `is_shared`.

    Raises `IllegalMove` when it was given already, `PermissionDenied` with the reason, `ValidationError` for what is
    missing.
    """
    row = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if row.given_feedback is not None:
        raise IllegalMove("You've already given feedback on this training.")
    require(policies.can_give(actor, row))
    moment = now()
    feedback = Feedback.objects.create(
        record=row,
        is_shared=is_shared,
        shared_at=moment if is_shared else None,
        given_at=moment,
        updated_at=moment,
        **words.stripped().fields(),
    )
    audit(actor, "training.feedback.given", feedback, school_id=row.school_id, changes={"is_shared": [None, is_shared]})
    return feedback


@transaction.atomic
def change_feedback(*, feedback: Feedback, actor: Person, version: int, words: Words, is_shared: bool) -> Feedback:
    """Change one's feedback and whether it is shared. The moment of sharing stays that of the first time.

    Raises `StaleVersion`, `PermissionDenied` with the reason, `ValidationError` for what is missing.
    """
    row = _lock(feedback, version)
    require(policies.can_change(actor, row))
    for name, value in words.stripped().fields().items():
        setattr(row, name, value)
    return _save(row, actor, "training.feedback.changed", is_shared)


@transaction.atomic
def share_feedback(*, feedback: Feedback, actor: Person, version: int) -> Feedback:
    """Share one's feedback with all staff of the trust. Raises `StaleVersion`, `PermissionDenied`."""
    row = _lock(feedback, version)
    require(policies.can_share(actor, row))
    return _save(row, actor, "training.feedback.shared", is_shared=True)


@transaction.atomic
def stop_sharing(*, feedback: Feedback, actor: Person, version: int) -> Feedback:
    """Take one's feedback back out of what the trust reads. Raises `StaleVersion`, `PermissionDenied`."""
    row = _lock(feedback, version)
    require(policies.can_stop_sharing(actor, row))
    return _save(row, actor, "training.feedback.unshared", is_shared=False)


def _lock(feedback: Feedback, version: int) -> Feedback:
    row: Feedback = lock_version(Feedback.objects.select_related("record"), feedback.pk, version)
    return row


def _save(row: Feedback, actor: Person, code: str, is_shared: bool) -> Feedback:
    """Write the row, with the moment of sharing where that begins or ends, and the audit event."""
    before = row.is_shared
    if is_shared != before:
        row.is_shared, row.shared_at = is_shared, now() if is_shared else None
    row.updated_at, row.version = now(), row.version + 1
    row.save()
    changes = {"is_shared": [before, is_shared]} if is_shared != before else {}
    audit(actor, code, row, school_id=row.record.school_id, changes=changes)
    return row
