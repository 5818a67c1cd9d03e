"""Forms that a service saves; sent twice, they save once."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import IntegrityError, models, transaction

from core.flow import IllegalMove
from core.models import FormToken


def answered(token: uuid.UUID, person: models.Model) -> str | None:
    """Return the address that the first POST of this form led to, or `None` where it is the first itself."""
    found = FormToken.objects.filter(token=token, person=person.pk).exclude(answer_url="").first()
    return found.answer_url if found else None


def answer_once(token: uuid.UUID, person: models.Model, make: Callable[[], str]) -> str:
    """Run `make` for the first POST of a form and return the address that it returns; a twin gets the same address.

    `make` does the writing (one service call) and returns where to go. It runs in the same transaction as the
    token: a twin that arrives meanwhile waits at the token's unique index, and finds the answer. Where `make` fails,
    the token is free again. Raises `IllegalMove` for a token that somebody else used.
    """
    first = answered(token, person)
    if first is not None:
        return first
    try:
        with transaction.atomic():
            row = FormToken.objects.create(token=token, person_id=person.pk)
            url = make()
            FormToken.objects.filter(pk=row.pk).update(answer_url=url)
            return url
    except IntegrityError:
        first = answered(token, person)
        if first is not None:
            return first
        if FormToken.objects.filter(token=token).exists():
            raise IllegalMove("This form was opened by someone else. Go back and open it again.") from None
        raise


class SavedForm(forms.Form):
    """A form whose fields a service saves."""

    # Fields that are saved as something else, or not with the others.
    apart: tuple[str, ...] = ()

    def answers(self) -> dict[str, Any]:
        """Return what the service saves, by field: without what the form carries for itself."""
        carried = ("version", "token", *self.apart)
        return {name: value for name, value in self.cleaned_data.items() if name not in carried}


class SubmitOnceForm(SavedForm):
    """A form that makes something. It carries a one-time token; the view calls `answer_once`."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4
        self.fields["token"].error_messages["required"] = "This form has expired. Go back and open it again."
        self.fields["token"].error_messages["invalid"] = "This form has expired. Go back and open it again."

    def answer_once(self, person: models.Model, make: Callable[[], str]) -> str:
        """Run `make` once for this (valid) form; see `answer_once`."""
        return answer_once(self.cleaned_data["token"], person, make)
