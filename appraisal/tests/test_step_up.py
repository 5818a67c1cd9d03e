"""Whoever reads or changes a review's text has signed in lately, or confirms that it is them."""

import datetime as dt
import re
import uuid
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from appraisal.models import Objective, Review
from appraisal.tests.factories import make_review
from core.calendar import now
from core.models import TrustSettings
from notifications.models import Mail
from people.models import Person
from people.step_up import CONFIRMED_AT

pytestmark = pytest.mark.django_db

CONFIRM = "/people/confirm/"
WORDS = "Reading aloud, twice a week"


@pytest.fixture
def cast(cast):
    """Return the cast with no password set, as an administrator adds people."""
    for person in vars(cast).values():
        if isinstance(person, Person):
            person.set_unusable_password()
            person.save()
    return cast


def signed_in_for(client, minutes):
    """Let the sign-in of a client be so many minutes ago."""
    session = client.session
    session[CONFIRMED_AT] -= dt.timedelta(minutes=minutes).total_seconds()
    session.save()
    return client


def adas(cast, status="setting", **facts):
    return make_review(status, school=cast.oak, reviewee=cast.ada, reviewer=cast.lin, **facts)


def addresses(review):
    """Return every address that shows a review's text or takes a decision on it, with its method."""
    objective = review.objectives.get()
    training = objective.trainings.get()
    of = {"progress": objective, "self": review, "mid": review}
    of |= {"review": review, "objective": objective, "training": training}
    pages = ["review-detail", "review-back", "review-set", "review-reply", "review-reopen"]
    pages += ["progress-add", "self-review-add", "mid-year-add"]
    pages += ["objective-detail", "objective-edit", "training-edit"]
    deeds = ["review-propose", "review-agree", "objective-remove", "training-remove"]
    found = [("get", name, of[name.split("-")[0]]) for name in pages]
    found += [("post", name, of[name.split("-")[0]]) for name in deeds]
    found += [("get", "objective-add", review), ("get", "training-add", objective)]
    return [(method, reverse(f"appraisal:{name}", args=[row.public_id])) for method, name, row in found]


def code_for(client):
    """Let a code be mailed, and return it."""
    client.post(CONFIRM, {"action": "send"})
    return re.search(r"^[A-Z0-9]{3,}(-[A-Z0-9]{3,})*$", Mail.objects.latest("pk").text, re.M)[0]


@pytest.mark.parametrize("who", ["ada", "lin", "hal"])
def test_every_page_and_deed_asks_again_after_a_while(who, cast, sign_in):
    review = adas(cast, trainings=1)
    client = signed_in_for(sign_in(getattr(cast, who)), 30)
    for method, url in addresses(review):
        answer = getattr(client, method)(url)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, CONFIRM), url
    assert Review.objects.get(pk=review.pk).status == "setting"


def test_the_minutes_are_a_setting(cast, sign_in):
    url = adas(cast).get_absolute_url()
    client = signed_in_for(sign_in(cast.ada), 29)
    assert client.get(url).status_code == 200
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.confirm_after_minutes": 20}})
    assert client.get(url).status_code == 302


def test_whoever_may_not_read_it_is_asked_nothing(cast, sign_in):
    review = adas(cast, trainings=1)
    client = signed_in_for(sign_in(cast.sid), 600)
    assert {getattr(client, method)(url).status_code for method, url in addresses(review)} == {404}


def test_a_session_of_unknown_age_is_asked(cast, sign_in):
    client = sign_in(cast.ada)
    session = client.session
    del session[CONFIRMED_AT]
    session.save()
    assert client.get(adas(cast).get_absolute_url()).status_code == 302


def test_what_was_typed_is_saved_once_it_is_confirmed(cast, sign_in):
    review = adas(cast, objectives=0)
    client = signed_in_for(sign_in(cast.lin), 31)
    url = reverse("appraisal:objective-add", args=[review.public_id])
    asked = client.post(url, {"title": WORDS, "success_criteria": WORDS, "token": str(uuid.uuid4())})
    assert not Objective.objects.exists()
    assert asked.url == f"{CONFIRM}?{urlencode({'next': url})}"
    answer = client.post(CONFIRM, {"code": code_for(client), "next": url})
    assert answer.url == Objective.objects.get(title=WORDS).get_absolute_url()
    assert client.get(answer.url).status_code == 200


def test_what_was_typed_wrong_stays_in_a_form_that_is_sent_to_its_own_address(cast, sign_in):
    review = adas(cast, objectives=0)
    client = signed_in_for(sign_in(cast.lin), 31)
    url = reverse("appraisal:objective-add", args=[review.public_id])
    client.post(url, {"title": "", "success_criteria": WORDS, "token": str(uuid.uuid4())})
    page = client.post(CONFIRM, {"code": code_for(client), "next": url}).content.decode()
    assert WORDS in page
    assert f'action="{url}"' in page


def test_a_wrong_code_is_told_and_the_third_ends_it(cast, sign_in):
    client = signed_in_for(sign_in(cast.ada), 31)
    code, url = code_for(client), adas(cast).get_absolute_url()
    for told in ("Check the code", "Check the code", "no longer works"):
        assert told in client.post(CONFIRM, {"code": "WRONG"}).content.decode()
    assert "no longer works" in client.post(CONFIRM, {"code": code}).content.decode()
    assert client.get(url).status_code == 302


def test_a_code_works_once_and_for_some_minutes(cast, sign_in):
    client = signed_in_for(sign_in(cast.ada), 31)
    url, code = adas(cast).get_absolute_url(), code_for(client)
    assert client.post(CONFIRM, {"code": code.lower(), "next": url}).status_code == 302
    assert client.get(url).status_code == 200
    signed_in_for(client, 31)
    assert "no longer works" in client.post(CONFIRM, {"code": code}).content.decode()
    late = code_for(client)
    with time_machine.travel(now() + dt.timedelta(minutes=5), tick=False):
        assert "no longer works" in client.post(CONFIRM, {"code": late}).content.decode()


def test_a_password_confirms_where_somebody_has_one(cast, sign_in):
    cast.ada.set_password("a long sentence of words")
    cast.ada.save()
    client = signed_in_for(sign_in(cast.ada), 31)
    url = adas(cast).get_absolute_url()
    asked = client.get(url)
    assert asked.url.partition("?")[0] == reverse("account_reauthenticate")
    # Who has set up something better is sent no code.
    assert client.get(CONFIRM).status_code == 302
    assert client.post(asked.url, {"password": "a long sentence of words", "next": url}).url == url
    assert client.get(url).status_code == 200


def test_the_twin_without_the_question_reads_on(cast, sign_in, monkeypatch):
    """The twin: were nobody asked, an old sign-in would read the text."""
    monkeypatch.setattr("appraisal.views.lookups.require_recent_sign_in", lambda request: None)
    assert signed_in_for(sign_in(cast.ada), 600).get(adas(cast).get_absolute_url()).status_code == 200
