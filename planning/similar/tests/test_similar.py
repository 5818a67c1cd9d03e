"""Similar needs: what is taken together, how it is counted, what each way costs, and planning it once (AP-10)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cpd_trust.tests.counting_calls import calls_of
from people.tests.factories import PersonFactory, PostFactory, SchoolFactory
from planning.models import Need
from planning.similar import grouping
from planning.similar.grouping import group_similar, word_root, words_of
from planning.similar.selectors import compare_costs, counted_group, facts_of, proposals_for
from planning.tests.factories import NeedFactory

pytestmark = pytest.mark.policy("AP-10")


# --- Words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Training in phonics for the TAs", {"phonic", "ta"}),
        ("Phonics training", {"phonic"}),
        ("Early-reading strategies: activities & classes", {"early", "reading", "activity"}),
        ("Café maths", {"cafe", "math"}),
        ("Improve our practice", set()),
        ("SEND: children’s needs", {"send", "children"}),
    ],
)
def test_the_words_that_say_what_it_is_about(title, words):
    assert words_of(title) - {"children", "childrens"} == words - {"children"}


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_a_word_and_its_plural_have_one_root(word):
    if word.endswith(("s", "y", "x", "z", "ch", "sh", "e", "u", "i")):
        return
    assert word_root(word + "s") == word_root(word)


def test_what_is_taken_together_and_what_is_not():
    needs = [
        (1, "reading", "Phonics for teaching assistants"),
        (2, "reading", "Assistants: phonics"),
        (3, "reading", "Systematic phonics for assistants"),
        (4, "reading", "Guided reading"),
        (5, "writing", "Phonics for teaching assistants"),
        (6, "reading", "Improve our practice"),
        (7, "reading", "Phonics for teaching assistants"),
    ]
    groups = {frozenset(group.members) for group in group_similar(needs)}
    assert groups == {frozenset({1, 2, 3, 7}), frozenset({4}), frozenset({5})}
    # The order in which they come changes nothing.
    assert {frozenset(group.members) for group in group_similar(reversed(needs))} == groups


@given(st.lists(st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from("kilo lima mike oscar papa".split())))))
def test_every_need_with_words_stands_in_exactly_one_group(rows):
    needs = [(key, area, " ".join(words)) for key, (area, words) in enumerate(rows)]
    members = [key for group in group_similar(needs) for key in group.members]
    assert sorted(members) == [key for key, _, title in needs if words_of(title)]


def _needs_of_many_topics(count):
    kinds = ("phonics", "fluency", "spelling")
    return [(key, "reading", f"topic{key // 6} {kinds[key % 3]} word{key // 3} more{key % 11}") for key in range(count)]


def test_grouping_twice_as_many_needs_takes_about_twice_the_work():
    few, many = (calls_of(lambda n=count: group_similar(_needs_of_many_topics(n))) for count in (2_500, 5_000))
    assert many < 2.5 * few


def test_looking_at_every_group_would_take_four_times_the_work(monkeypatch):
    monkeypatch.setattr(
        grouping._Index, "candidates", lambda index, area, words: sorted(set().union(*index.by_word.values()))
    )
    few, many = (calls_of(lambda n=count: group_similar(_needs_of_many_topics(n))) for count in (250, 500))
    assert many > 3 * few


# --- Counts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def phonics(cast):
    """Return what four schools need: eleven teaching assistants and phonics."""
    third, fourth = SchoolFactory(name="Ash"), SchoolFactory(name="Beech")
    tas = {"person": None, "needed_by": "group", "staff_group": "teaching_assistant", "area": "reading"}
    NeedFactory(school=cast.elm, title="Phonics for TAs", people_count=5, estimated_cost=500, **tas)
    NeedFactory(school=third, title="Phonics for TAs", people_count=4, **tas)
    NeedFactory(school=fourth, title="TAs: phonics training", people_count=1, estimated_cost=150, **tas)
    # Bea asked twice, and is one person.
    for _ in range(2):
        NeedFactory(school=cast.oak, title="Phonics", person=cast.bea, area="reading")
    ended = {"status": "closed", "ended_at": "2026-01-01T12:00Z", "ended_note": "No"}
    NeedFactory(school=cast.oak, title="Phonics", area="reading", **ended)
    NeedFactory(school=cast.oak, title="Fractions", area="mathematics")


@pytest.mark.django_db
def test_eleven_teaching_assistants_in_four_schools_need_phonics(phonics, cast, django_assert_num_queries):
    assert cast.eve.authority.is_trust_wide
    with django_assert_num_queries(2):
        (one,) = proposals_for(cast.eve)
    assert one.who == "11 teaching assistants in 4 schools"
    assert (one.people, one.schools, one.count, one.area) == (11, 4, 5, "reading")
    assert [(share.name, share.people, share.needs) for share in one.shares] == [
        ("Elm Primary School", 5, 1),
        ("Ash", 4, 1),
        ("Beech", 1, 1),
        ("Oak Primary School", 1, 2),
    ]
    assert one.price == Decimal("100.00")
    facts = facts_of(one.needs)
    assert facts == {"people_count": 11, "staff_group": "teaching_assistant", "source": "individual"}
    assert "Bea" not in repr(one)


@pytest.mark.django_db
def test_leaders_see_what_their_own_schools_need_and_nothing_of_others(phonics, cast):
    assert proposals_for(cast.hal) == []
    NeedFactory(school=cast.oak, title="Phonics", person=cast.ada, area="reading")
    (one,) = proposals_for(cast.hal)
    assert (one.people, one.schools, one.who_exactly) == (2, 1, "1 classroom teacher, 1 teaching assistant")
    assert proposals_for(cast.eli) == []


@pytest.mark.django_db
def test_governors_the_whole_school_and_somebody_without_a_post_are_counted_too(cast):
    facts = {"area": "safeguarding", "title": "Online safety"}
    NeedFactory(school=cast.oak, person=None, needed_by="governors", people_count=9, **facts)
    NeedFactory(school=cast.elm, person=None, needed_by="school", people_count=20, **facts)
    NeedFactory(school=cast.elm, person=PersonFactory(), **facts)
    (one,) = proposals_for(cast.eve)
    assert one.who == "30 people in 2 schools"
    assert one.who_exactly == "20 staff, 9 governors and trustees, 1 other"
    assert counted_group(1, "People") == "1 person"


@pytest.mark.django_db
def test_thousands_of_open_needs_cost_the_same_queries(cast, django_assert_num_queries):
    schools = [SchoolFactory() for _ in range(10)]
    person = PersonFactory()
    PostFactory(person=person, school=schools[0])
    facts = {"area": "reading", "source": "individual", "needed_by": "person", "person": person, "reason": "personal"}
    Need.objects.bulk_create(
        Need(school=schools[n % 10], year=2026, title=f"Topic {n % 400} phonics", raised_by=person,
             raised_at="2026-01-01T12:00Z", **facts)
        for n in range(5_000)
    )  # fmt: skip
    assert cast.eve.authority.is_trust_wide
    with django_assert_num_queries(2):
        proposals_for(cast.eve)


# --- Costs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "price", "fee", "travel", "sending", "trainer", "break_even", "cheaper"),
    [
        (11, "150", "600", "40", "1650", "640", 5, True),
        (2, "150", "600", "0", "300", "600", 4, False),
        (4, "150", "600", "0", "600", "600", 4, False),
        (4, "0", "600", "0", "0", "600", None, False),
        (4, "9.99", "0", "0", "39.96", "0", 1, True),
    ],
)
def test_sending_out_beside_bringing_in(people, price, fee, travel, sending, trainer, break_even, cheaper):
    row = compare_costs(people, Decimal(price), Decimal(fee), Decimal(travel))
    assert (row.sending, row.trainer) == (Decimal(sending), Decimal(trainer))
    assert (row.break_even, row.trainer_is_cheaper) == (break_even, cheaper)
    assert row.difference == abs(Decimal(sending) - Decimal(trainer))


@given(st.integers(1, 500), st.decimals("0.01", "5000", places=2), st.decimals(0, "9000", places=2))
def test_from_the_break_even_on_a_trainer_costs_no_more(people, price, fee):
    row = compare_costs(people, price, fee, Decimal(0))
    assert (row.trainer <= row.sending) == (people >= row.break_even)


# --- Pages -------------------------------------------------------------------------------------------------------


def detail(cast):
    return reverse("planning:similar-detail", args=[proposals_for(cast.eve)[0].key])


@pytest.mark.django_db
def test_the_pages_compare_and_name_nobody(phonics, cast, sign_in):
    client = sign_in(cast.eve)
    listed = client.get(reverse("planning:similar-needs")).content.decode()
    assert "11 teaching assistants" in listed
    page = client.get(detail(cast)).content.decode()
    for words in ("£1,100.00", "£600.00", "£500.00 less", "Ash"):
        assert words in page
    assert "Bea" not in page.split("<main")[1].split("</main")[0]
    asked = client.get(detail(cast), {"price": "40", "fee": "600", "travel": "£20"}).content.decode()
    assert "£620.00" in asked
    assert "an external course costs <strong>£180.00 less" in asked
    assert "Enter an amount" in client.get(detail(cast), {"price": "lots", "fee": "600"}).content.decode()
    text = b"".join(client.get(reverse("planning:similar-needs"), {"export": "csv"}).streaming_content).decode()
    assert "Elm Primary School (5)" in text
    assert "Bea" not in text
    for query, count in (({"q": "phonics"}, 1), ({"q": "maths"}, 0), ({"area": "reading"}, 1), ({"area": "send"}, 0)):
        assert len(client.get(reverse("planning:similar-needs"), query).context["table"].rows) == count
    assert sign_in(cast.ben).get(detail(cast)).status_code == 200
    assert client.get(reverse("planning:similar-detail", args=["gone"])).status_code == 302


@pytest.mark.django_db
def test_without_a_price_the_page_asks_for_one(cast, sign_in):
    for school in (cast.oak, cast.elm):
        NeedFactory(school=school, title="Makaton", area="send")
    page = sign_in(cast.eve).get(detail(cast)).content.decode()
    assert "have a price per place yet. Enter one to compare the options." in page


@pytest.mark.django_db
def test_one_provision_is_planned_for_those_ticked_and_a_double_tap_plans_one(phonics, cast, sign_in):
    client = sign_in(cast.eve)
    url = f"{detail(cast)}plan/"
    page = client.get(url)
    form = page.context["form"]
    chosen = [key for key, need in form.rows.items() if need.school != "Beech"]
    data = {"token": form["token"].value(), "needs": chosen, "title": "Phonics for all TAs", "serves": "personal"}
    assert client.post(url, data | {"title": ""}).status_code == 422
    first, second = client.post(url, data), client.post(url, data)
    provision = Need.objects.get(school=cast.central)
    assert first.url == second.url == provision.get_absolute_url()
    assert (provision.people_count, provision.staff_group, provision.gathered.count()) == (10, "teaching_assistant", 4)
    assert client.get(first.url).status_code == 200
    # What is planned is proposed no more: one need is left, and that is nothing to share.
    assert proposals_for(cast.eve) == []
    assert client.post(url, data | {"token": form["token"].value()}).status_code == 302
    assert sign_in(cast.ben).get(url).status_code == 403
