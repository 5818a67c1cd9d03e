"""Making, running and answering surveys: who may, when, and that nothing tells who answered what (policy AP-3)."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from conftest import CAST_ROLES
from core.calendar import LONDON, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent, FormToken
from core.trust_settings import declared
from notifications.models import Notice
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from planning.models import Answer, Participation, Response, Survey
from planning.policies import surveys as policies
from planning.selectors.surveys import audience_of, count_to_answer, count_to_show, group_to_keep, open_to
from planning.services import survey_running, surveys
from planning.services.survey_answering import answer_as_pupil, answer_by_link, answer_signed_in
from planning.tests.surveying import (
    QUESTIONS,
    answer_all,
    answer_nameless,
    close_and_show,
    colleagues,
    fresh,
    given,
    make_draft,
    make_open,
)

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3")]

PEOPLE = [name for name in CAST_ROLES if name != "anonymous"]


def names_who(cast, allows):
    return {name for name in PEOPLE if allows(getattr(cast, name))}


# --- Who ---------------------------------------------------------------------------------------------------------


def test_those_who_plan_for_a_school_make_and_run_its_surveys(cast):
    oak, central = make_draft(cast.hal, cast.oak), make_draft(cast.cleo, cast.central)
    assert names_who(cast, lambda p: policies.can_make(p, cast.oak)) == {"hal", "sid", "eve", "cleo"}
    assert names_who(cast, lambda p: policies.can_make(p, cast.central)) == {"eve", "cleo"}
    for survey, runners in ((oak, {"hal", "sid", "eve", "cleo"}), (central, {"eve", "cleo"})):
        seen = names_who(cast, lambda p, s=survey: Survey.objects.visible_to(p).filter(pk=s.pk).exists())
        assert seen == runners


def test_trustees_are_asked_by_the_central_team_only(cast):
    assert not policies.can_ask(cast.hal, cast.oak, "trustees")
    assert policies.can_ask(cast.cleo, cast.central, "trustees")
    with pytest.raises(PermissionDenied, match="central team"):
        make_draft(cast.hal, cast.oak, "trustees")


ASKED = {
    ("oak", "staff"): {"ada", "bea", "lin", "sid", "hal"},
    ("oak", "governors"): {"gus", "chas"},
    ("oak", "parents"): set(),
    ("oak", "pupils"): set(),
    ("central", "staff"): {"ada", "bea", "lin", "sid", "hal", "tom", "eli", "kim", "eve", "cleo", "ben", "ann"},
    ("central", "governors"): {"gus", "chas"},
    ("central", "trustees"): {"tess", "tara", "mel"},
}


@pytest.mark.parametrize(("school", "audience"), ASKED)
def test_who_is_asked_is_told_and_finds_it_among_the_tasks(cast, school, audience):
    survey = make_open(cast.cleo, getattr(cast, school), audience)
    expected = ASKED[school, audience]
    assert names_who(cast, lambda p: p in audience_of(survey, today())) == expected
    assert names_who(cast, lambda p: Survey.objects.asked_of(p).filter(pk=survey.pk).exists()) == expected
    assert names_who(cast, lambda p: Notice.objects.filter(person=p, topic="planning").exists()) == expected
    assert names_who(cast, count_to_answer) == expected


def test_staff_of_the_school_ask_its_pupils(cast):
    oak, central = make_open(cast.hal, cast.oak, "pupils"), make_open(cast.cleo, cast.central, "pupils")
    assert names_who(cast, lambda p: policies.can_ask_pupils(p, oak)) == {"ada", "bea", "lin", "sid", "hal"}
    assert names_who(cast, lambda p: policies.can_ask_pupils(p, central)) == ASKED["central", "staff"]
    assert not policies.can_ask_pupils(cast.ada, make_open(cast.hal, cast.oak))
    with pytest.raises(PermissionDenied):
        answer_as_pupil(actor=cast.tom, survey=oak, once=uuid.uuid4(), given=given(oak))


def test_somebody_who_is_not_asked_cannot_answer(cast):
    survey = make_open(cast.hal, cast.oak)
    for name in ("tom", "gus", "eve", "nora"):
        with pytest.raises(PermissionDenied):
            answer_signed_in(actor=getattr(cast, name), survey=survey, given=given(survey))
    assert not Response.objects.exists()


def test_who_left_is_neither_told_nor_asked(cast):
    gone = PersonFactory(left_on=today() - dt.timedelta(days=1))
    PostFactory(person=gone, school=cast.oak)
    no_mail = PersonFactory(email=None)
    PostFactory(person=no_mail, school=cast.oak)
    survey = make_open(cast.hal, cast.oak)
    assert {gone, no_mail} & set(audience_of(survey, today())) == set()


# --- Making ------------------------------------------------------------------------------------------------------


def test_every_deed_on_a_draft_is_refused_to_others(cast):
    survey = make_draft(cast.hal, cast.oak)
    question = survey.questions.first()
    facts = {"actor": cast.eli}
    values = {"title": "Mine", "introduction": "", "audience": "staff", "closes_on": today()}
    deeds = [
        lambda: surveys.create_survey(**facts, school=cast.oak, values=values),
        lambda: surveys.copy_survey(**facts, survey=survey, school=cast.oak, values=values),
        lambda: surveys.change_survey(**facts, survey=survey, version=survey.version, values=values),
        lambda: surveys.remove_draft(**facts, survey=survey),
        lambda: surveys.add_question(**facts, survey=survey, values=QUESTIONS[0]),
        lambda: surveys.change_question(**facts, question=question, version=survey.version, values=QUESTIONS[0]),
        lambda: surveys.move_question(**facts, question=question, by=1),
        lambda: surveys.remove_question(**facts, question=question),
        lambda: survey_running.open_survey(**facts, survey=survey, version=survey.version),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    opened = make_open(cast.hal, cast.oak)
    for deed in (
        lambda: survey_running.close_survey(**facts, survey=opened),
        lambda: survey_running.set_last_day(**facts, survey=opened, closes_on=today()),
        lambda: survey_running.show_results(**facts, survey=opened),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_what_was_opened_is_fixed(cast):
    survey = make_open(cast.hal, cast.oak)
    question = survey.questions.first()
    for deed in (
        lambda: surveys.add_question(actor=cast.hal, survey=survey, values=QUESTIONS[0]),
        lambda: surveys.change_question(actor=cast.hal, question=question, version=survey.version, values=QUESTIONS[0]),
        lambda: surveys.move_question(actor=cast.hal, question=question, by=1),
        lambda: surveys.remove_question(actor=cast.hal, question=question),
        lambda: surveys.remove_draft(actor=cast.hal, survey=survey),
    ):
        with pytest.raises(IllegalMove, match="do not change"):
            deed()


def test_questions_are_moved_and_removed(cast):
    survey = make_draft(cast.hal, cast.oak)
    first, second, *_, last = survey.questions.all()
    surveys.move_question(actor=cast.hal, question=first, by=1)
    surveys.move_question(actor=cast.hal, question=last, by=1)
    surveys.move_question(actor=cast.hal, question=second, by=-1)
    surveys.remove_question(actor=cast.hal, question=last)
    assert [q.kind for q in survey.questions.all()] == ["yes_no", "scale", "one", "several"]
    for _ in range(surveys.MOST_QUESTIONS - 4):
        surveys.add_question(actor=cast.hal, survey=survey, values=QUESTIONS[0])
    with pytest.raises(IllegalMove, match="at most 30"):
        surveys.add_question(actor=cast.hal, survey=survey, values=QUESTIONS[0])


def test_nothing_is_opened_that_was_changed_meanwhile_or_has_no_question_or_no_day(cast):
    survey = make_draft(cast.hal, cast.oak)
    with pytest.raises(StaleVersion):
        survey_running.open_survey(actor=cast.hal, survey=survey, version=survey.version - 1)
    empty = make_draft(cast.hal, cast.oak, questions=[])
    with pytest.raises(PermissionDenied, match="Add a question"):
        survey_running.open_survey(actor=cast.hal, survey=empty, version=empty.version)
    late = make_draft(cast.hal, cast.oak, days=-1)
    with pytest.raises(PermissionDenied, match="last day has passed"):
        survey_running.open_survey(actor=cast.hal, survey=late, version=late.version)
    opened = survey_running.open_survey(actor=cast.hal, survey=survey, version=survey.version)
    with pytest.raises(IllegalMove):
        survey_running.open_survey(actor=cast.hal, survey=survey, version=opened.version)


def test_a_copy_has_the_questions_and_none_of_the_answers(cast):
    old = make_open(cast.hal, cast.oak)
    answer_all(old, [cast.ada])
    values = {"title": "Again", "introduction": "", "audience": "governors", "closes_on": today()}
    copied = surveys.copy_survey(actor=cast.eve, survey=old, school=cast.elm, values=values)
    facts = ("position", "kind", "text", "choices", "is_required")
    assert list(copied.questions.values_list(*facts)) == list(old.questions.values_list(*facts))
    assert (copied.status, copied.school, copied.responses.count()) == ("draft", cast.elm, 0)


def test_only_parents_get_a_link(cast):
    assert len(make_open(cast.hal, cast.oak, "parents").token) == 24
    assert make_open(cast.hal, cast.oak).token is None


# --- Closing and opening again -------------------------------------------------------------------------------------


def test_it_closes_at_midnight_in_london_swept_or_not(cast):
    """The last day is 30 June 2027, in British Summer Time: 23:30 in UTC is the next day already."""
    with time_machine.travel(dt.datetime(2027, 6, 20, 12, tzinfo=LONDON), tick=False):
        survey = make_open(cast.hal, cast.oak, closes_on=dt.date(2027, 6, 30))
    with time_machine.travel(dt.datetime(2027, 6, 30, 22, 59, tzinfo=dt.UTC), tick=False):
        assert survey.state == "open"
        assert answer_signed_in(actor=cast.ada, survey=survey, given=given(survey))
        assert survey_running.close_due() == 0
    with time_machine.travel(dt.datetime(2027, 6, 30, 23, 1, tzinfo=dt.UTC), tick=False):
        assert fresh(survey).status == "open"
        assert fresh(survey).state == "closed"
        assert not Survey.objects.open_on(today()).filter(pk=survey.pk).exists()
        assert Survey.objects.closed_on(today()).filter(pk=survey.pk).exists()
        assert count_to_answer(cast.bea) == 0
        with pytest.raises(IllegalMove, match="has closed"):
            answer_signed_in(actor=cast.bea, survey=survey, given=given(survey))
        assert survey_running.close_due() == 1
        assert survey_running.close_due() == 0
        assert fresh(survey).status == "closed"
    assert Notice.objects.filter(person=cast.hal, key__startswith="planning.survey.closed:").count() == 1


def test_the_sweep_goes_on_past_one_that_fails(cast, monkeypatch):
    made = [make_open(cast.hal, cast.oak) for _ in range(2)]
    Survey.objects.update(closes_on=today() - dt.timedelta(days=1))
    real = survey_running.mix_answers

    def fails_once(survey):
        if survey.pk == made[0].pk:
            raise RuntimeError
        real(survey)

    monkeypatch.setattr(survey_running, "mix_answers", fails_once)
    assert survey_running.close_due() == 1
    assert {row.status for row in Survey.objects.filter(pk=made[1].pk)} == {"closed"}


def test_it_is_opened_again_until_its_results_were_shown(cast):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada, cast.bea, cast.lin, cast.sid])
    survey_running.close_survey(actor=cast.hal, survey=survey)
    with pytest.raises(IllegalMove):
        survey_running.close_survey(actor=cast.hal, survey=survey)
    with pytest.raises(PermissionDenied, match="Fewer than 5"):
        survey_running.show_results(actor=cast.hal, survey=survey)
    with pytest.raises(IllegalMove, match="today or later"):
        survey_running.set_last_day(actor=cast.hal, survey=survey, closes_on=today() - dt.timedelta(days=1))
    survey_running.set_last_day(actor=cast.hal, survey=survey, closes_on=today())
    answer_all(survey, [cast.hal])
    with pytest.raises(PermissionDenied, match="when it has closed"):
        survey_running.show_results(actor=cast.hal, survey=survey)
    assert close_and_show(survey, cast.hal).results_shown_at
    with pytest.raises(PermissionDenied, match="late answer"):
        survey_running.set_last_day(actor=cast.hal, survey=survey, closes_on=today())
    shown = AuditEvent.objects.filter(code="planning.survey.results_shown")
    survey_running.show_results(actor=cast.hal, survey=survey)
    assert shown.count() == 1


def test_showing_closes_what_the_sweep_has_not_met_yet(cast):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada, cast.bea, cast.lin, cast.sid, cast.hal])
    Survey.objects.filter(pk=survey.pk).update(closes_on=today() - dt.timedelta(days=1))
    assert count_to_show(cast.hal) == 1
    assert survey_running.show_results(actor=cast.hal, survey=survey).status == "closed"
    assert count_to_show(cast.hal) == 0


def test_a_large_audience_and_newcomers_are_told_by_the_sweep(cast, monkeypatch):
    monkeypatch.setattr(survey_running, "TOLD_AT_ONCE", 2)
    survey = make_open(cast.hal, cast.oak)
    told = Notice.objects.filter(key__startswith=f"planning.survey.opened:{survey.public_id}")
    assert told.count() == 2
    colleagues(cast.oak, 2)
    assert survey_running.tell_of_surveys() == 5
    assert survey_running.tell_of_surveys() == 0
    assert told.count() == 7


# --- Nobody can tell who answered what -----------------------------------------------------------------------------


def test_answering_twice_answers_once(cast):
    survey = make_open(cast.hal, cast.oak)
    assert answer_signed_in(actor=cast.ada, survey=survey, given=given(survey, 1))
    assert not answer_signed_in(actor=cast.ada, survey=survey, given=given(survey, 5))
    assert list(Answer.objects.values_list("number", flat=True)) == [1]
    assert [(row.survey, row.has_answered) for row in open_to(cast.ada)] == [(survey, True)]
    once = uuid.uuid4()
    parents = make_open(cast.hal, cast.oak, "parents")
    assert answer_by_link(survey=parents, once=once, given=given(parents))
    assert not answer_by_link(survey=parents, once=once, given=given(parents))
    assert parents.responses.count() == 1


def test_an_earlier_secret_key_still_knows_who_answered(cast, settings):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert not answer_signed_in(actor=cast.ada, survey=survey, given=given(survey))
    settings.SECRET_KEY_FALLBACKS = []
    assert answer_signed_in(actor=cast.ada, survey=survey, given=given(survey))


def test_no_table_joins_a_person_to_an_answer(cast):
    """No column of what is written when somebody answers holds a person, a time, or a number that counts up."""
    survey = make_open(cast.hal, cast.oak)
    tables = {Participation, Response, Answer}
    columns = {
        model: {field.column: field.get_internal_type() for field in model._meta.concrete_fields} for model in tables
    }
    assert columns[Participation] == {"mark": "CharField", "survey_id": "ForeignKey"}
    assert columns[Response] == {"id": "UUIDField", "survey_id": "ForeignKey", "group": "CharField"}
    assert set(columns[Answer].values()) == {"UUIDField", "ForeignKey", "SmallIntegerField", "JSONField", "TextField"}
    before = row_counts()
    answer_all(survey, [cast.ada], text="More time.")
    grown = {name for name, count in row_counts().items() if count != before[name]}
    assert grown == {model._meta.db_table for model in tables}
    for model in tables:
        for row in model.objects.values():
            assert not {str(cast.ada.public_id), cast.ada.email} & {str(value) for value in row.values()}
    assert re.fullmatch("[0-9a-f]{64}", Participation.objects.get().mark)


def row_counts():
    """Return how many rows each table of the project has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def test_the_order_of_keys_says_nothing(cast):
    survey = make_open(cast.hal, cast.oak)
    people = colleagues(cast.oak, 30)
    came = []
    for person in people:
        answer_all(survey, [person])
        came.append(survey.responses.exclude(pk__in=came).get().pk)
    assert sorted(came) != came
    assert (
        AuditEvent.objects.filter(actor__in=people).count() == FormToken.objects.filter(person__in=people).count() == 0
    )


def test_closing_writes_all_answers_anew_in_a_random_order(cast):
    """Where rows lie on the disk says in which order they came, until they are mixed."""
    survey = make_open(cast.hal, cast.oak)
    people = colleagues(cast.oak, 30)
    answer_all(survey, people, text="Words")
    before, kept = places(survey), set(Answer.objects.values_list("pk", "response", "question", "number", "words"))
    came = [number for number, _ in before]
    assert came == [place % 5 + 1 for place in range(30)]  # as they came
    survey_running.close_survey(actor=cast.hal, survey=survey)
    after = places(survey)
    assert [number for number, _ in after] != came
    assert {key for _, key in after} == {key for _, key in before}
    assert set(Answer.objects.values_list("pk", "response", "question", "number", "words")) == kept


def places(survey):
    """Return the numbers answered on the scale with their keys, as the rows lie in the table."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.number, a.id FROM planning_answer a JOIN planning_question q ON q.id = a.question_id "  # noqa: S608
            f"WHERE q.kind = 'scale' AND q.survey_id = %s ORDER BY a.{place}",
            [survey.pk],
        )
        return cursor.fetchall()


GROUPS = [
    # teachers, assistants, others in all → which group an answer of each keeps
    ((6, 5, 5), ("Teachers and leaders", "Teaching assistants", "Other staff")),
    ((9, 5, 1), ("Teachers and leaders", "", "")),
    ((9, 1, 0), ("", "", "")),
    ((9, 4, 3), ("Teachers and leaders", "", "")),
    ((9, 0, 0), ("Teachers and leaders", "", "")),
]


@pytest.mark.parametrize(("sizes", "kept"), GROUPS)
def test_a_group_is_kept_only_where_it_points_at_nobody(cast, sizes, kept):
    people = [
        colleagues(cast.elm, size, group)
        for size, group in zip(
            # Tom and Eli teach at Elm already.
            (sizes[0] - 2, sizes[1], sizes[2]),
            ("teacher", "teaching_assistant", "administrative"),
            strict=True,
        )
    ]
    survey = make_open(cast.eve, cast.elm)
    found = tuple(group_to_keep(survey, some[0]) if some else "" for some in people)
    assert found == kept


def test_somebody_with_two_posts_answers_once_as_a_teacher(cast):
    PostFactory(person=cast.ada, school=cast.oak, staff_group="administrative")
    colleagues(cast.oak, 5, "teacher")
    survey = make_open(cast.hal, cast.oak)
    assert list(audience_of(survey, today())).count(cast.ada) == 1
    assert group_to_keep(survey, cast.ada) in ("Teachers and leaders", "")
    GrantFactory(person=cast.ada, role="governor", school=cast.oak)
    assert group_to_keep(make_open(cast.hal, cast.oak, "governors"), cast.ada) == ""


def test_pupils_and_parents_have_no_group(cast):
    pupils, parents = make_open(cast.hal, cast.oak, "pupils"), make_open(cast.hal, cast.oak, "parents")
    answer_nameless(pupils, 2, actor=cast.bea)
    answer_nameless(parents, 2)
    assert set(Response.objects.values_list("group", flat=True)) == {""}
    assert not Participation.objects.exists()


def test_the_smallest_group_is_never_below_five():
    check = next(setting.check for setting in declared() if setting.key == "planning.smallest_group")
    assert check(4)
    assert not check(5)


def test_a_question_of_another_survey_is_passed_over(cast):
    survey, other = make_open(cast.hal, cast.oak), make_open(cast.hal, cast.oak)
    answer_signed_in(actor=cast.ada, survey=survey, given=given(other) | given(survey))
    assert set(Answer.objects.values_list("question__survey", flat=True)) == {survey.pk}
    with pytest.raises(IllegalMove, match="at least one"):
        answer_signed_in(actor=cast.bea, survey=survey, given=given(other))
    assert Participation.objects.count() == 1
