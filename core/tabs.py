"""Bars of tabs over lists that belong together, of whatever app each list is."""

from dataclasses import dataclass

from django.urls import reverse

from core.components import Tab
from core.plugins import Plugin, by_key, registered


@dataclass(frozen=True, slots=True)
class ListTab(Plugin):
    """A list that stands among the tabs of a bar; `key`: the name of its address."""

    bar: str
    label: str
    key: str


def tabs_of_bar(name: str) -> list[ListTab]:
    """Return the lists of the bar in which a list stands, by the name of its address."""
    bar = by_key(ListTab)[name].bar
    return [tab for tab in registered(ListTab) if tab.bar == bar]


def list_tabs(current: str) -> list[Tab]:
    """Return the tabs over a list; `current`: the name of its address."""
    return [Tab(tab.label, reverse(tab.key), current=tab.key == current) for tab in tabs_of_bar(current)]
