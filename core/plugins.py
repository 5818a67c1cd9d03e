"""What each app gives to pages and services that do not know it: a tab, a figure, a task, a check of a merge.

A kind of plug-in is a frozen dataclass that inherits `Plugin` and stands with whoever asks for it. Each app lists what
it gives in its `plugin.py`; these modules are imported when all models are loaded, from the lowest app up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """Something that an app gives. `position`: its place among its kind; equal ones stand in the order of the apps."""

    position: int = 0

    @property
    def identity(self) -> Any:
        """Return what tells it from others of its kind: its key where it has one."""
        return getattr(self, "key", self)


Kind = TypeVar("Kind", bound=Plugin)
_registered: dict[tuple[type[Plugin], Any], Plugin] = {}
_by_kind: dict[type[Plugin], dict[Any, Plugin]] = {}


def register(*plugins: Plugin) -> None:
    """Add plug-ins. One that is there already, or that is of no kind, is a mistake in code: `ImproperlyConfigured`."""
    for plugin in plugins:
        if not isinstance(plugin, Plugin):
            raise ImproperlyConfigured(f"{plugin!r} is of no kind of plug-in.")
        entry = (type(plugin), plugin.identity)
        if entry in _registered:
            raise ImproperlyConfigured(f"{plugin!r} is registered twice.")
        _registered[entry] = plugin
        _by_kind.clear()


def by_key(kind: type[Kind]) -> Mapping[Any, Kind]:
    """Return every plug-in of a kind by its key, in order."""
    if kind not in _by_kind:
        found = (plugin for plugin in _registered.values() if isinstance(plugin, kind))
        _by_kind[kind] = {plugin.identity: plugin for plugin in sorted(found, key=lambda plugin: plugin.position)}
    return cast(Mapping[Any, Kind], _by_kind[kind])


def registered(kind: type[Kind]) -> tuple[Kind, ...]:
    """Return every plug-in of a kind, in order."""
    return tuple(by_key(kind).values())
