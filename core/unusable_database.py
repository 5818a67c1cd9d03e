"""Why the database can't be used, as one line for whoever installs, in place of a traceback."""

from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.loader import MigrationLoader

# By the code of PostgreSQL, or the name of SQLite.
REASONS = {
    "42501": "The database's role may not do this. Its owner runs migrate and restore, and "
    "scripts/application_role.sql makes the application's role (docs/deployment.md).",
    "53100": "The disk of the database is full. Nothing was changed.",
    "SQLITE_FULL": "The disk of the database is full. Nothing was changed.",
}
UNREADABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_NOTADB", "SQLITE_IOERR")


def reason(error: DatabaseError) -> str | None:
    """Return why the database can't be used, or None where it can be and the error is of another kind."""
    refusal = error.__context__ if isinstance(error, MigrationSchemaMissing) else error
    cause = getattr(refusal, "__cause__", None)
    # PostgreSQL gives a code to all that it answers, so what has none is no answer.
    is_away = isinstance(error, OperationalError) and getattr(cause, "pgcode", "") is None
    if is_away or getattr(cause, "sqlite_errorname", "").startswith(UNREADABLE):
        words = str(error).strip().splitlines()[0].rpartition("failed: ")[2].removeprefix("FATAL:").strip()
        return f"The database can't be used: {words}. Check DATABASE_URL, and that the database server is running."
    if known := REASONS.get(str(getattr(cause, "pgcode", None) or getattr(cause, "sqlite_errorname", ""))):
        return known
    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        return None
    is_behind = not set(loader.disk_migrations) <= set(loader.applied_migrations)
    return "The database is not up to date: run manage.py migrate as its owner first." if is_behind else None
