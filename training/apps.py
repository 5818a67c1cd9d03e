from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        """Declare the settings, take the places on the thread, say what lacks there, and what came of a priority."""
        from training import figures, merge_rules, missing_links, notices, thread_steps, trust_settings  # noqa: F401

        notices.register()
        merge_rules.register()
        thread_steps.register()
        missing_links.register()
        figures.register()
