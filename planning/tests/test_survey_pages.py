"""The pages of surveys: making, running, answering in every way, and what hostile input comes to (policy AP-3)."""

import datetime as dt
import re

import pytest
import structlog
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.calendar import academic_year, today
from core.models import TrustSettings
from core.trust_settings import forget
from planning.models import Answer, Need, Participation, Question, Response, Survey
from planning.services import survey_running, surveys
from planning.tests.surveying import (
    QUESTIONS,
    answer_all,
    answer_nameless,
    close_and_show,
    colleagues,
    fresh,
    make_draft,
    make_open,
)

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3")]


@pytest.fixture(autouse=True)
def no_counts():
    """Let every test begin without tries counted for its address."""
    cache.clear()


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def at(name, survey, *more):
    return reverse(f"planning:{name}", args=[survey.public_id, *more])


def link(survey):
    return reverse("planning:survey-parents", args=[survey.token])


def posted(survey, scale="4", **answers):
    """Return what a browser sends for the questions of `QUESTIONS`, by kind."""
    ids = {question.kind: f"q{question.pk}" for question in survey.questions.all()}
    return {ids[kind]: value for kind, value in {"scale": scale, **answers}.items()}


# --- Making ------------------------------------------------------------------------------------------------------


def test_a_leader_makes_a_survey_from_nothing_to_open(cast, sign_in):
    client = sign_in(cast.hal)
    new = client.get(reverse("planning:survey-create"))
    data = {
        "token": hidden(new, "token"),
        "school": str(cast.oak.public_id),
        "title": "What do you need?",
        "introduction": "Two minutes.",
        "audience": "staff",
        "closes_on": (today() + dt.timedelta(days=10)).isoformat(),
    }
    first = client.post(reverse("planning:survey-create"), data)
    again = client.post(reverse("planning:survey-create"), data)
    survey = Survey.objects.get()
    assert first.url == again.url == survey.get_absolute_url()
    for kind, choices in [("scale", ""), ("yes_no", "x\ny"), ("one", "A\n\nB "), ("several", "A\nB"), ("text", "")]:
        page = client.get(at("question-create", survey))
        values = {"token": hidden(page, "token"), "kind": kind, "text": f"About {kind}?", "choices": choices}
        assert client.post(at("question-create", survey), values).status_code == 302
    assert list(survey.questions.values_list("kind", "choices")) == [
        ("scale", []), ("yes_no", []), ("one", ["A", "B"]), ("several", ["A", "B"]), ("text", []),
    ]  # fmt: skip
    one = survey.questions.get(kind="one")
    client.post(at("question-move", survey, one.pk), {"direction": "up"})
    client.post(at("question-move", survey, one.pk), {"direction": "sideways"})
    client.post(at("question-remove", survey, survey.questions.get(kind="yes_no").pk))
    assert list(survey.questions.values_list("kind", flat=True)) == ["scale", "one", "several", "text"]
    preview = client.get(at("survey-preview", survey)).content.decode()
    assert "About several?" in preview
    assert "Strongly agree" in preview
    assert "Send my answers" not in preview
    client.post(at("survey-open", survey), {"version": hidden(client.get(survey.get_absolute_url()), "version")})
    assert fresh(survey).status == "open"
    assert client.get(at("survey-edit", survey)).status_code == 403
    assert client.get(at("question-create", survey)).status_code == 403


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ("", "two choices or more"),
        ("Only one", "two choices or more"),
        ("Same\nsame", "Two choices are the same"),
        ("\n".join(map(str, range(13))), "12 choices or fewer"),
        ("x" * 101 + "\ny", "100 letters or fewer"),
    ],
)
def test_choices_that_make_no_question(cast, sign_in, choices, problem):
    survey = make_draft(cast.hal, cast.oak, questions=[])
    client = sign_in(cast.hal)
    token = hidden(client.get(at("question-create", survey)), "token")
    data = {"token": token, "kind": "one", "text": "Which?", "choices": choices}
    answer = client.post(at("question-create", survey), data)
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not Question.objects.exists()


def test_a_school_cannot_ask_trustees_nor_choose_a_school_that_is_not_theirs_nor_a_day_gone_by(cast, sign_in):
    client = sign_in(cast.hal)
    good = {
        "token": hidden(client.get(reverse("planning:survey-create")), "token"),
        "school": str(cast.oak.public_id),
        "title": "T",
        "audience": "staff",
        "closes_on": today().isoformat(),
    }
    for wrong in (
        {"audience": "trustees"},
        {"audience": "everybody"},
        {"school": str(cast.elm.public_id)},
        {"closes_on": (today() - dt.timedelta(days=1)).isoformat()},
        {"closes_on": "2099-01-01"},
        {"title": "x" * 151},
        {"title": "\x00"},
    ):
        assert client.post(reverse("planning:survey-create"), good | wrong).status_code == 422
    assert not Survey.objects.exists()


def test_two_change_a_draft_and_no_text_is_lost(cast, sign_in):
    survey = make_draft(cast.hal, cast.oak)
    client = sign_in(cast.sid)
    page = client.get(at("survey-edit", survey))
    data = {
        "version": hidden(page, "version"),
        "title": "Sid's title",
        "introduction": survey.introduction,
        "audience": "staff",
        "closes_on": survey.closes_on.isoformat(),
    }
    question = survey.questions.first()
    assert client.post(at("survey-edit", survey), data).status_code == 302
    stale = client.post(at("survey-edit", survey), data | {"title": "Another"})
    assert stale.status_code == 409
    assert "Sid&#x27;s title" in stale.content.decode()
    assert fresh(survey).title == "Sid's title"
    edit = at("question-edit", survey, question.pk)
    old = {"version": hidden(client.get(edit), "version"), "kind": "scale", "text": "Mine", "choices": ""}
    now = fresh(survey)
    surveys.change_question(
        actor=cast.hal, question=question, version=now.version, values=QUESTIONS[0] | {"text": "Theirs"}
    )
    clash = client.post(edit, old)
    assert clash.status_code == 409
    assert "Theirs" in clash.content.decode()
    assert client.post(edit, old | {"version": hidden(clash, "version")}).status_code == 302
    assert survey.questions.first().text == "Mine"


def test_copying_and_throwing_away(cast, sign_in):
    old = make_open(cast.hal, cast.oak)
    client = sign_in(cast.hal)
    page = client.get(at("survey-copy", old))
    assert old.title in page.content.decode()
    data = {
        "token": hidden(page, "token"),
        "school": str(cast.oak.public_id),
        "title": "Copy",
        "audience": "governors",
        "closes_on": today().isoformat(),
    }
    client.post(at("survey-copy", old), data)
    copied = Survey.objects.get(title="Copy")
    assert copied.questions.count() == 5
    client.post(at("survey-remove", copied))
    client.post(at("survey-remove", old))
    assert list(Survey.objects.all()) == [old]


def test_junk_in_the_address_or_the_button(cast, sign_in):
    survey, other = make_draft(cast.hal, cast.oak), make_draft(cast.eli, cast.elm)
    client = sign_in(cast.hal)
    foreign = other.questions.first().pk
    for name, method in [("question-edit", client.get), ("question-move", client.post), ("question-need", client.get)]:
        assert method(at(name, survey, foreign)).status_code == 404
        assert method(at(name, survey, 2**40)).status_code == 404
    for version in ("", "x", "-1", "²", "9" * 50):
        client.post(at("survey-open", survey), {"version": version})
    assert fresh(survey).status == "draft"
    assert client.get(reverse("planning:school-surveys", args=[cast.oak.public_id, 1999])).status_code == 404
    for query in ("?school=x", "?state=x", "?audience=x", "?sort=x", "?page=x", "?page=99", "?q=%00", "?export=x"):
        assert client.get(reverse("planning:survey-list") + query).status_code == 200


# --- Answering, signed in ------------------------------------------------------------------------------------------


def test_a_teacher_answers_once(cast, sign_in):
    survey = make_open(cast.hal, cast.oak)
    client = sign_in(cast.ada)
    mine = client.get(reverse("planning:survey-mine")).content.decode()
    assert survey.answer_url in mine
    assert "Surveys to answer" in client.get("/").content.decode()
    answers = posted(survey, "5", yes_no="0", one="1", several=["0", "1"], text="Time, please")
    first = client.post(survey.answer_url, answers)
    second = client.post(survey.answer_url, answers | posted(survey, "1"))
    assert (first.status_code, second.status_code) == (302, 200)
    thanks = client.get(survey.answer_url).content.decode()
    assert "You have answered, thank you" in thanks
    assert Response.objects.count() == Participation.objects.count() == 1
    found = {answer.question.kind: answer for answer in Answer.objects.select_related("question")}
    assert (found["scale"].number, found["yes_no"].number) == (5, 0)
    assert (found["one"].chosen, found["several"].chosen) == (["Online"], ["Time", "A coach"])
    assert found["text"].words == "Time, please"
    assert "Surveys to answer" not in client.get("/").content.decode().split("What is coming")[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"scale": "6"},
        {"scale": "0"},
        {"scale": "'; DROP TABLE planning_answer;--"},
        {"scale": "4", "one": "2"},
        {"scale": "4", "one": "-1"},
        {"scale": "4", "several": ["0", "7"]},
        {"scale": "4", "yes_no": "maybe"},
        {"scale": "4", "text": "x" * 10_000},
        {"scale": "4", "text": "nul \x00 sign"},
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
    survey_running.close_survey(actor=cast.hal, survey=survey)
    answer = client.post(survey.answer_url, posted(survey))
    assert "This survey has closed" in answer.content.decode()
    assert not Response.objects.exists()


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
    assert "You have answered, thank you" in page
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


@pytest.mark.parametrize("token", ["x", "a" * 24, "A-b_" * 6, "z" * 300, "%00" * 8, "é" * 24])
def test_a_guessed_link_is_404(cast, client, token):
    make_open(cast.hal, cast.oak, "parents")
    make_open(cast.hal, cast.oak)
    assert client.get(f"/planning/s/{token}/").status_code == 404
    assert client.post(f"/planning/s/{token}/").status_code == 404


def test_too_many_guesses_from_one_address_wait(cast, client):
    statuses = [client.get(f"/planning/s/{number:024d}/").status_code for number in range(62)]
    assert statuses == [404] * 60 + [429] * 2
    assert client.get(f"/planning/s/{1:024d}/", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_too_many_answers_from_one_address_wait_and_mistakes_do_not_count(cast):
    TrustSettings.objects.create(pk=1, values={"planning.parent_answers_an_hour": 3})
    forget()
    survey, other = make_open(cast.hal, cast.oak, "parents"), make_open(cast.hal, cast.oak, "parents")
    for _ in range(5):
        assert send(Client(), survey, scale="9")[1].status_code == 422
    statuses = [send(Client(), survey)[1].status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]
    busy = send(Client(), survey)[1]
    assert busy["Retry-After"] == "3600"
    assert "Please wait a while" in busy.content.decode()
    assert send(Client(), other)[1].status_code == 302
    assert send(Client(REMOTE_ADDR="203.0.113.9"), survey)[1].status_code == 302
    # What a browser says of itself is believed from a trusted proxy only.
    assert send(Client(HTTP_X_FORWARDED_FOR="198.51.100.7"), survey)[1].status_code == 429
    assert Response.objects.filter(survey=survey).count() == 4


def test_behind_a_proxy_the_address_is_what_the_proxy_says(cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    TrustSettings.objects.create(pk=1, values={"planning.parent_answers_an_hour": 1})
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
    survey_running.close_survey(actor=cast.hal, survey=survey)
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
    assert url in client.get(reverse("planning:survey-mine")).content.decode()
    for count in range(3):
        page = client.get(url)
        assert "Yes, very much" in page.content.decode()
        assert page.context["answered"] == count
        data = posted(survey) | {"once": hidden(page, "once")}
        assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert Response.objects.count() == 3
    assert not Participation.objects.exists()
    assert client.post(url, posted(survey, "") | {"once": hidden(client.get(url), "once")}).status_code == 422
    survey_running.close_survey(actor=cast.hal, survey=survey)
    assert "This survey has closed" in client.get(url).content.decode()


# --- Results -------------------------------------------------------------------------------------------------------


def test_results_are_shown_on_demand_and_exported_with_the_same_left_out(cast, sign_in):
    people = colleagues(cast.oak, 8)
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, people, text="Time")
    client = sign_in(cast.hal)
    results = at("survey-results", survey)
    assert "Results are shown when it has closed" in client.get(results).content.decode()
    assert client.get(f"{results}?export=csv").status_code == 403
    assert client.post(at("survey-show", survey)).status_code == 403
    client.post(at("survey-close", survey))
    before = client.get(results).content.decode()
    assert "Strongly" not in before
    assert "Show the results" in before
    assert client.get(f"{results}?export=csv").status_code == 403
    assert client.get(at("survey-last-day", survey)).status_code == 200
    assert client.post(at("survey-show", survey)).status_code == 302
    page = client.get(results).content.decode()
    assert "Strongly agree" in page
    assert page.count("<table") >= 1
    assert client.get(at("survey-last-day", survey)).status_code == 403
    for form in ("csv", "xlsx"):
        answer = client.get(f"{results}?export={form}")
        body = b"".join(answer.streaming_content)
        if form == "csv":
            lines = body.decode("utf-8-sig").splitlines()
            assert lines[0] == "Question,Who,Answer,How many,Per cent"
            assert sum(",Time," in line for line in lines) == 8


def test_an_answer_is_turned_into_a_need_by_form(cast, sign_in):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, colleagues(cast.oak, 6), text="Time to practise")
    close_and_show(survey, cast.hal)
    answer = Answer.objects.exclude(words="").first()
    client = sign_in(cast.hal)
    url = at("answer-need", survey, answer.pk)
    page = client.get(url)
    assert "Time to practise" in page.content.decode()
    data = {
        "token": hidden(page, "token"), "title": "Practise phonics", "area": "reading", "evidence": "They say so.",
        "needed_by": "group", "staff_group": "teacher", "people_count": "6", "reason": "personal",
    }  # fmt: skip
    for wrong in (
        {"staff_group": ""},
        {"reason": "priority"},
        {"priority": "x"},
        {"needed_by": "person"},
        {"people_count": "0"},
        {"area": "x"},
        {"title": ""},
    ):
        assert client.post(url, data | wrong).status_code == 422
    assert client.post(url, data).url == client.post(url, data).url == at("survey-results", survey)
    assert Need.objects.get().staff_group == "teacher"
    assert "Became a need" in client.get(at("survey-results", survey)).content.decode()
    assert client.get(url).status_code == 302
    question = survey.questions.get(kind="scale")
    page = client.get(at("question-need", survey, question.pk))
    assert "Strongly disagree: " in page.content.decode()
    no_words = Answer.objects.filter(words="").first()
    assert client.get(at("answer-need", survey, no_words.pk)).status_code == 404


def test_results_of_too_few_offer_no_need(cast, sign_in):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada, cast.bea], text="Time")
    client = sign_in(cast.hal)
    client.post(at("survey-close", survey))
    page = client.get(at("survey-results", survey)).content.decode()
    assert "Fewer than 5 people have answered" in page
    assert "Time" not in page
    answer = Answer.objects.exclude(words="").first()
    assert client.get(at("answer-need", survey, answer.pk)).status_code == 403
    assert client.get(at("question-need", survey, survey.questions.first().pk)).status_code == 403
    day = (today() + dt.timedelta(days=3)).isoformat()
    assert client.post(at("survey-last-day", survey), {"closes_on": "yesterday"}).status_code == 422
    assert client.post(at("survey-last-day", survey), {"closes_on": day}).status_code == 302
    assert fresh(survey).state == "open"


# --- Lists ---------------------------------------------------------------------------------------------------------


FOUND = [
    ("", ["Board", "Gone by", "Staff", "Unfinished"]),
    ("?q=boa", ["Board"]),
    ("?audience=governors", ["Board"]),
    ("?state=open", ["Board", "Staff"]),
    ("?state=closed", ["Gone by"]),
    ("?state=draft", ["Unfinished"]),
    ("?q=nothing", []),
]


@pytest.mark.parametrize(("query", "titles"), FOUND)
def test_finding_a_survey(cast, sign_in, query, titles):
    make_open(cast.hal, cast.oak, title="Staff")
    make_open(cast.hal, cast.oak, "governors", title="Board")
    make_draft(cast.hal, cast.oak, title="Unfinished")
    make_draft(cast.eli, cast.elm, title="Of Elm")
    gone = make_open(cast.hal, cast.oak, title="Gone by")
    Survey.objects.filter(pk=gone.pk).update(closes_on=today() - dt.timedelta(days=1))
    client = sign_in(cast.hal)
    answer = client.get(reverse("planning:survey-list") + query)
    assert sorted(row.record.title for row in answer.context["table"].rows) == titles
    own = reverse("planning:school-surveys", args=[cast.oak.public_id, academic_year(today())])
    assert sorted(row.record.title for row in client.get(own + query).context["table"].rows) == titles


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200
    if answer.streaming:
        b"".join(answer.streaming_content)
    return len(captured)


def test_lists_and_results_cost_the_same_with_more_rows(cast, sign_in):
    client = sign_in(cast.hal)
    people = colleagues(cast.oak, 6)
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, people, text="Time")
    pupils = make_open(cast.hal, cast.oak, "pupils")
    close_and_show(survey, cast.hal)
    year = academic_year(today())
    pages = [
        reverse("planning:survey-list"),
        reverse("planning:survey-list") + "?export=csv",
        reverse("planning:school-surveys", args=[cast.oak.public_id, year]),
        reverse("planning:survey-mine"),
        survey.get_absolute_url(),
        at("survey-results", survey),
        at("survey-pupils", pupils),
    ]
    make_open(cast.hal, cast.oak)
    client.get("/planning/surveys/")  # what is read once a session
    first = [queries(client, url) for url in pages]
    assert first == [queries(client, url) for url in pages]
    more = make_open(cast.eve, cast.oak, questions=QUESTIONS * 3)
    make_open(cast.eve, cast.oak, "pupils")
    answer_nameless(pupils, 4, actor=cast.ada)
    assert more.questions.count() == 15
    assert [queries(client, url) for url in pages] == first
