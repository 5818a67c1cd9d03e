"""The pages of plans and actions: what is on them, for whom, and what a form does with two people (AP-2 to AP-8)."""

import io
import re
import uuid

import pytest
from django.urls import reverse
from pypdf import PdfReader

from budgets.tests.factories import ActionFundingFactory, BudgetLineFactory
from courses.tests.factories import make_request
from cpd_trust.tests.text_match import number_in
from planning.models import Action, ActionPlan, Evaluation
from planning.plans.selectors import seen_of_plan
from planning.tests.factories import ActionFactory, ActionPlanFactory, NeedFactory, PriorityFactory, this_year
from planning.tests.plans import EVALUATION, make_plan, settle, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

YEAR, LAST = this_year(), this_year() - 1


def fields_of(action, **changes):
    """Return what the form of an action sends."""
    serves = action.priority or action.review_need or action.requirement
    return {
        "token": str(uuid.uuid4()),
        "version": action.version,
        "title": action.title,
        "serves_what": f"{action.serves}:{serves.public_id}",
        "success_criteria": action.success_criteria,
        "approach": action.approach,
        "audience": action.audience,
    } | changes


# --- Starting and the page ------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-2")
def test_a_leader_starts_the_plan_and_others_read_that_there_is_none(cast, sign_in):
    url = reverse("planning:plan", args=[cast.oak.public_id, YEAR])
    assert "Start plan" in text_of(sign_in(cast.sid).get(url))
    assert "No plan yet" in text_of(sign_in(cast.ada).get(url))
    start = reverse("planning:plan-start", args=[cast.oak.public_id, YEAR])
    response = sign_in(cast.sid).post(start)
    plan = ActionPlan.objects.get()
    assert response.url == plan.get_absolute_url()
    assert sign_in(cast.hal).get(url).url == plan.get_absolute_url()
    assert sign_in(cast.hal).post(start).url == plan.get_absolute_url()
    # A draft is for those who write it.
    assert "No plan yet" in text_of(sign_in(cast.ada).get(url))


@pytest.mark.policy("AP-2", "AP-3")
def test_the_page_groups_actions_and_counts_needs(cast, sign_in):
    priority = PriorityFactory(school=cast.oak, title="Fluent readers")
    PriorityFactory(school=cast.oak, title="Nobody serves this yet")
    answered = NeedFactory(school=cast.oak, person=cast.ada, source="review", reason="review")
    NeedFactory(school=cast.oak, person=cast.bea, source="review", reason="review")
    NeedFactory(school=cast.elm, person=cast.tom, source="national")
    action = ActionFactory(
        school=cast.oak, priority=priority, planned_cost=120, hours=2, people_count=10, starts_on=f"{YEAR}-10-01"
    )
    action.needs.add(answered)
    ActionFactory(school=cast.oak, serves="review", review_need=answered, planned_cost=30)
    ActionFactory(school=cast.oak, serves="statutory")
    page = text_of(sign_in(cast.hal).get(action.plan.get_absolute_url()))
    for words in (
        "Priority 1. Fluent readers", "No actions yet.", "Agreed in performance reviews", "Statutory training",
        "£150.00",
        "20 total planned hours", "From 1 of 3 actions", "Answers 1 need", "No dates yet",
        "Performance review 2 needs, 1 not yet planned for",
    ):  # fmt: skip
        assert words in page
    assert "National or local priority" not in page


@pytest.mark.both
@pytest.mark.policy("RM-5")
@pytest.mark.parametrize("reader", ["ada", "gus", "tess"])
def test_staff_and_boards_read_an_agreed_plan_without_costs_and_whose_needs_they_are(cast, sign_in, reader):
    need = NeedFactory(school=cast.oak, person=cast.bea, title="Bea wants to lead", source="review", reason="review")
    plan = make_plan(
        "agreed", cast.oak, cast.hal, serves="review", review_need=need, planned_cost=777, lead=cast.lin,
    )  # fmt: skip
    plan.actions.get().needs.add(need)
    ActionFundingFactory(action=plan.actions.get(), line=BudgetLineFactory(school=cast.oak, name="Review money"))
    client = sign_in(getattr(cast, reader))
    pages = [
        client.get(plan.get_absolute_url()).content.decode(),
        client.get(plan.actions.get().get_absolute_url()).content.decode(),
    ]
    sheet = b"".join(client.get(f"{plan.get_absolute_url()}?export=csv").streaming_content).decode()
    reply = client.get(reverse("planning:plan-pdf", args=[plan.public_id]))
    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(reply.content)).pages)
    for text in (*pages, sheet, paper):
        assert not number_in("777", text)
        assert "Bea" not in text
        assert "Review money" not in text
    assert "A training need agreed in" in pages[1]
    insider = sign_in(cast.hal).get(plan.actions.get().get_absolute_url()).content.decode()
    assert "£777.00" in insider
    assert "Review money" in insider
    assert "Bea wants to lead" in insider


@pytest.mark.policy("AP-4")
def test_the_gate_links_to_what_holds_the_plan_back(cast, sign_in):
    last = make_plan("in_progress", cast.oak, cast.hal, year=LAST, title="Six staff meetings of last year")
    plan = make_plan("draft", cast.oak, cast.hal)
    response = sign_in(cast.hal).get(plan.get_absolute_url())
    assert "1 action of last year’s plan is neither evaluated nor carried forward" in text_of(response)
    assert last.actions.get().get_absolute_url() in response.content.decode()
    refused = sign_in(cast.hal).post(
        reverse("planning:plan-agree", args=[plan.public_id]), {"version": seen_of_plan(plan)}
    )
    assert refused.status_code == 403
    assert "1 action is still to be evaluated" in text_of(refused)
    # The Executive Lead is shown the way through, and nobody else.
    override = reverse("planning:plan-override", args=[plan.public_id])
    assert override not in sign_in(cast.hal).get(plan.get_absolute_url()).content.decode()
    assert override in sign_in(cast.eve).get(plan.get_absolute_url()).content.decode()
    assert sign_in(cast.eve).post(override, {"note": ""}).status_code == 422
    assert sign_in(cast.eve).post(override, {"note": "The Headteacher left in July."}).status_code == 302
    assert "The Headteacher left in July." in text_of(sign_in(cast.hal).get(plan.get_absolute_url()))


@pytest.mark.both
@pytest.mark.policy("AP-5")
def test_last_years_evaluations_stand_beside_the_draft(cast, sign_in):
    last = make_plan("in_progress", cast.oak, cast.hal, year=LAST, action_status="evaluated")
    Evaluation.objects.update(next_step="Go on with Year 5.")
    plan = make_plan("draft", cast.oak, cast.hal)
    page = text_of(sign_in(cast.sid).get(plan.get_absolute_url()))
    assert "Last year’s plan and evaluation" in page
    assert "Impact on pupils: Some difference" in page
    assert "Next steps: Go on with Year 5." in page
    # Once it is agreed the plan stands for itself.
    plan.move_to("agreed", agreed_by=cast.hal, agreed_at=last.created_at)
    assert "Last year’s plan and" not in text_of(sign_in(cast.sid).get(plan.get_absolute_url()))


def test_two_tabs_on_the_introduction_lose_no_text(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal)
    url = reverse("planning:plan-edit", args=[plan.public_id])
    client = sign_in(cast.hal)
    assert client.post(url, {"version": 1, "introduction": "First words"}).status_code == 302
    late = client.post(url, {"version": 1, "introduction": "Late words"})
    assert late.status_code == 409
    assert {"First words", "Late words"} <= set(re.findall(r"(?:First|Late) words", late.content.decode()))
    assert client.post(url, {"version": 2, "introduction": "Late words"}).status_code == 302
    assert ActionPlan.objects.get().introduction == "Late words"


# --- Actions --------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("AP-2", "AP-8")
def test_an_action_is_added_with_all_that_it_says_and_once(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal)
    line = BudgetLineFactory(school=cast.oak)
    need = NeedFactory(school=cast.oak, person=cast.ada)
    url = reverse("planning:action-create", args=[plan.public_id])
    data = fields_of(
        plan.actions.get(), title="Governance evening on reading", audience="staff_and_governors", people_count="40",
        hours="1.5", lead=str(cast.lin.public_id), develops_leaders="on", starts_on="01/10/" + str(YEAR),
        ends_on=f"15/03/{YEAR + 1}", planned_cost="1,250.50", budget_line=str(line.public_id),
        needs=[str(need.public_id)],
    )  # fmt: skip
    client = sign_in(cast.sid)
    first, twin = client.post(url, data), client.post(url, data)
    action = Action.objects.get(title="Governance evening on reading")
    assert first.url == twin.url == action.get_absolute_url()
    assert (action.lead, action.funding.line, action.develops_leaders) == (cast.lin, line, True)
    assert (str(action.planned_cost), str(action.hours), action.people_count) == ("1250.50", "1.50", 40)
    assert list(action.needs.all()) == [need]


def test_the_form_says_what_is_wrong_beside_the_field(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal)
    url = reverse("planning:action-create", args=[plan.public_id])
    data = fields_of(plan.actions.get(), title="", starts_on=f"01/10/{YEAR - 1}", lead_words="Tom")
    response = sign_in(cast.sid).post(url, data)
    assert response.status_code == 422
    page = text_of(response)
    assert "Enter what you" in page
    assert f"1 September {YEAR}" in page
    assert "No results for “Tom”" in page  # he teaches at Elm
    data = fields_of(plan.actions.get(), starts_on=f"01/10/{YEAR}", ends_on=f"30/09/{YEAR}")
    assert "The end date must be the same as or after the start date" in text_of(sign_in(cast.sid).post(url, data))


@pytest.mark.both
@pytest.mark.parametrize("field", ["budget_line", "needs", "serves_what"])
def test_what_is_another_schools_is_no_choice(cast, sign_in, field):
    plan = make_plan("draft", cast.oak, cast.hal)
    foreign = {
        "budget_line": str(BudgetLineFactory(school=cast.elm).public_id),
        "needs": [str(NeedFactory(school=cast.elm, person=cast.tom).public_id)],
        "serves_what": f"priority:{PriorityFactory(school=cast.elm).public_id}",
    }[field]
    url = reverse("planning:action-create", args=[plan.public_id])
    assert sign_in(cast.sid).post(url, fields_of(plan.actions.get(), **{field: foreign})).status_code == 422


def test_two_tabs_on_an_action_lose_no_text(cast, sign_in):
    action = make_plan("draft", cast.oak, cast.hal).actions.get()
    need = NeedFactory(school=cast.oak, person=cast.ada, title="Fluency")
    url = reverse("planning:action-edit", args=[action.public_id])
    client = sign_in(cast.hal)
    assert client.post(url, fields_of(action, title="First title", needs=[str(need.public_id)])).status_code == 302
    late = client.post(url, fields_of(action, title="Late title"))
    assert late.status_code == 409
    page = text_of(late)
    for words in ("First title", "Late title", "Fluency (Ada Example"):
        assert words in page
    assert client.post(url, fields_of(action, title="Late title", version=2)).status_code == 302
    assert Action.objects.get().title == "Late title"


def test_the_leads_to_choose_are_of_the_school_or_the_central_team(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal)
    url = reverse("planning:lead-options") + f"?plan={plan.public_id}&field=lead&lead_words="
    assert "Gus" in text_of(sign_in(cast.hal).get(url + "gus"))
    assert "Kim" in text_of(sign_in(cast.hal).get(url + "kim"))
    assert "Tom Example" not in text_of(sign_in(cast.hal).get(url + "tom"))
    assert sign_in(cast.ada).get(url + "gus").status_code == 404


@pytest.mark.policy("LD-1")
def test_the_lead_runs_and_evaluates_the_action(cast, sign_in):
    action = make_plan("in_progress", cast.oak, cast.hal, lead=cast.lin).actions.get()
    client = sign_in(cast.lin)
    assert client.post(reverse("planning:action-begin", args=[action.public_id])).status_code == 302
    assert client.post(reverse("planning:action-finish", args=[action.public_id])).status_code == 302
    assert "Evaluate" in text_of(client.get(action.get_absolute_url()))
    url = reverse("planning:action-evaluate", args=[action.public_id])
    assert client.post(url, EVALUATION | {"token": str(uuid.uuid4())}).status_code == 302
    assert Evaluation.objects.get().made_by == cast.lin
    assert "Observation of teaching, Data analysis" in text_of(client.get(action.get_absolute_url()))


def test_a_lead_from_the_central_team_reads_the_action_alone(cast, sign_in):
    action = make_plan("in_progress", cast.oak, cast.hal, lead=cast.kim).actions.get()
    client = sign_in(cast.kim)
    assert client.get(action.get_absolute_url()).status_code == 200
    assert client.get(action.plan.get_absolute_url()).status_code == 404
    assert action.plan.get_absolute_url() not in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.both
@pytest.mark.policy("RM-1")
def test_whoever_evaluates_second_sees_both_texts(cast, sign_in):
    action = make_plan("in_progress", cast.oak, cast.hal, lead=cast.lin).actions.get()
    url = reverse("planning:action-evaluate", args=[action.public_id])
    sign_in(cast.lin).post(url, EVALUATION | {"token": str(uuid.uuid4())})
    late = sign_in(cast.hal).post(url, EVALUATION | {"token": str(uuid.uuid4()), "pupils_note": "I saw no change."})
    assert late.status_code == 409
    assert "I saw no change." in text_of(late)
    assert EVALUATION["pupils_note"] in text_of(late)
    saved = sign_in(cast.hal).post(url, EVALUATION | {"version": 1, "pupils_note": "I saw no change."})
    assert saved.status_code == 302
    assert Evaluation.objects.get().pupils_note == "I saw no change."


@pytest.mark.policy("RM-1")
def test_an_evaluation_without_evidence_is_no_evaluation(cast, sign_in):
    action = make_plan("in_progress", cast.oak, cast.hal).actions.get()
    data = EVALUATION | {"token": str(uuid.uuid4()), "evidence": []}
    response = sign_in(cast.hal).post(reverse("planning:action-evaluate", args=[action.public_id]), data)
    assert response.status_code == 422
    assert "at least one kind of evidence" in text_of(response)


@pytest.mark.both
def test_an_action_shows_the_requests_that_its_reader_sees(cast, sign_in):
    action = make_plan("in_progress", cast.oak, cast.hal).actions.get()
    make_request("deciding", applicant=cast.ada, school=cast.oak, title="A course on fluency", action=action)
    url = action.get_absolute_url()
    assert "A course on fluency" in text_of(sign_in(cast.hal).get(url))
    assert "A course on fluency" in text_of(sign_in(cast.ada).get(url))
    assert "A course on fluency" not in text_of(sign_in(cast.bea).get(url))
    assert "A course on fluency" not in text_of(sign_in(cast.gus).get(url))


def test_what_requests_hang_on_is_not_removed(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal)
    make_request("deciding", applicant=cast.ada, school=cast.oak, action=plan.actions.get())
    response = sign_in(cast.hal).post(reverse("planning:action-remove", args=[plan.actions.get().public_id]))
    assert response.status_code == 403
    assert "linked to requests or training records." in text_of(response)


# --- Carrying forward -----------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("AP-4", "AP-5")
def test_several_are_carried_forward_on_one_page_once(cast, sign_in):
    last = make_plan("in_progress", cast.oak, cast.hal, year=LAST)
    one, two = last.actions.get(), ActionFactory(school=cast.oak, year=LAST, plan=last, title="Another thing")
    plan = ActionPlanFactory(school=cast.oak)
    url = reverse("planning:plan-carry", args=[last.public_id])
    client = sign_in(cast.sid)
    page = client.get(f"{url}?action={two.public_id}").content.decode()
    assert re.search(rf'name="carry_{two.pk}"[^>]*checked', page)
    token = {"token": str(uuid.uuid4())}
    empty = token | {f"reason_{one.pk}": "", f"reason_{two.pk}": ""}
    assert client.post(url, empty).status_code == 422
    missing = client.post(url, empty | {f"carry_{one.pk}": "on"})
    assert missing.status_code == 422
    assert f"Enter why “{one.title}” is continuing next year" in text_of(missing)
    data = token | {f"carry_{one.pk}": "on", f"reason_{one.pk}": "Half of it.", f"reason_{two.pk}": "Not begun."}
    unticked = client.post(url, data)
    assert unticked.status_code == 422
    assert f"Tick “{two.title}”, or delete its reason" in text_of(unticked)
    data[f"carry_{two.pk}"] = "on"
    first, twin = client.post(url, data), client.post(url, data)
    assert first.url == twin.url == plan.get_absolute_url()
    assert set(plan.actions.values_list("carried_from", flat=True)) == {one.pk, two.pk}
    again = client.post(url, data | {"token": str(uuid.uuid4())}, follow=True)
    assert "This has changed since you opened it" in text_of(again)
    assert plan.actions.count() == 2


def test_the_carry_page_says_why_nothing_can_be_carried(cast, sign_in):
    plan = make_plan("in_progress", cast.oak, cast.hal)
    url = reverse("planning:plan-carry", args=[plan.public_id])
    assert "yet. Start one first." in text_of(sign_in(cast.hal).get(url))
    settle(plan.actions.get(), "evaluated")
    assert "All actions in this plan have been evaluated or carried forward." in text_of(sign_in(cast.hal).get(url))
