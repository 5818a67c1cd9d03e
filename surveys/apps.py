from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        """Declare the settings, keep answers out of the log, and register what the apps below ask of surveys."""
        from surveys import hooks, trust_settings  # noqa: F401
        from surveys.anonymity import keep_answers_nameless

        keep_answers_nameless()
        hooks.register()
