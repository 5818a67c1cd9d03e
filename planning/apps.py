from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"

    def ready(self) -> None:
        """Declare the settings of this app."""
        from planning import trust_settings  # noqa: F401
