"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {"core.settings.changed": EventWords("Settings changed")}
