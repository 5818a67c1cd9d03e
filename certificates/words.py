"""How a line is said in words and colours: the same on each page, and in the exports."""

import calendar

from certificates.compliance import Line
from certificates.expiry import Status
from certificates.models import Requirement
from core.components import Tone
from core.formatting import number
from core.trust_settings import in_own_words, ours
from people.models import Responsibility, StaffGroup
from people.trust_settings import role_title

TONES: dict[Status, Tone] = {
    Status.VALID: "success",
    Status.DUE_SOON: "warning",
    Status.EXPIRED: "danger",
    Status.NEVER_DONE: "danger",
    Status.BOOKED: "waiting",
    Status.NOT_YET_DUE: "info",
    Status.EXEMPT: "neutral",
    Status.AWAY: "neutral",
    Status.NOT_APPLICABLE: "neutral",
}


NOT_SET_UP = "No required training has been set up yet"
ASK_WHOM = ours("Ask the trust’s administrator.")


def is_set_up() -> bool:
    """Return whether the trust requires anything at all. Else nothing may be called met, nor valid."""
    return Requirement.objects.in_use().exists()


def tone_of(status: Status) -> Tone:
    """Return the tone in which a status is shown."""
    return TONES[status]


def next_step(line: Line) -> str:
    """Return what somebody with this line does next, or nothing when there is nothing to do."""
    if line.status == Status.BOOKED:
        return "You’re booked on a course. We’ll update this once you’ve attended."
    if line.status == Status.DUE_SOON and line.booked_on:
        return "You’re booked on a course."
    if line.status in (Status.EXPIRED, Status.NEVER_DONE):
        return "Request a course, or add your certificate if you have one."
    if line.status in (Status.DUE_SOON, Status.NOT_YET_DUE):
        return "Request a course before it expires." if line.held else "Complete this by the date shown."
    return ""


def counted(*, unmet: int, due_soon: int, up_to_date: int) -> str:
    """Return counts in words, without those that are nothing: "3 overdue or never done, 12 up to date"."""
    counts = {"overdue or never done": unmet, "due soon": due_soon, "up to date": up_to_date}
    return ", ".join(f"{number(count)} {words}" for words, count in counts.items() if count)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def who_needs(requirement: Requirement) -> str:
    """Return in a sentence who needs a requirement."""
    groups = [StaffGroup(code).label.lower() for code in requirement.staff_groups]
    duties = [str(Responsibility.Kind(code).label) for code in requirement.responsibilities]
    titles = [role_title(code) for code in requirement.roles]
    coverage, number = requirement.coverage, requirement.minimum_holders
    if requirement.coverage == Requirement.Coverage.NAMED:
        sentence = "People chosen by school or trust leaders"
    elif groups or duties or titles:
        parts = []
        if groups:
            parts.append(_listed(groups))
        if titles:
            parts.append(_listed(titles))
        if duties:
            parts.append(f"people with the responsibility “{'” or “'.join(duties)}”")
        sentence = "; ".join(parts)
        sentence = sentence[0].upper() + sentence[1:]
    elif coverage in (Requirement.Coverage.ONE_PER_SCHOOL, Requirement.Coverage.ONE_PER_BOARD):
        sentence = ""
    else:
        sentence = {"staff": "All staff", "governance": in_own_words("All governors and trustees")}.get(
            requirement.audience, in_own_words("All staff, governors and trustees")
        )
    if coverage == Requirement.Coverage.ONE_PER_SCHOOL:
        sentence = f"{sentence}: at least {number} at each school".lstrip(": ")
    if coverage == Requirement.Coverage.ONE_PER_BOARD:
        sentence = f"{sentence}: at least {number} on each board".lstrip(": ")
    if requirement.early_years_only:
        sentence += ", at schools with a nursery or Reception class"
    return f"{sentence[0].upper()}{sentence[1:]}."


def how_long(requirement: Requirement) -> str:
    """Return in a sentence how long an award holds."""
    months, early = requirement.interval_months, requirement.early_renewal_months
    after = f"{months} {'month' if months == 1 else 'months'} after it was awarded"
    return {
        Requirement.Expiry.NONE: "Does not expire.",
        Requirement.Expiry.INTERVAL: f"Valid until {after}.",
        Requirement.Expiry.PRINTED: "Valid until the date shown on the certificate"
        + (f", or until {after} if there isn’t one." if months else "."),
        Requirement.Expiry.ACADEMIC_YEAR: "Valid until the end of the academic year (31 August)"
        + (f". Done from 1 {_month_before_september(early)}, it counts for the next year too." if early else "."),
    }[Requirement.Expiry(requirement.expiry)]


def _month_before_september(months: int) -> str:
    return calendar.month_name[(8 - months) % 12 + 1]
