"""The pages of those who run surveys: lists, making, results, and needs out of them (policy AP-3)."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import academic_year, today
from cpd_trust.tests.helpers import cost_of, fresh, opening
from planning.models import Need
from surveys import services
from surveys.models import Answer, Question, Survey
from surveys.tests.surveying import (
    QUESTIONS,
    answer_all,
    answer_nameless,
    at,
    close_and_show,
    colleagues,
    hidden,
    make_draft,
    make_open,
)

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3"), pytest.mark.once]


# --- Making ------------------------------------------------------------------------------------------------------


def test_a_leader_makes_a_survey_from_nothing_to_open(cast, sign_in):
    client = sign_in(cast.hal)
    new = client.get(reverse("surveys:survey-create"))
    data = {
        "token": hidden(new, "token"),
        "school": str(cast.oak.public_id),
        "title": "What do you need?",
        "introduction": "Two minutes.",
        "audience": "staff",
        "closes_on": (today() + dt.timedelta(days=10)).isoformat(),
    }
    first = client.post(reverse("surveys:survey-create"), data)
    again = client.post(reverse("surveys:survey-create"), data)
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
    assert "Send answers" not in preview
    client.post(at("survey-open", survey), {"version": hidden(client.get(survey.get_absolute_url()), "version")})
    assert fresh(survey).status == "open"
    assert client.get(at("survey-edit", survey)).status_code == 403
    assert client.get(at("question-create", survey)).status_code == 403


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ("", "Enter at least two choices, each on a new line"),
        ("Only one", "Enter at least two choices, each on a new line"),
        ("Same\nsame", "Two choices are the same. Change one of them"),
        ("\n".join(map(str, range(13))), "no more than 12 choices"),
        ("x" * 101 + "\ny", "100 characters or fewer"),
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
        "token": hidden(client.get(reverse("surveys:survey-create")), "token"),
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
        assert client.post(reverse("surveys:survey-create"), good | wrong).status_code == 422
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
    services.change_question(
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
    for _ in "twice":
        assert client.post(at("survey-remove", copied)).url == reverse("surveys:survey-list")
    assert sign_in(cast.eli).post(at("survey-remove", copied)).status_code == 404
    client.post(at("survey-remove", old))
    assert list(Survey.objects.all()) == [old]


@pytest.mark.both
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
    assert client.get(reverse("surveys:school-surveys", args=[cast.oak.public_id, 1999])).status_code == 404
    for query in ("?school=x", "?state=x", "?audience=x", "?sort=x", "?page=x", "?page=99", "?export=x"):
        assert client.get(reverse("surveys:survey-list") + query).status_code == 200


# --- Results -------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_results_are_shown_on_demand_and_exported_with_the_same_left_out(cast, sign_in):
    people = colleagues(cast.oak, 8)
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, people, text="Time")
    client = sign_in(cast.hal)
    results = at("survey-results", survey)
    assert "You can see the results once the survey has closed." in client.get(results).content.decode()
    assert client.get(f"{results}?export=csv").status_code == 403
    assert client.post(at("survey-show", survey)).status_code == 403
    client.post(at("survey-close", survey))
    before = client.get(results).content.decode()
    assert "Strongly" not in before
    assert "Show results" in before
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
            assert lines[0] == "Question,Who,Answer,Number,%"
            assert sum(",Time," in line for line in lines) == 8


@pytest.mark.both
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
    assert "Added as training need" in client.get(at("survey-results", survey)).content.decode()
    assert client.get(url).status_code == 302
    question = survey.questions.get(kind="scale")
    page = client.get(at("question-need", survey, question.pk))
    assert "Strongly disagree: " in page.content.decode()
    no_words = Answer.objects.filter(words="").first()
    assert client.get(at("answer-need", survey, no_words.pk)).status_code == 404


@pytest.mark.both
def test_results_of_too_few_offer_no_need(cast, sign_in):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada, cast.bea], text="Time")
    client = sign_in(cast.hal)
    client.post(at("survey-close", survey))
    page = client.get(at("survey-results", survey)).content.decode()
    assert "Fewer than 5 people answered" in page
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


@pytest.mark.both
@pytest.mark.parametrize(("query", "titles"), FOUND)
def test_finding_a_survey(cast, sign_in, query, titles):
    make_open(cast.hal, cast.oak, title="Staff")
    make_open(cast.hal, cast.oak, "governors", title="Board")
    make_draft(cast.hal, cast.oak, title="Unfinished")
    make_draft(cast.eli, cast.elm, title="Of Elm")
    gone = make_open(cast.hal, cast.oak, title="Gone by")
    Survey.objects.filter(pk=gone.pk).update(closes_on=today() - dt.timedelta(days=1))
    client = sign_in(cast.hal)
    answer = client.get(reverse("surveys:survey-list") + query)
    assert sorted(row.record.title for row in answer.context["table"].rows) == titles
    own = reverse("surveys:school-surveys", args=[cast.oak.public_id, academic_year(today())])
    assert sorted(row.record.title for row in client.get(own + query).context["table"].rows) == titles


@pytest.mark.both
def test_lists_and_results_cost_the_same_with_more_rows(cast, sign_in):
    client = sign_in(cast.hal)
    people = colleagues(cast.oak, 6)
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, people, text="Time")
    pupils = make_open(cast.hal, cast.oak, "pupils")
    close_and_show(survey, cast.hal)
    year = academic_year(today())
    pages = [
        reverse("surveys:survey-list"),
        reverse("surveys:survey-list") + "?export=csv",
        reverse("surveys:school-surveys", args=[cast.oak.public_id, year]),
        reverse("surveys:survey-mine"),
        survey.get_absolute_url(),
        at("survey-results", survey),
        at("survey-pupils", pupils),
    ]
    make_open(cast.hal, cast.oak)
    client.get("/planning/surveys/")  # what is read once a session
    first = [cost_of(opening(client, url)) for url in pages]
    assert first == [cost_of(opening(client, url)) for url in pages]
    more = make_open(cast.eve, cast.oak, questions=QUESTIONS * 3)
    make_open(cast.eve, cast.oak, "pupils")
    answer_nameless(pupils, 4, actor=cast.ada)
    assert more.questions.count() == 15
    assert [cost_of(opening(client, url)) for url in pages] == first
