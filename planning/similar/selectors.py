"""The same need over schools, with how many people and what it costs; no names (policy AP-10)."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low
from typing import Any
from uuid import UUID

from core.money import pence
from core.trust_settings import ours, trust_setting
from people.models import Person, Post, School, StaffGroup
from planning.needs.models import Need
from planning.similar.grouping import group_similar
from planning.vocabulary import Area, Source

GOVERNORS = ours("Governors and trustees")
OTHERS = "Others"


@dataclass(frozen=True, slots=True)
class SimilarNeed:
    """One need of a group, without a name: of which school, for how many of which group."""

    pk: int
    public_id: UUID
    school_id: int
    school: str
    title: str
    group: str
    people: int
    source: str
    # The person is counted once, also where two needs are theirs.
    person_id: int | None
    price: Decimal | None

    @property
    def whom(self) -> str:
        """Return for whom it is: "1 teaching assistant"."""
        return counted_group(self.people, self.group)


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """How many people and needs of one school."""

    name: str
    people: int
    needs: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Needs that one provision could answer together."""

    key: str
    area: str
    title: str
    needs: tuple[SimilarNeed, ...]
    people: int
    groups: tuple[tuple[str, int], ...]
    shares: tuple[SchoolShare, ...]
    price: Decimal | None

    @property
    def schools(self) -> int:
        """Return of how many schools they are."""
        return len(self.shares)

    @property
    def count(self) -> int:
        """Return how many needs they are."""
        return len(self.needs)

    @property
    def about(self) -> str:
        """Return the area in words."""
        return str(Area(self.area).label)

    @property
    def who(self) -> str:
        """Return "11 teaching assistants in 4 schools", or "11 people …" where they are of several groups."""
        whom = counted_group(self.people, self.groups[0][0] if len(self.groups) == 1 else "People")
        return f"{whom} in {'1 school' if self.schools == 1 else f'{self.schools} schools'}"

    @property
    def who_exactly(self) -> str:
        """Return each group with its number."""
        return ", ".join(counted_group(number, group) for group, number in self.groups)


def counted_group(number: int, group: str) -> str:
    """Return "11 teaching assistants", "1 teaching assistant", "1 person"."""
    words = group[:1].lower() + group[1:]
    if number != 1:
        return f"{number} {words}"
    if words == "people":
        return "1 person"
    return f"1 {words.removesuffix('s')}"


FIELDS = ("pk", "public_id", "school", "school__name", "area", "title", "needed_by", "person", "staff_group",
          "people_count", "estimated_cost", "source")  # fmt: skip


def proposals_for(actor: Person) -> list[Proposal]:
    """Return what could be provided together, the most people first, in two queries whatever the number of needs.

    The central roles see what two schools or more need; leaders what several people of their own schools need
    (nothing here tells one school of another's needs). Needs that are planned together already are left out.
    """
    open_needs = Need.objects.in_register_of(actor).open().filter(gathered_into=None)
    # A provision itself is no need of a school any more.
    open_needs = open_needs.exclude(pk__in=Need.objects.filter(gathered_into__isnull=False).values("gathered_into"))
    rows: dict[int, dict[str, Any]] = {row["pk"]: row for row in open_needs.order_by("pk").values(*FIELDS)}
    posts = Post.objects.current().filter(person__in=open_needs.order_by().values("person"))
    staff_groups = {
        (person, school): StaffGroup(group).label
        for person, school, group in posts.order_by("-starts_on", "-pk").values_list("person", "school", "staff_group")
    }
    several_schools = actor.authority.is_trust_wide
    found = []
    for group in group_similar((pk, row["area"], row["title"]) for pk, row in rows.items()):
        members = [rows[pk] for pk in sorted(group.members)]
        if len(members) < 2 or (several_schools and len({row["school"] for row in members}) < 2):
            continue
        proposal = _proposal(group.area, group.words, members, staff_groups)
        if proposal.people > 1:
            found.append(proposal)
    return sorted(found, key=lambda one: (-one.people, -one.schools, one.title, one.key))


def _proposal(
    area: str, words: frozenset[str], rows: list[dict[str, Any]], staff_groups: dict[tuple[int, int], str]
) -> Proposal:
    needs = tuple(
        SimilarNeed(
            pk=row["pk"],
            public_id=row["public_id"],
            school_id=row["school"],
            school=row["school__name"],
            title=row["title"],
            group=_group_of(row, staff_groups),
            people=row["people_count"],
            source=row["source"],
            person_id=row["person"],
            price=_price_of(row),
        )
        for row in rows
    )
    names = {row["school"]: row["school__name"] for row in rows}
    counted = _each_person_once(needs)
    by_group: Counter[str] = Counter()
    by_school: Counter[int] = Counter()
    for need in counted:
        by_group[need.group] += need.people
        by_school[need.school_id] += need.people
    of_school = Counter(need.school_id for need in needs)
    shares = [SchoolShare(names[pk], by_school[pk], of_school[pk]) for pk in names]
    prices = sorted(need.price for need in needs if need.price is not None)
    titles = Counter(row["title"] for row in rows)
    title = min(titles, key=lambda one: (-titles[one], len(one), one))
    text = f"{area}|{' '.join(sorted(words))}"
    return Proposal(
        key=hashlib.sha256(text.encode()).hexdigest()[:16],
        area=area,
        title=title,
        needs=needs,
        people=sum(by_group.values()),
        groups=tuple(sorted(by_group.items(), key=lambda item: (-item[1], item[0]))),
        shares=tuple(sorted(shares, key=lambda share: (-share.people, share.name))),
        price=median_low(prices) if prices else None,
    )


def _group_of(row: dict[str, Any], staff_groups: dict[tuple[int, int], str]) -> str:
    """Return to which group of people a need belongs, in words."""
    if row["needed_by"] == Need.For.GOVERNORS:
        return str(GOVERNORS)
    if row["person"] is not None:
        return staff_groups.get((row["person"], row["school"]), OTHERS)
    return str(StaffGroup(row["staff_group"]).label) if row["staff_group"] else "Staff"


def _price_of(row: dict[str, Any]) -> Decimal | None:
    """Return what a need was thought to cost for each person, where somebody said so."""
    if row["estimated_cost"] is None:
        return None
    each = Decimal(row["estimated_cost"]) / row["people_count"]
    return pence(each)


def _each_person_once(needs: Iterable[SimilarNeed]) -> list[SimilarNeed]:
    """Return the needs without the second of the same person."""
    seen: set[int] = set()
    kept = []
    for need in needs:
        if need.person_id is not None and need.person_id in seen:
            continue
        if need.person_id is not None:
            seen.add(need.person_id)
        kept.append(need)
    return kept


def proposal_with_key(actor: Person, key: str) -> Proposal | None:
    """Return the proposal with this key as it is today, or nothing where there is none any more."""
    return next((proposal for proposal in proposals_for(actor) if proposal.key == key), None)


def facts_of(needs: Iterable[SimilarNeed]) -> dict[str, Any]:
    """Return what a provision for these needs takes from them: how many people, which group, the usual source."""
    chosen = list(needs)
    groups: defaultdict[str, int] = defaultdict(int)
    for need in _each_person_once(chosen):
        groups[need.group] += need.people
    by_label = {label: value for value, label in StaffGroup.choices}
    only = by_label.get(next(iter(groups)), "") if len(groups) == 1 else ""
    sources = Counter(need.source for need in chosen)
    order = list(Source.values)
    return {
        "people_count": sum(groups.values()),
        "staff_group": only,
        "source": min(sources, key=lambda source: (-sources[source], order.index(source))),
    }


# --- What it costs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sending people out beside bringing a trainer in, in pounds."""

    people: int
    price: Decimal
    sending: Decimal
    trainer: Decimal
    # From how many people on a trainer costs no more; nothing where sending is free.
    break_even: int | None

    @property
    def difference(self) -> Decimal:
        """Return how much less the cheaper way costs."""
        return abs(self.sending - self.trainer)

    @property
    def trainer_is_cheaper(self) -> bool:
        """Return whether bringing a trainer in costs less for these people."""
        return self.trainer < self.sending


def compare_costs(people: int, price: Decimal, fee: Decimal, travel: Decimal) -> Comparison:
    """Return what it costs to send `people` out at `price` each, beside a trainer's fee and travel."""
    trainer = fee + travel
    return Comparison(
        people=people,
        price=price,
        sending=price * people,
        trainer=trainer,
        break_even=max(1, math.ceil(trainer / price)) if price > 0 else None,
    )


def usual_trainer_fee() -> Decimal:
    """Return what a trainer usually costs the trust for a day."""
    return pence(str(trust_setting("planning.trainer_day_cost")))


def central_team() -> School:
    """Return the central team, in whose register a common provision stands."""
    return School.objects.get(kind=School.Kind.CENTRAL)
