"""What happened to a plan or an action, in words, for those who plan."""

from dataclasses import dataclass

from django.db import models

from core.audit import audit_trail
from core.models import AuditEvent

WORDS = {
    "planning.plan.started": "Started",
    "planning.plan.changed": "Introduction changed",
    "planning.plan.agreed": "Agreed",
    "planning.plan.reopened": "Reopened",
    "planning.plan.gate_overridden": "May be agreed before the last plan is evaluated",
    "planning.plan.begun": "Begun",
    "planning.plan.evaluated": "Evaluated",
    "planning.plan.taken_up_again": "Taken up again",
    "planning.plan.closed": "Closed",
    "planning.action.added": "Added",
    "planning.action.changed": "Changed",
    "planning.action.begun": "Under way",
    "planning.action.done": "Done",
    "planning.action.evaluated": "Evaluated",
    "planning.action.evaluation_changed": "Evaluation changed",
    "planning.action.carried_forward": "Carried forward",
    "planning.action.taken_back": "Taken back from the next plan",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: in words, with what was said."""

    title: str
    event: AuditEvent


def trail_of(row: models.Model) -> list[Happening]:
    """Return what happened to a plan or an action, newest first; downloads and prints are no part of it."""
    events = audit_trail(row).filter(code__in=WORDS)
    return [Happening(WORDS[event.code], event) for event in events]
