"""What follows on a form or a button that somebody sent: do it, or say why not, and lose nothing of what was typed.

A view finds and asks, hands the writing (one service call) to `submit_form` or `press_button`, and draws its page
where no answer came back.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from core.flow import IllegalMove, StaleVersion
from core.forms import SubmitOnceForm, VersionedForm
from core.http import Request


def press_button(
    request: Request, write: Callable[[], Any], done: str = "", *, back: Any = None, refused_to: Any = None
) -> HttpResponse:
    """Write what a button asks, and lead on: with `done` to `back`, or with the reason against it to `refused_to`.

    Both are an object, a name or an address. Left out, `back` is what `write` returns, and `refused_to` is `back`.
    """
    try:
        written = write()
    except IllegalMove as problem:
        messages.warning(request, _reason(problem))
        return redirect(refused_to or back)
    if done:
        messages.success(request, done)
    return redirect(back or written)


def submit_form(
    request: Request,
    form: forms.BaseForm,
    write: Callable[[], Any],
    *,
    done: str = "",
    now: Callable[[], Any] | None = None,
    problems_at: str | None = None,
    refused_at: str | None = None,
    refused_to: Any = None,
) -> HttpResponse | None:
    """Write what a form asks and return the way on; `None` where the page is to be shown, for the first time or again.

    `write` returns where to go: an object, a name or an address. A `SubmitOnceForm` writes once, sent twice or not.
    `done` is said afterwards; empty where `write` says it itself.

    What the service does not take is shown with what was typed. A `ValidationError` stands at the fields that it
    names, else at the field `problems_at` or above the form. A `StaleVersion` shows both texts: `now` reads the row
    again, or the row and the values of fields that are no attributes of it. An `IllegalMove` stands at the field
    `refused_at`, or leads to `refused_to` where the form has no meaning any more, or is said above the form.
    `status_of` says the status of the page.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        if isinstance(form, SubmitOnceForm):
            to: Any = form.answer_once(request.user, lambda: redirect(write()).url)
        else:
            to = write()
    except ValidationError as problem:
        show_problems(form, problem, problems_at)
        return None
    except IllegalMove as problem:
        return _refuse(request, form, problem, now, refused_at, refused_to)
    if done:
        messages.success(request, done)
    return redirect(to)


def status_of(form: forms.BaseForm, rows: Iterable[forms.BaseForm] = ()) -> int:
    """Return the status of a page with this form: 409 refused as things are now, 422 wrongly filled in, 200 shown.

    `rows`: forms that are sent with it.
    """
    if getattr(form, "was_refused", False):
        return 409
    return 422 if any(one.errors for one in (form, *rows)) else 200


def show_problems(form: forms.BaseForm, problem: ValidationError, field: str | None = None) -> None:
    """Put what a service or model refuses beside the fields that it names, else at `field` or above the form."""
    by_field: Any = problem.error_dict if hasattr(problem, "error_dict") else {field: problem}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


def _reason(problem: IllegalMove) -> str:
    return f"{problem} Look at it again." if isinstance(problem, StaleVersion) else str(problem)


def _refuse(
    request: Request,
    form: forms.BaseForm,
    problem: IllegalMove,
    now: Callable[[], Any] | None,
    refused_at: str | None,
    refused_to: Any,
) -> HttpResponse | None:
    is_stale = isinstance(problem, StaleVersion) and isinstance(form, VersionedForm) and now is not None
    if refused_at is not None and not is_stale:
        form.add_error(refused_at, str(problem))
        return None
    form.was_refused = True  # type: ignore[attr-defined]
    if isinstance(form, VersionedForm) and now is not None and (is_stale or refused_to is None):
        fresh = now()
        form.show_clash(*fresh if isinstance(fresh, tuple) else (fresh,))
        if is_stale and form.clashes:
            return None  # both texts say it
    messages.warning(request, _reason(problem))
    return redirect(refused_to) if refused_to is not None and not is_stale else None
