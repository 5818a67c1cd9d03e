"""What the kit gives: the parts of `/readyz`."""

from core import health
from core.health import HealthCheck
from core.plugins import register

register(
    HealthCheck(
        "database", health.database, "Database", "Check that the database server is running and DATABASE_URL is right."
    ),
    HealthCheck("migrations", health.migrations, "Database updates", "Run manage.py migrate."),
    HealthCheck(
        "cache", health.sign_in_cache, "Cache", "Check that Redis is running, or that the cache table has been created."
    ),
    HealthCheck("beat", lambda: health.heart("beat"), "Scheduler", "Start beat, and check that Redis is running."),
    HealthCheck(
        "worker",
        lambda: health.heart("worker"),
        "Worker",
        "Start the worker. It answers what beat sends: start beat first.",
    ),
    HealthCheck("sweeps", health.sweeps, "Scheduled jobs"),
    HealthCheck("disk", health.disk, "Disk", "Make room on the disk that holds DATA_DIR."),
    HealthCheck("backup", health.backup, "Backup"),
)
