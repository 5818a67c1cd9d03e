"""Asking again who somebody is, before they read or do what is most private: the step-up."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import authentication_step_completed
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from core.calendar import now
from core.http import Request
from core.trust_settings import trust_setting

CONFIRMED_AT, CODE = "people_confirmed_at", "people_step_up_code"
CODE_LASTS_SECONDS, TRIES = 5 * 60, 3


def require_recent_sign_in(request: HttpRequest) -> None:
    """Let pass who signed in, or confirmed that it is them, not longer ago than the trust has set.

    Else raise `ReauthenticationRequired`: the sign-in library asks, keeps what was sent, and goes on with it.
    """
    confirmed_at = request.session.get(CONFIRMED_AT, 0)
    if now().timestamp() - confirmed_at >= 60 * int(trust_setting("people.confirm_after_minutes")):
        raise ReauthenticationRequired


def confirm(request: HttpRequest) -> None:
    """Note that it is them, now."""
    request.session[CONFIRMED_AT] = now().timestamp()


def send_code(request: Request) -> None:
    """Mail a code that confirms it for some minutes; an earlier one stops working. The session keeps only its hash."""
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[CODE] = {"hash": _hash(code), "until": now().timestamp() + CODE_LASTS_SECONDS, "left": TRIES}
    adapter.send_mail("account/email/login_code", request.user.email or "", {"code": code})


def has_code(request: HttpRequest) -> bool:
    """Return whether a code was sent that can still be entered."""
    sent = request.session.get(CODE, {"left": 0})
    return sent["left"] > 0 and now().timestamp() < sent["until"]


def is_code(request: HttpRequest, code: str) -> bool:
    """Return whether it is the code that was sent; it works once, and not after a few wrong ones."""
    if not has_code(request):
        return False
    sent = request.session.pop(CODE)
    if constant_time_compare(_hash(code), sent["hash"]):
        return True
    request.session[CODE] = sent | {"left": sent["left"] - 1}
    return False


def _hash(code: str) -> str:
    return salted_hmac("people.step_up", "".join(filter(str.isalnum, code)).upper(), algorithm="sha256").hexdigest()


def _signed_in(request: HttpRequest | None = None, **facts: Any) -> None:
    if request is not None:
        confirm(request)


def _confirmed(request: HttpRequest, reauthenticated: bool = False, **facts: Any) -> None:
    if reauthenticated:
        confirm(request)


def watch_sign_ins() -> None:
    """Note each sign-in, and each confirmation with a password or a second factor."""
    user_logged_in.connect(_signed_in, dispatch_uid="people.step_up_signed_in")
    authentication_step_completed.connect(_confirmed, dispatch_uid="people.step_up_confirmed")
