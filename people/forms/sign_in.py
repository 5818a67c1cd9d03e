"""The forms of the sign-in, for an address that was pasted with something that nobody sees."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from django import forms

from core.text import clean_code


class PastedAddress(forms.Form):
    """A form with an address, cleaned before anything else looks at it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name in {"login", "email"} & set(data):
            data[name] = clean_code(data[name])
        self.data = data


class CleanedLoginForm(PastedAddress, LoginForm):
    """Signing in with a password."""


class CleanedLoginCodeForm(PastedAddress, RequestLoginCodeForm):
    """Asking for a code to sign in with."""


class CleanedResetForm(PastedAddress, ResetPasswordForm):
    """Asking for a new password."""
