from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Give SQLite the function that folds texts, and let `check --deploy` look at PostgreSQL's role."""
        from core import owner  # noqa: F401 -- it registers itself
        from core.folding import add_function

        connection_created.connect(add_function, dispatch_uid="core.folding")
