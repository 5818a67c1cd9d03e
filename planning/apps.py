from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"

    def ready(self) -> None:
        """Declare the settings of this app, and keep answers to surveys out of the log."""
        from planning import trust_settings  # noqa: F401
        from planning.survey_logs import keep_answers_nameless

        keep_answers_nameless()
