"""Plug-ins for the length of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from core import plugins


@contextmanager
def plugged_in(*added: plugins.Plugin) -> Iterator[None]:
    before = dict(plugins._registered)
    plugins.register(*added)
    try:
        yield
    finally:
        plugins._registered.clear()
        plugins._registered.update(before)
        plugins._by_kind.clear()
