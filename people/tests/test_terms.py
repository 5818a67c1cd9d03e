"""A term is the whole stretch from its first day to the day before the next one, on every page and in every figure."""

import datetime as dt

import pytest

from people.models import Term, TrainingDay
from people.selectors import term_on, terms_in
from people.tests.factories import SchoolFactory

YEAR = 2026
STRETCHES = [
    ("autumn", 1, dt.date(2026, 9, 3), dt.date(2026, 10, 23)),
    ("autumn", 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    ("spring", 1, dt.date(2027, 1, 6), dt.date(2027, 2, 12)),
    ("spring", 2, dt.date(2027, 2, 22), dt.date(2027, 3, 26)),
    ("summer", 1, dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
    ("summer", 2, dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
]


def write_terms(school=None, *, later=0):
    for name, half, first, last in STRETCHES:
        move = dt.timedelta(days=later)
        Term.objects.create(school=school, year=YEAR, name=name, half=half, starts_on=first + move, ends_on=last + move)


@pytest.fixture
def terms(db):
    write_terms()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 8, 31), "summer"),
        (dt.date(2026, 9, 1), "autumn"),
        (dt.date(2026, 9, 2), "autumn"),
        (dt.date(2026, 10, 28), "autumn"),
        (dt.date(2026, 12, 31), "autumn"),
        (dt.date(2027, 1, 5), "autumn"),
        (dt.date(2027, 1, 6), "spring"),
        (dt.date(2027, 1, 7), "spring"),
        (dt.date(2027, 4, 11), "spring"),
        (dt.date(2027, 4, 12), "summer"),
        (dt.date(2027, 8, 31), "summer"),
        (dt.date(2027, 9, 1), "autumn"),
    ],
)
def test_every_day_belongs_to_a_term(terms, day, name):
    assert term_on(None, day).name == name


def test_a_term_ends_on_the_day_before_the_next(terms):
    spans = terms_in(None, YEAR)
    assert [(span.label, span.first, span.last) for span in spans] == [
        ("Autumn", dt.date(2026, 9, 1), dt.date(2027, 1, 5)),
        ("Spring", dt.date(2027, 1, 6), dt.date(2027, 4, 11)),
        ("Summer", dt.date(2027, 4, 12), dt.date(2027, 8, 31)),
    ]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (dt.date(2027, 1, 5), dt.date(2027, 1, 5)),  # before the pupils come back
        (dt.date(2026, 12, 21), dt.date(2027, 1, 6)),  # after they went home
        (dt.date(2026, 12, 27), dt.date(2027, 1, 6)),  # the middle of the holiday belongs to the term that is over
        (dt.date(2026, 12, 28), dt.date(2026, 12, 28)),
    ],
)
def test_a_training_day_in_the_holiday_belongs_to_the_nearer_term(terms, day, first):
    TrainingDay.objects.create(day=day)
    assert terms_in(None, YEAR)[1].first == first
    assert term_on(None, day).name == ("spring" if first == day else "autumn")


def test_a_school_has_its_own_terms_and_training_days(terms):
    school, other = SchoolFactory(), SchoolFactory()
    write_terms(school, later=1)
    TrainingDay.objects.create(school=other, day=dt.date(2027, 1, 5))
    assert terms_in(school, YEAR)[1].first == dt.date(2027, 1, 7)
    assert terms_in(other, YEAR)[1].first == dt.date(2027, 1, 5)
    assert terms_in(None, YEAR)[1].first == dt.date(2027, 1, 6)


def test_without_dates_terms_begin_in_september_january_and_april(db):
    assert [span.first for span in terms_in(None, YEAR)] == [
        dt.date(2026, 9, 1),
        dt.date(2027, 1, 1),
        dt.date(2027, 4, 1),
    ]
