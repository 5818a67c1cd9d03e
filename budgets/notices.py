"""Warnings that a budget line is used up, to those who answer for the school (policy AP-6)."""

from collections.abc import Iterable, Mapping

from budgets.models import BudgetLine
from budgets.money import Money
from core.calendar import year_label
from core.formatting import money as pounds
from core.trust_settings import trust_setting
from notifications.models import Topic
from notifications.services import tell
from people.models import Person, Role, School
from people.selectors import holders


def heads_of(school: School) -> list[Person]:
    """Return those who answer for the school's money: Headteacher and Head of School, or the central team's head."""
    if school.is_central:
        return list(holders(Role.CENTRAL_HEAD))
    found = {person.pk: person for role in Role.school_leaders() for person in holders(role, school)}
    return list(found.values())


def warn_about_shares(lines: Iterable[BudgetLine], before: Mapping[int, Money], after: Mapping[int, Money]) -> None:
    """Tell the heads of a line's school when its use crossed a share that the trust has set, once a line and share."""
    shares = sorted(int(share) for share in trust_setting("budgets.warnings"))
    for line in lines:
        was, now_used = before[line.pk].share, after[line.pk].share
        # One large charge crosses several at once: the highest says it all.
        if crossed := [share for share in shares if was < share <= now_used]:
            for person in heads_of(line.school):
                _warn(line, crossed[-1], after[line.pk], person)


def _warn(line: BudgetLine, share: int, money: Money, person: Person) -> None:
    tell(
        person=person,
        topic=Topic.PLANNING,
        key=f"budgets.line.used:{line.public_id}:{share}:{person.public_id}",
        # The line's name is somebody's own words, and a subject is read on locked screens.
        subject=f"{share}% of a CPD budget line has been used",
        body=(
            f"{pounds(money.used)} of {pounds(money.allocated)} on “{line.name}” for {year_label(line.year)} is "
            f"committed or spent. {pounds(money.left)} is remaining."
        ),
        path=line.get_absolute_url(),
    )
