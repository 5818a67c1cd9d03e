"""Changing the trust's settings."""

from typing import Any

from django.db import transaction

from core.audit import audit
from core.flow import StaleVersion
from core.models import TrustSettings
from core.plugins import registered
from core.trust_settings import Setting, forget


def lock_settings() -> TrustSettings:
    """Return the row of the trust's settings, locked."""
    TrustSettings.objects.get_or_create(pk=1)
    return TrustSettings.objects.select_for_update().get(pk=1)


@transaction.atomic
def change_settings(
    *,
    actor: Any,
    version: int,
    values: dict[str, Any],
    code: str = "core.settings.changed",
    told: dict[str, Any] | None = None,
    note: str = "",
) -> TrustSettings:
    """Write the settings that differ from their defaults, and drop those put back to them.

    The caller has asked whether `actor` may. `version` is the one that the form showed; an older one raises
    `StaleVersion`, so that two administrators do not overwrite each other. `code`, `told` and `note`: what the audit
    trail keeps of it, where that is something else than the settings that differ.
    """
    row = lock_settings()
    if row.version != version:
        raise StaleVersion
    defaults = {setting.key: setting.default for setting in registered(Setting)}
    before = dict(row.values)
    for key, value in values.items():
        if value == defaults[key]:
            row.values.pop(key, None)
        else:
            row.values[key] = value
    if row.values != before:
        row.version += 1
        row.save()
        changed = {
            k: [before.get(k), row.values.get(k)] for k in {*before, *row.values} if before.get(k) != row.values.get(k)
        }
        audit(actor, code, row, changes=changed if told is None else told, note=note)
        forget()
    return row
