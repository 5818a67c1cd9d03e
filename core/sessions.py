"""Sessions for SQLite: in the database as Django keeps them, but saving or ending one never waits for another writer.

The state of a passkey, of a second factor that is being set up, of a page that first asks for the password again: all
are kept in the session by a page that is only read. What finds the database busy is set aside in a file, which then
counts instead of the row until the session is next saved. An ended session is set aside as one that has expired.
"""

import hashlib
from typing import Any, cast

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import OperationalError

from core.calendar import now
from core.waiting import drop_aside, is_busy, names_aside, rows_aside, set_aside, without_waiting

START = "session-"


def _name(session_key: str) -> str:
    """Return the name of a session's file; the key itself would open the session to whoever lists the folder."""
    return f"{START}{hashlib.sha256(session_key.encode()).hexdigest()}"


def _aside(session_key: str | None) -> Session | None:
    rows = rows_aside(_name(session_key)) if session_key else None
    return cast(Session, rows[0]) if rows else None


class SessionStore(db.SessionStore):
    """The session of one browser. Its methods are Django's."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; an expired or ended one is empty and has no key any more."""
        row = _aside(self.session_key)
        if row is None:
            return super().load()
        if row.expire_date <= now():
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session of that key."""
        row = _aside(session_key)
        return super().exists(session_key) if row is None else row.expire_date > now()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row that would be saved, and remember it."""
        self.row = super().create_model_instance(data)
        return self.row

    def save(self, must_create: bool = False) -> None:
        """Save the session, or set it aside. Raises `UpdateError` where it was ended meanwhile."""
        row = _aside(self.session_key)
        if row is not None:
            if row.expire_date <= now():
                raise UpdateError
            self.items()  # before anything is written: a session that was begun aside has no row to read
            must_create = not super().exists(row.session_key)
        try:
            with without_waiting():
                super().save(must_create)
        except (OperationalError, UpdateError) as error:
            if not is_busy(error):
                raise
            set_aside(_name(self.row.session_key), [self.row])
            if not must_create and not super().exists(self.row.session_key):  # ended in this moment
                drop_aside(_name(self.row.session_key))
                raise UpdateError from error
        else:
            if row is not None:
                drop_aside(_name(row.session_key))

    def delete(self, session_key: str | None = None) -> None:
        """End a session; where its row cannot be deleted now, it is set aside as expired."""
        key = session_key or self.session_key
        if key is None:
            return
        try:
            with without_waiting():
                super().delete(key)
        except OperationalError as error:
            if not is_busy(error):
                raise
            set_aside(_name(key), [Session(session_key=key, session_data="", expire_date=now())])
        else:
            drop_aside(_name(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what has expired, in the table and aside."""
        super().clear_expired()
        for name in names_aside(START):
            for row in cast(list[Session], rows_aside(name) or []):
                if row.expire_date <= now():
                    Session.objects.filter(pk=row.pk).delete()
                    drop_aside(name)
