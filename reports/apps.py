from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Say what becomes of this app's rows when two records of one person are merged."""
        from reports import merge_rules

        merge_rules.register()
