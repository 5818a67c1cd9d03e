"""Everything the check page shows before a request is sent: who will decide, clashes, what there is already."""

from dataclasses import dataclass

from certificates.compliance import Held
from core.decisions import Decision, refused
from core.history import Change
from courses.approvals.progress import returned_decision
from courses.approvals.ranking import Duty, duty_of
from courses.approvals.stages import Decider, plan_stages, who_decides
from courses.catalogue.models import Course
from courses.charging.selectors import MoneyCard, money_card
from courses.requests import policies, snapshots
from courses.requests.answers import kept_answers
from courses.requests.clashes import OddDay, TimeOut, odd_days, own_clashes, requests_out_with, time_out_of_class
from courses.requests.models import CourseRequest, StageDecision
from courses.requests.selectors import alternatives_for, events_for
from courses.value.experience import Experience, paid_elsewhere
from courses.value.selectors import Offer, Prepaid, offers_beside, prepaid_for
from planning.scope import sees_money
from training.places.alternatives import EventInstead

MAY_NOT_EXCEED = refused("Whoever decides on it says whether the line may go over.")


@dataclass(frozen=True, slots=True)
class WillDecide:
    """One approval to come: its role in words and who could give it. Nobody: the role is vacant."""

    title: str
    deciders: list[Decider]


@dataclass(frozen=True, slots=True)
class Check:
    """What a person should know before sending."""

    may_send: Decision
    missing: list[str]
    will_decide: list[WillDecide]
    own_clashes: list[CourseRequest]
    odd_days: list[OddDay]
    colleagues_out: int
    time_out: TimeOut | None
    alternatives: list[Course]
    events: list[EventInstead]
    paid: Experience | None
    money: MoneyCard | None
    prepaid: list[Prepaid]
    offers: list[Offer]
    duty: Duty | None
    changes: list[Change]
    returned: StageDecision | None

    @property
    def held(self) -> Held | None:
        """Return the certificate that meets the requirement of the request today."""
        return self.duty.line.held if self.duty and self.duty.line.is_met else None

    @property
    def vacant(self) -> list[str]:
        """Return the roles that nobody could fill today."""
        return [row.title for row in self.will_decide if not row.deciders]


def check_of(request: CourseRequest) -> Check:
    """Return the check of a draft or returned request, for its applicant: names of deciders, numbers of colleagues."""
    applicant = request.applicant
    missing = policies.missing_from(request)
    only_cover = missing == [policies.COVER_NOT_SAID]  # asked beside the button
    plan = plan_stages(applicant=applicant, school=request.school, applies_as=request.applies_as)
    return Check(
        may_send=policies.can_send(applicant, request, cover_follows=only_cover),
        missing=[] if only_cover else missing,
        will_decide=[WillDecide(stage.title, who_decides(stage, applicant)) for stage in plan],
        own_clashes=own_clashes(request),
        odd_days=odd_days(request),
        colleagues_out=requests_out_with(request).values("applicant").order_by().distinct().count(),
        time_out=time_out_of_class(request),
        alternatives=list(alternatives_for(request)) if request.title else [],
        events=events_for(request, applicant),
        paid=paid_elsewhere(request, applicant),
        money=money_card(request, MAY_NOT_EXCEED) if sees_money(applicant, request.school) else None,
        prepaid=prepaid_for(request),
        offers=offers_beside(request.course, applicant) if request.course else [],
        duty=duty_of(request),
        changes=snapshots.changes_between(request.sent_as, kept_answers(request)),
        returned=returned_decision(request),
    )
