"""Making, running and answering surveys: who may, and when (policy AP-3)."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.calendar import LONDON, now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh, names_who
from notifications.models import Notice
from people.tests.factories import PersonFactory, PostFactory
from surveys import lifecycle, policies, services
from surveys.answering import answer_as_pupil, answer_signed_in
from surveys.models import Response, Survey
from surveys.selectors import audience_of, count_to_answer, to_show
from surveys.tests.factories import SurveyFactory
from surveys.tests.surveying import (
    QUESTIONS,
    answer_all,
    close_and_show,
    colleagues,
    given,
    make_draft,
    make_open,
)

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3")]


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
        lambda: services.create_survey(**facts, school=cast.oak, values=values),
        lambda: services.copy_survey(**facts, survey=survey, school=cast.oak, values=values),
        lambda: services.change_survey(**facts, survey=survey, version=survey.version, values=values),
        lambda: services.remove_draft(**facts, survey=survey),
        lambda: services.add_question(**facts, survey=survey, values=QUESTIONS[0]),
        lambda: services.change_question(**facts, question=question, version=survey.version, values=QUESTIONS[0]),
        lambda: services.move_question(**facts, question=question, by=1),
        lambda: services.remove_question(**facts, question=question),
        lambda: lifecycle.open_survey(**facts, survey=survey, version=survey.version),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    opened = make_open(cast.hal, cast.oak)
    for deed in (
        lambda: lifecycle.close_survey(**facts, survey=opened),
        lambda: lifecycle.set_last_day(**facts, survey=opened, closes_on=today()),
        lambda: lifecycle.show_results(**facts, survey=opened),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_what_was_opened_is_fixed(cast):
    survey = make_open(cast.hal, cast.oak)
    question = survey.questions.first()
    for deed in (
        lambda: services.add_question(actor=cast.hal, survey=survey, values=QUESTIONS[0]),
        lambda: services.change_question(
            actor=cast.hal, question=question, version=survey.version, values=QUESTIONS[0]
        ),
        lambda: services.move_question(actor=cast.hal, question=question, by=1),
        lambda: services.remove_question(actor=cast.hal, question=question),
        lambda: services.remove_draft(actor=cast.hal, survey=survey),
    ):
        with pytest.raises(IllegalMove, match="change the questions"):
            deed()


def test_questions_are_moved_and_removed(cast):
    survey = make_draft(cast.hal, cast.oak)
    first, second, *_, last = survey.questions.all()
    services.move_question(actor=cast.hal, question=first, by=1)
    services.move_question(actor=cast.hal, question=last, by=1)
    services.move_question(actor=cast.hal, question=second, by=-1)
    services.remove_question(actor=cast.hal, question=last)
    assert [q.kind for q in survey.questions.all()] == ["yes_no", "scale", "one", "several"]
    for _ in range(services.MOST_QUESTIONS - 4):
        services.add_question(actor=cast.hal, survey=survey, values=QUESTIONS[0])
    with pytest.raises(IllegalMove, match="up to 30"):
        services.add_question(actor=cast.hal, survey=survey, values=QUESTIONS[0])


def test_nothing_is_opened_that_was_changed_meanwhile_or_has_no_question_or_no_day(cast):
    survey = make_draft(cast.hal, cast.oak)
    with pytest.raises(StaleVersion):
        lifecycle.open_survey(actor=cast.hal, survey=survey, version=survey.version - 1)
    empty = make_draft(cast.hal, cast.oak, questions=[])
    with pytest.raises(PermissionDenied, match="Add"):
        lifecycle.open_survey(actor=cast.hal, survey=empty, version=empty.version)
    late = make_draft(cast.hal, cast.oak, days=-1)
    with pytest.raises(PermissionDenied, match="closing date has passed"):
        lifecycle.open_survey(actor=cast.hal, survey=late, version=late.version)
    opened = lifecycle.open_survey(actor=cast.hal, survey=survey, version=survey.version)
    with pytest.raises(IllegalMove):
        lifecycle.open_survey(actor=cast.hal, survey=survey, version=opened.version)


@pytest.mark.parametrize(("days", "opens"), [(-1, False), (0, True), (1, True)])
def test_a_survey_is_opened_up_to_its_last_day(cast, days, opens):
    assert bool(policies.can_open(cast.hal, make_draft(cast.hal, cast.oak, days=days), questions=1)) == opens


def test_a_copy_has_the_questions_and_none_of_the_answers(cast):
    old = make_open(cast.hal, cast.oak)
    answer_all(old, [cast.ada])
    values = {"title": "Again", "introduction": "", "audience": "governors", "closes_on": today()}
    copied = services.copy_survey(actor=cast.eve, survey=old, school=cast.elm, values=values)
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
        assert Survey.objects.open_on(today()).filter(pk=survey.pk).exists()
        assert not Survey.objects.closed_on(today()).filter(pk=survey.pk).exists()
        assert count_to_answer(cast.bea) == 1
        assert answer_signed_in(actor=cast.ada, survey=survey, given=given(survey))
        assert lifecycle.close_due() == 0
    with time_machine.travel(dt.datetime(2027, 6, 30, 23, 1, tzinfo=dt.UTC), tick=False):
        assert fresh(survey).status == "open"
        assert fresh(survey).state == "closed"
        assert not Survey.objects.open_on(today()).filter(pk=survey.pk).exists()
        assert Survey.objects.closed_on(today()).filter(pk=survey.pk).exists()
        assert count_to_answer(cast.bea) == 0
        with pytest.raises(IllegalMove, match="has closed"):
            answer_signed_in(actor=cast.bea, survey=survey, given=given(survey))
        assert lifecycle.close_due() == 1
        assert lifecycle.close_due() == 0
        assert fresh(survey).status == "closed"
    assert Notice.objects.filter(person=cast.hal, key__startswith="surveys.survey.closed:").count() == 1


def test_the_sweep_goes_on_past_one_that_fails(cast, monkeypatch):
    made = [make_open(cast.hal, cast.oak) for _ in range(2)]
    Survey.objects.update(closes_on=today() - dt.timedelta(days=1))
    real = lifecycle.mix_answers

    def fails_once(survey):
        if survey.pk == made[0].pk:
            raise RuntimeError
        real(survey)

    monkeypatch.setattr(lifecycle, "mix_answers", fails_once)
    assert lifecycle.close_due() == 1
    assert {row.status for row in Survey.objects.filter(pk=made[1].pk)} == {"closed"}


def test_it_is_opened_again_until_its_results_were_shown(cast):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada, cast.bea, cast.lin, cast.sid])
    lifecycle.close_survey(actor=cast.hal, survey=survey)
    with pytest.raises(IllegalMove):
        lifecycle.close_survey(actor=cast.hal, survey=survey)
    with pytest.raises(PermissionDenied, match="Fewer than 5"):
        lifecycle.show_results(actor=cast.hal, survey=survey)
    with pytest.raises(IllegalMove, match="today or later"):
        lifecycle.set_last_day(actor=cast.hal, survey=survey, closes_on=today() - dt.timedelta(days=1))
    lifecycle.set_last_day(actor=cast.hal, survey=survey, closes_on=today())
    answer_all(survey, [cast.hal])
    with pytest.raises(PermissionDenied, match="You can see the results once the survey has closed"):
        lifecycle.show_results(actor=cast.hal, survey=survey)
    assert close_and_show(survey, cast.hal).results_shown_at
    with pytest.raises(PermissionDenied, match="keep answers anonymous"):
        lifecycle.set_last_day(actor=cast.hal, survey=survey, closes_on=today())
    shown = AuditEvent.objects.filter(code="surveys.survey.results_shown")
    lifecycle.show_results(actor=cast.hal, survey=survey)
    assert shown.count() == 1


@pytest.mark.parametrize(("answered", "is_shown"), [(4, False), (5, True), (6, True)])
def test_results_are_shown_and_read_from_the_smallest_group_on(cast, answered, is_shown):
    survey = SurveyFactory(school=cast.oak)
    survey.move_to("open", opened_at=now())
    survey.move_to("closed", closed_at=now())
    assert policies.can_show_results(cast.hal, survey, answered).allowed is is_shown
    survey.results_shown_at = now()
    assert policies.can_see_results(cast.hal, survey, answered).allowed is is_shown


def test_showing_closes_what_the_sweep_has_not_met_yet(cast):
    survey = make_open(cast.hal, cast.oak)
    answer_all(survey, [cast.ada, cast.bea, cast.lin, cast.sid, cast.hal])
    Survey.objects.filter(pk=survey.pk).update(closes_on=today() - dt.timedelta(days=1))
    assert to_show(cast.hal).count() == 1
    assert lifecycle.show_results(actor=cast.hal, survey=survey).status == "closed"
    assert to_show(cast.hal).count() == 0


def test_a_large_audience_and_newcomers_are_told_by_the_sweep(cast, monkeypatch):
    monkeypatch.setattr(lifecycle, "TOLD_AT_ONCE", 2)
    survey = make_open(cast.hal, cast.oak)
    told = Notice.objects.filter(key__startswith=f"surveys.survey.opened:{survey.public_id}")
    assert told.count() == 2
    colleagues(cast.oak, 2)
    assert lifecycle.tell_of_surveys() == 5
    assert lifecycle.tell_of_surveys() == 0
    assert told.count() == 7
