"""Ten years of planning at 100 schools: the register of needs, a school's plan, its budget and a line's ledger.

6,000 priorities, 60,000 needs, 1,000 plans with 20,000 actions, 1,000 budgets with 9,000 lines and 540,000 entries.
"""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.floor.views import SHOWN, View, reader, table
from benchmarks.measuring import STAFF, Page
from benchmarks.rows import insert, run
from budgets.models import ActionFunding, Budget, BudgetLine, Entry
from core.calendar import academic_year, today
from courses.models import CourseRequest
from people.models import School
from planning.models import Action, ActionPlan, Evaluation, ImprovementPlan, Need, Priority

YEARS = 10
PRIORITIES, NEEDS, ACTIONS, LINES, ENTRIES = 6, 60, 20, 9, 60
LEAD = "(SELECT person_id FROM people_grant WHERE role = 'executive_lead')"
SCHOOLS = "people_school s"


def years() -> str:
    """Return the SQL of the last ten academic years, as `y`."""
    this = academic_year(today())
    return f"generate_series({this - YEARS + 1}, {this}) y"


def build() -> None:
    """Write the whole of it, in the order that the database's guards ask for."""
    this = academic_year(today())
    of_each_year = f"{SCHOOLS} CROSS JOIN {years()} WHERE s.kind = 'school'"
    insert(ImprovementPlan, of_each_year, school_id="s.id", year="y", made_by_id=LEAD)
    insert(
        Priority,
        f"planning_improvementplan p CROSS JOIN generate_series(1, {PRIORITIES}) n",
        plan_id="p.id", school_id="p.school_id", year="p.year", number="n", title="'Priority ' || n",
        area="(ARRAY['reading', 'writing', 'mathematics', 'send', 'behaviour', 'early_years'])[n]",
    )  # fmt: skip
    insert(
        Need,
        f"""planning_improvementplan p CROSS JOIN generate_series(1, {NEEDS}) n
            LEFT JOIN planning_priority pr ON pr.plan_id = p.id AND pr.number = 1 + n % {PRIORITIES} AND n % 2 = 0""",
        school_id="p.school_id", year="p.year", title="'Need ' || n || ' of phonics'", needed_by="'group'",
        area="(ARRAY['reading', 'writing', 'mathematics', 'send', 'behaviour', 'early_years'])[1 + n % 6]",
        source="(ARRAY['improvement', 'review', 'monitoring', 'national', 'feedback', 'individual'])[1 + n % 6]",
        reason="CASE WHEN n % 2 = 0 THEN 'priority' ELSE 'personal' END", priority_id="pr.id",
        people_count="1 + n % 9", raised_by_id=LEAD,
        raised_at="make_date(p.year, 9, 1) + n * interval '5 days'",
        status=f"CASE WHEN p.year = {this} THEN 'open' ELSE 'met' END",
        ended_at=f"CASE WHEN p.year = {this} THEN NULL ELSE now() END",
    )  # fmt: skip
    insert(ActionPlan, of_each_year, school_id="s.id", year="y", made_by_id=LEAD)
    insert(
        Action,
        f"""planning_actionplan p CROSS JOIN generate_series(1, {ACTIONS}) n
            JOIN planning_priority pr ON pr.school_id = p.school_id AND pr.year = p.year
                AND pr.number = 1 + n % {PRIORITIES}""",
        plan_id="p.id", school_id="p.school_id", year="p.year", title="'Action ' || n", serves="'priority'",
        priority_id="pr.id", approach="'staff_meeting'", planned_cost="100",
        success_criteria="'It works.'", starts_on="make_date(p.year, 9, 1)", ends_on="make_date(p.year, 12, 1)",
    )  # fmt: skip
    insert(
        Evaluation,
        f"planning_action a WHERE a.year < {this}",
        action_id="a.id", pupils="'some'", pupils_note="'A little.'", priorities="'some'",
        priorities_note="'A little.'", value="'fair'", value_note="'Fair.'", evidence="'[\"data\"]'::jsonb",
        made_by_id=LEAD, created_at="now()",
    )  # fmt: skip
    run(f"UPDATE planning_action SET status = 'evaluated' WHERE year < {this}")
    run(f"UPDATE planning_actionplan SET status = 'agreed', agreed_at = now(), agreed_by_id = {LEAD}")
    insert(
        Action.needs.through,
        """planning_action a JOIN planning_need n ON n.school_id = a.school_id AND n.year = a.year
            AND n.priority_id = a.priority_id AND n.id % 2 = 0""",
        action_id="a.id", need_id="n.id",
    )  # fmt: skip
    build_budgets()
    insert(
        ActionFunding,
        f"""planning_action a JOIN budgets_budgetline l ON l.school_id = a.school_id AND l.year = a.year
            AND l.position = 1 + a.id % {LINES}""",
        action_id="a.id", line_id="l.id",
    )  # fmt: skip


def build_budgets() -> None:
    """Write budgets, their lines, and a ledger in which everything that was held was then spent."""
    insert(Budget, f"{SCHOOLS} CROSS JOIN {years()}", school_id="s.id", year="y", opened_by_id=LEAD, opened_at="now()")
    insert(
        BudgetLine,
        f"""budgets_budget b CROSS JOIN generate_series(1, {LINES}) n
            LEFT JOIN planning_priority pr ON pr.school_id = b.school_id AND pr.year = b.year AND pr.number = n""",
        budget_id="b.id", school_id="b.school_id", year="b.year", name="'Line ' || n", position="n",
        kind="CASE WHEN pr.id IS NOT NULL THEN 'priority' ELSE (ARRAY['statutory', 'ect', 'other'])[1 + n % 3] END",
        priority_id="pr.id",
    )  # fmt: skip
    insert(Entry, "budgets_budgetline l", line_id="l.id", kind="'allocated'", amount="5000", at="now()")
    moved = f"budgets_budgetline l CROSS JOIN generate_series(1, {ENTRIES // 3}) n"
    run(f"INSERT INTO budgets_account (id) SELECT l.id * 1000 + n FROM {moved}")
    for kind in ("committed", "released", "spent"):
        insert(
            Entry, moved,
            line_id="l.id", kind=f"'{kind}'", amount="100", account_id="l.id * 1000 + n",
            at="make_date(l.year, 9, 1) + n * interval '12 days'",
        )  # fmt: skip


# --- The plain pages --------------------------------------------------------------------------------------------------


def school() -> School:
    """Return the school whose planning is looked at."""
    return School.objects.schools().order_by("pk")[10]


def needs(request: HttpRequest) -> HttpResponse:
    """Show a page of a school's needs of this year, with their number, and the counts by source and status."""
    rows = Need.objects.filter(school=school(), year=academic_year(today()))
    counts = [
        (rows.count(),),
        *rows.order_by().values_list("source").annotate(n=Count("pk")),
        (rows.filter(status="open", actions=None).count(),),
    ]
    shown = rows.select_related("priority", "raised_by", "school", "person").order_by("-raised_at", "-pk")[:SHOWN]
    cells = [
        (n.title, n.get_area_display(), n.get_source_display(), n.get_needed_by_display(), n.raised_by.full_name,
         n.priority and n.priority.title, n.wanted_by, n.get_status_display(), n.raised_at)
        for n in shown
    ]  # fmt: skip
    return table(request, [*counts, *cells])


def trust_needs(request: HttpRequest) -> HttpResponse:
    """Show a page of the trust's needs of this year, with the counts by source: all, open, open without an action.

    Each says whether an action answers it, as ours does.
    """
    linked = Exists(Action.needs.through.objects.filter(need=OuterRef("pk")))
    rows = Need.objects.filter(year=academic_year(today())).annotate(is_answered=linked)
    is_open = Q(status="open")
    by_source = (
        rows.order_by()
        .values_list("source")
        .annotate(
            n=Count("pk"), open=Count("pk", filter=is_open), bare=Count("pk", filter=is_open & Q(is_answered=False))
        )
    )
    counts = [(Need.objects.filter(year=academic_year(today())).count(),), *by_source]
    shown = rows.select_related("school", "person").order_by("-raised_at", "-pk")[:SHOWN]
    cells = [
        (n.title, n.school.name, n.get_area_display(), n.get_source_display(), n.get_needed_by_display(), n.person,
         n.wanted_by, n.get_status_display(), n.is_answered, n.raised_at)
        for n in shown
    ]  # fmt: skip
    return table(request, [*counts, *cells])


def plan(request: HttpRequest) -> HttpResponse:
    """Show a plan with all of its actions, last year's evaluations, and the counts of needs by source."""
    place, year = school(), academic_year(today())
    found: Any = ActionPlan.objects.get(school=place, year=year)
    actions: Any = found.actions.select_related("priority", "lead", "funding__line").annotate(answered=Count("needs"))
    last = Action.objects.filter(school=place, year=year - 1).select_related("evaluation")
    of_school = Need.objects.filter(school=place, year=year)
    cells = [
        (a.title, a.priority and a.priority.title, a.get_approach_display(), a.lead and a.lead.full_name, a.starts_on,
         a.ends_on, a.funding.line.name, a.planned_cost, a.success_criteria, a.get_status_display(),
         a.answered)
        for a in actions
    ]  # fmt: skip
    before = [
        (a.title, a.evaluation.get_pupils_display(), a.evaluation.pupils_note, a.evaluation.get_priorities_display(),
         a.evaluation.get_value_display(), ", ".join(a.evaluation.evidence))
        for a in last
    ]  # fmt: skip
    sources = of_school.order_by().values_list("source").annotate(n=Count("pk"))
    return table(request, [(str(found), reader(request).pk), *sources, *cells, *before])


def budget(request: HttpRequest) -> HttpResponse:
    """Show the lines of a budget with their five sums."""
    lines: Any = BudgetLine.objects.filter(school=school(), year=academic_year(today())).with_sums()
    cells = [
        (line.name, line.get_kind_display(), line.allocated, line.committed - line.released,
         line.spent - line.refunded,
         line.allocated - line.committed + line.released - line.spent + line.refunded)
        for line in lines.select_related("priority")
    ]  # fmt: skip
    return table(request, [(reader(request).pk,), *cells])


def a_line() -> BudgetLine:
    """Return the line whose ledger is looked at."""
    return BudgetLine.objects.filter(school=school(), year=academic_year(today())).order_by("position", "pk")[0]


def ledger(request: HttpRequest) -> HttpResponse:
    """Show a page of a line's ledger with its sums, the number of its entries, and the titles of the requests."""
    line = a_line()
    rows = Entry.objects.filter(line=line)
    shown = list(rows.select_related("made_by").order_by("-at", "-pk")[:SHOWN])
    requests = CourseRequest.objects.filter(account__in=[e.account_id for e in shown if e.account_id])
    titles: dict[int | None, str] = dict(requests.values_list("account", "title"))
    cells = [
        (e.at, e.get_kind_display(), titles.get(e.account_id), e.amount, e.note, e.made_by and e.made_by.full_name)
        for e in shown
    ]
    return table(request, [(line.name, rows.count()), tuple(rows.sums().values()), *cells])


def my_needs(request: HttpRequest) -> HttpResponse:
    """Show the reader's own needs and those that they raised, with whether an action answers each."""
    linked = Exists(Action.needs.through.objects.filter(need=OuterRef("pk")))
    own = Need.objects.filter(Q(person=reader(request)) | Q(raised_by=reader(request))).annotate(is_answered=linked)
    shown = own.select_related("school", "priority").order_by("-raised_at", "-pk")[:SHOWN]
    return table(
        request,
        [
            (own.count(),),
            *((n.title, n.school.name, n.get_status_display(), n.priority, n.wanted_by, n.is_answered) for n in shown),
        ],
    )


VIEWS: dict[str, View] = {
    "needs": needs,
    "my-needs": my_needs,
    "trust-needs": trust_needs,
    "plan": plan,
    "budget": budget,
    "ledger": ledger,
}


def pages() -> list[Page]:
    """Return what is measured."""
    place, year = school(), academic_year(today())
    plan_of_school = ActionPlan.objects.get(school=place, year=year)
    of_year = [place.public_id, year]
    return [
        Page("Needs of a school", "executive_lead", reverse("planning:needs", args=of_year), "/needs"),
        Page("Needs of the trust", "executive_lead", reverse("planning:trust-needs"), "/trust-needs"),
        Page("My training needs", STAFF, reverse("planning:my-needs"), "/my-needs"),
        Page("Action plan", "executive_lead", plan_of_school.get_absolute_url(), "/plan"),
        Page("Budget", "executive_lead", reverse("budgets:budget", args=of_year), "/budget"),
        Page("A line's ledger", "executive_lead", a_line().get_absolute_url(), "/ledger"),
    ]
