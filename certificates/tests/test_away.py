"""Who is away on a long absence: not overdue on any page, figure or list, and reminded when back, once."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.urls import reverse

from certificates.compliance import compliance_of_school, valid_holders
from certificates.expiry import Status
from certificates.services import reminders
from certificates.summary import MET, UNMET, number_of, rate, summarise
from certificates.templatetags.compliance import said
from certificates.tests.factories import CertificateFactory, RequirementFactory
from certificates.tests.test_reminders import at, run_on, thresholds_told
from certificates.to_do import own_tasks
from core.flow import IllegalMove
from notifications.models import Notice
from people.models import LongAbsence

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
A_DAY = dt.timedelta(days=1)


def overdue(person, requirement=None, expires_on=DAY - 9 * A_DAY):
    return CertificateFactory(
        person=person,
        requirement=requirement or RequirementFactory(),
        awarded_on=expires_on - 365 * A_DAY,
        expires_on=expires_on,
    )


def away(person, starts_on=DAY, ends_on=DAY):
    return LongAbsence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.policy("HS-2")
def test_somebody_is_not_overdue_from_the_first_day_away_to_the_last(cast):
    requirement = RequirementFactory()
    overdue(cast.ada, requirement)
    away(cast.ada, DAY, DAY + A_DAY)
    stands = [
        compliance_of_school(cast.oak, DAY + n * A_DAY).compliance.line(cast.ada.pk, requirement).status
        for n in range(-1, 3)
    ]
    assert stands == [Status.EXPIRED, Status.AWAY, Status.AWAY, Status.EXPIRED]


def test_who_is_away_counts_neither_as_met_nor_as_unmet(cast):
    """Ada is overdue and Bea up to date; while one of them is away, the share is that of the others."""
    requirement = RequirementFactory()
    overdue(cast.ada, requirement)
    CertificateFactory(person=cast.bea, requirement=requirement, awarded_on=DAY, expires_on=None)
    whole = summarise(DAY, cast.oak).of(cast.oak.pk, requirement)
    for person, met, unmet in ((cast.ada, 0, 1), (cast.bea, 1, 0)):
        row = away(person)
        counts = summarise(DAY, cast.oak).of(cast.oak.pk, requirement)
        assert number_of(counts, MET) == number_of(whole, MET) - met
        assert number_of(counts, UNMET) == number_of(whole, UNMET) - unmet
        assert counts[Status.AWAY] == 1
        names = compliance_of_school(cast.oak, DAY)
        lines = [names.compliance.line(one.pk, requirement) for one in names.people]
        assert counts == Counter(line.status for line in lines if line.status != Status.NOT_APPLICABLE)
        row.delete()
    away(cast.ada)
    away(cast.bea)
    assert rate(Counter({Status.AWAY: 2})) is None


def test_matrix_export_and_own_page_say_the_same(cast, sign_in):
    overdue(cast.ada)
    away(cast.ada)
    with time_machine.travel(at(DAY, 12), tick=False):
        client = sign_in(cast.hal)
        url = reverse("certificates:matrix", args=[cast.oak.public_id])
        page = client.get(url).content.decode()
        sheet = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()
        own = sign_in(cast.ada).get(reverse("certificates:mine")).content.decode()
    assert 'class="k-is-away"' in page
    assert ",Away," in next(row for row in sheet.splitlines() if row.startswith("Example,Ada"))
    assert "send reminders until you’re back" in own
    assert "Not counted while away" in own


def test_the_day_of_a_certificate_is_not_said_of_an_absence(cast):
    requirement = RequirementFactory()
    overdue(cast.ada, requirement)
    away(cast.ada)
    words = [
        said(compliance_of_school(cast.oak, DAY + n * A_DAY).compliance.line(cast.ada.pk, requirement))
        for n in (-1, 0, 1)
    ]
    assert words == ["Overdue, expired 15 Nov 2026", "Away", "Overdue, expired 15 Nov 2026"]


def test_nobody_away_is_on_the_list_of_what_to_do(cast):
    requirement = RequirementFactory()
    overdue(cast.ada, requirement)
    for on, expected in ((DAY - A_DAY, 1), (DAY, 0), (DAY + A_DAY, 1)):
        LongAbsence.objects.all().delete()
        away(cast.ada)
        lines = compliance_of_school(cast.oak, on).compliance.lines(cast.ada.pk)
        assert len(list(own_tasks(lines))) == expected


def test_a_first_aider_who_is_away_is_no_cover(cast):
    requirement = RequirementFactory(code="FA-X", coverage="one_per_school", minimum_holders=1)
    CertificateFactory(person=cast.ada, requirement=requirement, awarded_on=DAY, expires_on=None)
    away(cast.ada, DAY + A_DAY, DAY + A_DAY)
    days = [DAY, DAY + A_DAY, DAY + 2 * A_DAY]
    assert [compliance_of_school(cast.oak, day).cover[0].is_enough for day in days] == [True, False, True]
    assert [len(valid_holders(cast.oak, "FA-X", day)) for day in days] == [1, 0, 1]


@pytest.mark.policy("CX-1")
def test_nobody_is_reminded_while_away_and_once_when_back(cast):
    certificate = overdue(cast.ada, expires_on=DAY)
    first, last = DAY - 40 * A_DAY, DAY + 3 * A_DAY
    run_on(first - 25 * A_DAY)
    before = thresholds_told(certificate, cast.ada)
    assert before == {90: 1}
    away(cast.ada, first, last)
    day = first
    while day <= last:  # the thresholds of 30, 7 and 0 days pass
        run_on(day)
        day += A_DAY
    assert thresholds_told(certificate, cast.ada) == before
    assert not Notice.objects.filter(person__in=[cast.lin, cast.hal]).exists()
    run_on(last + A_DAY)
    run_on(last + A_DAY, hour=9)
    assert thresholds_told(certificate, cast.ada) == before + Counter({0: 1})
    assert thresholds_told(certificate, cast.lin) == {0: 1}


def test_a_line_manager_who_is_away_hears_of_it_when_back(cast):
    certificate = overdue(cast.ada, expires_on=DAY)
    away(cast.lin, DAY, DAY)
    run_on(DAY)
    assert thresholds_told(certificate, cast.ada) == {0: 1}
    assert not thresholds_told(certificate, cast.lin)
    run_on(DAY + A_DAY)
    assert thresholds_told(certificate, cast.ada) == {0: 1}
    assert thresholds_told(certificate, cast.lin) == {0: 1}


def test_a_certificate_that_nobody_asks_for_waits_too(cast):
    certificate = overdue(cast.ada, RequirementFactory(coverage="named"), expires_on=DAY)
    away(cast.ada, DAY - A_DAY, DAY - A_DAY)
    run_on(DAY - A_DAY)
    assert not thresholds_told(certificate, cast.ada)
    run_on(DAY)
    assert thresholds_told(certificate, cast.ada) == {0: 1}


def test_nobody_away_is_reminded_by_hand(cast):
    requirement = RequirementFactory()
    overdue(cast.ada, requirement)
    with time_machine.travel(at(DAY, 12), tick=False):
        row = away(cast.ada)
        with pytest.raises(IllegalMove):
            reminders.remind_now(school=cast.oak, actor=cast.hal, person=cast.ada)
        row.delete()
        assert reminders.remind_now(school=cast.oak, actor=cast.hal, person=cast.ada)  # the twin
