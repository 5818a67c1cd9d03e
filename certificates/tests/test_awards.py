"""Awards are a history; the mark of the one that counts moves with it."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates import services
from certificates.models import Certificate
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent

pytestmark = pytest.mark.django_db


def award(person, requirement, school, awarded_on, **also):
    facts = {"title": requirement.name, "source": "course", "actor": None}
    return services.award_certificate(
        person=person, requirement=requirement, school=school, awarded_on=awarded_on, **(facts | also)
    )


@pytest.mark.policy("HS-1")
def test_a_renewal_is_a_new_row_and_the_longest_valid_one_counts(cast):
    requirement = RequirementFactory()
    old = award(cast.ada, requirement, cast.oak, dt.date(2024, 9, 2))
    new = award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2))
    late = award(cast.ada, requirement, cast.oak, dt.date(2023, 9, 2))  # found in a drawer
    assert list(Certificate.objects.filter(is_current=True)) == [new]
    assert [c.expires_on.year for c in (late, old, new)] == [2024, 2025, 2026]


def test_an_award_for_good_counts_over_every_dated_one(cast):
    requirement = RequirementFactory(expiry="printed", interval_months=None)
    for_good = award(cast.ada, requirement, cast.oak, dt.date(2020, 9, 2))
    award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2), printed_expiry=dt.date(2030, 1, 1))
    assert list(Certificate.objects.current()) == [for_good]


def test_the_same_award_from_the_same_source_is_recorded_once(cast):
    requirement = RequirementFactory()
    first = award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2))
    assert award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2)) == first
    assert award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2), source="import") != first


def test_an_early_renewal_keeps_the_anniversary(cast):
    requirement = RequirementFactory(interval_months=36, early_renewal_months=3)
    award(cast.ada, requirement, cast.oak, dt.date(2022, 12, 10))
    renewed = award(cast.ada, requirement, cast.oak, dt.date(2025, 10, 1))
    assert renewed.expires_on == dt.date(2028, 12, 10)


def test_a_certificate_dated_in_the_future_or_expired_before_it_began_is_refused(cast):
    requirement = RequirementFactory()
    with pytest.raises(IllegalMove, match="today or in the past"):
        award(cast.ada, requirement, cast.oak, today() + dt.timedelta(days=1))
    with pytest.raises(IllegalMove, match="same as or after the date awarded"):
        award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2), printed_expiry=dt.date(2025, 9, 1))


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("ada", True),
        ("hal", True),
        ("sid", True),
        ("eve", True),
        ("cleo", True),
        ("ben", True),
        ("lin", False),
        ("bea", False),
        ("eli", False),
        ("ann", False),
        ("gus", False),
        ("cora", False),
        ("nora", False),
    ],
)
def test_who_may_enter_a_teachers_certificate(cast, actor, may):
    call = {"actor": getattr(cast, actor), "source": "upload"}
    if may:
        assert award(cast.ada, RequirementFactory(), cast.oak, dt.date(2025, 9, 2), **call).entered_by == call["actor"]
    else:
        with pytest.raises(PermissionDenied):
            award(cast.ada, RequirementFactory(), cast.oak, dt.date(2025, 9, 2), **call)


def test_the_clerk_enters_for_the_governors_of_the_board(cast):
    given = award(cast.gus, RequirementFactory(), cast.oak, dt.date(2025, 9, 2), actor=cast.cora, source="upload")
    assert given.is_own_word is False


def test_a_persons_own_entry_is_marked_until_a_leader_confirms_it(cast):
    own = award(cast.ada, RequirementFactory(), cast.oak, dt.date(2025, 9, 2), actor=cast.ada, source="upload")
    assert own.is_own_word
    with pytest.raises(PermissionDenied):
        services.verify_certificate(certificate=own, actor=cast.ada)
    own = services.verify_certificate(certificate=own, actor=cast.hal)
    assert not own.is_own_word
    with pytest.raises(PermissionDenied):  # what a leader confirmed is no longer the person's to take back
        services.revoke_certificate(certificate=own, actor=cast.ada, reason="A slip")


def test_withdrawing_lets_the_next_longest_count_and_keeps_the_row(cast):
    requirement = RequirementFactory()
    old = award(cast.ada, requirement, cast.oak, dt.date(2024, 9, 2))
    new = award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2))
    with pytest.raises(IllegalMove, match="Enter a reason"):
        services.revoke_certificate(certificate=new, actor=cast.hal, reason=" ")
    services.revoke_certificate(certificate=new, actor=cast.hal, reason="It was somebody else's")
    assert list(Certificate.objects.current()) == [old]
    assert Certificate.objects.count() == 2
    assert AuditEvent.objects.filter(code="certificates.certificate.revoked", actor=cast.hal).count() == 1
    with pytest.raises(IllegalMove, match="has changed since you opened it"):
        services.revoke_certificate(certificate=new, actor=cast.hal, reason="Again")
    again = award(cast.ada, requirement, cast.oak, dt.date(2025, 9, 2))  # the withdrawn one does not stand in the way
    assert again.is_current


def test_the_database_refuses_two_that_count(cast):
    requirement = RequirementFactory()
    CertificateFactory(person=cast.ada, requirement=requirement)
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(person=cast.ada, requirement=requirement, awarded_on=dt.date(2025, 1, 1))


def test_an_exemption_is_given_by_a_leader_and_never_to_oneself(cast):
    requirement = RequirementFactory()
    with pytest.raises(PermissionDenied):
        services.give_exemption(person=cast.hal, requirement=requirement, reason="Busy", actor=cast.hal)
    given = services.give_exemption(person=cast.ada, requirement=requirement, reason="Holds NASENCO", actor=cast.hal)
    assert given.until is None
    services.end_exemption(exemption=given, actor=cast.hal)
    assert not cast.ada.exemptions.open().exists()


@pytest.mark.policy("RM-8")
def test_only_the_person_agrees_to_be_named(cast):
    facts = {"school": cast.oak, "title": "NPQ", "awarded_on": dt.date(2026, 7, 1), "paid_by": "trust"}
    mine = services.add_qualification(person=cast.ada, actor=cast.ada, agrees_to_be_named=True, **facts)
    theirs = services.add_qualification(person=cast.ada, actor=cast.hal, agrees_to_be_named=True, **facts)
    assert (mine.agrees_to_be_named, theirs.agrees_to_be_named) == (True, False)


def at_once(*calls):
    """Run the calls on threads that start together; return the errors."""
    barrier, errors = threading.Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait()
            call()
        except Exception as error:  # noqa: BLE001 -- whatever goes wrong is the answer
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_awards_at_once_leave_one_that_counts(live_cast):
    for _ in range(20):
        requirement = RequirementFactory()
        days = [dt.date(2025, 9, 2), dt.date(2025, 10, 2), dt.date(2025, 11, 2)]
        errors = at_once(*[partial(award, live_cast.ada, requirement, live_cast.oak, day) for day in days])
        assert errors == []
        assert [c.awarded_on for c in Certificate.objects.current().filter(requirement=requirement)] == [days[-1]]


def award_all(people, requirements, school, awarded_on):
    return services.award_certificates(
        places=dict.fromkeys(people, school),
        requirements=requirements,
        awarded_on=awarded_on,
        title="Training day",
        source="event",
        actor=None,
    )


def test_many_at_once_are_awarded_as_each_alone(cast):
    """Late ones move the anniversary of those after them, marks move, and nothing is awarded twice."""
    yearly, other = RequirementFactory(early_renewal_months=3), RequirementFactory()
    after = award(cast.ada, yearly, cast.oak, dt.date(2026, 8, 20))
    people, day = (cast.ada, cast.bea), dt.date(2025, 9, 2)
    first = award_all(people, [yearly, other], cast.oak, day)
    assert award_all(people, [yearly, other], cast.oak, day) == first
    assert Certificate.objects.filter(source="event").count() == 4
    after.refresh_from_db()
    assert after.expires_on == dt.date(2027, 9, 2), "It renewed early, and keeps the anniversary."
    assert {c.person for c in first if c.is_current and c.requirement == yearly} == {cast.bea}
    assert AuditEvent.objects.filter(code="certificates.certificate.awarded", school_id=cast.oak.pk).count() == 5
    with pytest.raises(IllegalMove):
        award_all(people, [yearly], cast.oak, today() + dt.timedelta(days=1))


def test_three_are_awarded_in_as_many_statements_as_one(cast):
    requirements = RequirementFactory.create_batch(2)
    counts = []
    for people in ([cast.ada], [cast.bea, cast.lin, cast.sid]):
        with CaptureQueriesContext(connection) as asked:
            award_all(people, requirements, cast.oak, dt.date(2025, 9, 2))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_award_that_is_withdrawn_for_an_event_is_withdrawn_once(cast):
    (row,) = award_all([cast.ada], [RequirementFactory()], cast.oak, dt.date(2025, 9, 2))
    for _ in range(2):
        services.withdraw_award(certificate=row, actor=cast.tom, reason="Wasn't there")
    row.refresh_from_db()
    assert (row.is_current, row.revoked_reason) == (False, "Wasn't there")
    assert AuditEvent.objects.filter(code="certificates.certificate.revoked").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_award_twice_at_once_is_one_row(live_cast):
    for _ in range(20):
        requirement = RequirementFactory()
        call = partial(award, live_cast.ada, requirement, live_cast.oak, dt.date(2025, 9, 2))
        assert at_once(call, call) == []
        assert Certificate.objects.filter(requirement=requirement).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_two_awards_at_once_fail(live_cast, monkeypatch):
    """The twin: with no lock on the person, the two races above break (on SQLite the transaction is the lock)."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    monkeypatch.setattr("certificates.services.awards.lock_history", lambda *people: None)
    errors = []
    for _ in range(20):
        requirement = RequirementFactory()
        call = partial(award, live_cast.ada, requirement, live_cast.oak, dt.date(2025, 9, 2))
        errors += at_once(call, call)
    assert errors
