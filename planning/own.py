"""What is one's own: the tabs over the lists of what somebody asked for, needs, talks over and is asked."""

from django.urls import reverse

from core.components import Tab

_lists: list[tuple[int, str, str]] = []


def register_own_list(position: int, label: str, url_name: str) -> None:
    """Let an app add a list of one's own, in the order of `position`; twice changes nothing."""
    if (position, label, url_name) not in _lists:
        _lists.append((position, label, url_name))
        _lists.sort()


def own_tabs(current: str) -> list[Tab]:
    """Return the tabs; `current`: the name of the address of the page that shows them."""
    return [Tab(label, reverse(name), current=name == current) for _, label, name in _lists]


register_own_list(20, "My needs", "planning:my-needs")
register_own_list(30, "Conversations", "planning:conversation-list")
