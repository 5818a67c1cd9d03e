"""Whether the application signs in to PostgreSQL as a role that could switch the triggers off (decision 13)."""

from typing import Any

import structlog
from django.core import checks
from django.db import DatabaseError, connection

from core.unusable_database import reason

log = structlog.get_logger(__name__)

WARNING = "The application owns the tables of its database, so no trigger holds against it."
HINT = "Sign in by a role that owns nothing, made by scripts/application_role.sql: see docs/deployment.md."


def owns_tables() -> bool:
    """Return whether the role of this connection owns a table, itself or as a superuser. SQLite knows no roles."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = CAST(current_schema() AS regnamespace) AND pg_has_role(relowner, 'USAGE'))"
        )
        return bool(cursor.fetchone()[0])


@checks.register(checks.Tags.security, deploy=True)
def check_role(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Warn in `manage.py check --deploy`, which is the first to sign in as the application does, and at each start."""
    try:
        found = owns_tables()
    except DatabaseError as error:
        return [checks.Warning(reason(error) or str(error), id="core.W002")]
    return [checks.Warning(WARNING, hint=HINT, id="core.W001")] if found else []


def warn_in_log(**_: Any) -> None:
    """Warn in the log, where a web server or a worker starts."""
    for problem in check_role():
        event = "application_owns_tables" if problem.id == "core.W001" else "database_not_usable"
        log.warning(event, hint=problem.hint or problem.msg)
