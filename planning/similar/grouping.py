"""Which needs are the same over schools: by area and by the words of their titles.

Plain words and plain arithmetic, no model and no service: titles become sets of words without endings and without
those that say nothing; needs are taken together when enough of these words are shared. An index from word to group
keeps it quick for thousands of needs.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from core.text import fold

# The share of the shorter title's words that two titles must have in common.
THRESHOLD = 0.6

STOP_WORDS = frozenset(
    """
    a about all an and another any are as at be become been being better both by can class classes confidence
    confident could course courses cpd day deal development develop do each effective effectively every everyone few
    focused for from further get give good have help helping how improve improving in inset into is it its know
    knowledge lead leading learn learning like make making me more most my need needed needs new of on one or our out
    part people possible practice programme pupil pupils refresh refresher round run running school schools session
    sessions should skill skills so some staff start strategies strategy strong stronger support supporting take
    teach teacher teachers teaching than that the their them then these they this through to together trained
    training understand understanding up update us use using want we well what when where which who whole will with
    work working workshop would year your
    """.split()
)


@lru_cache(maxsize=20_000)
def word_root(word: str) -> str:
    """Return a word without the ending of its plural: "activities" → "activity", "TAs" → "ta"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    # "phonics", "maths" and "analysis" only seem to be many, but losing their s the same way each time does no harm.
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def words_of(title: str) -> frozenset[str]:
    """Return the words of a title that say what it is about, in lower case, without accents and plurals."""
    words = re.findall(r"[^\W_]+", fold(title).replace("'", ""))
    return frozenset(word_root(word) for word in words if word not in STOP_WORDS and len(word) > 1)


def shared(words: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the words of the shorter title two titles have in common; 0 where one says nothing."""
    return len(words & other) / min(len(words), len(other)) if words and other else 0.0


def are_alike(title: str, other: str) -> bool:
    """Return whether two titles share enough words to be about the same."""
    return shared(words_of(title), words_of(other)) >= THRESHOLD


@dataclass(slots=True)
class Group:
    """Needs that are taken to be the same: their area, the words that lead the group, and their keys."""

    area: str
    words: frozenset[str]
    members: list[int] = field(default_factory=list)


class _Index:
    """Finds the groups that may share enough words with a title, without looking at all of them.

    Two titles that share enough have one of the shorter title's rarest words in common: only so many of its words
    could be missing from the other. So common words, which nearly every title has, are hardly ever looked up.
    """

    def __init__(self, titles: Iterable[tuple[str, frozenset[str]]]) -> None:
        self.often = Counter((area, word) for area, words in titles for word in words)
        self.by_word: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_rare_word: dict[tuple[str, str], list[int]] = defaultdict(list)

    def rare(self, area: str, words: frozenset[str]) -> list[str]:
        """Return the rarest words, of which at least one is shared by every title that shares enough."""
        ordered = sorted(words, key=lambda word: (self.often[area, word], word))
        return ordered[: len(words) - math.ceil(THRESHOLD * len(words)) + 1]

    def add(self, place: int, area: str, words: frozenset[str]) -> None:
        """Remember a group."""
        for word in words:
            self.by_word[area, word].append(place)
        for word in self.rare(area, words):
            self.by_rare_word[area, word].append(place)

    def candidates(self, area: str, words: frozenset[str]) -> list[int]:
        """Return the places of the groups that may share enough, in the order in which they were added."""
        found: set[int] = set()
        for word in self.rare(area, words):
            found.update(self.by_word.get((area, word), ()))
        for word in words:
            found.update(self.by_rare_word.get((area, word), ()))
        return sorted(found)


def group_similar(needs: Iterable[tuple[int, str, str]]) -> list[Group]:
    """Return needs (key, area, title) in groups of the same area and enough shared words, alike on every run.

    Titles of the same words come together first; the most frequent ones lead, and each other joins the group whose
    words it shares most. A title of which no word is left joins nobody.
    """
    same: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for key, area, title in needs:
        if words := words_of(title):
            same[area, words].append(key)
    ordered = sorted(same.items(), key=lambda item: (item[0][0], -len(item[1]), len(item[0][1]), sorted(item[0][1])))
    groups: list[Group] = []
    index = _Index(same)
    for (area, words), keys in ordered:
        best, most = None, 0.0
        for place in index.candidates(area, words):
            share = shared(words, groups[place].words)
            if share >= THRESHOLD and share > most:
                best, most = place, share
        if best is None:
            index.add(len(groups), area, words)
            groups.append(Group(area, words, list(keys)))
        else:
            groups[best].members += keys
    return groups
