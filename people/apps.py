from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        """Note when somebody signs in, and when they change their own account."""
        from people import backends, step_up

        step_up.watch_sign_ins()
        backends.watch_own_changes()
