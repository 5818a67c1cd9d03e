"""`manage.py setup_trust`: an empty installation becomes a trust, all of it or nothing, and again without harm."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certificates.models import Requirement
from core.calendar import bank_holidays, year_bounds
from core.models import AuditEvent
from core.trust_settings import trust_setting
from home.trust_setup import read_answers
from notifications.models import Mail
from people.models import Grant, Person, School, Term
from people.usual_terms import usual_terms

pytestmark = [pytest.mark.django_db, pytest.mark.both]
REGISTER = """URN,EstablishmentName,PhaseOfEducation (name),StatutoryLowAge,EstablishmentStatus (name),Trusts (name)
100001,Oak Primary School,Primary,3,Open,Example Learning Trust
100002,Elm Primary School,Primary,7,Open,Example Learning Trust
100003,Another School,Primary,4,Open,Another Trust
"""
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "trust.example.toml"


@pytest.fixture
def told(tmp_path):
    """Return a function that writes the answers, the example's with changes, and runs the command."""
    (tmp_path / "edubasealldata.csv").write_text(REGISTER, encoding="utf-8")

    def run(*changes):
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "answers.toml").write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("setup_trust", tmp_path / "answers.toml", stdout=out, stderr=out)
        return out.getvalue()

    return run


def test_the_example_makes_a_trust_and_says_what_is_left(told, client):
    said = told(('"Example Learning Trust"', '"Fernway Learning Trust"'))
    assert trust_setting("people.trust_name") == "Fernway Learning Trust"
    names = sorted(School.objects.values_list("name", flat=True))
    assert names == ["Central team", "Elm Primary School", "Oak Primary School"]
    assert {(grant.role, grant.person.email) for grant in Grant.objects.all()} == {
        ("administrator", "administrator@example.org"),
        ("executive_lead", "executive.lead@example.org"),
        ("booking_officer", "bookings@example.org"),
    }
    assert Term.objects.count() == 12
    assert Requirement.objects.count() > 20
    assert "Left to do there:" in said
    assert "Name the trust" not in said
    assert "Invite everyone: 3 people not invited yet." in said
    client.force_login(Person.objects.get(email="administrator@example.org"), "people.backends.AuthenticationBackend")
    assert client.get(reverse("home:home")).status_code == 200


def test_told_again_it_changes_nothing_and_keeps_what_was_set_since(told):
    told()
    Requirement.objects.filter(code=Requirement.objects.first().code).update(name="Our own words")
    Term.objects.filter(name="autumn", half=1).update(starts_on=dt.date(2026, 9, 7))
    before = AuditEvent.objects.count(), {model: model.objects.count() for model in (Person, School, Grant, Term)}
    assert "Everything was there already." in told(('"Example Learning Trust"', '"Another name"'))
    after = AuditEvent.objects.count(), {model: model.objects.count() for model in (Person, School, Grant, Term)}
    assert after == before
    assert trust_setting("people.trust_name") == "Example Learning Trust"
    assert Requirement.objects.filter(name="Our own words").exists()
    assert Term.objects.filter(starts_on=dt.date(2026, 9, 7)).exists()


def test_somebody_who_comes_later_is_added_to_what_is_there(told):
    told()
    said = told(("# [ceo]", '[ceo]\nemail = "ceo@example.org"\nfirst_name = "Cy"\nlast_name = "Example"\n# [ceo]'))
    assert "Cy Example is Chief executive." in said
    assert Grant.objects.filter(role="ceo").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"100001, 100002"', '"100001, 123456"', "URN 123456"),
        ('"edubasealldata.csv"', '"missing.csv"', "missing.csv can’t be read"),
        ('schools = "100001, 100002"', 'schools = "No Such Trust"', "none of these schools"),
        ("[executive_lead]", "[executive_leader]", "“executive_leader” isn’t known"),
        ("autumn_1 = [2026-09-02, 2026-10-23]", "autumn_1 = [2026-10-23, 2026-09-02]", "follow one another"),
        ("autumn_1 = [2026-09-02, 2026-10-23]", 'autumn_1 = ["2 September", "23 October"]', "write two dates"),
        ("autumn_1 =", "autumn_3 =", "“autumn_3”"),
        ("[terms.2026]", "[terms.next]", "[terms.next]"),
        ('trust_name = "', "trust_name = ", "can’t be read"),
        ("executive.lead@example.org", "administrator@example.org", "can't change your own roles"),
        ("executive.lead@example.org", "no address", "email"),
        ('email = "bookings@example.org"\n', "", "[booking_officer] must have"),
    ],
)
def test_a_wrong_answer_has_one_clear_line_and_changes_nothing(told, old, new, reason):
    with pytest.raises(CommandError) as refusal:
        told((old, new))
    assert reason in str(refusal.value)
    assert str(refusal.value).startswith("Nothing was changed.")
    assert "\n" not in str(refusal.value)
    kinds = (Person, School, Grant, Term, Requirement, AuditEvent, Mail)
    assert {model.__name__: model.objects.count() for model in kinds} == {model.__name__: 0 for model in kinds}


def test_without_a_terminal_it_asks_nothing(db):
    with pytest.raises(CommandError, match="file of answers"):
        call_command("setup_trust")


def test_the_example_uses_every_answer_that_there_is():
    answers = read_answers(EXAMPLE)
    assert answers.terms.keys() == {2026}
    assert set(answers.roles) == {"executive_lead", "booking_officer"}
    assert all([answers.trust_name, answers.words, answers.register, answers.schools, answers.administrator.email])


def test_the_test_email_goes_once(told, sink):
    assert "A test email has gone to administrator@example.org." in told()
    assert "test email" not in told()


@pytest.mark.parametrize("year", range(2020, 2045))
def test_the_usual_terms_follow_one_another_on_working_days(year):
    spans = list(usual_terms(year).values())
    days = [day for span in spans for day in span]
    assert days == sorted(days)
    assert year_bounds(year)[0] <= days[0]
    assert days[-1] <= dt.date(year + 1, 7, 25)
    assert [day for day in days if day.weekday() > 4 or day in bank_holidays(day.year)] == []
    weeks = sum((last - first).days // 7 + 1 for first, last in spans)
    assert 37 <= weeks <= 41


@pytest.mark.parametrize(
    ("year", "half", "first", "last"),
    [
        # As councils have published them.
        (2024, ("autumn", 2), dt.date(2024, 11, 4), dt.date(2024, 12, 20)),
        (2024, ("spring", 2), dt.date(2025, 2, 24), dt.date(2025, 4, 11)),
        (2025, ("spring", 2), dt.date(2026, 2, 23), dt.date(2026, 3, 27)),
        (2025, ("summer", 1), dt.date(2026, 4, 13), dt.date(2026, 5, 22)),
        (2026, ("autumn", 1), dt.date(2026, 9, 1), dt.date(2026, 10, 23)),
        (2026, ("summer", 1), dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
    ],
)
def test_the_usual_terms_are_those_that_councils_publish(year, half, first, last):
    assert usual_terms(year)[half] == (first, last)
