"""The pages on which surveys are answered: signed in, by link, by pupils; hostile input too (policy AP-3)."""

import pytest
import structlog
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import TrustSettings
from core.trust_settings import forget
from surveys import lifecycle
from surveys.models import Answer, Participation, Response
from surveys.tests.surveying import (
    QUESTIONS,
    answer_all,
    at,
    close_and_show,
    hidden,
    link,
    make_draft,
    make_open,
    posted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3"), pytest.mark.once]


@pytest.fixture(autouse=True)
def no_counts():
    """Let every test begin without tries counted for its address."""
    cache.clear()


# --- Answering, signed in ------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_teacher_answers_once(cast, sign_in):
    survey = make_open(cast.hal, cast.oak)
    client = sign_in(cast.ada)
    mine = client.get(reverse("surveys:survey-mine")).content.decode()
    assert survey.answer_url in mine
    assert "1 survey to answer" in client.get("/").content.decode()
    answers = posted(survey, "5", yes_no="0", one="1", several=["0", "1"], text="Time, please")
    first = client.post(survey.answer_url, answers)
    second = client.post(survey.answer_url, answers | posted(survey, "1"))
    assert (first.status_code, second.status_code) == (302, 200)
    thanks = client.get(survey.answer_url).content.decode()
    assert "Thank you for your answers" in thanks
    assert Response.objects.count() == Participation.objects.count() == 1
    found = {answer.question.kind: answer for answer in Answer.objects.select_related("question")}
    assert (found["scale"].number, found["yes_no"].number) == (5, 0)
    assert (found["one"].chosen, found["several"].chosen) == (["Online"], ["Time", "A coach"])
    assert found["text"].words == "Time, please"
    assert "survey to answer" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"scale": "6"},
        {"scale": "0"},
        {"scale": "'; DROP TABLE surveys_answer;--"},
        {"scale": "4", "one": "2"},
        {"scale": "4", "one": "-1"},
        {"scale": "4", "several": ["0", "7"]},
        {"scale": "4", "yes_no": "maybe"},
        {"scale": "4", "text": "x" * 10_000},
    ],
)
def test_what_is_no_answer_is_refused_and_what_was_typed_stays(cast, sign_in, wrong):
    survey = make_open(cast.hal, cast.oak)
    client = sign_in(cast.ada)
    data = posted(survey, **{"scale": "", "text": "My own words"} | wrong)
    answer = client.post(survey.answer_url, data)
    assert answer.status_code == 422
    if "text" not in wrong:
        assert "My own words" in answer.content.decode()
    assert not Response.objects.exists()
    assert not Participation.objects.exists()


@pytest.mark.both
def test_an_answer_to_nothing_and_to_unknown_questions(cast, sign_in):
    questions = [question | {"is_required": False} for question in QUESTIONS]
    survey = make_open(cast.hal, cast.oak, questions=questions)
    client = sign_in(cast.ada)
    for data in ({}, {"q99999999": "4", "q": "4", "qx": "4", "id": "1"}):
        answer = client.post(survey.answer_url, data)
        assert answer.status_code == 422
        assert "Answer at least one question" in answer.content.decode()
    assert not Response.objects.exists()


def test_scripts_in_words_are_words(cast, sign_in):
    survey = make_open(cast.hal, cast.oak)
    sign_in(cast.ada).post(survey.answer_url, posted(survey, text="<script>alert(1)</script>\n=1+1"))
    answer_all(survey, [cast.bea, cast.lin, cast.sid, cast.hal])
    close_and_show(survey, cast.hal)
    page = sign_in(cast.hal).get(at("survey-results", survey)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_draft_is_not_there_and_a_closed_one_takes_nothing(cast, sign_in):
    client = sign_in(cast.ada)
    draft = make_draft(cast.hal, cast.oak)
    assert client.get(draft.answer_url).status_code == 404
    assert client.post(draft.answer_url, posted(draft)).status_code == 404
    survey = make_open(cast.hal, cast.oak)
    lifecycle.close_survey(actor=cast.hal, survey=survey)
    answer = client.post(survey.answer_url, posted(survey))
    assert "This survey has closed" in answer.content.decode()
    assert not Response.objects.exists()


@pytest.mark.both
def test_the_log_does_not_say_who_is_answering(cast, sign_in):
    survey, pupils = make_open(cast.hal, cast.oak), make_open(cast.hal, cast.oak, "pupils")
    client = sign_in(cast.ada)
    lines = logged(client, survey.answer_url) + logged(client, at("survey-pupils", pupils))
    assert {line.get("user_id") for line in lines} == {None}
    # The twin: on any other page the person's id is in the line.
    assert {line.get("user_id") for line in logged(client, "/planning/surveys/mine/")} == {str(cast.ada.public_id)}


def logged(client, url):
    """Return what the log would say of one visit, with what is bound to its lines."""
    lines = []

    def keep(logger, name, event):
        lines.append(dict(event))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    # In place: the loggers hold on to this very list.
    kept = list(before)
    before[:] = [structlog.contextvars.merge_contextvars, keep]
    try:
        client.get(url)
    finally:
        before[:] = kept
    assert lines
    return lines


# --- Parents -------------------------------------------------------------------------------------------------------


@pytest.fixture
def parent():
    """A browser that nobody has signed in with, and that the site must not trust."""
    return Client(enforce_csrf_checks=True)


def send(client, survey, **answers):
    """Open the page and send the form as a browser does."""
    page = client.get(link(survey) + "?again=1")
    data = posted(survey, **answers) | {
        "once": hidden(page, "once"),
        "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        "again": "1",
    }
    return data, client.post(link(survey), data)


def test_a_parent_answers_without_session_or_name(cast, parent):
    survey = make_open(cast.hal, cast.oak, "parents")
    data, answer = send(parent, survey, text="More reading evenings")
    assert answer.status_code == 302
    cookies = {name for name in parent.cookies if parent.cookies[name].value}
    assert cookies == {"csrftoken", "survey_answered"}
    kept = parent.cookies["survey_answered"]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == (link(survey), True, "Lax")
    assert django_settings.SESSION_COOKIE_NAME not in parent.cookies
    page = parent.get(answer.url).content.decode()
    assert "Thank you for your answers" in page
    # The same form again, and a new one by mistake: neither counts.
    parent.post(link(survey), data)
    parent.post(link(survey), {name: value for name, value in data.items() if name != "again"})
    assert Response.objects.count() == 1
    # Somebody else at home.
    assert send(parent, survey)[1].status_code == 302
    assert Response.objects.count() == 2


def test_a_form_from_elsewhere_is_refused(cast, parent):
    survey = make_open(cast.hal, cast.oak, "parents")
    data, _ = send(parent, survey)
    assert Client(enforce_csrf_checks=True).post(link(survey), data).status_code == 403
    for once in ("", "x", "0" * 40):
        assert parent.post(link(survey), data | {"once": once}).status_code == 422
    assert Response.objects.count() == 1


@pytest.mark.both
@pytest.mark.parametrize("token", ["x", "a" * 24, "A-b_" * 6, "z" * 300, "é" * 24])
def test_a_guessed_link_is_404(cast, client, token):
    make_open(cast.hal, cast.oak, "parents")
    make_open(cast.hal, cast.oak)
    assert client.get(f"/planning/s/{token}/").status_code == 404
    assert client.post(f"/planning/s/{token}/").status_code == 404


@pytest.mark.both
def test_too_many_guesses_from_one_address_wait(cast, client):
    statuses = [client.get(f"/planning/s/{number:024d}/").status_code for number in range(62)]
    assert statuses == [404] * 60 + [429] * 2
    assert client.get(f"/planning/s/{1:024d}/", REMOTE_ADDR="203.0.113.9").status_code == 404


@pytest.mark.both
def test_too_many_answers_from_one_address_wait_and_mistakes_do_not_count(cast):
    TrustSettings.objects.create(pk=1, values={"surveys.parent_answers_an_hour": 3})
    forget()
    survey, other = make_open(cast.hal, cast.oak, "parents"), make_open(cast.hal, cast.oak, "parents")
    for _ in range(5):
        assert send(Client(), survey, scale="9")[1].status_code == 422
    statuses = [send(Client(), survey)[1].status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]
    busy = send(Client(), survey)[1]
    assert busy["Retry-After"] == "3600"
    assert "Too many attempts" in busy.content.decode()
    assert send(Client(), other)[1].status_code == 302
    assert send(Client(REMOTE_ADDR="203.0.113.9"), survey)[1].status_code == 302
    # What a browser says of itself is believed from a trusted proxy only.
    assert send(Client(HTTP_X_FORWARDED_FOR="198.51.100.7"), survey)[1].status_code == 429
    assert Response.objects.filter(survey=survey).count() == 4


def test_behind_a_proxy_the_address_is_what_the_proxy_says(cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    TrustSettings.objects.create(pk=1, values={"surveys.parent_answers_an_hour": 1})
    forget()
    survey = make_open(cast.hal, cast.oak, "parents")
    sent = [
        send(Client(HTTP_X_FORWARDED_FOR=address), survey)[1].status_code
        for address in ("198.51.100.7", "203.0.113.1, 198.51.100.7", "198.51.100.8")
    ]
    assert sent == [302, 429, 302]


def test_a_closed_link_says_so(cast, client):
    survey = make_open(cast.hal, cast.oak, "parents")
    data = posted(survey) | {"once": hidden(client.get(link(survey)), "once")}
    lifecycle.close_survey(actor=cast.hal, survey=survey)
    assert "This survey has closed" in client.get(link(survey)).content.decode()
    assert "This survey has closed" in client.post(link(survey), data).content.decode()
    assert not Response.objects.exists()
    for method in (client.put, client.delete, client.patch):
        assert method(link(survey)).status_code == 405


# --- Pupils --------------------------------------------------------------------------------------------------------


def test_one_pupil_after_the_other(cast, sign_in):
    survey = make_open(cast.hal, cast.oak, "pupils")
    client = sign_in(cast.bea)
    url = at("survey-pupils", survey)
    assert url in client.get(reverse("surveys:survey-mine")).content.decode()
    for count in range(3):
        page = client.get(url)
        assert "Yes, very much" in page.content.decode()
        assert page.context["answered"] == count
        data = posted(survey) | {"once": hidden(page, "once")}
        assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert Response.objects.count() == 3
    assert not Participation.objects.exists()
    assert client.post(url, posted(survey, "") | {"once": hidden(client.get(url), "once")}).status_code == 422
    lifecycle.close_survey(actor=cast.hal, survey=survey)
    assert "This survey has closed" in client.get(url).content.decode()
