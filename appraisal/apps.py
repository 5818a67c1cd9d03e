from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "appraisal"

    def ready(self) -> None:
        """Take this app's places on the thread."""
        from appraisal import stations

        stations.register()
