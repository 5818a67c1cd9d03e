from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Declare the settings of this app."""
        from courses import trust_settings  # noqa: F401
