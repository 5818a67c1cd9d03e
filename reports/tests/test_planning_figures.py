"""What the termly report prints of the action plan, and that it is frozen like the rest (policy AP-4, RM-1)."""

import io

import pytest
from pypdf import PdfReader

from core.calendar import academic_year, today
from people.selectors import term_on
from planning.models import ActionPlan
from planning.plans.evaluating import change_evaluation
from planning.plans.services import agree_plan, override_gate
from planning.tests.plans import EVALUATION, make_plan
from reports import services

pytestmark = pytest.mark.django_db

REASON = "The Headteacher left in July."


def this_term():
    name, year = term_on(None, today()).name, academic_year(today())
    return {"year": year, "term": name}


def draft(cast):
    return services.draft_report(actor=cast.hal, kind="school", school=cast.oak, **this_term())


def test_a_school_without_a_plan_says_so(cast):
    part = draft(cast).figures["plan"]
    assert (part["state"], part["override"], part["evaluations"]["count"]) == ("", None, 0)


@pytest.mark.policy("RM-1", "AP-5")
def test_evaluations_are_counted_by_judgement_and_evidence(cast):
    year = academic_year(today())
    make_plan("in_progress", cast.oak, cast.hal, year=year - 1, action_status="evaluated", lead=cast.lin)
    make_plan("in_progress", cast.oak, cast.hal, action_status="done")
    make_plan("in_progress", cast.elm, cast.eli, action_status="evaluated")
    part = draft(cast).figures["plan"]
    assert part["actions"] == [["Completed, to evaluate", 1]]
    found = part["evaluations"]
    assert (found["count"], found["pupils"], found["priorities"], found["value"]) == (
        1, [["Some difference", 1]], [["Clear difference", 1]], [["Good value", 1]]
    )  # fmt: skip
    assert found["evidence"] == [["Observation of teaching", 1], ["Data analysis", 1]]
    assert "Lin" not in str(part)


@pytest.mark.policy("AP-4")
def test_the_report_prints_the_reason_for_the_exception_and_keeps_it(cast):
    year = academic_year(today())
    last = make_plan("in_progress", cast.oak, cast.hal, year=year - 1, action_status="evaluated")
    make_plan("draft", cast.oak, cast.hal)
    open_one = make_plan("draft", cast.oak, cast.hal)
    last.actions.create(
        school=cast.oak, year=year - 1, title="Left over", serves="priority", priority=last.actions.get().priority,
        success_criteria="Action marked as completed. Evaluate it when you can see its impact.",
    )  # fmt: skip
    plan = override_gate(plan=open_one, actor=cast.eve, note=REASON)
    agree_plan(plan=plan, actor=cast.hal)
    report = draft(cast)
    override = report.figures["plan"]["override"]
    assert override["reason"] == REASON
    assert str(today().year) in override["on"]
    report = services.save_words(actor=cast.hal, report=report, version=report.version, words={"headline": "Good."})
    report = services.publish_report(actor=cast.hal, report=report, version=report.version)
    with report.pdf.file.open("rb") as file:
        paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)
    assert REASON in " ".join(paper.split())
    assert override["on"] in " ".join(paper.split())
    # Whatever happens to the plan afterwards, the published report says what it said.
    change_evaluation(
        action=last.actions.get(status="evaluated"), actor=cast.hal, version=1, values=EVALUATION | {"pupils": "none"}
    )
    ActionPlan.objects.filter(pk=plan.pk).update(override_reason="Something else.")
    report.refresh_from_db()
    assert report.figures["plan"]["override"]["reason"] == REASON
    assert report.figures["plan"]["evaluations"]["pupils"] == [["Some difference", 1]]
