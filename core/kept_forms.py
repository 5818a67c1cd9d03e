"""A form sent after the session ended is kept for its writer, who signs in again, finds it filled in, and sends it.

It is kept encrypted and for an hour. Whose it is says a signed cookie, which names who was signed in last in this
browser: the CSRF token of a form changes at every sign-in, so a form that passes that check was theirs. Who signs in
again in another tab has a new token, so a second cookie keeps the one before, by which the older tab's form is known.
"""

import base64
import copy
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.encoding import force_bytes

from core.calendar import now
from core.models import KeptForm

KEPT_FOR = dt.timedelta(hours=1)
MOST_FORMS = 5
MOST_BYTES = 500_000
COOKIE_SALT, FORMER_SALT = "core.kept_forms", "core.kept_forms_former"
# Longer than a session lasts; renewed while somebody is signed in.
COOKIE_SECONDS, COOKIE_RENEWED_AFTER = 24 * 60 * 60, 60 * 60
# What a form carries besides what was typed. The one-time token stays good, for the form was not answered.
MARK = "kept_form"
NOT_KEPT = {"csrfmiddlewaretoken", MARK}
NOT_SHOWN = {"token", "version", "seen", "do", "request"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: from which page and where to, its fields in order, the names of those that had files."""

    public_id: UUID
    page: str
    path: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def address(self) -> str:
        """Return the address of its page with the form in it (`core.middleware.KeptFormMiddleware`)."""
        return f"{self.page}{'&' if '?' in self.page else '?'}{MARK}={self.public_id}"

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


def _owner(request: HttpRequest, max_age: int = COOKIE_SECONDS) -> str | None:
    """Return the public id of who was signed in last in this browser."""
    name = settings.OWNER_COOKIE_NAME
    owner: str | None = request.get_signed_cookie(name, default=None, salt=COOKIE_SALT, max_age=max_age)
    return owner


def _set(response: HttpResponse, name: str, value: str, salt: str) -> None:
    response.set_signed_cookie(
        name, value, salt=salt, max_age=COOKIE_SECONDS, httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )  # fmt: skip


def remember_owner(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser carry who is signed in, for as long as a form could still be sent after the session ended."""
    owner = str(request.user.public_id)  # type: ignore[union-attr]
    if _owner(request, COOKIE_RENEWED_AFTER) != owner:
        _set(response, settings.OWNER_COOKIE_NAME, owner, COOKIE_SALT)


def remember_former_token(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser carry the CSRF token of the sign-in before, where the same person has signed in again."""
    owner, token = str(request.user.public_id), request.COOKIES.get(settings.CSRF_COOKIE_NAME)  # type: ignore[union-attr]
    if token and _owner(request) == owner:
        _set(response, settings.FORMER_COOKIE_NAME, f"{owner}:{token}", FORMER_SALT)
    else:
        response.delete_cookie(settings.FORMER_COOKIE_NAME, samesite="Lax")


def forget_owner(response: HttpResponse) -> None:
    """Take both out of the browser of somebody who signed out."""
    for name in (settings.OWNER_COOKIE_NAME, settings.FORMER_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")


def is_of_an_older_tab(request: HttpRequest) -> bool:
    """Return whether a refused form comes from a tab that this person had open when they signed in again."""
    carried = request.get_signed_cookie(
        settings.FORMER_COOKIE_NAME, default="", salt=FORMER_SALT, max_age=COOKIE_SECONDS
    )
    owner, _, token = (carried or "").partition(":")
    if not (token and request.user.is_authenticated and owner == str(request.user.public_id)):
        return False
    # Asked once more, as if the sign-in in between had not been.
    earlier = copy.copy(request)
    earlier.COOKIES = request.COOKIES | {settings.CSRF_COOKIE_NAME: token}
    earlier.META = request.META.copy()
    earlier.is_asked_again = True  # type: ignore[attr-defined]
    check = CsrfViewMiddleware(lambda asked: HttpResponse())
    check.process_request(earlier)
    return check.process_view(earlier, lambda asked: HttpResponse(), (), {}) is None


def unmarked(address: str) -> str:
    """Return an address of a page without what says that a kept form is in it."""
    path, _, query = address.partition("?")
    rest = "&".join(part for part in query.split("&") if part and not part.startswith(f"{MARK}="))
    return f"{path}?{rest}" if rest else path


def _page_of(request: HttpRequest) -> str:
    """Return the page that a form was sent from, as the browser says; without that, where it was sent to."""
    sender = urlsplit(request.headers.get("Referer", ""))
    if sender.netloc != request.get_host() or not sender.path:
        return unmarked(request.get_full_path())
    return unmarked(f"{sender.path}?{sender.query}")


def keep(request: HttpRequest) -> KeptForm | None:
    """Keep a form for who is, or was last, signed in in this browser; return it, or None where it could not be kept.

    Not where nobody knows whose it is, nor a password, nor more than half a megabyte of text.
    """
    owner = _owner(request)
    person = get_user_model().objects.filter(public_id=owner).first() if owner else None
    if person is None or any("password" in name for name in request.POST):
        return None
    content = json.dumps(
        {
            "page": _page_of(request),
            "path": unmarked(request.get_full_path()),
            "fields": [
                (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
            ],
            "files": sorted(request.FILES),
        }
    ).encode()
    if len(content) > MOST_BYTES:
        return None
    forget_old()
    forget(person, request.POST.get(MARK, ""))
    row = KeptForm.objects.create(person=person, content=_cipher().encrypt(content), kept_at=now())
    newest = KeptForm.objects.filter(person=person).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptForm.objects.filter(pk__in=list(newest)[MOST_FORMS:]).delete()
    return row


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
        found.append(Kept(row.public_id, content["page"], content["path"], fields, content["files"]))
    return found


def way_back(person: Any) -> str | None:
    """Return the address of the person's kept form, of the list where there are several, or None without any."""
    forms = kept_for(person)
    return forms[0].address if len(forms) == 1 else reverse("kept-forms") if forms else None


def find(person: Any, public_id: str) -> Kept | None:
    """Return one of the person's kept forms, or None where it is gone, somebody else's, or none at all."""
    return next((kept for kept in kept_for(person) if str(kept.public_id) == public_id), None)


def forget(person: Any, public_id: str) -> None:
    """Delete one of the person's kept forms; anything else changes nothing."""
    if kept := find(person, public_id):
        KeptForm.objects.filter(public_id=kept.public_id).delete()


def forget_old() -> int:
    """Delete what was kept for more than an hour; return how many forms that were."""
    return KeptForm.objects.filter(kept_at__lte=now() - KEPT_FOR).delete()[0]
