from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Give SQLite the function that folds texts, and load the checks, settings and plug-ins of every app."""
        from core import begun_anew, owner  # noqa: F401 -- they register themselves
        from core.folding import add_function

        connection_created.connect(add_function, dispatch_uid="core.folding")
        autodiscover_modules("trust_settings", "audit_words", "plugin", "tasks")
