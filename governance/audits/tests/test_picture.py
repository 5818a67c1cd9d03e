"""The board's picture, held against a slow sum made otherwise; and what two pictures together may not tell."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.audits.picture import (
    Cover,
    can_be_compared,
    cover_of,
    covers,
    is_gap,
    readable_shares,
    shown_together,
)

FIVE = 5
STATEMENTS = (1, 2, 3)
answers = st.fixed_dictionaries({pk: st.integers(1, 5) for pk in STATEMENTS})
boards = st.dictionaries(st.integers(1, 9), answers, max_size=8)


def by_sorting(counted, statement):
    """The reference: the second highest rating decides, then the highest."""
    ratings = sorted((one[statement] for one in counted.values()), reverse=True)
    if ratings[1] in (4, 5):
        return "several"
    return "one" if ratings[0] in (4, 5) else "no_one"


@pytest.mark.policy("GV-3")
@given(boards)
def test_each_statement_is_covered_as_a_slow_sum_says(counted):
    found = covers(counted, STATEMENTS, FIVE)
    if len(counted) < FIVE:
        assert found == {}
    else:
        assert found == {pk: by_sorting(counted, pk) for pk in STATEMENTS}


@given(st.lists(st.integers(1, 5), max_size=6))
def test_no_order_and_no_weak_rating_changes_the_cover(ratings):
    assert len({cover_of(order) for order in itertools.permutations(ratings[:4])}) == 1
    assert cover_of([*ratings, 1, 2, 3]) == cover_of(ratings)


def test_a_gap_is_what_the_board_needs_and_has_less_than_twice():
    found = {(cover.value, wanted): is_gap(cover, wanted) for cover in Cover for wanted in ("must", "should", "")}
    assert {key for key, gap in found.items() if gap} == {
        ("one", "must"), ("one", "should"), ("no_one", "must"), ("no_one", "should"),
    }  # fmt: skip


def rated(*people, value=3, **others):
    return {who: dict.fromkeys(STATEMENTS, others.get(f"p{who}", value)) for who in people}


SIX = rated(1, 2, 3, 4, 5, 6)


@pytest.mark.policy("GV-3")
@pytest.mark.parametrize(
    ("earlier", "later", "may"),
    [
        (SIX, SIX, True),
        (rated(1, 2, 3, 4), SIX, False),  # too few before
        (SIX, rated(1, 2, 3, 4), False),  # too few now
        (SIX, rated(1, 2, 3, 4, 5, 6, 7), False),  # one joined
        (SIX, rated(1, 2, 3, 4, 5), False),  # one left
        (SIX, rated(1, 2, 3, 4, 5, 7), False),  # one took another's place
        (SIX, rated(1, 2, 3, 4, 5, 6, 7, 8), True),  # two joined
        (SIX, rated(1, 2, 3, 4, 5, 6, 7, 8, p1=5), True),
        (SIX, rated(1, 2, 3, 4, 5, 6, p1=5), False),  # one of the same people changed their mind
        (SIX, rated(1, 2, 3, 4, 5, 6, p1=5, p2=4), True),
        (SIX, rated(4, 5, 6, 7, 8, 9), True),
    ],
)
def test_two_audits_are_compared_only_where_no_one_person_shows(earlier, later, may):
    assert can_be_compared(earlier, later, FIVE) is may
    assert can_be_compared(later, earlier, FIVE) is may


@given(boards, boards)
def test_a_comparison_never_leaves_one_suspect(earlier, later):
    """The attack: whoever could have caused the difference are two people at least, or nothing differs."""
    if not can_be_compared(earlier, later, FIVE):
        return
    people = earlier.keys() | later.keys()
    suspects = [who for who in people if earlier.get(who) != later.get(who)]
    assert len(suspects) != 1
    assert len(people - later.keys()) != 1
    assert len(people - earlier.keys()) != 1


def test_the_newest_is_shown_and_before_it_what_can_be_read_beside_all_shown():
    newest, middle, oldest = rated(1, 2, 3, 4, 5, 6), rated(1, 2, 3, 4, 5), rated(4, 5, 6, 7, 8, 9)
    assert shown_together([newest, middle, oldest], FIVE) == [True, False, True]
    assert shown_together([rated(1, 2), newest, middle], FIVE) == [False, True, False]
    assert shown_together([], FIVE) == []


@pytest.mark.parametrize(
    ("counted", "shares", "read"),
    [(6, 0, 0), (6, 1, 1), (6, 2, 1), (5, 1, 0), (4, 2, 0), (6, 6, 6), (5, 5, 5), (12, 7, 7), (12, 8, 7), (12, 11, 7)],
)
def test_the_clerk_reads_shared_answers_as_long_as_the_rest_stays_unknown(counted, shares, read):
    assert readable_shares(counted, shares, FIVE) == read


@given(st.integers(0, 12), st.integers(0, 12))
def test_whoever_did_not_share_is_never_among_fewer_than_five(counted, shares):
    rest = counted - readable_shares(counted, min(counted, shares), FIVE)
    read = readable_shares(counted, min(counted, shares), FIVE)
    assert not read or rest == 0 or rest >= FIVE
