"""Whether a database was made before the migrations began anew: none of today's fits it then (decision 19)."""

from typing import Any

from django.core import checks
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

# Every earlier database had this migration, and no later one will.
GONE = ("core", "0004_cache_table")
PROBLEM = "This database was made by a version before the first release, and no migration leads on from there."
HINT = (
    "Nothing was changed. Point DATABASE_URL or DATA_DIR to an empty database, "
    "or start the version that made this one to take its data out."
)


@checks.register(checks.Tags.database)
def check_history(app_configs: Any = None, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Stop `manage.py migrate`, which would take what it finds for its own work half done."""
    return [
        checks.Error(PROBLEM, hint=HINT, id="core.E001")
        for alias in databases or []
        if GONE in MigrationRecorder(connections[alias]).applied_migrations()
    ]
