"""What the frame around every page shows: the trust's name, where one can go, how much waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.trust_settings import trust_setting
from notifications.selectors import unread_count


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place in the navigation.

    `count`: how many things wait there, `None` where nothing is counted. `icon`: a lucide name. `on_phone`: whether
    it stands in the bar at the foot of a phone; the first four of them do, the menu holds all.
    """

    label: str
    url: str
    icon: str = "circle"
    current: bool = False
    count: int | None = None
    on_phone: bool = False


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


def _address(name: str, **kwargs: Any) -> str:
    """Return the address of a named page, or nothing where the installation has no such page."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def _entry(request: HttpRequest, label: str, name: str, icon: str) -> NavigationEntry:
    """Return a place for everybody, marked while one is on its page or below it."""
    url = _address(name)
    return NavigationEntry(label=label, url=url, icon=icon, current=request.path.startswith(url), on_phone=True)


def shell(request: HttpRequest) -> Mapping[str, Shell]:
    """Give every template `shell`. Somebody who is not signed in sees the trust's name and nothing to go to."""
    trust_name = str(trust_setting("people.trust_name"))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": Shell(trust_name=trust_name)}
    return {
        "shell": Shell(
            trust_name=trust_name,
            notices_url=_address("notifications:inbox"),
            unread=unread_count(user),
            navigation=[
                NavigationEntry(
                    label="Home",
                    url=_address("home:home"),
                    icon="house",
                    current=request.path == _address("home:home"),
                    on_phone=True,
                ),
                _entry(request, "Courses", "courses:course-list", "book-open"),
                _entry(request, "My requests", "courses:request-list", "send"),
            ],
        )
    }
