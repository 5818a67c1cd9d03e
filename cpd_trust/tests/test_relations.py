"""A relation between people gives something only while both hold their place: not after, and not before.

Somebody who moved to Elm is answered as Tom is, who teaches there: at every address of the access matrix at which the
relation made a difference, and in every list, search and export. The same for whoever is still to come, and for whom
it is about; whoever leaves today keeps it for the day.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from appraisal.models import Review
from appraisal.tests.factories import make_review
from conftest import LONG, WHOLE_CAST
from core.calendar import now, today
from courses.approvals.sending import comment_on_request
from courses.models import CourseRequest
from courses.tests.factories import make_request
from cpd_trust.tests.access.matrix import MATRIX, MODULES
from cpd_trust.tests.canary import MARK
from cpd_trust.tests.test_leaks import answers_to
from cpd_trust.tests.walking import BACKEND, FORM
from governance.models import Appointment
from notifications.models import Notice
from people.authority import Authority
from people.models import Delegation, Grant, Person, Post, School
from people.querysets import DatedQuerySet
from people.relations import managed_posts
from people.tests.factories import GrantFactory, PostFactory
from planning.improvement.policies import can_judge
from planning.models import Action, Conversation, Need
from planning.needs import policies as need_policies
from planning.tests.factories import ActionFactory, ConversationFactory, NeedFactory, PriorityFactory, TargetFactory
from surveys.lifecycle import close_one_due
from surveys.models import Survey
from surveys.tests.factories import SurveyFactory
from training.events.tests.factories import EventFactory
from training.models import Event, Record
from training.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db

YESTERDAY, TODAY, TOMORROW = (today() + dt.timedelta(days=days) for days in (-1, 0, 1))


# --- What happens to somebody ---------------------------------------------------------------------------------------


def moves(person, cast, last_day=YESTERDAY):
    """Let somebody teach at Elm from the day after; what they held at Oak ends."""
    for rows in (Post.objects, Grant.objects):
        rows.filter(person=person, school=cast.oak).update(ends_on=last_day)
    PostFactory(person=person, school=cast.elm, starts_on=last_day + dt.timedelta(days=1))


def is_to_come(person, cast):
    """Let somebody teach at Elm today; what they hold at Oak begins tomorrow."""
    for rows in (Post.objects, Grant.objects):
        rows.filter(person=person, school=cast.oak).update(starts_on=TOMORROW)
    PostFactory(person=person, school=cast.elm)


def leaves(person, last_day):
    """Let somebody leave the trust; a row of theirs that nobody has ended goes on."""
    Person.objects.filter(pk=person.pk).update(left_on=last_day)


def loses_roles(person):
    """Let somebody's roles, and their days as a deputy, end yesterday; a post stays."""
    Appointment.objects.filter(person=person).update(ends_on=YESTERDAY)
    for rows in (Grant.objects.filter(person=person), Delegation.objects.filter(deputy=person)):
        rows.update(starts_on=YESTERDAY, ends_on=YESTERDAY)


def comes_to_elm(person, cast, **dates):
    """Give somebody a post at Elm beside the one at Oak, and a seat on its board, on other days than today."""
    PostFactory(person=person, school=cast.elm, **dates)
    GrantFactory(person=person, role="governor", school=cast.elm, **dates)


@dataclass(frozen=True, slots=True)
class Case:
    """What happens, to whom it makes a difference, and like whom of the cast they are answered from then on."""

    happens: Any
    who: str
    like: str
    # Where the two are answered differently in the matrix is where the relation counts; else these two.
    differs_from: str = ""
    # What has nothing to do with it.
    apart: tuple[str, ...] = ()

    def names(self):
        """Return the addresses at which it makes a difference."""
        other = self.differs_from or self.who
        pairs = ((name, row.statuses) for name, row in sorted(MATRIX.items()))
        return [n for n, statuses in pairs if statuses[other] != statuses[self.like] and n not in self.apart]


# She runs the event, wherever she works while she belongs to the trust.
LIN_RUNS = tuple(
    name
    for name in MATRIX
    if name.startswith(("training:event-", "training:register", "training:catch-ups"))
    or name in ("training:attendance-correct", "training:check-in")
)
# She leads the priority, whoever it is that she manages.
LINS_OWN = ("planning:priority-judge", *LIN_RUNS)
# An event is for those who are there on its day, which is still to come.
TO_COME = ("training:event-sign-up",)
# He named the deputy, and finds his own page, wherever he works.
HALS_OWN = ("people:delegation-end", "people:deputy-for", "people:deputy-for-options")

CASES = {
    "line manager moved": Case(lambda c: moves(c.lin, c), "lin", "tom", apart=LIN_RUNS),
    "line manager is to come": Case(lambda c: is_to_come(c.lin, c), "lin", "tom", apart=LIN_RUNS),
    "line manager left": Case(lambda c: leaves(c.lin, YESTERDAY), "lin", "anonymous"),
    "the person moved": Case(lambda c: moves(c.ada, c), "lin", "bea", apart=LINS_OWN),
    "the person is to come": Case(lambda c: is_to_come(c.ada, c), "lin", "bea", apart=LINS_OWN),
    "the person left": Case(lambda c: leaves(c.ada, YESTERDAY), "lin", "bea", apart=LINS_OWN),
    "head moved": Case(lambda c: moves(c.hal, c), "hal", "tom", apart=HALS_OWN),
    "head is to come": Case(lambda c: is_to_come(c.hal, c), "hal", "tom", apart=HALS_OWN),
    "head left": Case(lambda c: leaves(c.hal, YESTERDAY), "hal", "anonymous"),
    "whose deputy he is left": Case(lambda c: leaves(c.hal, YESTERDAY), "sid", "sid", "hal", apart=HALS_OWN),
    "senior leader stepped down": Case(lambda c: loses_roles(c.sid), "sid", "bea"),
    "chair stepped down": Case(lambda c: loses_roles(c.chas), "chas", "nora"),
    "clerk stepped down": Case(lambda c: loses_roles(c.cora), "cora", "nora"),
    "officer stepped down": Case(lambda c: loses_roles(c.ben), "ben", "kim"),
    "executive stepped down": Case(lambda c: loses_roles(c.eve), "eve", "kim"),
    "comes to Elm tomorrow": Case(lambda c: comes_to_elm(c.ada, c, starts_on=TOMORROW), "eli", "eli", "hal"),
    "was at Elm until yesterday": Case(lambda c: comes_to_elm(c.ada, c, ends_on=YESTERDAY), "eli", "eli", "hal"),
    # On the day itself, and the day before, everything is as it was.
    "line manager leaves today": Case(lambda c: leaves(c.lin, TODAY), "lin", "lin", "tom", apart=TO_COME),
    "line manager leaves tomorrow": Case(lambda c: leaves(c.lin, TOMORROW), "lin", "lin", "tom", apart=TO_COME),
    "line manager moves tomorrow": Case(lambda c: moves(c.lin, c, TODAY), "lin", "lin", "tom", apart=TO_COME),
    "the person moves tomorrow": Case(lambda c: moves(c.ada, c, TODAY), "lin", "lin", "tom"),
    "head moves tomorrow": Case(lambda c: moves(c.hal, c, TODAY), "hal", "hal", "tom", apart=TO_COME),
}


def make_worlds(cast):
    """Make what every row of the matrix is about, by app."""
    return {app: module.world(cast) for app, module in MODULES.items()}


def found_in(case, cast, worlds):
    """Return, in words, each address that answers otherwise than it should; what happens is taken back."""
    point, addresses = transaction.savepoint(), {}
    for name in case.names():
        row, world = MATRIX[name], worlds[name.split(":")[0]]
        addresses[name] = (reverse(name, args=row.args(cast, world)), row.data(cast, world))
    case.happens(cast)
    found = [
        f"{row.method} {name}: {status} instead of {row.statuses[case.like]}"
        for name, (url, data) in addresses.items()
        for row in [MATRIX[name]]
        for status in [ask(getattr(cast, case.who), row.method, url, data)]
        if status != row.statuses[case.like]
    ]
    transaction.savepoint_rollback(point)
    return found


def ask(person, method, url, data):
    """Return the status that somebody is answered; what they do is taken back."""
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(pk=person.pk), backend=BACKEND)
    point = transaction.savepoint()
    answer = client.post(url, FORM | data) if method == "POST" else client.get(url)
    b"".join(answer)
    transaction.savepoint_rollback(point)
    return answer.status_code


# Whatever happens is asked of the same statements, of which PostgreSQL takes each kind by day: both ways to lose a
# place, both people, each kind of role, and the day itself.
OF_EACH_KIND = (
    "line manager moved", "line manager left", "the person is to come", "head is to come",
    "whose deputy he is left", "chair stepped down", "comes to Elm tomorrow", "was at Elm until yesterday",
    "line manager leaves today",
)  # fmt: skip


def test_what_somebody_no_longer_or_not_yet_holds_gives_nothing(cast):
    worlds, found = make_worlds(cast), {}
    for name in CASES if WHOLE_CAST else OF_EACH_KIND:
        assert CASES[name].names()
        found[name] = found_in(CASES[name], cast, worlds)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


# --- Lists, searches and exports ------------------------------------------------------------------------------------

MANY = 60  # lists, with their searches and exports


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    [
        "line manager moved", "head moved", "comes to Elm tomorrow",
        *(["the person moved", "was at Elm until yesterday"] if LONG else []),
    ],
)  # fmt: skip
def test_no_list_search_or_export_shows_whom_somebody_no_longer_or_not_yet_reads(name, cast, client):
    assert marked_in(CASES[name], cast, client) == set()


def marked_in(case, cast, client, pages=None):
    """Return the lists, searches and exports that show something of Ada, in whose name and titles is the mark.

    `pages`: the addresses of the lists that are asked; else all.
    """
    Person.objects.filter(pk=cast.ada.pk).update(first_name=MARK, last_name=MARK)
    cast.ada.refresh_from_db()
    make_worlds(cast)
    CourseRequest.objects.update(title=MARK)
    Need.objects.filter(person=cast.ada).update(title=MARK)
    Conversation.objects.update(topic=MARK)
    Record.objects.update(title=MARK)
    case.happens(cast)
    answered = answers_to(client, Person.objects.get(pk=getattr(cast, case.who).pk), pages)
    assert pages or len(answered) >= MANY
    return {
        url
        for url, (_, body) in answered.items()
        # What somebody was told, when they were to know it, stays in their own inbox as a mail does.
        if MARK in body and f"q={MARK}" not in url and not url.startswith(reverse("notifications:inbox"))
    }


# --- What a school keeps of somebody who moved ----------------------------------------------------------------------

KEPT = [
    "courses:request-detail", "courses:booking-detail", "training:record-detail", "training:feedback-detail",
    "planning:need-detail", "appraisal:review-detail",
]  # fmt: skip
GONE = [
    "people:person-detail",
    "certificates:person-compliance",
    "training:person-record",
    "certificates:certificate-detail",
]


@pytest.mark.parametrize(
    "person_happens", [moves, lambda person, cast: leaves(person, YESTERDAY)], ids=["moved", "left"]
)
def test_a_school_keeps_its_own_records_of_somebody_and_reads_nothing_else(person_happens, cast):
    worlds = make_worlds(cast)
    person_happens(cast.ada, cast)
    elsewhere = RecordFactory(person=cast.ada, school=cast.elm)
    for names, status in ((KEPT, 200), (GONE, 404)):
        for name in names:
            url = reverse(name, args=MATRIX[name].args(cast, worlds[name.split(":")[0]]))
            assert ask(cast.hal, "GET", url, {}) == status, name
    assert ask(cast.hal, "GET", elsewhere.get_absolute_url(), {}) == 404
    # Where Ada works now she is read, but not what she did for Oak as Oak keeps it: its requests and reviews.
    if not Person.objects.get(pk=cast.ada.pk).has_left:
        assert ask(cast.eli, "GET", cast.ada.get_absolute_url(), {}) == 200
        for name in ("courses:request-detail", "planning:need-detail", "appraisal:review-detail"):
            url = reverse(name, args=MATRIX[name].args(cast, worlds[name.split(":")[0]]))
            assert ask(cast.eli, "GET", url, {}) == 404, name


def test_a_new_line_manager_reads_what_is_asked_at_the_school_where_they_manage(cast):
    """A second job at another school is that school's: its requests, needs and bookings are not Lin's to read."""
    PostFactory(person=cast.ada, school=cast.elm)
    there, here = (make_request("deciding", applicant=cast.ada, school=school) for school in (cast.elm, cast.oak))
    seen = CourseRequest.objects.visible_to(Person.objects.get(pk=cast.lin.pk))
    assert (here in seen, there in seen) == (True, False)


def test_a_line_manager_of_the_central_team_manages_at_every_school(cast):
    Post.objects.filter(pk=cast.ada_post.pk).update(line_manager=cast.kim)
    assert Person.objects.visible_to(cast.kim).filter(pk=cast.ada.pk).exists()
    Post.objects.filter(person=cast.kim).update(ends_on=YESTERDAY)
    assert not Person.objects.visible_to(Person.objects.get(pk=cast.kim.pk)).filter(pk=cast.ada.pk).exists()


# --- Relations that an address of the matrix does not show ----------------------------------------------------------


def raised(cast):
    return NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.tom)


def ended(cast):
    facts = {"status": "met", "ended_at": now(), "ended_by": cast.tom, "ended_note": "Coaching"}
    return NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.tom, **facts)


def led(cast):
    action = ActionFactory(school=cast.oak, lead=cast.tom)
    action.plan.move_to("agreed", agreed_by=cast.hal, agreed_at=now())
    return action


def owned(cast):
    target = TargetFactory(priority=PriorityFactory(school=cast.oak, owner=cast.tom))
    return target.priority


def organised(cast):
    return EventFactory(school=cast.oak, organiser=cast.tom)


def ran(cast):
    GrantFactory(person=cast.tom, role="senior_leader", school=cast.oak)
    survey = SurveyFactory(school=cast.oak, made_by=cast.tom)
    survey.move_to("open", opened_at=now())
    return survey


def is_told_that_it_closed(actor, survey):
    """Return whether its maker is told; all of it is taken back, so that it can close again."""
    with transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(closes_on=YESTERDAY)
        close_one_due(survey=survey)
        told = Notice.objects.filter(person=actor).exists()
        transaction.set_rollback(True)
    return told


# By the field of the model: what it makes, and what it lets its holder do.
DEEDS = {
    "planning.Need.raised_by": (raised, lambda actor, need: bool(need_policies.can_edit(actor, need))),
    "planning.Need.ended_by": (ended, lambda actor, need: bool(need_policies.can_reopen(actor, need))),
    "planning.Need.raised_by, closing": (raised, lambda actor, need: bool(need_policies.can_close(actor, need))),
    "planning.Need.raised_by, reading": (raised, lambda actor, need: Need.objects.visible_to(actor).exists()),
    "planning.Priority.owner": (owned, lambda actor, priority: bool(can_judge(actor, priority))),
    "surveys.Survey.made_by": (ran, is_told_that_it_closed),
    "training.Event.organiser": (organised, lambda actor, event: Event.objects.visible_to(actor).exists()),
    "planning.Action.lead": (led, lambda actor, action: Action.objects.visible_to(actor).exists()),
}


@pytest.mark.parametrize("name", DEEDS)
def test_what_somebody_did_at_a_school_gives_something_only_while_they_are_there(name, cast):
    make, deed = DEEDS[name]
    Post.objects.filter(person=cast.tom).update(school=cast.oak)
    row = make(cast)

    def may():
        return deed(Person.objects.get(pk=cast.tom.pk), type(row).objects.get(pk=row.pk))

    assert may()
    leaves(cast.tom, TODAY)
    assert may()
    leaves(cast.tom, YESTERDAY)
    assert not may()
    leaves(cast.tom, None)
    moves(cast.tom, cast, TODAY)
    assert may()
    moves(cast.tom, cast)
    assert not may()
    Post.objects.filter(person=cast.tom, school=cast.oak).update(starts_on=TOMORROW, ends_on=None)
    assert not may()


def test_a_need_leads_to_the_conversation_only_while_that_is_open_to_the_reader(cast):
    conversation = ConversationFactory(school=cast.oak, person=cast.ada, manager=cast.sid)
    need = NeedFactory(school=cast.oak, person=cast.ada, conversation=conversation)
    client = Client()
    client.force_login(cast.sid, backend=BACKEND)
    assert conversation.get_absolute_url() in client.get(need.get_absolute_url()).content.decode()
    moves(cast.ada, cast)
    assert conversation.get_absolute_url() not in client.get(need.get_absolute_url()).content.decode()


def test_nobody_who_moved_is_reminded_of_somebody_elses_certificate(cast):
    assert list(managed_posts().values_list("line_manager", flat=True)) == [cast.lin.pk]
    moves(cast.lin, cast, TODAY)
    assert managed_posts().exists()
    moves(cast.lin, cast)
    assert not managed_posts().exists()


def test_who_decided_and_moved_is_told_nothing_of_a_request(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    comment_on_request(request=request, actor=cast.hal, text="Which term?")
    comment_on_request(request=request, actor=cast.lin, text="Spring.")
    moves(cast.hal, cast)
    moves(cast.lin, cast)
    Notice.objects.all().delete()
    comment_on_request(request=request, actor=Person.objects.get(pk=cast.ada.pk), text="Thank you.")
    assert not Notice.objects.filter(person__in=[cast.hal, cast.lin]).exists()


# --- A review whose reviewee became a leader -------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["oak", "elm"])
def test_a_review_closes_to_other_leaders_with_the_day_on_which_its_reviewee_leads(where, cast):
    review = make_review(school=cast.oak, reviewee=cast.sid, reviewer=cast.lin)

    def readers():
        people = [Person.objects.get(pk=person.pk) for person in (cast.sid, cast.lin, cast.hal)]
        return [Review.objects.visible_to(person).filter(pk=review.pk).exists() for person in people]

    grant = GrantFactory(person=cast.sid, role="head_of_school", school=getattr(cast, where), starts_on=TOMORROW)
    assert readers() == [True, True, True]
    Grant.objects.filter(pk=grant.pk).update(starts_on=TODAY)
    assert readers() == [True, True, False]
    Grant.objects.filter(pk=grant.pk).update(starts_on=YESTERDAY, ends_on=YESTERDAY)
    assert readers() == [True, True, True]
    # One that was opened as a leader's stays closed when its reviewee has stepped down.
    review = make_review(school=cast.oak, reviewee=cast.sid, reviewer=cast.lin, is_of_leader=True, year=review.year - 1)
    assert readers() == [True, True, False]


# --- Every field that names a person ---------------------------------------------------------------------------------

OWN = "it is the person's own, and read by those who read the person"
TRAIL = "it says who did it, and lets nobody read or do anything"
FIELDS = {
    "people.Post.person": "people.querysets: who leads the person's school today",
    "people.Post.line_manager": "line manager moved",
    "people.Grant.person": "head moved",
    "people.Delegation.person": "people.authority: a deputy reaches as far as this person does today",
    "people.Delegation.deputy": "people.authority: nobody who has left stands in",
    "people.Delegation.named_by": TRAIL,
    "people.Person.invitation_asked_by": TRAIL,
    "people.Person.merged_into": TRAIL,
    "core.KeptForm.person": OWN,
    "people.AccountChange.person": OWN,
    "people.AccountChange.proposed_by": "the administrator who entered it, while the administrator",
    "people.AccountChange.settled_by": TRAIL,
    "people.Responsibility.person": "a duty asks for training; it lets nobody read or do anything",
    "planning.Need.person": "the person moved",
    "planning.Need.raised_by": "DEEDS",
    "planning.Need.ended_by": "DEEDS",
    "planning.Conversation.person": "the person moved",
    "planning.Conversation.manager": "line manager moved",
    "planning.Action.lead": "DEEDS",
    "planning.Priority.owner": "DEEDS",
    "appraisal.Review.reviewee": "the person moved",
    "appraisal.Review.reviewer": "line manager moved",
    "courses.CourseRequest.applicant": "the person moved",
    "courses.Comment.author": "a comment lets its author read nothing: see who is told",
    "courses.StageDecision.decided_by": "a decision lets its author read nothing: see who is told",
    "courses.StageDecision.on_behalf_of": TRAIL,
    "courses.StageDecision.applicant": TRAIL,
    "courses.Booking.person": "the person moved",
    "training.Record.person": "the person moved",
    "certificates.Certificate.person": "the person moved",
    "certificates.Qualification.person": "the person moved",
    "certificates.Exemption.person": "the person moved",
    "certificates.NamedHolder.person": "the person moved",
    "certificates.ReminderMark.person": TRAIL,
    "certificates.ReminderMark.recipient": TRAIL,
    "notifications.Notice.person": OWN,
    "notifications.Mail.person": "the administrator alone reads mails",
    "notifications.Preference.person": OWN,
    "core.FormToken.person": OWN,
    "core.AuditEvent.actor": TRAIL,
    "core.AuditEvent.on_behalf_of": TRAIL,
    "core.AuditEvent.subject": TRAIL,
    "core.StoredFile.uploaded_by": TRAIL,
    "people.Grant.granted_by": TRAIL,
    "people.ImportWord.changed_by": TRAIL,
    "people.StaffImport.made_by": TRAIL,
    "people.StaffImport.applied_by": TRAIL,
    "certificates.Requirement.source_checked_by": TRAIL,
    "certificates.Certificate.entered_by": TRAIL,
    "certificates.Certificate.verified_by": TRAIL,
    "certificates.Qualification.entered_by": TRAIL,
    "certificates.Exemption.given_by": TRAIL,
    "certificates.NamedHolder.named_by": TRAIL,
    "budgets.Budget.opened_by": TRAIL,
    "budgets.Entry.made_by": TRAIL,
    "planning.ImprovementPlan.made_by": TRAIL,
    "planning.ActionPlan.agreed_by": TRAIL,
    "planning.ActionPlan.override_by": TRAIL,
    "planning.ActionPlan.made_by": TRAIL,
    "planning.Evaluation.made_by": TRAIL,
    "surveys.Survey.made_by": "DEEDS",
    "training.Record.recorded_by": TRAIL,
    "training.Event.organiser": "DEEDS",
    "training.Event.facilitators": "training.events.tests: while they belong to the trust, whatever the school",
    "training.Event.cancelled_by": TRAIL,
    "training.Event.register_closed_by": TRAIL,
    "training.AudienceLine.person": "training.events.tests: named for it while they belong to the trust",
    "training.Material.added_by": TRAIL,
    "training.Place.person": "training.places.tests: their own, and taken off the list when they leave",
    "training.Place.invited_by": TRAIL,
    "training.Place.agreed_by": TRAIL,
    "training.Place.declined_by": TRAIL,
    "training.Record.confirmed_by": TRAIL,
    "training.Attendance.person": "the person moved",
    "training.Attendance.marked_by": TRAIL,
    "training.Attendance.confirmed_by": TRAIL,
    "training.CatchUp.asked_by": TRAIL,
    "people.LongAbsence.person": "people.tests.test_absences: read by those who lead or manage the person now",
    "courses.Booking.booked_by": TRAIL,
    "courses.Booking.attendance_by": TRAIL,
    "appraisal.Review.opened_by": TRAIL,
    "appraisal.YearNote.author": "words are read with the review, and let their author read nothing",
    "governance.PolicyDocument.keeper": "governance.documents.tests: looks after it while at its school",
    "governance.DocumentVersion.added_by": TRAIL,
    "governance.Reading.asked_by": TRAIL,
    "governance.Declaration.person": "governance.documents.tests: their own word, which those who lead them read",
    "governance.Appointment.person": "governance.boards.tests: gives a role of the same days, and nothing else",
    "governance.MeetingAttendance.person": "governance.meetings.tests: counted while they are on the board",
    "governance.SelfAssessment.person": "governance.audits.tests: read while they and the chair are in office",
    "reports.Report.author": "a report is its author's role's, and not the person's",
}
LIBRARIES = ("mfa", "usersessions", "socialaccount", "account", "admin")


def test_every_field_that_names_a_person_is_looked_at():
    """A new one is a relation, and stands in a case above, or gives nothing: say which."""
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label not in LIBRARIES
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Person
    }
    assert fields == set(FIELDS)


# --- Twins -----------------------------------------------------------------------------------------------------------


def let_places_be_everywhere(monkeypatch):
    """Let everybody count as somebody with a place at every school."""
    monkeypatch.setattr("people.relations.has_place", lambda *args, **kwargs: ~Q(pk__in=[]))
    every = property(lambda held: set(School.objects.values_list("pk", flat=True)))
    monkeypatch.setattr(Authority, "schools_reached", every)


@pytest.mark.once
def test_the_twin_whose_relations_outlive_the_place_is_found(cast, monkeypatch):
    """The twin: were having a place there not asked, Lin of Elm would go on reading."""
    let_places_be_everywhere(monkeypatch)
    found = found_in(CASES["line manager moved"], cast, make_worlds(cast))
    for name in ("people:person-detail", "planning:conversation-detail", "appraisal:review-detail"):
        assert f"GET {name}: 200 instead of 404" in found


@pytest.mark.once
def test_the_twin_that_takes_any_day_for_today_is_found(cast, monkeypatch):
    """The twin: were a post of another day one of today, Eli would read somebody who is still to come."""
    monkeypatch.setattr(DatedQuerySet, "on", lambda rows, day: rows.all())
    found = found_in(CASES["comes to Elm tomorrow"], cast, make_worlds(cast))
    assert "GET people:person-detail: 200 instead of 404" in found


@pytest.mark.once
def test_the_twin_of_the_lists_is_found(cast, client, monkeypatch):
    let_places_be_everywhere(monkeypatch)
    pages = {reverse("people:person-list"), reverse("planning:conversation-list")}
    assert pages <= marked_in(CASES["line manager moved"], cast, client, pages)
