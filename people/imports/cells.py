"""What a cell says: dates in given shapes only, numbers, addresses, groups of staff. A reason where it says nothing."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.models import StaffGroup

DATE_SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
EARLIEST, LATEST = 1940, 2100


class Unreadable(Exception):
    """The cell does not hold what its column promises. The text says why, without repeating what stands there."""


def read_date(text: str, earliest: int = EARLIEST) -> dt.date | None:
    """Return a date, or nothing for an empty cell. The day comes first, or the year; nothing is guessed.

    `earliest`: the first year that makes sense; before it somebody slipped on the keyboard.
    """
    if not text:
        return None
    words = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", text.strip())
    for shape in DATE_SHAPES:
        try:
            day = dt.datetime.strptime(words, shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
        if not earliest <= day.year <= LATEST:
            raise Unreadable(f"The year must lie between {earliest} and {LATEST}.")
        return day
    raise Unreadable("This is not a date such as 01/09/2026.")


def read_email(text: str) -> str | None:
    """Return an e-mail address in small letters, or nothing."""
    if not text:
        return None
    try:
        validate_email(text)
    except ValidationError:
        raise Unreadable("This is not an e-mail address.") from None
    if len(text) > 254:
        raise Unreadable("This e-mail address is too long.")
    return text.lower()


def read_fte(text: str) -> Decimal | None:
    """Return a full-time equivalent such as 0.6 (also written 60%), or nothing."""
    if not text:
        return None
    try:
        value = Decimal(text.rstrip("% ").strip()) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        raise Unreadable("This is not a number such as 0.6.") from None
    if not value.is_finite() or not 0 < value <= 2:
        raise Unreadable("The full-time equivalent must lie between 0 and 2.")
    return value.quantize(Decimal("0.001"))


def read_teacher_number(text: str) -> str:
    """Return a teacher reference number of seven digits, or "". Excel's lost zeros are put back."""
    if not text:
        return ""
    digits = re.sub(r"[\s/]", "", text.upper().removeprefix("RP"))
    if not re.fullmatch(r"[0-9]{5,7}", digits):
        raise Unreadable("A teacher reference number has seven digits.")
    return digits.zfill(7)


def read_text(text: str, limit: int) -> str:
    """Return a text with single blanks that fits the record."""
    words = " ".join(text.split())
    if len(words) > limit:
        raise Unreadable(f"This is longer than {limit} characters.")
    return words


def number_key(text: str) -> str:
    """Return a staff number as it is compared: without case, and without the zeros in front that Excel drops."""
    words = text.strip().casefold()
    return words.lstrip("0") or words


def name_key(first: str, last: str) -> tuple[str, str]:
    """Return a name as it is compared."""
    return " ".join(first.casefold().split()), " ".join(last.casefold().split())


# The first group that fits wins, so narrower words stand before wider ones. `\b` is the edge of a word.
GROUP_WORDS: dict[StaffGroup, str] = {
    StaffGroup.TRAINEE: r"\b(trainee|itt|student) teacher|\btrainee\b",
    StaffGroup.TEACHING_ASSISTANT: (
        r"teaching assistant|learning support|\bhlta\b|\btas?\b|\blsa\b|(classroom|support|teacher'?s) assistant"
        r"|nursery (nurse|assistant)|early years (practitioner|educator)"
    ),
    StaffGroup.BUSINESS: r"business (manager|leader|professional)|finance|\bsbm\b|\bcfo\b|\bhr (manager|director)",
    StaffGroup.NON_TEACHING_LEADER: r"(non-?teaching|support) leader|leadership non|chief (operating|executive)",
    StaffGroup.LEADER: (
        r"head ?teacher|head of school|(deputy|assistant|executive) (head|principal)|\bprincipal\b|leadership"
        r"|\bslt\b|executive lead"
    ),
    StaffGroup.AUXILIARY: (
        r"midday|lunch|mealtime|clean|caretak|catering|kitchen|\bcook\b|site (manager|supervisor|staff|officer)"
        r"|premises|auxiliary|crossing|driver"
    ),
    StaffGroup.TECHNICIAN: r"technician|\b(ict|it) support|network manager",
    StaffGroup.ADMINISTRATIVE: r"admin|secretar|receptionist|clerk|office|\bpa\b|data manager|attendance|bursar",
    StaffGroup.TEACHER: r"teacher|\bsenco\b|\bect\b|(phase|subject|key stage) leader",
    StaffGroup.OTHER_SUPPORT: (
        r"pastoral|mentor|counsell|therap|family|welfare|coach|librar|support|breakfast|after ?school|club|play"
    ),
}


def read_group(text: str) -> str:
    """Return the staff group that a category names, or "" for an empty cell."""
    if not text:
        return ""
    wanted = " ".join(text.casefold().replace("_", " ").split())
    for group in StaffGroup:
        if wanted in (group.value.replace("_", " "), group.label.casefold()):
            return group.value
    if group_found := guess_group(text):
        return group_found
    raise Unreadable("This is no known group of staff.")


def guess_group(job_title: str) -> str:
    """Return the staff group that a job title suggests, or ""."""
    words = job_title.casefold()
    return next((group.value for group, pattern in GROUP_WORDS.items() if re.search(pattern, words)), "")
