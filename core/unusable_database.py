"""Why the database can't be used, as one line for whoever installs, in place of a traceback."""

from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.loader import MigrationLoader

NOT_ALLOWED = "42501"  # the code of PostgreSQL for what a role may not do
UNREADABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_NOTADB", "SQLITE_FULL", "SQLITE_IOERR")


def reason(error: DatabaseError) -> str | None:
    """Return why the database can't be used, or None where it can be and the error is of another kind."""
    refusal = error.__context__ if isinstance(error, MigrationSchemaMissing) else error
    cause = getattr(refusal, "__cause__", None)
    # PostgreSQL gives a code to all that it answers, so what has none is no answer.
    is_away = isinstance(error, OperationalError) and getattr(cause, "pgcode", "") is None
    if is_away or getattr(cause, "sqlite_errorname", "").startswith(UNREADABLE):
        words = str(error).strip().splitlines()[0].rpartition("failed: ")[2].removeprefix("FATAL:").strip()
        return f"The database can't be used: {words}. Check DATABASE_URL, and that the database server is running."
    if getattr(cause, "pgcode", None) == NOT_ALLOWED:
        return "The database's role may not do this. Run it as the owner of the database (docs/deployment.md)."
    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        return None
    is_behind = not set(loader.disk_migrations) <= set(loader.applied_migrations)
    return "The database is not up to date: run manage.py migrate as its owner first." if is_behind else None
