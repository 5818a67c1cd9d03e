from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"

    def ready(self) -> None:
        """Declare the settings, keep answers to surveys out of the log, and take this app's places on the thread."""
        from planning import gaps, merge_rules, open_matters, stations, trust_settings  # noqa: F401
        from planning.notices import waiting
        from planning.selectors import figures
        from planning.survey_logs import keep_answers_nameless

        keep_answers_nameless()
        waiting.register()
        stations.register()
        gaps.register()
        open_matters.register()
        merge_rules.register()
        figures.register()
