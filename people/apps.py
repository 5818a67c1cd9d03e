from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Declare the settings of this app, and say what it keeps open with somebody who leaves."""
        from people import trust_settings  # noqa: F401
        from people.services import leaving

        leaving.register()
