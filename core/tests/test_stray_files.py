"""The sweep takes what undone uploads left behind, and never a file that is young, used, or not an upload's."""

import os
import time
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction

from core.stray_files import TooManyStrays, remove_stray_files
from core.tasks import sweep_stray_files
from core.uploads import TABLES, store_upload

HOURS = 3600
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}


def keep(name, *, hours):
    """Write a file that is so many hours old, and return its name."""
    name = default_storage.save(name, ContentFile(b"%PDF-"))
    then = time.time() - hours * HOURS
    os.utime(default_storage.path(name), (then, then))
    return name


def stray(*, hours=25):
    return keep(f"2026/11/{uuid.uuid4().hex}.pdf", hours=hours)


def uploaded(actor, *, hours):
    row = store_upload(actor=actor, upload=SimpleUploadedFile("a.csv", b"Name\nAda\n"), allowed=TABLES)
    then = time.time() - hours * HOURS
    os.utime(row.file.path, (then, then))
    return row


@pytest.mark.django_db(transaction=True)
def test_what_an_undone_upload_left_behind_is_removed_after_a_day(live_cast):
    kept = uploaded(live_cast.ada, hours=1000)
    with transaction.atomic():
        undone = uploaded(live_cast.ada, hours=23)
        transaction.set_rollback(True)
    assert default_storage.exists(undone.file.name)
    assert remove_stray_files() == 0
    then = time.time() - 25 * HOURS
    os.utime(undone.file.path, (then, then))
    assert remove_stray_files(dry_run=True) == 1
    assert default_storage.exists(undone.file.name)
    assert remove_stray_files() == 1
    assert not default_storage.exists(undone.file.name)
    assert default_storage.exists(kept.file.name)
    assert remove_stray_files() == 0


def test_nothing_else_is_touched(cast):
    others = [
        keep("2026/11/notes.pdf", hours=1000),
        keep("2026/11/deeper/" + uuid.uuid4().hex + ".pdf", hours=1000),
        keep(uuid.uuid4().hex + ".pdf", hours=1000),
        keep(f"backup/11/{uuid.uuid4().hex}.pdf", hours=1000),
        keep(f"2026/11/{uuid.uuid4().hex}.sqlite3", hours=1000),
        stray(hours=23),
        uploaded(cast.ada, hours=1000).file.name,
    ]
    gone = stray()
    sweep_stray_files()
    assert [name for name in others if not default_storage.exists(name)] == []
    assert not default_storage.exists(gone)


def test_an_empty_storage_is_no_fault():
    assert remove_stray_files() == 0


def test_more_strays_than_files_in_use_stop_it_before_the_first(cast):
    """A database restored without its rows must not cost the files."""
    uploaded(cast.ada, hours=1000)
    names = [stray() for _ in range(21)]
    with pytest.raises(TooManyStrays):
        remove_stray_files()
    with pytest.raises(CommandError, match="No files were deleted"):
        call_command("remove_stray_files")
    assert all(default_storage.exists(name) for name in names)
    call_command("remove_stray_files", even_if_many=True)
    assert not any(default_storage.exists(name) for name in names)


def test_the_command_says_how_many(cast, capsys):
    stray()
    call_command("remove_stray_files", dry_run=True)
    call_command("remove_stray_files")
    assert capsys.readouterr().out == "Files to be removed: 1\nFiles removed: 1\n"
