"""The pages of needs: found, exported, changed in two windows, ended, carried forward."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import now, today
from core.reading import run_steps
from cpd_trust.tests.helpers import opening, same_cost
from planning.models import Need
from planning.similar.services import plan_together
from planning.tests.factories import ActionFactory, ConversationFactory, NeedFactory, PriorityFactory, this_year
from planning.to_do import conversation_tasks, need_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG_AGO = dt.datetime(2020, 9, 1, 12, tzinfo=dt.UTC)


def token(page):
    return page.context["form"]["token"].value()


def main_of(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def titles(response):
    return [row.record.title for row in response.context["table"].rows]


def register(school, year=None):
    return reverse("planning:needs", args=[school.public_id, year or this_year()])


def group(school, **facts):
    """Return a need of four teaching assistants of a school."""
    facts = {"needed_by": "group", "staff_group": "teaching_assistant", "people_count": 4, "person": None} | facts
    return NeedFactory(school=school, **facts)


# --- The registers -----------------------------------------------------------------------------------------------


@pytest.fixture
def some_needs(cast):
    """Return five needs of Oak, each of another kind."""
    ended = {"status": "met", "ended_at": now(), "ended_by": cast.hal, "ended_note": "Coaching"}
    answered = NeedFactory(school=cast.oak, person=cast.ada, title="Alpha", raised_at=LONG_AGO)
    ActionFactory(school=cast.oak).needs.add(answered)
    NeedFactory(school=cast.oak, person=cast.bea, title="Beta", area="send", source="review", reason="review")
    group(cast.oak, title="Gamma", source="monitoring", wanted_by=today(), raised_by=cast.hal)
    NeedFactory(school=cast.oak, person=cast.ada, title="Delta", evidence="seen in books", **ended)
    NeedFactory(school=cast.oak, person=cast.ada, title="Last year", year=this_year() - 1)
    NeedFactory(school=cast.elm, person=cast.tom, title="Elm")


FOUND = [
    ({}, {"Alpha", "Beta", "Gamma", "Delta"}),
    ({"q": "alph"}, {"Alpha"}),
    ({"q": "bea"}, {"Beta"}),
    ({"q": "books"}, {"Delta"}),
    ({"source": "review"}, {"Beta"}),
    ({"area": "send"}, {"Beta"}),
    ({"needed_by": "group"}, {"Gamma"}),
    ({"reason": "review"}, {"Beta"}),
    ({"status": "met"}, {"Delta"}),
    ({"answered": "no"}, {"Beta", "Gamma"}),
    ({"answered": "yes"}, {"Alpha"}),
    ({"answered": "together"}, set()),
    ({"wanted": "01/09/2099"}, {"Gamma"}),
]


@pytest.mark.both
@pytest.mark.policy("AP-1", "AP-3")
@pytest.mark.parametrize(("query", "expected"), FOUND)
def test_the_register_is_searched_and_filtered(query, expected, some_needs, cast, sign_in):
    assert set(titles(sign_in(cast.hal).get(register(cast.oak), query))) == expected


@pytest.mark.both
@pytest.mark.policy("AP-3")
def test_the_register_counts_by_source_sorts_and_shows_other_years(some_needs, cast, sign_in):
    client = sign_in(cast.hal)
    page = client.get(register(cast.oak))
    assert (page.context["total"], page.context["open"], page.context["unanswered"]) == (4, 3, 2)
    assert len(page.context["counts"]) == 6
    assert "Open training needs from previous years" in page.content.decode()
    assert titles(client.get(register(cast.oak), {"sort": "raised_at"}))[0] == "Alpha"
    assert titles(client.get(register(cast.oak), {"sort": "-raised_at"}))[-1] == "Alpha"
    assert titles(client.get(register(cast.oak), {"sort": "wanted_by"}))[0] == "Gamma"
    assert titles(client.get(register(cast.oak), {"sort": "-wanted_by"}))[0] == "Gamma"
    assert titles(client.get(register(cast.oak, this_year() - 1))) == ["Last year"]
    assert client.get(register(cast.elm)).status_code == 404
    assert client.get(register(cast.oak, 1999)).status_code == 404


@pytest.mark.policy("AP-1")
def test_the_trusts_register_is_this_years_unless_another_is_asked_for(some_needs, cast, sign_in):
    client = sign_in(cast.ben)
    url = reverse("planning:trust-needs")
    assert set(titles(client.get(url))) == {"Alpha", "Beta", "Gamma", "Delta", "Elm"}
    assert titles(client.get(url, {"school": cast.elm.public_id})) == ["Elm"]
    assert titles(client.get(url, {"year": this_year() - 1})) == ["Last year"]
    assert client.get(url, {"year": "all"}).context["total"] == 6
    assert client.get(url, {"year": "nonsense"}).status_code == 200


@pytest.mark.both
@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_exports_are_as_filtered_and_run_no_formula(wanted, some_needs, cast, sign_in):
    Need.objects.filter(title="Beta").update(title="=2+5+cmd|'/c calc'!A0", evidence="@SUM(1)", source="national")
    for client, url in (
        (sign_in(cast.hal), register(cast.oak)),
        (sign_in(cast.ben), reverse("planning:trust-needs")),
    ):
        response = client.get(url, {"export": wanted, "source": "national"})
        body = b"".join(response.streaming_content)
        assert response["Content-Disposition"].endswith(f'.{wanted}"')
        if wanted == "csv":
            text = body.decode("utf-8-sig")
            assert "'=2+5" in text
            assert "'@SUM" in text
            assert "Alpha" not in text
        else:
            assert body[:2] == b"PK"
    mine = b"".join(sign_in(cast.bea).get(reverse("planning:my-needs"), {"export": "csv"}).streaming_content)
    assert b"'=2+5" in mine


@pytest.mark.both
@pytest.mark.parametrize("name", ["needs", "trust-needs", "my-needs", "similar-needs"])
def test_lists_ask_as_often_for_one_row_as_for_three(name, cast, sign_in):
    args = [cast.oak.public_id, this_year()] if name == "needs" else []
    page = opening(sign_in(cast.cleo), reverse(f"planning:{name}", args=args))

    def fill(number):
        for place in (cast.oak, cast.elm):
            priority = PriorityFactory(school=place)
            group(place, title=f"Topic{number} phonics", raised_by=cast.cleo, reason="priority", priority=priority)
        ActionFactory(school=cast.oak).needs.add(NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.cleo))

    assert same_cost(page, fill) <= AT_MOST[name]


AT_MOST = {"needs": 14, "trust-needs": 12, "my-needs": 10, "similar-needs": 10}


# --- One's own ---------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("R-3")
def test_everybody_sees_what_they_raised_what_was_raised_for_them_and_how_it_ended(some_needs, cast, sign_in):
    page = sign_in(cast.ada).get(reverse("planning:my-needs"))
    assert set(titles(page)) == {"Alpha", "Delta", "Last year"}
    assert "Coaching" in page.content.decode()
    assert titles(sign_in(cast.ada).get(reverse("planning:my-needs"), {"status": "met"})) == ["Delta"]
    assert titles(sign_in(cast.hal).get(reverse("planning:my-needs"))) == ["Gamma"]
    assert "we tell you what becomes of it" in sign_in(cast.kim).get(reverse("planning:my-needs")).content.decode()


# --- One need ----------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_page_says_everything_and_who_reads_it(cast, sign_in):
    priority = PriorityFactory(school=cast.oak)
    need = NeedFactory(
        school=cast.oak, person=cast.ada, reason="priority", priority=priority, evidence="Seen.", wanted_by=today()
    )
    action = ActionFactory(school=cast.oak, title="Six meetings")
    action.needs.add(need)
    page = main_of(sign_in(cast.hal).get(need.get_absolute_url()))
    for words in ("Seen.", priority.title, "Six meetings", "Individual request", "Who can see this?", "Ada Example"):
        assert words in page
    # The plan is a draft: she sees neither the action nor that there is one, and is told why she may not change it.
    page = main_of(sign_in(cast.ada).get(need.get_absolute_url()))
    assert "Six meetings" not in page
    assert "This is already being planned for, so you can" in page
    assert "Carry forward" not in page


def test_two_windows_changing_one_need_lose_no_text(cast, sign_in):
    need = NeedFactory(school=cast.oak, person=cast.ada)
    client, url = sign_in(cast.ada), reverse("planning:need-edit", args=[need.public_id])
    data = {"version": 1, "area": "reading", "serves": "personal"}
    assert client.post(url, data | {"title": "First window"}).status_code == 302
    late = client.post(url, data | {"title": "Second window"})
    text = late.content.decode()
    assert late.status_code == 409
    assert "First window" in text
    assert "Second window" in text
    assert Need.objects.get(pk=need.pk).title == "First window"
    # Sent again, with the version that it now carries, it is saved.
    assert client.post(url, data | {"title": "Second window", "version": 2}).status_code == 302
    assert client.post(url, data | {"title": ""}).status_code == 422


ENDS = [("met", "met"), ("closed", "closed"), ("carried", "carried_forward")]


@pytest.mark.both
@pytest.mark.policy("R-3")
@pytest.mark.parametrize(("how", "status"), ENDS)
def test_a_need_is_ended_on_its_page_with_a_reason(how, status, cast, sign_in):
    need = NeedFactory(school=cast.oak, person=cast.ada)
    client, url = sign_in(cast.hal), reverse("planning:need-end", args=[need.public_id, how])
    assert client.get(url).status_code == 200
    assert client.post(url, {"version": 1, "note": " "}).status_code == 422
    Need.objects.filter(pk=need.pk).update(version=2)
    late = client.post(url, {"version": 1, "note": "My reason"})
    assert (late.status_code, "My reason" in late.content.decode()) == (409, True)
    assert client.post(url, {"version": 2, "note": "My reason"}).status_code == 302
    need.refresh_from_db()
    assert (need.status, need.ended_note) == (status, "My reason")
    page = main_of(sign_in(cast.ada).get(need.get_absolute_url()))
    assert "My reason" in page
    assert ("View the carried forward training need" in page) == (how == "carried")
    # Again: it has changed meanwhile.
    assert sign_in(cast.hal).get(url).url == need.get_absolute_url()
    assert client.get(reverse("planning:need-end", args=[need.public_id, "lost"])).status_code == 404


def test_a_need_is_opened_again_on_its_page(cast, sign_in):
    need = NeedFactory(school=cast.oak, person=cast.ada)
    client, url = sign_in(cast.hal), reverse("planning:need-reopen", args=[need.public_id])
    assert client.get(url).status_code == 302
    client.post(reverse("planning:need-end", args=[need.public_id, "met"]), {"version": 1, "note": "Coaching"})
    assert "Open it again" in client.get(need.get_absolute_url()).content.decode()
    assert client.post(url, {"version": 2, "note": "The wrong row"}).status_code == 302
    assert Need.objects.get(pk=need.pk).status == "open"


def test_a_provision_offers_to_meet_what_it_answers_and_a_school_takes_its_need_out(cast, sign_in):
    needs = [group(school, raised_by=cast.eve) for school in (cast.oak, cast.elm)]
    values = {"title": "Two days", "area": "reading", "source": "feedback", "reason": "personal", "people_count": 8}
    provision = plan_together(needs=needs, actor=cast.eve, values=values)
    page = main_of(sign_in(cast.hal).get(needs[0].get_absolute_url()))
    assert "Planned across schools" in page
    assert "8 people in 2 schools" in page
    assert "Elm" not in page
    client = sign_in(cast.hal)
    out = reverse("planning:need-let-go", args=[needs[0].public_id])
    client.post(out, {"version": "x"})
    assert Need.objects.get(pk=needs[0].pk).gathered_into == provision
    client.post(out, {"version": 2})
    assert Need.objects.get(pk=needs[0].pk).gathered_into is None
    client = sign_in(cast.eve)
    url = reverse("planning:need-end", args=[provision.public_id, "met"])
    assert "1 training need from the schools involved" in client.get(url).content.decode()
    client.post(url, {"version": 1, "note": "June", "with_gathered": "on"})
    assert [Need.objects.get(pk=need.pk).status for need in needs] == ["open", "met"]


# --- None gets lost ----------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("R-3", "AP-4")
def test_the_open_needs_of_last_year_are_previewed_and_carried_forward_once(cast, sign_in):
    facts = {"school": cast.oak, "person": cast.ada, "year": this_year() - 1}
    kept, left = (NeedFactory(title=title, **facts) for title in ("Kept", "Left"))
    client = sign_in(cast.sid)
    url = reverse("planning:needs-carry", args=[cast.oak.public_id, this_year()])
    page = client.get(url)
    assert "Kept (Ada Example" in page.content.decode()
    assert "Left (Ada Example" in page.content.decode()
    data = {"token": token(page), "needs": [str(kept.public_id)], "note": "Still needed"}
    assert client.post(url, data | {"note": ""}).status_code == 422
    first, second = client.post(url, data), client.post(url, data)
    assert first.url == second.url == register(cast.oak)
    assert Need.objects.get(carried_from=kept).year == this_year()
    assert Need.objects.get(pk=left.pk).status == "open"
    past = client.get(reverse("planning:needs-carry", args=[cast.oak.public_id, this_year() - 1]))
    assert past.status_code == 404
    elsewhere = NeedFactory(school=cast.elm, year=this_year() - 1)
    page = client.get(url)
    refused = client.post(url, {"token": token(page), "needs": [str(elsewhere.public_id)], "note": "Mine"})
    assert refused.status_code == 422


@pytest.mark.both
@pytest.mark.policy("R-3", "AP-3", "RM-3")
def test_what_waits_for_whom_on_the_first_page(cast, django_assert_num_queries):
    NeedFactory(school=cast.oak, person=cast.ada)
    NeedFactory(school=cast.oak, person=cast.ada, year=this_year() - 1)
    ConversationFactory(school=cast.oak, person=cast.ada, manager=cast.lin)
    ConversationFactory(school=cast.oak, person=cast.ada, manager=cast.lin, status="arranged", arranged_for=LONG_AGO)

    def waits(person):
        tasks = [*run_steps(conversation_tasks(person)), *run_steps(need_tasks(person))]
        return {task.label: task.count for task in tasks if task.count}

    needs = {"training needs not yet planned for": 1, "open training needs of past years": 1}
    assert waits(cast.hal) == waits(cast.sid) == needs
    assert waits(cast.lin) == {"conversations to arrange": 1, "conversations to write up": 1}
    assert waits(cast.ada) == waits(cast.eli) == waits(cast.eve) == waits(cast.gus) == {}
    cast.hal.forget_authority()
    with django_assert_num_queries(3):
        run_steps(conversation_tasks(cast.hal))
        run_steps(need_tasks(cast.hal))
