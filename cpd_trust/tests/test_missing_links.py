"""Items not linked to a priority over every app: counted, listed, fixed in place, by those who may (policy R-4)."""

import datetime as dt
import re
import uuid

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.calendar import academic_year, now, today, year_bounds
from core.flow import StaleVersion
from core.models import AuditEvent
from core.plugins import by_key
from core.reading import run_steps
from courses.approvals.selectors import current_stage, seen_token
from courses.models import CourseRequest
from courses.tests.factories import make_request, record_of
from courses.thread.services import fix_request
from cpd_trust.tests.helpers import cost_of
from cpd_trust.tests.test_thread import make_thread
from home.tests.parts import tasks_for
from notifications.models import Notice
from people.models import Grant, Person
from planning.links.services import fix_action, fix_need
from planning.models import Need
from planning.overview.figures import figures_of, quotes_of
from planning.scope import plans_for
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from planning.tests.small_groups import show_every_group
from planning.thread.missing_links import Fixable, MissingLink, counts, seen_links
from planning.to_do import thread_tasks
from training.models import FeedbackRequest, Record
from training.records.services import fix_record
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory

pytestmark = pytest.mark.django_db
YEAR = academic_year(today())


def asked(cast, status="deciding", **fields):
    facts = {"applicant": cast.ada, "school": cast.oak, "reason": "priority", "starts_on": today()} | fields
    return make_request(status, officer=cast.ben, **facts)


def listed(cast, kind):
    """Return what hangs loose at Oak, one of each kind, made in an order that the guards allow."""
    makers = {
        "requests": lambda: asked(cast),
        "request-need": lambda: asked(cast, reason="review"),
        "records": lambda: RecordFactory(person=cast.ada, school=cast.oak, reason="priority", starts_on=today()),
        "needs": lambda: NeedFactory(school=cast.oak, person=cast.ada),
        "need-priority": lambda: NeedFactory(school=cast.oak, person=cast.ada, reason="priority"),
        "actions": lambda: ActionFactory(school=cast.oak),
        "records-behind": lambda: behind(cast),
        "feedback": lambda: untold(cast),
    }
    return makers[kind]()


def behind(cast):
    thread = make_thread(cast)
    Record.objects.filter(pk=thread.record.pk).update(priority=None, need=None)
    return Record.objects.get(pk=thread.record.pk)


def untold(cast, **facts):
    record = RecordFactory(
        person=cast.ada, school=cast.oak, reason="personal", starts_on=max(year_bounds(YEAR)[0], a_week_ago()), **facts
    )
    FeedbackRequestFactory(record=record, asked_at=now() - dt.timedelta(days=5), reminded_at=now())
    return record


def a_week_ago():
    return today() - dt.timedelta(days=7)


def list_url(cast, kind, **more):
    query = "&".join(f"{k}={v}" for k, v in ({"kind": kind} | more).items())
    return f"{reverse('planning:missing-links', args=[cast.oak.public_id, YEAR])}?{query}"


def fix_url(kind, obj):
    return reverse("planning:fix-link", args=[kind, obj.public_id])


def sign(kind, obj):
    return seen_links(by_key(Fixable)[kind], obj)


# --- Counted and listed ----------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("kind", list(by_key(MissingLink)))
def test_whoever_plans_for_a_school_finds_what_they_see_and_nothing_else(cast, kind):
    """The school alone is asked where that is the same as asking what its leaders see."""
    missing, row = by_key(MissingLink)[kind], listed(cast, kind)
    Grant.objects.filter(person=cast.ben).update(role="central_head")
    seen = by_key(Fixable)[missing.fixable].rows
    for person in Person.objects.all():
        finds = seen(person).filter(pk=row.pk).exists() and plans_for(person, row.school)
        assert set(missing.rows(person, YEAR)) == ({row} if finds else set()), person


@pytest.mark.policy("R-4")
@pytest.mark.parametrize("kind", list(by_key(MissingLink)))
def test_each_kind_is_counted_listed_searched_and_downloaded(cast, sign_in, kind):
    row = listed(cast, kind)
    client = sign_in(cast.hal)
    assert counts(cast.hal, YEAR)[kind] == 1
    assert counts(cast.eli, YEAR)[kind] == 0
    page = client.get(list_url(cast, kind))
    assert [r.record for r in page.context["table"].paginated_rows] == [row]
    word = str(row).split()[0]
    assert client.get(list_url(cast, kind, q=word)).context["table"].paginator.count == 1
    assert client.get(list_url(cast, kind, q="zzznoise")).context["table"].paginator.count == 0
    for order in ("title", "-when"):
        assert client.get(list_url(cast, kind, sort=order)).status_code == 200
    download = b"".join(client.get(list_url(cast, kind, export="csv")).streaming_content).decode()
    assert str(row) in download
    trust = sign_in(cast.eve).get(f"{reverse('planning:trust-missing-links')}?kind={kind}")
    assert trust.context["table"].paginator.count == 1


def test_what_is_linked_is_in_no_list(cast):
    make_thread(cast)
    assert set(counts(cast.hal, YEAR).values()) == {0}


@pytest.mark.parametrize("status", ["draft", "returned", "withdrawn", "declined", "cancelled"])
def test_what_is_being_written_or_came_to_nothing_lacks_nothing(cast, status):
    asked(cast, status)
    assert counts(cast.hal, YEAR)["requests"] == 0


@pytest.mark.parametrize("kind", list(by_key(MissingLink)))
def test_the_list_costs_the_same_with_one_and_three(cast, sign_in, kind):
    make_thread(cast)
    client = sign_in(cast.hal)
    listed(cast, kind)
    client.get(list_url(cast, kind))
    found = []
    for number in (1, 3):
        while counts(cast.hal, YEAR)[kind] < number:
            listed(cast, kind)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(list_url(cast, kind))
        assert page.context["table"].paginator.count == number
        found.append(len(seen))
    assert found[0] == found[1]


def test_a_leaders_first_page_counts_them(cast):
    asked(cast)
    tasks = {task.label: task for task in tasks_for(Person.objects.get(pk=cast.hal.pk))}
    task = tasks["items not linked to a priority"]
    assert (task.count, task.url) == (2, list_url(cast, "requests").split("?")[0])
    for person in (cast.eve, cast.ada, cast.ben):
        assert run_steps(thread_tasks(person)) == []


def test_the_hub_counts_them_by_school(cast, sign_in):
    asked(cast)
    page = sign_in(cast.eve).get(reverse("planning:hub")).content.decode()
    assert "2 to link" in page
    assert sign_in(cast.gus).get(reverse("planning:hub"), follow=True).content.decode().count("to link") == 0


# --- Fixed in place -------------------------------------------------------------------------------------------------


@pytest.mark.policy("R-4")
def test_a_request_is_linked_in_its_row_and_its_record_follows(cast, sign_in):
    thread = make_thread(cast)
    loose = asked(cast, "closed")
    followed = record_of(loose.bookings.get(), starts_on=today())
    client = sign_in(cast.hal)
    here = list_url(cast, "requests")
    page = client.get(here).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    answer = client.post(fix_url("request", loose), {"seen": seen, "next": here, "priority": thread.priority.public_id})
    assert (answer.status_code, answer.url) == (302, here)
    loose.refresh_from_db()
    followed.refresh_from_db()
    assert (loose.priority, followed.priority) == (thread.priority, thread.priority)
    event = AuditEvent.objects.get(code="courses.request.linked")
    assert (event.actor, event.changes) == (cast.hal, {"Priority": ["", str(thread.priority)]})


def test_a_row_offers_what_the_page_of_one_does(cast):
    make_thread(cast)
    PriorityFactory(school=cast.elm, year=YEAR)
    NeedFactory(school=cast.oak, person=cast.bea)
    NeedFactory(school=cast.oak, person=None, needed_by="school", raised_by=cast.hal)
    for kind in ("requests", "records", "needs", "need-priority", "actions"):
        row = listed(cast, kind)
        fixable = by_key(Fixable)[by_key(MissingLink)[kind].fixable]
        offers = fixable.offers([row], cast.hal)[row.pk]
        for name, rows in fixable.choices(row, cast.hal).items():
            assert set(offers[name]) == set(rows), (kind, name)


def test_a_list_sends_nobody_to_another_site(cast, sign_in):
    thread = make_thread(cast)
    loose = asked(cast)
    data = {"seen": sign("request", loose), "priority": thread.priority.public_id, "next": "https://example.org/"}
    assert sign_in(cast.hal).post(fix_url("request", loose), data).url == loose.get_absolute_url()


def test_two_windows_link_one_request_once(cast, sign_in):
    thread = make_thread(cast)
    other = PriorityFactory(school=cast.oak, year=YEAR, title="Writing")
    loose = asked(cast)
    data = {"seen": sign("request", loose), "priority": thread.priority.public_id}
    client = sign_in(cast.hal)
    assert client.post(fix_url("request", loose), data).status_code == 302
    stale = client.post(fix_url("request", loose), data | {"priority": other.public_id})
    assert stale.status_code == 409
    assert "This has changed since you opened it" in stale.content.decode()
    loose.refresh_from_db()
    assert loose.priority == thread.priority


def test_an_approver_sees_a_request_anew_that_was_linked_meanwhile(cast):
    thread = make_thread(cast)
    loose = asked(cast)
    stage = current_stage(loose)
    before = seen_token(loose, stage)
    fixed = fix_request(obj=loose, actor=cast.ada, seen=sign("request", loose), values={"priority": thread.priority})
    assert seen_token(fixed, stage) != before
    assert fixed.sent_as["priority"] == str(thread.priority)


@pytest.mark.parametrize("kind", ["request", "record", "need", "action"])
def test_nothing_chosen_is_said(cast, sign_in, kind):
    make_thread(cast)
    row = listed(cast, {"request": "requests", "record": "records", "need": "needs", "action": "actions"}[kind])
    answer = sign_in(cast.hal).post(fix_url(kind, row), {"seen": sign(kind, row)})
    assert answer.status_code == 422
    assert "Choose" in answer.content.decode()


def test_a_record_that_fell_behind_takes_over(cast, sign_in):
    record = behind(cast)
    answer = sign_in(cast.hal).post(fix_url("record-of-booking", record), {"seen": sign("record-of-booking", record)})
    assert answer.status_code == 302
    record.refresh_from_db()
    request = record.booking.request
    assert (record.priority, record.need, record.action) == (request.priority, request.need, request.action)


def test_a_record_of_a_training_day_and_planning_itself_are_linked(cast):
    thread = make_thread(cast)
    record = listed(cast, "records")
    values = {"priority": thread.priority, "action": thread.action}
    fix_record(obj=record, actor=cast.hal, seen=sign("record", record), values=values)
    need = NeedFactory(school=cast.oak, person=cast.ada, reason="priority")
    values = {"action": thread.action, "priority": thread.priority}
    fix_need(obj=need, actor=cast.sid, seen=sign("need", need), values=values)
    action = ActionFactory(school=cast.oak, priority=thread.priority)
    fix_action(obj=action, actor=cast.hal, seen=sign("action", action), values={"need": need})
    assert set(counts(cast.hal, YEAR).values()) == {0}
    assert set(need.actions.all()) == {thread.action, action}
    codes = set(AuditEvent.objects.values_list("code", flat=True))
    assert {"training.record.linked", "planning.need.linked", "planning.action.linked"} <= codes


@pytest.mark.policy("R-3")
def test_the_page_of_a_need_leads_to_asking_for_it(cast, sign_in):
    own = NeedFactory(school=cast.oak, person=cast.ada)
    group = NeedFactory(school=cast.oak, person=None, needed_by="school", raised_by=cast.hal)
    start = reverse("courses:request-start")
    page = sign_in(cast.ada).get(own.get_absolute_url()).content.decode()
    assert f"{start}?need={own.public_id}" in page
    client = sign_in(cast.hal)
    assert f"{start}?need={group.public_id}" in client.get(group.get_absolute_url()).content.decode()
    assert f"{start}?need=" not in client.get(own.get_absolute_url()).content.decode()
    assert client.get(f"{start}?need={group.public_id}").status_code == 200
    assert f"{start}?need=" not in sign_in(cast.ann).get(group.get_absolute_url()).content.decode()


@pytest.mark.policy("IM-2")
def test_feedback_that_is_missing_is_asked_for_in_its_row_once_a_day(cast, sign_in):
    record = untold(cast)
    asked_only, own = untold(cast), untold(cast)
    FeedbackRequest.objects.filter(record=asked_only).update(reminded_at=None)
    Record.objects.filter(pk=own.pk).update(person=cast.hal)
    assert counts(cast.hal, YEAR)["feedback"] == 1
    client, here = sign_in(cast.hal), list_url(cast, "feedback")
    page = client.get(here).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert ">Remind<" in page
    answer = client.post(fix_url("feedback", record), {"seen": seen, "next": here}, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    text = answer.content.decode()
    assert "Reminder sent today." in text
    assert ">Remind<" not in text
    assert Notice.objects.get().person == cast.ada
    again = client.post(fix_url("feedback", record), {"seen": seen, "next": here}, follow=True)
    assert "Someone reminded today already." in again.content.decode()
    assert "Reminder sent today." in client.get(fix_url("feedback", record)).content.decode()
    assert Notice.objects.count() == 1
    for name in ("ada", "lin", "ben", "ann"):
        assert sign_in(getattr(cast, name)).post(fix_url("feedback", record), {"seen": seen}).status_code == 403
    FeedbackFactory(record=record)
    assert counts(cast.hal, YEAR)["feedback"] == 0


def test_nobody_is_missed_who_has_left(cast):
    untold(cast)
    Person.objects.filter(pk=cast.ada.pk).update(left_on=today() - dt.timedelta(days=1))
    assert counts(cast.hal, YEAR)["feedback"] == 0


# --- Who may, and what never was -------------------------------------------------------------------------------------

FIXES = {"sid", "hal", "eve", "cleo"}


@pytest.mark.policy("R-4")
@pytest.mark.parametrize(
    ("kind", "also"),
    [("requests", {"ada"}), ("records", set()), ("needs", set()), ("actions", set()), ("feedback", set())],
)
def test_who_fixes_what(cast, kind, also):
    row = listed(cast, kind)
    fixable = by_key(Fixable)[by_key(MissingLink)[kind].fixable]
    people = {name: person for name, person in vars(cast).items() if isinstance(person, Person)}
    assert {name for name, person in people.items() if fixable.can(person, row)} == FIXES | also


@pytest.mark.parametrize("kind", ["request", "record", "need", "action"])
def test_another_schools_link_is_answered_like_one_that_never_was(cast, sign_in, kind):
    make_thread(cast)
    elm = make_thread(cast, cast.elm, cast.tom)
    row = listed(cast, {"request": "requests", "record": "records", "need": "need-priority", "action": "actions"}[kind])
    client = sign_in(cast.hal)
    for name in by_key(Fixable)[kind].choices(row, cast.hal):
        data = {"seen": sign(kind, row)}
        real = client.post(fix_url(kind, row), data | {name: getattr(elm, name).public_id})
        never = client.post(fix_url(kind, row), data | {name: uuid.uuid4()})
        assert (real.status_code, never.status_code) == (422, 422), name
        assert real.context["form"].errors == never.context["form"].errors


def test_services_take_nothing_that_its_actor_cannot_choose(cast):
    make_thread(cast)
    elm = make_thread(cast, cast.elm, cast.tom)
    loose, record = asked(cast), listed(cast, "records")
    need, action = listed(cast, "need-priority"), listed(cast, "actions")
    for name in ("priority", "need", "action"):
        link = {name: getattr(elm, name)}
        with pytest.raises(ObjectDoesNotExist):
            fix_request(obj=loose, actor=cast.hal, seen=sign("request", loose), values=link)
        with pytest.raises(ObjectDoesNotExist):
            fix_record(obj=record, actor=cast.hal, seen=sign("record", record), values=link)
    for name in ("priority", "action"):
        with pytest.raises(ObjectDoesNotExist):
            fix_need(obj=need, actor=cast.hal, seen=sign("need", need), values={name: getattr(elm, name)})
    with pytest.raises(ObjectDoesNotExist):
        fix_action(obj=action, actor=cast.hal, seen=sign("action", action), values={"need": elm.need})


def test_services_ask_the_policy_and_the_sign(cast):
    thread = make_thread(cast)
    loose, record = asked(cast), listed(cast, "records")
    need, action = listed(cast, "needs"), listed(cast, "actions")
    for kind, verb, row, values in (
        ("request", fix_request, loose, {"priority": thread.priority}),
        ("record", fix_record, record, {"priority": thread.priority}),
        ("need", fix_need, need, {"action": thread.action}),
        ("action", fix_action, action, {"need": thread.need}),
    ):
        with pytest.raises(PermissionDenied):
            verb(obj=row, actor=cast.eli, seen=sign(kind, row), values=values)
        with pytest.raises(StaleVersion):
            verb(obj=row, actor=cast.hal, seen="another", values=values)
        verb(obj=row, actor=cast.hal, seen=sign(kind, row), values=values)


def test_two_priorities_at_once_are_refused(cast):
    thread = make_thread(cast)
    other = PriorityFactory(school=cast.oak, year=YEAR, title="Writing")
    values = {"priority": other, "action": thread.action}
    loose, record = asked(cast), listed(cast, "records")
    with pytest.raises(ValidationError, match="serves another priority"):
        fix_request(obj=loose, actor=cast.hal, seen=sign("request", loose), values=values)
    with pytest.raises(ValidationError, match="serves another priority"):
        fix_record(obj=record, actor=cast.hal, seen=sign("record", record), values=values)


# --- The figures of a priority ---------------------------------------------------------------------------------------


def figures(priority, reader):
    found = figures_of(priority, Person.objects.get(pk=reader.pk))
    return {figure.label: figure for figure in found}


@pytest.mark.policy("AP-6", "RM-4")
def test_what_is_spent_is_the_sum_of_the_register(cast, sign_in):
    thread = make_thread(cast)
    facts = {"priority": thread.priority, "need": thread.need}
    asked(cast, "booked", total_cost=250, **facts)
    asked(cast, "to_book", total_cost=75, **facts)
    cancelled = asked(cast, "booked", total_cost=400, **facts)
    booking = cancelled.bookings.get()
    booking.move_to("cancelled", cancelled_at=booking.booked_at, cancelled_by="us", cancellation_charge=30)
    cancelled.move_to("cancelled")
    spent = figures(thread.priority, cast.hal)["spent"]
    register = sign_in(cast.hal).get(spent.url)
    assert (spent.number, register.context["totals"].cost) == ("£380.00", 380)
    assert spent.hint == "£75.00 is agreed and not booked yet"
    requests = figures(thread.priority, cast.hal)["requests"]
    assert (requests.number, sign_in(cast.hal).get(requests.url).context["table"].paginator.count) == ("4", 4)


@pytest.mark.policy("RM-5")
def test_staff_read_people_hours_and_impact_and_no_money(cast):
    show_every_group()
    thread = make_thread(cast)
    seen, led = figures(thread.priority, cast.ada), figures(thread.priority, cast.hal)
    assert {"person", "hours", "request", "action evaluated"} <= set(seen)
    assert set(led) - set(seen) == {"spent", "items not linked to a priority", "records with feedback"}
    assert (seen["hours"].number, seen["action evaluated"].hint) == ("6", "1 clear difference")
    assert not [figure.label for figure in seen.values() if "£" in figure.number + figure.hint]


def test_the_trusts_priority_tells_nobody_of_other_schools(cast):
    show_every_group()
    priority = PriorityFactory(school=cast.central, year=YEAR)
    for person, school in ((cast.ada, cast.oak), (cast.tom, cast.elm)):
        RecordFactory(person=person, school=school, priority=priority)
    assert figures(priority, cast.hal)["person"].number == "1"
    assert figures(priority, cast.eve)["people"].number == "2"


@pytest.mark.policy("IM-2")
def test_a_priority_says_on_how_much_of_its_training_there_is_feedback(cast, sign_in):
    show_every_group()
    thread = make_thread(cast)
    facts = {"person": cast.ada, "school": cast.oak, "priority": thread.priority}
    RecordFactory(**facts)
    RecordFactory(**facts, is_external=False)
    FeedbackFactory(record=RecordFactory(**facts, is_external=False))
    figure = figures(thread.priority, cast.hal)["records with feedback"]
    assert figure.number == "2 of 3"
    assert sign_in(cast.hal).get(figure.url).context["table"].paginator.count == 2
    assert "records with feedback" not in figures(thread.priority, cast.ada)


@pytest.mark.policy("IM-2")
def test_a_priority_quotes_what_is_shared_to_those_who_read_the_library(cast, sign_in):
    thread = make_thread(cast)
    for n in range(4):
        record = RecordFactory(person=cast.ada, school=cast.oak, priority=thread.priority)
        FeedbackFactory(record=record, shared=True, learnt=f"Lesson {n}")
    FeedbackFactory(record=RecordFactory(person=cast.ada, school=cast.oak, priority=thread.priority), learnt="Kept")
    for name, sees in (("hal", True), ("bea", True), ("gus", False), ("tess", False)):
        page = sign_in(getattr(cast, name)).get(thread.priority.get_absolute_url())
        text = page.content.decode()
        assert [q.words for found in page.context["quotes"] for q in found.quotes] == (
            ["Lesson 3", "Lesson 2", "Lesson 1"] if sees else []
        )
        assert ("Read more feedback" in text, "Ada Example" in text) == (sees, sees), name
        assert "Kept" not in text
    (quoted,) = quotes_of(thread.priority, cast.bea)
    assert sign_in(cast.bea).get(quoted.more_url).context["table"].paginator.count == 4


def test_figures_cost_the_same_with_one_and_three(cast):
    thread = make_thread(cast)
    found = []
    for number in (1, 3):
        while Record.objects.filter(priority=thread.priority).count() < number:
            more = make_thread(cast)
            for model in (Need, CourseRequest, Record):
                model.objects.filter(priority=more.priority).update(priority=thread.priority)
        reader = Person.objects.get(pk=cast.hal.pk)
        assert reader.authority.grants
        found.append(cost_of(figures_of, thread.priority, reader))
    assert found[0] == found[1] <= 7
