"""What the kit gives: the parts of `/readyz`."""

from core import health
from core.health import HealthCheck
from core.plugins import register

register(
    HealthCheck("database", health.database),
    HealthCheck("migrations", health.migrations),
    HealthCheck("cache", health.sign_in_cache),
    HealthCheck("beat", lambda: health.heart("beat")),
    HealthCheck("worker", lambda: health.heart("worker")),
    HealthCheck("disk", health.disk),
    HealthCheck("backup", health.backup),
)
