"""Another school's data tells nothing: not by a page, a total, a search, an export, or the way an id is answered.

Everything that Hal of Oak is answered must be the same before and after Elm gets people, requests, bookings, records
and certificates, all of them marked with one word.
"""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from core.calendar import now, today
from courses.querysets import RequestQuerySet
from courses.tests.factories import CommentFactory, ServiceAgreementFactory, book, make_request
from cpd_trust.tests.access.matrix import MATRIX
from people.tests.factories import PersonFactory, PostFactory, ResponsibilityFactory
from planning.models import Entry
from planning.tests.factories import (
    ActionFactory,
    BudgetFactory,
    BudgetLineFactory,
    ConversationFactory,
    EvaluationFactory,
    NeedFactory,
    PriorityFactory,
    QuestionFactory,
    SurveyFactory,
    TargetFactory,
    this_year,
)
from training.models import Record

MARK = "Quokkamark"
READERS = ["hal", "sid", "ada", "lin", "gus", "chas", "cora"]
NO_DATA = ("healthz", "readyz", "kit")  # the kit draws lots for its examples
# What changes from one answer to the next whatever is in the database.
VOLATILE = re.compile(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"|"X-CSRFToken": "[^"]*"|/calendar/[\w-]{20,}')


def list_pages():
    """Return the addresses without arguments that are read: lists, searches, the first page."""
    return [
        reverse(name)
        for name, row in sorted(MATRIX.items())
        if row.method == "GET" and name not in NO_DATA and takes_no_arguments(name)
    ]


def takes_no_arguments(name):
    try:
        reverse(name)
    except Exception:  # noqa: BLE001 -- any address that needs an id is not a list
        return False
    return True


def answers_to(client, reader):
    """Return what a reader is answered on every list, its search and its export."""
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = {}
    for url in list_pages():
        for query in ("", f"?q={MARK}", "?q=zzznoise", "?export=csv"):
            response = client.get(url + query)
            if response.streaming:
                body = b"".join(response.streaming_content).decode("utf-8", "replace")
            else:
                body = response.content.decode("utf-8", "replace")
            found[url + query] = (response.status_code, VOLATILE.sub("", body))
    return found


def fill_elm(cast):
    """Give Elm one of everything, each with the mark in it."""
    person = PersonFactory(first_name=MARK, last_name=MARK)
    PostFactory(person=person, school=cast.elm, job_title=MARK)
    ResponsibilityFactory(person=person, school=cast.elm)
    facts = {"applicant": person, "school": cast.elm, "title": f"{MARK} course", "why": MARK, "intended_effect": MARK}
    day = today() + dt.timedelta(days=3)
    made = {
        "request": make_request("deciding", **facts, starts_on=day, ends_on=day),
        "returned": make_request("returned", **facts, starts_on=day, ends_on=day),
    }
    booked = make_request("to_book", **facts, starts_on=day, ends_on=day)
    made["booking"] = book(booked, officer=cast.ben, venue=MARK)
    CommentFactory(request=made["request"], author=person, text=MARK)
    made["record"] = Record.objects.create(
        person=person, school=cast.elm, source_key="leak", title=MARK, approach="course", reason="statutory",
        starts_on=today(), ends_on=today(), hours=5, cost=99, recorded_at=now(),
    )  # fmt: skip
    made["survey"] = SurveyFactory(school=cast.elm, title=MARK, introduction=MARK, made_by=person)
    QuestionFactory(survey=made["survey"], text=MARK, kind="one", choices=[MARK, "Something else"])
    made["open_survey"] = SurveyFactory(school=cast.elm, title=MARK, audience="pupils", made_by=person)
    made["open_survey"].move_to("open", opened_at=now())
    made["priority"] = PriorityFactory(school=cast.elm, title=MARK, detail=MARK, owner=person)
    TargetFactory(priority=made["priority"], text=MARK, measure=MARK)
    made["agreement"] = ServiceAgreementFactory(title=MARK, notes=MARK, provider__name=MARK)
    made["agreement"].schools.add(cast.elm)
    make_request("deciding", **facts, starts_on=day, ends_on=day, reason="priority")
    make_request("deciding", **facts, starts_on=day, ends_on=day, reason="priority", priority=made["priority"])
    made["budget"] = BudgetFactory(school=cast.elm, note=MARK, opened_by=person)
    made["line"] = BudgetLineFactory(budget=made["budget"], school=cast.elm, name=MARK, allocated="4321.00")
    Entry.objects.create(
        line=made["line"], kind="committed", amount=77, source_key=f"request:{made['request'].public_id}", note=MARK,
        made_by=person, at=now(),
    )  # fmt: skip
    need = {"person": person, "school": cast.elm, "title": f"{MARK} need", "evidence": MARK}
    made["need"] = NeedFactory(**need)
    NeedFactory(**need, year=this_year() - 1)
    made["conversation"] = ConversationFactory(
        school=cast.elm, person=person, manager=cast.eli, topic=MARK, place=MARK, outcome=MARK
    )
    for _ in range(2):
        NeedFactory(**need | {"person": None, "needed_by": "group", "people_count": 5, "raised_by": person})
    made["action"] = ActionFactory(
        school=cast.elm, priority=made["priority"], budget_line=made["line"], title=MARK, success_criteria=MARK,
        lead=person, planned_cost=543,
    )  # fmt: skip
    EvaluationFactory(
        action=made["action"], made_by=person, pupils_note=MARK, priorities_note=MARK, value_note=MARK, next_step=MARK
    )
    made["plan"] = made["action"].plan
    made["plan"].introduction = made["plan"].summary = MARK
    made["plan"].save()
    made["plan"].move_to("agreed", agreed_by=person, agreed_at=now())
    made["person"] = person
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_answers_are_the_same_with_and_without_another_schools_data(cast, client, reader):
    person = getattr(cast, reader)
    before = answers_to(client, person)
    fill_elm(cast)
    after = answers_to(client, person)
    assert {url for url in before if before[url] != after[url]} == set()
    assert {url for url, (_, body) in after.items() if MARK in body and f"q={MARK}" not in url} == set()


@pytest.mark.django_db
def test_the_comparison_sees_a_list_without_its_scope(cast, client, monkeypatch):
    """The twin: with the requests' scope taken away, the same comparison finds the difference."""
    monkeypatch.setattr(RequestQuerySet, "visible_to", lambda rows, actor: rows.all())
    before = answers_to(client, cast.hal)
    fill_elm(cast)
    after = answers_to(client, cast.hal)
    assert {url for url in before if before[url] != after[url]} != set()


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_a_real_id_of_another_school_is_answered_like_one_that_never_was(cast, client, reader):
    made = fill_elm(cast)
    client.force_login(getattr(cast, reader), backend="allauth.account.auth_backends.AuthenticationBackend")
    ghost = str(uuid.uuid4())
    for row in made.values():
        url = row.get_absolute_url()
        real, never = client.get(url), client.get(url.replace(str(row.public_id), ghost))
        assert (real.status_code, never.status_code) == (404, 404)
        without = [VOLATILE.sub("", r.content.decode()) for r in (real, never)]
        assert without[0].replace(str(row.public_id), ghost) == without[1]
