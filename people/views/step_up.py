"""Confirming that it is you by a code that is mailed, for those who have neither a password nor a second factor."""

from typing import Any

from allauth.account.views import BaseReauthenticateView
from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect

from core.forms import CodeField
from core.http import Request
from people import step_up


class CodeForm(forms.Form):
    """The code out of the email."""

    code = CodeField(
        label="Code from the email",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
        error_messages={"required": "Enter the code from the email"},
    )


class ConfirmByCodeView(BaseReauthenticateView):
    """Send a code, take it, and go on with what was asked for."""

    http_method_names = ("get", "post")
    form_class = CodeForm
    template_name = "account/reauthenticate_by_code.html"

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Mail a code where the button for it was pressed, else look at the one entered."""
        if request.POST.get("action") == "send":
            step_up.send_code(request)
            return HttpResponseRedirect(self.passthrough_next_url(request.path))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Go on where the code is right."""
        if not step_up.is_code(self.request, form.cleaned_data["code"]):
            again = step_up.has_code(self.request)
            form.add_error("code", "Check the code" if again else "This code no longer works. Send another one")
            return self.form_invalid(form)
        step_up.confirm(self.request)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a code was sent."""
        return super().get_context_data(**kwargs) | {"is_sent": step_up.has_code(self.request)}
