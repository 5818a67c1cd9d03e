"""The thread from a priority to its impact, walked over the pages of every app."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from appraisal.models import Objective
from appraisal.tests.threads import hang_more, make_objective
from core.calendar import academic_year
from core.plugins import by_key
from courses.models import Booking, CourseRequest
from courses.tests.desk import yesterday
from courses.tests.factories import make_request, record_of
from cpd_trust.tests.helpers import cost_of
from people.models import Person
from planning.models import Action, Evaluation, Need, Priority
from planning.tests.factories import ActionFactory, EvaluationFactory, NeedFactory, PriorityFactory
from planning.thread.trace import ThreadModel, ThreadStep, trace_of
from training.models import Feedback, Record
from training.tests.factories import FeedbackFactory, RecordFactory

pytestmark = pytest.mark.django_db


def make_thread(cast, school=None, person=None):
    """Return one whole thread at Oak, from a priority to the impact, with a booking that was attended yesterday."""
    school, person = school or cast.oak, person or cast.ada
    year = academic_year(yesterday())
    t = SimpleNamespace()
    t.priority = PriorityFactory(school=school, year=year)
    t.need = NeedFactory(school=school, year=year, person=person, reason="priority", priority=t.priority)
    t.action = ActionFactory(school=school, year=year, priority=t.priority)
    t.action.needs.add(t.need)
    plan = t.action.plan
    if plan.status == "draft":
        plan.move_to("agreed", agreed_by=plan.made_by, agreed_at=plan.created_at)
    t.request = make_request(
        "closed", applicant=person, school=school, officer=cast.ben, starts_on=yesterday(), reason="priority",
        priority=t.priority, need=t.need, action=t.action, total_cost=100,
    )  # fmt: skip
    t.booking = t.request.bookings.get()
    t.record = record_of(
        t.booking, title=t.request.title, priority=t.priority, need=t.need, action=t.action, starts_on=yesterday()
    )
    t.feedback = FeedbackFactory(record=t.record)
    t.impact = EvaluationFactory(action=t.action)
    t.objective = make_objective(t)
    return t


def page_url(obj):
    """Return the address of a step's page; the impact stands on the page of its action."""
    if isinstance(obj, Evaluation):
        return f"{obj.action.get_absolute_url()}#evaluation"
    return obj.get_absolute_url()


def links_of(client, url):
    """Return the addresses in the trace line of a page."""
    page = client.get(url)
    assert page.status_code == 200, url
    line = re.search(r'<ol class="k-trace".*?</ol>', page.content.decode(), re.DOTALL)
    assert line, f"no trace line on {url}"
    return set(re.findall(r'href="([^"]+)"', line[0]))


@pytest.mark.policy("R-4")
@pytest.mark.parametrize("reader", ["ada", "hal", "eve"])
def test_from_every_step_every_other_is_two_clicks_away(cast, sign_in, reader):
    thread = make_thread(cast)
    client = sign_in(getattr(cast, reader))
    # The Executive Lead does not read a teacher's review: its objective is not on her thread.
    hidden = {"objective"} if reader == "eve" else set()
    steps = {name: page_url(obj) for name, obj in vars(thread).items() if name not in hidden}
    pages = {name: url.split("#")[0] for name, url in steps.items()}
    clicks = {name: links_of(client, url) for name, url in pages.items()}
    for start in steps:
        first = clicks[start]
        second = first | {link for name, url in steps.items() if url in first for link in clicks[name]}
        unreached = {name for name, url in steps.items() if name != start and url not in second}
        assert unreached - ({"impact"} if start == "action" else set()) == set(), start


def test_every_step_is_registered_and_every_model_knows_its_place():
    assert list(by_key(ThreadStep)) == [
        "priority", "objective", "need", "action", "event", "request", "booking", "record", "feedback", "impact",
    ]  # fmt: skip
    assert set(by_key(ThreadModel)) == {Priority, Objective, Need, Action, CourseRequest, Booking, Record, Feedback}


def test_the_present_step_is_marked_and_the_line_says_its_states_in_words(cast, sign_in):
    thread = make_thread(cast)
    page = sign_in(cast.hal).get(thread.request.get_absolute_url()).content.decode()
    line = re.search(r'<ol class="k-trace".*?</ol>', page, re.DOTALL)[0]
    assert line.count('aria-current="step"') == 1
    assert re.search(r'k-trace-here" aria-current="step">.*?Request', line, re.DOTALL)


@pytest.mark.parametrize(
    ("reason", "links", "missing"),
    [
        ("priority", (), {"Priority", "Need", "Action"}),
        ("priority", ("priority",), {"Need", "Action"}),
        ("priority", ("priority", "action"), set()),
        ("review", (), {"Need", "Action"}),
        ("review", ("need",), set()),
        ("statutory", (), set()),
        ("personal", (), set()),
    ],
)
@pytest.mark.policy("R-4")
def test_what_is_missing_is_what_the_reason_asks_for(cast, reason, links, missing):
    thread = make_thread(cast)
    facts = {name: getattr(thread, name) for name in links}
    request = make_request("deciding", applicant=cast.ada, school=cast.oak, reason=reason, **facts)
    record = RecordFactory(person=cast.ada, school=cast.oak, reason=reason, **facts)
    for obj in (request, record):
        assert {s.label for s in trace_of(obj, cast.hal) if s.state == "missing"} == missing
    assert any(s.fix_url for s in trace_of(request, cast.ada)) == bool(missing)
    assert not any(s.fix_url for s in trace_of(request, cast.lin))


def test_staff_see_of_a_priority_what_is_their_own_and_no_names(cast):
    thread = make_thread(cast)
    other = make_thread(cast, person=cast.bea)
    Record.objects.filter(pk=other.record.pk).update(priority=thread.priority)
    CourseRequest.objects.filter(pk=other.request.pk).update(priority=thread.priority)
    seen = {s.label: s for s in trace_of(thread.priority, Person.objects.get(pk=cast.ada.pk))}
    led = {s.label: s for s in trace_of(thread.priority, Person.objects.get(pk=cast.hal.pk))}
    for label in ("Request", "Booking", "Record", "Feedback"):
        assert (len(seen[label].links), len(led[label].links)) == (1, 2), label
    words = [link.label for step in led.values() for link in step.links]
    assert not [w for w in words if "Ada" in w or "Bea" in w]


def test_governors_see_the_plan_and_nobodys_training(cast):
    thread = make_thread(cast)
    seen = {s.label: s.state for s in trace_of(thread.priority, cast.gus)}
    assert seen == {
        "Priority": "here", "Objective": "linked", "Need": "none", "Action": "linked", "Request": "none",
        "Booking": "none", "Record": "none", "Feedback": "none", "Impact": "linked",
    }  # fmt: skip


def test_more_than_three_lead_to_the_list_of_all(cast, sign_in):
    thread = make_thread(cast)
    for _ in range(4):
        make_request("deciding", applicant=cast.bea, school=cast.oak, reason="priority", priority=thread.priority)
    step = next(s for s in trace_of(thread.priority, cast.hal) if s.label == "Request")
    assert (len(step.links), step.more) == (3, 2)
    listed = sign_in(cast.hal).get(step.more_url)
    assert listed.context["table"].paginator.count == 5
    assert "Showing only items linked to “" in listed.content.decode()


@pytest.mark.parametrize("name", sorted(set(by_key(ThreadStep)) - {"event", "impact"}))
def test_the_line_costs_the_same_with_one_and_three_on_the_thread(cast, name):
    thread = make_thread(cast)
    obj = getattr(thread, name)
    counts = []
    for number in (1, 3):
        while Record.objects.filter(priority=thread.priority).count() < number:
            more = make_thread(cast)
            for model in (Need, Action, CourseRequest, Record):
                model.objects.filter(priority=more.priority).update(priority=thread.priority)
            more.action.needs.add(thread.need)
            thread.action.needs.add(more.need)
            hang_more(more, thread)
            for model in (CourseRequest, Record):
                model.objects.filter(pk__in=[more.request.pk, more.record.pk]).update(
                    need=thread.need, action=thread.action
                )
        reader = Person.objects.get(pk=cast.hal.pk)
        rows = type(obj).objects.select_related("record__school" if name == "feedback" else "school")
        fresh = rows.get(pk=obj.pk)
        if name == "booking":
            fresh.request = CourseRequest.objects.get(pk=fresh.request_id)
        reader.authority.grants  # noqa: B018 -- who somebody is, a page asks once for all
        reader.authority.posts  # noqa: B018
        reader.authority.manages_people  # noqa: B018
        counts.append(cost_of(trace_of, fresh, reader))
    assert counts[0] == counts[1] <= 11


@pytest.mark.policy("IM-2")
def test_a_record_without_feedback_leads_its_own_person_to_giving_it(cast):
    record = RecordFactory(person=cast.ada, school=cast.oak)
    lines = {name: trace_of(record, getattr(cast, name)) for name in ("ada", "hal")}
    own, led = ({s.label: s for s in line}["Feedback"] for line in lines.values())
    assert (own.state, own.words, own.fix_words) == ("none", "Not given yet", "Give feedback")
    assert own.fix_url == reverse("training:feedback-give", args=[record.public_id])
    assert (led.words, led.fix_url) == ("Not given yet", "")


@pytest.mark.policy("IM-2")
@pytest.mark.parametrize(("is_shared", "sees"), [(False, {"hal", "ada", "lin"}), (True, {"hal", "ada", "lin", "bea"})])
def test_a_priority_shows_the_feedback_that_the_reader_may_read(cast, sign_in, is_shared, sees):
    thread = make_thread(cast)
    shared_at = thread.feedback.given_at if is_shared else None
    Feedback.objects.update(is_shared=is_shared, shared_at=shared_at)
    steps = {
        name: next(s for s in trace_of(thread.priority, getattr(cast, name)) if s.label == "Feedback")
        for name in ("hal", "ada", "lin", "bea", "gus", "chas")
    }
    assert {name for name, step in steps.items() if step.state == "linked"} == sees
    for step in steps.values():
        assert not [link.label for link in step.links if "Ada" in link.label]


@pytest.mark.policy("IM-2")
@pytest.mark.parametrize("reader", ["hal", "ada"])
def test_more_feedback_than_three_leads_to_a_list_of_it(cast, sign_in, reader):
    thread = make_thread(cast)
    for _ in range(4):
        record = RecordFactory(person=cast.ada, school=cast.oak, priority=thread.priority)
        FeedbackFactory(record=record, shared=True)
    step = next(s for s in trace_of(thread.priority, getattr(cast, reader)) if s.label == "Feedback")
    assert (len(step.links), step.more) == (3, 2)
    listed = sign_in(getattr(cast, reader)).get(step.more_url)
    # A leader's register lists what is not shared too; staff are led to what is.
    assert listed.context["table"].paginator.count == (5 if reader == "hal" else 4)
    assert "Showing only items linked to “" in listed.content.decode()


@pytest.mark.policy("IM-2")
def test_what_is_shared_tells_a_colleague_elsewhere_nothing_of_the_thread_behind_it(cast, sign_in):
    thread = make_thread(cast)
    Feedback.objects.update(is_shared=True, shared_at=thread.feedback.given_at)
    page = sign_in(cast.tom).get(thread.feedback.get_absolute_url()).content.decode()
    assert thread.feedback.learnt in page
    assert "k-trace" not in page
    words = {s.label: s.words or [link.label for link in s.links] for s in trace_of(thread.feedback, cast.tom)}
    assert not [w for w in words.values() if thread.priority.title in w or thread.need.title in w]
    for obj in (thread.priority, thread.need, thread.action):
        assert obj.title not in page
        assert str(obj.public_id) not in page
    assert thread.record.get_absolute_url() not in page.replace(f"{thread.record.get_absolute_url()}feedback/", "")


@pytest.mark.parametrize("kind", ["priority", "need", "action"])
@pytest.mark.parametrize("listing", ["courses:request-list", "courses:request-school-list", "courses:register",
                                  "training:record-list", "training:feedback-list"])  # fmt: skip
def test_a_list_narrowed_to_another_schools_object_is_as_for_none(cast, sign_in, kind, listing):
    elm = make_thread(cast, cast.elm, cast.tom)
    make_thread(cast)
    client = sign_in(cast.hal)
    ghost = "6f1c3c9e-9ec6-4a0a-9be8-3b8f3f6f2f11"
    real_id = str(getattr(elm, kind).public_id)
    real = client.get(f"{reverse(listing)}?{kind}={real_id}&year=all").content.decode()
    never = client.get(f"{reverse(listing)}?{kind}={ghost}&year=all").content.decode()
    token = re.compile(r'"X-CSRFToken": "[^"]*"|value="[^"]{40,}"')
    assert token.sub("", real).replace(real_id, ghost) == token.sub("", never)
    assert "Nothing to show." in real
