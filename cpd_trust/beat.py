"""The schedule of beat, which stands in the database."""

from django.db import DatabaseError
from django_celery_beat.schedulers import DatabaseScheduler

from core.unusable_database import reason


class Scheduler(DatabaseScheduler):
    """The library's, that ends in one line where beat starts and the database can't be used."""

    def setup_schedule(self) -> None:
        """Read the schedule. Raises `SystemExit` with the reason; whoever keeps beat running starts it again."""
        try:
            super().setup_schedule()
        except DatabaseError as error:
            if line := reason(error):
                raise SystemExit(line) from None
            raise
