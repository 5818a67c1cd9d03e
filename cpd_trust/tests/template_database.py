"""One migrated database that every process of the tests copies: migrating takes half a minute, copying none.

The template is named after all that makes it, so that a changed migration makes a new one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

FOLDER = settings.BASE_DIR / "var" / "test-template"


def start_from_template(test: dict[str, Any], *, name: str) -> None:
    """Let the test database `name` begin as a copy of the migrated template, which is made where it is missing.

    `test`: the `TEST` settings of the database, which are changed on PostgreSQL to name the template.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "sqlite":
            shutil.copyfile(_sqlite_template(), name)
        else:
            test["TEMPLATE"] = _postgres_template()


def _fingerprint() -> str:
    # The locked libraries, and what migrations import of ours.
    sources = [
        settings.BASE_DIR / name for name in ("requirements.txt", "core/folding.py", "core/text.py", "core/triggers.py")
    ]
    sources += settings.BASE_DIR.glob("*/migrations/*.py")
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:12]


def _sqlite_template() -> Path:
    template = FOLDER / f"{_fingerprint()}.sqlite3"
    if not template.exists():
        for old in FOLDER.glob("*.sqlite3"):
            old.unlink()
        with tempfile.TemporaryDirectory() as folder:
            _migrate(DATABASE_URL="", DATA_DIR=folder)
            shutil.move(Path(folder) / "cpd.sqlite3", template)
    return template


def _postgres_template() -> str:
    template = f"cpd_template_{_fingerprint()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
            cursor.execute(f"CREATE DATABASE {template}_new")
            _migrate(DATABASE_URL=f"{server}/{template}_new")
            cursor.execute(f"ALTER DATABASE {template}_new RENAME TO {template}")
    return template


def _migrate(**environment: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "cpd_trust.settings_test"} | environment,
        check=True,
    )
