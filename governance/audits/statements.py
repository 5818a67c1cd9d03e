"""The verbs of the list of statements, which administrators keep (policy GV-3)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import lock_version
from governance.audits import policies
from governance.audits.models import Statement
from governance.audits.starter import LOCAL, TRUST
from people.models import Person

STARTER = {Statement.For.LOCAL.value: LOCAL, Statement.For.TRUST.value: TRUST}


def load_starter(kind: str) -> int:
    """Give a trust that has no statements for this kind of board the ones it begins with; return how many."""
    if Statement.objects.filter(board_kind=kind).exists():
        return 0
    rows = [
        Statement(board_kind=kind, code=code, area=area, text=str(text), position=place)
        for place, (code, area, text) in enumerate(STARTER[kind], start=1)
    ]
    return len(Statement.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def load_both(*, actor: Person) -> int:
    """Do so for local boards and the trust board. Raises `PermissionDenied`."""
    require(policies.can_keep_statements(actor))
    return sum(load_starter(kind) for kind in Statement.For.values)


def _check_code(row: Statement) -> None:
    same = Statement.objects.filter(board_kind=row.board_kind, code__iexact=row.code).exclude(pk=row.pk)
    if same.exists():
        raise ValidationError({"code": "Another statement for these boards has this code. Choose another code"})


@transaction.atomic
def add_statement(*, actor: Person, values: Mapping[str, Any]) -> Statement:
    """Add a statement behind the others of its area. `values`: `board_kind`, `code`, `area`, `text`.

    Raises `ValidationError` for a code that is there, `PermissionDenied`.
    """
    require(policies.can_keep_statements(actor))
    row = Statement(**values)
    _check_code(row)
    others = Statement.objects.filter(board_kind=row.board_kind)
    places = list(others.filter(area=row.area).values_list("position", flat=True))
    row.position = max(places or list(others.values_list("position", flat=True)), default=0)
    row.save()
    audit(actor, "governance.statement.added", row)
    return row


@transaction.atomic
def change_statement(*, actor: Person, statement: Statement, version: int, values: Mapping[str, Any]) -> Statement:
    """Change a statement's area or words; audits that were started keep theirs. Raises `StaleVersion` and as adding."""
    require(policies.can_keep_statements(actor))
    row: Statement = lock_version(Statement.objects.all(), statement.pk, version)
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
    audit(actor, "governance.statement.changed", row, changes=changes)
    return row


@transaction.atomic
def set_in_use(*, actor: Person, statement: Statement, is_in_use: bool) -> Statement:
    """Put a statement out of use, or back: the next audit asks it or not. Raises `PermissionDenied`."""
    require(policies.can_keep_statements(actor))
    row = Statement.objects.select_for_update().get(pk=statement.pk)
    if row.is_in_use != is_in_use:
        row.is_in_use = is_in_use
        row.version += 1
        row.save(update_fields=["is_in_use", "version"])
        audit(actor, f"governance.statement.{'restored' if is_in_use else 'retired'}", row)
    return row
