"""What the frame around every page shows: the trust's name, where one can go, how much waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.trust_settings import trust_setting
from home.navigation import NavigationEntry, navigation_for
from notifications.selectors import unread_count


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page for one person."""

    trust_name: str
    navigation: list[NavigationEntry] = field(default_factory=list)
    search_url: str = ""
    notices_url: str = ""
    profile_url: str = ""
    unread: int = 0

    @property
    def phone_navigation(self) -> list[NavigationEntry]:
        """Return the entries for the bar at the foot of a phone, four at most."""
        return [entry for entry in self.navigation if entry.on_phone][:4]


def shell_for(request: HttpRequest) -> Shell:
    """Return the frame. Somebody who is not signed in sees the trust's name and nothing to go to."""
    trust_name = str(trust_setting("people.trust_name"))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell(trust_name=trust_name)
    return Shell(
        trust_name=trust_name,
        navigation=navigation_for(user, request.path),
        search_url=reverse("home:search"),
        notices_url=reverse("notifications:inbox"),
        profile_url=reverse("people:person-detail", args=[user.public_id]),
        unread=unread_count(user),
    )


def shell(request: HttpRequest) -> Mapping[str, Shell]:
    """Give every template `shell`, made when a template asks for it: a part that htmx swaps in never does."""
    return {"shell": SimpleLazyObject(lambda: shell_for(request))}  # type: ignore[dict-item]
