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


def whole_number(text: str, least: int = 0, most: int = 99_999_999) -> int | None:
    """Return the number that a text of an address or a button is, or nothing where it is none between the two."""
    if not (text.isdecimal() and len(text) < 9):
        return None
    number = int(text)
    return number if least <= number <= most else None


def posted_version(request: HttpRequest) -> int:
    """Return the version that the page's button carried; 0, which no row has, for words that are none."""
    return version_of(request.POST.get("version"))


def version_of(text: str | None) -> int:
    """Return the version that a page sent back; 0, which no row has, where it sent none or no number: it is stale."""
    return whole_number(text or "") or 0
