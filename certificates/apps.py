from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        """Declare the settings of this app."""
        from certificates import trust_settings  # noqa: F401
