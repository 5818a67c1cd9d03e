"""The trust's words and numbers: declared by each app with a default, edited by an administrator, read here.

An app declares them in its `trust_settings.py`. Reading costs one query a request.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.functional import lazy

from core.models import TrustSettings
from core.plugins import Plugin, by_key

LONGEST_WORDS = 80  # of a setting: a role's title is written into each report's head


@dataclass(frozen=True, slots=True)
class Setting(Plugin):
    """One setting: its key ("app.name"), the words on the settings page, its default, and what may be entered.

    `group`: the tab of the settings page on which it stands; tabs come in the order of their first settings.
    `ours`: what our texts call the thing for which this is the trust's own word (`in_own_words`).
    `kind` is "text", "number", "money", "numbers" (whole numbers with commas), "choice", "yes_no", "roles", or "page"
    where it is edited on a page of its own and stands on no tab.
    """

    key: str
    label: str
    default: Any
    kind: str = "text"
    help: str = ""
    group: str = "General"
    choices: tuple[tuple[str, str], ...] = ()
    check: Callable[[Any], str] | None = None
    ours: tuple[str, ...] = ()


_remembering: ContextVar[bool] = ContextVar("trust_settings_remembering", default=False)
_loaded: ContextVar[dict[str, Any] | None] = ContextVar("trust_settings", default=None)


def trust_setting(key: str) -> Any:
    """Return the trust's value for `key`, or its default. An unknown key is a mistake in code: `KeyError`."""
    return _values().get(key, by_key(Setting)[key].default)


def setting_in_request(key: str) -> Any:
    """Return the trust's value within a request or a task (`remembered`); the default elsewhere, without a database."""
    return trust_setting(key) if _remembering.get() else by_key(Setting)[key].default


def _values() -> dict[str, Any]:
    """Return what the trust has set."""
    values = _loaded.get()
    if values is None:
        values = take_in(list(stored()))
    return values


def stored() -> "QuerySet[TrustSettings, dict[str, Any]]":
    """Return the row of the trust's own values, for whoever reads it with something else and gives it to `take_in`."""
    return TrustSettings.objects.filter(pk=1).values_list("values", flat=True)


def take_in(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the trust's own values as they were read, and remember them for this request."""
    values = dict(rows[0] if rows else {})
    if _remembering.get():
        _loaded.set(values)
    return values


def own_word(key: str, *, many: bool = False, first: bool = False) -> str:
    """Return what the trust calls a thing: `many` of them, or as the `first` word of a heading."""
    word = str(trust_setting(key))
    word = _several(word) if many else word
    return word[:1].upper() + word[1:] if first else word


def has_own_word(key: str) -> bool:
    """Return whether the trust has a word of its own for a thing."""
    return bool(trust_setting(key) != by_key(Setting)[key].default)


def in_own_words(text: Any) -> str:
    """Return a text of ours with the trust's own words instead of ours: "Performance reviews" becomes "Appraisals".

    What people typed is never given to it. Outside a request and a task (`remembered`) our words stay: what checks the
    code or writes migrations reads labels, and has no database.
    """
    text = str(text)
    if not _remembering.get():
        return text
    values = _values()
    pattern, key_of = _our_words()

    def put(found: re.Match[str]) -> str:
        article, word = found["article"] or "", found["word"]
        key, is_many = key_of[word.lower()]
        if values.get(key, default := by_key(Setting)[key].default) == default:
            return found[0]
        own = _several(values[key]) if is_many else str(values[key])
        if word[:1].isupper():
            own = own[:1].upper() + own[1:]
        elif own[1:].islower():
            own = own[:1].lower() + own[1:]
        if article:
            article = article[0] + ("n " if own[:1].lower() in "aeiou" else " ")
        return article + own

    return pattern.sub(put, text)


# A text of ours in the trust's own words, put when it is read: for labels, constants and reasons that nobody may see.
ours = cast(Callable[[str], str], lazy(in_own_words, str))


@cache
def _our_words() -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    """Return what finds our words in a text, the longest first, and the setting of each with whether it is of many."""
    key_of = {}
    for setting in by_key(Setting).values():
        for word in setting.ours:
            key_of[word.lower()] = setting.key, False
            key_of[_several(word).lower()] = setting.key, True
    words = "|".join(re.escape(word) for word in sorted(key_of, key=len, reverse=True))
    return re.compile(rf"\b(?P<article>an? )?(?P<word>{words or '(?!)'})\b", re.IGNORECASE), key_of


def _several(word: str) -> str:
    """Return the word for several of a thing: "Heads of School", "local governing bodies"."""
    head, of, rest = str(word).partition(" of ")
    return re.sub("(?<=[^aeiou])y$", "ie", head) + "s" + of + rest


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
