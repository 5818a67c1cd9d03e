"""Link roles: given with an appointment, ended with it, and what training and audiences ask for follows (R-1, GV-1)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from certificates.audience import audience_on
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.trust_settings import remembered
from governance.boards.links import add_entry, change_entry, end_link_role, give_link_role
from governance.boards.selectors import link_lines
from governance.boards.services import end_appointment, govern_school
from governance.models import LinkRole
from governance.tests.factories import BoardFactory, boards_of_cast, make_appointment, make_link_role
from people.models import Person, Responsibility
from people.services.leaving import record_leaving, take_back_leaving
from people.services.places import add_responsibility

pytestmark = [pytest.mark.django_db, pytest.mark.policy("GV-1")]

DAY = dt.timedelta(days=1)


def duties(person, day=None):
    """Return the responsibilities of a person on a day, with the schools."""
    rows = Responsibility.objects.on(day or today()).filter(person=person)
    return sorted((row.kind, row.school.name) for row in rows)


def url_of(name, row, *more):
    return reverse(f"governance:{name}", args=[row.public_id, *more])


def sent(client, url, **typed):
    form = client.get(url).context["form"]
    held = {field.name: field.value() for field in form if field.value() is not None}
    return client.post(url, held | typed)


def giving(cast, row, role="safeguarding", **facts):
    facts = {"actor": cast.ann, "starts_on": today(), "ends_on": None} | facts
    return give_link_role(appointment=row, role=role, **facts)


def test_its_responsibility_is_held_from_its_first_day_to_the_last_of_the_appointment(cast):
    board = BoardFactory(school=cast.oak)
    row = make_appointment(board, cast.tom, term_ends_on=today() + 9 * DAY)
    giving(cast, row, starts_on=today() + DAY)
    for day, is_held in ((0, False), (1, True), (9, True), (10, False)):
        assert duties(cast.tom, today() + day * DAY) == ([("safeguarding_link", cast.oak.name)] if is_held else []), day
    govern_school(actor=cast.ann, board=board, school=cast.elm, starts_on=today() + 5 * DAY)
    assert len(duties(cast.tom, today() + 5 * DAY)) == 2
    end_appointment(actor=cast.ann, appointment=row, version=1, last_day=today() + 3 * DAY, because="Moved away")
    assert duties(cast.tom, today() + 3 * DAY) == [("safeguarding_link", cast.oak.name)]
    assert not duties(cast.tom, today() + 4 * DAY)
    assert LinkRole.objects.get().last_day == today() + 3 * DAY
    assert not link_lines(board)[0].holders


def test_required_training_asks_whoever_has_it_and_nobody_the_day_after(cast):
    row = make_appointment(boards_of_cast(cast)["oak"], cast.nora)
    requirement = RequirementFactory(audience="governance", responsibilities=["safeguarding_link"])
    link = giving(cast, row, starts_on=today() + DAY)
    end_link_role(actor=cast.ann, link_role=link, last_day=today() + 2 * DAY)
    for day, asked in ((0, set()), (1, {cast.nora.pk}), (2, {cast.nora.pk}), (3, set())):
        found = audience_on(today() + day * DAY, school=cast.oak)
        assert set(found.who(requirement, cast.oak.pk)) == asked, day


def test_that_of_the_trustees_stands_with_the_central_team_and_the_members_have_none(cast):
    boards = boards_of_cast(cast)
    giving(cast, boards["trust"].appointments.get(person=cast.tess), "send")
    assert duties(cast.tess) == [("send_link", cast.central.name)]
    with pytest.raises(PermissionDenied, match="Governors and trustees"):
        giving(cast, boards["members"].appointments.get(person=cast.mel))
    assert not link_lines(boards["members"])


def test_the_own_ones_of_the_trust_bring_no_responsibility_and_keep_their_name(cast):
    row = make_appointment(BoardFactory(school=cast.oak), cast.tom)
    entry = add_entry(actor=cast.ann, name="Careers", after="cpd")
    with remembered():
        held = giving(cast, row, entry.code)
    assert not duties(cast.tom)
    change_entry(actor=cast.ann, code=entry.code, version=2, name="Careers", in_use=False, after="cpd")
    with remembered():
        assert str(held) == "Careers"
        assert [(line.name, line.is_wanted) for line in link_lines(row.board)][-1] == ("Careers", False)
        with pytest.raises(ValidationError, match="in use"):
            giving(cast, row, entry.code)


def test_days_outside_the_appointment_and_twice_the_same_are_refused(cast):
    row = make_appointment(BoardFactory(school=cast.oak), cast.tom)
    for facts, reason in (
        ({"starts_on": row.starts_on - DAY}, "begins on"),
        ({"starts_on": row.ends_on + DAY}, "ends on"),
        ({"ends_on": row.ends_on + DAY}, "ends on"),
        ({"ends_on": today() - DAY}, "same as or after"),
        ({"role": "dance"}, "in use"),
    ):
        with pytest.raises(ValidationError, match=reason):
            giving(cast, row, **facts)
    giving(cast, row)
    with pytest.raises(ValidationError, match="has this link role"):
        giving(cast, row, starts_on=today() + DAY)
    assert LinkRole.objects.count() == 1


def test_who_gives_and_ends_them(cast):
    """An administrator, and the clerk of that board alone. By hand the responsibility is given nowhere."""
    row = make_appointment(boards_of_cast(cast)["oak"], cast.tom)
    for name in ("hal", "eve", "gus", "chas", "tara"):
        with pytest.raises(PermissionDenied):
            giving(cast, row, actor=getattr(cast, name))
    held = giving(cast, row, actor=cast.cora)
    with pytest.raises(PermissionDenied):
        end_link_role(actor=cast.chas, link_role=held, last_day=today())
    with pytest.raises(ValidationError, match="board’s page"):
        add_responsibility(
            actor=cast.ann, person=cast.tom, school=cast.oak, kind="send_link", starts_on=today(), ends_on=None
        )


def test_a_leaving_that_is_taken_back_gives_it_again(cast):
    board = BoardFactory(school=cast.oak)
    make_link_role(make_appointment(board, cast.tom))
    later = make_appointment(board, cast.tom, "vice_chair", starts_on=today() + 5 * DAY)
    make_link_role(later, "send")
    record_leaving(actor=cast.ann, person=cast.tom, left_on=today())
    assert duties(cast.tom)
    assert not duties(cast.tom, today() + 5 * DAY)
    take_back_leaving(actor=cast.ann, person=Person.objects.get(pk=cast.tom.pk))
    assert [kind for kind, _ in duties(cast.tom, today() + 5 * DAY)] == ["safeguarding_link", "send_link"]


def test_the_pages_give_show_and_end_it(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    row = make_appointment(board, cast.tom)
    client = sign_in(cast.cora)
    assert client.get(url_of("board-detail", board)).text.count("No one") == 4
    answer = sent(client, url_of("link-give", row), role="send")
    assert answer.url == url_of("appointment-detail", row)
    assert client.get(url_of("board-detail", board)).text.count("No one") == 3
    held = LinkRole.objects.get()
    end = url_of("link-end", row, held.pk)
    person = sign_in(cast.ann).get(cast.tom.get_absolute_url()).text
    assert "that gives the responsibility SEND link governor" in person
    duty = Responsibility.objects.get(person=cast.tom)
    assert client.get(reverse("people:responsibility-end", args=[duty.public_id])).status_code in (403, 404)
    assert sent(client, end, last_day=today().isoformat()).status_code == 302
    assert duties(cast.tom)
    assert not duties(cast.tom, today() + DAY)


def test_pressing_twice_on_one_that_has_not_begun_leads_to_the_appointment(cast, sign_in):
    row = make_appointment(boards_of_cast(cast)["oak"], cast.tom)
    url = url_of("link-end", row, make_link_role(row, starts_on=today() + 5 * DAY).pk)
    client = sign_in(cast.cora)
    for _ in range(2):
        answer = client.post(url, {"last_day": today().isoformat()})
        assert answer.url == url_of("appointment-detail", row)
    assert not LinkRole.objects.exists()


def test_the_list_is_edited_by_an_administrator(cast, sign_in):
    client = sign_in(cast.ann)
    assert sent(client, reverse("governance:link-role-add"), name="Careers").status_code == 302
    edit = reverse("governance:link-role-edit", args=["cpd"])
    assert sent(client, edit, name="Staff training", in_use="").status_code == 302
    page = client.get(reverse("governance:link-role-list")).text
    assert "Staff training" in page
    assert "Careers" in page
    assert client.get(reverse("governance:link-role-edit", args=["dance"])).status_code == 404
