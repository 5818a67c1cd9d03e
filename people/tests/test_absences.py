"""Long absences: who keeps and who reads them, their first and last day, leaving, two records made one."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.calendar import today
from core.flow import StaleVersion
from people.models import LongAbsence
from people.selectors import away_on
from people.services import absences, leaving, merging
from people.tests.factories import PersonFactory, PostFactory

DAY = dt.timedelta(days=1)
READERS = {"ada", "lin", "sid", "hal"}


def away(cast, person=None, starts_on=None, ends_on=None, actor=None):
    return absences.record_absence(
        actor=actor or cast.hal, person=person or cast.ada, starts_on=starts_on or today(), ends_on=ends_on
    )


def test_somebody_is_away_from_the_first_day_to_the_last(cast):
    first, last = today(), today() + 9 * DAY
    away(cast, starts_on=first, ends_on=last)
    days = [first - DAY, first, first + DAY, last - DAY, last, last + DAY]
    assert [cast.ada.pk in away_on(day) for day in days] == [False, True, True, True, True, False]
    away(cast, person=cast.bea, starts_on=first)
    assert [cast.bea.pk in away_on(day) for day in (first - DAY, first, first + 900 * DAY)] == [False, True, True]


def test_only_the_person_the_line_manager_and_the_schools_leaders_see_it(cast, client, sign_in):
    away(cast)
    people = {name: person for name, person in vars(cast).items() if getattr(person, "first_name", "")}
    assert {name for name, person in people.items() if LongAbsence.objects.visible_to(person)} == READERS
    for name in ("lin", "eve"):
        sign_in(people[name])
        assert ("Long absences" in client.get(cast.ada.get_absolute_url()).content.decode()) == (name in READERS)


def test_the_leaders_of_each_school_where_somebody_works_see_it(cast):
    away(cast)
    assert not LongAbsence.objects.visible_to(cast.eli)
    for starts_on, sees in ((today() + DAY, False), (today(), True)):
        PostFactory(person=cast.ada, school=cast.elm, job_title=f"From {starts_on}", starts_on=starts_on)
        cast.eli.forget_authority()
        assert LongAbsence.objects.visible_to(cast.eli).exists() == sees


@pytest.mark.parametrize("name", ["ada", "lin", "eli", "eve", "cleo", "ann", "gus"])
def test_nobody_but_the_schools_leaders_keeps_it(cast, name):
    with pytest.raises(PermissionDenied):
        away(cast, actor=getattr(cast, name))
    assert away(cast, actor=cast.sid)  # the twin
    assert away(cast, person=cast.kim, actor=cast.cleo)  # who heads the central team


@pytest.mark.parametrize("name", ["hal", "sid", "cleo", "ann"])
def test_nobody_keeps_their_own_and_the_executive_lead_keeps_the_heads(cast, name):
    with pytest.raises(PermissionDenied):
        away(cast, person=cast.hal, actor=getattr(cast, name))
    with pytest.raises(PermissionDenied):
        away(cast, person=getattr(cast, name), actor=getattr(cast, name))
    row = away(cast, person=cast.hal, actor=cast.eve)  # the twin
    assert row in LongAbsence.objects.visible_to(cast.eve)
    assert away(cast, person=cast.sid, actor=cast.hal) not in LongAbsence.objects.visible_to(cast.eve)


def test_dates_that_overlap_are_refused(cast):
    row = away(cast, starts_on=today(), ends_on=today() + 5 * DAY)
    for starts_on, ends_on in ((today() - DAY, today()), (today() + 5 * DAY, None), (today() - DAY, None)):
        with pytest.raises(ValidationError, match="Another absence"):
            away(cast, starts_on=starts_on, ends_on=ends_on)
    later = away(cast, starts_on=today() + 6 * DAY)
    with pytest.raises(ValidationError, match="Another absence"):
        absences.change_absence(actor=cast.hal, absence=row, version=1, starts_on=row.starts_on, ends_on=None)
    absences.change_absence(
        actor=cast.hal, absence=later, version=1, starts_on=later.starts_on, ends_on=later.starts_on
    )
    with pytest.raises(StaleVersion):
        absences.change_absence(actor=cast.hal, absence=later, version=1, starts_on=later.starts_on, ends_on=None)


def test_the_database_refuses_an_end_before_the_beginning(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        LongAbsence.objects.create(person=cast.ada, starts_on=today(), ends_on=today() - DAY)
    LongAbsence.objects.create(person=cast.ada, starts_on=today(), ends_on=today())  # the twin


def test_an_absence_is_added_changed_and_deleted_on_its_pages(cast, client, sign_in):
    sign_in(cast.hal)
    add = reverse("people:absence-add", args=[cast.ada.public_id])
    page = client.get(add)
    assert "write down why" in page.content.decode()
    facts = {"token": page.context["form"]["token"].value(), "starts_on": "2026-09-01"}
    wrong = client.post(add, facts | {"ends_on": "2026-08-31"})
    assert wrong.status_code == 422
    assert "2026-09-01" in wrong.content.decode()
    assert client.post(add, facts | {"ends_on": ""}).status_code == 302
    row = LongAbsence.objects.get()
    assert (row.person, row.starts_on, row.ends_on) == (cast.ada, dt.date(2026, 9, 1), None)
    assert "1 September 2026" in client.get(cast.ada.get_absolute_url()).content.decode()
    edit = reverse("people:absence-edit", args=[row.public_id])
    client.post(edit, {"version": 1, "starts_on": "2026-09-01", "ends_on": "2026-12-18"})
    row.refresh_from_db()
    assert row.ends_on == dt.date(2026, 12, 18)
    stale = client.post(edit, {"version": 1, "starts_on": "2026-09-02", "ends_on": ""})
    assert stale.status_code == 409
    client.post(reverse("people:absence-delete", args=[row.public_id]))
    assert not LongAbsence.objects.exists()


@pytest.mark.parametrize(("begins", "left"), [(-9, 0), (-9, 30), (0, 0), (5, 9)])
def test_leaving_ends_an_absence_and_taking_it_back_reopens_it(cast, begins, left):
    row = away(cast, starts_on=today() + begins * DAY)
    leaving.record_leaving(actor=cast.ann, person=cast.ada, left_on=today() + left * DAY)
    row.refresh_from_db()
    assert row.ends_on == today() + left * DAY
    leaving.take_back_leaving(actor=cast.ann, person=cast.ada)
    row.refresh_from_db()
    assert row.ends_on is None


def test_an_absence_after_the_leaving_date_is_taken_back(cast):
    row = away(cast, starts_on=today() - DAY)
    leaving.record_leaving(actor=cast.ann, person=cast.ada, left_on=today() - 2 * DAY)
    assert not LongAbsence.objects.exists()
    leaving.take_back_leaving(actor=cast.ann, person=cast.ada)
    assert LongAbsence.objects.get() == row


def test_no_absence_goes_beyond_the_leaving_date(cast):
    leaving.record_leaving(actor=cast.ann, person=cast.ada, left_on=today() + 9 * DAY)
    for ends_on in (None, today() + 10 * DAY):
        with pytest.raises(ValidationError, match="leaves on"):
            away(cast, ends_on=ends_on)
    assert away(cast, ends_on=today() + 9 * DAY)


def test_a_merge_keeps_the_absences_of_both_records(cast):
    twin = PersonFactory(email=None)
    away(cast)
    LongAbsence.objects.create(person=twin, starts_on=today() - 30 * DAY, ends_on=today() - 20 * DAY)
    merging.merge_people(actor=cast.ann, keep=cast.ada, gone=twin)
    assert cast.ada.absences.count() == 2
