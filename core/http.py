"""The request as views below the sign-in see it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from people.models import Person


class Request(HttpRequest):
    """A request by somebody who is signed in."""

    user: "Person"
    htmx: "HtmxDetails"
