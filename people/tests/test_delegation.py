"""Naming and ending a dated deputy (design section 4)."""

import contextlib
import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.calendar import LONDON, today
from core.flow import IllegalMove
from core.formatting import long_date
from core.models import AuditEvent
from core.reading import run_steps
from cpd_trust.tests.helpers import fresh
from people.models import Delegation, LongAbsence, Person
from people.policies import can_open_deputies
from people.selectors import possible_deputies, waits_for_away
from people.services.delegation import end_delegation, name_deputy
from people.to_do import stand_in_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]
DAY = dt.timedelta(days=1)


def name(cast, person="hal", deputy="sid", first=0, last=4):
    return name_deputy(
        actor=getattr(cast, person),
        deputy=getattr(cast, deputy),
        starts_on=today() + first * DAY,
        ends_on=today() + last * DAY,
        reason="Residential visit",
    )


def test_an_approver_names_a_deputy_for_some_days(cast):
    row = name(cast)
    assert (row.person, row.deputy, row.ended_at) == (cast.hal, cast.sid, None)
    assert AuditEvent.objects.get(code="people.delegation.made").actor == cast.hal
    assert cast.sid.authority.delegators == [cast.hal]


@pytest.mark.parametrize("actor", ["ada", "sid", "ann", "gus", "tess", "mel", "cora", "nora"])
def test_those_who_decide_nothing_name_nobody(cast, actor):
    with pytest.raises(PermissionDenied):
        name(cast, person=actor, deputy="bea")


@pytest.mark.parametrize("deputy", ["hal", "nora"])
def test_never_oneself_and_never_somebody_without_a_place(cast, deputy):
    with pytest.raises(ValidationError, match="be in the trust on these dates and can sign in"):
        name(cast, deputy=deputy)


@pytest.mark.parametrize("fault", [{"is_active": False}, {"email": None}, {"left_on": dt.date(2020, 1, 1)}])
def test_a_deputy_can_sign_in_and_is_here(cast, fault):
    Person.objects.filter(pk=cast.sid.pk).update(joined_on=None, **fault)
    with pytest.raises(ValidationError):
        name(cast)


def test_a_deputy_is_known_to_the_approver_or_leads_something(cast):
    found = set(possible_deputies(cast.hal, today()))
    assert {cast.sid, cast.bea, cast.eli, cast.eve} <= found
    assert found.isdisjoint({cast.hal, cast.nora, cast.tom})


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (3, 2), (0, 400)])
def test_days_that_make_no_sense_are_refused(cast, first, last):
    with pytest.raises(ValidationError):
        name(cast, first=first, last=last)


@pytest.mark.parametrize(("first", "last"), [(0, 4), (4, 9), (2, 3), (0, 0)])
def test_one_deputy_at_a_time(cast, first, last):
    name(cast)
    with pytest.raises(ValidationError, match="Sid Example is already your stand-in"):
        name(cast, deputy="bea", first=first, last=last)
    assert name(cast, deputy="bea", first=5, last=9)
    # Somebody else's deputies are another matter.
    assert name(cast, person="eli", deputy="sid")


@pytest.mark.parametrize(("day", "ends"), [(3, True), (4, True), (5, False)])
def test_a_deputy_is_ended_up_to_the_last_day(cast, day, ends):
    row = name(cast)
    with time_machine.travel(dt.datetime.combine(today() + day * DAY, dt.time(12), LONDON), tick=False):
        cast.hal.forget_authority()
        with contextlib.nullcontext() if ends else pytest.raises(IllegalMove, match="already ended"):
            end_delegation(delegation=row, actor=cast.hal)


def test_ending_is_at_once_and_once_and_by_the_person_stood_in_for(cast):
    row = name(cast)
    for other in ("sid", "ben", "cleo"):
        with pytest.raises(PermissionDenied):
            end_delegation(delegation=row, actor=getattr(cast, other))
    end_delegation(delegation=row, actor=cast.hal)
    cast.sid.forget_authority()
    assert cast.sid.authority.delegators == []
    with pytest.raises(IllegalMove):
        end_delegation(delegation=row, actor=cast.hal)
    assert name(cast, deputy="bea")


def test_the_page_names_once_and_ends(cast, sign_in):
    client = sign_in(cast.hal)
    url = reverse("people:deputies")
    data = {
        "token": client.get(url).context["form"]["token"].value(),
        "deputy": str(cast.sid.public_id),
        "deputy_words": "",
        "starts_on": today().isoformat(),
        "ends_on": (today() + DAY).isoformat(),
        "reason": "",
    }
    assert client.post(url, data | {"ends_on": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    row = Delegation.objects.get()
    assert "Sid Example" in client.get(url).content.decode()
    assert client.post(reverse("people:delegation-end", args=[row.public_id])).status_code == 302
    row.refresh_from_db()
    assert row.ended_at
    assert client.post(reverse("people:delegation-end", args=[row.public_id]), follow=True).status_code == 200
    assert "Hal Example" not in sign_in(cast.hal).get(url).content.decode().split("<main")[1]


def test_nobody_is_found_that_the_approver_may_not_name(cast, sign_in):
    answer = sign_in(cast.hal).get(reverse("people:deputy-options"), {"field": "deputy", "deputy_words": "tom"})
    assert "Tom" not in answer.content.decode()


def stand_in(cast, actor="eve", person="hal", deputy="sid", first=0, last=4):
    return name_deputy(
        actor=getattr(cast, actor),
        person=getattr(cast, person),
        deputy=getattr(cast, deputy),
        starts_on=today() + first * DAY,
        ends_on=today() + last * DAY,
    )


@pytest.mark.parametrize("actor", ["eve", "ann"])
def test_for_a_headteacher_who_is_away_somebody_else_names_a_stand_in(cast, actor):
    row = stand_in(cast, actor)
    assert (row.person, row.deputy, row.named_by) == (cast.hal, cast.sid, getattr(cast, actor))
    event = AuditEvent.objects.get(code="people.delegation.made")
    assert (event.actor, event.on_behalf_of) == (getattr(cast, actor), cast.hal)
    assert cast.sid.authority.delegators == [cast.hal]
    end_delegation(delegation=row, actor=getattr(cast, actor))
    cast.sid.forget_authority()
    assert cast.sid.authority.delegators == []


@pytest.mark.parametrize("actor", ["eli", "sid", "lin", "cleo", "ben", "chas", "tara", "nora"])
def test_nobody_else_names_one_for_another(cast, actor):
    with pytest.raises(PermissionDenied):
        stand_in(cast, actor)


@pytest.mark.parametrize("actor", ["eve", "ann"])
def test_nobody_names_themselves_to_decide_for_another(cast, actor):
    with pytest.raises(ValidationError, match="Choose someone"):
        stand_in(cast, actor, deputy=actor)
    row = stand_in(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=row.pk).update(named_by=cast.sid)


def test_of_somebody_who_decides_nothing_there_is_no_stand_in(cast):
    with pytest.raises(PermissionDenied, match="approve or book anything"):
        stand_in(cast, person="ada")


def test_a_stand_in_named_by_another_is_one_at_a_time_too(cast):
    name(cast)
    with pytest.raises(ValidationError, match="Sid Example is already their stand-in"):
        stand_in(cast, deputy="bea")


@pytest.mark.parametrize(("days", "stands_in"), [(-1, False), (0, True), (1, True)])
def test_the_pages_show_a_stand_in_up_to_the_last_day(cast, sign_in, days, stands_in):
    row = Delegation.objects.create(
        person=cast.hal, deputy=cast.sid, starts_on=today() - 9 * DAY, ends_on=today() + days * DAY
    )
    page = sign_in(cast.hal).get(reverse("people:deputies")).context
    assert (list(page["given"]), list(page["past"])) == (([row], []) if stands_in else ([], [row]))
    assert list(sign_in(cast.ann).get(cast.hal.get_absolute_url()).context["delegations"]) == list(page["given"])
    assert can_open_deputies(cast.sid).allowed is stands_in
    if stands_in:
        assert list(sign_in(cast.sid).get(reverse("people:deputies")).context["held"]) == [row]


def test_the_page_of_a_headteacher_leads_to_naming_one(cast, sign_in):
    client = sign_in(cast.eve)
    url = reverse("people:deputy-for", args=[cast.hal.public_id])
    assert url in client.get(cast.hal.get_absolute_url()).content.decode()
    assert (
        reverse("people:deputy-for", args=[cast.ada.public_id])
        not in client.get(cast.ada.get_absolute_url()).content.decode()
    )
    data = {
        "token": client.get(url).context["form"]["token"].value(),
        "deputy": str(cast.sid.public_id),
        "starts_on": today().isoformat(),
        "ends_on": (today() + DAY).isoformat(),
    }
    assert client.post(url, data | {"ends_on": ""}).status_code == 422
    answer = client.post(url, data)
    assert (answer.status_code, answer.url) == (302, cast.hal.get_absolute_url())
    assert "Sid Example" in client.get(answer.url).content.decode()
    row = Delegation.objects.get()
    assert client.post(reverse("people:delegation-end", args=[row.public_id])).url == cast.hal.get_absolute_url()


# --- Who is away and has no stand-in ----------------------------------------------------------------------------------


def away(person, first=0, last=9):
    ends_on = None if last is None else today() + last * DAY
    return LongAbsence.objects.create(person=person, starts_on=today() + first * DAY, ends_on=ends_on)


@pytest.mark.parametrize(("first", "last", "expected"), [
    (1, 9, False), (0, 9, True), (-9, 0, True), (-9, -1, False), (0, None, True),
], ids=["the day before", "the first day", "the last day", "the day after", "with no end known"])  # fmt: skip
def test_whoever_may_name_a_stand_in_is_asked_to_while_an_approver_is_away(cast, first, last, expected):
    away(cast.hal, first, last)
    away(cast.ada, first, last)  # who decides nothing
    for person, is_asked in ((cast.eve, expected), (cast.ann, expected), (cast.eli, False), (cast.sid, False)):
        tasks = run_steps(stand_in_tasks(fresh(person)))
        assert [task.label for task in tasks] == (["Name a stand-in for Hal Example"] if is_asked else [])
    name(cast, first=0, last=0)
    assert run_steps(stand_in_tasks(fresh(cast.ann))) == []


def test_until_when_somebody_is_away_is_said_to_those_alone_who_may_read_it(cast):
    away(cast.hal)
    until = f"Hal Example is away until {long_date(today() + 9 * DAY)} and has no stand-in."
    assert waits_for_away([cast.hal], fresh(cast.eve)) == until
    for reader in (cast.ada, cast.ann, cast.lin):
        assert waits_for_away([cast.hal], fresh(reader)) == "Hal Example is away and has no stand-in."
    assert waits_for_away([cast.hal, cast.eve], fresh(cast.ada)) == ""  # the other one can decide
    away(cast.hal, -3, None)
    assert waits_for_away([cast.hal], fresh(cast.eve)) == "Hal Example is away and has no stand-in."
    name(cast)
    assert waits_for_away([cast.hal, cast.sid], fresh(cast.ada)) == ""
    # Sid's own request: he stands in and can't decide it.
    words = "Hal Example is away and their stand-in can’t decide this."
    assert waits_for_away([cast.hal], fresh(cast.sid)) == words
    away(cast.sid, last=1)
    assert waits_for_away([cast.hal, cast.sid], fresh(cast.ada)) == f"{words} Sid Example is away."


@pytest.mark.parametrize(("first", "expected"), [(1, False), (0, True)])
def test_a_stand_in_who_is_away_too_is_none(cast, first, expected):
    away(cast.hal)
    name(cast)
    away(cast.sid, first)
    tasks = run_steps(stand_in_tasks(fresh(cast.ann)))
    assert [task.label for task in tasks] == (["Name a stand-in for Hal Example"] if expected else [])
