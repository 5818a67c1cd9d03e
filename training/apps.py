from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        """Put the records on the thread, say which lack a link, and what they come to for a priority."""
        from training import figures, gaps, stations

        stations.register()
        gaps.register()
        figures.register()
