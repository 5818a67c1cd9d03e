"""Asking the database itself what it refuses."""

from django.db import IntegrityError, transaction


def refuses(write):
    """Return whether the database refuses what `write` does, and leave the transaction usable."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False
