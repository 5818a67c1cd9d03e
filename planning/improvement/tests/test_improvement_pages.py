"""Improvement plans through their pages: reading, writing, two tabs, rows without JavaScript."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from core.calendar import now
from cpd_trust.tests.helpers import cost_of
from cpd_trust.tests.text_match import number_in
from planning.models import ActionPlan, ImprovementPlan, Priority
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory, TargetFactory, this_year

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(school, name="priorities", year=None):
    return reverse(f"planning:{name}", args=[school.public_id, year or this_year()])


def page_for(priority, name="priority-detail"):
    return reverse(f"planning:{name}", args=[priority.public_id])


def agree(action):
    ActionPlan.objects.filter(pk=action.plan_id).update(
        status="agreed", agreed_at=now(), agreed_by=action.plan.made_by_id
    )


def rows(*targets):
    """Return what a form posts for its rows of targets."""
    posted = {"target_rows": len(targets)}
    for number, target in enumerate(targets):
        posted |= {f"target{number}-{name}": value for name, value in target.items()}
    return posted


def written(**facts):
    """Return what the form of a priority posts."""
    return {
        "token": uuid.uuid4(), "number": 1, "title": "Read", "area": "reading", "detail": "", "owner": "",
        "owner_words": "", "target_rows": 0,
    } | facts  # fmt: skip


# --- Reading -----------------------------------------------------------------------------------------------------


@pytest.mark.policy("RM-5", "AP-2")
def test_staff_read_priorities_with_targets_and_what_agreed_plans_do_for_them(cast, sign_in):
    priority = PriorityFactory(school=cast.oak, title="Fluent readers", owner=cast.lin)
    TargetFactory(priority=priority, text="Nine in ten")
    agreed = ActionFactory(school=cast.oak, priority=priority, title="Six meetings", lead=cast.sid, planned_cost=432)
    PriorityFactory(school=cast.oak, title="Dropped one", dropped_at=now(), dropped_reason="No.")
    PriorityFactory(school=cast.central, title="The trust reads")
    client = sign_in(cast.ada)
    text = client.get(page_of(cast.oak)).content.decode()
    assert "Six meetings" not in text  # a draft is nobody's news
    agree(agreed)
    text = client.get(page_of(cast.oak)).content.decode()
    for words in ("Fluent readers", "Lin Example", "Nine in ten", "Six meetings", "Sid Example", "The trust reads"):
        assert words in text
    assert not number_in("432", text)
    assert "Dropped one" not in text


@pytest.mark.policy("LD-1")
def test_leading_that_is_leadership_development_is_marked(cast, sign_in):
    priority = PriorityFactory(school=cast.oak)
    agree(ActionFactory(school=cast.oak, priority=priority, lead=cast.lin, develops_leaders=True))
    for url in (page_of(cast.oak), page_for(priority)):
        assert "Leadership development" in sign_in(cast.ada).get(url).content.decode()


@pytest.mark.both
def test_a_draft_action_and_needs_stand_on_the_priority_for_those_who_see_them(cast, sign_in):
    priority = PriorityFactory(school=cast.oak)
    ActionFactory(school=cast.oak, priority=priority, title="In the draft")
    NeedFactory(school=cast.oak, person=cast.bea, title="Lead phonics", priority=priority, reason="priority")
    hal = sign_in(cast.hal).get(page_for(priority)).content.decode()
    assert "In the draft" in hal
    assert "Lead phonics" in hal
    ada = sign_in(cast.ada).get(page_for(priority)).content.decode()
    assert "In the draft" not in ada
    assert "Lead phonics" not in ada
    assert "Lead phonics" in sign_in(cast.bea).get(page_for(priority)).content.decode()


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_of_no_sense_is_not_there(cast, sign_in, year):
    assert sign_in(cast.hal).get(page_of(cast.oak, year=year)).status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("name", ["ada", "hal"])
def test_the_page_costs_the_same_with_one_priority_and_three(cast, sign_in, name):
    client = sign_in(getattr(cast, name))

    def grow(number):
        for _ in range(number):
            priority = PriorityFactory(school=cast.oak, owner=cast.lin)
            TargetFactory.create_batch(number, priority=priority)
            for _ in range(number):
                action = ActionFactory(school=cast.oak, priority=priority, lead=cast.sid)
            NeedFactory(school=cast.oak, priority=priority, reason="priority")
            agree(action)
        return priority

    detail = page_for(grow(1))
    client.get(page_of(cast.oak))
    before = cost_of(client.get, page_of(cast.oak)), cost_of(client.get, detail)
    grow(2)
    priority = Priority.objects.get(public_id=detail.split("/")[-2])
    for lead in (cast.lin, cast.ada):
        ActionFactory(school=cast.oak, priority=priority, lead=lead)
    assert (cost_of(client.get, page_of(cast.oak)), cost_of(client.get, detail)) == before


# --- Writing -----------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-2")
def test_a_plan_is_started_and_two_tabs_lose_no_words(cast, sign_in):
    client = sign_in(cast.hal)
    url = page_of(cast.oak, "improvement-edit")
    assert client.post(url, {"version": 0, "vision": "Reading\r\nfirst."}).status_code == 302
    clash = client.post(url, {"version": 0, "vision": "Sums first."})
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "Reading" in text
    assert "Sums first." in text
    assert ImprovementPlan.objects.get().vision == "Reading\nfirst."
    assert client.post(url, {"version": 1, "vision": "Sums first."}).status_code == 302
    assert "Sums first." in client.get(page_of(cast.oak)).content.decode()


@pytest.mark.policy("AP-2")
def test_a_priority_is_typed_in_with_rows_added_without_javascript(cast, sign_in):
    client = sign_in(cast.hal)
    url = page_of(cast.oak, "priority-add")
    opened = client.get(url)
    assert opened.context["form"].initial["number"] == 1
    assert len(opened.context["rows"].forms) == 1
    first = {"text": "Nine in ten", "measure": "Screening", "due_on": "no date"}
    more = client.post(url, written(title="", add_target="1", owner_words="li", **rows(first)))
    assert more.status_code == 200
    text = more.content.decode()
    assert len(more.context["rows"].forms) == 2
    assert "Nine in ten" in text
    assert "no date" in text
    assert "There is a problem" not in text
    first["due_on"] = "15/6/2027"
    done = client.post(url, written(owner=cast.lin.public_id, **rows(first, {"text": ""}, {"text": "Daily fluency"})))
    priority = Priority.objects.get()
    assert done.url == priority.get_absolute_url()
    assert priority.owner == cast.lin
    assert list(priority.targets.values_list("text", "due_on")) == [
        ("Nine in ten", dt.date(2027, 6, 15)),
        ("Daily fluency", None),
    ]


@pytest.mark.both
def test_a_form_sent_twice_makes_one_priority(cast, sign_in):
    client = sign_in(cast.hal)
    data = written()
    answers = [client.post(page_of(cast.oak, "priority-add"), data) for _ in range(2)]
    assert len({answer.url for answer in answers}) == 1
    assert Priority.objects.count() == 1


def test_mistakes_stand_beside_their_fields(cast, sign_in):
    PriorityFactory(school=cast.oak, number=1)
    client = sign_in(cast.hal)
    url = page_of(cast.oak, "priority-add")
    wrong = client.post(url, written(title="", area="", **rows({"measure": "Screening"}, {"text": "x", "due_on": "x"})))
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"title", "area"}
    assert [set(form.errors) for form in wrong.context["rows"].forms] == [{"text"}, {"due_on"}]
    taken = client.post(url, written())
    assert taken.status_code == 422
    assert set(taken.context["form"].errors) == {"number"}
    other_school = client.post(url, written(number=2, owner=cast.tom.public_id))
    assert set(other_school.context["form"].errors) == {"owner"}


def test_owners_are_looked_for_among_the_schools_people_alone(cast, sign_in):
    url = reverse("planning:owner-options", args=[cast.oak.public_id])
    found = sign_in(cast.eve).get(url, {"field": "owner", "owner_words": "example"}).content.decode()
    assert "Lin Example" in found
    assert "Tom Example" not in found


@pytest.mark.policy("AP-2")
def test_two_tabs_on_one_priority_lose_neither_text(cast, sign_in):
    priority = PriorityFactory(school=cast.oak, number=1, title="Read", detail="")
    kept, gone = TargetFactory(priority=priority, text="Kept"), TargetFactory(priority=priority, text="Gone")
    client, url = sign_in(cast.hal), page_for(priority, "priority-edit")
    mine = written(
        version=1, title="Mine", **rows({"pk": kept.pk, "text": "Kept by me"}, {"pk": gone.pk, "text": "Gone"})
    )
    theirs = written(version=1, title="Theirs", **rows({"pk": kept.pk, "text": "Kept"}, {"text": "Added by them"}))
    assert client.post(url, theirs).status_code == 302
    clash = client.post(url, mine)
    assert clash.status_code == 409
    assert {c.label: (c.theirs, c.yours) for c in clash.context["form"].clashes} == {
        "Priority": ("Theirs", "Mine"),
        "Targets": ("Kept\nAdded by them", "Kept by me\nGone"),
    }
    shown = [(form["pk"].value(), form["text"].value()) for form in clash.context["rows"].forms]
    added = priority.targets.get(text="Added by them")
    assert shown == [(str(kept.pk), "Kept by me"), ("", "Gone"), (str(added.pk), "Added by them")]
    assert Priority.objects.get().title == "Theirs"
    again = written(version=2, title="Mine", **rows(*({"pk": pk, "text": text} for pk, text in shown)))
    assert client.post(url, again).status_code == 302
    assert [t.text for t in priority.targets.all()] == ["Kept by me", "Gone", "Added by them"]


def test_targets_are_removed_by_their_box_and_a_judged_one_stays(cast, sign_in):
    priority = PriorityFactory(school=cast.oak)
    one = TargetFactory(priority=priority)
    client, url = sign_in(cast.hal), page_for(priority, "priority-edit")
    emptied = client.post(url, written(version=1, **rows({"pk": one.pk, "text": ""})))
    assert emptied.status_code == 422
    assert client.post(url, written(version=1, **rows({"pk": one.pk, "text": "x", "remove": "on"}))).status_code == 302
    judged = TargetFactory(priority=priority, outcome="met", outcome_note="Yes.")
    kept = client.post(url, written(version=2, **rows({"pk": judged.pk, "text": "x", "remove": "on"})))
    assert kept.status_code == 422
    assert "remove a target that has been assessed." in kept.content.decode()
    assert priority.targets.get() == judged


@pytest.mark.policy("AP-2", "AP-5")
def test_dropping_taking_up_and_carrying_over_through_the_pages(cast, sign_in):
    priority = PriorityFactory(school=cast.oak)
    client = sign_in(cast.hal)
    assert client.post(page_for(priority, "priority-drop"), {"version": 1, "reason": " "}).status_code == 422
    client.post(page_for(priority, "priority-drop"), {"version": 1, "reason": "Sums first."})
    text = sign_in(cast.ada).get(page_for(priority)).content.decode()
    assert "Sums first." in text
    assert "Reopen" not in text
    client = sign_in(cast.hal)
    client.post(page_for(priority, "priority-take-up"), {"version": 1})  # an old tab: nothing happens
    assert Priority.objects.get().dropped_at
    client.post(page_for(priority, "priority-take-up"), {"version": 2})
    carried = client.post(page_for(priority, "priority-carry"), {"version": 3})
    assert carried.url == Priority.objects.get(year=this_year() + 1).get_absolute_url()
    assert "Carried forward from" in client.get(carried.url).content.decode()
    client.post(page_for(priority, "priority-carry"), {"version": 3})
    assert Priority.objects.count() == 2


@pytest.mark.policy("AP-4")
def test_targets_are_judged_and_two_tabs_show_both(cast, sign_in):
    target = TargetFactory(priority__school=cast.oak)
    client, url = sign_in(cast.hal), page_for(target.priority, "priority-judge")

    def judged(version, outcome, note):
        return client.post(
            url, {"version": version, f"outcome{target.pk}": outcome, f"note{target.pk}": note}
        ).status_code

    assert judged(1, "met", "") == 422
    assert judged(1, "met", "All of them.") == 302
    assert judged(1, "not_met", "None.") == 409
    assert judged(2, "partly", "Half of them.") == 302
    target.refresh_from_db()
    assert (target.outcome, target.outcome_note) == ("partly", "Half of them.")
    assert "Half of them." in sign_in(cast.ada).get(page_of(cast.oak)).content.decode()
