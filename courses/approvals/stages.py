"""Which approvals a request needs, from the applicant's place in the trust, and who decides them (policy IM-5).

The table of the policy, as this file carries it out:

    staff of a school, trainee placed there   Headteacher (or Head of School) of that school → Executive Lead
    Headteacher, Head of School               Executive Lead
    central staff                             head of the central team → Executive Lead
    Executive Lead                            chief executive
    chief executive                           chair of trustees
    governor, clerk (chair)                   chair of that board (none for the chair) → Executive Lead
    trustee, member, their clerk (chair)      chair of trustees (none for the chair) → chief executive

Nobody stands in their own chain: a role that the applicant holds is passed on to the next role up.
"""

from dataclasses import dataclass
from typing import Protocol

from core.calendar import today
from courses.requests.capacities import GOVERNS_A_SCHOOL, asks_for_trust_board
from people.models import Delegation, Person, Role, School
from people.selectors import holders
from people.trust_settings import role_title


class Decidable(Protocol):
    """A stage, planned or in the database: whose holders decide."""

    @property
    def role(self) -> str: ...

    @property
    def school(self) -> School | None: ...


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One approval that a request will need: the role that decides and the school whose holder it is."""

    position: int
    role: str
    school: School | None = None

    @property
    def title(self) -> str:
        """Return the role in the trust's own word, with its school."""
        return stage_title(self)


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who could decide a stage: by the role itself, or today as deputy of its holder."""

    person: Person
    deputy_for: Person | None = None

    def __str__(self) -> str:
        return f"{self.person}, covering for {self.deputy_for}" if self.deputy_for else str(self.person)


def stage_title(stage: Decidable) -> str:
    """Return who decides a stage in words: "Headteacher of Oak Primary School", "Executive Lead"."""
    title = role_title(stage.role)
    return f"{title} at {stage.school}" if stage.school else title


def plan_stages(*, applicant: Person, school: School, applies_as: str = "") -> list[PlannedStage]:
    """Return the approvals that a request by `applicant` for `school` needs, in their order (policy IM-5).

    `applies_as` is empty for staff, else the role of governance in which the person asks (`capacities_of`). The plan
    says nothing of whether anybody holds the roles: ask `who_decides`.
    """
    if asks_for_trust_board(applies_as, school):
        first = [] if applicant.authority.holds(Role.CHAIR_OF_TRUSTEES) else [Role.CHAIR_OF_TRUSTEES]
        chain = [*first, Role.CEO]
    elif applies_as in GOVERNS_A_SCHOOL:
        first = [] if applicant.authority.holds(Role.CHAIR_OF_GOVERNORS, school.pk) else [Role.CHAIR_OF_GOVERNORS]
        chain = [*first, Role.EXECUTIVE_LEAD]
    else:
        chain = _chain_of_staff(applicant, school)
    return [
        PlannedStage(position, role, school if role in Role.of_a_school() else None)
        for position, role in enumerate(_not_ones_own(applicant, chain), start=1)
    ]


def _chain_of_staff(applicant: Person, school: School) -> list[Role]:
    """Return the roles that decide on a member of staff."""
    authority = applicant.authority
    if authority.holds(Role.CEO):
        return [Role.CHAIR_OF_TRUSTEES]
    if authority.holds(Role.EXECUTIVE_LEAD):
        return [Role.CEO]
    if school.is_central:
        ceo_heads_it = authority.holds(Role.CENTRAL_HEAD) or not holders(Role.CENTRAL_HEAD).exists()
        return [Role.CEO if ceo_heads_it else Role.CENTRAL_HEAD, Role.EXECUTIVE_LEAD]
    if authority.holds_any(Role.school_leaders(), school.pk):
        return [Role.EXECUTIVE_LEAD]
    has_only_head_of_school = (
        not holders(Role.HEADTEACHER, school).exists() and holders(Role.HEAD_OF_SCHOOL, school).exists()
    )
    return [Role.HEAD_OF_SCHOOL if has_only_head_of_school else Role.HEADTEACHER, Role.EXECUTIVE_LEAD]


NEXT_UP = {Role.EXECUTIVE_LEAD: Role.CEO, Role.CEO: Role.CHAIR_OF_TRUSTEES}


def _not_ones_own(applicant: Person, chain: list[Role]) -> list[Role]:
    """Pass a stage of the whole trust that the applicant would decide on to the next role up, once each."""
    passed: list[Role] = []
    for wanted in chain:
        role = wanted
        while role in NEXT_UP and applicant.authority.holds(role):
            role = NEXT_UP[role]
        if role not in passed:
            passed.append(role)
    return passed


def who_decides(stage: Decidable, applicant: Person) -> list[Decider]:
    """Return who could decide a stage today: its role's holders, then their deputies, never the applicant.

    An empty list is a vacancy. A deputy for the applicant does not count: nobody decides on their own request, nor
    does anybody in their name (policy IM-5).
    """
    role_holders = [person for person in holders(stage.role, stage.school) if person.pk != applicant.pk]
    deputies = (
        Delegation.objects.current()
        .filter(person__in=role_holders, ended_at=None, deputy__is_active=True)
        .exclude(deputy=applicant)
        .exclude(deputy__left_on__lt=today())
        .select_related("person", "deputy")
        .order_by("starts_on", "pk")
    )
    held = {person.pk for person in role_holders}
    return [Decider(person) for person in role_holders] + [
        Decider(row.deputy, row.person) for row in deputies if row.deputy_id not in held
    ]
