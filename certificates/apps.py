from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        """Declare the settings of this app, and say what its reminders ask for."""
        from certificates import merge_rules, trust_settings  # noqa: F401
        from certificates.services.reminders import register_what_waits

        merge_rules.register()
        register_what_waits()
