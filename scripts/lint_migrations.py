"""Look through every migration that comes after the first ones for what a trust in use could not take: `make check`.

A column that is dropped or renamed, or that may not be empty and has no default, breaks the pages of the version that
still runs while the database is brought up to date.
"""

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django_migration_linter.management.commands.lintmigrations import Command

django.setup()
ours = [app.label for app in apps.get_app_configs() if settings.BASE_DIR.samefile(f"{app.path}/..")]
call_command(Command(), include_apps=ours, no_cache=True, quiet=["ok", "ignore"], warnings_as_errors=None)
