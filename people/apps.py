from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Declare the settings of this app."""
        from people import trust_settings  # noqa: F401
