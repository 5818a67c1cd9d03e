"""The ladder: each person, certificate and threshold exactly once, none skipped, whatever the clock and beat do."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
import time_machine

from certificates import services
from certificates.compliance import compliance_of, compliance_of_school
from certificates.models import Certificate, ReminderMark
from certificates.services import reminders
from certificates.services.reminders import latest_threshold, send_reminders
from certificates.tasks import remind
from certificates.tests.factories import CertificateFactory, RequirementFactory
from certificates.tests.test_awards import at_once
from core.calendar import today
from notifications.models import Notice
from people.models import Person
from people.tests.factories import PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LADDER = (90, 60, 30, 7, 0)


def at(day, hour=0, minute=20):
    """Return a moment of a London day, in UTC as a server's clock has it."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(dt.UTC)


def run_on(day, hour=0, minute=20):
    with time_machine.travel(at(day, hour, minute), tick=False):
        return send_reminders()


def thresholds_told(certificate, person):
    """Return how often each threshold of a certificate was told to a person."""
    keys = Notice.objects.filter(person=person, key__startswith=f"certificates.expiry:{certificate.public_id}:")
    return Counter(int(key.split(":")[2]) for key in keys.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("days_left", "threshold"),
    [
        (91, None),
        (90, 90),
        (61, 90),
        (60, 60),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-6, 0),
        (-7, -7),
        (-13, -7),
        (-21, -21),
    ],
)
def test_the_latest_threshold(days_left, threshold):
    assert latest_threshold(LADDER, days_left) == threshold


START = dt.date(2026, 2, 1)


def simulate(cast, send):
    """Live through 400 days: beat stands still for three days now and then, two beats run, the clock jumps back."""
    requirement = RequirementFactory()
    ends = {
        cast.ada: START + dt.timedelta(days=120),
        cast.bea: dt.date(2026, 3, 29),  # the night in which the clocks go forward
        cast.tom: dt.date(2026, 10, 25),  # and the one in which they go back
    }
    certificates = {
        person: CertificateFactory(person=person, requirement=requirement, awarded_on=START, expires_on=day)
        for person, day in ends.items()
    }
    stopped = {START + dt.timedelta(days=n + k) for n in range(20, 400, 37) for k in range(3)}
    for n in range(400):
        day = START + dt.timedelta(days=n)
        if day in stopped:
            continue
        send(day)
        if n % 10 == 0:
            send(day)  # the other beat
        if n % 7 == 0 and day - dt.timedelta(days=1) not in stopped:
            send(day - dt.timedelta(days=1), 23, 40)  # the clock went back over midnight
        if n % 5 == 0:
            send(day, 12)
    return certificates


def expected_thresholds(certificate, first=90):
    """The reference: count down from the first threshold to the last simulated day."""
    thresholds = [threshold for threshold in LADDER if threshold <= first]
    begins = (certificate.expires_on - START).days
    thresholds = [
        threshold
        for threshold in thresholds
        if threshold <= begins or threshold == min(r for r in LADDER if r >= begins)
    ]
    late = (START + dt.timedelta(days=399) - certificate.expires_on).days
    return Counter([*thresholds, *range(-7, -late - 1, -7)])


@pytest.mark.policy("CX-1")
def test_400_days_each_threshold_exactly_once_and_none_skipped(cast):
    certificates = simulate(cast, run_on)
    for person, certificate in certificates.items():
        head = cast.eli if person == cast.tom else cast.hal
        assert thresholds_told(certificate, person) == expected_thresholds(certificate)
        assert thresholds_told(certificate, head) == expected_thresholds(certificate, first=0)
    assert thresholds_told(certificates[cast.ada], cast.lin) == expected_thresholds(certificates[cast.ada], first=30)


def test_twin_a_query_for_exactly_today_skips_and_doubles(cast):
    """The twin: "expires in exactly so many days", without marks, loses what fell in a stop and repeats itself."""
    told = Counter()

    def send(day, hour=0, minute=20):
        for certificate in Certificate.objects.current().exclude(expires_on=None):
            days_left = (certificate.expires_on - day).days
            if days_left in LADDER or (days_left < 0 and days_left % 7 == 0):
                told[certificate.person_id, days_left] += 1

    certificates = simulate(cast, send)
    expected = Counter({(p.pk, r): 1 for p, c in certificates.items() for r in expected_thresholds(c)})
    assert set(expected) - set(told), "a stop of three days should have lost some"
    assert any(times > 1 for times in told.values()), "two beats should have doubled some"


def test_after_an_installation_only_the_latest_of_the_missed_thresholds_is_told(cast):
    certificate = CertificateFactory(person=cast.ada, expires_on=dt.date(2026, 12, 20))
    run_on(dt.date(2026, 12, 10))
    assert thresholds_told(certificate, cast.ada) == {30: 1}
    assert thresholds_told(certificate, cast.lin) == {30: 1}
    assert thresholds_told(certificate, cast.hal) == {}


def test_a_renewal_stops_the_ladder_at_once(cast):
    requirement = RequirementFactory()
    CertificateFactory(person=cast.ada, requirement=requirement, expires_on=dt.date(2026, 11, 20))
    run_on(dt.date(2026, 11, 21))
    before = Notice.objects.count()
    with time_machine.travel(at(dt.date(2026, 11, 24), 12), tick=False):
        services.award_certificate(
            person=cast.ada,
            requirement=requirement,
            school=cast.oak,
            awarded_on=today(),
            title="Renewed",
            source="course",
            actor=None,
        )
    for n in range(60):
        run_on(dt.date(2026, 11, 24) + dt.timedelta(days=n))
    assert before > 0
    assert Notice.objects.count() == before


def test_leavers_and_the_exempt_get_none_and_the_left_manager_neither(cast):
    requirement = RequirementFactory()
    for person in (cast.ada, cast.bea, cast.tom):
        CertificateFactory(person=person, requirement=requirement, expires_on=dt.date(2026, 11, 20))
    Person.objects.filter(pk__in=[cast.tom.pk, cast.lin.pk]).update(left_on=dt.date(2026, 11, 1))
    with time_machine.travel(at(dt.date(2026, 11, 1)), tick=False):
        services.give_exemption(person=cast.bea, requirement=requirement, reason="On long leave", actor=cast.hal)
    run_on(dt.date(2026, 11, 24))
    told = set(Notice.objects.filter(key__startswith="certificates.expiry").values_list("person", flat=True))
    assert told == {cast.ada.pk, cast.hal.pk}


def test_a_certificate_that_nobody_asks_for_is_not_chased_after_its_last_day(cast):
    certificate = CertificateFactory(
        person=cast.ada, requirement=RequirementFactory(coverage="named"), expires_on=dt.date(2026, 11, 24)
    )
    for n in range(30):
        run_on(dt.date(2026, 11, 24) + dt.timedelta(days=n))
    assert thresholds_told(certificate, cast.ada) == {0: 1}
    assert thresholds_told(certificate, cast.lin) == thresholds_told(certificate, cast.hal) == {}


def test_what_was_never_done_is_asked_for_by_its_first_due_date_and_after_it(cast):
    requirement = RequirementFactory(first_due_days=30)
    new = PersonFactory(joined_on=dt.date(2026, 10, 1))
    PostFactory(person=new, school=cast.oak, starts_on=dt.date(2026, 10, 1), line_manager=cast.lin)
    keys = Notice.objects.filter(key__startswith=f"certificates.first:{new.public_id}:{requirement.code}")
    for n in range(70):
        run_on(dt.date(2026, 10, 1) + dt.timedelta(days=n))
    assert [n.key.split(":")[4] for n in keys.filter(person=new).order_by("pk")] == ["30", "7", "0", "-28"]
    assert keys.filter(person=cast.lin).count() == 1
    assert not keys.filter(person=cast.hal).exists()


def test_the_subject_names_nobody_and_the_page_leads_to_the_right_place(cast):
    CertificateFactory(person=cast.ada, expires_on=dt.date(2026, 11, 24))
    run_on(dt.date(2026, 11, 24))
    own, managers = Notice.objects.get(person=cast.ada), Notice.objects.get(person=cast.lin)
    assert "Ada" not in managers.subject
    assert "Ada Example" in managers.body
    assert own.path == "/certificates/"
    assert managers.path == f"/certificates/people/{cast.ada.public_id}/"
    assert "is valid until Tuesday 24 November 2026" in own.body


def test_a_run_that_dies_is_taken_up_by_the_next(cast, monkeypatch):
    requirement = RequirementFactory()
    for person in (cast.ada, cast.bea, cast.tom):
        CertificateFactory(person=person, requirement=requirement, expires_on=dt.date(2026, 11, 24))
    real, calls = reminders.tell, []

    def dies(**facts):
        calls.append(facts["key"])
        if len(calls) == 3:
            raise ConnectionError
        return real(**facts)

    with time_machine.travel(at(dt.date(2026, 11, 24)), tick=False):
        monkeypatch.setattr(reminders, "tell", dies)
        with pytest.raises(RuntimeError, match="1 people"):
            remind()
        monkeypatch.setattr(reminders, "tell", real)
        remind()
    assert Notice.objects.count() == ReminderMark.objects.count() == len(set(calls)) == 7


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(live_cast):
    requirement = RequirementFactory()
    for person in (live_cast.ada, live_cast.bea, live_cast.tom):
        CertificateFactory(person=person, requirement=requirement, expires_on=dt.date(2026, 11, 24))
    for n in (0, 7, 14, 21):
        day = dt.date(2026, 11, 24) + dt.timedelta(days=n)
        assert at_once(*[lambda: send_reminders(day=day)] * 3) == []  # noqa: B023 -- the threads end in this turn
    keys = list(Notice.objects.filter(key__startswith="certificates.expiry").values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 4 * 7


@pytest.mark.policy("CX-1")
@pytest.mark.parametrize(
    ("hour", "day", "word", "threshold"),
    [(23, dt.date(2026, 6, 24), "due_soon", 0), (0, dt.date(2026, 6, 25), "expired", 0)],
)
def test_page_export_and_reminder_agree_around_midnight_in_summer_time(cast, sign_in, hour, day, word, threshold):
    """23:30 and 00:30 in London are 22:30 and 23:30 of one day in UTC, the server's zone."""
    certificate = CertificateFactory(
        person=cast.ada,
        requirement=RequirementFactory(),
        expires_on=dt.date(2026, 6, 24),
        awarded_on=dt.date(2025, 6, 24),
    )
    words = {"due_soon": "Due soon", "expired": "Overdue"}
    with time_machine.travel(at(day, hour, 30), tick=False):
        assert compliance_of(cast.ada)[0].status == word
        page = sign_in(cast.ada).get("/certificates/").content.decode()
        matrix = sign_in(cast.hal).get(f"/certificates/schools/{cast.oak.public_id}/?export=csv")
        rows = b"".join(matrix.streaming_content).decode()
        send_reminders()
        lines = compliance_of_school(cast.oak).compliance
        assert lines.line(cast.ada.pk, certificate.requirement).status == word
    assert words[word] in page
    assert next(row for row in rows.splitlines() if row.startswith("Example,Ada")).count(words[word]) == 1
    assert thresholds_told(certificate, cast.ada) == {threshold: 1}
    notice = Notice.objects.get(person=cast.ada)
    assert ("overdue" in notice.subject) == (word == "expired")


def test_a_higher_award_reminds_of_the_lower_requirement_that_ends_sooner_and_later_of_its_own_end(cast):
    lower, higher = RequirementFactory(name="Yearly update"), RequirementFactory(name="Full course", coverage="named")
    lower.satisfied_by.add(higher)
    CertificateFactory(
        person=cast.tom, requirement=higher, awarded_on=dt.date(2026, 1, 10), expires_on=dt.date(2028, 1, 10)
    )
    run_on(dt.date(2026, 12, 11))
    assert list(Notice.objects.filter(person=cast.tom).values_list("subject", flat=True)) == ["Yearly update: due soon"]
    CertificateFactory(person=cast.tom, requirement=lower, awarded_on=dt.date(2027, 12, 1), expires_on=None)
    run_on(dt.date(2027, 12, 11))
    assert Notice.objects.filter(person=cast.tom, subject__contains="Full course").count() == 1
