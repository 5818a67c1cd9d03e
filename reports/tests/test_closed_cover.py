"""Reports count the supply cover that is booked on days when the school is closed (policy HS-2, RM-4)."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.tests.factories import make_request
from people.models import Term
from people.tests.factories import PostFactory
from planning.tests.small_groups import show_every_group
from reports.services import draft_report, publish_report, save_words

pytestmark = pytest.mark.django_db

HOLIDAY = dt.date(2027, 2, 15)
SAID = "of supply cover, for "
FEW = "for so few people that a reader could tell whose it is"


@pytest.fixture(autouse=True)
def terms(db):
    Term.objects.create(year=2026, name="spring", half=1, starts_on="2027-01-04", ends_on="2027-02-12")
    Term.objects.create(year=2026, name="spring", half=2, starts_on="2027-02-22", ends_on="2027-04-01")
    Term.objects.create(year=2026, name="summer", starts_on="2027-04-12", ends_on="2027-07-21")


def covered(school, *, day=HOLIDAY, cover="110"):
    lines = [("fee", "90")] + ([("cover", cover)] if cover else [])
    person = PostFactory(school=school).person
    make_request(
        "booked", applicant=person, school=school, starts_on=day, ends_on=day, needs_cover=True, cost_lines=lines
    )


def drafted(cast, kind="school"):
    actor, school = (cast.hal, cast.oak) if kind == "school" else (cast.cleo, None)
    return draft_report(actor=actor, kind=kind, school=school, year=2026, term="spring")


def page_of(client, report):
    return client.get(report.get_absolute_url()).content.decode()


@pytest.mark.policy("RM-4")
@pytest.mark.parametrize("kind", ["school", "trust"])
def test_a_report_counts_it_and_leads_those_who_see_the_register_to_the_rows(cast, sign_in, kind):
    show_every_group()
    covered(cast.oak)
    covered(cast.oak, cover="")
    covered(cast.oak, day=HOLIDAY - dt.timedelta(days=3))
    report = drafted(cast, kind)
    assert report.figures["cost"]["closed_cover"] == {"bookings": 2, "cover": "£110.00 plus 1 with no known price"}
    client = sign_in(report.author)
    page = page_of(client, report)
    assert "£110.00 plus 1 with no known price of supply cover, for 2 bookings, is booked on days" in page
    address = page.split('">See these bookings')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    assert address.startswith(f"{reverse('courses:register')}?")
    assert client.get(address).content.decode().count("Supply cover in the school holidays") == 2


def test_governors_read_the_sum_without_a_way_to_the_rows(cast, sign_in):
    show_every_group()
    covered(cast.oak)
    report = drafted(cast)
    report = save_words(actor=cast.hal, report=report, version=report.version, words={"headline": "A good term."})
    report = publish_report(actor=cast.hal, report=report, version=report.version)
    page = page_of(sign_in(cast.gus), report)
    assert SAID in page
    assert "See these bookings" not in page


def test_of_few_people_no_sum_is_told(cast, sign_in):
    for _ in range(4):
        covered(cast.oak)
    report = drafted(cast)
    assert report.figures["cost"]["closed_cover"] == {"bookings": None}
    assert FEW in page_of(sign_in(cast.hal), report)


def test_of_enough_people_it_is(cast, sign_in):
    for _ in range(5):
        covered(cast.oak)
    assert drafted(cast).figures["cost"]["closed_cover"] == {"bookings": 5, "cover": "£550.00"}


def test_a_report_of_a_time_before_the_figure_stays_as_it_was(cast, sign_in):
    report = drafted(cast)
    assert report.figures["cost"].pop("closed_cover") is None
    report.save(update_fields=["figures"])
    page = page_of(sign_in(cast.hal), report)
    assert "on days when the school is closed" not in page
    assert "bookings costing £0.00" in page
