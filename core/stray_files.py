"""Files that nobody can reach: kept by an upload whose transaction was undone afterwards, or by a restore that was.

A file is written before its row, and a row that is undone leaves it behind. Nothing else of the storage is touched:
only names that `core.uploads` gives, whole or half written by a restore, without a row for more than a day.
"""

import datetime as dt
import re
from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db.models import FileField

from core.calendar import now

LEFT_ALONE = dt.timedelta(days=1)
OURS = re.compile(r"\d{4}/\d{2}/\.?[0-9a-f]{32}(_\w+)?\.(pdf|jpg|png|csv|xlsx)(\.\w+\.part)?")
# More strays than this, and more than files with a row, are no accident of an upload.
MANY = 20


class TooManyStrays(Exception):
    """Most files have no row: rather has the database lost its rows than the files their use. Nothing was removed."""


def remove_stray_files(*, even_if_many: bool = False, dry_run: bool = False) -> int:
    """Remove the uploads of more than a day ago that no row names, and return how many they are.

    `dry_run`: only count them. Raises `TooManyStrays` before anything is removed, unless `even_if_many`. It may be run
    twice at once, and again at any time.
    """
    before = now() - LEFT_ALONE
    old = [name for name in _files(default_storage) if default_storage.get_modified_time(name) < before]
    strays = [name for start in range(0, len(old), 500) for name in _unnamed(old[start : start + 500])]
    if len(strays) > max(MANY, len(old) - len(strays)) and not (even_if_many or dry_run):
        raise TooManyStrays(
            f"{len(strays)} of {len(old)} files have no matching record. Has the database been restored from an older "
            "backup?"
        )
    if not dry_run:
        for name in strays:
            default_storage.delete(name)
    return len(strays)


def _files(storage: Storage) -> Iterator[str]:
    """Yield the name of each file that an upload may have written."""
    for year in _folders(storage, ""):
        for month in _folders(storage, year):
            folder = f"{year}/{month}"
            for name in storage.listdir(folder)[1]:
                if OURS.fullmatch(f"{folder}/{name}"):
                    yield f"{folder}/{name}"


def _folders(storage: Storage, above: str) -> list[str]:
    try:
        return [name for name in storage.listdir(above)[0] if name.isdecimal()]
    except FileNotFoundError:
        return []


def _unnamed(names: list[str]) -> list[str]:
    """Return those of the names that no row of any model holds."""
    named: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 -- Django's public way to fields
            if isinstance(field, FileField):
                rows = model._base_manager.filter(**{f"{field.name}__in": names})  # noqa: SLF001 -- with no row left out
                named.update(rows.values_list(field.name, flat=True))
    return [name for name in names if name not in named]
