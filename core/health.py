"""Whether the system works, part by part: the answers behind `/readyz` and `manage.py ready`.

Each part is a plug-in. An answer holds numbers and plain words only, so that anybody may read it.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.template.defaultfilters import filesizeformat

from core.cache import SteadyRedisCache
from core.calendar import now
from core.formatting import counted, moment
from core.models import Heartbeat
from core.owner import HINT, WARNING, owns_tables
from core.plugins import Plugin, by_key
from core.sweeps import sweep_states, troubles_in_words

log = structlog.get_logger(__name__)

# Beat sends a heartbeat every minute; five missed ones are no coincidence.
SILENCE_ALLOWED = dt.timedelta(minutes=5)
# A backup each night, and one may fail before anybody is told.
BACKUP_WANTED = dt.timedelta(hours=49)
DISK_NEEDED = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """The state of one part: whether it works and, in words, what was found.

    `is_warning`: it works, so nobody is woken and no page is taken away, but somebody must put it right.
    """

    ok: bool
    detail: str
    is_warning: bool = False

    @property
    def status(self) -> str:
        """Return "ok", "warning" or "red"."""
        return ("warning" if self.is_warning else "ok") if self.ok else "red"


@dataclass(frozen=True, slots=True)
class HealthCheck(Plugin):
    """A part of `/readyz`. One whose check raises counts as red.

    `label`: its name on a page. `remedy`: what to do where it is red.
    """

    key: str
    check: Callable[[], Part]
    label: str
    remedy: str = ""


def parts(names: list[str] | None = None) -> dict[str, Part]:
    """Return the state of every part, or of those named; an unknown name raises `KeyError`."""
    return {name: _ask(name) for name in (known_parts() if names is None else names)}


def known_parts() -> list[str]:
    """Return the names of all parts."""
    return list(by_key(HealthCheck))


def _ask(name: str) -> Part:
    asked = by_key(HealthCheck)[name]
    try:
        part = asked.check()
    except Exception as error:  # noqa: BLE001 -- whatever breaks a check, the part is red and the page answers
        # The text of the error may hold an address or a password; its kind says enough here.
        log.error("health_check_failed", part=name, kind=type(error).__name__)
        part = Part(False, "The check could not run.")
    return part if part.ok else replace(part, detail=f"{part.detail} {asked.remedy}".strip())


def database() -> Part:
    """Ask the database for an answer; warn, and no more, where the application owns its tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    if owns_tables():
        return Part(True, f"Responding. {WARNING} {HINT}", is_warning=True)
    return Part(True, "Responding.")


def migrations() -> Part:
    """Red while the code knows migrations that this database has not seen."""
    loader = MigrationLoader(connection)
    waiting = len(set(loader.disk_migrations) - set(loader.applied_migrations))
    if not waiting:
        return Part(True, "The database is up to date.")
    return Part(False, f"The program is newer than the database: {counted(waiting, 'migration')} waiting.")


def sign_in_cache() -> Part:
    """Red when the cache is away; sign-ins are then counted in the database, but that is slower.

    It is only read: a cache that is a table of SQLite takes nothing while somebody else is writing.
    """
    if isinstance(caches["default"], SteadyRedisCache):
        caches["default"].ping()
    cache.get("health")
    return Part(True, "Responding.")


def heart(part: str) -> Part:
    """Red when a part has not shown itself for longer than `SILENCE_ALLOWED`, or never."""
    last = Heartbeat.objects.filter(part=part).first()
    if last is None:
        return Part(False, "It has never reported.")
    age = last.age(now())
    if age <= SILENCE_ALLOWED:
        return Part(True, f"It last reported {counted(max(0, int(age.total_seconds())), 'second')} ago.")
    return Part(False, f"It last reported on {moment(last.at)}.")


def disk() -> Part:
    """Red when the data folder has less than `DISK_NEEDED` left."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Part(free >= DISK_NEEDED, f"{filesizeformat(free)} free.")


def backup() -> Part:
    """Warn when the last backup by `manage.py backup` is older than `BACKUP_WANTED`, or there is none."""
    last = Heartbeat.objects.filter(part="backup").first()
    if last is None:
        # On a machine of one's own nothing is lost that could not be made again.
        return _backed_up("There has been no backup yet.", is_warning=not settings.LOCAL)
    return _backed_up(f"The last backup was made on {moment(last.at)}.", is_warning=last.age(now()) > BACKUP_WANTED)


def _backed_up(words: str, *, is_warning: bool) -> Part:
    todo = " Run manage.py backup, and look at whatever should run it each night." if is_warning else ""
    return Part(True, words + todo, is_warning)


def sweeps() -> Part:
    """Warn when the last run of a scheduled job failed, or one is overdue."""
    words = troubles_in_words(sweep_states())
    return Part(True, words or "None overdue, none failed.", is_warning=bool(words))
