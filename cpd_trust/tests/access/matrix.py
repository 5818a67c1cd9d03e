"""The whole access matrix: `{url name: row}` over every address of the site but the libraries' own."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from cpd_trust.tests.access.row import Row

APPS = [
    "core",
    "people",
    "notifications",
    "certificates",
    "planning",
    "surveys",
    "budgets",
    "training",
    "courses",
    "appraisal",
    "governance",
    "reports",
    "home",
]
MODULES: dict[str, Any] = {app: import_module(f"cpd_trust.tests.access.{app}") for app in APPS}
MATRIX: dict[str, Row] = {name: row for module in MODULES.values() for name, row in module.ROWS.items()}


def world_of(name: str, cast: SimpleNamespace) -> SimpleNamespace:
    """Make the objects that the rows of the address's app are about."""
    app = name.split(":", maxsplit=1)[0] if ":" in name else "core"
    return MODULES[app].world(cast)
