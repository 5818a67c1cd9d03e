"""What an operator reads when a command cannot do its work: one line, and no traceback."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error

from core.backup.sealing import BackupRefused


@contextmanager
def one_line() -> Iterator[None]:
    """Turn a refusal of ours, of the disk or of the database into a `CommandError` of one line."""
    try:
        yield
    except BackupRefused as refusal:
        raise CommandError(str(refusal)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'The disk'}: {error.strerror or error}.") from None
    except (Error, sqlite3.Error) as error:
        raise CommandError(f"The database refused: {' '.join(str(error).split())}") from None
