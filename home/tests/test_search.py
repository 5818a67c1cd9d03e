"""The one search: every kind that one may see, any order of words, and lists that one may open."""

import datetime as dt

import pytest

from core.calendar import now, today
from courses.tests.factories import CourseFactory, make_request
from cpd_trust.tests.helpers import READERS, cost_of, opening
from people.directory import colleagues_of
from people.models import Person
from people.tests.factories import PersonFactory, PostFactory
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory, this_year
from training.tests.factories import FeedbackFactory, RecordFactory


def test_search_finds_by_kind_and_only_what_one_may_see(cast, sign_in):
    make_request("deciding", applicant=cast.ada, school=cast.oak, title="Forest school")
    client = sign_in(cast.hal)
    found = {g.title: [h.label for h in g.hits] for g in client.get("/search/?q=forest").context["groups"]}
    assert found == {"Requests": ["Forest school"]}
    assert sign_in(cast.eli).get("/search/?q=forest").context["groups"] == []
    assert sign_in(cast.tom).get("/search/?q=ada").context["groups"] == []


@pytest.fixture
def forests(cast):
    """Make one of each kind that a search finds at Oak, with the same two words in it."""
    words = "Forest school for infants"
    PostFactory(person=PersonFactory(first_name="Forest", last_name="School"), school=cast.oak)
    CourseFactory(title=words)
    PriorityFactory(school=cast.oak, title=words)
    NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.ada, title=words)
    ActionFactory(school=cast.oak, title=words).plan.move_to("agreed", agreed_at=now(), agreed_by=cast.hal)
    make_request("deciding", applicant=cast.ada, school=cast.oak, title=words)
    FeedbackFactory(record=RecordFactory(person=cast.ada, school=cast.oak, title=words), shared=True)


EVERYTHING = {
    "People", "Courses", "Priorities", "Needs", "Actions of plans", "Requests", "CPD records",
    "Feedback from colleagues",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("hal", set()),
        ("eve", set()),
        ("ada", set()),
        ("bea", {"Needs", "Requests", "CPD records"}),
        ("gus", {"People", "Needs", "Requests", "CPD records", "Feedback from colleagues"}),
        ("tom", EVERYTHING - {"Courses", "Feedback from colleagues"}),
        ("eli", EVERYTHING - {"Courses", "Feedback from colleagues"}),
    ],
)
def test_search_finds_every_kind_in_any_order_of_words_for_those_who_see_it(cast, forests, sign_in, name, left_out):
    groups = sign_in(getattr(cast, name)).get("/search/?q=school+FOREST").context["groups"]
    assert {group.title for group in groups} == EVERYTHING - left_out


@pytest.mark.once
@pytest.mark.parametrize("name", READERS)
def test_search_leads_nobody_to_a_list_that_refuses_them(cast, forests, sign_in, name):
    client = sign_in(getattr(cast, name))
    groups = client.get("/search/?q=forest+school").context["groups"]
    urls = [group.all_url for group in groups if group.all_url] + [
        hit.url for group in groups for hit in group.hits if hit.url
    ]
    assert {url: code for url in urls if (code := client.get(url).status_code) != 200} == {}


@pytest.mark.parametrize("name", ["hal", "eve"])
def test_see_all_shows_what_was_found_also_of_years_ago(cast, sign_in, name):
    title = "Forest school of years ago"
    year, day = this_year() - 3, dt.date(this_year() - 3, 10, 1)
    PriorityFactory(school=cast.oak, title=title, year=year)
    NeedFactory(school=cast.oak, person=cast.ada, title=title, year=year)
    RecordFactory(person=cast.ada, school=cast.oak, title=title, starts_on=day, ends_on=day)
    make_request("deciding", applicant=cast.ada, school=cast.oak, title=title)
    client = sign_in(getattr(cast, name))
    groups = {group.title: group.all_url for group in client.get("/search/?q=forest").context["groups"]}
    assert {"Priorities", "Needs", "CPD records", "Requests"} <= set(groups)
    shown = {kind: title in client.get(url).content.decode() for kind, url in groups.items() if url}
    assert shown == dict.fromkeys(shown, True)


def test_a_dropped_priority_is_not_found(cast, sign_in):
    PriorityFactory(school=cast.oak, title="Forest school", dropped_at=now(), dropped_reason="Done.")
    assert sign_in(cast.hal).get("/search/?q=forest").context["groups"] == []


@pytest.mark.parametrize("what", ["course", "provider"])
def test_a_course_that_is_not_on_offer_is_not_found(cast, sign_in, what):
    course = CourseFactory(title="Forest school")
    gone = course if what == "course" else course.provider
    gone.is_active = False
    gone.save()
    assert sign_in(cast.hal).get("/search/?q=forest").context["groups"] == []


def test_search_costs_the_same_with_one_hit_of_a_kind_and_three(cast, forests, sign_in):
    client, costs = sign_in(cast.hal), []
    client.get("/search/?q=forest")
    for _ in range(2):
        costs.append(cost_of(client.get, "/search/?q=forest"))
        for n in range(2):
            title = f"Forest school again, {n}"
            record = RecordFactory(person=cast.bea, school=cast.elm, title=title)
            FeedbackFactory(record=record, shared=True)
            NeedFactory(school=cast.elm, person=cast.ada, title=title)
            PriorityFactory(school=cast.oak, title=title)
            make_request("deciding", applicant=cast.bea, school=cast.oak, title=title)
            CourseFactory(title=title)
    assert costs[0] == costs[1]


def people_found(client, words):
    groups = client.get("/search/", {"q": words}).context["groups"]
    return {hit.label: hit for group in groups if group.title == "People" for hit in group.hits}


@pytest.mark.parametrize(
    ("words", "name", "hint"),
    [
        ("hal", "Hal Example", "Headteacher, Oak Primary School"),
        ("headteacher", "Hal Example", "Headteacher, Oak Primary School"),
        ("lin", "Lin Example", "Phase leader, Oak Primary School"),
        ("bea", "Bea Example", "Teaching assistant, Oak Primary School"),
        ("TA", "Bea Example", "Teaching assistant, Oak Primary School"),
        ("ben", "Ben Example", "Central booking officer; Booking officer, Central team"),
    ],
)
def test_a_teacher_finds_a_colleagues_card_and_no_record(cast, sign_in, words, name, hint):
    client = sign_in(cast.ada)
    hit = people_found(client, words)[name]
    assert (hit.hint, hit.url) == (hint, "")
    page = client.get("/search/", {"q": words}).content.decode()
    assert f"mailto:{hit.mail}" in page
    assert Person.objects.get(email=hit.mail).get_absolute_url() not in page


def test_a_teacher_finds_a_line_manager_in_the_central_team(cast, sign_in):
    assert people_found(sign_in(cast.ada), "kim") == {}
    cast.ada_post.line_manager = cast.kim
    cast.ada_post.save()
    assert people_found(sign_in(cast.ada), "kim")["Kim Example"].hint == "Finance officer, Central team"


def test_where_else_a_colleague_works_is_neither_shown_nor_found(cast, sign_in):
    PostFactory(person=cast.bea, school=cast.elm, job_title="Beekeeper")
    client = sign_in(cast.ada)
    assert people_found(client, "bea")["Bea Example"].hint == "Teaching assistant, Oak Primary School"
    assert people_found(client, "beekeeper") == {}


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        ("ada", {"Ada", "Bea", "Lin", "Sid", "Hal", "Eve"}),
        ("tom", {"Tom", "Eli", "Eve", "Cleo", "Ben", "Ann"}),
        ("gus", {"Gus", "Hal", "Eve", "Cleo", "Ben", "Ann"}),
        ("nora", {"Nora"}),
    ],
)
def test_colleagues_are_those_of_ones_school_and_of_the_central_roles(cast, reader, found):
    known = colleagues_of(getattr(cast, reader))
    assert found <= {person.first_name for person in known}
    strangers = {"ada": {"Tom", "Eli", "Gus", "Tess"}, "tom": {"Ada", "Hal", "Gus"}, "gus": {"Ada", "Tom", "Tess"}}
    assert not strangers.get(reader, set()) & {person.first_name for person in known}


@pytest.mark.parametrize(("days", "is_found"), [(-1, False), (0, True), (1, True)])
def test_a_colleague_who_left_is_found_no_more(cast, days, is_found):
    cast.bea.left_on = today() + dt.timedelta(days=days)
    cast.bea.save()
    assert (cast.bea in colleagues_of(cast.ada)) == is_found


def test_the_nearest_is_found_first(cast, sign_in):
    for title in ("People first", "Speech and language", "Primary PE", "PE"):
        CourseFactory(title=title)
    (group,) = [g for g in sign_in(cast.ada).get("/search/?q=pe").context["groups"] if g.title == "Courses"]
    assert [hit.label for hit in group.hits] == ["PE", "Primary PE", "People first"]


@pytest.mark.parametrize(("words", "meant"), [("forrest", "Forest"), ("Haal", "Hal"), ("zzznoise", ""), ("%%%", "")])
def test_what_was_meant_is_suggested_where_nothing_is_found(cast, forests, sign_in, words, meant):
    PersonFactory(first_name="Haale")
    client = sign_in(cast.ada)
    answer = client.get("/search/", {"q": words})
    assert (answer.context["groups"], answer.context["meant"]) == ([], meant)
    assert ("Did you mean" in answer.content.decode()) == bool(meant)
    if meant:
        assert client.get(f"/search/?q={meant}").context["groups"]


def test_nothing_hidden_is_suggested(cast, sign_in):
    word = "Quokkatherapy"
    make_request("deciding", applicant=cast.tom, school=cast.elm, title=word)
    RecordFactory(person=cast.tom, school=cast.elm, title=word)
    NeedFactory(school=cast.elm, person=cast.tom, raised_by=cast.tom, title=word)
    PostFactory(person=PersonFactory(first_name=word), school=cast.elm)
    CourseFactory(title=word).schools.add(cast.elm)
    for name in ("ada", "hal", "gus"):
        client = sign_in(getattr(cast, name))
        for url in ("/search/", "/courses/", "/people/"):
            hidden, noise = (client.get(url, {"q": words}) for words in ("Quokatherapy", "Zzznoisewords"))
            assert hidden.status_code == noise.status_code
            assert word.lower() not in hidden.content.decode().lower()
            assert "Did you mean" not in hidden.content.decode()
    assert sign_in(cast.eli).get("/search/?q=Quokatherapy").context["meant"] == word


@pytest.mark.parametrize("words", ["a" * 10_000, "word " * 200, "%_\\'\"&|!:*()", "\\", "' OR 1=1 --", "é" * 500])
def test_no_text_breaks_the_search_or_makes_it_dearer(cast, sign_in, words):
    client = sign_in(cast.hal)
    for url in ("/search/", "/courses/", "/people/"):
        assert cost_of(opening(client, url, {"q": words})) <= 45
