"""What the frame around every page shows: the trust's name, where one can go, how much waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.navigation import whereabouts
from core.trust_settings import trust_setting
from home.help import help_address
from home.navigation import Navigation, navigation_for


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page for one person."""

    trust_name: str
    navigation: Navigation = field(default_factory=Navigation)
    search_url: str = ""
    help_url: str = ""


def shell_for(request: HttpRequest) -> Shell:
    """Return the frame. Somebody who is not signed in sees the trust's name and nothing to go to."""
    trust_name = str(trust_setting("people.trust_name"))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell(trust_name=trust_name)
    view_name = request.resolver_match.view_name if request.resolver_match else ""
    navigation = navigation_for(user, request.path, view_name, whereabouts(request))
    return Shell(
        trust_name=trust_name,
        navigation=navigation,
        search_url=reverse("home:search"),
        help_url=help_address(user, (view_name, navigation.place)),
    )


def shell(request: HttpRequest) -> Mapping[str, Shell]:
    """Give every template `shell`, made when a template asks for it: a part that htmx swaps in never does."""
    return {"shell": SimpleLazyObject(lambda: shell_for(request))}  # type: ignore[dict-item]
