"""Adding a passkey."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey signs in by itself, unless somebody says that it shall not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["passwordless"]
        field.initial = True
        field.help_text = (
            "If you leave this unticked, you can only use it after your password or code, "
            "never to sign in by itself. That can't be changed later."
        )
