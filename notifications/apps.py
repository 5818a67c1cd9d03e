from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Declare the settings of this app, and give `/readyz` its part."""
        from core import health
        from notifications import trust_settings  # noqa: F401
        from notifications.health import outbox

        health.register("outbox", outbox)
