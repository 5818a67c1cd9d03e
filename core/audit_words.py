"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("core.settings", "Settings", is_open=True),
    EventWords("core.settings.changed", "Settings changed", lists_changes=True),
)
