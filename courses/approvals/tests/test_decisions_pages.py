"""The queue and the decision card: order, finding, what they show to whom, and what comes next."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core.calendar import now, today
from core.reading import run_steps
from courses.approvals.decision_card import decision_card
from courses.approvals.policies import can_decide
from courses.approvals.selectors import (
    counting_waiting,
    current_stage,
    deciders_of,
    open_capacities,
    rows_waiting,
    seen_in_list,
    seen_token,
    waiting_for,
)
from courses.approvals.services import approve_request
from courses.models import CourseRequest, StageDecision
from courses.tests.factories import CommentFactory, CourseFactory, ProviderFactory, book, make_request, renew
from cpd_trust.tests.helpers import cost_of, opening, same_cost
from people.models import Delegation, LongAbsence, Person
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from planning.suppression import smallest_group

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5"), pytest.mark.once]

QUEUE = "courses:request-queue"


def ask(cast, who="ada", school="oak", **facts):
    rank = facts.pop("rank", 60)
    row = make_request("deciding", applicant=getattr(cast, who), school=getattr(cast, school), **facts)
    renew(row, rank=rank) if rank < 30 else CourseRequest.objects.filter(pk=row.pk).update(rank=rank)
    row.refresh_from_db()
    return row


def titles(response):
    return [row.record.title for row in response.context["table"].rows]


def decide_url(row, verb="decide"):
    return reverse(f"courses:request-{verb}", args=[row.public_id])


def seen(row):
    return seen_token(row, current_stage(row))


# --- The queue ------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("IM-3")
@pytest.mark.policy("AP-7")
def test_the_queue_stands_in_policy_order_then_by_age(cast, sign_in):
    for number, rank in enumerate([60, 50, 40, 30, 20, 10, 10]):
        row = ask(cast, title=f"Rank {rank} number {number}", rank=rank)
        CourseRequest.objects.filter(pk=row.pk).update(waiting_since=now() - dt.timedelta(days=number))
    assert [title.split(" number")[0] for title in titles(sign_in(cast.hal).get(reverse(QUEUE)))] == [
        "Rank 10", "Rank 10", "Rank 20", "Rank 30", "Rank 40", "Rank 50", "Rank 60",
    ]  # fmt: skip
    assert titles(sign_in(cast.hal).get(reverse(QUEUE)))[:2] == ["Rank 10 number 6", "Rank 10 number 5"]
    assert titles(sign_in(cast.hal).get(reverse(QUEUE), {"sort": "title"}))[0] == "Rank 10 number 5"


@pytest.mark.both
def test_the_queue_is_ones_own(cast, sign_in):
    ask(cast, title="At Oak")
    ask(cast, "tom", "elm", title="At Elm")
    assert titles(sign_in(cast.hal).get(reverse(QUEUE))) == ["At Oak"]
    assert titles(sign_in(cast.eli).get(reverse(QUEUE))) == ["At Elm"]
    for name in ("eve", "ada", "gus", "ben", "nora"):
        assert "No requests to approve" in sign_in(getattr(cast, name)).get(reverse(QUEUE)).content.decode()


@pytest.mark.both
def test_finding_in_the_queue(cast, sign_in):
    ask(cast, title="Phonics", provider_name="Hub", reason="priority")
    ask(cast, "bea", title="First aid", reason="statutory", starts_on=today() + dt.timedelta(days=90))
    client = sign_in(cast.hal)
    for query, found in (
        ({"q": "phon"}, ["Phonics"]),
        ({"q": "hub ada"}, ["Phonics"]),
        ({"q": "Bea"}, ["First aid"]),
        ({"q": "nothing"}, []),
        ({"reason": "statutory"}, ["First aid"]),
        ({"begins_by": (today() + dt.timedelta(days=40)).isoformat()}, ["Phonics"]),
        ({"school": str(cast.oak.public_id)}, ["Phonics", "First aid"]),
        ({"school": str(cast.elm.public_id)}, ["Phonics", "First aid"]),
    ):
        assert titles(client.get(reverse(QUEUE), query)) == found, query


@pytest.mark.both
def test_the_queue_leaves_as_a_file(cast, sign_in):
    ask(cast, title="=Phonics")
    answer = sign_in(cast.hal).get(reverse(QUEUE), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "'=Phonics" in text
    assert "Ada Example" in text


@pytest.mark.both
def test_the_queue_and_its_file_cost_the_same_with_one_and_three(cast, sign_in):
    client = sign_in(cast.hal)
    page, file = opening(client, reverse(QUEUE)), opening(client, reverse(QUEUE), {"export": "csv"})
    costs = []
    for more in (1, 2):
        for _ in range(more):
            ask(cast, rank=20)
        page()
        costs.append((cost_of(page), cost_of(file)))
    assert costs[0] == costs[1]


@pytest.mark.both
@pytest.mark.long
@pytest.mark.both
def test_queue_and_policy_say_the_same(cast):
    """The SQL of the queue and the Python of the policy agree for everybody on everything."""
    GrantFactory(person=cast.sid, role="head_of_school", school=cast.elm)
    GrantFactory(person=cast.lin, role="executive_lead")
    PostFactory(person=cast.hal, school=cast.elm)
    for person, deputy in (("hal", "sid"), ("eve", "hal"), ("chas", "gus"), ("tara", "cleo"), ("eli", "ada")):
        Delegation.objects.create(
            person=getattr(cast, person), deputy=getattr(cast, deputy), starts_on=today(), ends_on=today()
        )
    people = {person.pk: person for person in Person.objects.all()}
    for who, school, applies_as in (
        ("ada", "oak", ""), ("hal", "oak", ""), ("hal", "elm", ""), ("sid", "oak", ""), ("tom", "elm", ""),
        ("lin", "oak", ""), ("eve", "central", ""), ("cleo", "central", ""), ("gus", "oak", "governor"),
        ("tess", "central", "trustee"), ("kim", "central", ""),
    ):  # fmt: skip
        row = ask(cast, who, school, applies_as=applies_as)
        twin = ask(cast, who, school, applies_as=applies_as)
        able = deciders_of(current_stage(twin))
        approve_request(request=twin, actor=people[able[-1].pk])
        row.stages.filter(position=1).update(escalated_to="ceo")
    for person in Person.objects.all():
        waiting = set(CourseRequest.objects.awaiting(person))
        assert waiting == {row for row in CourseRequest.objects.all() if can_decide(person, row)}, person
        assert waiting == {
            row
            for row in CourseRequest.objects.filter(status="deciding")
            if person in deciders_of(current_stage(row)) and open_capacities(person, current_stage(row))
        }, person
        assert set(waiting_for(person)) == waiting == set(run_steps(rows_waiting(person)))
        for most in (None, 1, 2, 99):
            counted = run_steps(counting_waiting(person, most))
            assert counted == (len(waiting) if most is None else min(len(waiting), most)), person
        for row in waiting_for(person):
            assert seen_in_list(row) == seen(row)


# --- The card -------------------------------------------------------------------------------------------------------


def test_the_card_says_what_is_needed(cast, sign_in):
    course = CourseFactory(title="Phonics for all")
    CourseFactory(title="Phonics for all, our own", provider=ProviderFactory(kind="trust"), price=20)
    others = [(PersonFactory(), "140.00") for _ in range(smallest_group() - 2)]
    for applicant, cost in ((cast.tom, "100.00"), (cast.eli, "180.00"), *others):
        book(
            make_request("to_book", applicant=applicant, school=cast.elm, course=course),
            officer=cast.ben,
            cost=Decimal(cost),
        )
    make_request("to_book", applicant=cast.bea, school=cast.oak, title="Somewhere else")
    row = ask(cast, course=course, title="Phonics for all", reason="priority", why="We begin it in January.")
    CommentFactory(request=row, author=cast.lin, text="I think so too.")
    page = sign_in(cast.hal).get(decide_url(row)).content.decode()
    for words in (
        "Ada Example", "Class teacher", "£120.00", "Course fee", "We begin it in January.", "Bea Example",
        "Somewhere else", "£140.00", "£100.00 to £180.00", "Phonics for all, our own", "I think so too.",
        "Headteacher at Oak Primary School", "including this (0 without it)",
    ):  # fmt: skip
        assert words in page, words


def test_a_chair_of_governors_reads_no_names_of_staff(cast):
    make_request("to_book", applicant=cast.bea, school=cast.oak)
    row = ask(cast, "gus", applies_as="governor")
    card = decision_card(row, cast.chas)
    assert (card.colleagues, card.colleagues_unnamed, card.time_out) == ([], 1, None)


@pytest.mark.both
def test_the_card_costs_the_same_with_one_and_three(cast, sign_in):
    row = ask(cast)
    client = sign_in(cast.hal)

    def add(_):
        CommentFactory(request=row)
        make_request("to_book", school=cast.oak, applicant=PostFactory(school=cast.oak).person)

    same_cost(opening(client, decide_url(row)), add)


def test_deciding_leads_to_the_next_and_in_the_end_to_an_empty_queue(cast, sign_in):
    later, sooner = ask(cast, title="Later"), ask(cast, title="Sooner", rank=10)
    client = sign_in(cast.hal)
    answer = client.post(decide_url(sooner, "approve"), {"seen": seen(sooner), "note": ""}, follow=True)
    assert answer.redirect_chain == [(decide_url(later), 302)]
    assert "It has gone to the Executive Lead." in answer.content.decode()
    answer = client.post(
        decide_url(later, "decline"),
        {"seen": seen(later), "decline_reason": "timing", "note": "After the tests."},
        follow=True,
    )
    assert answer.redirect_chain == [(reverse(QUEUE), 302)]
    assert "No requests to approve" in answer.content.decode()


@pytest.mark.parametrize(("verb", "words"), [("return", "Enter what needs to change"), ("decline", "Choose a reason")])
def test_an_answer_without_its_words_comes_back_as_it_was(cast, sign_in, verb, words):
    row = ask(cast)
    answer = sign_in(cast.hal).post(decide_url(row, verb), {"seen": seen(row)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not StageDecision.objects.exists()


def test_an_answer_from_a_page_without_what_it_showed_decides_nothing(cast, sign_in):
    row = ask(cast)
    assert sign_in(cast.hal).post(decide_url(row, "approve"), {"note": ""}).status_code == 422
    assert not StageDecision.objects.exists()


@pytest.mark.both
def test_what_changed_meanwhile_is_said(cast, sign_in):
    row = ask(cast)
    old = seen(row)
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    approve_request(request=row, actor=cast.sid)
    answer = sign_in(cast.hal).post(decide_url(row, "approve"), {"seen": old, "note": ""}, follow=True)
    page = answer.content.decode()
    assert "This has changed since you opened it" in page
    assert "With the Executive Lead" in page
    assert StageDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("verb", "words"),
    [("return", {"note": "Another day, please."}), ("decline", {"decline_reason": "timing", "note": "Later."})],
)
def test_an_answer_to_what_has_changed_meanwhile_keeps_its_words_and_counts_for_the_fresh_card(
    cast, sign_in, verb, words
):
    row = ask(cast)
    old = seen(row)
    row.version += 1
    row.save(update_fields=["version"])
    client = sign_in(cast.hal)
    late = client.post(decide_url(row, verb), {"seen": old} | words)
    page = late.content.decode()
    assert late.status_code == 409
    assert words["note"] in page
    assert not StageDecision.objects.exists()
    form = late.context["wrong"]
    client.post(decide_url(row, verb), {"seen": form["seen"].value()} | words)
    assert StageDecision.objects.get().note == words["note"]


def test_a_deputy_is_told_in_whose_name(cast, sign_in):
    row = ask(cast)
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    assert "Sid Example on behalf of Hal Example" in sign_in(cast.sid).get(decide_url(row)).content.decode()


# --- Several at once ------------------------------------------------------------------------------------------------


@pytest.mark.policy("IM-3")
def test_several_renewals_by_one_post(cast, sign_in):
    rows = [ask(cast, title=f"Renewal {n}", rank=20) for n in range(3)]
    answer = sign_in(cast.hal).post(
        reverse("courses:request-approve-several"), {"seen": [seen(row) for row in rows], "confirm": "yes"}, follow=True
    )
    assert (
        "Approved 3 renewals, £360.00: “Renewal 0” for Ada Example; “Renewal 1” for Ada Example;"
        in answer.content.decode()
    )
    assert StageDecision.objects.count() == 3


@pytest.mark.both
@pytest.mark.policy("IM-3")
@pytest.mark.parametrize("odd", ["not a renewal", "another school's", "made up", "no id at all", "decided elsewhere"])
def test_anything_else_in_the_selection_refuses_all_of_it_and_names_nothing(cast, sign_in, odd):
    good = ask(cast, title="Good one", rank=20)
    other = {
        "not a renewal": lambda: seen(ask(cast, title="Secret")),
        "another school's": lambda: seen(ask(cast, "tom", "elm", title="Secret", rank=20)),
        "made up": lambda: "8a6e0804-2bd0-4672-b79d-d97027f9071a.1.1",
        "no id at all": lambda: "Secret",
        "decided elsewhere": lambda: seen(ask(cast, "tom", "elm", title="Secret", rank=20)),
    }[odd]()
    before = 0
    if odd == "decided elsewhere":
        approve_request(request=CourseRequest.objects.get(title="Secret"), actor=cast.eli)
        before = 1
    answer = sign_in(cast.hal).post(
        reverse("courses:request-approve-several"), {"seen": [seen(good), other], "confirm": "yes"}, follow=True
    )
    page = answer.content.decode()
    assert "Nothing was approved." in page
    assert "Secret" not in page or odd == "not a renewal"
    assert StageDecision.objects.count() == before


@pytest.mark.both
@pytest.mark.policy("IM-3")
def test_one_that_changed_since_the_page_was_opened_is_named_and_the_others_pass(cast, sign_in):
    rows = [ask(cast, title=f"Renewal {n}", rank=20) for n in range(2)]
    tokens = [seen(row) for row in rows]
    CourseRequest.objects.filter(pk=rows[0].pk).update(version=7)
    answer = sign_in(cast.hal).post(
        reverse("courses:request-approve-several"), {"seen": tokens, "confirm": "yes"}, follow=True
    )
    page = answer.content.decode()
    assert "Approved 1 renewal, £120.00: “Renewal 1” for Ada Example." in page
    assert "Not approved: “Renewal 0”. This has changed since you opened it" in page


def test_nothing_chosen(cast, sign_in):
    answer = sign_in(cast.hal).post(reverse("courses:request-approve-several"), follow=True)
    assert "Choose at least one statutory renewal" in answer.content.decode()


def test_the_page_of_a_request_says_that_its_approver_is_away_with_nobody_standing_in(cast, sign_in):
    row = ask(cast)
    words = "Hal Example is away and has no stand-in."
    assert words not in sign_in(cast.ada).get(row.get_absolute_url()).content.decode()
    LongAbsence.objects.create(person=cast.hal, starts_on=today())
    assert words in sign_in(cast.ada).get(row.get_absolute_url()).content.decode()
    day = today()
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=day, ends_on=day)
    assert words not in sign_in(cast.ada).get(row.get_absolute_url()).content.decode()
