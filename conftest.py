"""The named cast of every test: two schools, a central team, and one person for each place in the trust.

A reader learns the permissions from the names: Ada teaches at Oak, Hal leads Oak, Eli leads Elm, Eve is the
Executive Lead, Ben the central booking officer, and so on. `docs/permissions.md` is written with the same people.
"""

import gc
import os
import shutil
from collections import defaultdict
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings

from cpd_trust.tests.template_database import start_from_template
from people.models import Grant, Person, Post, School
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, SchoolFactory, verified_address

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop of its own

# An example may take as long as the machine likes: no result depends on how fast it is.
hypothesis_settings.register_profile("project", deadline=None)
hypothesis_settings.load_profile("project")

# The long forms of what is drawn or crossed: `make nightly`.
LONG = bool(os.environ.get("LONG_TESTS"))
# What a database answers hangs on the statement, and that on the kind of person who asks: who manages, leads, works for
# the trust, governs, administers, has no place. Who is let in is asked of everybody where the whole cast walks.
KINDS = ("ada", "lin", "hal", "eve", "gus", "ann", "nora")
WHOLE_CAST = LONG or connection.vendor == "sqlite"

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
    """Make the schools and people, with one statement a table. Everybody holds what they hold since long ago."""
    c = SimpleNamespace(
        oak=SchoolFactory.build(name="Oak Primary School", urn="900001"),
        elm=SchoolFactory.build(name="Elm Primary School", urn="900002"),
        central=SchoolFactory.build(name="Central team", kind="central", urn=None),
    )
    School.objects.bulk_create([c.oak, c.elm, c.central])
    people = {
        name: PersonFactory.build(first_name=name.capitalize(), last_name="Example", can_sign_in=False)
        for name in CAST_ROLES
        if name != "anonymous"
    }
    Person.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(verified_address(person) for person in people.values())
    vars(c).update(people)
    c.lin_post = PostFactory.build(person=c.lin, school=c.oak, job_title="Phase leader")
    c.ada_post = PostFactory.build(person=c.ada, school=c.oak, line_manager=c.lin)
    posts = [c.lin_post, c.ada_post, PostFactory.build(person=c.tom, school=c.elm)]
    for person, school, title, group in (
        (c.bea, c.oak, "Teaching assistant", "teaching_assistant"),
        (c.sid, c.oak, "Deputy headteacher", "leader"),
        (c.hal, c.oak, "Headteacher", "leader"),
        (c.eli, c.elm, "Headteacher", "leader"),
        (c.kim, c.central, "Finance officer", "business"),
        (c.eve, c.central, "Executive Lead", "business"),
        (c.cleo, c.central, "Chief executive", "business"),
        (c.ben, c.central, "Booking officer", "business"),
        (c.ann, c.central, "Administrator", "business"),
    ):
        posts.append(PostFactory.build(person=person, school=school, job_title=title, staff_group=group))
    Post.objects.bulk_create(posts)
    Grant.objects.bulk_create(
        GrantFactory.build(person=person, role=role, school=school)
        for person, role, school in (
            (c.sid, "senior_leader", c.oak),
            (c.hal, "headteacher", c.oak),
            (c.eli, "headteacher", c.elm),
            (c.eve, "executive_lead", None),
            (c.cleo, "ceo", None),
            (c.cleo, "central_head", None),
            (c.ben, "booking_officer", None),
            (c.ann, "administrator", None),
            (c.gus, "governor", c.oak),
            (c.chas, "chair_of_governors", c.oak),
            (c.cora, "clerk", c.oak),
            (c.tess, "trustee", None),
            (c.tara, "chair_of_trustees", None),
            (c.mel, "member", None),
        )
    )
    return c


def pytest_collection():
    """Collect tests without the garbage collector: nothing is thrown away meanwhile."""
    gc.disable()


def pytest_collection_modifyitems(config, items):
    """Leave to the round on SQLite, by day, what asks neither a database nor another service, and whoever is of a kind
    that is asked already.
    """
    if WHOLE_CAST:
        return
    marks, fixtures = ("django_db", "postgresql", "services"), {"db", "transactional_db"}
    plain = {i for i in items if not fixtures & set(i.fixturenames) and not any(map(i.get_closest_marker, marks))}
    left = plain.union(of_a_kind_asked_already(items))
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def of_a_kind_asked_already(items):
    """Yield the cases that differ from another one only by who of the cast it is, and not by the kind of person.

    A case that expects something else is another case: each status is asked by somebody.
    """
    alike = defaultdict(dict)
    for item in items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        who = [key for key, value in params.items() if isinstance(value, str) and value in CAST_ROLES]
        if len(who) == 1:
            others = repr([(key, value) for key, value in params.items() if key != who[0]])
            alike[item.function, others][params[who[0]]] = item
    for cases in alike.values():
        asked = [who for who in cases if who in (*KINDS, "anonymous")] or list(cases)[:1]
        yield from (item for who, item in cases.items() if who not in asked)


def pytest_collection_finish():
    """Let the garbage collector pass over what was collected, and look seldom: it took a twelfth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


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
