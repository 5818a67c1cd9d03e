"""The half days on which somebody works in a week: how a post keeps them, how a file writes them, and in words."""

import re
from datetime import date, datetime, time
from itertools import product
from typing import Any

from django.db import models

from core.text import fold

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MORNING, AFTERNOON = "am", "pm"
HALVES = {MORNING: "morning", AFTERNOON: "afternoon"}
# Monday morning is the first.
HALF_DAYS = [(f"{day[:3]} {half}", f"{day} {name}") for day in DAYS for half, name in HALVES.items()]
FULL_WEEK = 2 ** len(HALF_DAYS) - 1


class WorkingDays(int):
    """A bit for each half day of a week, Monday morning the lowest. As text "Mon, Tue, Wed am", which `read` reads."""

    @classmethod
    def of(cls, half_days: "list[str]") -> "WorkingDays | None":
        """Return the days for keys of `HALF_DAYS`; None for none of them."""
        bits = sum(1 << place for place, (key, _) in enumerate(HALF_DAYS) if key in half_days)
        return cls(bits) if bits else None

    @property
    def half_days(self) -> list[str]:
        """Return the keys of the half days, as "Mon am"."""
        return [key for place, (key, _) in enumerate(HALF_DAYS) if self >> place & 1]

    def include(self, day: date, half: str = "") -> bool:
        """Return whether a day is among them: its `MORNING`, its `AFTERNOON`, or any part of it."""
        halves = [half] if half else list(HALVES)
        return day.weekday() < len(DAYS) and any(f"{DAYS[day.weekday()][:3]} {one}" in self.half_days for one in halves)

    def __str__(self) -> str:
        kept = self.half_days
        words = []
        for day in (name[:3] for name in DAYS):
            halves = [half for half in HALVES if f"{day} {half}" in kept]
            words += [day if len(halves) == len(HALVES) else f"{day} {half}" for half in halves[:1]]
        return ", ".join(words)


class WorkingDaysField(models.PositiveSmallIntegerField):
    """A column of `WorkingDays`; empty where nobody said them."""

    def from_db_value(self, value: int | None, *_: Any) -> WorkingDays | None:
        """Return what the column holds."""
        return None if value is None else WorkingDays(value)

    def to_python(self, value: Any) -> WorkingDays | None:
        """Return what a form or a kept row holds."""
        number = super().to_python(value)
        return None if number is None else WorkingDays(number)


# A morning reaches into lunch, and an afternoon begins at noon.
NOON, AFTER_LUNCH = time(12), time(13)


def halves_between(starts: datetime, ends: datetime) -> list[str]:
    """Return the halves of a day in which something falls, by its clock: both for what takes the whole day."""
    begins_in_the_morning = starts.time() < NOON
    ends_in_the_morning = ends.date() == starts.date() and ends.time() <= AFTER_LUNCH
    if begins_in_the_morning:
        return [MORNING] if ends_in_the_morning else [MORNING, AFTERNOON]
    return [AFTERNOON]


class UnclearDays(ValueError):
    """The words do not say clearly which days are meant."""


# A lone T is Tuesday or Thursday: `_by_letters` tells.
_DAY_WORDS = {
    word: place
    for place, words in enumerate(
        (
            "m mo mon mons monday mondays",
            "tu tue tues tuesday tuesdays",
            "w we wed weds wednesday wednesdays",
            "th thu thur thurs thursday thursdays",
            "f fr fri fris friday fridays",
        )
    )
    for word in words.split()
}
_HALF_WORDS = {"am": MORNING, "morning": MORNING, "pm": AFTERNOON, "afternoon": AFTERNOON}
_EVERY_HALF = {"mornings": MORNING, "afternoons": AFTERNOON}
_FULL = re.compile(r"(full|whole) ?(time|week)|ft|every day|all week")
_BOTH_HALVES = re.compile(r"\b(am|morning) ?(,|and)? ?(pm|afternoon)\b|\b(all|whole|full) day\b")
# "0.6 (…", "0.6 FTE …", "3 days: …"; a bare number before a day may mean a part of that day.
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:(%|fte|days?)(?: (?:a|per) week)? ?[(:,-]?|[(:])")
_LETTERS = re.compile(r"(?:tu|th|[mtwf])+")


def read(text: str) -> WorkingDays | None:
    """Return the working days that words name, as "Mon, Tue, Wed am", "Mon-Wed", "MTW" or "0.6 (Mon-Wed)".

    None for no words. Raises `UnclearDays` where they can be read in two ways or name no days: nothing is guessed.
    """
    words = " ".join(re.sub(r"[‐-―−]", "-", fold(text)).replace(".m", "m").replace("m.", "m").split())
    if not words:
        return None
    if _FULL.fullmatch(words.replace("-", " ")):
        return WorkingDays(FULL_WEEK)
    number_of_days = None
    if share := _SHARE.match(words):
        number_of_days = float(share[1]) if (share[2] or "").startswith("day") else None
        words = words[share.end() :]
    words = re.sub(r"[&+;/]", ",", re.sub(r"[():]", " ", words))
    words = _BOTH_HALVES.sub("both", words)
    words = re.sub(r"\band\b", ",", re.sub(r"\bto\b", "-", words))
    plain = re.sub(r"[, ]", "", words)
    found = _by_letters(plain) if _LETTERS.fullmatch(plain) else _by_words(re.findall(r"[a-z]+|[^a-z ]", words))
    if number_of_days is not None and number_of_days != len(found) / 2:
        raise UnclearDays
    if not found:
        raise UnclearDays
    return WorkingDays.of([HALF_DAYS[place][0] for place in found])


def _by_letters(letters: str) -> list[int]:
    """Return the half days of letters such as MTWThF, which stand in the order of the week."""
    parts = re.findall("tu|th|[mtwf]", letters)
    ways = product(*([1, 3] if part == "t" else [_DAY_WORDS[part]] for part in parts))
    rising = [way for way in ways if list(way) == sorted(set(way))]
    if len(rising) != 1:
        raise UnclearDays
    return [half for day in rising[0] for half in (2 * day, 2 * day + 1)]


def _by_words(tokens: list[str]) -> list[int]:
    """Return the half days of words: days, ranges of days, and the half of a day behind it."""
    found: list[int] = []
    while tokens:
        first = last = _day(tokens.pop(0))
        if tokens[:1] == ["-"]:
            last = _day((tokens[1:2] or [""])[0])
            tokens = tokens[2:]
        halves = list(HALVES)
        following = (tokens[:1] or [","])[0]
        if following == "both" and first == last:
            tokens.pop(0)
        elif following in _HALF_WORDS and first == last:
            halves = [_HALF_WORDS[tokens.pop(0)]]
        elif following in _EVERY_HALF and len(tokens) == 1 and not found:
            halves = [_EVERY_HALF[tokens.pop(0)]]
        if first > last or (tokens[:1] and tokens[0] != "," and tokens[0] not in _DAY_WORDS):
            raise UnclearDays
        if tokens[:1] == [","]:
            tokens = tokens[1:] or [""]  # something follows a comma
        found += [2 * day + list(HALVES).index(half) for day in range(first, last + 1) for half in halves]
    if len(set(found)) < len(found):
        raise UnclearDays
    return found


def _day(word: str) -> int:
    if word not in _DAY_WORDS:
        raise UnclearDays
    return _DAY_WORDS[word]
