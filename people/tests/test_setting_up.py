"""Who decides where, and inviting everybody at once."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.calendar import now, today
from cpd_trust.tests.helpers import fresh, opening, same_cost
from governance.tests.factories import BoardFactory
from people.models import Person
from people.services.people import ask_for_invitations, invite_person, send_invitations
from people.tests.factories import GrantFactory, PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rows_of(page):
    return {(seat.place, seat.title): [str(person) for person in seat.holders] for seat in page.context["table"].data}


def test_the_roles_show_who_holds_them_and_the_gaps(cast, sign_in):
    client, url = sign_in(cast.ann), reverse("people:role-list")
    rows = rows_of(client.get(url))
    assert rows["Oak Primary School", "Headteacher or Head of School"] == [str(cast.hal)]
    assert rows["Whole trust", "Executive Lead"] == [str(cast.eve)]
    SchoolFactory(name="New School")
    gaps = rows_of(client.get(url, {"gaps": "on"}))
    assert gaps["New School", "Headteacher or Head of School"] == []
    assert ("Oak Primary School", "Headteacher or Head of School") not in gaps
    assert "No one" in client.get(url, {"gaps": "on"}).content.decode()
    # Roles on boards are given on the page of the school's board, or of all boards where it has none.
    board = BoardFactory(school=cast.elm)
    page = client.get(url, {"q": "elm chair"}).text
    assert f'<a href="{board.get_absolute_url()}">Appoint someone</a>' in page
    assert f'<a href="{reverse("governance:board-list")}">Appoint' in client.get(url, {"q": "new sch clerk"}).text
    assert "Appoint someone" not in client.get(url, {"q": "new sch head"}).text
    assert {place for place, _ in rows_of(client.get(url, {"q": "new sch"}))} == {"New School"}
    assert len(rows_of(client.get(url, {"q": cast.hal.last_name + " oak head"}))) == 1
    same_cost(opening(client, url), lambda number: GrantFactory(school=SchoolFactory(), role="headteacher"))


def uninvited(count):
    people = [PostFactory().person for _ in range(count)]
    Person.objects.exclude(pk__in=[person.pk for person in people]).update(invited_at=now() - 3 * DAY)
    return people


@pytest.mark.policy("R-1")
def test_everybody_is_invited_at_once_and_once(cast, sign_in, mailoutbox):
    people = uninvited(3)
    client, url = sign_in(cast.ann), reverse("people:invitations")
    page = client.get(url)
    assert (page.context["uninvited"], "Invite 3 people" in page.content.decode()) == (3, True)
    assert "We’re sending 3 invitations." in client.post(url, follow=True).content.decode()
    assert "no one to invite" in client.post(url, follow=True).content.decode()  # pressed twice
    part = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert ("Sending invitations" in part, "<html" in part) == (True, False)
    assert mailoutbox == []
    assert (send_invitations(), send_invitations()) == (3, 0)
    assert client.get(url, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(str(person.email) for person in people)


def test_nobody_is_invited_who_cannot_come(cast):
    left, off, without, later = uninvited(4)
    Person.objects.filter(pk=left.pk).update(left_on=today() - DAY)
    Person.objects.filter(pk=off.pk).update(is_active=False)
    Person.objects.filter(pk=without.pk).update(email=None)
    later.posts.update(starts_on=today() + DAY)
    assert ask_for_invitations(actor=cast.ann) == 0
    later.posts.update(starts_on=today())
    assert ask_for_invitations(actor=cast.ann) == 1


def test_nobody_is_invited_who_went_while_the_invitation_waited(cast, mailoutbox):
    left, off, without, came, stays = uninvited(5)
    assert ask_for_invitations(actor=cast.ann) == 5
    Person.objects.filter(pk=left.pk).update(left_on=today() - DAY)
    Person.objects.filter(pk=off.pk).update(is_active=False)
    Person.objects.filter(pk=without.pk).update(email=None)
    Person.objects.filter(pk=came.pk).update(last_login=now())
    assert send_invitations() == 1
    assert [mail.to for mail in mailoutbox] == [[stays.email]]
    assert not Person.objects.awaiting_invitation().exists()


def test_an_invitation_from_the_persons_page_stands_for_the_one_that_waits(cast, mailoutbox):
    [person] = uninvited(1)
    ask_for_invitations(actor=cast.ann)
    invite_person(actor=cast.ann, person=person)
    assert send_invitations() == 0
    assert len(mailoutbox) == 1


def test_who_asked_must_still_be_an_administrator(cast, mailoutbox):
    uninvited(1)
    ask_for_invitations(actor=cast.ann)
    cast.ann.grants.update(ends_on=today() - DAY)
    assert send_invitations() == 0
    assert mailoutbox == []


def test_a_run_that_was_cut_short_is_carried_on(cast, mailoutbox):
    uninvited(3)
    ask_for_invitations(actor=cast.ann)
    assert [send_invitations(most=2) for _ in range(3)] == [2, 1, 0]
    assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 3


@pytest.mark.both
def test_asking_for_invitations_costs_the_same_for_1_and_for_30(cast, django_assert_max_num_queries):
    for count in (1, 30):
        uninvited(count)
        with django_assert_max_num_queries(5):
            assert ask_for_invitations(actor=fresh(cast.ann)) == count
        Person.objects.update(invitation_asked_by=None, invited_at=now())


@pytest.mark.parametrize(("days", "again"), [(0, 0), (1, 1)])
def test_who_has_not_come_is_asked_again_from_the_day_after(cast, days, again):
    Person.objects.update(invited_at=now(), last_login=now())
    Person.objects.filter(pk=cast.ada.pk).update(invited_at=now() - days * DAY, last_login=None)
    assert ask_for_invitations(actor=cast.ann, again=True) == again
    assert send_invitations() == again
    assert ask_for_invitations(actor=cast.ann, again=True) == 0


def test_an_invitation_of_the_evening_before_counts_by_the_day_in_london(cast, time_machine):
    """Half past midnight in summer is the day before in UTC."""
    time_machine.move_to(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), tick=False)
    Person.objects.update(invited_at=now(), last_login=None)
    assert timezone.localdate() == dt.date(2026, 7, 2)
    assert Person.objects.not_signed_in(today()).count() == 0
    assert Person.objects.not_signed_in(today() + DAY).exists()


def test_only_the_administrator_invites(cast):
    with pytest.raises(PermissionDenied):
        ask_for_invitations(actor=cast.eve)
