"""The named cast of every test: two schools, a central team, and one person for each place in the trust.

A reader learns the permissions from the names: Ada teaches at Oak, Hal leads Oak, Eli leads Elm, Eve is the
Executive Lead, Ben the central booking officer, and so on. `docs/permissions.md` is written with the same people.
"""

import os
import shutil
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings

from cpd_trust.tests.template_database import start_from_template
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, SchoolFactory

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop of its own

# An example may take as long as the machine likes: no result depends on how fast it is.
hypothesis_settings.register_profile("project", deadline=None)
hypothesis_settings.load_profile("project")

pytest_plugins = ["notifications.tests.fixtures"]

CAST_ROLES: dict[str, str] = {
    "anonymous": "nobody signed in",
    "ada": "teacher at Oak",
    "bea": "teaching assistant at Oak",
    "lin": "phase leader at Oak, line manager of Ada",
    "sid": "senior leader at Oak",
    "hal": "Headteacher of Oak",
    "tom": "teacher at Elm",
    "eli": "Headteacher of Elm",
    "kim": "officer in the central team",
    "eve": "Executive Lead",
    "cleo": "chief executive, who also heads the central team",
    "ben": "central booking officer",
    "ann": "trust administrator",
    "gus": "governor of Oak",
    "chas": "chair of governors of Oak",
    "cora": "clerk to Oak's board",
    "tess": "trustee",
    "tara": "chair of trustees",
    "mel": "member",
    "nora": "has an account and no place in the trust",
}


def make_cast() -> SimpleNamespace:
    """Make the schools and people. Everybody holds what they hold since long ago."""
    c = SimpleNamespace()
    c.oak = SchoolFactory(name="Oak Primary School", urn="900001")
    c.elm = SchoolFactory(name="Elm Primary School", urn="900002")
    c.central = SchoolFactory(name="Central team", kind="central", urn=None)
    for name in CAST_ROLES:
        if name != "anonymous":
            setattr(c, name, PersonFactory(first_name=name.capitalize(), last_name="Example"))
    c.lin_post = PostFactory(person=c.lin, school=c.oak, job_title="Phase leader")
    c.ada_post = PostFactory(person=c.ada, school=c.oak, line_manager=c.lin)
    PostFactory(person=c.bea, school=c.oak, job_title="Teaching assistant", staff_group="teaching_assistant")
    PostFactory(person=c.sid, school=c.oak, job_title="Deputy headteacher", staff_group="leader")
    GrantFactory(person=c.sid, role="senior_leader", school=c.oak)
    PostFactory(person=c.hal, school=c.oak, job_title="Headteacher", staff_group="leader")
    GrantFactory(person=c.hal, role="headteacher", school=c.oak)
    PostFactory(person=c.tom, school=c.elm)
    PostFactory(person=c.eli, school=c.elm, job_title="Headteacher", staff_group="leader")
    GrantFactory(person=c.eli, role="headteacher", school=c.elm)
    for name, title, roles in (
        ("kim", "Finance officer", []),
        ("eve", "Executive Lead", ["executive_lead"]),
        ("cleo", "Chief executive", ["ceo", "central_head"]),
        ("ben", "Booking officer", ["booking_officer"]),
        ("ann", "Administrator", ["administrator"]),
    ):
        PostFactory(person=getattr(c, name), school=c.central, job_title=title, staff_group="business")
        for role in roles:
            GrantFactory(person=getattr(c, name), role=role)
    GrantFactory(person=c.gus, role="governor", school=c.oak)
    GrantFactory(person=c.chas, role="chair_of_governors", school=c.oak)
    GrantFactory(person=c.cora, role="clerk", school=c.oak)
    GrantFactory(person=c.tess, role="trustee")
    GrantFactory(person=c.tara, role="chair_of_trustees")
    GrantFactory(person=c.mel, role="member")
    return c


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Keep what the template gave: on SQLite the test database is a copy of it, gone with its folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Let every process start from a copy of one migrated database."""
    test = settings.DATABASES["default"]["TEST"]
    with django_db_blocker.unblock():
        start_from_template(test, name=test.get("NAME"))


@pytest.fixture
def cast(db):
    """Return the cast: `cast.oak`, `cast.ada`, and the rest of `CAST_ROLES`."""
    return make_cast()


@pytest.fixture
def live_cast(transactional_db):
    """Return the cast committed, for threads, workers and browsers."""
    cache.clear()
    return make_cast()


@pytest.fixture
def sign_in(client):
    """Return a function that signs somebody in and returns the client."""

    def _sign_in(person):
        client.force_login(person, backend="people.backends.AuthenticationBackend")
        return client

    return _sign_in


@pytest.fixture(scope="session")
def chromium():
    """Start Debian's Chromium once for all journeys: a second one in the same thread is not possible."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter):
    """Say how many cells were walked: a walk that was cut short proves less, and must not look the same."""
    cells = [
        number
        for report in terminalreporter.getreports("passed")
        for name, number in report.user_properties
        if name == "cells" and report.when == "call"
    ]
    if cells:
        terminalreporter.write_line(f"Cells of the access matrix and of junk that were asked: {sum(cells):,}")
