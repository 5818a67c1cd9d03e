"""How the first page is put together: what comes first, what unfolds, and which schools need attention."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from budgets.models import Entry
from budgets.tests.factories import BudgetLineFactory, account
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import now, today
from core.first_page import Coming, Concern, FirstPage, Task, Tile, Urgency, urgency_by
from core.formatting import greeting
from core.reading import at_once
from core.tests.plugging import plugged_in
from courses.models import CourseRequest
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import opening, same_cost
from cpd_trust.tests.recounting import Recount, hours_behind
from home.selectors import all_schools, rank_schools
from home.tests.parts import parts_of, tasks_for, tile, tiles_for
from people.models import Term, TrainingDay
from people.tests.factories import SchoolFactory
from planning.tests.factories import ConversationFactory, NeedFactory
from reports import services
from training.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db
NOVEMBER = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def november(time_machine):
    time_machine.move_to(NOVEMBER, tick=False)


@pytest.fixture
def terms(cast, november):
    for name, half, first, last in (
        ("autumn", 1, (2026, 9, 3), (2026, 10, 23)),
        ("autumn", 2, (2026, 11, 2), (2026, 12, 18)),
        ("spring", 1, (2027, 1, 5), (2027, 2, 12)),
    ):
        Term.objects.create(year=2026, name=name, half=half, starts_on=dt.date(*first), ends_on=dt.date(*last))
    return cast


@pytest.mark.parametrize(
    ("days", "urgency"), [(-1, Urgency.OVERDUE), (0, Urgency.SOON), (7, Urgency.SOON), (8, Urgency.LATER)]
)
def test_what_has_a_day_presses_from_a_week_before(days, urgency):
    assert urgency_by(today() + dt.timedelta(days=days)) == urgency
    assert urgency_by(None) == Urgency.LATER


def test_tasks_stand_by_urgency_then_by_their_app_and_the_rest_unfolds(cast, sign_in):
    RequirementFactory(audience="governance")
    given = [Task(f"later {n}", "/", urgency=Urgency.LATER) for n in range(7)]
    given += [
        Task("soon", "/", urgency=Urgency.SOON),
        Task("overdue", "/", urgency=Urgency.OVERDUE),
        Task("never shown", count=0),
    ]
    with plugged_in(FirstPage(lambda visit: at_once(given), position=1)):
        assert [task.label for task in tasks_for(cast.ada)][:3] == ["overdue", "soon", "later 0"]
        page = sign_in(cast.ada).get(reverse("home:home")).content.decode()
    assert "<summary>2 more</summary>" in page
    assert page.index("later 4") < page.index("<summary>2 more</summary>") < page.index("later 5")
    assert "never shown" not in page


def test_an_urgency_and_a_button_say_in_words_what_they_are(cast, sign_in):
    task = Task("letters to <write>", "/there/", 2, "since Monday", Urgency.OVERDUE, "Write", one="letter to write")
    with plugged_in(FirstPage(lambda visit: at_once([task]))):
        page = sign_in(cast.ada).get(reverse("home:home")).content.decode()
    assert '<span class="visually-hidden">Overdue: </span>' in page
    assert '>Write<span class="visually-hidden">: 2 letters to &lt;write&gt;</span></a>' in page


def test_nothing_to_do_is_said_only_when_nothing_is_lacking(cast, sign_in):
    requirement = RequirementFactory()
    held = CertificateFactory(
        person=cast.ada, requirement=requirement, school=cast.oak, expires_on=today() + dt.timedelta(days=91)
    )
    client = sign_in(cast.ada)
    assert "Nothing to do" in client.get("/").content.decode()
    for days in (90, 0, -1):
        held.expires_on = today() + dt.timedelta(days=days)
        held.save()
        assert "Nothing to do" not in client.get("/").content.decode()


def test_a_member_sees_no_empty_places(cast, sign_in):
    RequirementFactory()
    page = sign_in(cast.mel).get(reverse("home:home")).content.decode()
    assert "Nothing to do." in page
    assert "Coming up" not in page
    assert "at a glance" not in page


@pytest.mark.policy("R-3")
def test_needs_not_planned_for_say_where_they_come_from(cast):
    for source in ("review", "individual", "individual", "national"):
        NeedFactory(school=cast.oak, person=cast.ada, source=source)
    (task,) = [task for task in tasks_for(cast.hal) if task.label == "training needs not yet planned for"]
    assert (task.count, task.hint) == (4, "1 from reviews, 2 requested")


def test_what_is_coming_stands_by_its_day(cast):
    given = [Coming(today() + dt.timedelta(days=n), f"thing {n}") for n in (5, 1, 3)]
    with plugged_in(FirstPage(lambda visit: at_once(given))):
        assert [row.title for row in parts_of(cast.mel).coming] == ["thing 1", "thing 3", "thing 5"]


def test_at_most_four_figures_stand_under_a_heading(cast):
    with plugged_in(FirstPage(lambda visit: at_once([Tile(str(n), "things", place="A place") for n in range(6)]))):
        ((heading, tiles),) = parts_of(cast.mel).glances
    assert (heading, len(tiles)) == ("A place", 4)


def test_schools_are_ranked_by_all_their_reasons_together_the_heaviest_first():
    concerns = [Concern(1, "a", 10), Concern(2, "b", 8), Concern(2, "c", 9), Concern(3, "d", 10)]
    assert rank_schools(concerns) == [(2, ("c", "b")), (1, ("a",)), (3, ("d",))]


def test_five_schools_that_need_attention_stand_first_and_every_one_on_its_page(cast, sign_in):
    schools = [SchoolFactory(name=f"School {n}") for n in range(7)]
    given = [Concern(school.pk, f"reason {n}", n + 1) for n, school in enumerate(schools)]
    with plugged_in(FirstPage(lambda visit: at_once(given if visit.looks_after_all else []))):
        parts = parts_of(cast.eve)
        assert [row.school.name for row in parts.schools] == [f"School {n}" for n in (6, 5, 4, 3, 2)]
        assert parts.more_schools == 2
        every = [(row.school.name, row.reasons) for row in all_schools(cast.eve)]
        assert every[6:] == [("School 0", ("reason 0",)), ("Elm Primary School", ()), ("Oak Primary School", ())]
        page = sign_in(cast.eve).get(reverse("home:attention")).content.decode()
        assert page.index("reason 6") < page.index("reason 0") < page.index("Nothing stands out")
        assert parts_of(cast.hal).schools == []


def test_a_school_of_many_is_found_on_the_page_of_those_that_need_attention(cast, sign_in):
    for number in range(30):
        SchoolFactory(name=f"School {number}")
    client, url = sign_in(cast.eve), reverse("home:attention")
    page = client.get(url).text
    assert ("1 to 25 of 32 schools" in page, 'href="?page=2"' in page) == (True, True)
    assert [row.school for row in client.get(url, {"q": "oak"}).context["rows"]] == [cast.oak]
    assert "Nothing matches" in client.get(url, {"q": "xyzzy"}).text


def test_a_request_that_waited_more_than_two_weeks_makes_a_school_one_to_look_at(cast):
    row = make_request("deciding", applicant=cast.ada, school=cast.oak)
    for days, words in ((14, []), (15, [("1 request waiting 15 days",)])):
        moment = now() - dt.timedelta(days=days) + dt.timedelta(minutes=1) * (days == 14)
        CourseRequest.objects.filter(pk=row.pk).update(waiting_since=moment)
        assert [school.reasons for school in parts_of(cast.eve).schools] == words


@pytest.mark.policy("AP-6")
def test_overspent_lines_make_a_school_one_to_look_at(cast):
    line = BudgetLineFactory(school=cast.oak, allocated=Decimal("0.30"))
    for amount in ("0.10", "0.20"):  # as floats they come to more than was allocated
        Entry.objects.create(line=line, kind="spent", amount=Decimal(amount), account=account(), at=now())
    assert parts_of(cast.ann).schools == []
    Entry.objects.create(
        line=line, kind="spent", amount=Decimal("0.01"), account=account(), at=now(), is_over_budget=True, note="Agreed"
    )
    ((school, reasons),) = [(row.school, row.reasons) for row in parts_of(cast.ann).schools]
    assert (school, reasons) == (cast.oak, ("1 budget line overspent",))


@pytest.mark.policy("RP-1")
def test_a_missing_report_counts_from_three_weeks_into_the_next_term(terms):
    def late():
        return {str(row.school) for row in parts_of(terms.eve).schools if "No report on the autumn term" in row.reasons}

    with time_machine.travel("2027-01-25 12:00"):
        assert late() == set()
    with time_machine.travel("2027-01-26 12:00"):
        report = services.draft_report(actor=terms.hal, kind="school", school=terms.oak, year=2026, term="autumn")
        report = services.save_words(actor=terms.hal, report=report, version=1, words={"headline": "Good."})
        assert late() == set()
        services.publish_report(actor=terms.hal, report=report, version=report.version)
    with time_machine.travel("2027-01-26 12:00"):
        assert late() == {"Elm Primary School"}
        newest = tile(terms.gus, "newest report")
        assert (newest.number, newest.hint) == ("Autumn 2026", "Oak Primary School, published on 26 Jan 2027")
        assert not any(shown.label == "newest report" for shown in tiles_for(terms.hal))


def test_training_days_and_the_ends_of_term_are_coming_for_those_who_work_there(terms):
    TrainingDay.objects.create(day=dt.date(2026, 12, 22), title="Safeguarding for all")
    TrainingDay.objects.create(day=dt.date(2026, 12, 21), school=terms.elm)
    TrainingDay.objects.create(day=dt.date(2026, 12, 23), title="More than four weeks to go")
    assert [(row.day, row.title) for row in parts_of(terms.ada).coming] == [
        (dt.date(2026, 12, 18), "Last day of the autumn term"),
        (dt.date(2026, 12, 22), "Safeguarding for all"),
    ]
    assert [row.title for row in parts_of(terms.tom).coming][1:] == ["Training day", "Safeguarding for all"]
    assert parts_of(terms.gus).coming == []


@pytest.mark.policy("RM-3")
def test_a_conversation_is_coming_for_the_two_of_it_alone(cast, november):
    at = NOVEMBER + dt.timedelta(days=1, hours=3)
    ConversationFactory(
        school=cast.oak, person=cast.ada, manager=cast.lin, status="arranged", arranged_for=at, place="Library"
    )
    for person, other in ((cast.ada, cast.lin), (cast.lin, cast.ada)):
        (row,) = parts_of(person).coming
        assert (row.day, row.title, row.detail) == (at.date(), f"Conversation with {other}", "15:00 · Library")
    assert parts_of(cast.hal).coming == []


def test_hours_stand_beside_those_by_the_same_day_a_year_before(cast, november):
    for day, hours in (
        ((2026, 9, 1), 2),
        ((2026, 11, 24), 3),
        ((2025, 11, 24), 4),
        ((2025, 11, 25), 8),
        ((2026, 8, 31), 16),
    ):
        RecordFactory(person=cast.ada, school=cast.oak, starts_on=dt.date(*day), hours=Decimal(hours))
    mine = tile(cast.ada, "hours of CPD this year")
    assert (mine.number, mine.hint) == ("5", "4 by this day last year")
    assert hours_behind(Recount(cast.ada), mine.url) == "5"
    assert mine.picture.description == "September 2 hours, October 0 hours, November 3 hours"
    assert not any("hours" in shown.label for shown in tiles_for(cast.bea))


def test_what_is_left_of_a_budget_is_drawn_from_its_parts(cast):
    line = BudgetLineFactory(school=cast.oak, allocated=1000)
    Entry.objects.create(line=line, kind="spent", amount=Decimal(250), account=account(), at=now())
    shown = tile(cast.hal, "left of the CPD budget")
    assert (shown.number, shown.place) == ("£750.00", "Oak Primary School at a glance")
    assert [box.width for box in shown.picture.boxes] == ["25.0%", "75.0%"]
    assert shown.picture.description == "£250.00 spent, £750.00 free"


@pytest.mark.parametrize(("hour", "words"), [(11, "Good morning"), (12, "Good afternoon"), (17, "Good evening")])
def test_the_greeting_goes_by_the_hour_in_london(hour, words):
    assert greeting(dt.datetime(2026, 11, 24, hour, 59 if hour == 11 else 0, tzinfo=dt.UTC)) == words
    assert greeting(dt.datetime(2026, 7, 1, 16, 0, tzinfo=dt.UTC)) == "Good evening"


@pytest.mark.parametrize("name", ["ada", "hal", "eve"])
def test_the_first_page_costs_the_same_with_one_of_each_and_three(cast, sign_in, name):
    RequirementFactory()

    def add(number):
        school = SchoolFactory()
        make_request("deciding", applicant=cast.ada, school=cast.oak)
        RecordFactory(person=cast.ada, school=cast.oak, starts_on=today())
        BudgetLineFactory(school=school, allocated=10)
        ConversationFactory(
            school=cast.oak, person=cast.ada, manager=cast.hal, status="arranged", arranged_for=now() + dt.timedelta(1)
        )

    same_cost(opening(sign_in(getattr(cast, name)), reverse("home:home")), add)
