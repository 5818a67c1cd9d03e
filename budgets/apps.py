from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"

    def ready(self) -> None:
        """Declare the settings, and register what the apps below ask of budgets."""
        from budgets import hooks, trust_settings  # noqa: F401

        hooks.register()
