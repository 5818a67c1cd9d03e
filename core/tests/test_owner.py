"""The role that the application signs in as owns nothing, and so gets round no trigger (decision 13)."""

import re

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.audit import audit
from core.models import AuditEvent
from core.owner import WARNING, check_role, owns_tables, warn_in_log
from cpd_trust.tests.helpers import IS_SQLITE, execute

pytestmark = pytest.mark.django_db


def refused(sql):
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), transaction.atomic():
        execute(sql)


@pytest.fixture
def as_application():
    """Be the role that the script makes, for the rest of the test."""
    if not IS_SQLITE:
        script = (settings.BASE_DIR / "scripts/application_role.sql").read_text()
        # What psql itself reads, and the names of roles, which all databases of a server share.
        script = re.sub(r"^(\\|--).*\n", "", script, flags=re.M).replace(":'password'", "'only-here'")
        execute("CREATE ROLE cpd_owner_test")
        execute(re.sub(r"\bcpd_owner\b", "cpd_owner_test", re.sub(r"\bcpd\b", "cpd_test", script)))
        execute("SET ROLE cpd_test")
    yield
    if not IS_SQLITE:
        execute("RESET ROLE")


def test_the_application_writes_rows_and_puts_no_trigger_aside(as_application, client):
    audit(None, "core.test.done", AuditEvent(pk=1))
    assert AuditEvent.objects.count() == 1
    assert not owns_tables()
    assert check_role() == []
    assert WARNING not in client.get(reverse("readyz")).text
    if not IS_SQLITE:
        refused("ALTER TABLE core_auditevent DISABLE TRIGGER ALL")
        refused("DROP TRIGGER core_auditevent_no_delete ON core_auditevent")
        refused("DROP FUNCTION core_auditevent_no_delete() CASCADE")
        refused("TRUNCATE core_auditevent")
        refused("SET session_replication_role = replica")
        refused("CREATE TABLE another (id int)")


def test_an_owner_is_warned_of_in_the_checks_readyz_and_the_log(client, caplog):
    """The control: the tests themselves sign in as a superuser."""
    found = [warning.id for warning in run_checks(include_deployment_checks=True) if warning.id == "core.W001"]
    with caplog.at_level("WARNING"):
        warn_in_log()
    assert owns_tables() == bool(found) == (not IS_SQLITE)
    assert ("application_owns_tables" in caplog.text) == (not IS_SQLITE)
    part = client.get(reverse("readyz")).json()["parts"]["database"]
    assert part["status"] == ("ok" if IS_SQLITE else "warning")
    assert (WARNING in part["detail"]) == (not IS_SQLITE)


def test_an_administrator_reads_of_an_owner_on_the_settings_page(cast, sign_in):
    page = sign_in(cast.ann).get(reverse("home:system-health")).text
    assert (WARNING in page) == (not IS_SQLITE)
