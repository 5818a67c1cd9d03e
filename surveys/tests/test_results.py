"""What results show and leave out: small groups, subtraction, words, and needs that come out of them (policy AP-3)."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given as given_by
from hypothesis import strategies

from core.models import TrustSettings
from core.trust_settings import forget
from cpd_trust.tests.helpers import fresh
from planning.models import Need
from planning.suppression import hidden_groups
from surveys import lifecycle, needs
from surveys.answering import answer_signed_in
from surveys.models import Answer
from surveys.results import result_of, results_of, rows_of
from surveys.tests.surveying import answer_all, answer_nameless, close_and_show, colleagues, given, make_open

pytestmark = pytest.mark.policy("AP-3")

COUNTS = strategies.dictionaries(
    strategies.sampled_from(["", "A", "B", "C", "D", "E"]), strategies.integers(0, 14), max_size=6
)


def found_by_subtraction(counts, hidden):
    """Return the sizes of every union of groups that the total and the shown groups give away."""
    shown = [count for name, count in counts.items() if count and name not in hidden]
    total = sum(counts.values())
    for size in range(len(shown) + 1):
        for some in itertools.combinations(shown, size):
            yield sum(some)
            yield total - sum(some)


@given_by(counts=COUNTS, smallest=strategies.integers(5, 9))
def test_no_group_below_the_smallest_is_seen_or_found_by_subtraction(counts, smallest):
    hidden = hidden_groups(counts, smallest)
    shown = [name for name, count in counts.items() if count and name not in hidden]
    if not shown:
        return
    assert "" not in shown
    assert all(size == 0 or size >= smallest for size in found_by_subtraction(counts, hidden))


@given_by(counts=COUNTS, smallest=strategies.integers(5, 9))
def test_no_more_is_hidden_than_needed(counts, smallest):
    """Showing one more of the large groups would let something small be found, or nothing is hidden in vain."""
    hidden = hidden_groups(counts, smallest)
    large = [name for name in hidden if name and counts[name] >= smallest]
    if large:
        most = max(large, key=lambda name: (counts[name], name))
        assert sum(counts[name] for name in hidden - {most}) < smallest


def test_the_brute_force_sees_a_single_hidden_group():
    """The twin: primary suppression alone gives the small group away."""
    counts = {"A": 9, "B": 7, "C": 2}
    assert 2 in set(found_by_subtraction(counts, {"C"}))
    assert hidden_groups(counts, 5) == {"B", "C"}


@pytest.fixture
def school(cast):
    """Twelve teachers, six assistants and five others at Elm, beside Tom and Eli."""
    return {
        "teachers": [*colleagues(cast.elm, 10), cast.tom, cast.eli],
        "assistants": colleagues(cast.elm, 6, "teaching_assistant"),
        "others": colleagues(cast.elm, 5, "auxiliary"),
    }


def shown(survey, actor):
    return {result.question.kind: result for result in results_of(close_and_show(survey, actor))}


@pytest.mark.django_db
def test_distributions_with_their_groups(cast, school):
    survey = make_open(cast.eli, cast.elm)
    for people in school.values():
        answer_all(survey, people, yes_no=1, one=["Online"], several=["Time", "A coach"], text="Time")
    results = shown(survey, cast.eli)
    scale = results["scale"]
    assert (scale.answered, sum(share.count for share in scale.shares)) == (23, 23)
    assert [(group.name, group.answered) for group in scale.groups] == [
        ("Other staff", 5),
        ("Teachers and leaders", 12),
        ("Teaching assistants", 6),
    ]
    assert [share.count for share in scale.groups[0].shares] == [1, 1, 1, 1, 1]
    assert scale.hidden == 0
    assert scale.mean == sum(step * share.count for step, share in enumerate(scale.shares, start=1)) / 23
    assert [share.words for share in results["yes_no"].shares] == ["23 (100%)", "0 (0%)"]
    assert [share.count for share in results["one"].shares] == [0, 23]
    assert [share.count for share in results["several"].shares] == [23, 23]
    assert [words.id for words in results["text"].words] == sorted(words.id for words in results["text"].words)
    assert len(list(rows_of(results.values()))) == 4 * (5 + 2 + 2 + 2) + 23


@pytest.mark.django_db
def test_a_small_group_hides_with_the_next_one(cast, school):
    survey = make_open(cast.eli, cast.elm)
    answer_all(survey, school["teachers"])
    answer_all(survey, school["assistants"])
    answer_all(survey, school["others"][:2])
    scale = shown(survey, cast.eli)["scale"]
    assert [group.name for group in scale.groups] == ["Teachers and leaders"]
    assert scale.hidden == 8


@pytest.mark.django_db
def test_a_question_that_too_few_answered_shows_its_number_only_and_words_stay(cast, school):
    survey = make_open(cast.eli, cast.elm)
    for number, person in enumerate(school["teachers"]):
        more = {"yes_no": 1, "text": "Time"} if number < 4 else {}
        assert answer_signed_in(actor=person, survey=survey, given=given(survey, **more))
    results = shown(survey, cast.eli)
    assert (results["yes_no"].answered, results["yes_no"].shares, results["yes_no"].groups) == (4, [], [])
    assert len(results["text"].words) == 4
    rows = [row for row in rows_of(results.values()) if row.question == results["yes_no"].question.text]
    assert [(row.who, row.count, row.percent) for row in rows] == [("Everyone", 4, None)]
    question = results["yes_no"].question
    with pytest.raises(PermissionDenied, match="Too few"):
        needs.need_from_question(
            actor=cast.eli, survey=fresh(survey), question=question, needed_by="school", values=values()
        )


@pytest.mark.django_db
def test_the_trust_may_ask_for_larger_groups(cast):
    TrustSettings.objects.create(pk=1, values={"planning.smallest_group": 8})
    forget()
    survey = make_open(cast.eli, cast.elm, "parents")
    answer_nameless(survey, 7)
    lifecycle.close_survey(actor=cast.eli, survey=survey)
    with pytest.raises(PermissionDenied, match="Fewer than 8"):
        lifecycle.show_results(actor=cast.eli, survey=survey)


def values():
    return {"title": "Time to practise phonics", "area": "reading", "reason": "personal", "people_count": 12}


@pytest.mark.django_db
def test_an_answer_becomes_a_need_once(cast, school):
    survey = make_open(cast.eli, cast.elm)
    answer_all(survey, school["teachers"], text="Time to practise")
    answer = Answer.objects.exclude(words="").first()
    facts = {"actor": cast.eli, "survey": survey, "needed_by": "school", "values": values()}
    with pytest.raises(PermissionDenied, match="You can see the results once the survey has closed"):
        needs.need_from_answer(**facts, answer=answer)
    survey = close_and_show(survey, cast.eli)
    facts["survey"] = survey
    need = needs.need_from_answer(**facts, answer=answer)
    assert needs.need_from_answer(**facts, answer=answer) == need
    assert (need.source, need.from_survey.survey, need.needed_by, need.person) == ("feedback", survey, "school", None)
    question = survey.questions.get(kind="scale")
    other = needs.need_from_question(**facts | {"needed_by": "group"}, question=question)
    assert Need.objects.count() == 2
    results = {result.question.kind: result for result in results_of(survey)}
    assert results["scale"].need == other
    assert [words.need for words in results["text"].words if words.id == answer.pk] == [need]
    assert "%" in result_of(survey, question).sentence
    for actor in (cast.hal, cast.tom):
        with pytest.raises(PermissionDenied):
            needs.need_from_answer(**facts | {"actor": actor}, answer=answer)
    with pytest.raises(PermissionDenied, match="written answer"):
        needs.need_from_answer(**facts, answer=Answer.objects.filter(words="").first())
