from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"

    def ready(self) -> None:
        """Declare the settings, take this app's places on the thread, and register its parts of a school's planning."""
        from planning import gaps, merge_rules, open_matters, stations, trust_settings  # noqa: F401
        from planning.notices import waiting
        from planning.selectors import figures, hub

        waiting.register()
        stations.register()
        gaps.register()
        open_matters.register()
        merge_rules.register()
        figures.register()
        hub.register()
