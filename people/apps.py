from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Declare the settings, note when somebody signs in, and say what leaving and merging mean to this app."""
        from people import backends, merge_rules, step_up, trust_settings  # noqa: F401
        from people.services import leaving

        step_up.watch_sign_ins()
        backends.watch_own_changes()
        leaving.register()
        merge_rules.register()
