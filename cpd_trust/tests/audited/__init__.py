"""For each event of the audit trail a deed that writes it: `{code: (who, deed(cast))}`, a module for each app.

`who` is a name of the cast, or None where the system itself acts. The deed makes what it needs and does the thing.
"""

from importlib import import_module
from typing import Any

APPS = [
    "notifications",
    "people",
    "certificates",
    "planning",
    "surveys",
    "budgets",
    "training",
    "courses",
    "appraisal",
    "governance",
    "reports",
]
DEEDS: dict[str, tuple[str | None, Any]] = {
    code: deed for app in APPS for code, deed in import_module(f"cpd_trust.tests.audited.{app}").DEEDS.items()
}
