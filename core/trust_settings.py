"""The trust's words and numbers: declared by each app with a default, edited by an administrator, read here.

An app declares them in its `trust_settings.py`. Reading costs one query a request.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from core.models import TrustSettings
from core.plugins import Plugin, by_key


@dataclass(frozen=True, slots=True)
class Setting(Plugin):
    """One setting: its key ("app.name"), the words on the settings page, its default, and what may be entered.

    `group`: the tab of the settings page on which it stands; tabs come in the order of their first settings.
    `ours`: what our texts call a thing for which the trust may have a word of its own (`in_own_words`).
    `kind` is "text", "number", "money", "numbers" (whole numbers with commas), "choice", "yes_no" or "roles".
    """

    key: str
    label: str
    default: Any
    kind: str = "text"
    help: str = ""
    group: str = "General"
    choices: tuple[tuple[str, str], ...] = ()
    check: Callable[[Any], str] | None = None
    ours: str = ""


_loaded: ContextVar[dict[str, Any] | None] = ContextVar("trust_settings", default=None)


def trust_setting(key: str) -> Any:
    """Return the trust's value for `key`, or its default. An unknown key is a mistake in code: `KeyError`."""
    setting = by_key(Setting)[key]
    values = _loaded.get()
    if values is None:
        row = TrustSettings.objects.filter(pk=1).values_list("values", flat=True).first()
        values = dict(row or {})
        if _remembering.get():
            _loaded.set(values)
    return values.get(key, setting.default)


def own_word(key: str, *, many: bool = False, first: bool = False) -> str:
    """Return what the trust calls a thing: `many` of them, or as the `first` word of a heading."""
    word = str(trust_setting(key)) + ("s" if many else "")
    return word[:1].upper() + word[1:] if first else word


def has_own_word(key: str) -> bool:
    """Return whether the trust has a word of its own for a thing."""
    return bool(trust_setting(key) != by_key(Setting)[key].default)


def in_own_words(text: Any) -> str:
    """Return a text of ours with the trust's own words instead of ours: "Performance reviews" becomes "Appraisals"."""
    text = str(text)
    for setting in by_key(Setting).values():
        if setting.ours and setting.ours in text.lower() and has_own_word(setting.key):
            text = re.sub(f"(a )?{setting.ours}", _instead(own_word(setting.key)), text, flags=re.IGNORECASE)
    return text


def _instead(own: str) -> Callable[[re.Match[str]], str]:
    """Return what puts a word in the place of ours, with its article, and a capital where ours has one."""

    def put(found: re.Match[str]) -> str:
        article = ("an " if own[:1].lower() in "aeiou" else "a ") if found[1] else ""
        words = article + own
        return words[:1].upper() + words[1:] if found[0][:1].isupper() else words

    return put


_remembering: ContextVar[bool] = ContextVar("trust_settings_remembering", default=False)


class remembered:  # noqa: N801 -- used as `with remembered():`
    """Within this block (a request, a task) the settings row is read once."""

    def __enter__(self) -> None:
        self._token = _remembering.set(True)
        self._values = _loaded.set(None)

    def __exit__(self, *exc: object) -> None:
        _loaded.reset(self._values)
        _remembering.reset(self._token)


def forget() -> None:
    """Forget what was read: the settings have just changed."""
    if _remembering.get():
        _loaded.set(None)
