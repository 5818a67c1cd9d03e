"""A small trust made by chance from a seed: people, records, requests, bookings and money around the ends of terms."""

import datetime as dt
import random
from decimal import Decimal

import time_machine

from budgets.models import Account, Entry
from budgets.tests.factories import BudgetFactory, BudgetLineFactory
from certificates.models import Qualification, Requirement
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import now
from courses.models import Outcome
from courses.tests.factories import approve_all, book, decide, make_request
from people.models import Term
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from planning.models import Action, Evaluation, Evidence
from planning.tests.factories import ActionFactory, ActionPlanFactory, EvaluationFactory, PriorityFactory
from training.tests.factories import RecordFactory

YEAR = 2026
AUTUMN, SPRING, SUMMER = dt.date(2026, 9, 1), dt.date(2027, 1, 5), dt.date(2027, 4, 12)
DAY = dt.timedelta(days=1)
EDGES = [day + move * DAY for day in (AUTUMN, SPRING, SUMMER, dt.date(2027, 9, 1)) for move in (-1, 0, 1)]
# In summer time the day in London begins an hour before the day in UTC.
MOMENTS = [
    dt.datetime(2026, 8, 31, 22, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 8, 31, 23, 30, tzinfo=dt.UTC),
    dt.datetime(2027, 1, 4, 23, 30, tzinfo=dt.UTC),
    dt.datetime(2027, 1, 5, 0, 30, tzinfo=dt.UTC),
    dt.datetime(2027, 4, 11, 22, 30, tzinfo=dt.UTC),
    dt.datetime(2027, 4, 11, 23, 30, tzinfo=dt.UTC),
]
STAFF_GROUPS = ["leader", "teacher", "teacher", "teaching_assistant", "administrative", "auxiliary", "trainee"]
REASONS = ["statutory", "priority", "review", "personal"]
APPROACHES = ["course", "coaching", "visit", "peer_observation"]
FATES = [
    "deciding", "returned", "declined", "declined", "declined", "withdrawn", "to_book", "booked", "attended",
    "not_attended", "closed", "cancelled", "booking_cancelled", "booking_cancelled",
]  # fmt: skip


def some_day(rng):
    """Return a day of the year, or one beside the end of a term."""
    return rng.choice([rng.choice(EDGES), AUTUMN + rng.randrange(364) * DAY])


def some_moment(rng):
    """Return a moment of the year, or one beside the end of a term."""
    any_time = dt.datetime(2026, 9, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=rng.randrange(364 * 24 * 60))
    return rng.choice([rng.choice(MOMENTS), any_time])


def pounds(rng, most=400):
    """Return an amount with pence."""
    return Decimal(rng.randrange(1, most * 100)) / 100


def make_trust(cast, seed, *, people=6, records=60, requests=30):
    """Fill Oak, Elm and the central team with what somebody could have done; return the members by school."""
    rng = random.Random(seed)
    for name, first, last in (
        ("autumn", dt.date(2026, 9, 3), dt.date(2026, 12, 18)),
        ("spring", SPRING, dt.date(2027, 3, 26)),
        ("summer", SUMMER, dt.date(2027, 7, 21)),
    ):
        Term.objects.create(year=YEAR, name=name, starts_on=first, ends_on=last)
    schools = [cast.oak, cast.elm, cast.central]
    members = {}
    for school in schools:
        members[school] = [PersonFactory() for _ in range(people)]
        for person in members[school]:
            _work(rng, person, school, schools)
        members[school].append(PersonFactory())
        if not school.is_central:
            GrantFactory(person=members[school][-1], role="governor", school=school)
    duties = [None, *(RequirementFactory(statutory=binding, coverage="named") for binding in ("yes", "recommended"))]
    for _ in range(records):
        school, reason = rng.choice(schools), rng.choice(REASONS)
        duty = rng.choice(duties) if reason == "statutory" else None
        RecordFactory(
            person=rng.choice(members[school]), school=school, starts_on=some_day(rng), reason=reason, requirement=duty,
            approach=rng.choice(APPROACHES), is_external=rng.random() < 0.4, hours=Decimal(rng.randrange(1, 50)) / 4,
            cost=rng.choice([Decimal(0), pounds(rng)]),
        )  # fmt: skip
    for _ in range(requests):
        school = rng.choice(schools)
        _ask(rng, cast, rng.choice(members[school][:-1]), school)
    for school in schools[:2]:
        _pay(rng, school)
        # Numbers of its own: what a plan draws moves nothing of the rest.
        _plan(random.Random(f"{seed} {school.name}"), cast, school)
    for person in rng.sample(members[cast.oak] + members[cast.elm], 6):
        school = cast.oak if person in members[cast.oak] else cast.elm
        Qualification.objects.create(
            person=person, school=school, title=f"Qualification {rng.random()}", awarded_on=some_day(rng),
            paid_by=rng.choice(["school", "trust", "person"]), agrees_to_be_named=rng.random() < 0.5, entered_at=now(),
        )  # fmt: skip
    _require(rng, members)
    return members


def _work(rng, person, school, schools):
    """Give somebody a post all the time, or two posts one after the other, or another one elsewhere beside it."""
    first, second = rng.sample(STAFF_GROUPS, 2)
    change = some_day(rng)
    kind = rng.choice(["one", "one", "changed", "both"])
    PostFactory(person=person, school=school, staff_group=first, ends_on=change if kind == "changed" else None)
    if kind == "changed":
        PostFactory(person=person, school=school, staff_group=second, starts_on=change + DAY)
    if kind == "both":
        elsewhere = rng.choice([one for one in schools if one != school])
        PostFactory(person=person, school=elsewhere, staff_group=second, starts_on=dt.date(2019, 9, 1))


def _ask(rng, cast, person, school):
    """Send a request at some moment, and let it come to whatever it comes to days later."""
    fate, sent, starts_on = rng.choice(FATES), some_moment(rng), some_day(rng)
    facts = {"applicant": person, "school": school, "reason": rng.choice(REASONS), "starts_on": starts_on}
    if facts["reason"] == "statutory":
        facts["requirement"] = rng.choice([None, *Requirement.objects.filter(code__startswith="TT-")])
    with time_machine.travel(sent, tick=False):
        total = pounds(rng)
        # Without a throw of its own, so that nothing else of the trust is another.
        cover = (total / 4).quantize(Decimal("0.01")) if starts_on.day % 2 else Decimal(0)
        lines = [("fee", total - cover), *([("cover", cover)] if cover else [])]
        request = make_request("deciding", cost_lines=lines, **facts)
    with time_machine.travel(sent + dt.timedelta(hours=rng.randrange(1, 600)), tick=False):
        if fate in ("returned", "declined"):
            why = rng.choice(["timing", "no_cover", "no_budget"])
            decide(request.stages.first(), Outcome(fate), decline_reason=why)
            request.move_to(fate)
        elif fate == "withdrawn":
            request.move_to(fate)
        elif fate != "deciding":
            _book(rng, cast, approve_all(request), fate)


def _book(rng, cast, request, fate):
    """Bring an approved request to what it comes to, at a real cost that is not the agreed one."""
    if fate == "to_book":
        return
    if fate == "cancelled":
        request.move_to("cancelled")
        return
    day = some_day(rng)
    booking = book(request, officer=cast.ben, cost=pounds(rng), starts_on=day, ends_on=day)
    if fate == "booking_cancelled":
        charge = rng.choice([Decimal(0), pounds(rng, 50)])
        booking.move_to("cancelled", cancelled_at=now(), cancelled_by="us", cancellation_charge=charge)
        request.move_to("cancelled")
    elif fate != "booked":
        status = "not_attended" if fate == "not_attended" else "attended"
        booking.move_to(status, attendance_by=cast.ben, attendance_at=now())
        request.move_to(status)
        if fate == "closed":
            request.move_to("closed")


def _pay(rng, school):
    """Write a ledger with entries around the ends of terms."""
    facts = {"budget": BudgetFactory(school=school, year=YEAR), "school": school, "year": YEAR}
    first, second = (PriorityFactory(school=school, year=YEAR, title=title) for title in ("Fluent readers", "Number"))
    for kind, priority in (
        ("review", None), ("statutory", None), ("ect", None), ("other", None), ("other", None),
        ("priority", first), ("priority", second),
    ):  # fmt: skip
        line = BudgetLineFactory(kind=kind, priority=priority, **facts)
        start = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
        Entry.objects.create(line=line, kind="allocated", amount=4000 + pounds(rng, 2000), at=start)
        Entry.objects.create(line=line, kind="allocated", amount=-pounds(rng, 50), at=max(some_moment(rng), start))
        for _ in range(4):
            at, account = max(some_moment(rng), start), Account.objects.create()
            amount = pounds(rng)
            Entry.objects.create(line=line, kind="committed", amount=amount, at=at, account=account)
            if rng.random() < 0.7:
                later = at + dt.timedelta(days=rng.randrange(60))
                Entry.objects.create(line=line, kind="released", amount=amount, at=later, account=account)
                spent = 10 + pounds(rng)
                Entry.objects.create(line=line, kind="spent", amount=spent, at=later, account=account)
                if rng.random() < 0.5:
                    at = later + dt.timedelta(days=rng.randrange(30))
                    Entry.objects.create(line=line, kind="refunded", amount=pounds(rng, 10), at=at, account=account)


def _plan(rng, cast, school):
    """Evaluate last year's plan, mostly in this year, and bring this year's to some state, evaluated in part."""
    for year, states in ((YEAR - 1, ["evaluated"]), (YEAR, Action.Status.values[:4])):
        plan = ActionPlanFactory(school=school, year=year, summary=rng.choice(["", "A good year."]))
        for _ in range(9):
            _act(rng, ActionFactory(school=school, year=year, plan=plan), rng.choice(states))
        if rng.random() < 0.5:
            plan.override_reason, plan.override_by, plan.override_at = "They left.", cast.eve, some_moment(rng)
            plan.save()
        if year < YEAR or rng.random() < 0.8:
            plan.move_to("agreed", agreed_by=cast.hal, agreed_at=some_moment(rng))


def _act(rng, action, status):
    """Bring an action to a state; what was evaluated, was at some moment, with some of the judgements and evidence."""
    if status == "evaluated":
        EvaluationFactory(
            action=action, created_at=some_moment(rng), evidence=rng.sample(Evidence.values, rng.randrange(1, 4)),
            pupils=rng.choice(Evaluation.Judgement.values), priorities=rng.choice(Evaluation.Judgement.values),
            value=rng.choice(Evaluation.Value.values),
        )  # fmt: skip
    if status != "planned":
        action.move_to(status)


def _require(rng, members):
    """Require something of staff, of a few duties and of governors, and let some of them hold it."""
    today = now().date()
    for facts in ({"audience": "staff"}, {"audience": "staff", "staff_groups": ["leader"]}, {"audience": "governance"}):
        requirement = RequirementFactory(**facts)
        for school, people in members.items():
            for person in people:
                ends = rng.choice([None, today - 5 * DAY, today, today + 30 * DAY, today + 300 * DAY])
                if ends:
                    CertificateFactory(
                        person=person, school=school, requirement=requirement, awarded_on=today - 100 * DAY,
                        expires_on=ends,
                    )  # fmt: skip
