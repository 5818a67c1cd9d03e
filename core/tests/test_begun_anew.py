"""A database from before the migrations began anew is told, and left alone (decision 19)."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.begun_anew import GONE

pytestmark = pytest.mark.django_db


def test_migrating_an_earlier_database_stops_with_what_to_do():
    MigrationRecorder(connection).record_applied(*GONE)
    with pytest.raises(SystemCheckError, match="before the first release") as stopped:
        call_command("migrate", verbosity=0, skip_checks=False)
    assert "an empty database" in str(stopped.value)


def test_migrating_a_database_of_today_goes_through():
    call_command("migrate", verbosity=0, skip_checks=False)
