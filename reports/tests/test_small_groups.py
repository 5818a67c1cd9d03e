"""Nobody is told apart in a report: small groups are together or left out, and no subtraction finds them (EO-1)."""

import datetime as dt
import io
from collections import Counter
from typing import NamedTuple

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates.expiry import Status
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from courses.models import Outcome
from courses.tests.factories import book, decide, make_request
from people.tests.factories import PersonFactory, PostFactory, ResponsibilityFactory, SchoolFactory
from planning.suppression import in_band
from planning.tests.small_groups import show_every_group
from reports import services
from reports.figures import school_figures, trust_figures
from reports.small_groups import TOGETHER, is_small, may_be_added_up, people_of, split, without_small_schools
from reports.statutory_figures import numbers
from reports.tests.generated import YEAR, make_trust
from training.tests.factories import RecordFactory

SMALLEST = 5


class Row(NamedTuple):
    school: int
    person: int
    part: str


ROWS = st.lists(
    st.builds(Row, school=st.integers(1, 3), person=st.integers(1, 25), part=st.sampled_from("ABCD")), max_size=60
)


def parts_of(rows, below=()):
    return split(rows, lambda row: row.part, SMALLEST, below)


def is_enough(rows):
    return not rows or len(people_of(rows)) >= SMALLEST


@given(ROWS)
def test_no_part_and_nothing_that_is_left_over_is_of_few_people(rows):
    parts = parts_of(rows)
    assert all(is_enough(part) for part in parts.shown.values())
    left_over = [row for row in rows if row.part in parts.hidden]
    assert is_enough(left_over) or not parts.shown
    assert sorted(parts.together) == (sorted(left_over) if parts.shown else [])
    assert sum(len(part) for part in (*parts.shown.values(), *parts.hidden.values())) == len(rows)


@given(ROWS)
def test_the_reports_of_schools_and_that_of_the_trust_do_not_give_each_other_away(rows):
    counted, left_out = without_small_schools(rows, SMALLEST)
    schools = [[row for row in counted if row.school == school] for school in (1, 2, 3)]
    # All that is counted, less every school whose own total is shown.
    if may_be_added_up(counted, SMALLEST, schools):
        assert is_enough([row for school in schools if is_small(school, SMALLEST) for row in school])
        assert is_enough(counted)
    theirs = [parts_of(school) for school in schools]
    for name, part in parts_of(counted, schools).shown.items():
        shown_elsewhere = [row for parts in theirs for row in parts.shown.get(name, ())]
        assert is_enough([row for row in part if row not in shown_elsewhere])
    for school in left_out:
        assert is_small([row for row in rows if row.school == school], SMALLEST)


def test_a_total_without_the_look_below_would_give_a_school_away():
    """The twin of the test above: the same rows, with nothing below to look at."""
    rows = [Row(1, person, "A") for person in range(10)] + [Row(2, person, "B") for person in range(20, 30)]
    rows += [Row(2, 40, "A")]
    schools = [[row for row in rows if row.school == school] for school in (1, 2)]
    assert "A" in parts_of(rows).shown  # less the first school's ten, it is the one of the second
    assert "A" not in parts_of(rows, schools).shown


@pytest.mark.parametrize(("spring", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_the_total_of_a_year_does_not_tell_of_a_term_of_few(spring, told):
    """Less the autumn's total, which is shown, the year's is that of the spring."""
    terms = [[Row(1, person, "A") for person in people] for people in (range(10), range(20, 20 + spring))]
    year = [row for term in terms for row in term]
    assert may_be_added_up(year, SMALLEST), "the twin: with nothing below to look at"
    assert may_be_added_up(year, SMALLEST, terms) == told


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 30, (0, 30)),
        (1, 30, ("fewer than 5", "over 25")),
        (4, 30, ("fewer than 5", "over 25")),
        (5, 30, (5, 25)),
        (25, 30, (25, 5)),
        (26, 30, ("over 25", "fewer than 5")),
        (30, 30, (30, 0)),
    ],
)
def test_a_small_number_and_what_is_left_beside_it_are_told_no_closer(part, whole, shown):
    assert in_band(part, whole, SMALLEST) == shown


@pytest.mark.parametrize(
    ("lacking", "shown", "valid"),
    [
        ([0, 0], 0, 40),
        ([0, 9], 9, 31),
        ([9, 3], "10 to 13", "27 to 30"),  # less the nine of the one, it would tell the three of the other
        ([2, 2], "2 to 8", "32 to 38"),  # both together are few
        ([3, 3], 6, 34),
        ([9, 3, 3], 15, 45),
        ([4, 4], "2 to 8", "32 to 38"),  # no other two numbers below five make eight
        ([1, 1, 1, 1, 1], "5 to 20", "80 to 95"),
        ([1, 1, 1, 1, 2], 6, 94),
        ([18, 9], "25 to 28", "12 to 15"),  # two of twenty have it
    ],
)
def test_a_total_over_schools_tells_no_more_of_one_than_its_own_report(lacking, shown, valid):
    places = [Counter({Status.EXPIRED: number, Status.VALID: 20 - number}) for number in lacking]
    found = numbers(places, SMALLEST)
    assert (found["needed"], found["lacking"], found["valid"]) == (20 * len(lacking), shown, valid)


@pytest.mark.parametrize(
    ("soon", "valid", "lacking", "shown"),
    [
        (0, 20, 0, 0),
        (4, 20, 0, "fewer than 5"),
        (5, 20, 0, 5),
        (17, 20, 0, "over 15"),
        (17, 20, 2, 17),
        (2, 20, 2, "fewer than 5"),
    ],
)
def test_those_to_whom_it_runs_out_soon_do_not_tell_how_many_have_it(soon, valid, lacking, shown):
    place = Counter({Status.DUE_SOON: soon, Status.VALID: valid - soon, Status.EXPIRED: lacking})
    assert numbers([place], SMALLEST)["due_soon"] == shown
    assert numbers([place, Counter({Status.VALID: 20})], SMALLEST)["due_soon"] == {
        "fewer than 5": "1 to 4", "over 15": "16 to 19",
    }.get(shown, shown)  # fmt: skip


# --- Required training -----------------------------------------------------------------------------------------------


def statutory(school, code):
    return next(row for row in school_figures(school, YEAR, "autumn")["statutory"] if row["code"] == code)


@pytest.fixture
def duty(cast):
    """Require something of the safeguarding leads alone: Oak has one."""
    holder = PersonFactory()
    PostFactory(person=holder, school=cast.oak)
    ResponsibilityFactory(person=holder, school=cast.oak, kind="dsl")
    return RequirementFactory(responsibilities=["dsl"]), holder


@pytest.mark.policy("HS-1")
def test_a_duty_of_one_person_is_in_place_or_a_gap_with_its_day(cast, duty, sign_in):
    requirement, holder = duty
    row = statutory(cast.oak, requirement.code)
    assert (row["needed"], row["valid"], row["due_soon"], row["lacking"]) == (None, None, None, None)
    assert row["position"] == "Gap, nothing booked yet"
    day = today() + dt.timedelta(days=20)
    request = make_request("to_book", applicant=holder, school=cast.oak, requirement=requirement, starts_on=day)
    book(request, officer=cast.ben)
    assert statutory(cast.oak, requirement.code)["position"] == f"Gap, closed by {day:%A} {day.day} {day:%B %Y}"
    CertificateFactory(person=holder, school=cast.oak, requirement=requirement, awarded_on=today())
    assert statutory(cast.oak, requirement.code)["position"] == "In place"
    report = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, year=YEAR, term="autumn")
    page = sign_in(cast.hal).get(report.get_absolute_url()).content.decode()
    assert "In place" in page
    # In the trust it is one place of those that have the duty.
    other = SchoolFactory()
    ResponsibilityFactory(person=PersonFactory(), school=other, kind="dsl")
    rows = {row["code"]: row for row in trust_figures(YEAR, "autumn")["statutory"]}
    assert rows[requirement.code]["position"] == "In place at 1 of 2 places; gaps not all booked yet"


@pytest.mark.parametrize(
    ("holders", "shown"),
    [
        (4, (None, None, None)),
        (5, (5, "over 0", "fewer than 5")),
        (10, (10, "over 5", "fewer than 5")),
    ],
)
def test_few_who_lack_it_are_told_no_closer(cast, holders, shown):
    requirement = RequirementFactory(staff_groups=["technician"])
    for number in range(holders):
        post = PostFactory(school=cast.oak, staff_group="technician")
        if number:
            CertificateFactory(person=post.person, school=cast.oak, requirement=requirement, awarded_on=today())
    row = statutory(cast.oak, requirement.code)
    assert (row["needed"], row["valid"], row["lacking"]) == shown
    show_every_group()
    row = statutory(cast.oak, requirement.code)
    assert (row["needed"], row["valid"], row["lacking"]) == (holders, holders - 1, 1)


# --- Pages, PDF --------------------------------------------------------------------------------------------------


def declined(cast, number):
    for _ in range(number):
        post = PostFactory(school=cast.oak)
        request = make_request("deciding", applicant=post.person, school=cast.oak)
        decide(request.stages.first(), Outcome.DECLINED, decline_reason="no_cover")
        request.move_to("declined")


@pytest.mark.parametrize(("number", "shown"), [(4, []), (5, [["Cover not available", 5]])])
def test_reasons_are_told_of_five_declined_people_and_not_of_four(cast, time_machine, number, shown):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    declined(cast, number)
    for _ in range(8):
        make_request("to_book", applicant=PostFactory(school=cast.oak).person, school=cast.oak)
    found = school_figures(cast.oak, YEAR, "autumn")["requests"]
    assert found["made"] == number + 8
    assert found["decline_reasons"] == shown
    # Four declined would be the rest of all: so the next smallest number is not told either.
    assert (found["approved"], found["declined"]) == ((8, 5) if shown else (None, None))


@pytest.fixture
def one_of_other_staff(cast, time_machine):
    """Give Oak training of eight teachers, and of one technician who took 19 hours."""
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    for _ in range(8):
        RecordFactory(person=PostFactory(school=cast.oak).person, school=cast.oak, hours=4)
    for _ in range(6):
        assistant = PostFactory(school=cast.oak, staff_group="teaching_assistant").person
        RecordFactory(person=assistant, school=cast.oak, hours=3)
    technician = PostFactory(school=cast.oak, staff_group="technician").person
    RecordFactory(person=technician, school=cast.oak, hours=19)
    return cast


@pytest.mark.policy("RP-1", "EO-1")
def test_boards_read_no_group_of_one_on_the_page_or_in_the_pdf(one_of_other_staff, sign_in):
    cast = one_of_other_staff
    report = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, year=YEAR, term="autumn")
    groups = report.figures["participation"]["by_group"]
    assert groups == [["Teachers and leaders", 8, "32.00"], [TOGETHER, 7, "37.00"]]
    report = services.save_words(actor=cast.hal, report=report, version=1, words={"headline": "Good."})
    report = services.publish_report(actor=cast.hal, report=report, version=report.version)
    client = sign_in(cast.gus)
    page = client.get(report.get_absolute_url()).content.decode()
    response = client.get(reverse("reports:report-download", args=[report.public_id]))
    pdf = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    paper = " ".join(part.extract_text() for part in pdf.pages)
    for text in (page, paper):
        assert "Other staff" not in text
        assert "Teaching assistants" not in text
        assert TOGETHER in " ".join(text.split())


def test_with_groups_of_one_allowed_the_same_report_would_tell_of_one(one_of_other_staff):
    """The twin of the test above: without the rule, the technician is there with the hours."""
    show_every_group()
    groups = school_figures(one_of_other_staff.oak, YEAR, "autumn")["participation"]["by_group"]
    assert ["Other staff", 1, "19.00"] in groups


def test_a_school_where_few_took_part_is_left_out_of_the_trusts_totals(one_of_other_staff, sign_in):
    cast = one_of_other_staff
    RecordFactory(person=cast.tom, school=cast.elm, hours=7)
    found = trust_figures(YEAR, "autumn")
    assert found["participation"]["hours"] == "69.00"
    assert found["left_out"] == ["Elm Primary School"]
    rows = {row["school"]: row for row in found["schools"]}
    assert [rows["Elm Primary School"][name] for name in ("activities", "people", "hours")] == [None] * 3
    report = services.draft_report(actor=cast.cleo, kind="trust", school=None, year=YEAR, term="autumn")
    page = sign_in(cast.cleo).get(report.get_absolute_url()).content.decode()
    assert "Elm Primary School: their figures are left out of the totals" in page


@pytest.mark.parametrize("seed", [4, 5])
def test_no_table_of_a_generated_trust_tells_of_few(cast, seed):
    make_trust(cast, seed, people=9)
    for term in ("autumn", "spring", "summer"):
        for figures in (school_figures(cast.oak, YEAR, term), trust_figures(YEAR, term)):
            for _, people, _ in figures["participation"]["by_group"]:
                assert people >= SMALLEST
            for row in figures["statutory"]:
                numbers = [row[name] for name in ("needed", "valid", "lacking") if isinstance(row[name], int)]
                assert not [number for number in numbers if 0 < number < SMALLEST]
