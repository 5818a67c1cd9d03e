"""The audit trail: who did what, for whom and when, for the administrator alone."""

import datetime as dt

import pytest
from django.urls import reverse

from core.audit import audit, audit_event
from core.calendar import LONDON, now
from core.history import EventTopic, EventWords, details_of
from core.models import AuditEvent
from core.plugins import registered
from core.settings_services import change_settings
from core.tables import Table
from cpd_trust.tests.helpers import opening, same_cost, text_of
from people.filters import event_choices
from people.services.places import save_terms
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
SECRET = "Was late on three days"


@pytest.fixture
def trail(cast, sign_in):
    """Return a function that opens the administrator's page and returns its table's rows."""
    client = sign_in(cast.ann)

    def rows(**query):
        response = client.get(reverse("people:audit-trail"), query)
        assert response.status_code == 200
        return [row.record for row in response.context["table"].rows]

    return rows


def at(day, hour, minute=0):
    return dt.datetime.combine(day, dt.time(), LONDON) + dt.timedelta(hours=hour, minutes=minute)


def write(actor, code, obj, **also):
    event = audit_event(actor, code, obj, **also)
    event.save()
    return event


def test_an_event_says_in_words_who_did_what_for_whom_at_which_school(cast, sign_in):
    audit(cast.sid, "people.post.changed", cast.ada_post, on_behalf_of=cast.hal, changes={"job_title": ["A", "B"]})
    page = text_of(sign_in(cast.ann).get(reverse("people:audit-trail")))
    for words in (
        f"{cast.sid} for {cast.hal}",
        "Post changed",
        str(cast.ada),
        "Oak Primary",
        "Changed: job title",
    ):
        assert words in page
    assert "people.post.changed</" not in page


def test_it_is_there_for_the_administrator_alone(cast, client):
    for name, status in (("ann", 200), ("eve", 404), ("cleo", 404), ("hal", 404), ("nora", 404)):
        client.force_login(getattr(cast, name), backend="people.backends.AuthenticationBackend")
        assert client.get(reverse("people:audit-trail")).status_code == status


def test_the_person_is_who_acted_in_whose_name_and_whom_it_was_about(cast, trail):
    ada = write(cast.ann, "people.post.changed", cast.ada_post)
    own = write(cast.ada, "people.person.changed", cast.bea)
    named = write(cast.ben, "people.person.changed", cast.bea, on_behalf_of=cast.ada)
    write(cast.ben, "people.person.changed", cast.bea)
    assert {event.pk for event in trail(q="ada example")} == {ada.pk, own.pk, named.pk}
    assert trail(q="zzznoise") == []


def test_what_a_merged_record_did_is_found_by_the_name_of_the_one_it_became(cast, trail):
    event = write(PersonFactory(last_name="Former", merged_into=cast.ada), "people.person.changed", cast.bea)
    assert [row.pk for row in trail(q="ada")] == [event.pk]


def test_events_are_filtered_by_kind_download_school_and_day_in_london(cast, trail):
    day = dt.date(2026, 7, 1)  # summer time: the day begins an hour before that of UTC
    before = write(cast.hal, "people.post.changed", cast.ada_post, at=at(day, 0) - dt.timedelta(minutes=1))
    first = write(cast.hal, "people.post.added", cast.ada_post, at=at(day, 0))
    last = write(cast.hal, "people.person.exported", cast.hal, at=at(day, 23, 59))
    after = write(cast.eli, "people.post.added", cast.ada_post, school_id=cast.elm.pk, at=at(day, 24))
    assert [row.pk for row in trail(event="people.post.added")] == [after.pk, first.pk]
    assert [row.pk for row in trail(event="exported")] == [last.pk]
    assert [row.pk for row in trail(school=cast.elm.public_id)] == [after.pk]
    assert [row.pk for row in trail(since="1/7/2026", until="1/7/2026")] == [last.pk, first.pk]
    assert [row.pk for row in trail(until="30/6/2026")] == [before.pk]
    assert len(trail(event="no.such.event")) == 4


def test_pages_go_on_after_the_last_event_whatever_is_added_meanwhile(cast, trail):
    moment = now()
    events = [audit_event(cast.ann, "people.person.changed", cast.ada, at=moment) for _ in range(120)]
    AuditEvent.objects.bulk_create(events)
    seen, page = [], trail()
    while page:
        seen += [row.pk for row in page]
        write(cast.ann, "people.person.changed", cast.ada)
        page = trail(after=page[-1].pk)
    assert len(seen) == 120
    assert sorted(seen) == sorted(set(seen))
    for junk in ("x", "-1", "9" * 30, "0"):
        assert len(trail(after=junk)) == 50


def test_what_is_said_of_people_is_not_told(cast, sign_in):
    for code in ("appraisal.review.sent_back", "courses.request.declined", "planning.need.closed", "core.unknown.done"):
        event = write(cast.hal, code, cast.ada, note=SECRET, changes={SECRET: [SECRET, SECRET]})
        assert details_of(event) == []
    client = sign_in(cast.ann)
    page = client.get(reverse("people:audit-trail"))
    assert "Performance review: sent back" in text_of(page)
    for answer in (page, client.get(reverse("people:audit-trail"), {"export": "csv"})):
        assert SECRET not in text_of(answer)
    assert details_of(write(cast.ann, "people.post.ended", cast.ada_post, note=SECRET)) == [SECRET]


def test_a_setting_is_told_by_its_label_with_what_it_was(cast):
    values = {"people.trust_name": "Fernway", "people.second_factor_roles": ["ceo"]}
    change_settings(actor=cast.ann, version=1, values=values)
    assert sorted(details_of(AuditEvent.objects.get())) == [
        "Name of the trust: Your trust → Fernway",
        "Roles that need two-step sign-in: none → ceo",
    ]


def test_the_file_holds_every_event_and_is_itself_an_event(cast, sign_in):
    for _ in range(60):
        write(cast.hal, "people.post.changed", cast.ada_post, on_behalf_of=cast.eve)
    answer = text_of(sign_in(cast.ann).get(reverse("people:audit-trail"), {"export": "csv", "after": "1"}))
    lines = answer.strip().splitlines()
    assert lines[0] == "When,Who,On behalf of,Event,About,For,School,Details"
    assert len(lines) == 61
    assert f",{cast.hal},{cast.eve},Post changed,Post,{cast.ada},Oak Primary School," in lines[1]
    assert AuditEvent.objects.get(code="people.trail.exported").actor == cast.ann


def test_what_is_about_nobody_is_not_said_to_be_for_whoever_did_it(cast, sign_in):
    """A list, and the terms of the whole trust; what somebody does for themselves is said to be for them."""
    text_of(sign_in(cast.ann).get(reverse("people:audit-trail"), {"export": "csv"}))
    save_terms(actor=cast.ann, school=None, year=2026, spans={})
    save_terms(actor=cast.ann, school=cast.oak, year=2026, spans={})
    audit(cast.ann, "people.person.changed", cast.ann)
    told = {(event.code, event.object_type): event.subject for event in AuditEvent.objects.all()}
    assert told == {
        ("people.trail.exported", "people.person"): None,
        ("people.terms.changed", "people.person"): None,
        ("people.terms.changed", "people.school"): None,
        ("people.person.changed", "people.person"): cast.ann,
    }


def test_three_events_cost_what_one_costs(cast, sign_in):
    client = sign_in(cast.ann)
    kinds = [
        ("people.post.changed", cast.ada_post),
        ("people.person.added", cast.tom),
        ("people.school.changed", cast.elm),
    ]

    def make(number):
        code, obj = kinds[number % 3]
        write(PersonFactory(), code, obj, on_behalf_of=cast.eve)

    assert same_cost(opening(client, reverse("people:audit-trail")), make) <= 12


def test_every_event_and_every_list_that_is_downloaded_is_of_a_named_topic():
    topics = {topic.key for topic in registered(EventTopic)}
    assert {words.key.rpartition(".")[0] for words in registered(EventWords)} <= topics

    def lists(kind):
        for table in kind.__subclasses__():
            yield from (table, *lists(table))

    codes = {table.code for table in lists(Table) if table.code and ".tests." not in table.__module__}
    assert codes - topics - {"core.kit"} == set()


def test_the_choice_of_events_is_grouped_by_what_they_are_about():
    first, *groups = event_choices()
    assert first == ("exported", "Table downloaded")
    assert ("people.post.changed", "Post changed") in dict(groups)["Post"]
