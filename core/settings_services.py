"""Changing the trust's settings."""

from typing import Any

from django.db import transaction

from core.audit import audit
from core.flow import StaleVersion
from core.models import TrustSettings
from core.plugins import registered
from core.trust_settings import Setting, forget


@transaction.atomic
def change_settings(*, actor: Any, version: int, values: dict[str, Any]) -> TrustSettings:
    """Write the settings that differ from their defaults, and drop those put back to them.

    The caller has asked whether `actor` may. `version` is the one that the form showed; an older one raises
    `StaleVersion`, so that two administrators do not overwrite each other.
    """
    TrustSettings.objects.get_or_create(pk=1)
    row = TrustSettings.objects.select_for_update().get(pk=1)
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
        audit(actor, "core.settings.changed", row, changes=changed)
        forget()
    return row
