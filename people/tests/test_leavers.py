"""Somebody whose last post and role are over is offered as a leaver, and the leaving is that day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.calendar import today
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh, opening, same_cost
from people.models import Person, Post
from people.services import imports, leaving
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory
from people.tests.staff_files import row
from people.tests.test_staff_import import apply, rehearse

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LEAVERS = reverse("people:leavers")


def ending():
    return {person.pk: person.last_day for person in Person.objects.ending()}


@pytest.fixture
def zoe(cast):
    """A teacher at Oak as the staff file has her."""
    person = PersonFactory(first_name="Zoë", last_name="Núñez-Example", email="zoe@example.org")
    PostFactory(person=person, school=cast.oak, staff_number="0101", starts_on=dt.date(2020, 9, 1))
    return person


def ended(days, **also):
    """Return her row with a last day so many days from today."""
    return row(starts="01/09/2020", ends=f"{today() + days * DAY:%d/%m/%Y}", **also)


def page_of(sign_in, cast, made):
    return sign_in(cast.ann).get(reverse("people:import-detail", args=[made.public_id]))


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_last_post_that_an_import_ends_is_offered_as_a_leaving(cast, sign_in, zoe, days):
    """The post ended yesterday, ends today, ends tomorrow: it is the day on which she leaves."""
    last_day = today() + days * DAY
    made = rehearse(cast, [ended(days)])
    assert "1 person has no post after these changes" in page_of(sign_in, cast, made).content.decode()
    apply(cast, made)
    assert fresh(zoe).left_on is None, "nobody leaves by themselves"
    page = page_of(sign_in, cast, made)
    assert page.context["gone"] == [zoe]
    answer = sign_in(cast.ann).post(LEAVERS, {"people": page.context["record"].initial["people"]})
    assert answer.url == LEAVERS
    zoe = fresh(zoe)
    assert (zoe.left_on, zoe.may_sign_in) == (last_day, days >= 0)
    assert AuditEvent.objects.filter(code="people.person.left", object_id=str(zoe.public_id)).exists()
    assert page_of(sign_in, cast, made).context["gone"] == []


def test_twin_without_the_step_whoever_has_no_post_can_still_sign_in(cast, zoe):
    apply(cast, rehearse(cast, [ended(-1)]))
    assert fresh(zoe).may_sign_in


def test_three_at_once_and_each_on_their_own_day(cast, sign_in, zoe):
    rows = [ended(-1)]
    for number in (2, 3):
        person = PersonFactory(first_name=f"Yan{number}")
        PostFactory(person=person, school=cast.oak, staff_number=f"020{number}", starts_on=dt.date(2020, 9, 1))
        rows.append(ended(-number, number=f"020{number}", first=person.first_name, last="Testname", email=person.email))
    made = rehearse(cast, rows)
    assert "3 people have no post after these changes" in page_of(sign_in, cast, made).content.decode()
    apply(cast, made)
    page = page_of(sign_in, cast, made)
    assert "3 people have no post or role" in page.content.decode()
    sign_in(cast.ann).post(LEAVERS, {"people": page.context["record"].initial["people"]})
    days = Person.objects.filter(posts__staff_number__in=["0101", "0202", "0203"]).values_list("left_on", flat=True)
    assert set(days) == {today() - number * DAY for number in (1, 2, 3)}


def test_who_has_another_post_is_no_leaver(cast, sign_in, zoe):
    PostFactory(person=zoe, school=cast.elm)
    made = apply(cast, rehearse(cast, [ended(-1)]))
    assert made.changes["without_post"] == []
    assert page_of(sign_in, cast, made).context["gone"] == []


def test_who_has_a_role_all_the_same_is_shown_with_it(cast, sign_in, zoe):
    GrantFactory(person=zoe, role="senior_leader", school=cast.oak)
    made = rehearse(cast, [ended(-1)])
    assert ", still Senior leader of Oak Primary School" in page_of(sign_in, cast, made).content.decode()
    apply(cast, made)
    page = page_of(sign_in, cast, made)
    assert (page.context["gone"], page.context["only_roles"]) == ([], [zoe])
    assert reverse("people:person-leave", args=[zoe.public_id]) in page.content.decode()


def test_a_post_that_the_file_does_not_name_is_ended_and_offered(cast, sign_in, zoe):
    made = apply(cast, rehearse(cast, [row(number="0909", first="Hana", email="hana@example.org")]))
    post = zoe.posts.get()
    assert str(post.public_id) in made.changes["leavers"]
    assert page_of(sign_in, cast, made).context["gone"] == []
    last_day = today() - DAY
    imports.end_posts(actor=cast.ann, staff_import=made, chosen=[str(post.public_id)], last_day=last_day)
    assert page_of(sign_in, cast, made).context["gone"] == [zoe]


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_ending_the_last_post_by_hand_offers_the_leaving_on_its_last_day(cast, sign_in, zoe, days):
    last_day = today() + days * DAY
    client = sign_in(cast.ann)
    url = reverse("people:post-end", args=[zoe.posts.get().public_id])
    page = client.post(url, {"last_day": last_day.isoformat()}, follow=True).content.decode()
    leave = reverse("people:person-leave", args=[zoe.public_id])
    assert f'<a href="{leave}">Record as left</a>' in page
    assert client.get(leave).context["form"]["last_day"].value() == last_day
    # The list of all of them has her from the day after.
    assert (zoe in client.get(LEAVERS).context["people"]) == (days == -1)
    assert ("no post or role any more" in client.get(reverse("people:person-list")).content.decode()) == (days == -1)
    client.post(leave, {"last_day": last_day.isoformat()})
    assert "Record as left" not in client.get(zoe.get_absolute_url()).content.decode()
    assert ending() == {}


def test_the_last_day_is_that_of_the_last_post_or_role(cast):
    person = PersonFactory()
    assert ending() == {}, "who never had a post is no leaver"
    PostFactory(person=person, school=cast.oak, ends_on=today() - 9 * DAY)
    GrantFactory(person=person, role="governor", school=cast.oak, ends_on=today() - 3 * DAY)
    assert ending() == {person.pk: today() - 3 * DAY}
    role = GrantFactory(person=person, role="governor", school=cast.elm)
    assert ending() == {}
    role.delete()
    PostFactory(person=person, school=cast.elm, starts_on=today() + 30 * DAY)
    assert ending() == {}


def test_whose_duty_began_later_is_named_and_the_others_are_recorded(cast, sign_in):
    people = [PostFactory(school=cast.oak, ends_on=today() - 9 * DAY).person for _ in range(2)]
    ResponsibilityFactory(person=people[0], school=cast.oak, starts_on=today() - 5 * DAY)
    data = {"people": [str(person.public_id) for person in people]}
    page = sign_in(cast.ann).post(LEAVERS, data, follow=True).content.decode()
    assert "1 person recorded as left." in page
    assert f"{people[0].full_name}: First aider at Oak Primary School began on" in page
    assert [fresh(person).left_on for person in people] == [None, today() - 9 * DAY]


def test_nobody_with_a_post_is_recorded_and_only_by_an_administrator(cast, sign_in):
    client = sign_in(cast.ann)
    assert client.post(LEAVERS, {"people": [str(cast.ada.public_id)]}).status_code == 422
    assert client.post(LEAVERS, {"people": ["nonsense"]}).status_code == 422
    assert client.post(LEAVERS).status_code == 422
    assert leaving.record_leavers(actor=cast.ann, people=[cast.ada]) == (0, [])
    with pytest.raises(PermissionDenied):
        leaving.record_leavers(actor=cast.hal, people=[])
    assert fresh(cast.ada).left_on is None


def test_the_list_costs_the_same_with_one_and_with_three(cast, sign_in):
    PostFactory(school=cast.oak, ends_on=today() - DAY)
    same_cost(opening(sign_in(cast.ann), LEAVERS), lambda _: PostFactory(school=cast.oak, ends_on=today() - DAY))


def test_a_leaving_that_the_file_knows_nothing_of_is_taken_back_with_its_post(cast, zoe):
    other = PostFactory(person=zoe, school=cast.oak, job_title="Choir", ends_on=today() - 90 * DAY)
    leaving.record_leaving(actor=cast.ann, person=zoe, left_on=today() - 30 * DAY)
    answers = {"2": f"person:{zoe.public_id}"}
    rows = [row(starts="01/09/2020")]
    made = apply(cast, rehearse(cast, rows, answers=answers) if rehearse(cast, rows).changes["questions"]
                 else rehearse(cast, rows))  # fmt: skip
    assert fresh(zoe).left_on is None
    assert Post.objects.get(person=zoe, job_title="Class teacher").ends_on is None
    assert fresh(other).ends_on == today() - 90 * DAY
    assert made.changes["without_post"] == []
