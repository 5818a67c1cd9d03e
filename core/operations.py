"""What whoever runs the system wants to know of it: its versions, its room, how much waits in its queue."""

import platform
import shutil
import tomllib
from dataclasses import dataclass
from typing import Any

import django
from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from kombu.exceptions import KombuError

from core.models import StoredFile


def version() -> str:
    """Return the version of this system."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def versions() -> dict[str, str]:
    """Return the version of each thing that the system is made of, by its name."""
    connection.ensure_connection()
    numbers = connection.get_database_version()
    return {
        "CPD system": version(),
        "Python": platform.python_version(),
        "Django": django.get_version(),
        connection.display_name: ".".join(str(number) for number in numbers),
    }


@dataclass(frozen=True, slots=True)
class Storage:
    """How many bytes are free in the data folder, and taken by files and by the database."""

    free: int
    files: int
    database: int


def storage() -> Storage:
    """Return how much room there is and what is taken."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        (database,) = cursor.fetchone()
    files = StoredFile.objects.aggregate(size=Sum("size"))["size"] or 0
    return Storage(shutil.disk_usage(settings.DATA_DIR).free, files, database)


def tasks_waiting() -> int | None:
    """Return how many messages wait in the queue for a worker, or None where the queue can't be reached."""
    line: Any = current_app.connection_for_read(connect_timeout=2)
    try:
        with line:
            return int(
                line.default_channel.queue_declare(current_app.conf.task_default_queue, passive=True).message_count
            )
    except line.channel_errors:
        return 0  # Nothing was ever put into it.
    except (KombuError, OSError, *line.connection_errors):
        return None
