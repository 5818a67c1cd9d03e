"""The first page's figures are those of the report and of the registers that they lead to."""

import csv
import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates.tests.factories import CertificateFactory, RequirementFactory
from certificates.to_do import FEW
from core.calendar import academic_year, now, today
from core.reading import run_steps
from courses.attendance.policies import can_confirm_attendance
from courses.models import Booking
from courses.tests.factories import book, make_request
from courses.to_do import booking_tasks
from cpd_trust.tests.recounting import Recount
from home.tests.parts import parts_of, tile, tiles_for
from people.models import Post, Term
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from planning.overview.figures import figures_of
from planning.overview.selectors import planning_of
from planning.similar.services import plan_together
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from planning.tests.small_groups import show_every_group
from planning.thread.missing_links import counts
from planning.to_do import need_tasks
from reports.figures import school_figures, trust_figures
from training.tests.factories import RecordFactory

NOVEMBER = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def autumn(cast, time_machine):
    """Give the trust its terms, and Oak and Elm what was done and booked around the ends of autumn."""
    time_machine.move_to(NOVEMBER, tick=False)
    show_every_group()
    for name, first, last in (
        ("autumn", dt.date(2026, 9, 3), dt.date(2026, 12, 18)),
        ("spring", dt.date(2027, 1, 5), dt.date(2027, 3, 26)),
        ("summer", dt.date(2027, 4, 12), dt.date(2027, 7, 21)),
    ):
        Term.objects.create(year=2026, name=name, starts_on=first, ends_on=last)
    days = [dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2026, 12, 24), dt.date(2027, 1, 4), dt.date(2027, 1, 5)]
    for number, day in enumerate(days):
        RecordFactory(person=cast.ada, school=cast.oak, starts_on=day, hours=Decimal("0.25") + min(10**number, 9000))
        RecordFactory(person=cast.tom, school=cast.elm, starts_on=day, hours=Decimal(3))
        booking_on(cast, cast.ada, cast.oak, day, Decimal(10**number))
        booking_on(cast, cast.tom, cast.elm, day, Decimal(7))
    cancelled = booking_on(cast, cast.ada, cast.oak, dt.date(2026, 10, 5), Decimal("500000"))
    cancelled.move_to("cancelled", cancelled_at=now(), cancelled_by="us", cancellation_charge=Decimal("0.37"))
    return cast


def booking_on(cast, person, school, day, cost):
    request = make_request("to_book", applicant=person, school=school, starts_on=day, total_cost=cost)
    return book(request, officer=cast.ben)


def test_hours_of_the_term_are_those_of_the_report_and_of_the_register(autumn, sign_in):
    # From 1 September, before the pupils come, to the day before they come back in January.
    shown = tile(autumn.hal, "hours of CPD this term")
    assert shown.number == "1,110.75"
    assert school_figures(autumn.oak, 2026, "autumn")["participation"]["hours"] == "1110.75"
    assert sign_in(autumn.hal).get(shown.url).context["totals"].hours == Decimal("1110.75")
    trust = tile(autumn.eve, "hours of CPD this term")
    assert trust.number == "1,119.75"
    assert trust_figures(2026, "autumn")["participation"]["hours"] == "1119.75"
    assert sign_in(autumn.eve).get(trust.url).context["totals"].hours == Decimal("1119.75")


def test_booked_in_the_term_is_what_the_report_and_the_register_say(autumn, sign_in):
    shown = tile(autumn.hal, "booked this term")
    assert shown.number == "£1,110.00"
    cost = school_figures(autumn.oak, 2026, "autumn")["cost"]
    assert (cost["booked"], cost["spent"], cost["cancelled"], cost["charges"]) == (3, "1110.00", 1, "0.37")
    assert sign_in(autumn.hal).get(shown.url).context["totals"].cost == Decimal("1110.00")
    trust = tile(autumn.eve, "booked this term")
    assert trust.number == "£1,131.00"
    assert trust_figures(2026, "autumn")["cost"]["spent"] == "1131.00"
    assert sign_in(autumn.eve).get(trust.url).context["totals"].cost == Decimal("1131.00")


def test_the_registers_total_is_the_sum_of_its_page_and_of_its_export(autumn, sign_in):
    page = sign_in(autumn.hal).get(reverse("courses:register"), {"year": "all"})
    total = page.context["totals"].cost
    assert total == Decimal("11111.37")
    assert sum(row.record.spent for row in page.context["table"].rows) == total
    answer = sign_in(autumn.hal).get(reverse("courses:register"), {"year": "all", "export": "csv"})
    rows = csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines())
    assert sum(Decimal(row["Cost"]) for row in rows) == total
    assert "Booked for £500,000.00" in page.content.decode()


def test_requirements_not_met_are_the_rows_of_the_matrix_also_of_a_clerk(cast, sign_in):
    of_staff = RequirementFactory(audience="staff")
    RequirementFactory(audience="governance", roles=["clerk"])
    RequirementFactory(audience="governance", roles=["trustee", "chair_of_trustees"])
    CertificateFactory(person=cast.ada, requirement=of_staff, awarded_on=today(), school=cast.oak)
    of_oak = tile(cast.hal, "of required training up to date")
    page = sign_in(cast.hal).get(of_oak.url)
    assert of_oak.hint == f"{page.context['unmet']} overdue"
    rows = page.context["matrix"].rows
    assert sum(row.unmet for row in rows) == page.context["unmet"]
    assert [row.job_title for row in rows if row.person == cast.cora] == ["Clerk"]
    of_trust = tile(cast.eve, "of required training up to date")
    page = sign_in(cast.eve).get(of_trust.url)
    assert of_trust.hint == f"{page.context['unmet']} overdue"
    assert sum(row.unmet for row in page.context["rows"]) == page.context["unmet"]
    assert [row.unmet for row in page.context["rows"] if row.school is None] == [2]  # both trustees


@pytest.mark.parametrize("more", [1, 4])
def test_a_line_manager_of_many_reads_no_number_that_is_not_behind_its_link(cast, more):
    RequirementFactory(staff_groups=["teacher"])
    Post.objects.filter(line_manager=cast.lin).update(line_manager=None)
    for _ in range(FEW + more):
        PostFactory(school=cast.oak, line_manager=cast.lin)
    recount = Recount(cast.lin)
    recount.recount("/", recount.client.get("/").content.decode())
    assert sum("you manage" in label for label in recount.seen) == 1
    assert sum(label.startswith("required training of ") for label in recount.seen) == FEW
    assert recount.found == []


def test_colleagues_out_are_those_of_ones_school_booked_in_the_next_four_weeks(cast, time_machine):
    time_machine.move_to(NOVEMBER, tick=False)
    first = NOVEMBER.date()
    other = PersonFactory()
    for person, school, starts, ends in (
        (cast.ada, cast.oak, -3, -1),
        (cast.bea, cast.oak, -3, 0),
        (cast.lin, cast.oak, 28, 29),
        (cast.sid, cast.oak, 29, 29),
        (cast.hal, cast.oak, 3, 3),
        (cast.tom, cast.elm, 3, 3),
    ):
        days = {"starts_on": first + dt.timedelta(days=starts), "ends_on": first + dt.timedelta(days=ends)}
        book(make_request("to_book", applicant=person, school=school, **days), officer=other)
    cancelled = book(
        make_request("to_book", applicant=cast.ada, school=cast.oak, starts_on=first + dt.timedelta(days=5)),
        officer=other,
    )
    cancelled.move_to("cancelled", cancelled_at=now(), cancelled_by="us")
    coming = [(row.day, row.detail) for row in parts_of(cast.hal).coming]
    assert coming == [
        (first, cast.bea.full_name),
        (first + dt.timedelta(days=3), "You"),
        (first + dt.timedelta(days=28), cast.lin.full_name),
    ]
    assert parts_of(cast.ada).coming == []


def test_an_executive_lead_who_also_heads_a_school_reads_the_trust(cast):
    GrantFactory(person=cast.hal, role="executive_lead")
    RequirementFactory()
    assert [heading for heading, _ in parts_of(cast.hal).glances] == ["The trust at a glance"]


@pytest.mark.policy("R-3", "AP-3")
def test_needs_not_yet_planned_for_are_the_same_on_every_page(cast, sign_in):
    for source in ("review", "individual", "individual"):
        NeedFactory(school=cast.oak, person=cast.ada, source=source, reason="review")
    NeedFactory(school=cast.oak, person=cast.ada, year=academic_year(today()) - 1)
    NeedFactory(school=cast.elm, person=cast.tom)
    with_action, agreed = (NeedFactory(school=cast.oak, person=cast.ada, source="review") for _ in range(2))
    action = ActionFactory(school=cast.oak)
    action.needs.add(with_action)
    ActionFactory(school=cast.oak, serves="review", review_need=agreed)
    for status in ("draft", "withdrawn", "declined", "cancelled", "deciding", "returned", "to_book", "closed"):
        need = NeedFactory(school=cast.oak, person=cast.ada, source="national")
        make_request(status, applicant=cast.ada, school=cast.oak, need=need)
    together = NeedFactory(school=cast.oak, needed_by="group", person=None, people_count=3, raised_by=cast.hal)
    values = {"title": "For all", "area": "reading", "source": "individual", "reason": "personal", "evidence": "Asked."}
    plan_together(needs=[together], actor=cast.eve, values=values | {"wanted_by": None})

    unplanned = 3 + 4  # a draft, and what was given up or refused, answers nothing
    all_open = unplanned + 2 + 4 + 1
    client = sign_in(cast.hal)
    (task,) = [task for task in run_steps(need_tasks(cast.hal)) if task.label == "training needs not yet planned for"]
    assert task.count == unplanned
    listed = client.get(task.url)
    assert listed.context["table"].paginator.count == unplanned
    assert (listed.context["open"], listed.context["unanswered"]) == (all_open, unplanned)
    answer = client.get(task.url + "&export=csv")
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1 + unplanned
    plan = client.get(action.plan.get_absolute_url()).context
    assert sum(row.open for row in plan["sources"]) == all_open
    assert sum(row.unanswered for row in plan["sources"]) == unplanned
    assert plan["past_needs"] == 1
    assert counts(cast.hal, academic_year(today()), school=cast.oak)["needs"] == unplanned
    (place,) = planning_of(cast.hal, [cast.oak], academic_year(today()))
    assert place.state_of("needs") == f"{all_open} open training needs"
    trust = sign_in(cast.eve).get(reverse("planning:trust-needs"), {"answered": "no", "school": cast.oak.public_id})
    assert trust.context["table"].paginator.count == unplanned


@pytest.mark.policy("IM-4")
def test_attendance_to_confirm_is_what_the_reader_may_confirm_also_of_last_year(cast, time_machine, sign_in):
    time_machine.move_to(dt.datetime(2026, 9, 4, 12, tzinfo=dt.UTC), tick=False)
    old, new, coming = dt.date(2026, 7, 2), dt.date(2026, 9, 3), dt.date(2026, 9, 4)
    rows = [
        booking_on(cast, person, school, day, Decimal(10))
        for person, school in (
            (cast.ada, cast.oak),
            (cast.hal, cast.oak),
            (cast.tom, cast.elm),
            (cast.kim, cast.central),
        )
        for day in (old, new, coming)
    ]
    over = [row for row in rows if row.ends_on < coming]
    for name in ("ada", "sid", "hal", "eli", "ben", "cleo", "eve", "gus"):
        actor = getattr(cast, name)
        actor.forget_authority()
        may = {row.pk for row in over if can_confirm_attendance(actor, row)}
        found = Booking.objects.attendance_to_confirm(actor, coming)
        assert set(found.values_list("pk", flat=True)) == may, name
    (task,) = [task for task in run_steps(booking_tasks(cast.hal)) if task.label == "attendances to record"]
    assert task.count == 2
    assert sign_in(cast.hal).get(task.url).context["totals"].count == 2


def test_links_missing_of_a_priority_are_the_rows_that_its_figure_leads_to(cast, sign_in):
    of_trust, of_oak = PriorityFactory(school=cast.central), PriorityFactory(school=cast.oak)
    for school in (cast.oak, cast.elm):
        ActionFactory(school=school, priority=of_trust)
    ActionFactory(school=cast.oak, priority=of_oak)
    for reader, priority, number in ((cast.eve, of_trust, 2), (cast.hal, of_oak, 1), (cast.eve, of_oak, 1)):
        (figure,) = [
            figure for figure in figures_of(priority, reader) if figure.label == "items not linked to a priority"
        ]
        page = sign_in(reader).get(figure.url)
        assert (figure.number, page.context["total"]) == (str(number), number)
        assert page.context["table"].paginator.count == number
    never = sign_in(cast.eve).get(figure.url.split("priority=")[0] + f"priority={uuid.uuid4()}")
    assert never.context["total"] == 0


def test_my_requirements_up_to_date_are_those_of_the_matrix_and_leave_out_what_is_not_due_yet(cast, sign_in):
    """A year after starting: more than the warning of three months before, so that nothing is due for long."""
    valid, lacking = RequirementFactory(), RequirementFactory()
    RequirementFactory(first_due_days=365, staff_groups=["technician"])
    CertificateFactory(person=cast.nora, requirement=valid, awarded_on=today(), school=cast.elm)
    PostFactory(person=cast.nora, school=cast.elm, staff_group="technician", starts_on=today())

    def shown():
        mine = tile(cast.nora, "required trainings up to date")
        return mine.number, mine.hint

    assert shown() == ("1 of 2", "1 overdue, 1 not due yet")
    of_elm = sign_in(cast.eli).get(reverse("certificates:matrix", args=[cast.elm.public_id])).context["matrix"]
    assert [row.unmet for row in of_elm.rows if row.person == cast.nora] == [1]
    page = sign_in(cast.nora).get(reverse("certificates:mine"))
    assert (page.context["met"], page.context["unmet"], page.context["not_yet_due"]) == (1, 1, 1)
    lacking.delete()
    assert shown() == ("1 of 1", "All up to date, 1 not due yet")
    valid.is_active = False
    valid.save()
    assert not any("up to date" in shown.label for shown in tiles_for(cast.nora))
