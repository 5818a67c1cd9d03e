"""Backup and restore on the database that the tests run on: the drill, refusals that change nothing, `kill -9`."""

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from core import health, waiting
from core.audit import audit_event, take_in_readings
from core.backup import databases
from core.backup.archive import DATABASE, ArchiveWriter, Manifest, members
from core.backup.databases import LEFT_OUT
from core.backup.services import check_archive
from core.calendar import now
from core.formatting import moment
from core.models import AuditEvent, Heartbeat, StoredFile
from core.stray_files import remove_stray_files
from core.uploads import Kind, keep_made_file
from cpd_trust.tests.helpers import IS_SQLITE, execute
from people.models import Person

BASE_DIR = Path(__file__).resolve().parents[2]
KEY = "a key of more than thirty-two characters"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """A data folder of this test's own, which is returned."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR = folder
    options = {"OPTIONS": {"location": str(folder / "files"), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | options}
    return folder


def keep(text):
    return keep_made_file(actor=None, content=text.encode(), kind=Kind.PDF, name="a.pdf")


def contents():
    """Return a digest of each table's rows, and of the file of each row, as they are on the disk."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in LEFT_OUT:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- a table of our own
                rows = sorted(
                    repr([bytes(value) if isinstance(value, memoryview) else value for value in row]) for row in cursor
                )
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    files = {
        row.file.name: hashlib.sha256(Path(row.file.path).read_bytes()).hexdigest() for row in StoredFile.objects.all()
    }
    assert all(files[row.file.name] == row.sha256 for row in StoredFile.objects.all())
    return found, files


def backed_up(path):
    call_command("backup", path)
    return path


def refused(said, command, *args, **options):
    """Assert that a command ends with one line, and that nothing was changed by it."""
    before = contents()
    with pytest.raises(CommandError, match=said) as refusal:
        call_command(command, *args, **options)
    assert "\n" not in str(refusal.value)
    connection.close()
    assert contents() == before


def write_archive(path, *, pieces=(), **changes):
    """Write an archive that says of itself what `changes` say."""
    facts = {
        "version": "9.9",
        "engine": connection.vendor,
        "created_at": "now",
        "migrations": {},
        "counts": {"django_migrations": 1},
    }
    with path.open("wb") as out:
        archive = ArchiveWriter(out, "")
        archive.add_pieces(pieces)
        archive.finish(Manifest(**facts | changes))
    return path


@pytest.mark.parametrize("key", ["", KEY], ids=["plain", "encrypted"])
def test_a_restore_brings_back_each_row_and_each_file(live_cast, settings, tmp_path, key):
    settings.BACKUP_KEY = key
    for number in range(3):
        keep(f"%PDF-{number}")
    before = contents()
    archive = backed_up(tmp_path / "archive")
    assert contents() == before

    Person.objects.filter(pk=live_cast.mel.pk).update(last_name="Changed")
    keep("%PDF-later")
    for row in StoredFile.objects.all():
        Path(row.file.path).unlink()
    call_command("restore", archive, replace=True)
    assert contents() == before


def test_nobody_is_signed_in_after_a_restore_and_no_part_has_shown_itself(live_cast, client, sign_in, tmp_path):
    sign_in(live_cast.hal).get(reverse("home:home"))
    assert Session.objects.exists()
    waiting.set_aside("session-of-hal", list(Session.objects.all()))
    archive = backed_up(tmp_path / "archive")
    assert Session.objects.exists()
    for session in Session.objects.all():
        assert session.session_key.encode() not in archive.read_bytes()
    call_command("restore", archive, replace=True)
    assert not Session.objects.exists()
    assert waiting.names_aside("session-") == []
    assert not Heartbeat.objects.exists()
    assert client.get(reverse("home:home")).status_code == 302


def test_readings_that_wait_for_the_trail_are_written_once(live_cast, tmp_path, data):
    events = [audit_event(live_cast.hal, "core.test.read", live_cast.ada) for _ in range(2)]
    waiting.set_aside("reading-0abc", events)
    archive = backed_up(tmp_path / "archive")
    take_in_readings()
    call_command("restore", archive, replace=True)
    assert AuditEvent.objects.filter(code="core.test.read").count() == 0
    take_in_readings()
    take_in_readings()
    assert AuditEvent.objects.filter(code="core.test.read").count() == 2


class Load(threading.Thread):
    """Somebody who goes on writing rows and files, and notes each when it is committed."""

    def __init__(self):
        super().__init__()
        self.acknowledged: list[str] = []
        self.stopping = threading.Event()

    def run(self):
        try:
            while not self.stopping.is_set():
                name = keep(f"%PDF-{len(self.acknowledged)}").file.name
                self.acknowledged.append(name)
        finally:
            connection.close()

    def until(self, number):
        while len(self.acknowledged) < number:
            assert self.is_alive()
            time.sleep(0.01)


def url_of(database, role=None):
    parts = connection.settings_dict
    return f"postgres://{role or parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{database}"


@contextlib.contextmanager
def at_database(name):
    """Yield a cursor in another database of the server."""
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {"NAME": name}
    with contextlib.closing(other), other.cursor() as cursor:
        yield cursor


@pytest.fixture
def elsewhere(tmp_path):
    """The environment of another installation with nothing in it; on PostgreSQL that of the role that migrates."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    environment = os.environ | {"LOCAL": "1", "DATA_DIR": str(folder), "LOG_LEVEL": "CRITICAL", "BACKUP_KEY": KEY}
    if IS_SQLITE:
        yield environment | {"DATABASE_URL": ""}
        return
    name = f"elsewhere_{uuid.uuid4().hex}"
    owner, application = f"{name}_owner", f"{name}_application"
    execute(f"CREATE ROLE {owner} LOGIN")
    execute(f"CREATE DATABASE {name} OWNER {owner}")
    script = (BASE_DIR / "scripts/application_role.sql").read_text()
    script = re.sub(r"^(\\|--).*\n", "", script, flags=re.M).replace(":'password'", "'only-here'")
    with at_database(name) as cursor:
        cursor.execute(re.sub(r"\bcpd_owner\b", owner, re.sub(r"\bcpd\b", application, script)))
    yield environment | {"DATABASE_URL": url_of(name, owner)}
    with at_database(name) as cursor:
        cursor.execute(
            "SELECT tableowner, has_table_privilege(%s, 'people_person', 'SELECT, INSERT, UPDATE, DELETE') "
            "FROM pg_tables WHERE tablename = 'people_person'",
            [application],
        )
        assert cursor.fetchone() == (owner, True)
        cursor.execute(f"DROP OWNED BY {application}, {owner} CASCADE")
    execute(f"DROP DATABASE {name} WITH (FORCE)")
    execute(f"DROP ROLE {application}")
    execute(f"DROP ROLE {owner}")


RESTORE_AND_SIGN_IN = """
import django, hashlib, json, sys
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("restore", sys.argv[1])
call_command("migrate", check_unapplied=True, verbosity=0)
from core.models import StoredFile
from core.tests.test_backup import contents
tables = contents()[0]
client = Client(headers={"host": "localhost"})
answer = client.post("/account/login/", {"login": "hal@example.org", "password": "a-long-password-1"})
print(json.dumps({
    "signed in": answer.status_code == 302 and client.get("/").status_code == 200,
    "tables": tables,
    "files": {row.file.name: hashlib.sha256(row.file.read()).hexdigest() == row.sha256
              for row in StoredFile.objects.order_by("pk")},
}))
"""


@pytest.mark.long
def test_the_drill(live_cast, settings, tmp_path, elsewhere):
    """Back up under load, restore elsewhere, sign in: nothing acknowledged before is missing, and nothing is half."""
    settings.BACKUP_KEY = KEY
    hal = live_cast.hal
    hal.emailaddress_set.update(email="hal@example.org")
    hal.email, hal.can_sign_in = "hal@example.org", True
    hal.set_password("a-long-password-1")
    hal.save()
    still = contents()[0]
    load = Load()
    load.start()
    try:
        load.until(20)
        before = list(load.acknowledged)
        archive = backed_up(tmp_path / "archive")
        load.until(len(load.acknowledged) + 1)
    finally:
        load.stopping.set()
        load.join()

    call_command("backup", check=archive)
    done = subprocess.run(
        [sys.executable, "-c", RESTORE_AND_SIGN_IN, str(archive)],
        cwd=BASE_DIR,
        env=elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["signed in"]
    written = found["tables"].pop("core_storedfile")
    assert written[0] == len(found["files"])
    assert found["tables"] == {table: list(rows) for table, rows in still.items() if table != "core_storedfile"}
    restored = list(found["files"])
    assert restored[: len(before)] == before
    assert restored == [row.file.name for row in StoredFile.objects.order_by("pk")][: len(restored)]
    assert all(found["files"].values())


# --- Which archives stay, and who hears of it -----------------------------------------------------------------------


def test_only_the_newest_archives_of_this_installation_stay(live_cast, settings, tmp_path):
    folder = tmp_path / "archives"
    folder.mkdir()
    strange = [folder / "another.example.org-20200101-000000.cpdbackup", folder / "notes.txt"]
    for path in strange:
        path.touch()
    for hour in range(4):
        with time_machine.travel(f"2026-11-{10 + hour}T02:00:00Z", tick=False):
            call_command("backup", folder, keep=2)
    assert sorted(folder.iterdir()) == [
        strange[0],
        folder / "localhost-20261112-020000.cpdbackup",
        folder / "localhost-20261113-020000.cpdbackup",
        strange[1],
    ]
    assert {oct(path.stat().st_mode & 0o777) for path in folder.glob("localhost*")} == {"0o600"}
    for wrong in ("0", "-1", "x"):
        with pytest.raises(CommandError, match="must be a number from 1"):
            call_command("backup", str(folder), "--keep", wrong)


def test_without_a_path_it_goes_into_the_data_folder(live_cast, data, capsys):
    call_command("backup")
    assert len(list((data / "backups").glob("*.cpdbackup"))) == 1
    said = capsys.readouterr()
    assert "files 0" in said.out
    assert "isn't encrypted" in said.err


def test_a_file_that_is_gone_is_counted_and_the_rest_is_kept(live_cast, tmp_path, capsys):
    gone, kept = keep("%PDF-gone"), keep("%PDF-kept")
    Path(gone.file.path).unlink()
    archive = backed_up(tmp_path / "archive")
    assert "records still name: 1" in capsys.readouterr().err
    call_command("restore", archive, replace=True)
    assert default_storage.exists(kept.file.name)


def test_what_a_killed_restore_left_of_a_file_is_swept_after_a_day(live_cast, data):
    row = keep("%PDF-")
    part = Path(row.file.path).with_name(f".{Path(row.file.name).name}.ab_12cd.part")
    part.touch()
    assert remove_stray_files() == 0
    then = time.time() - 25 * 3600
    os.utime(part, (then, then))
    assert remove_stray_files() == 1
    assert not part.exists()
    assert default_storage.exists(row.file.name)


def test_a_backup_that_is_late_is_a_warning(live_cast, settings, tmp_path):
    assert not health.backup().is_warning
    settings.LOCAL = False
    assert health.backup().is_warning
    backed_up(tmp_path / "archive")
    last = Heartbeat.objects.get(part="backup").at
    assert health.backup() == health.Part(True, f"The last backup was made on {moment(last)}.")
    for late, is_warning in ((dt.timedelta(), False), (dt.timedelta(minutes=1), True)):
        Heartbeat.objects.filter(part="backup").update(
            at=now() - health.BACKUP_WANTED - late + dt.timedelta(seconds=30)
        )
        assert health.backup().is_warning == is_warning
        assert health.backup().ok


# --- What is refused, and changes nothing ---------------------------------------------------------------------------


def test_a_database_that_holds_something_is_replaced_only_when_asked(live_cast, tmp_path):
    archive = backed_up(tmp_path / "archive")
    refused("not empty. Add --replace", "restore", archive)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"engine": "sqlite"} if not IS_SQLITE else {"engine": "postgresql"}, "this installation uses"),
        ({"migrations": {"people": "9999_of_next_year"}}, "another version, 9.9"),
        ({"migrations": {"an_app_of_next_year": "0001_initial"}}, "another version, 9.9"),
        (
            {"pieces": [b"neither SQLite nor a dump" * 100], "migrations": {"core": "0001_initial"}},
            "damaged|could not be restored|not a database",
        ),
        ({}, "damaged|could not be restored"),
        ({"counts": {}}, "damaged"),
    ],
)
def test_an_archive_that_does_not_fit_is_refused(live_cast, tmp_path, changes, said):
    refused(said, "restore", write_archive(tmp_path / "archive", **changes), replace=True)


def test_an_archive_whose_rows_are_not_all_there_is_taken_back(live_cast, tmp_path):
    """It is found out last of all, when everything has been restored but for the commit."""
    good = backed_up(tmp_path / "good")
    with good.open("rb") as source:
        pieces = [content.read() for name, content in members(source, "") if name.startswith(DATABASE)]
    manifest = check_archive(good)
    Person.objects.filter(pk=live_cast.mel.pk).update(last_name="Changed")
    counts = manifest.counts | {"people_person": manifest.counts["people_person"] + 1}
    bad = write_archive(tmp_path / "bad", pieces=pieces, counts=counts, migrations=manifest.migrations)
    refused("damaged|people_person has another number of rows", "restore", bad, replace=True)

    write_archive(tmp_path / "control", pieces=pieces, counts=manifest.counts, migrations=manifest.migrations)
    call_command("restore", tmp_path / "control", replace=True)
    assert not Person.objects.filter(last_name="Changed").exists()


def test_a_damaged_archive_changes_nothing(live_cast, settings, tmp_path):
    settings.BACKUP_KEY = KEY
    keep("%PDF-" + "x" * 100_000)
    good = backed_up(tmp_path / "archive").read_bytes()
    size = len(good)
    bad = tmp_path / "bad"
    for place in {
        "header": 20,
        "database": 5000,
        "file": size - 80_000,
        "manifest": size - 15_000,
        "end": size - 1,
    }.values():
        bad.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        refused("damaged|not the key", "restore", bad, replace=True)
    refused("damaged", "backup", check=bad)
    for length in (0, 20, size // 2):
        bad.write_bytes(good[:length])
        refused("damaged|not a backup", "restore", bad, replace=True)


def test_a_wrong_key_or_none_changes_nothing(live_cast, settings, tmp_path):
    settings.BACKUP_KEY = KEY
    archive = backed_up(tmp_path / "archive")
    settings.BACKUP_KEY = "x" + KEY
    refused("not the key", "restore", archive, replace=True)
    settings.BACKUP_KEY = ""
    refused("Set BACKUP_KEY", "restore", archive, replace=True)
    settings.BACKUP_KEY = "short"
    refused("shorter than 32", "backup", tmp_path / "another")
    assert not (tmp_path / "another").exists()


def test_what_is_not_there_is_told_in_one_line(live_cast, tmp_path):
    refused("No such file", "restore", tmp_path / "nothing", replace=True)
    refused("No such file", "backup", check=tmp_path / "nothing")
    refused("No such file", "backup", tmp_path / "no folder" / "archive")
    refused("is there already", "backup", backed_up(tmp_path / "archive"))


@contextlib.contextmanager
def full_disk(limit):
    """Let no file of this process, and of those that it starts, grow beyond the limit."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_full_disk_leaves_no_archive_and_changes_nothing(live_cast, tmp_path):
    keep("%PDF-" + "x" * 200_000)
    archive = backed_up(tmp_path / "archive")
    folder = tmp_path / "full"
    folder.mkdir()
    before = contents()
    with full_disk(100_000):
        with pytest.raises(CommandError, match=r"File too large|The database refused") as refusal:
            call_command("backup", folder)
        with pytest.raises(CommandError, match=r"File too large|The database refused"):
            call_command("restore", archive, replace=True)
    assert "\n" not in str(refusal.value)
    assert list(folder.iterdir()) == []
    connection.close()
    assert contents() == before


@pytest.mark.postgresql
def test_a_missing_program_is_named(live_cast, tmp_path, monkeypatch):
    archive = backed_up(tmp_path / "archive")
    psql = shutil.which("psql")
    monkeypatch.setenv("PATH", str(tmp_path))
    refused("pg_dump is missing. Install postgresql-client", "backup", tmp_path / "another")
    refused("psql is missing", "restore", archive, replace=True)
    (tmp_path / "psql").symlink_to(psql)
    refused("pg_restore is missing", "restore", archive, replace=True)
    assert not (tmp_path / "another").exists()


@pytest.fixture
def as_role(settings):
    """Sign in to PostgreSQL as another role."""
    usual = connection.settings_dict["USER"]

    def sign_in(role):
        connection.close()
        connection.settings_dict["USER"] = role

    yield sign_in
    sign_in(usual)


@pytest.mark.postgresql
def test_a_role_that_may_not_is_refused(live_cast, tmp_path, as_role):
    archive = backed_up(tmp_path / "archive")
    before = contents()
    usual = connection.settings_dict["USER"]
    execute("CREATE ROLE cpd_nobody LOGIN")
    try:
        for role, said in (("cpd_nobody", "permission denied"), ("cpd_missing", "does not exist")):
            as_role(role)
            with pytest.raises(CommandError, match=said):
                call_command("backup", tmp_path / "another")
        as_role("cpd_nobody")
        with pytest.raises(CommandError, match=f"Only the role that owns the database can restore. .*{usual}"):
            call_command("restore", archive, replace=True)
    finally:
        as_role(usual)
        execute("DROP ROLE cpd_nobody")
    assert not (tmp_path / "another").exists()
    assert contents() == before


def test_two_at_once_are_refused(live_cast, tmp_path, data):
    with (data / "backup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused("Another backup or restore is running", "backup", tmp_path / "archive")
    backed_up(tmp_path / "archive")


@contextlib.contextmanager
def somebody_writes(person):
    """Hold what a writer holds: SQLite's only place for one, and rows of PostgreSQL."""
    other = connection.copy()
    other.set_autocommit(False)  # IMMEDIATE on SQLite
    with other.cursor() as cursor:
        cursor.execute("UPDATE people_person SET last_name = 'Never' WHERE id = %s", [person.pk])
    try:
        yield
    finally:
        other.rollback()
        other.close()
        connection.close()


def test_a_database_in_use_is_not_replaced(live_cast, tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "PATIENCE_SECONDS", 1)
    archive = backed_up(tmp_path / "archive")
    with somebody_writes(live_cast.tom):
        refused("is in use, and nothing was changed", "restore", archive, replace=True)
    call_command("restore", archive, replace=True)


# --- kill -9 ---------------------------------------------------------------------------------------------------------


def started(data, *command):
    """Start a command on the test database, in a process group of its own."""
    environment = os.environ | {"LOCAL": "1", "DATA_DIR": str(data), "LOG_LEVEL": "CRITICAL", "BACKUP_KEY": ""}
    name = connection.settings_dict["NAME"]
    if IS_SQLITE:
        environment["DATABASE_URL"] = ""
        (data / "cpd.sqlite3").symlink_to(name)
    else:
        environment["DATABASE_URL"] = url_of(name)
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, command)], cwd=BASE_DIR, env=environment, stderr=subprocess.PIPE
    )


def until(condition, process):
    while not condition():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)


def killed(process):
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.long
def test_a_backup_that_is_killed_leaves_no_archive(live_cast, tmp_path, data):
    """It is killed in the middle: a file that nobody writes into keeps it waiting there."""
    row = keep("%PDF-")
    content = Path(row.file.path).read_bytes()
    Path(row.file.path).unlink()
    os.mkfifo(row.file.path)
    folder = tmp_path / "archives"
    folder.mkdir()
    process = started(data, "backup", folder)
    until(lambda: any(path.stat().st_size > 0 for path in folder.glob(".*.part")), process)
    killed(process)
    assert not list(folder.glob("*.cpdbackup"))
    assert not Heartbeat.objects.filter(part="backup").exists()

    Path(row.file.path).unlink()
    Path(row.file.path).write_bytes(content)
    call_command("backup", folder)
    assert [path.suffix for path in folder.iterdir()] == [".cpdbackup"]
    assert not (data / "copy-of-database").exists()


@pytest.mark.long
def test_a_restore_that_is_killed_while_it_waits_changes_nothing(live_cast, tmp_path, data):
    archive = backed_up(tmp_path / "archive")
    Person.objects.filter(pk=live_cast.mel.pk).update(last_name="Changed")
    before = contents()
    with somebody_writes(live_cast.tom):
        process = started(data, "restore", archive, "--replace")
        until((data / "copy-of-database" / "cpd.sqlite3").exists if IS_SQLITE else waits_for_a_lock, process)
        killed(process)
    assert contents() == before


@pytest.mark.long
def test_a_restore_that_is_killed_while_it_writes_leaves_the_old_or_the_new(live_cast, tmp_path, data):
    keep("%PDF-kept")
    restored = contents()
    archive = backed_up(tmp_path / "archive")
    Person.objects.filter(pk=live_cast.mel.pk).update(last_name="Changed")
    old = contents()
    if IS_SQLITE:
        execute("PRAGMA wal_checkpoint(TRUNCATE)")
        written = Path(f"{connection.settings_dict['NAME']}-wal")
        assert written.stat().st_size == 0
    process = started(data, "restore", archive, "--replace")
    writes = (lambda: written.stat().st_size > 0) if IS_SQLITE else writes_rows
    # A quick machine may be done before anybody sees it write; then it is the new.
    until(lambda: process.poll() is not None or writes(), process)
    process.kill()
    process.communicate()
    connection.close()
    assert contents() in (old, restored)

    call_command("restore", archive, replace=True)
    assert contents() == restored
    assert not (data / "copy-of-database").exists()


def of_psql():
    """Return what the server says of the psql that writes into this database: what it waits for, and its statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wait_event_type, query FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'psql' AND xact_start IS NOT NULL"
        )
        return cursor.fetchall()


def waits_for_a_lock():
    return any(waits_for == "Lock" for waits_for, _ in of_psql())


def writes_rows():
    """Return whether psql is past the dropping of tables: somebody else sees them until it commits."""
    return any("DROP TABLE" not in query and not query.startswith(("BEGIN", "SET")) for _, query in of_psql())
