"""A form that is sent after the session ended is kept for its writer, who signs in again and sends it.

It is kept encrypted and for an hour. Whose it is says a signed cookie, which names who was signed in last in this
browser: the CSRF token of a form changes at every sign-in, so a form that passes that check was theirs.
"""

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import force_bytes

from core.calendar import now
from core.models import KeptForm

KEPT_FOR = dt.timedelta(hours=1)
MOST_FORMS = 5
MOST_BYTES = 500_000
COOKIE_SALT = "core.kept_forms"
# Longer than a session lasts; renewed while somebody is signed in.
COOKIE_SECONDS, COOKIE_RENEWED_AFTER = 24 * 60 * 60, 60 * 60
# What a form carries besides what was typed. The one-time token stays good, for the form was not answered.
NOT_KEPT = {"csrfmiddlewaretoken"}
NOT_SHOWN = {"token", "version", "seen", "do", "request"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: its address, its fields in their order, and the names of the fields that had files."""

    public_id: UUID
    path: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Return what was typed, with a label for each field made of its name."""
        return [
            (name.rsplit("-", 1)[-1].replace("_", " ").capitalize(), value)
            for name, value in self.fields
            if value.strip() and name.rsplit("-", 1)[-1] not in NOT_SHOWN and "_FORMS" not in name
        ]


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"core.kept_forms:" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def remember_owner(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser carry who is signed in, for as long as a form could still be sent after the session ended."""
    owner = str(request.user.public_id)  # type: ignore[union-attr]
    known = request.get_signed_cookie(
        settings.OWNER_COOKIE_NAME, default=None, salt=COOKIE_SALT, max_age=COOKIE_RENEWED_AFTER
    )
    if known != owner:
        response.set_signed_cookie(
            settings.OWNER_COOKIE_NAME, owner, salt=COOKIE_SALT, max_age=COOKIE_SECONDS, httponly=True,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        )  # fmt: skip


def forget_owner(response: HttpResponse) -> None:
    """Take it out of the browser of somebody who signed out."""
    response.delete_cookie(settings.OWNER_COOKIE_NAME, samesite="Lax")


def keep(request: HttpRequest) -> bool:
    """Keep the form that somebody sent who is not signed in any more; return whether it could be kept.

    Not where nobody knows whose it is, nor a password, nor more than half a megabyte of text.
    """
    owner = request.get_signed_cookie(
        settings.OWNER_COOKIE_NAME, default=None, salt=COOKIE_SALT, max_age=COOKIE_SECONDS
    )
    person = get_user_model().objects.filter(public_id=owner).first() if owner else None
    if person is None or any("password" in name for name in request.POST):
        return False
    content = json.dumps(
        {
            "path": request.get_full_path(),
            "fields": [
                (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
            ],
            "files": sorted(request.FILES),
        }
    ).encode()
    if len(content) > MOST_BYTES:
        return False
    forget_old()
    KeptForm.objects.create(person=person, content=_cipher().encrypt(content), kept_at=now())
    newest = KeptForm.objects.filter(person=person).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptForm.objects.filter(pk__in=list(newest)[MOST_FORMS:]).delete()
    return True


def kept_for(person: Any) -> list[Kept]:
    """Return the person's kept forms, the newest first; one that cannot be read any more is left out."""
    found = []
    rows = KeptForm.objects.filter(person=person, kept_at__gt=now() - KEPT_FOR).order_by("-kept_at", "-pk")
    for row in rows:
        try:
            content = json.loads(_cipher().decrypt(bytes(row.content)))
        except InvalidToken:
            continue
        fields = [(name, value) for name, value in content["fields"]]
        found.append(Kept(row.public_id, content["path"], fields, content["files"]))
    return found


def forget(person: Any, public_id: UUID) -> None:
    """Delete one of the person's kept forms."""
    KeptForm.objects.filter(person=person, public_id=public_id).delete()


def forget_old() -> int:
    """Delete what was kept for more than an hour; return how many forms that were."""
    return KeptForm.objects.filter(kept_at__lte=now() - KEPT_FOR).delete()[0]
