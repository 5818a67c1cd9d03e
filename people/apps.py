from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Declare the settings of this app, note when somebody signs in, and say what it keeps open with a leaver."""
        from people import step_up, trust_settings  # noqa: F401
        from people.services import leaving

        step_up.watch_sign_ins()
        leaving.register()
