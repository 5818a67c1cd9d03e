from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from core import health
        from notifications.health import outbox

        health.register("outbox", outbox)
