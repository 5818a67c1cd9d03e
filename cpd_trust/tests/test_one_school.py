"""No row joins two schools: every reference between rows of schools has its guard, or a reason to cross (AP-2, R-4)."""

import pytest
from django.apps import apps

from cpd_trust.tests.guards import made_by_migrations
from cpd_trust.tests.helpers import APPS_WITH_MODELS

ROWS, _ = made_by_migrations()

# The trigger that holds the reference, on inserting or wherever it may change.
GUARDED = {
    "budgets.BudgetLine.budget": "budgets_budgetline_school_insert",
    "budgets.BudgetLine.priority": "budgets_budgetline_school_update",
    "planning.Priority.plan": "planning_priority_plan_insert",
    "planning.Priority.carried_from": "planning_priority_plan_update",
    "planning.Need.priority": "planning_need_thread_insert",
    "planning.Need.conversation": "planning_need_school_insert",
    "planning.Need.carried_from": "planning_need_school_update",
    "planning.Action.plan": "planning_action_thread_insert",
    "planning.Action.priority": "planning_action_thread_update",
    "planning.Action.review_need": "planning_action_thread_update",
    "planning.Action.carried_from": "planning_action_school_insert",
    "planning.Action_needs.action": "planning_action_needs_school_insert",
    "planning.Action_needs.need": "planning_action_needs_school_update",
    "surveys.SurveyNeed.survey": "surveys_surveyneed_school_insert",
    "surveys.SurveyNeed.need": "surveys_surveyneed_school_update",
    "budgets.ActionFunding.action": "budgets_actionfunding_school_insert",
    "budgets.ActionFunding.line": "budgets_actionfunding_school_update",
    "training.Record.priority": "training_record_school_insert",
    "training.Record.need": "training_record_school_update",
    "training.Record.action": "training_record_school_update",
    "training.Event.priority": "training_event_school_insert",
    "training.Event.need": "training_event_school_update",
    "training.Event.action": "training_event_school_update",
    "training.Attendance.record": "training_attendance_record_insert",
    "courses.CourseRequest.priority": "courses_request_thread_insert",
    "courses.CourseRequest.need": "courses_request_thread_update",
    "courses.CourseRequest.action": "courses_request_thread_update",
    "courses.CourseRequest.budget_line": "courses_request_thread_update",
    "courses.Booking.request": "courses_booking_keeps_its_request",
    "courses.Booking.record": "courses_booking_record_update",
    "appraisal.Objective.review": "appraisal_objective_add",
    "appraisal.Objective.priority": "appraisal_objective_change",
    "appraisal.AgreedTraining.objective": "appraisal_agreedtraining_add",
    "appraisal.AgreedTraining.need": "appraisal_agreedtraining_registered_once",
    "appraisal.YearNote.review": "appraisal_yearnote_add",
    "appraisal.YearNote.objective": "appraisal_yearnote_add",
    "governance.LinkDuty.board_school": "governance_linkduty_fits_insert",
    "governance.LinkDuty.duty": "governance_linkduty_fits_update",
    "governance.AppointmentGrant.board_school": "governance_appointmentgrant_fits_insert",
    "governance.AppointmentGrant.grant": "governance_appointmentgrant_fits_update",
}
MAY_CROSS = {
    "planning.Need.gathered_into": "needs of several schools are gathered into one of the central team, which is held",
    "courses.CourseRequest.replaces": "a place passes to a colleague, who may be of another school",
    "courses.Stage.request": "a stage's school says whose head decides; it is fixed with the stage",
    "training.Event_needs.event": "an event planned from similar needs answers those of several schools",
    "training.Event_needs.need": "an event planned from similar needs answers those of several schools",
    "training.Place.event": "an event is open to people of other schools",
    "training.Attendance.event": "an event is open to people of other schools",
    "training.Record_certificates.record": "a certificate follows its person over schools; the person is held",
    "training.Record_certificates.certificate": "a certificate follows its person over schools; the person is held",
}


def has_school(model):
    return any(field.name == "school" for field in model._meta.fields)


def references():
    """Return every reference from one row of a school to another; rows that join two of them count with both."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in APPS_WITH_MODELS:
            continue
        found = [field for field in model._meta.fields if field.is_relation and has_school(field.related_model)]
        if has_school(model) or len(found) > 1:
            yield from (f"{model._meta.label}.{field.name}" for field in found)


def test_every_reference_between_rows_of_schools_is_guarded_or_has_a_reason():
    assert set(references()) == {*GUARDED, *MAY_CROSS}


@pytest.mark.parametrize("reference", GUARDED)
def test_the_guard_is_there_and_looks_at_the_reference(reference):
    """`test_guards.py` sees each refuse; here its condition names the column, or all that the row points to."""
    column = f"{reference.rsplit('.', 1)[1]}_id"
    assert f"NEW.{column}" in ROWS[GUARDED[reference]].when
