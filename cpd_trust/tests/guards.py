# A factory makes a model, and mypy takes it for a factory.
# mypy: ignore-errors
"""Every trigger that the migrations make, and for each a write that it alone refuses.

A deed prepares what it needs lawfully, and returns the write. `test_guards.py` sees it refused, and then let through
without the trigger, so that each test has its control.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from appraisal.models import AgreedTraining, Agreement, Review, YearNote
from appraisal.services.agreeing import keep_agreement
from appraisal.tests.factories import AgreedTrainingFactory, ObjectiveFactory, ReviewFactory, make_review
from budgets.models import Account, ActionFunding, BudgetLine, Entry
from budgets.tests.factories import ActionFundingFactory, BudgetLineFactory, account
from certificates.tests.factories import CertificateFactory
from core.audit import audit
from core.calendar import now, today
from core.models import StoredFile
from core.triggers import DropRefuseTrigger, RefuseTrigger, RefuseTruncate, truncate_guard
from courses.charging.services import account_of
from courses.models import Booking, CostLine, CourseRequest, Stage, StageDecision
from courses.tests.factories import (
    ProviderFactory,
    RequestFactory,
    ServiceAgreementFactory,
    add_stages,
    decide,
    make_request,
)
from governance.documents.tests.factories import DocumentFactory, ReadingFactory, has_read
from governance.models import (
    Appointment,
    AppointmentGrant,
    AreaNote,
    AuditItem,
    Board,
    BoardSchool,
    Declaration,
    GapNeed,
    LinkDuty,
    LinkRole,
    MeetingAttendance,
    Rating,
    SelfAssessment,
    SkillsAudit,
    Statement,
)
from governance.tests.factories import (
    BoardFactory,
    MeetingFactory,
    board_of_oak,
    boards_of_cast,
    make_appointment,
    make_link_role,
)
from people.models import Delegation
from people.tests.factories import GrantFactory, ResponsibilityFactory
from planning.models import Action, ActionPlan, Need
from planning.tests.factories import (
    ActionFactory,
    ConversationFactory,
    EvaluationFactory,
    ImprovementPlanFactory,
    NeedFactory,
    PriorityFactory,
    this_year,
)
from reports.models import Report
from surveys.models import Answer, Participation, Question, Response, Survey, SurveyNeed
from surveys.tests.factories import QuestionFactory, SurveyFactory
from training.attendance.models import Attendance
from training.attendance.tests.factories import AttendanceFactory
from training.events.tests.factories import EventFactory, at, audience_of
from training.models import Event, Transcript
from training.places.tests.factories import PlaceFactory
from training.tests.factories import FeedbackFactory, RecordFactory

Cast = SimpleNamespace
Write = Callable[[], Any]
Deed = Callable[[Cast], Write]


def made_by_migrations() -> tuple[dict[str, RefuseTrigger], dict[str, RefuseTruncate]]:
    """Return the triggers that stand after all migrations: those on rows, and those on TRUNCATE by their name."""
    loader = MigrationLoader(None)
    rows: dict[str, RefuseTrigger] = {}
    truncates: dict[str, RefuseTruncate] = {}
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    for key in dict.fromkeys(plan):
        for operation in _flat(loader.get_migration(*key).operations):
            if isinstance(operation, DropRefuseTrigger):
                del rows[operation.name]
            elif isinstance(operation, RefuseTrigger):
                rows[operation.name] = operation
            elif isinstance(operation, RefuseTruncate):
                truncates |= {truncate_guard(table): operation for table in operation.tables}
    return rows, truncates


def _flat(operations: Iterable[Any]) -> Iterator[Any]:
    for operation in operations:
        yield operation
        yield from _flat(getattr(operation, "database_operations", ()))


def in_database() -> set[str]:
    """Return the names of the triggers that the database has and that fire."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
        return {name for (name,) in cursor.fetchall()}


def take_away(name: str, table: str) -> None:
    """Drop a trigger for the rest of the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def update(row: Any, **facts: Any) -> Write:
    """Return the write that sets facts of a row past every service."""
    return lambda: type(row).objects.filter(pk=row.pk).update(**facts)


def delete(row: Any) -> Write:
    """Return the write that deletes a row by SQL, so that Django looks at nothing before."""

    def write() -> None:
        with connection.cursor() as cursor:
            key = row.pk.hex if isinstance(row.pk, uuid.UUID) and connection.vendor == "sqlite" else row.pk
            cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE {row._meta.pk.column} = %s", [key])  # noqa: S608

    return write


# --- What deeds begin with -------------------------------------------------------------------------------------------


def deputyship(c: Cast, **facts: Any) -> Delegation:
    """Return that Sid decides for Hal today."""
    return Delegation.objects.create(person=c.hal, deputy=c.sid, starts_on=today(), ends_on=today(), **facts)


def asked(c: Cast, status: str = "deciding", **facts: Any) -> CourseRequest:
    """Return Ada's request at Oak in a status."""
    request: CourseRequest = make_request(status, **{"applicant": c.ada, "school": c.oak, "officer": c.ben} | facts)
    return request


def first(request: CourseRequest) -> Stage:
    """Return the first stage: the Headteacher's."""
    return request.stages.get(position=1)


def decision(stage: Stage, by: Any, **facts: Any) -> Write:
    """Return the write of a decision."""
    given = {"stage": stage, "outcome": "approved", "decided_by": by, "applicant": stage.request.applicant}
    return lambda: StageDecision.objects.create(**given | {"at": now()} | facts)


def booking(request: CourseRequest, officer: Any, **facts: Any) -> Write:
    """Return the write of a booking."""
    given: dict[str, Any] = {"request": request, "school": request.school, "person": request.applicant}
    given |= {"cost": 0, "starts_on": today(), "ends_on": today(), "booked_by": officer, "booked_at": now()}
    return lambda: Booking.objects.create(**given | facts)


def full_event(c: Cast, capacity: int = 1) -> Event:
    """Return an event at Oak, all of whose places are taken."""
    event: Event = EventFactory(school=c.oak, capacity=capacity)
    PlaceFactory.create_batch(capacity, event=event)
    return event


def last_place(c: Cast, **facts: Any) -> Write:
    """Return the write of one place more than a full event has."""
    event = full_event(c)
    return lambda: PlaceFactory(event=event, **facts)


def entry(line: BudgetLine, kind: str, amount: str, what: Account | None = None, **facts: Any) -> Write:
    """Return the write of an entry of the ledger."""
    paid = None if kind == "allocated" else what or account()
    given = {"line": line, "kind": kind, "amount": Decimal(amount), "account": paid}
    return lambda: Entry.objects.create(**given | {"at": now()} | facts)


def line_of(c: Cast, allocated: str = "100.00", **facts: Any) -> BudgetLine:
    """Return a line of Oak with money on it."""
    line: BudgetLine = BudgetLineFactory(**{"school": c.oak, "allocated": allocated} | facts)
    return line


def open_survey(c: Cast) -> tuple[Survey, Question]:
    """Return a survey of Oak that takes answers, and its question."""
    question = QuestionFactory(survey__school=c.oak)
    question.survey.move_to("open", opened_at=now())
    return question.survey, question


def answer(c: Cast) -> Answer:
    """Return an answer to an open survey."""
    survey, question = open_survey(c)
    given: Answer = Answer.objects.create(response=Response.objects.create(survey=survey), question=question, number=3)
    return given


def need_of_survey(c: Cast) -> SurveyNeed:
    """Return what joins an answer to the need that came out of it."""
    given = answer(c)
    made: SurveyNeed = SurveyNeed.objects.create(
        survey=given.response.survey, answer=given, need=NeedFactory(school=c.oak)
    )
    return made


def funding_of(c: Cast) -> ActionFunding:
    """Return what joins an action of Oak to the line that pays for it."""
    made: ActionFunding = ActionFundingFactory(action=ActionFactory(school=c.oak), line=line_of(c))
    return made


def action_moved(c: Cast) -> Write:
    """Return the write that takes an action with its line to another school's plan."""
    action = ActionFactory(school=c.oak, serves="statutory")
    ActionFundingFactory(action=action, line=line_of(c))
    return update(action, school=c.elm, plan=ActionFactory(school=c.elm).plan)


def review(c: Cast, status: str = "setting", **facts: Any) -> Review:
    """Return Ada's review at Oak, which Lin leads."""
    made: Review = make_review(status, **{"school": c.oak, "reviewee": c.ada, "reviewer": c.lin} | facts)
    return made


def report(c: Cast) -> Report:
    """Return a draft of Oak."""
    return Report.objects.create(
        kind="school", school=c.oak, year=this_year(), term="autumn", figures={"a": 1}, figures_on=today(), author=c.hal
    )


def stored() -> StoredFile:
    """Return a kept file's row."""
    return StoredFile.objects.create(file="a.pdf", kind="application/pdf", name="a.pdf", size=1, sha256="0" * 64)


def published(c: Cast) -> Report:
    """Return a published report of Oak."""
    row = report(c)
    row.move_to("published", published_at=now(), pdf=stored())
    return row


def attended(c: Cast) -> Booking:
    """Return Ada's booking of what she attended."""
    return asked(c, "attended").bookings.get()


def recorded(row: Booking) -> Write:
    """Return the write that names a record of another school as a booking's."""
    return update(row, record=RecordFactory(person=row.person, source="booking"))


def gathered_wrongly(c: Cast) -> Need:
    """Return a need of Elm, into which Oak's cannot be gathered: it is not the central team's."""
    need: Need = NeedFactory(school=c.elm)
    return need


def approve_unordered(c: Cast) -> Write:
    return decision(asked(c).stages.get(position=2), c.eve)


def mark_without_decision(c: Cast) -> Write:
    return update(first(asked(c)), outcome="approved")


def approve_undecided(c: Cast) -> Write:
    return update(asked(c), status="to_book", undecided_stages=0)


def start_agreed(c: Cast) -> Write:
    return lambda: ActionPlan.objects.create(
        school=c.oak, year=this_year(), made_by=c.hal, status="agreed", agreed_at=now(), agreed_by=c.hal
    )


def agree_too_early(c: Cast) -> Write:
    ActionFactory(school=c.oak, year=this_year() - 1)
    plan = ActionFactory(school=c.oak).plan
    return update(plan, status="agreed", agreed_at=now(), agreed_by=c.hal)


def agree_without_needs(c: Cast) -> Write:
    row = review(c, "proposed", trainings=1)
    return update(row, status="agreed", settled_at=keep_agreement(row, now()).settled_at)


def agree_before_proposing(c: Cast) -> Write:
    row = review(c, "proposed")
    moment = keep_agreement(row, now()).settled_at
    row.move_to("setting", reason="Not yet.")
    return update(row, status="agreed", settled_at=moment)


def set_before_sending_back(c: Cast) -> Write:
    row = review(c, "proposed")
    moment = keep_agreement(row, now(), "We do not agree.").settled_at
    row.move_to("setting", reason="A slip.")
    return update(row, status="set", settled_at=moment)


def noted(c: Cast, **facts: Any) -> YearNote:
    """Return a self-review of Ada's."""
    facts = {"review": review(c, "agreed"), "kind": "self_review", "author": c.ada, "text": "It goes well."} | facts
    made: YearNote = YearNote.objects.create(held_on=today(), written_at=now(), **facts)
    return made


def replied_to(c: Cast) -> Agreement:
    said: Agreement = review(c, "set").agreements.get()
    said.reply, said.replied_at = "I do not agree.", now()
    said.save(update_fields=["reply", "replied_at"])
    return said


def release(line: BudgetLine, back: str, out: str) -> Write:
    entry(line, out, "10.00")()
    return entry(line, back, "10.01")


def shown_survey(c: Cast) -> Survey:
    survey, _ = open_survey(c)
    survey.move_to("closed", closed_at=now(), results_shown_at=now())
    return survey


def confirmed_line(c: Cast, **facts: Any) -> Attendance:
    return AttendanceFactory(
        event=EventFactory(school=c.oak), person=c.ada, confirmed_by=c.hal, confirmed_at=now(), **facts
    )


def late_answer(c: Cast) -> Write:
    survey, question = open_survey(c)
    response = Response.objects.create(survey=survey)
    survey.move_to("closed", closed_at=now())
    return lambda: Answer.objects.create(response=response, question=question, number=3)


def book_a_leaver(c: Cast) -> Write:
    request = asked(c, "to_book")
    update(c.ada, left_on=today() - dt.timedelta(days=1))()
    return booking(request, c.ben)


def change_provider(c: Cast) -> Write:
    agreement = ServiceAgreementFactory(provider__name="Test Provider")
    booking(asked(c, "to_book"), c.ben, agreement=agreement, credits_used=1)()
    return update(agreement, provider=ProviderFactory())


def need_swapped(c: Cast) -> Write:
    action = ActionFactory(school=c.oak)
    action.needs.add(NeedFactory(school=c.oak))
    link, other = Action.needs.through.objects.get(), NeedFactory(school=c.elm)
    return update(link, need=other)


def swapped_grant(c: Cast) -> Write:
    boards_of_cast(c)
    link = AppointmentGrant.objects.get(grant__person=c.gus)
    return update(link, grant=GrantFactory(person=c.tom, role="governor", school=c.oak))


def another_schools_grant(c: Cast) -> Write:
    row = make_appointment(BoardFactory(school=c.oak), c.tom)
    grant = GrantFactory(person=c.tom, role="governor", school=c.elm)
    return lambda: AppointmentGrant.objects.create(appointment=row, grant=grant)


def two_boards(c: Cast) -> tuple[Board, Board]:
    return BoardFactory(school=c.oak), BoardFactory(school=c.elm)


def link_role(c):
    return make_link_role(make_appointment(BoardFactory(school=c.oak), c.tom), "send")


def second_chair(c: Cast) -> Write:
    board = BoardFactory(school=c.oak)
    make_appointment(board, c.chas, "chair")
    return lambda: make_appointment(board, c.tom, "chair")


def chair_lasts_into_next(c: Cast) -> Write:
    board = BoardFactory(school=c.oak)
    first = make_appointment(board, c.chas, "chair", ends_on=today())
    make_appointment(board, c.tom, "chair", starts_on=today() + dt.timedelta(days=1))
    return update(first, ends_on=first.term_ends_on)


def closing_board(c: Cast) -> Board:
    return BoardFactory(school=c.oak, closed_on=today() + dt.timedelta(days=1))


def meeting_after_closing(c: Cast) -> Write:
    board = closing_board(c)
    return lambda: MeetingFactory(board=board)


def moved_attendance(c: Cast) -> Write:
    board = board_of_oak(c)
    row = MeetingAttendance.objects.create(meeting=MeetingFactory(board=board), person=c.gus, state="present")
    return update(row, meeting=MeetingFactory(board=board))


def skills_answer(c: Cast) -> Rating:
    """Return a rating in an audit that takes answers; there is a note beside it."""
    board = BoardFactory(school=c.oak)
    statement = Statement.objects.create(board_kind="local", code="ZZ1", area="people", text="I can listen.")
    skills_audit = SkillsAudit.objects.create(board=board, year=this_year(), closes_on=today())
    item = AuditItem.objects.create(
        audit=skills_audit, statement=statement, area="people", text=statement.text, position=1
    )
    skills_audit.move_to("open", opened_at=now())
    mine = SelfAssessment.objects.create(audit=skills_audit, person=c.gus)
    AreaNote.objects.create(assessment=mine, area="people", words="Mine")
    rating: Rating = Rating.objects.create(assessment=mine, item=item, value=3)
    return rating


def closed_answer(c: Cast) -> Rating:
    """Return a rating in an audit that has closed."""
    rating = skills_answer(c)
    rating.assessment.audit.move_to("closed", closed_at=now())
    return rating


def unsaid(rating: Rating) -> Rating:
    """Take a rating and its note away while the audit is open, and close it."""
    rating.assessment.notes.all().delete()
    rating.delete()
    rating.assessment.audit.move_to("closed", closed_at=now())
    return rating


def add_rating(assessment: SelfAssessment, item: AuditItem) -> Write:
    return lambda: Rating.objects.create(assessment=assessment, item=item, value=5)


def add_note(assessment: SelfAssessment) -> Write:
    return lambda: AreaNote.objects.create(assessment=assessment, area="people", words="Late")


def another_item(c: Cast) -> tuple[Rating, AuditItem]:
    """Return a rating, and a statement that another board's audit asks."""
    rating = skills_answer(c)
    other = SkillsAudit.objects.create(board=BoardFactory(school=c.elm), year=this_year(), closes_on=today())
    item = rating.item
    return rating, AuditItem.objects.create(
        audit=other, statement=item.statement, area=item.area, text=item.text, position=1
    )


def rating_elsewhere(c: Cast) -> Write:
    rating, item = another_item(c)
    return add_rating(rating.assessment, item)


def rating_moved(c: Cast) -> Write:
    rating, item = another_item(c)
    return update(rating, item=item)


def unrated_item(c: Cast) -> Write:
    rating = skills_answer(c)
    rating.delete()
    return delete(rating.item)


def board_need(school: Any) -> Need:
    need: Need = NeedFactory(school=school, needed_by="governors", person=None)
    return need


DEEDS: dict[str, Deed] = {
    "core_auditevent_no_update": lambda c: update(audit(c.ann, "core.test.done", c.ada), note="Changed."),
    "core_auditevent_no_delete": lambda c: delete(audit(c.ann, "core.test.done", c.ada)),
    "core_storedfile_stays_what_it_is": lambda c: update(stored(), sha256="1" * 64),
    "people_delegation_named_insert": lambda c: lambda: deputyship(c, named_by=c.sid),
    "people_delegation_named_update": lambda c: update(deputyship(c, named_by=c.ann), named_by=c.sid),
    # Requests
    "courses_request_approved_insert": lambda c: lambda: RequestFactory(
        applicant=c.ada, school=c.oak, status="closed", cost_lines=[]
    ),
    "courses_request_approved_update": approve_undecided,
    "courses_request_booked_by_a_booking": lambda c: update(asked(c, "to_book"), status="attended"),
    "courses_request_keeps_its_applicant": lambda c: update(asked(c), applicant=c.bea),
    "courses_request_keeps_its_school": lambda c: update(asked(c), school=c.elm),
    "courses_request_thread_insert": lambda c: lambda: CourseRequest.objects.create(
        applicant=c.ada, school=c.oak, need=NeedFactory(school=c.elm)
    ),
    "courses_request_thread_update": lambda c: update(asked(c), budget_line=line_of(c, school=c.elm)),
    "courses_request_renewal_insert": lambda c: lambda: CourseRequest.objects.create(
        applicant=c.ada, school=c.oak, title="x", starts_on=today(), ends_on=today(), reason="personal",
        status="deciding", is_renewal=True,
    ),
    "courses_request_renewal_update": lambda c: update(asked(c), is_renewal=True),
    "courses_costline_cover_insert": lambda c: lambda: CostLine.objects.create(
        request=RequestFactory(applicant=c.ada, school=c.oak), heading="cover", amount=10
    ),
    "courses_costline_cover_update": lambda c: update(asked(c).cost_lines.get(), heading="cover"),
    "courses_request_cover_update": lambda c: update(
        RequestFactory(applicant=c.ada, school=c.oak, needs_cover=True, cost_lines=[("cover", "10")]), needs_cover=None
    ),
    # Stages and decisions
    "courses_stage_starts_waiting": lambda c: lambda: Stage.objects.create(
        request=RequestFactory(applicant=c.ada, school=c.oak), position=1, role="headteacher", outcome="approved"
    ),
    "courses_stage_in_order": mark_without_decision,
    "courses_stage_keeps_its_place": lambda c: update(first(asked(c)), role="executive_lead", school=None),
    "courses_stage_no_delete": lambda c: delete(add_stages(RequestFactory(applicant=c.ada, school=c.oak))[0]),
    "courses_stage_stays_approved": lambda c: update(decide(first(asked(c))), outcome="waiting"),
    "courses_stage_none_added": lambda c: lambda: Stage.objects.create(
        request=asked(c, "to_book"), round=2, position=1, role="executive_lead"
    ),
    "courses_stagedecision_in_order": approve_unordered,
    "courses_stagedecision_by_its_role": lambda c: decision(first(asked(c)), c.eli),
    "courses_stagedecision_no_update": lambda c: update(decide(first(asked(c))).decisions.get(), note="Changed."),
    "courses_stagedecision_no_delete": lambda c: delete(decide(first(asked(c))).decisions.get()),
    # Bookings, and what follows them
    "courses_booking_needs_approval": lambda c: booking(asked(c), c.ben),
    "courses_booking_leaver_has_a_reason": book_a_leaver,
    "courses_booking_agreement_insert": lambda c: booking(
        asked(c, "to_book"), c.ben, agreement=ServiceAgreementFactory(provider=ProviderFactory()), credits_used=1
    ),
    "courses_booking_agreement_update": lambda c: update(
        asked(c, "booked").bookings.get(), agreement=ServiceAgreementFactory(provider=ProviderFactory()), credits_used=1
    ),
    "courses_agreement_keeps_provider": change_provider,
    "courses_booking_keeps_its_request": lambda c: update(asked(c, "booked").bookings.get(), school=c.elm),
    "courses_booking_no_delete": lambda c: delete(asked(c, "booked").bookings.get()),
    "courses_request_keeps_its_account": lambda c: update(
        account_of(asked(c, "to_book")).request, account=account()
    ),
    "courses_entry_of_its_school": lambda c: entry(
        line_of(c, school=c.elm), "committed", "10", account_of(asked(c, "to_book"))
    ),
    "courses_booking_record_insert": lambda c: booking(
        asked(c, "to_book"), c.ben, status="attended", record=RecordFactory()
    ),
    "courses_booking_record_update": lambda c: recorded(attended(c)),
    # The ledger
    "budgets_entry_no_update": lambda c: update(line_of(c).entries.get(), amount=Decimal(1)),
    "budgets_entry_no_delete": lambda c: delete(line_of(c).entries.get()),
    "budgets_entry_released_was_held": lambda c: release(line_of(c), "released", "committed"),
    "budgets_entry_refunded_was_spent": lambda c: release(line_of(c), "refunded", "spent"),
    "budgets_entry_taken_off_was_left": lambda c: entry(line_of(c), "allocated", "-100.01"),
    "budgets_entry_over_budget_is_marked": lambda c: entry(line_of(c), "committed", "100.01"),
    "budgets_actionfunding_school_insert": lambda c: lambda: ActionFundingFactory(
        action=ActionFactory(school=c.oak), line=line_of(c, school=c.elm)
    ),
    "budgets_actionfunding_school_update": lambda c: update(funding_of(c), line=line_of(c, school=c.elm)),
    "budgets_actionfunding_action_stays": action_moved,
    "budgets_budgetline_school_insert": lambda c: lambda: BudgetLineFactory(budget=line_of(c).budget, school=c.elm),
    "budgets_budgetline_school_update": lambda c: update(
        line_of(c), kind="priority", priority=PriorityFactory(school=c.elm)
    ),
    # Priorities, needs and actions
    "planning_priority_plan_insert": lambda c: lambda: PriorityFactory(
        school=c.oak, plan=ImprovementPlanFactory(school=c.elm), number=1
    ),
    "planning_priority_plan_update": lambda c: update(PriorityFactory(school=c.oak), year=this_year() - 1),
    "planning_need_thread_insert": lambda c: lambda: NeedFactory(
        school=c.oak, priority=PriorityFactory(school=c.elm), reason="priority"
    ),
    "planning_need_thread_update": lambda c: update(
        NeedFactory(school=c.oak), priority=PriorityFactory(school=c.elm), reason="priority"
    ),
    "planning_need_school_insert": lambda c: lambda: NeedFactory(
        school=c.oak, conversation=ConversationFactory(school=c.elm)
    ),
    "planning_need_school_update": lambda c: update(
        NeedFactory(school=c.oak), conversation=ConversationFactory(school=c.elm)
    ),
    "planning_need_carried_lives_on": lambda c: update(
        NeedFactory(school=c.oak), status="carried_forward", ended_at=now(), ended_by=c.hal, ended_note="Next year."
    ),
    "planning_need_gathered_insert": lambda c: lambda: NeedFactory(school=c.oak, gathered_into=gathered_wrongly(c)),
    "planning_need_gathered_update": lambda c: update(NeedFactory(school=c.oak), gathered_into=gathered_wrongly(c)),
    "planning_actionplan_starts_as_draft": start_agreed,
    "planning_actionplan_gate_update": agree_too_early,
    "planning_action_thread_insert": lambda c: lambda: ActionFactory(
        school=c.oak, priority=PriorityFactory(school=c.elm)
    ),
    "planning_action_thread_update": lambda c: update(
        ActionFactory(school=c.oak), priority=PriorityFactory(school=c.elm)
    ),
    "planning_action_school_insert": lambda c: lambda: ActionFactory(
        school=c.oak, carried_from=ActionFactory(school=c.elm, year=this_year() - 1)
    ),
    "planning_action_school_update": lambda c: update(
        ActionFactory(school=c.oak), carried_from=ActionFactory(school=c.elm, year=this_year() - 1)
    ),
    "planning_action_needs_school_insert": lambda c: lambda: ActionFactory(school=c.oak).needs.add(
        NeedFactory(school=c.elm)
    ),
    "planning_action_needs_school_update": need_swapped,
    "planning_action_evaluated_says_how": lambda c: update(ActionFactory(school=c.oak), status="evaluated"),
    "planning_evaluation_no_delete": lambda c: delete(EvaluationFactory()),
    # Surveys
    "surveys_question_is_fixed": lambda c: update(open_survey(c)[1], text="Something else?"),
    "surveys_question_none_added": lambda c: lambda: QuestionFactory(survey=open_survey(c)[0]),
    "surveys_question_none_removed": lambda c: delete(open_survey(c)[1]),
    "surveys_response_while_open": lambda c: lambda: Response.objects.create(survey=SurveyFactory(school=c.oak)),
    "surveys_response_no_update": lambda c: update(answer(c).response, group="Other staff"),
    "surveys_response_stays": lambda c: delete(Response.objects.create(survey=open_survey(c)[0])),
    "surveys_answer_while_open": late_answer,
    "surveys_answer_no_update": lambda c: update(answer(c), number=1),
    "surveys_answer_stays": lambda c: delete(answer(c)),
    "surveys_participation_no_delete": lambda c: delete(
        Participation.objects.create(mark="0" * 64, survey=open_survey(c)[0])
    ),
    "surveys_surveyneed_school_insert": lambda c: lambda: SurveyNeed.objects.create(
        survey=(row := answer(c)).response.survey, answer=row, need=NeedFactory(school=c.elm)
    ),
    "surveys_surveyneed_school_update": lambda c: update(need_of_survey(c), need=NeedFactory(school=c.elm)),
    "surveys_survey_seen_stays_closed": lambda c: update(shown_survey(c), results_shown_at=None),
    # Records
    "training_record_school_insert": lambda c: lambda: RecordFactory(school=c.oak, need=NeedFactory(school=c.elm)),
    "training_record_school_update": lambda c: update(
        RecordFactory(school=c.oak), priority=PriorityFactory(school=c.elm)
    ),
    "training_record_no_delete": lambda c: delete(RecordFactory(school=c.oak)),
    "training_event_school_insert": lambda c: lambda: EventFactory(school=c.oak, need=NeedFactory(school=c.elm)),
    "training_event_school_update": lambda c: update(EventFactory(school=c.oak), need=NeedFactory(school=c.elm)),
    "training_event_day_insert": lambda c: lambda: EventFactory(school=c.oak, starts_at=at(today())),
    "training_event_day_update": lambda c: update(EventFactory(school=c.oak), day=today() + dt.timedelta(days=99)),
    "training_event_over": lambda c: update(EventFactory(school=c.oak, cancelled=True), audience=audience_of()),
    "training_attendance_record_insert": lambda c: lambda: confirmed_line(c, record=RecordFactory(school=c.oak)),
    "training_attendance_record_update": lambda c: update(confirmed_line(c), record=RecordFactory(school=c.oak)),
    "training_attendance_of_one": lambda c: update(confirmed_line(c), event=EventFactory(school=c.oak)),
    "training_attendance_unconfirmed": lambda c: update(confirmed_line(c), confirmed_at=None, confirmed_by=None),
    "training_attendance_no_delete": lambda c: delete(confirmed_line(c)),
    "training_event_no_delete": lambda c: delete(EventFactory(school=c.oak)),
    "training_place_capacity_insert": lambda c: last_place(c, status="confirmed"),
    "training_place_capacity_update": lambda c: update(last_place(c, status="waiting")(), status="confirmed"),
    "training_place_agreed_insert": lambda c: lambda: PlaceFactory(event=EventFactory(school=c.oak, sign_up="agreed")),
    "training_place_agreed_update": lambda c: update(
        PlaceFactory(event=EventFactory(school=c.oak, sign_up="agreed"), status="asked"), status="confirmed"
    ),
    "training_event_capacity": lambda c: update(full_event(c, 2), capacity=1),
    "training_transcript_stays": lambda c: update(
        Transcript.objects.create(code="ABCD-EFGH-JKMN", sha256="0" * 64, issued_on=today()), sha256="1" * 64
    ),
    "training_record_confirmed_stays": lambda c: update(
        RecordFactory(school=c.oak, source="own", confirmed_by=c.hal, confirmed_at=now()), hours=9
    ),
    "training_record_certificates_of_its_person": lambda c: lambda: RecordFactory(school=c.oak).certificates.add(
        CertificateFactory()
    ),
    "training_feedback_no_delete": lambda c: delete(FeedbackFactory()),
    # Certificates
    "certificates_certificate_no_delete": lambda c: delete(CertificateFactory()),
    # Reviews
    "appraisal_review_starts_being_set": lambda c: lambda: ReviewFactory(
        school=c.oak, reviewee=c.ada, reviewer=c.lin, status="proposed", proposed_at=now()
    ),
    "appraisal_review_stays_whose_it_is": lambda c: update(review(c), is_of_leader=True),
    "appraisal_review_proposed_says_something": lambda c: update(
        review(c, objectives=0), status="proposed", proposed_at=now()
    ),
    "appraisal_review_agreed_after_proposed": agree_before_proposing,
    "appraisal_review_agreed_becomes_needs": agree_without_needs,
    "appraisal_review_set_after_sent_back": set_before_sending_back,
    "appraisal_review_agreed_by_an_agreement": lambda c: update(
        review(c, "proposed"), status="agreed", settled_at=now()
    ),
    "appraisal_review_set_again_says_why": lambda c: update(review(c, "agreed"), status="setting", reason=""),
    "appraisal_review_led_by_another": lambda c: update(review(c, "agreed"), reviewer=c.sid),
    "appraisal_review_no_delete": lambda c: delete(review(c, "proposed")),
    "appraisal_objective_add": lambda c: lambda: ObjectiveFactory(review=review(c, "proposed")),
    "appraisal_objective_change": lambda c: update(review(c, "agreed").objectives.get(), title="Less"),
    "appraisal_objective_remove": lambda c: delete(review(c, "proposed").objectives.get()),
    "appraisal_agreedtraining_add": lambda c: lambda: AgreedTrainingFactory(
        objective=review(c, "proposed").objectives.get()
    ),
    "appraisal_agreedtraining_change": lambda c: update(
        AgreedTraining.objects.get(objective__review=review(c, "agreed", trainings=1)), what="Less"
    ),
    "appraisal_agreedtraining_registered_once": lambda c: update(
        AgreedTraining.objects.get(objective__review=review(c, "agreed", trainings=1)), need=None
    ),
    "appraisal_agreedtraining_remove": lambda c: delete(
        AgreedTraining.objects.get(objective__review=review(c, "agreed", trainings=1))
    ),
    "appraisal_agreement_of_what_is_proposed": lambda c: lambda: keep_agreement(review(c), now()),
    "appraisal_agreement_no_update": lambda c: update(review(c, "agreed").agreements.get(), objectives=[]),
    "appraisal_agreement_one_reply": lambda c: update(replied_to(c), reply="Once more.", replied_at=now()),
    "appraisal_yearnote_add": lambda c: lambda: noted(c, author=c.lin),
    "appraisal_yearnote_no_update": lambda c: update(noted(c), text="Less"),
    "appraisal_yearnote_no_delete": lambda c: delete(noted(c)),
    "appraisal_agreement_no_delete": lambda c: delete(review(c, "agreed").agreements.get()),
    # Governance
    "governance_boardschool_one_board_insert": lambda c: lambda: [
        BoardFactory(school=school) for school in (c.oak, c.oak)
    ],
    "governance_boardschool_one_board_update": lambda c: update(
        BoardSchool.objects.get(board=two_boards(c)[0]), school=c.elm
    ),
    "governance_appointment_office": lambda c: lambda: Appointment.objects.create(
        board=BoardFactory(kind="members"), person=c.mel, role="trustee", category="ex_officio", starts_on=today()
    ),
    "governance_appointment_once_insert": second_chair,
    "governance_appointment_once_update": chair_lasts_into_next,
    "governance_appointment_stays": lambda c: update(
        make_appointment(BoardFactory(school=c.oak), c.tom), starts_on=today()
    ),
    "governance_grant_ends_with_appointment": lambda c: update(
        make_appointment(BoardFactory(school=c.oak), c.tom).grant_links.get().grant, ends_on=None
    ),
    "governance_appointmentgrant_fits_insert": another_schools_grant,
    "governance_appointmentgrant_fits_update": swapped_grant,
    "governance_linkrole_fits": lambda c: lambda: LinkRole.objects.create(
        appointment=make_appointment(BoardFactory(kind="members"), c.mel, "member"), role="send", starts_on=today()
    ),
    "governance_linkrole_stays": lambda c: update(link_role(c), role="cpd"),
    "governance_linkduty_fits_insert": lambda c: lambda: LinkDuty.objects.create(
        link_role=link_role(c), board_school=None, duty=ResponsibilityFactory(person=c.ada, school=c.oak)
    ),
    "governance_linkduty_fits_update": lambda c: update(
        link_role(c).duty_links.get(), duty=ResponsibilityFactory(person=c.tom, school=c.elm)
    ),
    "governance_duty_ends_with_link_role": lambda c: update(link_role(c).duty_links.get().duty, ends_on=today()),
    "governance_skillsaudit_stays_closed": lambda c: update(
        closed_answer(c).assessment.audit, year=this_year() - 1
    ),
    "governance_audititem_none_added": lambda c: lambda: AuditItem.objects.create(
        audit=(rating := skills_answer(c)).assessment.audit,
        statement=Statement.objects.create(board_kind="local", code="ZZ2", area="people", text="I can wait."),
        area="people", text=rating.item.text, position=2,
    ),
    "governance_audititem_keeps_words": lambda c: update(skills_answer(c).item, text="I can do all of it."),
    "governance_audititem_none_removed": unrated_item,
    "governance_selfassessment_while_open": lambda c: lambda: SelfAssessment.objects.create(
        audit=closed_answer(c).assessment.audit, person=c.chas
    ),
    "governance_selfassessment_is_fixed": lambda c: update(closed_answer(c).assessment, finished_at=now()),
    "governance_selfassessment_stays": lambda c: delete(unsaid(skills_answer(c)).assessment),
    "governance_rating_while_open": lambda c: add_rating((row := unsaid(skills_answer(c))).assessment, row.item),
    "governance_rating_is_fixed": lambda c: update(closed_answer(c), value=5),
    "governance_rating_stays": lambda c: delete(closed_answer(c)),
    "governance_rating_of_its_audit_insert": rating_elsewhere,
    "governance_rating_of_its_audit_update": rating_moved,
    "governance_areanote_while_open": lambda c: add_note(unsaid(skills_answer(c)).assessment),
    "governance_areanote_is_fixed": lambda c: update(closed_answer(c).assessment.notes.get(), words="Changed"),
    "governance_areanote_stays": lambda c: delete(closed_answer(c).assessment.notes.get()),
    "governance_gapneed_school_insert": lambda c: lambda: GapNeed.objects.create(
        item=closed_answer(c).item, need=board_need(c.elm)
    ),
    "governance_gapneed_school_update": lambda c: update(
        GapNeed.objects.create(item=closed_answer(c).item, need=board_need(c.oak)), need=board_need(c.elm)
    ),
    "governance_meeting_of_open_board_insert": meeting_after_closing,
    "governance_meeting_of_open_board_update": lambda c: update(
        MeetingFactory(board=closing_board(c), day=today()), day=today() + dt.timedelta(days=2)
    ),
    "governance_board_closes_after_meetings": lambda c: update(
        MeetingFactory(board=BoardFactory(school=c.oak)).board, closed_on=today()
    ),
    "governance_meeting_stays": lambda c: update(
        MeetingFactory(board=BoardFactory(school=c.oak), cancelled_at=now(), cancelled_because="Snow"),
        cancelled_at=None, cancelled_because="",
    ),
    "governance_meetingattendance_in_office": lambda c: lambda: MeetingAttendance.objects.create(
        meeting=MeetingFactory(board=BoardFactory(school=c.oak)), person=c.gus, state="present"
    ),
    "governance_meetingattendance_stays": moved_attendance,
    "governance_version_stays": lambda c: update(
        DocumentFactory(school=c.oak).versions.get(), link="https://example.org/other"
    ),
    "governance_version_no_delete": lambda c: delete(DocumentFactory(school=c.oak).versions.get()),
    "governance_reading_stays": lambda c: update(
        ReadingFactory(document=DocumentFactory(school=c.oak)), starts_on=today() - dt.timedelta(days=1)
    ),
    "governance_declaration_fits": lambda c: lambda: Declaration.objects.create(
        reading=ReadingFactory(document=DocumentFactory(school=c.oak)), person=c.ada, read_at=now(),
        document_version=DocumentFactory(school=c.oak).versions.get(),
    ),
    "governance_declaration_stays": lambda c: update(
        has_read(ReadingFactory(document=DocumentFactory(school=c.oak)), c.ada), read_at=now()
    ),
    "governance_declaration_no_delete": lambda c: delete(
        has_read(ReadingFactory(document=DocumentFactory(school=c.oak)), c.ada)
    ),
    # Reports
    "reports_report_starts_as_draft": lambda c: lambda: Report.objects.create(
        kind="school", school=c.oak, year=this_year(), term="autumn", figures={"a": 1}, figures_on=today(),
        author=c.hal, status="published", published_at=now(), pdf=stored(),
    ),
    "reports_report_frozen_update": lambda c: update(published(c), words={"headline": "Changed"}),
    "reports_report_frozen_delete": lambda c: delete(published(c)),
}  # fmt: skip

# The tables that PostgreSQL never empties.
NEVER_EMPTIED = {
    "core_auditevent",
    "budgets_entry",
    "surveys_response",
    "surveys_answer",
    "surveys_participation",
    "governance_selfassessment",
    "governance_rating",
    "governance_areanote",
    "training_record",
    "training_event",
    "training_attendance",
    "training_feedback",
    "certificates_certificate",
    "planning_evaluation",
    "courses_courserequest",
    "courses_stage",
    "courses_stagedecision",
    "courses_booking",
    "appraisal_review",
    "appraisal_agreement",
    "appraisal_yearnote",
    "governance_documentversion",
    "governance_declaration",
    "reports_report",
}
