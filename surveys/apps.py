from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        """Keep answers out of the log."""
        from surveys.anonymity import keep_answers_nameless

        keep_answers_nameless()
