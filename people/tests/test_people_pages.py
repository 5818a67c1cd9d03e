"""What an administrator does with people and places, and what others cannot."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.calendar import today
from core.models import AuditEvent, TrustSettings
from core.plugins import by_key
from core.settings_services import change_settings
from core.trust_settings import Setting, trust_setting
from cpd_trust.tests.helpers import opening, same_cost
from people.models import Grant, Person, Post, School, Term
from people.services import leaving
from people.services import people as people_services
from people.services import places as place_services
from people.tests.factories import PersonFactory, PostFactory

pytestmark = pytest.mark.once


def once(client, url):
    """Open a form and return its one-time token."""
    return client.get(url).context["form"]["token"].value()


@pytest.mark.both
@pytest.mark.policy("R-1")
def test_one_record_follows_a_person_over_schools_and_roles(cast):
    PostFactory(person=cast.ada, school=cast.elm)
    place_services.grant_role(
        actor=cast.ann, person=cast.ada, role="senior_leader", school=cast.elm, starts_on=today(), ends_on=None
    )
    cast.ada.forget_authority()
    assert cast.ada.authority.schools_belonged_to() == {cast.oak.pk, cast.elm.pk}
    assert Person.objects.filter(first_name="Ada").count() == 1


@pytest.mark.both
def test_adding_somebody_twice_with_one_form_adds_once(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:person-add")
    data = {"token": once(client, url), "first_name": "Zoë", "last_name": "Ångström", "email": "Zoe@Example.org"}
    first, second = client.post(url, data), client.post(url, data)
    person = Person.objects.get(email="zoe@example.org")
    assert (first.status_code, first.url, second.url) == (302, person.get_absolute_url(), person.get_absolute_url())
    assert not person.has_usable_password()


@pytest.mark.both
def test_what_nobody_sees_is_not_kept_of_a_person(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:person-add")
    data = {
        "token": once(client, url),
        "first_name": "\ufeffZoe\u0308",
        "last_name": "Ång\u00adström\u00a0Lee\u200b",
        "email": "zoe@example.org\u200b",
        "teacher_number": "\u202d1234567\u202c",
    }
    assert client.post(url, data).status_code == 302
    person = Person.objects.get(email="zoe@example.org")
    assert (person.first_name, person.last_name, person.teacher_number) == ("Zoë", "Ångström Lee", "1234567")


@pytest.mark.both
def test_a_taken_e_mail_is_said_beside_the_field_and_keeps_what_was_typed(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:person-add")
    data = {"token": once(client, url), "first_name": "Second", "last_name": "Ada", "email": "ADA.example@example.org"}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Someone else already uses this email address." in response.content.decode()
    assert 'value="Second"' in response.content.decode()
    assert not Person.objects.filter(first_name="Second").exists()


def test_a_stale_change_shows_both_texts_and_changes_nothing(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:person-edit", args=[cast.bea.public_id])
    version = client.get(url).context["form"]["version"].value()
    facts = {"last_name": "Example", "email": cast.bea.email, "teacher_number": "", "joined_on": "2020-09-01"}
    assert client.post(url, facts | {"version": version, "first_name": "First"}).status_code == 302
    response = client.post(url, facts | {"version": version, "first_name": "Late"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "First" in page
    assert "Late" in page
    assert Person.objects.get(pk=cast.bea.pk).first_name == "First"


def test_a_role_that_ended_is_gone_at_the_next_request(cast, sign_in):
    client = sign_in(cast.hal)
    page = reverse("people:person-detail", args=[cast.ada.public_id])
    assert client.get(page).status_code == 200
    place_services.end_grant(actor=cast.ann, grant=cast.hal.grants.get(), last_day=today() - dt.timedelta(days=1))
    assert client.get(page).status_code == 404


def test_switching_a_sign_in_off_ends_the_session(cast, client, sign_in):
    sign_in(cast.bea)
    assert client.get(reverse("home:home")).status_code == 200
    people_services.switch_sign_in(actor=cast.ann, person=cast.bea, allowed=False)
    assert client.get(reverse("home:home")).status_code == 302


@pytest.mark.both
def test_nobody_changes_their_own_roles_or_stops_their_own_sign_in(cast):
    with pytest.raises(PermissionDenied, match="your own roles"):
        place_services.grant_role(
            actor=cast.ann, person=cast.ann, role="executive_lead", school=None, starts_on=today(), ends_on=None
        )
    with pytest.raises(PermissionDenied, match="your own sign-in"):
        people_services.switch_sign_in(actor=cast.ann, person=cast.ann, allowed=False)


def test_the_last_administrator_stays(cast):
    with pytest.raises(PermissionDenied, match="The trust must have at least one administrator"):
        place_services.end_grant(actor=cast.ann, grant=cast.ann.grants.get(), last_day=today())


@pytest.mark.parametrize("role", ["headteacher", "senior_leader"])
def test_a_schools_role_needs_a_school(cast, role):
    with pytest.raises(ValidationError, match="Choose a school"):
        place_services.grant_role(
            actor=cast.ann, person=cast.nora, role=role, school=None, starts_on=today(), ends_on=None
        )


@pytest.mark.both
def test_leaving_ends_posts_and_roles_and_deletes_nothing(cast):
    last = today() - dt.timedelta(days=1)
    leaving.record_leaving(actor=cast.ann, person=cast.sid, left_on=last)
    assert Post.objects.get(person=cast.sid).ends_on == last
    assert Grant.objects.get(person=cast.sid).ends_on == last
    assert not Person.objects.in_trust_on(today()).filter(pk=cast.sid.pk).exists()
    assert Person.objects.filter(pk=cast.sid.pk).exists()


def test_names_and_addresses_stay_out_of_the_trail(cast):
    facts = {"first_name": "Unusualname", "email": "unusual@example.org"}
    person = PersonFactory(email=None)
    people_services.change_person(actor=cast.ann, person=person, version=1, facts=facts)
    event = AuditEvent.objects.get(code="people.person.changed")
    assert event.changes == {"first_name": "changed", "email": "changed"}


@pytest.mark.both
def test_the_people_list_costs_the_same_with_one_row_and_three(cast, sign_in):
    client, url = sign_in(cast.hal), reverse("people:person-list")
    same_cost(
        opening(client, url, {"q": "findme"}),
        lambda number: PostFactory(person__first_name=f"Findme{number}", school=cast.oak),
    )
    assert client.get(url, {"q": "findme"}).context["table"].page.paginator.count == 3


@pytest.mark.both
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ada ex"}, {"Ada"}),
        ({"group": "teaching_assistant"}, {"Bea"}),
        ({"role": "governor"}, {"Gus"}),
        ({"q": "tom"}, set()),
    ],
)
def test_the_people_list_finds_and_never_shows_another_schools(cast, sign_in, query, expected):
    page = sign_in(cast.hal).get(reverse("people:person-list"), query)
    assert {person.first_name for person in page.context["table"].data.data} == expected


@pytest.mark.both
def test_another_schools_id_in_the_filter_is_no_choice(cast, sign_in):
    page = sign_in(cast.hal).get(reverse("people:person-list"), {"school": str(cast.elm.public_id)})
    assert "Select a valid choice" in page.content.decode()
    assert "Tom" not in {person.first_name for person in page.context["table"].data.data}


@pytest.mark.both
def test_exporting_the_people_list_is_told_to_the_trail(cast, sign_in):
    response = sign_in(cast.hal).get(reverse("people:person-list"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert StringIO(text).readline().startswith("First name,Last name")
    assert "Ada" in text
    assert "Tom" not in text
    assert AuditEvent.objects.filter(code="people.person.exported", actor=cast.hal).exists()


def test_terms_are_set_for_a_year_and_refused_out_of_order(cast, sign_in):
    client = sign_in(cast.ann)
    year = today().year if today().month >= 9 else today().year - 1
    url = reverse("people:school-terms", args=[cast.oak.public_id, year])
    good = {"autumn_1_starts_on": f"2/9/{year}", "autumn_1_ends_on": f"23/10/{year}"}
    assert client.post(url, good).status_code == 302
    assert Term.objects.get(school=cast.oak).ends_on == dt.date(year, 10, 23)
    bad = client.post(url, {"autumn_1_starts_on": f"2/9/{year}", "autumn_1_ends_on": f"1/9/{year}"})
    assert bad.status_code == 422
    assert "The end date must be the same as or after the start date" in bad.content.decode()
    assert Term.objects.get(school=cast.oak).ends_on == dt.date(year, 10, 23)


@pytest.mark.both
def test_settings_are_changed_once_and_a_second_tab_is_told(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:settings")
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    assert client.post(url, data | {"people__trust_name": "Acorn Trust"}).status_code == 302
    assert trust_setting("people.trust_name") == "Acorn Trust"
    late = client.post(url, data | {"people__trust_name": "Late Trust"})
    assert late.status_code == 409
    assert "Acorn Trust" in late.content.decode()
    assert "Late Trust" in late.content.decode()
    assert TrustSettings.objects.get().values["people.trust_name"] == "Acorn Trust"


@pytest.mark.both
def test_a_tab_saves_its_own_settings_alone_and_says_what_is_wrong_beside_the_field(cast, sign_in):
    change_settings(actor=cast.ann, version=1, values={"people.trust_name": "Acorn Trust"})
    client = sign_in(cast.ann)
    url = reverse("people:settings-tab", args=["sign-in-and-email"])

    def save(version, hour):
        """Save the tab as it stands, but for the hour."""
        others = {name: field.initial for name, field in client.get(url).context["form"].fields.items()}
        return client.post(url, others | {"version": version, "notifications__digest_hour": hour})

    wrong = save(2, "24")
    assert wrong.status_code == 422
    assert "whole hour from 0 to 23" in wrong.text
    assert save(2, "6").status_code == 302
    values = {"people.trust_name": "Acorn Trust", "notifications.digest_hour": 6}
    assert TrustSettings.objects.get().values == values
    # Something on another tab has changed meanwhile: look again, and the same button saves.
    late = save(2, "8")
    assert late.status_code == 409
    assert save(late.context["form"]["version"].value(), "8").url == url
    assert TrustSettings.objects.get().values == values | {"notifications.digest_hour": 8}


def test_every_setting_is_on_one_tab_and_no_other_address_is_one(cast, sign_in):
    client = sign_in(cast.ann)
    tabs = client.get(reverse("people:settings")).context["tabs"]
    shown = [client.get(tab.url).context.get("form") for tab in tabs]
    keys = [setting.key for form in shown if form for setting in form.settings.values()]
    assert sorted(keys) == sorted(setting.key for setting in by_key(Setting).values() if setting.kind != "page")
    for junk in ("terms", "general", "x"):
        assert client.get(reverse("people:settings-tab", args=[junk])).status_code == 404
    dates = reverse("people:settings-tab", args=["term-dates"])
    assert client.post(dates, {"x": "y"}).status_code == 405


def test_a_second_factor_can_be_demanded_of_a_role(cast, sign_in):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.second_factor_roles": ["headteacher"]}})
    response = sign_in(cast.hal).get(reverse("home:home"))
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))
    assert sign_in(cast.ada).get(reverse("home:home")).status_code == 200


@pytest.mark.both
def test_an_invitation_is_sent_once_asked_and_holds_no_secret(cast, mailoutbox):
    people_services.invite_person(actor=cast.ann, person=cast.nora)
    assert [mail.to for mail in mailoutbox] == [["nora.example@example.org"]]
    assert "code" in mailoutbox[0].body
    assert Person.objects.get(pk=cast.nora.pk).invited_at is not None


@pytest.mark.both
def test_a_school_is_added_once_by_its_urn(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:school-add")
    data = {"token": once(client, url), "name": "Ash Primary School", "urn": "900001", "board_name": "Board"}
    response = client.post(url, data)
    assert response.status_code == 422
    assert School.objects.filter(urn="900001").count() == 1


@pytest.mark.django_db
def test_two_posts_stand_apart_in_the_list_on_a_phone(cast, sign_in):
    """There a line break is left out, and only the items of a list get a dot between them."""
    PostFactory(person=cast.ada, school=cast.elm, job_title="Music teacher")
    rows = sign_in(cast.ann).get(reverse("people:person-list") + "?q=ada").text
    assert "<li>Class teacher, Oak Primary School</li><li>Music teacher, Elm Primary School</li>" in rows


def test_whoever_has_the_members_of_a_board_alone_reads_that_heading(cast, sign_in):
    for name, title in (("chas", "Board members"), ("hal", "People"), ("eve", "People")):
        page = sign_in(getattr(cast, name)).get(reverse("people:person-list")).text
        assert re.search(r"<h1[^>]*>\s*([^<]+?)\s*<", page)[1] == title
