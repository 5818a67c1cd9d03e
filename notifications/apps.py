from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Declare the settings of this app, and give `/readyz` its part."""
        from core import health
        from notifications import merge_rules, trust_settings  # noqa: F401
        from notifications.health import outbox

        merge_rules.register()
        health.register("outbox", outbox)
