"""Finding rows by the words that somebody types: one way for every list, chooser and search.

Every word typed must stand in one of the fields: a part of a word is enough, of a short one its beginning. Spelling
does not matter (`core.folding`), and other words for the same thing are found too (`cpd_trust/synonyms.txt`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, IntegerField, OrderBy, Q, Value, When
from django.db.models.expressions import Col

from core.folding import FUNCTION, folded_words

MOST_LETTERS = 200  # a pasted page is not a search
MOST_WORDS = 6
PART = 3  # a shorter word is looked for where words begin


@models.CharField.register_lookup
@models.TextField.register_lookup
class WordsLike(models.Lookup):
    """Compare the folded words of a field with a pattern, the kept copy where PostgreSQL has one."""

    lookup_name = "words_like"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the condition."""
        lhs, params = self.process_lhs(compiler, connection)
        target = self.lhs.target if isinstance(self.lhs, Col) else None
        if connection.vendor == "postgresql" and target and target.name in getattr(target.model, "KEPT_FOLDED", ()):
            quote = compiler.quote_name_unless_alias
            return f"{quote(self.lhs.alias)}.{quote(f'{target.column}_folded')} LIKE %s", [self.rhs]
        return f"{FUNCTION}({lhs}) LIKE %s", [*params, self.rhs]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for: the words typed for it, and other words for the same."""

    words: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def ways(self) -> list[list[str]]:
        """Return how it may stand in a text: each way is patterns that all must fit.

        A part of a word is enough, of a short one its beginning; an abbreviation must be a word.
        """
        typed = [f"%{word}%" if len(word) >= PART else f"% {word}%" for word in self.words]
        return [typed, *([f"% {name} %" if len(name) <= PART else f"% {name}%"] for name in self.others)]

    def found_in(self, *fields: str) -> Q:
        """Return the condition that it stands in the fields."""
        return _either([_all_in(fields, patterns) for patterns in self.ways])

    def begins_in(self, *fields: str) -> Q:
        """Return the condition that words of the fields begin with it, or are other words for it."""
        typed = [f"% {word}%" for word in self.words]
        return _either([_all_in(fields, patterns) for patterns in [typed, *self.ways[1:]]])

    def whole_in(self, *fields: str) -> Q:
        """Return the condition that its words stand in the fields as whole words, just as they were typed."""
        return _all_in(fields, [f"% {word} %" for word in self.words])

    def stands_in(self, text: str) -> bool:
        """Return whether it stands in a text that no database holds."""
        words = folded_words(text)
        return any(all(pattern.strip("%") in words for pattern in patterns) for patterns in self.ways)


def _either(conditions: list[Q]) -> Q:
    return reduce(or_, conditions)


def _all_in(fields: Iterable[str], patterns: list[str]) -> Q:
    return reduce(and_, (_either([Q(**{f"{field}__words_like": pattern}) for field in fields]) for pattern in patterns))


def other_number(word: str) -> list[str]:
    """Return the singular of a word that looks like a plural, or the plural of one in y; as a list of one or none."""
    if len(word) > 4 and word.endswith("ies"):
        return [f"{word[:-3]}y"]
    if len(word) > 4 and word.endswith("y"):
        return [f"{word[:-1]}ies"]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return [word[:-1]]
    return []


@cache
def synonyms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return for each name of a thing, in words, the other names for it; read once from the project's list."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in Path(settings.SYNONYMS_FILE).read_text("utf-8").splitlines():
        names = [folded_words(name).strip() for name in line.partition("#")[0].split(",") if name.strip()]
        for name in names:
            others = found.get(tuple(name.split()), ())
            found[tuple(name.split())] = (*others, *(n for n in names if n != name and n not in others))
    return found


def words_of(text: str) -> list[str]:
    """Return the words of what was typed, folded, each once and no more than anybody means."""
    return list(dict.fromkeys(folded_words(text[:MOST_LETTERS]).split()))[:MOST_WORDS]


def terms_of(text: str) -> list[Term]:
    """Return what was typed as things to look for; words that together have another name are one of them."""
    words, known, found = words_of(text), synonyms(), []
    while words:
        for size in range(len(words), 0, -1):
            typed = tuple(words[:size])
            one = tuple(other_number(typed[-1]))
            others = known.get(typed, ()) or known.get((*typed[:-1], *one), ()) if one else known.get(typed, ())
            if others or size == 1:
                found.append(Term(typed, (*others, *(one if size == 1 else ()))))
                words = words[size:]
                break
    return found


def names_of(text: str) -> list[Term]:
    """Return what was typed as parts of somebody's name, which has no other names."""
    return [Term((word,)) for word in words_of(text)]


def has_words(text: str, *fields: str) -> Q:
    """Return the condition that everything typed stands in one of the fields.

    Nothing typed narrows nothing; a text without a letter or digit stands nowhere.
    """
    if not text.strip():
        return Q()
    return all_found(terms_of(text), *fields)


def all_found(terms: list[Term], *fields: str) -> Q:
    """Return the condition that each term stands in one of the fields; without a term none of them does."""
    return reduce(and_, (term.found_in(*fields) for term in terms)) if terms else Q(pk__in=[])


def all_stand(terms: list[Term], text: str) -> bool:
    """Return whether each term stands in a text that no database holds; without a term none of them does."""
    return bool(terms) and all(term.stands_in(text) for term in terms)


def whole_words(text: str, *fields: str) -> Q:
    """Return the condition that all that was typed stands in the fields as whole words, just as it was typed."""
    terms = terms_of(text)
    return reduce(and_, (term.whole_in(*fields) for term in terms)) if terms else Q(pk__in=[])


def closeness(text: str, terms: list[Term], *fields: str) -> Case:
    """Return how near the fields are to what was typed, to order by: the very words, whole words, beginnings, parts."""
    if not terms:
        return Case(default=Value(0), output_field=IntegerField())
    return Case(
        When(_either([Q(**{f"{field}__words_like": folded_words(text[:MOST_LETTERS])}) for field in fields]), then=0),
        When(reduce(and_, (term.whole_in(*fields) for term in terms)), then=1),
        When(reduce(and_, (term.begins_in(*fields) for term in terms)), then=2),
        default=3,
        output_field=IntegerField(),
    )


class Searched:
    """What a queryset of rows that are found by words has.

    `SEARCHED`: the fields that are looked through, that of the title first.
    """

    SEARCHED: tuple[str, ...] = ("title",)

    def matching(self: Any, text: str) -> Any:
        """Return the rows in which everything typed stands."""
        return self.filter(has_words(text, *self.SEARCHED))

    def best_first(self: Any, text: str) -> Any:
        """Order by how near the title is to what was typed, then as before."""
        return nearest_first(self, closeness(text, terms_of(text), self.SEARCHED[0]))


def nearest_first(rows: Any, near: Case) -> Any:
    """Return the rows in the order of `near`, and those equally near in the order that they had."""
    order = rows.query.order_by or (rows.query.get_meta().ordering if rows.query.default_ordering else ())
    return rows.order_by(OrderBy(near), *order)


# --- Did you mean ----------------------------------------------------------------------------------------------------

LOOKED_THROUGH = 1_000  # rows of a kind whose words are suggested
LEAST = 4  # a shorter word has too many neighbours


def did_you_mean(text: str, texts: Iterable[str]) -> str:
    """Return what was typed with the words that no text has put right by those that one has; nothing where none is.

    `texts`: what the reader may see, and nothing else, or a suggestion would tell of the rest.
    """
    spelling: dict[str, str] = {}
    often: Counter[str] = Counter()
    for one in set(texts):
        for written in one.split():
            for word in folded_words(written).split():
                spelling.setdefault(word, written.strip("\"'“”‘’()[],.;:!?") if "-" not in written else word)
                often[word] += 1
    changed, found = False, []
    for word in words_of(text):
        near = None if word in often or (word,) in synonyms() else _nearest(word, often)
        found.append(spelling[near] if near else word)
        changed = changed or near is not None
    return " ".join(found) if changed else ""


def _nearest(word: str, often: "Counter[str]") -> str | None:
    """Return the known word that one slip away (of a long word two) from the word, the commonest; or nothing."""
    if len(word) < LEAST or any(word in known for known in often):
        return None
    most = 1 if len(word) < 7 else 2
    near = ((slips(word, known, most), -often[known], known) for known in often if len(known) >= PART)
    best = min((one for one in near if one[0] <= most), default=None)
    return best[2] if best else None


def slips(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, put in, mistaken or swapped between two words; above `most` any number."""
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if earlier and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
