"""Every figure of a report against plain Python over the rows, which shares nothing with the code that it checks."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

import pytest

from budgets.models import BudgetLine, Entry
from certificates.compliance import compliance_of_school
from certificates.expiry import Status
from certificates.models import Qualification
from core.calendar import today
from courses.models import Booking, CourseRequest, StageDecision
from people.models import LongAbsence, Post
from planning.models import Action, ActionPlan, Approach, Evaluation, Evidence, Reason, Route
from planning.tests.small_groups import show_every_group
from reports.figures import school_figures, trust_figures
from reports.planning_figures import plan_figures
from reports.tests.generated import YEAR, make_trust
from training.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.policy("RP-1", "RP-2")]

LONDON = ZoneInfo("Europe/London")
TERMS = {
    "autumn": (dt.date(2026, 9, 1), dt.date(2027, 1, 4)),
    "spring": (dt.date(2027, 1, 5), dt.date(2027, 4, 11)),
    "summer": (dt.date(2027, 4, 12), dt.date(2027, 8, 31)),
    "year": (dt.date(2026, 9, 1), dt.date(2027, 8, 31)),
}
AT_SCHOOL = [("2026-09-03", "2026-12-18"), ("2027-01-05", "2027-03-26"), ("2027-04-12", "2027-07-21")]
BANK_HOLIDAYS = {"2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30"}
TEACHING, ASSISTING = {"leader", "teacher", "trainee"}, {"teaching_assistant"}
SEEDS = (1, 2, 3)


def pence(amount):
    return str(Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_EVEN))


@pytest.fixture(params=SEEDS)
def trust(cast, request):
    show_every_group()
    make_trust(cast, request.param)
    return cast


def between(rows, term, day_of):
    first, last = TERMS[term]
    return [row for row in rows if first <= day_of(row) <= last]


def of_schools(model, schools, **related):
    return [row for row in model.objects.select_related(*related.get("join", ())) if row.school in schools]


def group_on(person, school, day):
    there, elsewhere = [], []
    for post in sorted(Post.objects.filter(person=person), key=lambda post: (post.starts_on, post.pk)):
        if post.starts_on <= day and not (post.ends_on and post.ends_on < day):
            (there if post.school == school else elsewhere).append(post.staff_group)
    if not there and not elsewhere:
        return "Governors and trustees"
    group = (there + elsewhere)[0]
    if group in TEACHING:
        return "Teachers and leaders"
    return "Teaching assistants" if group in ASSISTING else "Other staff"


def reason_of(row):
    if row.reason == "statutory" and row.requirement and row.requirement.statutory == "recommended":
        return "Recommended training"
    return dict(Reason.choices)[row.reason]


def expected_participation(schools, term):
    rows = between(of_schools(Record, schools, join=("school", "person")), term, lambda row: row.starts_on)
    by_reason, by_approach, by_route = defaultdict(list), defaultdict(list), defaultdict(list)
    people_of, hours_of = defaultdict(set), defaultdict(Decimal)
    for row in rows:
        by_reason[reason_of(row)].append(row.hours)
        by_approach[dict(Approach.choices)[row.approach]].append(row.hours)
        by_route[dict(Route.choices)[row.route]].append(row.hours)
        group = group_on(row.person, row.school, row.starts_on)
        people_of[group].add(row.person_id)
        hours_of[group] += row.hours
    return {
        "activities": len(rows),
        "people": len({row.person_id for row in rows}),
        "hours": pence(sum(row.hours for row in rows)),
        "by_reason": {(label, len(hours), pence(sum(hours))) for label, hours in by_reason.items()},
        "by_approach": {(label, len(hours), pence(sum(hours))) for label, hours in by_approach.items()},
        "by_route": {(label, len(hours), pence(sum(hours))) for label, hours in by_route.items()},
        "by_group": {(group, len(who), pence(hours_of[group])) for group, who in people_of.items()},
        "external": len([row for row in rows if row.is_external]),
    }


def expected_requests(schools, term):
    sent = [row for row in of_schools(CourseRequest, schools, join=("school",)) if row.sent_at]
    rows = between(sent, term, lambda row: row.sent_at.astimezone(LONDON).date())
    reasons, days, fates = Counter(), [], Counter()
    for row in rows:
        if row.status in ("deciding", "returned"):
            fates["open"] += 1
        elif row.status in ("declined", "withdrawn"):
            fates[row.status] += 1
        else:
            fates["approved"] += 1
        decisions = [d for d in StageDecision.objects.filter(stage__request=row) if d.outcome != "returned"]
        if decisions:
            last = max(decisions, key=lambda decision: (decision.at, decision.pk))
            days.append((last.at - row.sent_at) // dt.timedelta(days=1))
            if row.status == "declined":
                reasons[last.get_decline_reason_display()] += 1
    days.sort()
    middle = None
    if days:
        half = len(days) // 2
        middle = days[half] if len(days) % 2 else round((days[half - 1] + days[half]) / 2)
    return {
        "made": len(rows),
        **{name: fates[name] for name in ("approved", "declined", "withdrawn", "open")},
        "together": None,
        "decline_reasons": set(reasons.items()),
        "days_to_decide": middle,
    }


def is_closed(day):
    in_term = any(first <= str(day) <= last for first, last in AT_SCHOOL)
    return day.weekday() in (5, 6) or not in_term or str(day) in BANK_HOLIDAYS


def expected_closed_cover(held):
    covers = [
        sum(line.amount for line in row.request.cost_lines.all() if line.heading == "cover")
        for row in held
        if row.request.needs_cover and is_closed(row.starts_on)
    ]
    return {"bookings": len(covers), "cover": f"£{sum(covers):,.2f}"} if covers else None


def expected_cost(schools, term):
    rows = between(of_schools(Booking, schools, join=("school", "request")), term, lambda row: row.starts_on)
    held = [row for row in rows if row.status != "cancelled"]
    by_reason = defaultdict(list)
    for row in held:
        by_reason[reason_of(row.request)].append(row.cost)
    paid = [row for row in between(of_schools(Record, schools), term, lambda row: row.starts_on) if row.cost]
    return {
        "booked": len(held),
        "spent": pence(sum(row.cost for row in held)),
        "cancelled": len(rows) - len(held),
        "closed_cover": expected_closed_cover(held),
        "charges": pence(sum(row.cancellation_charge for row in rows if row.status == "cancelled")),
        "by_reason": {(label, len(costs), pence(sum(costs))) for label, costs in by_reason.items()},
        "per_hour": pence(sum(row.cost for row in paid) / sum(row.hours for row in paid)) if paid else None,
    }


def expected_qualifications(schools, term):
    """Return title, school, name and day of the named ones; title and number of people of the others."""
    rows = between(of_schools(Qualification, schools), term, lambda row: row.awarded_on)
    rows = [row for row in rows if row.paid_by in ("school", "trust")]
    named = {
        (row.title, row.school.name, str(row.person), row.awarded_on.isoformat())
        for row in rows
        if row.agrees_to_be_named
    }
    others = [row for row in rows if not row.agrees_to_be_named]
    return named | {(row.title, len({other.person for other in others if other.title == row.title})) for row in others}


def compare(found, schools, term):
    assert (found["first"], found["last"]) == tuple(day.isoformat() for day in TERMS[term])
    for part, expected in (
        ("participation", expected_participation(schools, term)),
        ("requests", expected_requests(schools, term)),
        ("cost", expected_cost(schools, term)),
    ):
        shown = dict(found[part])
        for name, rows in found[part].items():
            if isinstance(rows, list):
                shown[name] = {tuple(row) for row in rows}
                assert len(shown[name]) == len(rows)
        assert shown == expected, part
    for rows in (
        found["participation"]["by_reason"],
        found["participation"]["by_approach"],
        found["participation"]["by_route"],
        found["cost"]["by_reason"],
    ):
        amounts = [Decimal(row[2]) for row in rows]
        assert amounts == sorted(amounts, reverse=True)
    shown = {
        (row["title"], row["people"]) if "people" in row else (row["title"], row["school"], row["person"], row["on"])
        for row in found["qualifications"]
    }
    assert shown == expected_qualifications(schools, term)


@pytest.mark.policy("RM-6")
def test_a_schools_figures_are_those_of_its_rows_and_in_summer_those_of_the_year(trust):
    for term in ("autumn", "spring", "summer"):
        for school in (trust.oak, trust.elm):
            found = school_figures(school, YEAR, term)
            compare(found, [school], term)
    compare(found["year"], [trust.elm], "year")


def test_the_trusts_figures_and_its_schools_side_by_side_are_those_of_the_rows(trust):
    schools = [trust.oak, trust.elm, trust.central]
    for term in ("autumn", "spring", "summer"):
        found = trust_figures(YEAR, term)
        compare(found, schools, term)
        assert found["left_out"] == []
        rows = {row["school"]: row for row in found["schools"]}
        assert set(rows) == {school.name for school in schools}
        for school in schools:
            row, took_part = rows[school.name], expected_participation([school], term)
            assert {name: row[name] for name in ("activities", "people", "hours")} == {
                name: took_part[name] for name in ("activities", "people", "hours")
            }
            assert row["requests"] == expected_requests([school], term)["made"]
            assert row["spent"] == expected_cost([school], term)["spent"]


def expected_lines(school, term):
    """Return by line of the report what stood on it when the term's last day was over in London."""
    end = dt.datetime.combine(TERMS[term][1] + dt.timedelta(days=1), dt.time(), LONDON)
    found = {}
    for line in BudgetLine.objects.filter(school=school, year=YEAR):
        sums = Counter()
        for entry in Entry.objects.filter(line=line):
            if entry.at < end:
                sums[entry.kind] += entry.amount
        held, spent = sums["committed"] - sums["released"], sums["spent"] - sums["refunded"]
        label = line.get_kind_display()
        if line.priority:
            label = f"{line.priority.number}. {line.priority.title}"
        before = found.get(label, (line.kind == "other", 0, 0, 0))
        found[label] = (before[0], before[1] + sums["allocated"], before[2] + held, before[3] + spent)
    return [
        {"label": label, "outside": outside, "allocated": allocated, "held": held, "spent": spent}
        for label, (outside, allocated, held, spent) in found.items()
    ]


def in_pence(sums):
    amounts = {name: pence(sums[name]) for name in ("allocated", "held", "spent")}
    return amounts | {"left": pence(sums["allocated"] - sums["held"] - sums["spent"])}


def expected_totals(lines):
    total = {name: sum(line[name] for line in lines) for name in ("allocated", "held", "spent")}
    outside = sum(line["held"] + line["spent"] for line in lines if line["outside"])
    used = total["held"] + total["spent"]
    return {
        "total": in_pence(total),
        "outside": pence(outside),
        "outside_share": int(100 * outside / used) if used else 0,
    }


@pytest.mark.policy("RM-4", "AP-6")
def test_the_budget_is_that_of_the_ledger_at_the_end_of_the_term(trust):
    for term in ("autumn", "spring", "summer"):
        of_school = {school: expected_lines(school, term) for school in (trust.oak, trust.elm)}
        for school, lines in of_school.items():
            rows = [{"label": line["label"], "outside": line["outside"]} | in_pence(line) for line in lines]
            found = school_figures(school, YEAR, term)["budget"]
            assert found == {"year": "2026–27", "lines": rows} | expected_totals(lines)
        everything = [line for lines in of_school.values() for line in lines]
        found = trust_figures(YEAR, term)["budget"]
        schools = {row.pop("school"): row for row in found.pop("schools")}
        assert schools == {school.name: expected_totals(lines) for school, lines in of_school.items()}
        assert found == {"year": "2026–27", "without": [trust.central.name]} | expected_totals(everything)


def long(moment):
    day = moment.astimezone(LONDON)
    return f"{day.strftime('%A')} {day.day} {day.strftime('%B %Y')}"


def in_order(values, choices):
    """Return each label with how often its value is there, in the order in which the forms offer them."""
    values = list(values)
    return [[label, values.count(value)] for value, label in choices if value in values]


def expected_plan(school, term):
    plan = ActionPlan.objects.get(school=school, year=YEAR)
    actions = [action.status for action in Action.objects.all() if action.plan_id == plan.pk]
    evaluated = between(
        [row for row in Evaluation.objects.select_related("action") if row.action.school_id == school.pk],
        term,
        lambda row: row.created_at.astimezone(LONDON).date(),
    )
    return {
        "year": "2026–27",
        "state": "Agreed" if plan.status == "agreed" else "Draft",
        "agreed_on": long(plan.agreed_at) if plan.agreed_at else "",
        "actions": in_order(actions, Action.Status.choices),
        "total": len(actions),
        "summary": plan.summary,
        "override": {"reason": "They left.", "on": long(plan.override_at)} if plan.override_at else None,
        "evaluations": {
            "count": len(evaluated),
            "pupils": in_order([row.pupils for row in evaluated], Evaluation.Judgement.choices),
            "priorities": in_order([row.priorities for row in evaluated], Evaluation.Judgement.choices),
            "value": in_order([row.value for row in evaluated], Evaluation.Value.choices),
            "evidence": in_order([kind for row in evaluated for kind in row.evidence], Evidence.choices),
        },
    }


@pytest.mark.policy("AP-4", "RM-1")
def test_the_action_plan_and_its_evaluations_are_those_of_the_rows(trust):
    for school in (trust.oak, trust.elm):
        counts = []
        for term in ("autumn", "spring", "summer"):
            found = plan_figures(school, YEAR, *TERMS[term])
            assert found == expected_plan(school, term)
            counts.append(found["evaluations"]["count"])
        assert all(counts)


def test_required_training_is_what_the_matrix_of_names_says(trust):
    found = {row["code"]: row for row in school_figures(trust.oak, YEAR, "autumn")["statutory"]}
    compliance = compliance_of_school(trust.oak)
    lines = defaultdict(Counter)
    for person in compliance.people:
        for line in compliance.compliance.lines(person.pk):
            lines[line.requirement.code][line.status.value] += 1
    shown = {
        code: (row["needed"], row["valid"], row["due_soon"], row["lacking"], row["position"])
        for code, row in found.items()
    }
    expected = {}
    for code, counts in lines.items():
        lacking = counts["expired"] + counts["never_done"] + counts["booked"]
        valid = counts["valid"] + counts["due_soon"] + counts["exempt"]
        expected[code] = (valid + lacking, valid, counts["due_soon"], lacking, "")
    assert shown == expected
    assert len(expected) == 3


def test_who_is_away_is_in_neither_part_of_the_share(trust):
    LongAbsence.objects.create(person=trust.ada, starts_on=today())
    before = {row["code"]: row for row in school_figures(trust.oak, YEAR, "autumn")["statutory"]}
    lines = compliance_of_school(trust.oak).compliance.lines(trust.ada.pk)
    assert {line.status.value for line in lines} == {"away"}
    test_required_training_is_what_the_matrix_of_names_says(trust)
    LongAbsence.objects.all().delete()
    after = {row["code"]: row for row in school_figures(trust.oak, YEAR, "autumn")["statutory"]}
    back = compliance_of_school(trust.oak).compliance.lines(trust.ada.pk)
    for line in back:
        counted = int(line.status in Status.met() | Status.unmet())
        assert after[line.requirement.code]["needed"] == before[line.requirement.code]["needed"] + counted
    assert any(line.status in Status.met() | Status.unmet() for line in back)
