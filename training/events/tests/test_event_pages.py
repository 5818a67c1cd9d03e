"""The pages of events: arranging from form to page, the list, changing, cancelling, notes, materials, needs."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.calendar import today
from core.tests.hostile_files import pdf
from cpd_trust.tests.helpers import same_cost, text_of
from people.models import Person, School
from people.tests.factories import PersonFactory
from planning.models import Need
from planning.tests.factories import NeedFactory, PriorityFactory
from training.events.forms import EventForm
from training.events.tests.factories import EventFactory, MaterialFactory, SeriesFactory, audience_of
from training.models import Event, Material, Series

DAY = today() + dt.timedelta(days=14)


def fields(**also):
    """Return what a filled-in form sends."""
    return {
        "kind": "staff_meeting", "title": "Reading aloud", "day": DAY.isoformat(), "starts": "15:45", "ends": "17:00",
        "mode": "in_person", "whole": ["staff"], "sign_up": "open", "least_share": "80", "cost": "0",
    } | also  # fmt: skip


def send(client, url, **also):
    """Open a page and send its form."""
    form = client.get(url).context["form"]
    carried = {name: form[name].value() for name in ("token", "version", "shown") if name in form.fields}
    return client.post(url, {**{name: value or "" for name, value in carried.items()}, **also})


CREATE = "training:event-create"


def test_an_event_is_arranged_in_one_form(cast, sign_in):
    client = sign_in(cast.hal)
    priority, need = PriorityFactory(school=cast.oak), NeedFactory(school=cast.oak, raised_by=cast.hal)
    answer = send(
        client, reverse(CREATE), **fields(
            schools=[cast.oak.public_id, cast.elm.public_id], groups=["teacher"], capacity="30", sign_up_days="2",
            priority=priority.public_id, needs=[need.public_id],
        )
    )  # fmt: skip
    event = Event.objects.get()
    assert answer.url == event.get_absolute_url()
    assert (event.school, event.organiser, event.capacity, event.day) == (cast.oak, cast.hal, 30, DAY)
    assert (event.priority, event.need, event.series) == (priority, need, None)
    assert {(line.kind, line.value, line.school) for line in event.audience.lines.all()} == {
        (kind, value, school)
        for kind, value in (("staff", ""), ("group", "teacher"))
        for school in (cast.oak, cast.elm)
    }
    page = client.get(answer.url).content.decode()
    for words in ("Reading aloud", "15:45 to 17:00", "All staff at Elm Primary School and Oak Primary School"):
        assert words in page


def test_a_series_is_shown_before_it_is_saved(cast, sign_in):
    client = sign_in(cast.hal)
    sent = fields(repeats="weekly", until=(DAY + dt.timedelta(days=15)).isoformat())
    shown = send(client, reverse(CREATE), **sent)
    assert (shown.status_code, Event.objects.count()) == (200, 0)
    form = shown.context["form"]
    carried = {"token": form["token"].value(), "shown": form["shown"].value()}
    # Other days than those that were shown are shown first, too.
    other = sent | {"day": (DAY + dt.timedelta(days=1)).isoformat()}
    assert client.post(reverse(CREATE), other | carried).status_code == 200
    assert Event.objects.count() == 0
    answer = client.post(reverse(CREATE), sent | carried)
    assert answer.status_code == 302
    days = [DAY + dt.timedelta(days=7 * week) for week in range(3)]
    kept = form.kept_days()
    assert list(Event.objects.values_list("day", flat=True)) == kept == [day for day in days if day in kept]
    assert Series.objects.get().repeats == "weekly"
    # The same form once more leads to the same event.
    assert client.post(reverse(CREATE), sent | carried).url == answer.url


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": "15:45"}, "ends"),
        ({"whole": []}, "whole"),
        ({"day": (today() - dt.timedelta(days=1)).isoformat()}, "day"),
        ({"repeats": "weekly"}, "until"),
        ({"repeats": "weekly", "until": (DAY - dt.timedelta(days=1)).isoformat()}, "until"),
        ({"repeats": "dates"}, "other_days"),
        ({"repeats": "dates", "other_days": "24/11/2026\nsoon"}, "other_days"),
        ({"repeats": "half_termly", "until": (DAY + dt.timedelta(days=99)).isoformat()}, "day"),
        ({"capacity": "0"}, "capacity"),
        ({"least_share": "101"}, "least_share"),
        ({"title": ""}, "title"),
        ({"online_link": "javascript:alert(1)"}, "online_link"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(wrong, field, cast, sign_in):
    answer = send(sign_in(cast.hal), reverse(CREATE), **fields(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Reading aloud" in answer.content.decode() or field == "title"
    assert not Event.objects.exists()


def test_who_hosts_at_several_schools_chooses_one_and_others_are_refused(cast, sign_in):
    client = sign_in(cast.eve)
    assert "Which school is hosting it?" in client.get(reverse(CREATE)).content.decode()
    answer = send(client, f"{reverse(CREATE)}?school={cast.elm.public_id}", **fields())
    assert Event.objects.get().school == cast.elm
    assert answer.status_code == 302
    assert sign_in(cast.ada).get(reverse(CREATE)).status_code == 403
    assert sign_in(cast.hal).get(f"{reverse(CREATE)}?school={cast.elm.public_id}").status_code == 404


def test_a_clerk_is_offered_what_is_for_boards_alone(cast, sign_in):
    form = sign_in(cast.cora).get(reverse(CREATE)).context["form"]
    assert [key for key, _ in form.fields["kind"].choices] == ["", "governance_evening", "board_training"]
    assert [key for key, _ in form.fields["whole"].choices] == ["board"]
    assert {"headteacher", "senior_leader"}.isdisjoint(dict(form.fields["roles"].choices))
    assert {"groups", "stages", "duties"}.isdisjoint(form.fields)


def test_the_edit_form_names_no_need_that_its_reader_does_not_see_and_keeps_it(cast, sign_in):
    event = EventFactory(school=cast.oak, organiser=cast.hal, audience=audience_of(kind="staff"))
    others, own = NeedFactory(school=cast.elm, title="Elm reads"), NeedFactory(school=cast.oak, title="Oak reads")
    event.needs.set([others, own])
    client, url = sign_in(cast.hal), reverse("training:event-edit", args=[event.public_id])
    assert "Elm reads" not in client.get(url).content.decode()
    send(client, url, **fields(title="Reading on", needs=[own.public_id]))
    event.refresh_from_db()
    assert (event.title, set(event.needs.all())) == ("Reading on", {others, own})
    stale = client.post(url, fields(title="Reading by Hal", needs=[own.public_id], version=1))
    assert stale.status_code == 409
    assert "Elm reads" not in stale.content.decode()


def test_a_closed_school_stays_ticked(cast):
    event = EventFactory(school=cast.oak, organiser=cast.hal, audience=audience_of(kind="staff", school=cast.elm))
    School.objects.filter(pk=cast.elm.pk).update(closed_on=today() - dt.timedelta(days=1))
    form = EventForm(None, actor=cast.hal, event=event, coming=[])
    assert cast.elm in form.fields["schools"].queryset


def test_an_event_of_need_comes_with_the_need(cast, sign_in):
    need = NeedFactory(school=cast.oak, raised_by=cast.hal)
    page = sign_in(cast.hal).get(f"{reverse(CREATE)}?need={need.public_id}").content.decode()
    assert f'value="{need.public_id}"' in page
    assert "checked" in page.split(f'value="{need.public_id}"')[1][:200]


def series_of(cast, count=3):
    line, series = audience_of(kind="staff", school=cast.oak), SeriesFactory(title="Weekly CPD")
    facts = {"school": cast.oak, "organiser": cast.hal, "audience": line, "series": series, "title": "Weekly CPD"}
    return [EventFactory(day=DAY + dt.timedelta(days=7 * week), **facts) for week in range(count)]


def test_a_change_asks_which_dates_and_the_safest_is_chosen(cast, sign_in):
    first, second, third = series_of(cast)
    client, url = sign_in(cast.hal), reverse("training:event-edit", args=[second.public_id])
    page = client.get(url).content.decode()
    assert [words in page for words in ("This and the dates after it (2)", "All dates to come (3)")] == [True, True]
    assert client.get(url).context["form"]["scope"].value() == "this"
    assert "Repeat it" not in page
    sent = fields(title="CPD", schools=[cast.oak.public_id], day=second.day.isoformat(), starts="16:00", ends="18:00")
    send(client, url, scope="following", **sent)
    assert [Event.objects.get(pk=event.pk).title for event in (first, second, third)] == ["Weekly CPD", "CPD", "CPD"]


def test_a_stale_form_shows_both_texts(cast, sign_in):
    event = series_of(cast, 1)[0]
    client, url = sign_in(cast.hal), reverse("training:event-edit", args=[event.public_id])
    version = client.get(url).context["form"]["version"].value()
    Event.objects.filter(pk=event.pk).update(title="CPD by Sid", version=version + 1)
    answer = client.post(url, fields(title="CPD by Hal", schools=[cast.oak.public_id], version=version))
    assert answer.status_code == 409
    assert all(words in answer.content.decode() for words in ("CPD by Sid", "CPD by Hal"))


def test_cancelling_asks_why_and_the_page_says_it(cast, sign_in):
    event = series_of(cast)[0]
    client, url = sign_in(cast.hal), reverse("training:event-cancel", args=[event.public_id])
    assert send(client, url, because="").status_code == 422
    send(client, url, because="The boiler is broken.", scope="this")
    assert Event.objects.filter(status="cancelled").count() == 1
    assert "The boiler is broken." in sign_in(cast.ada).get(event.get_absolute_url()).content.decode()
    late = sign_in(cast.hal)
    assert "Edit</a>" not in late.get(event.get_absolute_url()).content.decode()


def test_the_list_shows_what_is_to_come_and_finds_the_rest(cast, sign_in):
    line = audience_of(kind="staff")
    coming = EventFactory(title="Phonics network", kind="network", audience=line, school=cast.elm)
    past = EventFactory(title="Phonics day", held=True, audience=line, school=cast.oak)
    EventFactory(title="Phonics of others", audience=audience_of(kind="board"))
    client = sign_in(cast.ada)

    def titles(query):
        table = client.get(reverse("training:event-list") + query).context["table"]
        return [row.title for row in table.data]

    assert titles("") == titles("?q=phonics") == titles("?kind=network") == [coming.title]
    assert titles("?when=past") == titles(f"?when=all&school={cast.oak.public_id}") == [past.title]
    assert titles("?when=all") == [past.title, coming.title]
    assert titles(f"?first={(coming.day + dt.timedelta(days=1)).isoformat()}") == []
    answer = client.get(reverse("training:event-list") + "?export=csv")
    assert b"Phonics network" in b"".join(answer.streaming_content)


def test_leaders_see_what_their_school_hosts(cast, sign_in):
    EventFactory(title="At Oak", school=cast.oak)
    EventFactory(title="At Elm", school=cast.elm, audience=audience_of(kind="staff"))
    page = sign_in(cast.hal).get(reverse("training:school-events")).content.decode()
    assert ("At Oak" in page, "At Elm" in page) == (True, False)
    assert sign_in(cast.ada).get(reverse("training:school-events")).status_code == 403


def test_the_number_of_questions_does_not_grow(cast, sign_in):
    client = sign_in(cast.hal)
    event = series_of(cast, 1)[0]

    def more(number):
        EventFactory(
            series=event.series, school=cast.oak, audience=event.audience, day=DAY + dt.timedelta(days=70 + number)
        )
        event.facilitators.add(PersonFactory())
        MaterialFactory(event=None, series=event.series)

    for url in (reverse("training:event-list"), event.get_absolute_url()):
        same_cost(lambda url=url: client.get(url), more)


# --- What goes with an event -----------------------------------------------------------------------------------------


def test_notes_and_materials_of_a_series_stand_on_each_date(cast, sign_in, settings, tmp_path):
    first, second, _ = series_of(cast)
    client = sign_in(cast.hal)
    send(client, reverse("training:event-notes", args=[first.public_id]), notes="We read chapter 2.")
    add = reverse("training:event-material-add", args=[first.public_id])
    send(client, add, title="Slides", link="https://example.org/slides")
    send(client, add, title="Handout", file=SimpleUploadedFile("handout.pdf", pdf(), "application/pdf"))
    page = sign_in(cast.ada).get(second.get_absolute_url()).content.decode()
    for words in ("We read chapter 2.", "https://example.org/slides", "Handout"):
        assert words in page
    file = Material.objects.get(title="Handout")
    url = reverse("training:event-material", args=[file.public_id])
    answer = sign_in(cast.ada).get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert sign_in(cast.tom).get(url).status_code == 404
    sign_in(cast.hal).post(reverse("training:event-material-remove", args=[second.public_id, file.public_id]))
    assert list(Material.objects.values_list("title", flat=True)) == ["Slides"]


@pytest.mark.parametrize("sent", [{}, {"link": "https://example.org", "file": "both"}, {"link": "ftp//wrong link"}])
def test_a_material_is_a_link_or_a_file(sent, cast, sign_in):
    event = series_of(cast, 1)[0]
    if "file" in sent:
        sent["file"] = SimpleUploadedFile("handout.pdf", pdf(), "application/pdf")
    add = reverse("training:event-material-add", args=[event.public_id])
    assert send(sign_in(cast.hal), add, title="Slides", **sent).status_code == 422
    assert not Material.objects.exists()


def test_an_organiser_is_found_by_name_and_whoever_gave_it_away_is_led_on(cast, sign_in):
    event = EventFactory(school=cast.oak, organiser=cast.lin)
    client = sign_in(cast.lin)
    address = reverse("training:event-organiser", args=[event.public_id])
    assert address in text_of(client.get(event.get_absolute_url()))
    options = client.get(reverse("training:event-organiser-options", args=[event.public_id]), {"person_words": "exam"})
    assert "Hal Example" in text_of(options)
    assert "Tom Example" not in text_of(options)
    answer = send(client, address, person=cast.hal.public_id)
    assert answer.url == reverse("training:event-list"), "It is not for her, so she sees it no more."
    event.refresh_from_db()
    assert event.organiser == cast.hal


def test_a_facilitator_is_found_by_name_and_taken_off(cast, sign_in):
    event = series_of(cast, 1)[0]
    client = sign_in(cast.hal)
    options = reverse("training:event-facilitator-options", args=[event.public_id])
    assert cast.tom.full_name in client.get(options, {"person_words": cast.tom.first_name}).content.decode()
    send(client, reverse("training:event-facilitator-add", args=[event.public_id]), person=cast.tom.public_id)
    assert list(event.facilitators.all()) == [cast.tom]
    client.post(reverse("training:event-facilitator-remove", args=[event.public_id, cast.tom.public_id]))
    assert not event.facilitators.exists()


@pytest.mark.policy("CT-2")
@pytest.mark.parametrize(("name", "needed_by"), [("ada", "person"), ("hal", "school")])
def test_an_issue_raised_at_a_meeting_becomes_a_need_in_two_clicks(name, needed_by, cast, sign_in):
    event = series_of(cast, 1)[0]
    client = sign_in(getattr(cast, name))
    url = client.get(event.get_absolute_url()).context["raise_url"]
    form = client.get(url).context["form"]
    said = {bound.name: bound.value() for bound in form if bound.value() is not None}
    typed = {"title": "Hearing readers", "area": "reading", "serves": "personal", "people_count": "12"}
    answer = client.post(url, said | typed)
    assert answer.status_code == 302
    need = Need.objects.get()
    assert (need.needed_by, need.school) == (needed_by, cast.oak)
    assert "Weekly CPD" in need.evidence
    assert need.source == ("feedback" if name == "hal" else "individual")


# --- Who sees nothing ------------------------------------------------------------------------------------------------


def test_an_event_of_another_school_that_is_not_open_to_one_is_not_there(cast, sign_in):
    event = series_of(cast, 1)[0]
    material = MaterialFactory(event=None, series=event.series)
    client = sign_in(Person.objects.get(pk=cast.tom.pk))
    names = ("detail", "edit", "cancel", "notes", "material-add", "facilitator-add", "facilitator-options")
    for url in [reverse(f"training:event-{name}", args=[event.public_id]) for name in names]:
        assert client.get(url).status_code == 404
    assert client.get(reverse("training:event-material", args=[material.public_id])).status_code == 404
