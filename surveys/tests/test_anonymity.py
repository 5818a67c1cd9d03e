"""That nothing kept tells who answered what: tables, order, groups (policy AP-3)."""

import re
import uuid

import pytest
from django.db import connection

from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent, FormToken
from core.plugins import by_key
from core.reading import run_steps
from core.trust_settings import Setting
from people.tests.factories import GrantFactory, PostFactory
from surveys import lifecycle
from surveys.answering import answer_by_link, answer_signed_in
from surveys.models import Answer, Participation, Response
from surveys.selectors import audience_of, group_to_keep, open_to
from surveys.tests.surveying import answer_all, answer_nameless, colleagues, given, make_open

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3")]


def test_answering_twice_answers_once(cast):
    survey = make_open(cast.hal, cast.oak)
    assert answer_signed_in(actor=cast.ada, survey=survey, given=given(survey, 1))
    assert not answer_signed_in(actor=cast.ada, survey=survey, given=given(survey, 5))
    assert list(Answer.objects.values_list("number", flat=True)) == [1]
    assert [(row.survey, row.has_answered) for row in run_steps(open_to(cast.ada))] == [(survey, True)]
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
    lifecycle.close_survey(actor=cast.hal, survey=survey)
    after = places(survey)
    assert [number for number, _ in after] != came
    assert {key for _, key in after} == {key for _, key in before}
    assert set(Answer.objects.values_list("pk", "response", "question", "number", "words")) == kept


def places(survey):
    """Return the numbers answered on the scale with their keys, as the rows lie in the table."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.number, a.id FROM surveys_answer a JOIN surveys_question q ON q.id = a.question_id "  # noqa: S608
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
    check = by_key(Setting)["planning.smallest_group"].check
    assert check(4)
    assert not check(5)


def test_a_question_of_another_survey_is_passed_over(cast):
    survey, other = make_open(cast.hal, cast.oak), make_open(cast.hal, cast.oak)
    answer_signed_in(actor=cast.ada, survey=survey, given=given(other) | given(survey))
    assert set(Answer.objects.values_list("question__survey", flat=True)) == {survey.pk}
    with pytest.raises(IllegalMove, match="at least one"):
        answer_signed_in(actor=cast.bea, survey=survey, given=given(other))
    assert Participation.objects.count() == 1
