"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(EventWords("core.settings.changed", "Settings changed"))
