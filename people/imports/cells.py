"""What a cell says: dates in given shapes only, numbers, addresses, groups of staff. A reason where it says nothing."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.text import clean_code, clean_date, clean_line, fold
from people import working_days
from people.models import StaffGroup
from people.working_days import UnclearDays, WorkingDays

DATE_SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
EARLIEST, LATEST = 1940, 2100
IN_FIGURES = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
SHORT_YEAR = re.compile(r"[0-9]{1,2}[/ .-]([0-9]{1,2}|[A-Za-z]{3,9})[/ .-][0-9]{2}")
# Excel counts days: from the end of 1899, or from 1904 in workbooks that began on a Mac.
SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
DAY_ZERO, LATER_BY = dt.date(1899, 12, 30), dt.timedelta(days=1462)


class Unreadable(Exception):
    """The cell does not hold what its column promises. The text says why, without repeating what stands there."""


def month_stands_first(text: str) -> bool:
    """Return whether a cell can only be read as month/day/year, as it is written in America."""
    found = IN_FIGURES.fullmatch(text)
    return found is not None and int(found[1]) <= 12 < int(found[2]) <= 31


def read_date(text: str, earliest: int = EARLIEST, *, doubtful: bool = False) -> dt.date | None:
    """Return a date, or nothing for an empty cell. The day comes first, or the year; nothing is guessed.

    `earliest`: the first year that makes sense; before it somebody slipped on the keyboard. `doubtful`: other cells of
    the column have the month first, so a day and a month that could change places are no date.
    """
    if not text:
        return None
    words = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", clean_date(text))
    if month_stands_first(words):
        raise Unreadable("The month stands before the day. Write the day first, such as 13/09/2026.")
    if doubtful and (found := IN_FIGURES.fullmatch(words)) and found[1] != found[2] and int(found[2]) <= 12:
        raise Unreadable("Other rows have the month first: day and month could be swapped. Write the month in words.")
    for shape in DATE_SHAPES:
        try:
            day = dt.datetime.strptime(words, shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
        if not earliest <= day.year <= LATEST:
            raise Unreadable(f"Enter a year between {earliest} and {LATEST}.")
        return day
    if SHORT_YEAR.fullmatch(words):
        raise Unreadable("The year has two digits. Write it with four, such as 01/09/2026.")
    if serial := SERIAL.fullmatch(words):
        day = DAY_ZERO + dt.timedelta(days=int(serial[1]))
        raise Unreadable(
            f"Excel counts days like this: {_written(day)}, or {_written(day + LATER_BY)} in an older workbook. "
            "Format the column as a date and save again."
        )
    raise Unreadable("Enter a date such as 01/09/2026.")


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def read_email(text: str) -> str | None:
    """Return an email address in small letters, or nothing."""
    text = clean_code(text)
    if not text:
        return None
    try:
        validate_email(text)
    except ValidationError:
        raise Unreadable("Enter an email address such as name@school.org.") from None
    if len(text) > 254:
        raise Unreadable("This email address is too long. Check it for mistakes.")
    return text.lower()


def read_fte(text: str) -> Decimal | None:
    """Return a full-time equivalent such as 0.6 (also written 60%), or nothing."""
    if not text:
        return None
    try:
        value = Decimal(clean_code(text).rstrip("% ").strip()) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        raise Unreadable("Enter a number such as 0.6.") from None
    if not value.is_finite() or not 0 < value <= 2:
        raise Unreadable("FTE must be between 0 and 2.")
    return value.quantize(Decimal("0.001"))


def read_working_days(text: str) -> WorkingDays | None:
    """Return the days and half days of a week, or nothing for an empty cell; what is unclear is refused."""
    try:
        return working_days.read(clean_line(text))
    except UnclearDays:
        raise Unreadable("Name each day, such as Mon, Tue, Wed am. Leave it blank if you don't know.") from None


def read_teacher_number(text: str) -> str:
    """Return a teacher reference number of seven digits, or "". Excel's lost zeros are put back."""
    if not text:
        return ""
    digits = re.sub(r"[\s/]", "", clean_code(text).upper().removeprefix("RP"))
    if not re.fullmatch(r"[0-9]{5,7}", digits):
        raise Unreadable("Enter a 7-digit teacher reference number.")
    return digits.zfill(7)


def read_text(text: str, limit: int) -> str:
    """Return a text with single blanks that fits the record."""
    words = clean_line(text)
    if len(words) > limit:
        raise Unreadable(f"Shorten this to {limit} characters or fewer.")
    return words


def read_code(text: str, limit: int) -> str:
    """Return a number or code that fits the record, in plain letters and digits."""
    return read_text(clean_code(text), limit)


def number_key(text: str) -> str:
    """Return a staff number as it is compared: without case, and without the zeros in front that Excel drops."""
    words = fold(text)
    return words.lstrip("0") or words


def name_key(first: str, last: str) -> tuple[str, str]:
    """Return a name as it is compared: all spellings of it alike."""
    return fold(first), fold(last)


# The first words that fit win, so narrower ones stand before wider ones. Titles are compared folded, with spaces for
# hyphens and other marks: "SEND Co-ordinator", "SENDCo" and "senco" are found alike. `\b` is the edge of a word.
SUBJECTS = (
    "art|computing|curriculum|department|drama|early years|english|eyfs|faculty|foundation( stage)?|geography"
    "|history|humanities|ict|inclusion|key stage( [1-5])?|ks ?[1-5]|languages|literacy|lower school|mathematics"
    "|maths|mfl|music|numeracy|pe|phase|phonics|pshe|re|reading|reception|science|sen|send|sixth form|subject"
    "|teaching and learning|upper school|year( group)?( [0-9]+)?"
)
GROUP_WORDS: tuple[tuple[StaffGroup, str], ...] = (
    (StaffGroup.TRAINEE, r"\b(trainee|itt|student|pgce|scitt|school direct) teacher|\b(itt|pgce|scitt)\b|^trainee$"),
    (
        StaffGroup.ADMINISTRATIVE,
        (r"\bpa\b|personal assistant|secretar|\bclerk\b|governance (professional|officer|manager)"),
    ),
    (
        StaffGroup.TEACHING_ASSISTANT,
        (
            r"teaching (and )?(learning )?(assistant|apprentice|asst)"
            r"|learning support (assistant|practitioner|staff)|^learning support$|\bhlta\b|\bta ?[0-9]?s?\b"
            r"|\blsas?\b|\bsnas?\b|\b(sen|send|eyfs|ks ?[1-4]) assistant"
            r"|(classroom|inclusion|special needs|teachers?|classroom support) assistant"
            r"|\b(1 1|1 to 1|one to one) (support|assistant)|nursery (nurse|assistant|practitioner|officer)"
            r"|early years (practitioner|educator|assistant|worker)|\beyp\b"
        ),
    ),
    (
        StaffGroup.LEADER,
        (
            r"assistant head|^(acting |interim |co )*head( of school| of academy)?$"
            r"|\bhead ?(teacher|master|mistress)"
        ),
    ),
    (
        StaffGroup.TECHNICIAN,
        (r"technician|\b(ict|it|network|systems) (support|manager|engineer|officer|administrator)\b"),
    ),
    (
        StaffGroup.NON_TEACHING_LEADER,
        (
            r"non ?teaching leader|support leader|leadership non|chief (operating|people|information)|\bcoo\b"
            r"|operations director"
            r"|(director|head) of (operations|estates|it|ict|people|hr|human resources|governance)\b"
            r"|(director|head) of (communications|marketing)\b"
        ),
    ),
    (
        StaffGroup.BUSINESS,
        (
            r"business (manager|leader|professional|director|partner)|financ|accountant|payroll|procurement|\bsbm\b"
            r"|\bcfo\b|bursar"
            r"|\b(hr|human resources|people) (manager|director|officer|advisor|adviser|lead|partner|business)"
        ),
    ),
    (
        StaffGroup.LEADER,
        (
            r"head of (school|college|academy)|(deputy|associate|executive|vice) (head|principal)|\bprincipal\b"
            r"|leadership|\bslt\b|executive lead|chief exec|\bceo\b"
            r"|director of (education|school improvement|standards|primary|secondary)"
        ),
    ),
    (
        StaffGroup.AUXILIARY,
        (
            r"midday|lunch|dinner|meal ?time|\bmsas?\b|clean|caretak|catering|kitchen|\bcook\b|\bchef\b|premises"
            r"|auxiliary|crossing|driver|handy ?(man|person)|grounds|porter"
            r"|(site|estates?|facilities) (manager|supervisor|staff|officer|team|agent|assistant)"
        ),
    ),
    (
        StaffGroup.OTHER_SUPPORT,
        (
            r"cover (supervisor|manager)|invigilat|pastoral|mentor|counsell|therap|family|families|welfare"
            r"|safeguarding|\belsa\b|thrive|behaviour|librar|attendance (mentor|and welfare)|nurse\b|matron"
            r"|first aid|speech|house ?parent|boarding|wraparound|childcare|play ?(worker|leader|group|scheme|care)"
            r"|breakfast|after ?school|\bclub|sports coach|\bcoach\b|academic tutor"
        ),
    ),
    (
        StaffGroup.TEACHER,
        (
            r"teacher|teaching fellow|lecturer|instructor|music tutor|\bsend? ?cos?\b|\bsend? co ?ord"
            r"|special (educational )?needs.*co ?ord|\b(ect|nqt|rqt)s?\b"
            rf"|\b({SUBJECTS}) (lead|leader|manager|co ?ordinator)\b|\bhead of ({SUBJECTS})\b|lead(ing)? practitioner"
        ),
    ),
    (
        StaffGroup.ADMINISTRATIVE,
        (
            r"admin|business support|receptionist|office|\bdata\b|attendance|exams?\b|marketing|communications"
            r"|registrar"
        ),
    ),
    (StaffGroup.OTHER_SUPPORT, r"support|play|tutor|assistant"),
)


def read_group(text: str) -> str:
    """Return the staff group that a category names, or "" for an empty cell."""
    if not text:
        return ""
    wanted = _title(text.replace("_", " "))
    for group in StaffGroup:
        if wanted in (_title(group.value.replace("_", " ")), _title(group.label)):
            return group.value
    if group_found := guess_group(text):
        return group_found
    raise Unreadable("We don't recognise this staff group. Use one of the groups listed, or leave it blank.")


def guess_group(job_title: str) -> str:
    """Return the staff group that a job title suggests, or ""."""
    words = _title(job_title)
    return next((group.value for group, pattern in GROUP_WORDS if re.search(pattern, words)), "")


def _title(text: str) -> str:
    """Return a title as it is compared: folded, words and numbers only."""
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", fold(text).replace("'", "")).split())
