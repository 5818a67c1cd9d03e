"""The pages of whoever asks, through the client and without JavaScript."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import today
from courses.approvals import request_views
from courses.approvals.sending import send_request
from courses.models import CourseRequest
from courses.requests.services import save_draft
from courses.tests.factories import (
    CommentFactory,
    CourseDateFactory,
    CourseFactory,
    RequestFactory,
    decide,
    make_request,
)
from cpd_trust.tests.helpers import opening, same_cost
from people.models import Grant
from people.tests.factories import GrantFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def hidden(response, name):
    """Return the value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no {name} on the page"
    return found[1]


def step_url(request, step):
    return reverse("courses:request-step", args=[request.public_id, step])


def check_url(request):
    return reverse("courses:request-check", args=[request.public_id])


def post_step(client, request, step, **answers):
    page = client.get(step_url(request, step))
    assert page.status_code == 200
    return client.post(step_url(request, step), {"version": hidden(page, "version")} | answers)


@pytest.mark.policy("IM-5", "R-4")
def test_the_whole_way_of_a_course_that_is_not_listed(cast, sign_in):
    client = sign_in(cast.ada)
    start = client.get(reverse("courses:request-start"))
    answers = {
        "token": hidden(start, "token"),
        "capacity": hidden(start, "capacity"),
        "title": "Leading maths",
        "provider_name": "Maths Hub",
        "approach": "course",
        "mode": "in_person",
    }
    made = client.post(reverse("courses:request-start"), answers)
    draft = CourseRequest.objects.get()
    assert made.url == step_url(draft, "when")
    day = today() + dt.timedelta(days=40)
    assert post_step(client, draft, "when", starts_on=day.isoformat()).url == step_url(draft, "why")
    assert post_step(client, draft, "why", reason="priority", why="Maths is our priority.").url == step_url(
        draft, "cost"
    )
    assert post_step(client, draft, "cost", fee="£120.00", travel="12.50", needs_cover="no").url == check_url(draft)
    check = client.get(check_url(draft))
    text = check.content.decode()
    for words in ("Leading maths", "£132.50", "Headteacher at Oak Primary School", "Hal Example", "Eve Example"):
        assert words in text
    sent = client.post(
        reverse("courses:request-send", args=[draft.public_id]),
        {"token": hidden(check, "token"), "version": hidden(check, "version")},
    )
    assert sent.url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.status, draft.undecided_stages, draft.ends_on) == ("deciding", 2, day)
    page = client.get(sent.url)
    assert "With your Headteacher" in page.content.decode()


@pytest.mark.policy("RM-2")
def test_the_way_from_the_catalogue_is_filled_in(cast, sign_in):
    requirement = RequirementFactory()
    course = CourseFactory(credits=[requirement])
    date = CourseDateFactory(course=course, venue="Town Hall")
    client = sign_in(cast.ada)
    url = f"{reverse('courses:request-start')}?course={course.public_id}&date={date.public_id}"
    page = client.get(url)
    assert course.title in page.content.decode()
    client.post(url, {"token": hidden(page, "token"), "capacity": hidden(page, "capacity")})
    draft = CourseRequest.objects.get()
    assert (draft.title, draft.provider_name, draft.total_cost) == (course.title, course.provider.name, course.price)
    assert (draft.starts_on, draft.venue, draft.requirement, draft.reason) == (
        date.starts_on,
        "Town Hall",
        requirement,
        "statutory",
    )
    # All that is left to say is asked beside the button.
    check = client.get(check_url(draft))
    assert (check.context["check"].missing, bool(check.context["check"].may_send)) == ([], True)
    send = reverse("courses:request-send", args=[draft.public_id])
    answers = {name: hidden(check, name) for name in ("token", "version")}
    refused = client.post(send, answers)
    assert refused.status_code == 422
    assert "Choose whether supply cover is needed" in refused.content.decode()
    assert client.post(send, answers | {"needs_cover": "yes"}).url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.status, draft.needs_cover) == ("deciding", True)


def test_a_requirement_in_the_address_is_chosen_before(cast, sign_in):
    wanted = RequirementFactory()
    client = sign_in(cast.ada)
    url = f"{reverse('courses:request-start')}?requirement={wanted.public_id}"
    page = client.get(url)
    client.post(
        url,
        {
            "token": hidden(page, "token"),
            "capacity": hidden(page, "capacity"),
            "title": "First aid",
            "approach": "course",
            "mode": "in_person",
        },
    )
    assert CourseRequest.objects.get().requirement == wanted


@pytest.mark.both
@pytest.mark.parametrize("query", ["course=nonsense", "course=6f1c3c9e-9ec6-4a0a-9be8-3b8f3f6f2f11"])
def test_starting_for_a_course_that_is_not_there(cast, sign_in, query):
    assert sign_in(cast.ada).get(f"{reverse('courses:request-start')}?{query}").status_code == 404


def test_a_course_archived_cannot_be_asked_for(cast, sign_in):
    course = CourseFactory(is_active=False)
    url = f"{reverse('courses:request-start')}?course={course.public_id}"
    assert sign_in(cast.ada).get(url).status_code == 404


@pytest.mark.both
def test_starting_twice_with_one_form_makes_one_draft(cast, sign_in):
    client = sign_in(cast.ada)
    page = client.get(reverse("courses:request-start"))
    answers = {
        "token": hidden(page, "token"),
        "capacity": hidden(page, "capacity"),
        "title": "Once",
        "approach": "course",
        "mode": "in_person",
    }
    first = client.post(reverse("courses:request-start"), answers)
    second = client.post(reverse("courses:request-start"), answers)
    assert first.url == second.url
    assert CourseRequest.objects.count() == 1


def test_somebody_in_two_places_chooses_for_which(cast, sign_in):
    GrantFactory(person=cast.ada, role="governor", school=cast.elm)
    client = sign_in(cast.ada)
    page = client.get(reverse("courses:request-start"))
    assert "Governor, Elm Primary School" in page.content.decode()
    answers = {"token": hidden(page, "token"), "title": "Finance", "approach": "course", "mode": "in_person"}
    refused = client.post(reverse("courses:request-start"), answers)
    assert refused.status_code == 422
    assert "Choose the post or role" in refused.content.decode()
    assert 'value="Finance"' in refused.content.decode()
    client.post(reverse("courses:request-start"), answers | {"capacity": f"{cast.elm.public_id}:governor"})
    draft = CourseRequest.objects.get()
    assert (draft.school, draft.applies_as) == (cast.elm, "governor")


@pytest.mark.both
def test_a_capacity_of_somebody_else_is_refused(cast, sign_in):
    client = sign_in(cast.ada)
    page = client.get(reverse("courses:request-start"))
    answers = {"token": hidden(page, "token"), "title": "X", "approach": "course", "mode": "in_person"}
    refused = client.post(reverse("courses:request-start"), answers | {"capacity": f"{cast.elm.public_id}:"})
    assert refused.status_code == 422
    assert not CourseRequest.objects.exists()


WRONG = [
    ("what", {"title": ""}, "title", "Enter the name of the course"),
    ("when", {}, "starts_on", "Enter a date such as 24/11/2026"),
    ("when", {"starts_on": "2020-01-01"}, "starts_on", "The first day must be today or later"),
    ("when", {"starts_on": "2099-03-03", "ends_on": "2099-03-01"}, "ends_on", "same as or after the first day"),
    ("when", {"starts_on": "2099-03-03", "starts_at": "10:00", "ends_at": "09:00"}, "ends_at", "after the start time"),
    ("why", {}, "reason", "Choose a reason"),
    ("why", {"reason": "statutory"}, "requirement", "Choose the required training"),
    ("why", {"reason": "personal"}, "why", "Enter why you want to do this course"),
    ("cost", {"fee": "12,50"}, "fee", "Enter an amount such as 125.00"),
    ("cost", {"other": "5"}, "other_note", "Enter what the other costs are for"),
    ("cost", {"fee": "5"}, "needs_cover", "Choose whether supply cover is needed"),
]


@pytest.mark.parametrize(("step", "answers", "field", "words"), WRONG)
def test_a_wrong_answer_is_said_above_and_beside_the_field(cast, sign_in, step, answers, field, words):
    RequirementFactory()
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    given = {"capacity": f"{cast.oak.public_id}:", "approach": "course", "mode": "in_person"} | answers
    response = post_step(client, draft, step, **given)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert page.count(words) == 2
    assert f'href="#id_{field}' in page


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 302), (1, 302)])
def test_the_first_day_may_be_today(cast, sign_in, days, status):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    day = today() + dt.timedelta(days=days)
    assert post_step(sign_in(cast.ada), draft, "when", starts_on=day.isoformat()).status_code == status


def test_a_statutory_reason_is_offered_once_something_is_required(cast, sign_in):
    draft, client = RequestFactory(applicant=cast.ada, school=cast.oak), sign_in(cast.ada)
    page = client.get(step_url(draft, "why"))
    assert "No required training has been set up yet. Ask the trust’s administrator." in page.content.decode()
    assert 'value="statutory"' not in page.content.decode()
    assert post_step(client, draft, "why", reason="statutory").status_code == 422
    assert post_step(client, draft, "why", reason="personal", why="I want to lead.").status_code == 302
    RequirementFactory()
    page = client.get(step_url(draft, "why")).content.decode()
    assert 'value="statutory"' in page
    assert "has been set up" not in page


@pytest.mark.both
def test_an_address_longer_than_its_column_is_said_beside_the_field(cast, sign_in):
    client, url = sign_in(cast.ada), reverse("courses:request-start")
    start = client.get(url)
    answers = {name: hidden(start, name) for name in ("token", "capacity")} | {
        "title": "Leading maths",
        "provider_name": "Maths Hub",
        "website": f"https://example.org/{'x' * 227}",
        "approach": "course",
        "mode": "in_person",
    }
    answer = client.post(url, answers)
    assert answer.status_code == 422
    assert "Shorten this to 200 characters. It has 247" in answer.content.decode()
    assert answers["website"] in answer.content.decode()
    assert not CourseRequest.objects.exists()


def test_a_step_left_for_later_saves_what_is_there_and_asks_nothing(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, reason="", why="", starts_on=None, ends_on=None)
    client = sign_in(cast.ada)
    left = post_step(client, draft, "why", why="Because", later="yes")
    assert left.url == reverse("courses:request-list")
    assert post_step(client, draft, "when", venue="Town Hall", later="yes").status_code == 302
    draft.refresh_from_db()
    assert (draft.why, draft.reason, draft.venue, draft.starts_on) == ("Because", "", "Town Hall", None)
    check = client.get(check_url(draft))
    assert "Enter the course dates." in check.content.decode()


def test_a_step_changed_from_the_check_leads_back_to_it(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    answers = {"version": draft.version, "fee": "80", "needs_cover": "no"}
    response = client.post(f"{step_url(draft, 'cost')}?from=check", answers)
    assert response.url == check_url(draft)
    draft.refresh_from_db()
    assert draft.total_cost == 80


@pytest.mark.parametrize("said", ["", "no", "yes"])
def test_an_amount_for_supply_cover_means_that_it_is_needed(cast, sign_in, said):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, needs_cover=None)
    client = sign_in(cast.ada)
    assert post_step(client, draft, "cost", cover="110", needs_cover=said).status_code == 302
    draft.refresh_from_db()
    assert draft.needs_cover is True
    assert draft.total_cost == 110
    assert "checked" in client.get(step_url(draft, "cost")).content.decode().split('value="yes"')[1][:120]


def test_cover_is_asked_only_of_those_whose_lessons_it_takes(cast, sign_in):
    for fields in ({"mode": "online_own_time"}, {"starts_at": dt.time(16)}, {"applies_as": "governor"}):
        draft = RequestFactory(applicant=cast.ada, school=cast.oak, needs_cover=None, **fields)
        client = sign_in(cast.ada)
        assert b"needs_cover" not in client.get(step_url(draft, "cost")).content
        assert post_step(client, draft, "cost", fee="5").status_code == 302


def test_a_date_of_the_catalogue_is_chosen_or_another_given(cast, sign_in):
    date = CourseDateFactory(venue="Hall")
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, course=date.course, starts_on=None, ends_on=None)
    client = sign_in(cast.ada)
    post_step(client, draft, "when", course_date=str(date.public_id))
    draft.refresh_from_db()
    assert (draft.course_date, draft.starts_on, draft.venue) == (date, date.starts_on, "Hall")
    assert post_step(client, draft, "when", course_date="another").status_code == 422
    day = today() + dt.timedelta(days=3)
    post_step(client, draft, "when", course_date="another", starts_on=day.strftime("%d/%m/%Y"))
    draft.refresh_from_db()
    assert (draft.course_date, draft.starts_on) == (None, day)


def test_a_second_window_shows_both_texts_and_loses_nothing(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    version = hidden(client.get(step_url(draft, "why")), "version")
    save_draft(request=draft, actor=cast.ada, version=draft.version, values={"why": "From the other window."})
    stale = client.post(step_url(draft, "why"), {"version": version, "reason": "personal", "why": "Typed here."})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "From the other window." in page
    assert "Typed here." in page
    assert stale.context["form"].clashes[0].label == "Why this course?"
    again = client.post(
        step_url(draft, "why"), {"version": hidden(stale, "version"), "reason": "personal", "why": "Typed here."}
    )
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.why == "Typed here."


def test_a_stale_check_is_shown_again_instead_of_sending(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    check = client.get(check_url(draft))
    save_draft(request=draft, actor=cast.ada, version=draft.version, values={"why": "Other"})
    response = client.post(
        reverse("courses:request-send", args=[draft.public_id]),
        {"token": hidden(check, "token"), "version": hidden(check, "version")},
    )
    assert response.status_code == 409
    assert "It was not sent: you changed this in another window. Look at it again." in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.both
def test_sending_twice_with_one_form_sends_once(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    check = client.get(check_url(draft))
    answers = {"token": hidden(check, "token"), "version": hidden(check, "version")}
    url = reverse("courses:request-send", args=[draft.public_id])
    assert client.post(url, answers).url == draft.get_absolute_url()
    assert client.post(url, answers).url == draft.get_absolute_url()
    assert draft.stages.count() == 2


@pytest.mark.both
def test_a_vacancy_keeps_the_draft_and_says_which_role(cast, sign_in):
    Grant.objects.filter(role="executive_lead").update(ends_on=today() - dt.timedelta(days=1))
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    check = client.get(check_url(draft))
    assert "There’s currently no Executive Lead" in check.content.decode()
    response = client.post(
        reverse("courses:request-send", args=[draft.public_id]),
        {"token": hidden(check, "token"), "version": hidden(check, "version")},
        follow=True,
    )
    assert "There&#x27;s currently no Executive Lead to approve this" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert cast.ann.notices.count() == 1


@pytest.mark.parametrize("name", ["request-step", "request-check"])
def test_what_was_sent_cannot_be_edited_by_its_address(cast, sign_in, name):
    sent = make_request("deciding", applicant=cast.ada, school=cast.oak)
    args = [sent.public_id, "why"] if name == "request-step" else [sent.public_id]
    url = reverse(f"courses:{name}", args=args)
    client = sign_in(cast.ada)
    assert client.get(url).url == sent.get_absolute_url()
    assert sign_in(cast.hal).get(url).status_code == 403
    assert sign_in(cast.tom).get(url).status_code == 404


def sent_beside_a_request_at_elm(cast, applicant, **facts):
    """Return what somebody of Oak sent; on the same day stands a request of theirs at Elm."""
    PostFactory(person=applicant, school=cast.elm)
    make_request("deciding", applicant=applicant, school=cast.elm, title="Known at Elm alone")
    return make_request("deciding", applicant=applicant, school=cast.oak, **facts)


@pytest.mark.both
@pytest.mark.policy("AP-6")
@pytest.mark.parametrize(
    ("applicant", "reader"), [("ada", "hal"), ("ada", "sid"), ("ada", "lin"), ("ada", "eve"), ("gus", "chas")]
)
def test_whoever_sees_a_request_is_shown_no_check_by_sending_it(cast, sign_in, applicant, reader):
    """The check tells of the applicant's budget and of their requests at other schools."""
    applies_as = "governor" if applicant == "gus" else ""
    sent = sent_beside_a_request_at_elm(cast, getattr(cast, applicant), applies_as=applies_as)
    client = sign_in(getattr(cast, reader))
    assert client.get(sent.get_absolute_url()).status_code == 200
    refused = client.post(reverse("courses:request-send", args=[sent.public_id]))
    assert refused.status_code == 403
    assert "Known at Elm alone" not in refused.text


def test_twin_without_asking_the_check_is_shown_to_a_head(cast, sign_in, monkeypatch):
    """The twin: were it not asked who may change the request, Hal would read what Ada asked for at Elm."""
    monkeypatch.setattr(request_views, "instead_of_changing", lambda request, row: None)
    sent = sent_beside_a_request_at_elm(cast, cast.ada)
    shown = sign_in(cast.hal).post(reverse("courses:request-send", args=[sent.public_id]))
    assert shown.status_code == 422
    assert "Known at Elm alone" in shown.text


def test_the_applicant_who_sends_nothing_is_led_to_what_was_sent(cast, sign_in):
    sent = make_request("deciding", applicant=cast.ada, school=cast.oak)
    answer = sign_in(cast.ada).post(reverse("courses:request-send", args=[sent.public_id]))
    assert answer.url == sent.get_absolute_url()


@pytest.mark.both
def test_an_unknown_step_is_not_found(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    assert sign_in(cast.ada).get(step_url(draft, "nonsense")).status_code == 404


def test_the_page_of_a_draft_is_its_check(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    assert sign_in(cast.ada).get(draft.get_absolute_url()).url == check_url(draft)
    assert sign_in(cast.hal).get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("status", [s for s in CourseRequest.Status.values if s != "draft"])
def test_the_page_of_a_request_in_every_status(cast, sign_in, status):
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    CommentFactory(request=request, text="<script>alert(1)</script>")
    page = sign_in(cast.ada).get(request.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.both
def test_the_discussion_goes_on_for_those_who_see_it(cast, sign_in):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    url = reverse("courses:request-comment", args=[request.public_id])
    client = sign_in(cast.hal)
    page = client.get(request.get_absolute_url())
    assert client.post(url, {"token": hidden(page, "token"), "text": ""}).status_code == 422
    answers = {"token": hidden(page, "token"), "text": "Is there an earlier date?"}
    client.post(url, answers)
    assert client.post(url, answers).url.endswith("#discussion")
    assert request.comments.count() == 1
    assert "Is there an earlier date?" in sign_in(cast.ada).get(request.get_absolute_url()).content.decode()
    assert sign_in(cast.tom).post(url, answers).status_code == 404


def test_withdrawing_and_asking_again(cast, sign_in):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ada)
    withdraw, shown = reverse("courses:request-withdraw", args=[request.public_id]), {"version": request.version}
    late = client.post(withdraw, {"version": ""}, follow=True)
    assert "You changed this in another window. Look at it again." in late.content.decode()
    withdrawn = client.post(withdraw, shown, follow=True)
    assert "Request withdrawn. We&#x27;ve told the people dealing with it." in withdrawn.content.decode()
    twice = client.post(withdraw, shown, follow=True)
    assert "This has changed since you opened it" in twice.content.decode()
    copied = client.post(reverse("courses:request-copy", args=[request.public_id]))
    draft = CourseRequest.objects.get(status="draft")
    assert copied.url == step_url(draft, "when")
    thrown = client.post(reverse("courses:request-withdraw", args=[draft.public_id]), {"version": draft.version})
    assert thrown.url == reverse("courses:request-list")


def test_a_returned_request_shows_what_to_change_and_what_was_changed(cast, sign_in):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    sent = send_request(request=draft, actor=cast.ada)
    decide(sent.stages.get(position=1), "returned", note="Please take the online course.")
    CourseRequest.objects.get(pk=sent.pk).move_to("returned")
    client = sign_in(cast.ada)
    assert "Please take the online course." in client.get(sent.get_absolute_url()).content.decode()
    post_step(client, draft, "why", reason="personal", why="Now online.", intended_effect=draft.intended_effect)
    check = client.get(check_url(draft))
    assert [c.label for c in check.context["check"].changes] == ["Reason for this course"]
    client.post(
        reverse("courses:request-send", args=[draft.public_id]),
        {"token": hidden(check, "token"), "version": hidden(check, "version")},
    )
    page = sign_in(cast.hal).get(sent.get_absolute_url()).content.decode()
    assert "Edited and resent" in page
    assert "What was changed" in page


# --- Lists -----------------------------------------------------------------------------------------------------------


def ids(response):
    return [row.record.pk for row in response.context["table"].rows]


@pytest.mark.both
def test_my_requests_are_mine_alone(cast, sign_in):
    mine = make_request("deciding", applicant=cast.hal, school=cast.oak)
    make_request("deciding", applicant=cast.ada, school=cast.oak)
    assert ids(sign_in(cast.hal).get(reverse("courses:request-list"))) == [mine.pk]


@pytest.mark.both
def test_my_requests_are_searched_filtered_sorted_and_exported(cast, sign_in):
    maths = make_request("deciding", applicant=cast.ada, school=cast.oak, title="Maths")
    reading = make_request("draft", applicant=cast.ada, school=cast.oak, title="Reading", total_cost=10)
    client = sign_in(cast.ada)
    url = reverse("courses:request-list")
    assert ids(client.get(url, {"q": "read"})) == [reading.pk]
    assert ids(client.get(url, {"status": "deciding"})) == [maths.pk]
    assert ids(client.get(url, {"sort": "total_cost"})) == [reading.pk, maths.pk]
    assert "With the Headteacher" in client.get(url).content.decode()
    export = client.get(url, {"export": "csv", "q": "maths"})
    text = b"".join(export.streaming_content).decode()
    assert "Maths" in text
    assert "Reading" not in text


@pytest.mark.both
def test_the_requests_of_a_school_stay_in_it(cast, sign_in):
    oak = make_request("deciding", applicant=cast.ada, school=cast.oak)
    elm = make_request("to_book", applicant=cast.tom, school=cast.elm)
    make_request("draft", applicant=cast.ada, school=cast.oak)
    url = reverse("courses:request-school-list")
    assert ids(sign_in(cast.hal).get(url)) == [oak.pk]
    assert ids(sign_in(cast.eli).get(url)) == [elm.pk]
    assert set(ids(sign_in(cast.eve).get(url))) == {oak.pk, elm.pk}
    assert ids(sign_in(cast.lin).get(url)) == [oak.pk]
    assert ids(sign_in(cast.eve).get(url, {"school": cast.elm.public_id})) == [elm.pk]
    assert ids(sign_in(cast.eve).get(url, {"q": "ada"})) == [oak.pk]
    assert ids(sign_in(cast.eve).get(url, {"status": "to_book"})) == [elm.pk]
    export = sign_in(cast.hal).get(url, {"export": "csv"})
    text = b"".join(export.streaming_content).decode()
    assert "Ada Example" in text
    assert "Tom Example" not in text


def test_the_requests_of_a_school_by_days_and_reason(cast, sign_in):
    day = today() + dt.timedelta(days=10)
    near = make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=day, reason="priority")
    far = make_request("deciding", applicant=cast.bea, school=cast.oak, starts_on=day + dt.timedelta(days=90))
    url = reverse("courses:request-school-list")
    client = sign_in(cast.hal)
    assert ids(client.get(url, {"last": day.isoformat()})) == [near.pk]
    assert ids(client.get(url, {"first": (day + dt.timedelta(days=1)).isoformat()})) == [far.pk]
    assert ids(client.get(url, {"reason": "priority"})) == [near.pk]


@pytest.mark.both
@pytest.mark.parametrize("name", ["request-list", "request-school-list"])
def test_lists_ask_as_often_for_one_row_as_for_three(cast, sign_in, name):
    people = [cast.hal, PostFactory(school=cast.oak).person, cast.hal]
    make_request("deciding", applicant=cast.ada, school=cast.oak)  # what waits for him is counted in every page's frame
    same_cost(
        opening(sign_in(cast.hal), reverse(f"courses:{name}")),
        lambda number: make_request("deciding", applicant=people[number - 1], school=cast.oak),
    )


def test_a_draft_with_a_last_day_alone_has_no_date_yet(cast, sign_in):
    make_request(applicant=cast.ada, school=cast.oak, starts_on=None, ends_on=today())
    assert "No date yet" in sign_in(cast.ada).get(reverse("courses:request-list")).content.decode()
