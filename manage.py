#!/usr/bin/env python
"""Run a management command with the project's settings."""

import os
import sys


def main() -> None:
    """Hand the command line to Django; a database that can't be used is one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_trust.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        from core.unusable_database import reason

        if line := reason(error):
            sys.exit(line)
        raise


if __name__ == "__main__":
    main()
