"""What a board sees of its answers: for each statement whether two or more, one or no one is strong (policy GV-3).

Pure sums over answers that do not change any more: an audit counts when it closes, once. Whoever reads two pictures
could find one person by comparing them, so `shown_together` says which audits of a board may be read beside each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

# A rating from here on counts as strong.
STRONG = 4
LOWEST, HIGHEST = 1, 5

# What one person answered: the rating of each statement, by the statement's id.
Answers = Mapping[int, int]
# Whose answers counted in an audit, by the person's id.
Counted = Mapping[int, Answers]


class Cover(StrEnum):
    """How many of the board are strong on a statement, as closely as the board is told."""

    SEVERAL = "several"
    ONE = "one"
    NO_ONE = "no_one"

    @property
    def words(self) -> str:
        """Return it in words."""
        return {"several": "Two or more strong", "one": "One strong", "no_one": "No one strong"}[self.value]


def cover_of(ratings: Iterable[int]) -> Cover:
    """Return how many of the ratings are strong: two or more, one, none."""
    strong = sum(1 for rating in ratings if rating >= STRONG)
    return Cover.SEVERAL if strong > 1 else Cover.ONE if strong else Cover.NO_ONE


def covers(counted: Counted, statements: Iterable[int], smallest: int) -> dict[int, Cover]:
    """Return the cover of each statement; nothing at all where fewer than `smallest` people are counted.

    Only whole answers are counted, so every statement has an answer of each.
    """
    if len(counted) < smallest:
        return {}
    return {pk: cover_of(answers[pk] for answers in counted.values()) for pk in statements}


def is_gap(cover: Cover, wanted: str) -> bool:
    """Return whether the board needs more here: it marked "must" or "should", and fewer than two are strong."""
    return bool(wanted) and cover != Cover.SEVERAL


def can_be_compared(earlier: Counted, later: Counted, smallest: int) -> bool:
    """Return whether two pictures of a board can be read beside each other without giving one person away.

    Not when either is of too few people, when exactly one left or exactly one joined, or when exactly one in all can be
    the cause of what changed.
    """
    if min(len(earlier), len(later)) < smallest:
        return False
    left, joined = earlier.keys() - later.keys(), later.keys() - earlier.keys()
    if len(left) == 1 or len(joined) == 1:
        return False
    changed = {person for person in earlier.keys() & later.keys() if _differs(earlier[person], later[person])}
    return len(left | joined | changed) != 1


def _differs(before: Answers, after: Answers) -> bool:
    """Return whether the same person rated a statement otherwise that both audits asked."""
    return any(before[pk] != after[pk] for pk in before.keys() & after.keys())


def shown_together(newest_first: Sequence[Counted], smallest: int) -> list[bool]:
    """Return which audits of a board are shown: the newest, and before it each that can be read beside all shown."""
    shown: list[Counted] = []
    found = []
    for counted in newest_first:
        fits = len(counted) >= smallest and all(can_be_compared(counted, other, smallest) for other in shown)
        found.append(fits)
        if fits:
            shown.append(counted)
    return found


def readable_shares(counted: int, shares: int, smallest: int) -> int:
    """Return how many of those who shared their answers with the clerk can be read, the first to share first.

    The rest of the board must stay large enough that the picture tells nothing of anybody in it, or be empty.
    `shares`: how many ever shared, for what was read once is not forgotten.
    """
    if shares >= counted:
        return shares
    return max(0, min(shares, counted - smallest))
