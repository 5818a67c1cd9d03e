"""`manage.py setup_trust`: an empty installation becomes a trust, all of it or nothing, and again without harm."""

import contextlib
import datetime as dt
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse

from certificates.models import Requirement
from core.calendar import bank_holidays, year_bounds
from core.models import AuditEvent
from core.trust_settings import trust_setting
from core.unusable_database import reason
from cpd_trust.tests.helpers import IS_SQLITE, execute
from home.trust_setup import read_answers
from notifications.models import Mail
from people.models import Grant, Person, School, Term
from people.usual_terms import usual_terms

pytestmark = [pytest.mark.django_db, pytest.mark.both]
REGISTER = """URN,EstablishmentName,PhaseOfEducation (name),StatutoryLowAge,EstablishmentStatus (name),Trusts (name)
100001,Oak Primary School,Primary,3,Open,Example Learning Trust
100002,Elm Primary School,Primary,7,Open,Example Learning Trust
100003,Another School,Primary,4,Open,Another Trust
"""
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "trust.example.toml"


@pytest.fixture
def told(tmp_path):
    """Return a function that writes the answers, the example's with changes, and runs the command."""
    (tmp_path / "edubasealldata.csv").write_text(REGISTER, encoding="utf-8")

    def run(*changes):
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "answers.toml").write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("setup_trust", tmp_path / "answers.toml", stdout=out, stderr=out)
        return out.getvalue()

    return run


def test_the_example_makes_a_trust_and_says_what_is_left(told, client):
    said = told(('"Example Learning Trust"', '"Fernway Learning Trust"'))
    assert trust_setting("people.trust_name") == "Fernway Learning Trust"
    names = sorted(School.objects.values_list("name", flat=True))
    assert names == ["Central team", "Elm Primary School", "Oak Primary School"]
    assert {(grant.role, grant.person.email) for grant in Grant.objects.all()} == {
        ("administrator", "administrator@example.org"),
        ("executive_lead", "executive.lead@example.org"),
        ("booking_officer", "bookings@example.org"),
    }
    assert Term.objects.count() == 12
    assert Requirement.objects.count() > 20
    assert "Left to do there:" in said
    assert "Name the trust" not in said
    assert "Invite everyone: 3 people not invited yet." in said
    client.force_login(Person.objects.get(email="administrator@example.org"), "people.backends.AuthenticationBackend")
    assert client.get(reverse("home:home")).status_code == 200


def test_told_again_it_changes_nothing_and_keeps_what_was_set_since(told):
    told()
    Requirement.objects.filter(code=Requirement.objects.first().code).update(name="Our own words")
    Term.objects.filter(name="autumn", half=1).update(starts_on=dt.date(2026, 9, 7))
    before = AuditEvent.objects.count(), {model: model.objects.count() for model in (Person, School, Grant, Term)}
    assert "Everything was there already." in told(('"Example Learning Trust"', '"Another name"'))
    after = AuditEvent.objects.count(), {model: model.objects.count() for model in (Person, School, Grant, Term)}
    assert after == before
    assert trust_setting("people.trust_name") == "Example Learning Trust"
    assert Requirement.objects.filter(name="Our own words").exists()
    assert Term.objects.filter(starts_on=dt.date(2026, 9, 7)).exists()


def test_somebody_who_comes_later_is_added_to_what_is_there(told):
    told()
    said = told(("# [ceo]", '[ceo]\nemail = "ceo@example.org"\nfirst_name = "Cy"\nlast_name = "Example"\n# [ceo]'))
    assert "Cy Example is Chief executive." in said
    assert Grant.objects.filter(role="ceo").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"100001, 100002"', '"100001, 123456"', "URN 123456"),
        ('"edubasealldata.csv"', '"missing.csv"', "missing.csv can’t be read"),
        ('schools = "100001, 100002"', 'schools = "No Such Trust"', "none of these schools"),
        ("[executive_lead]", "[executive_leader]", "“executive_leader” isn’t known"),
        ("autumn_1 = [2026-09-02, 2026-10-23]", "autumn_1 = [2026-10-23, 2026-09-02]", "follow one another"),
        ("autumn_1 = [2026-09-02, 2026-10-23]", 'autumn_1 = ["2 September", "23 October"]', "write two dates"),
        ("autumn_1 =", "autumn_3 =", "“autumn_3”"),
        ("[terms.2026]", "[terms.next]", "[terms.next]"),
        ("[terms.2026]", "[terms.99999999999]", "[terms.99999999999]"),
        ("[terms.2026]", "[terms.1066]", "[terms.1066]"),
        ('"edubasealldata.csv"', '"."', "can’t be read: Is a directory."),
        ('"edubasealldata.csv"', '"a\\u0000b"', "“register” must be one line of text"),
        ('"Alex"', '"A\\u0000lex"', "“first_name” must be one line of text"),
        ('"Alex"', f'"{"x" * 300}"', "characters"),
        ('"Example Learning Trust"', f'"{"x" * 3000}"', "characters"),
        ('"Central team"', f'"{"x" * 3000}"', "characters"),
        ('trust_name = "', "trust_name = ", "can’t be read"),
        ("executive.lead@example.org", "administrator@example.org", "can't change your own roles"),
        ("executive.lead@example.org", "no address", "email"),
        ('email = "bookings@example.org"\n', "", "[booking_officer] must have"),
    ],
)
def test_a_wrong_answer_has_one_clear_line_and_changes_nothing(told, old, new, reason):
    with pytest.raises(CommandError) as refusal:
        told((old, new))
    assert reason in str(refusal.value)
    assert str(refusal.value).startswith("Nothing was changed.")
    assert "\n" not in str(refusal.value)
    kinds = (Person, School, Grant, Term, Requirement, AuditEvent, Mail)
    assert {model.__name__: model.objects.count() for model in kinds} == {model.__name__: 0 for model in kinds}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory."),
        (b'trust_name = "\xff\xfe"', "save it as UTF-8 text."),
        ("trust_name = 'Fernway'".encode("utf-16"), "save it as UTF-8 text."),
        (b"trust_name", "Expected"),
        (b"", "[administrator] is missing."),
    ],
)
def test_a_file_that_cannot_be_read_has_one_clear_line(tmp_path, content, reason):
    if content is not None:
        (tmp_path / "answers.toml").write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("setup_trust", tmp_path / "answers.toml")
    assert str(refusal.value).startswith("Nothing was changed. answers.toml")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Person.objects.exists()


def test_a_file_with_the_mark_of_a_windows_editor_is_read(told, tmp_path):
    told()
    text = (tmp_path / "answers.toml").read_text(encoding="utf-8")
    (tmp_path / "answers.toml").write_text(text, encoding="utf-8-sig")
    assert read_answers(tmp_path / "answers.toml").trust_name == "Example Learning Trust"


# What somebody types, and then the end: Ctrl-D (the terminal's end of file), and Ctrl-C.
@pytest.mark.parametrize("end", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_whoever_stops_the_questions_is_told_in_one_line_that_nothing_changed(end, transactional_db):
    """In a terminal of its own, as somebody has it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "setup_trust"],
        cwd=settings.BASE_DIR, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 -- no thread holds a lock
    )  # fmt: skip
    os.close(theirs)
    said = b""
    for words, answer in ((b"work email: ", b"ann@example.org\n"), (b"first name: ", end)):
        while words not in said:
            said += os.read(ours, 4096)
        os.write(ours, answer)
    # A Ctrl-C between the question and the reading of its answer is not heard: pressed again, as anybody would.
    while process.poll() is None:
        if select.select([ours], [], [], 1)[0]:
            # The terminal is closed when the last process that had it ends.
            with contextlib.suppress(OSError):
                said += os.read(ours, 4096)
        else:
            os.write(ours, end)
    with contextlib.suppress(OSError):
        while piece := os.read(ours, 4096):
            said += piece
    os.close(ours)
    assert process.wait(30) == 1
    assert b"CommandError: Stopped. Nothing was changed." in said
    assert b"Traceback" not in said
    assert not Person.objects.exists()


def environment():
    """Return the variables of a process on the test's own database."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "notifications.tests.worker_settings",
        "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
        "WORKER_QUEUE": "none",
        "WORKER_MAIL_PORT": "1",
    }


@pytest.mark.parametrize(("kind", "left"), [("whole", 0), ("bare", 1)], ids=["whole", "twin"])
def test_a_power_cut_leaves_nothing_half(told, tmp_path, transactional_db, kind, left):
    """The twin takes the steps one by one: what was done before the cut stays."""
    (tmp_path / "answers.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "home.tests.killed_setup", kind, tmp_path],
        cwd=settings.BASE_DIR, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert Person.objects.count() == left
    if kind == "whole":
        kinds = (School, Grant, Term, Requirement, AuditEvent, Mail)
        assert {model.__name__: model.objects.count() for model in kinds} == {model.__name__: 0 for model in kinds}
        assert "Alex Example is the administrator." in told()


@pytest.fixture
def full_disk(transactional_db):
    """Let SQLite take no page more than it has."""
    if IS_SQLITE:
        execute("VACUUM")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    yield
    if IS_SQLITE:
        execute("PRAGMA max_page_count=1073741823")


def test_a_full_disk_is_one_line_and_changes_nothing(told, full_disk):
    """Where the disk of a server can't be filled, PostgreSQL is made to say that it is."""
    full = partial(execute, "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$")
    with pytest.raises(OperationalError) as refusal:
        (told if IS_SQLITE else full)()
    assert reason(refusal.value) == "The disk of the database is full. Nothing was changed."
    assert not Person.objects.exists()
    assert not Requirement.objects.exists()


def test_without_a_terminal_it_asks_nothing(db):
    with pytest.raises(CommandError, match="file of answers"):
        call_command("setup_trust")


def test_the_example_uses_every_answer_that_there_is():
    answers = read_answers(EXAMPLE)
    assert answers.terms.keys() == {2026}
    assert set(answers.roles) == {"executive_lead", "booking_officer"}
    assert all([answers.trust_name, answers.words, answers.register, answers.schools, answers.administrator.email])


def test_the_test_email_goes_once(told, sink):
    assert "A test email has gone to administrator@example.org." in told()
    assert "test email" not in told()


@pytest.mark.parametrize("year", range(2020, 2045))
def test_the_usual_terms_follow_one_another_on_working_days(year):
    spans = list(usual_terms(year).values())
    days = [day for span in spans for day in span]
    assert days == sorted(days)
    assert year_bounds(year)[0] <= days[0]
    assert days[-1] <= dt.date(year + 1, 7, 25)
    assert [day for day in days if day.weekday() > 4 or day in bank_holidays(day.year)] == []
    weeks = sum((last - first).days // 7 + 1 for first, last in spans)
    assert 37 <= weeks <= 41


@pytest.mark.parametrize(
    ("year", "half", "first", "last"),
    [
        # As councils have published them.
        (2024, ("autumn", 2), dt.date(2024, 11, 4), dt.date(2024, 12, 20)),
        (2024, ("spring", 2), dt.date(2025, 2, 24), dt.date(2025, 4, 11)),
        (2025, ("spring", 2), dt.date(2026, 2, 23), dt.date(2026, 3, 27)),
        (2025, ("summer", 1), dt.date(2026, 4, 13), dt.date(2026, 5, 22)),
        (2026, ("autumn", 1), dt.date(2026, 9, 1), dt.date(2026, 10, 23)),
        (2026, ("summer", 1), dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
    ],
)
def test_the_usual_terms_are_those_that_councils_publish(year, half, first, last):
    assert usual_terms(year)[half] == (first, last)
