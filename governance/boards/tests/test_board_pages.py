"""The pages of boards: appointing, reappointing, ending, and what each of them keeps of what was typed (GV-1, R-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import today
from cpd_trust.tests.helpers import opening, same_cost
from governance.models import Appointment, Board, Seats
from governance.tests.factories import BoardFactory, boards_of_cast, make_appointment, make_link_role
from people.models import Grant, Person
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-1")]

DAY = dt.timedelta(days=1)


def url_of(name, row):
    return reverse(f"governance:{name}", args=[row.public_id])


def sent(client, url, **typed):
    """Send the form of a page with what it holds already."""
    form = client.get(url).context["form"]
    held = {name: field.value() for name, field in ((f.name, f) for f in form) if field.value() is not None}
    return client.post(url, held | typed)


def appointing(**typed):
    return {
        "first_name": "Zara", "last_name": "Okafor", "email": "zara@example.org", "role": "governor",
        "category": "parent", "starts_on": "2026-09-01", "term_ends_on": "",
    } | typed  # fmt: skip


def test_the_clerk_appoints_somebody_new_for_the_usual_term(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    answer = sent(sign_in(cast.cora), url_of("appoint", board), **appointing())
    assert answer.status_code == 302
    row = Appointment.objects.get(person__email="zara@example.org")
    assert (row.starts_on, row.ends_on) == (dt.date(2026, 9, 1), dt.date(2030, 8, 31))
    assert Grant.objects.get(person=row.person).school == cast.oak


def test_somebody_known_is_found_by_their_email_and_not_under_another_name(cast, sign_in):
    board, client = boards_of_cast(cast)["oak"], sign_in(cast.ann)
    typed = appointing(first_name="Tom", last_name="Exampel", email=cast.tom.email.upper())
    answer = sent(client, url_of("appoint", board), **typed)
    assert answer.status_code == 422
    assert "another last name" in answer.text
    assert "Exampel" in answer.text
    people = Person.objects.count()
    assert sent(client, url_of("appoint", board), **typed | {"last_name": "Example"}).status_code == 302
    assert Person.objects.count() == people
    assert Appointment.objects.filter(board=board, person=cast.tom).exists()


def test_a_second_chair_is_refused_beside_the_first_day(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    answer = sent(sign_in(cast.cora), url_of("appoint", board), **appointing(role="chair"))
    assert answer.status_code == 422
    assert "is chair until" in answer.context["form"].errors["starts_on"][0]


def test_reappointing_starts_the_day_after(cast, sign_in):
    board, person = BoardFactory(school=cast.oak), PersonFactory()
    row = make_appointment(board, person, term_ends_on=today() + 3 * DAY)
    assert sent(sign_in(cast.ann), url_of("appointment-renew", row)).status_code == 302
    again = Appointment.objects.filter(person=person).latest("starts_on")
    assert again.starts_on == row.ends_on + DAY
    assert again.category == row.category


@pytest.mark.parametrize("days", [-800, 800])
def test_a_re_election_is_entered_as_soon_as_it_is_known_and_after_any_gap(cast, sign_in, days):
    row = make_appointment(
        BoardFactory(school=cast.oak), PersonFactory(), starts_on=today() - 900 * DAY, term_ends_on=today() + days * DAY
    )
    client, url = sign_in(cast.ann), url_of("appointment-renew", row)
    slip = max(row.ends_on, today()) + 400 * DAY
    assert sent(client, url, starts_on=slip.isoformat()).status_code == 422
    assert sent(client, url).status_code == 302
    again = Appointment.objects.filter(person=row.person).latest("starts_on")
    assert again.starts_on == max(row.ends_on + DAY, today())


def test_ending_early_asks_for_a_reason(cast, sign_in):
    row = make_appointment(BoardFactory(school=cast.oak), PersonFactory())
    client, url = sign_in(cast.ann), url_of("appointment-end", row)
    assert sent(client, url).status_code == 422
    assert sent(client, url, because="Moved away").status_code == 302
    row.refresh_from_db()
    assert (row.ends_on, row.ended_because) == (today(), "Moved away")


def test_the_reason_for_ending_early_is_for_whoever_keeps_the_appointments(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    row = make_appointment(board, PersonFactory(), ends_on=today() - DAY, ended_because="Fell out with Chas")
    for reader, reads in (("cora", True), ("ann", True), ("gus", False), ("chas", False), ("eve", False)):
        client = sign_in(getattr(cast, reader))
        page = client.get(url_of("appointment-detail", row)).text
        answer = client.get(url_of("board-detail", board), {"show": "all", "export": "csv"})
        for text in (page, b"".join(answer.streaming_content).decode()):
            assert ("Fell out" in text) == reads, reader
            assert "Ended early" in text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("starts_on", "2016-11-01"), ("starts_on", "2028-09-01"), ("term_ends_on", "2036-09-01")],
)
def test_a_mistyped_term_is_refused_beside_the_field(cast, sign_in, field, typed):
    board = BoardFactory(school=cast.oak)
    answer = sent(sign_in(cast.ann), url_of("appoint", board), **appointing(**{field: typed}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Appointment.objects.exists()


def test_taking_an_appointment_back_twice_leads_to_its_board(cast, sign_in):
    board = BoardFactory(school=cast.oak)
    row = make_appointment(board, PersonFactory(), starts_on=today() + 5 * DAY)
    client, url = sign_in(cast.ann), url_of("appointment-end", row)
    typed = {
        "version": 1, "last_day": today().isoformat(), "because": "Withdrew",
        "of_board": client.get(url).context["form"]["of_board"].value(),
    }  # fmt: skip
    for _ in range(2):
        assert client.post(url, typed).url == board.get_absolute_url()
    assert not Appointment.objects.exists()
    assert client.post(url, typed | {"of_board": "x"}).status_code == 404


def test_who_has_no_end_says_only_that_on_a_phone(cast, sign_in):
    board = BoardFactory(school=cast.oak)
    make_appointment(board, PersonFactory(), "clerk", category="", term_ends_on=None)
    page = sign_in(cast.ann).get(url_of("board-detail", board)).text
    assert '<td class="k-day">No end</td>' in page


def test_editing_a_stale_appointment_shows_both(cast, sign_in):
    row = make_appointment(BoardFactory(school=cast.oak), PersonFactory())
    client, url = sign_in(cast.ann), url_of("appointment-edit", row)
    assert sent(client, url, category="parent").status_code == 302
    assert client.post(url, {"version": 1, "category": "staff"}).status_code == 409
    row.refresh_from_db()
    assert row.category == "parent"


def test_a_board_is_added_with_schools_and_seats_and_says_its_vacancies(cast, sign_in):
    client = sign_in(cast.ann)
    sent(client, reverse("governance:board-add"), kind="local", name="Oak and Elm")
    board = Board.objects.get()
    for school in (cast.oak, cast.elm):
        answer = sent(client, url_of("board-school-add", board), school=school.public_id)
        assert answer.status_code == 302
    sent(client, url_of("board-edit", board), name="Oak and Elm board", seats_parent="2", seats_staff="1")
    make_appointment(board, PersonFactory(), category="parent")
    page = client.get(url_of("board-detail", board)).text
    assert "Oak and Elm board" in page
    assert page.count("1 vacancy") == 2
    held = board.board_schools.get(school=cast.elm)
    url = reverse("governance:board-school-end", args=[board.public_id, held.pk])
    assert sent(client, url, last_day=today().isoformat()).status_code == 302
    assert sent(client, url_of("board-close", board)).status_code == 302
    assert "Closed" in client.get(url_of("board-detail", board)).text


def test_a_board_lists_who_is_in_office_and_the_past_when_asked_and_hands_both_out(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    make_appointment(board, PersonFactory(last_name="Former"), term_ends_on=today() - DAY)
    client, url = sign_in(cast.gus), url_of("board-detail", board)
    assert "Former" not in client.get(url).text
    assert "Former" in client.get(url, {"show": "past"}).text
    text = b"".join(client.get(url, {"show": "all", "export": "csv"}).streaming_content).decode()
    assert "Former" in text
    assert "Gus" in text


def test_a_board_of_many_costs_what_one_of_one_costs(cast, sign_in):
    """With ten years of terms and with link roles too, and as much with its whole history."""
    board = BoardFactory(school=cast.oak)
    Seats.objects.create(board=board, category="appointed", number=9)
    client = sign_in(cast.ann)

    def add(number):
        person, first = PersonFactory(), today() - 3650 * DAY
        for year in range(10):
            row = make_appointment(
                board, person, starts_on=first + year * 366 * DAY, term_ends_on=first + (year * 366 + 365) * DAY
            )
        make_link_role(row)

    assert same_cost(opening(client, url_of("board-detail", board)), add) <= 20
    assert same_cost(opening(client, url_of("board-detail", board), {"show": "all"}), add) <= 20


def test_the_page_of_a_person_leads_to_the_board_and_gives_no_role_on_one(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    client = sign_in(cast.ann)
    page = client.get(cast.gus.get_absolute_url()).text
    assert board.get_absolute_url() in page
    grant = cast.gus.grants.get()
    end = reverse("people:grant-end", args=[grant.public_id])
    assert end not in page
    assert client.post(end, {"last_day": today().isoformat()}).status_code == 403
    form = client.get(reverse("people:grant-add", args=[cast.tom.public_id])).context["form"]
    assert not {role for role, _ in form.fields["role"].choices} & {"governor", "trustee", "member", "clerk"}
