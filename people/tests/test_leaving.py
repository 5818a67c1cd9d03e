"""Whoever has left is let in no more and holds nothing; what is taken back before it begins never held."""

import datetime as dt
import html

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh, opening, same_cost
from people.models import Delegation, Grant, Person, Post, Responsibility, School
from people.open_matters import open_after, vacant_after
from people.services import leaving, places
from people.services import people as services
from people.services.merging import merge_people
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HOME = reverse("home:home")
ALLAUTHS_OWN = ["allauth.account.auth_backends.AuthenticationBackend"]


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), tick=False)


def leave(cast, person, days):
    return leaving.record_leaving(actor=cast.ann, person=person, left_on=today() + days * DAY)


@pytest.mark.parametrize(("days", "status"), [(-1, 302), (0, 200), (1, 200)])
def test_a_session_ends_with_the_leaving_day(cast, sign_in, days, status):
    client = sign_in(cast.bea)
    leave(cast, cast.bea, days)
    assert client.get(HOME).status_code == status


def test_without_our_backend_the_session_of_a_leaver_goes_on(cast, client, settings):
    settings.AUTHENTICATION_BACKENDS = ALLAUTHS_OWN
    client.force_login(cast.bea, backend=ALLAUTHS_OWN[0])
    leave(cast, cast.bea, -1)
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(("days", "page"), [(-1, "account_inactive"), (0, "home:home"), (1, "home:home")])
def test_a_password_lets_nobody_in_after_the_leaving_day(cast, client, days, page):
    cast.bea.set_password("correct horse battery")
    cast.bea.save()
    leave(cast, cast.bea, days)
    answer = client.post(reverse("account_login"), {"login": cast.bea.email, "password": "correct horse battery"})
    assert answer.url == reverse(page)
    assert client.get(HOME).status_code == (302 if days < 0 else 200)


def test_nobody_who_has_left_is_invited(cast):
    leave(cast, cast.bea, -1)
    with pytest.raises(PermissionDenied, match="has left the trust"):
        services.invite_person(actor=cast.ann, person=Person.objects.get(pk=cast.bea.pk))


def held_by_hal(cast, starts_on):
    """Give Hal one of each dated thing, from a day on."""
    return [
        GrantFactory(person=cast.hal, role="senior_leader", school=cast.elm, starts_on=starts_on),
        PostFactory(person=cast.hal, school=cast.elm, job_title="Adviser", starts_on=starts_on),
        ResponsibilityFactory(person=cast.hal, school=cast.elm, starts_on=starts_on),
        Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=starts_on, ends_on=starts_on + 9 * DAY),
        Delegation.objects.create(person=cast.eli, deputy=cast.hal, starts_on=starts_on, ends_on=starts_on + 9 * DAY),
    ]


@pytest.mark.parametrize("first", [-1, 0, 1])
def test_what_would_begin_after_the_leaving_day_never_holds(cast, first):
    """The day before the leaving day, the day itself, the day after."""
    last_day = today() + 5 * DAY
    rows = held_by_hal(cast, last_day + first * DAY)
    leaving.record_leaving(actor=cast.ann, person=cast.hal, left_on=last_day)
    for row in rows:
        found = type(row).objects.filter(pk=row.pk).first()
        assert (found is None) == (first == 1)
        assert found is None or found.ends_on == last_day
        name = type(row).__name__.lower()
        taken = AuditEvent.objects.filter(code=f"people.{name}.taken_back", object_id=str(row.public_id))
        assert taken.exists() == (first == 1)


def begun(cast, kind, person, first):
    """Give somebody one dated thing, from a day on."""
    values = {"person": person, "school": cast.elm, "starts_on": first}
    if kind is Grant:
        return GrantFactory(role="senior_leader", **values)
    return (PostFactory if kind is Post else ResponsibilityFactory)(**values)


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 302), (1, 302)])
@pytest.mark.parametrize("kind", [Grant, Post, Responsibility])
def test_a_mistyped_leaving_day_deletes_nothing_that_has_begun(cast, sign_in, kind, days, status):
    """The day before the first day, the day itself, the day after; of what began yesterday, and of what began today."""
    for first in (today() - DAY, today()):
        person, last_day = PersonFactory(), first + days * DAY
        row = begun(cast, kind, person, first)
        url = reverse("people:person-leave", args=[person.public_id])
        answer = sign_in(cast.ann).post(url, {"last_day": last_day.isoformat()})
        assert answer.status_code == status
        assert kind.objects.filter(pk=row.pk).exists()
        assert fresh(person).left_on == (last_day if status == 302 else None)
        if status == 422:
            [problem] = answer.context["form"].errors["last_day"]
            assert "began on" in problem
            assert problem in html.unescape(answer.content.decode())


@pytest.mark.parametrize("first", [-1, 0, 1])
@pytest.mark.parametrize("stands_in", [True, False])
def test_a_stand_in_that_began_since_the_last_day_holds_nobody_back(cast, sign_in, first, stands_in):
    """It began on the day before the last day, on the day itself, on the day after; recorded five days late."""
    last_day = today() - 5 * DAY
    person, deputy = (cast.hal, cast.sid) if stands_in else (cast.sid, cast.bea)
    begins = last_day + first * DAY
    row = Delegation.objects.create(person=person, deputy=deputy, starts_on=begins, ends_on=begins + 30 * DAY)
    url = reverse("people:person-leave", args=[cast.sid.public_id])
    assert sign_in(cast.ann).post(url, {"last_day": last_day.isoformat()}).status_code == 302
    found = Delegation.objects.filter(pk=row.pk).first()
    assert (found and found.ends_on) == (None if first == 1 else last_day)
    code = "taken_back" if first == 1 else "ended"
    assert AuditEvent.objects.filter(code=f"people.delegation.{code}", object_id=str(row.public_id)).exists()
    assert fresh(cast.sid).left_on == last_day


def test_a_headteacher_of_years_keeps_his_post_when_a_year_is_mistyped(cast, sign_in):
    posts, grants = list(cast.hal.posts.all()), list(cast.hal.grants.all())
    url = reverse("people:person-leave", args=[cast.hal.public_id])
    assert sign_in(cast.ann).post(url, {"last_day": "2016-08-31"}).status_code == 422
    assert (list(cast.hal.posts.all()), list(cast.hal.grants.all())) == (posts, grants)
    assert not AuditEvent.objects.filter(code__endswith=".taken_back").exists()


@pytest.mark.parametrize(("last_day", "status"), [("2020-08-31", 422), ("2020-09-01", 302), ("2020-09-02", 302)])
def test_nobody_leaves_before_they_joined(cast, sign_in, last_day, status):
    person = PersonFactory(joined_on=dt.date(2020, 9, 1))
    url = reverse("people:person-leave", args=[person.public_id])
    answer = sign_in(cast.ann).post(url, {"last_day": last_day})
    assert answer.status_code == status
    if status == 422:
        assert "joined on 1 September 2020" in answer.context["form"].errors["last_day"][0]
    assert (fresh(person).left_on is None) == (status == 422)


ENDS = {
    Grant: lambda cast, row, day: places.end_grant(actor=cast.ann, grant=row, last_day=day),
    Post: lambda cast, row, day: places.end_post(actor=cast.ann, post=row, last_day=day),
    Responsibility: lambda cast, row, day: places.end_responsibility(actor=cast.ann, responsibility=row, last_day=day),
}


@pytest.mark.parametrize("kind", ENDS)
def test_what_is_taken_back_before_it_begins_does_not_hold_on_its_first_day(cast, kind):
    first_day = today() + 3 * DAY
    row = next(row for row in held_by_hal(cast, first_day) if isinstance(row, kind))
    ENDS[kind](cast, row, today())
    assert not kind.objects.on(first_day).filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", ENDS)
def test_a_mistyped_last_day_does_not_take_away_what_was_held(cast, kind):
    row = next(row for row in held_by_hal(cast, today() - DAY) if isinstance(row, kind))
    with pytest.raises(ValidationError, match="began on"):
        ENDS[kind](cast, row, today() - 2 * DAY)
    ENDS[kind](cast, row, today() - DAY)
    assert fresh(row).ends_on == today() - DAY


@pytest.mark.parametrize("name", ["grant", "post", "responsibility"])
def test_a_grant_holds_on_its_first_and_on_its_last_day(cast, name):
    first, last = today() + 10 * DAY, today() + 12 * DAY
    row = next(row for row in held_by_hal(cast, first) if type(row).__name__.lower() == name)
    ENDS[type(row)](cast, row, last)
    holds = [type(row).objects.on(first + days * DAY).filter(pk=row.pk).exists() for days in (-1, 0, 1, 2, 3)]
    assert holds == [False, True, True, True, False]


def test_a_deputy_decides_on_the_last_day_and_not_on_the_day_after(cast):
    last = today() + DAY
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=last)
    for day, stands_in in ((last - DAY, True), (last, True), (last + DAY, False)):
        with on(day):
            cast.sid.forget_authority()
            assert cast.sid.authority.delegators == ([cast.hal] if stands_in else [])


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, True), (1, True)])
def test_a_school_is_open_to_the_end_of_its_last_day(cast, days, is_open):
    cast.oak.closed_on = today() + days * DAY
    cast.oak.save()
    assert School.objects.open_on(today()).filter(pk=cast.oak.pk).exists() == is_open


def test_a_post_at_a_closed_school_is_corrected_and_ended(cast, sign_in):
    cast.oak.closed_on = today() - 30 * DAY
    cast.oak.save()
    client = sign_in(cast.ann)
    url = reverse("people:post-edit", args=[cast.ada_post.public_id])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"job_title": "Music teacher", "starts_on": "2020-09-01", "line_manager": ""}
    assert client.post(url, data).status_code == 302
    end = reverse("people:post-end", args=[cast.ada_post.public_id])
    assert client.post(end, {"last_day": "2019-08-31"}).status_code == 422
    assert client.post(end, {"last_day": cast.oak.closed_on.isoformat()}).status_code == 302
    cast.ada_post.refresh_from_db()
    assert (cast.ada_post.job_title, cast.ada_post.ends_on) == ("Music teacher", cast.oak.closed_on)
    # Another closed school is no choice.
    cast.elm.closed_on = today() - DAY
    cast.elm.save()
    version = client.get(url).context["form"]["version"].value()
    late = client.post(url, data | {"school": str(cast.elm.public_id), "version": version})
    assert late.status_code == 422


def open_kinds(person, day=None):
    return {source.key: matters for source, matters in open_after(person, day or today())}


def test_line_management_is_shown_and_handed_on(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:person-leave", args=[cast.lin.public_id])
    page = client.get(url)
    assert "Ada Example, Class teacher at Oak Primary School" in page.content.decode()
    data = {"last_day": today().isoformat(), "line_management": str(cast.sid.public_id)}
    assert client.post(url, data | {"last_day": ""}).status_code == 422
    assert client.post(url, data).url == cast.lin.get_absolute_url()
    cast.ada_post.refresh_from_db()
    cast.lin.refresh_from_db()
    assert (cast.ada_post.line_manager, cast.lin.left_on) == (cast.sid, today())
    assert open_kinds(cast.lin) == {}


def test_what_was_not_handed_on_is_still_shown_afterwards(cast, sign_in):
    leave(cast, cast.lin, -1)
    client = sign_in(cast.ann)
    url = reverse("people:person-leave", args=[cast.lin.public_id])
    assert "Change leaving date or hand on work" in client.get(cast.lin.get_absolute_url()).content.decode()
    assert "Ada Example" in client.get(url).content.decode()
    data = {"last_day": (today() - DAY).isoformat(), "line_management": str(cast.hal.public_id)}
    assert client.post(url, data).status_code == 302
    assert AuditEvent.objects.filter(code="people.person.left").count() == 1


def test_nothing_is_handed_to_somebody_who_has_left(cast, sign_in):
    leave(cast, cast.sid, -1)
    with pytest.raises(ValidationError, match="in the trust today and afterwards"):
        leaving.record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on={"line_management": cast.sid})
    assert fresh(cast.ada_post).line_manager == cast.lin


def test_whoever_takes_over_is_not_made_their_own_line_manager(cast):
    leaving.record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on={"line_management": cast.ada})
    assert fresh(cast.ada_post).line_manager == cast.lin


@pytest.mark.parametrize(("days", "takes"), [(-1, False), (0, False), (1, True), (None, True)])
def test_whoever_takes_over_is_there_on_the_day_after_the_last_one(cast, days, takes):
    """The successor's own last day lies a day before the other's, is the same, is a day after, or there is none."""
    last_day = today() + 30 * DAY
    if days is not None:
        leave(cast, cast.sid, 30 + days)
    call = {"actor": cast.ann, "person": cast.lin, "left_on": last_day, "hand_on": {"line_management": cast.sid}}
    if takes:
        leaving.record_leaving(**call)
    else:
        with pytest.raises(ValidationError, match="in the trust today and afterwards"):
            leaving.record_leaving(**call)
    assert (fresh(cast.ada_post).line_manager == cast.sid) == takes


@pytest.mark.parametrize(("days", "takes"), [(-1, True), (0, True), (1, False)])
def test_whoever_came_after_a_leaving_that_is_recorded_late_takes_over(cast, days, takes):
    """They began yesterday, begin today, begin tomorrow; it moves at once, so they must be here."""
    newcomer = PostFactory(school=cast.oak, starts_on=today() + days * DAY).person
    call = {"actor": cast.ann, "person": cast.lin, "left_on": today() - 9 * DAY}
    hand_on = {"line_management": newcomer}
    if takes:
        leaving.record_leaving(**call, hand_on=hand_on)
    else:
        with pytest.raises(ValidationError, match="in the trust today and afterwards"):
            leaving.record_leaving(**call, hand_on=hand_on)
    assert (fresh(cast.ada_post).line_manager == newcomer) == takes


def test_the_page_shows_what_is_open_after_the_day_that_is_chosen(cast, sign_in):
    """And saves nothing, keeps what was typed, and says that a thing without days moves at once."""
    cast.ada_post.ends_on = today() + 60 * DAY
    cast.ada_post.save()
    client = sign_in(cast.ann)
    url = reverse("people:person-leave", args=[cast.lin.public_id])
    for days, is_open in ((59, True), (60, False)):
        data = {"last_day": (today() + days * DAY).isoformat(), "line_management": str(cast.sid.public_id)}
        answer = client.post(url, data | {"look": "yes"})
        assert answer.status_code == 200
        assert ("Ada Example, Class teacher" in answer.content.decode()) == is_open
        assert ("line_management" in answer.context["form"].fields) == is_open
        if is_open:
            assert "as soon as you save, not after the last day" in answer.content.decode()
            assert answer.context["form"]["line_management"].value()[0] == str(cast.sid.public_id)
    assert fresh(cast.lin).left_on is None
    assert client.post(url, {"last_day": "", "look": "yes"}).status_code == 422
    # On the last day itself, and afterwards, at once is when it should be.
    assert "as soon as you save" not in client.get(url).content.decode()


# --- The day is corrected, or taken back ------------------------------------------------------------------------------


def state(rows):
    """Return what each row says now; None where it is gone."""
    found = [type(row).objects.filter(pk=row.pk).first() for row in rows]
    return [row and {name: value for name, value in vars(row).items() if name not in ("_state", "version")}
            for row in found]  # fmt: skip


def whole(cast, starts_on):
    rows = [*held_by_hal(cast, starts_on), *cast.hal.posts.all(), *cast.hal.grants.all()]
    return list({(type(row), row.pk): row for row in rows}.values())


@pytest.mark.parametrize("begins", [-30, 30])
def test_a_leaving_day_that_is_taken_back_reopens_what_it_ended(cast, sign_in, begins):
    """What had begun goes on without an end, and what was to come will come."""
    rows = whole(cast, today() + begins * DAY)
    fixed = PostFactory(person=cast.hal, school=cast.elm, ends_on=today() + 5 * DAY)
    before = state([*rows, fixed])
    cast.ada_post.line_manager = cast.hal
    cast.ada_post.save()
    leaving.record_leaving(
        actor=cast.ann, person=cast.hal, left_on=today() - DAY, hand_on={"line_management": cast.sid}
    )
    client = sign_in(cast.ann)
    assert (
        "Remove leaving date" in client.get(reverse("people:person-leave", args=[cast.hal.public_id])).content.decode()
    )
    assert (
        client.post(reverse("people:leaving-take-back", args=[cast.hal.public_id])).url == cast.hal.get_absolute_url()
    )
    assert state([*rows, fixed]) == before
    hal = fresh(cast.hal)
    assert (hal.left_on, hal.may_sign_in, hal.ended_by_leaving) == (None, True, {})
    assert fresh(cast.ada_post).line_manager == cast.hal
    assert (
        "Remove leaving date"
        not in client.get(reverse("people:person-leave", args=[cast.hal.public_id])).content.decode()
    )
    with pytest.raises(IllegalMove, match="no leaving date"):
        leaving.take_back_leaving(actor=cast.ann, person=cast.hal)


@pytest.mark.parametrize("days", [-1, 0, 1, 90])
def test_a_corrected_leaving_day_ends_everything_on_the_right_day(cast, days):
    """A day before the first one, the same, a day after, and after what had been taken back begins."""
    first = today() + 10 * DAY
    rows = whole(cast, first + 20 * DAY)
    begun = [row for row in rows if row.starts_on <= first]
    leaving.record_leaving(actor=cast.ann, person=cast.hal, left_on=first)
    right = first + days * DAY
    leaving.record_leaving(actor=cast.ann, person=cast.hal, left_on=right)
    for row in rows:
        found = type(row).objects.filter(pk=row.pk).first()
        if row in begun or days == 90:
            assert found.ends_on == min(right, row.ends_on or right)
        else:
            assert found is None
    assert fresh(cast.hal).left_on == right


def test_taking_a_corrected_day_back_reopens_what_both_days_ended(cast):
    rows = whole(cast, today() + 30 * DAY)
    before = state(rows)
    for days in (90, 10, 45, -1):
        leave(cast, cast.hal, days)
    leaving.take_back_leaving(actor=cast.ann, person=cast.hal)
    assert state(rows) == before


def test_nothing_else_is_reopened(cast):
    """What had ended before, what somebody changed or removed since, and what was given anew stay as they are."""
    ended = PostFactory(person=cast.sid, school=cast.elm, ends_on=today() - 40 * DAY)
    ended_that_day = PostFactory(person=cast.sid, school=cast.elm, ends_on=today() - DAY)
    changed = PostFactory(person=cast.sid, school=cast.elm)
    role = GrantFactory(person=cast.sid, role="senior_leader", school=cast.elm)
    removed = ResponsibilityFactory(person=cast.sid, school=cast.elm)
    leave(cast, cast.sid, -1)
    Post.objects.filter(pk=changed.pk).update(ends_on=today() - 5 * DAY)
    removed.delete()
    GrantFactory(person=cast.sid, role="senior_leader", school=cast.elm, starts_on=today())
    leaving.take_back_leaving(actor=cast.ann, person=cast.sid)
    assert (fresh(ended).ends_on, fresh(ended_that_day).ends_on) == (today() - 40 * DAY, today() - DAY)
    assert fresh(changed).ends_on == today() - 5 * DAY
    assert not cast.sid.responsibilities.exists()
    assert fresh(role).ends_on == today() - DAY


@pytest.mark.parametrize(("days", "comes_back"), [(9, False), (10, True), (11, True)])
def test_line_management_comes_back_for_a_later_day(cast, days, comes_back):
    """A day before the first one, the same again, a day after it: who is here longer manages their people longer."""
    hand_on = {"line_management": cast.sid}
    leaving.record_leaving(actor=cast.ann, person=cast.lin, left_on=today() + 10 * DAY, hand_on=hand_on)
    leave(cast, cast.lin, days)
    assert (fresh(cast.ada_post).line_manager == cast.lin) == (comes_back and days != 10)
    leaving.take_back_leaving(actor=cast.ann, person=cast.lin)
    assert fresh(cast.ada_post).line_manager == cast.lin


@pytest.mark.parametrize(("days", "comes_back"), [(-1, False), (0, True), (1, True)])
def test_line_management_does_not_go_back_to_somebody_who_is_gone(cast, days, comes_back):
    """The corrected day is yesterday, today, tomorrow."""
    hand_on = {"line_management": cast.sid}
    leaving.record_leaving(actor=cast.ann, person=cast.lin, left_on=today() - 9 * DAY, hand_on=hand_on)
    leave(cast, cast.lin, days)
    assert (fresh(cast.ada_post).line_manager == cast.lin) == comes_back


def test_line_management_that_moved_on_since_stays_where_it_is(cast):
    hand_on = {"line_management": cast.sid}
    leaving.record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on=hand_on)
    Post.objects.filter(pk=cast.ada_post.pk).update(line_manager=cast.hal)
    leaving.take_back_leaving(actor=cast.ann, person=cast.lin)
    assert fresh(cast.ada_post).line_manager == cast.hal


def test_nobody_takes_their_own_leaving_back_and_a_merged_record_stays_gone(cast):
    leave(cast, cast.sid, 1)
    for actor in (cast.hal, cast.sid, cast.eve):
        with pytest.raises(PermissionDenied):
            leaving.take_back_leaving(actor=actor, person=cast.sid)
    gone = PersonFactory(email=None)
    merge_people(actor=cast.ann, keep=cast.bea, gone=gone)
    with pytest.raises(IllegalMove, match="no leaving date"):
        leaving.take_back_leaving(actor=cast.ann, person=gone)


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, False), (1, True)])
def test_what_ends_by_the_last_day_is_not_open(cast, days, is_open):
    cast.ada_post.ends_on = today() + days * DAY
    cast.ada_post.save()
    assert ("line_management" in open_kinds(cast.lin)) == is_open


def test_a_role_that_nobody_else_holds_is_said_to_be_vacant(cast, sign_in):
    ResponsibilityFactory(person=cast.hal, school=cast.oak, kind="dsl")
    assert vacant_after(cast.hal, today()) == [
        "Headteacher of Oak Primary School",
        "Designated safeguarding lead at Oak Primary School",
    ]
    successor = GrantFactory(person=cast.sid, role="headteacher", school=cast.oak, starts_on=today() + DAY)
    assert vacant_after(cast.hal, today()) == ["Designated safeguarding lead at Oak Primary School"]
    # One day without anybody is a vacancy too.
    successor.starts_on = today() + 2 * DAY
    successor.save()
    assert "Headteacher of Oak Primary School" in vacant_after(cast.hal, today())
    client = sign_in(cast.ann)
    answer = client.post(
        reverse("people:person-leave", args=[cast.hal.public_id]), {"last_day": today().isoformat()}, follow=True
    )
    assert "Vacant afterwards: Headteacher of Oak Primary School" in answer.content.decode()


def test_the_page_costs_the_same_with_one_and_with_three(cast, sign_in):
    page = opening(sign_in(cast.ann), reverse("people:person-leave", args=[cast.lin.public_id]))
    same_cost(page, lambda _: PostFactory(school=cast.oak, line_manager=cast.lin))
