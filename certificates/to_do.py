"""What of required training stands on a first page: what is overdue, of whom, and how a school or the trust is doing.

One read of certificates for the reader, the people whom they manage and the schools that they head.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.urls import reverse

from certificates.audience import people_at
from certificates.compliance import Compliance, Line, compliance_of_people
from certificates.expiry import Status
from certificates.models import Requirement
from certificates.policies import can_edit_requirements
from certificates.summary import MET, UNMET, Counts, number_of, rate, summarise
from certificates.words import ASK_WHOM, NOT_SET_UP, is_set_up
from core.calendar import today
from core.first_page import Concern, Item, Task, Tile, Urgency, urgency_by
from core.formatting import counted, number, short_date
from core.pictures import Part, SharedBar
from core.reading import Steps, counting
from people.first_page import Visit, heading_of
from people.models import Person, School

OVERDUE = (Status.EXPIRED, Status.NEVER_DONE)
# So many people, or requirements of a school, have a line or a name of their own; the rest is a number.
FEW = 2
A_DAY = dt.timedelta(days=1)
# From this share on a school is doing well: no reason to look at it first.
WELL = 95


def requirements_missing() -> Steps[str]:
    """Return that no required training is set up, or of how many in use the source was not checked yet."""
    unchecked = yield from counting(Requirement.objects.unchecked())
    if not is_set_up():
        return f"{NOT_SET_UP}."
    kinds = counted(unchecked, "kind of required training", "kinds of required training")
    return f"{kinds} not checked against the source yet." if unchecked else ""


def required_training(visit: Visit) -> Steps[list[Item]]:
    """Return what of required training the reader is to know first: their own, their people's, their schools'."""
    here = {pk for (pk,) in (yield people_at(today(), [school.pk for school in visit.schools]))}
    return list(_items(visit, here))


def _items(visit: Visit, here: set[int]) -> Iterator[Item]:
    """Return the same. `here`: who has something to do at the schools."""
    person, schools = visit.person, visit.schools
    summary = summarise() if visit.looks_after_all else None
    managed = person.authority.people_managed - {person.pk}
    everybody = {person.pk} | managed | here
    if summary:
        found = compliance_of_people(everybody, requirements=summary.requirements, audience=summary.audience)
    else:
        found = compliance_of_people(everybody)
    own = found.lines(person.pk)
    if not found.requirements and not can_edit_requirements(person):
        # Where there is nothing to meet, nothing may be called met. Whoever can set it up has it as a step.
        yield Task(NOT_SET_UP, hint=ASK_WHOM)
    yield from own_tasks(own)
    names = _Names(everybody)
    yield from _tasks_of_managed(found, managed - here, names)
    for school in schools:
        at_school = found.at(school)
        yield from _tasks_of_school(at_school, school, names, several=len(schools) > 1)
        yield from _place_tiles(_counts(at_school), school)
    if not visit.places:
        yield from _own_tiles(own)
    if summary and None in visit.places:
        yield from _place_tiles(summary.everything(), None)
    if summary:
        yield from _concerns(summary.by_school())


class _Names:
    """The names of those who have something overdue, read once and only when one is asked for."""

    def __init__(self, people: Iterable[int]) -> None:
        self._people = people
        self._read: dict[int, Person] | None = None

    def __getitem__(self, pk: int) -> Person:
        if self._read is None:
            self._read = Person.objects.in_bulk(self._people)
        return self._read[pk]


def _since(line: Line) -> str:
    """Return since when something is overdue, or by when it is due, in words."""
    if line.booked_on:
        return f"booked for {short_date(line.booked_on)}"
    if line.status == Status.DUE_SOON:
        return f"by {short_date(line.ends_on)}"
    if line.status == Status.NEVER_DONE or line.ends_on is None:
        return "no certificate yet"
    return f"since {short_date(line.ends_on + A_DAY)}"


def _first_of(lines: list[Line]) -> str:
    """Return the first of some lines with its day, and how many there are besides."""
    more = f" · {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{lines[0].requirement.short_title}: {_since(lines[0])}{more}"


def _named(parts: list[str]) -> str:
    """Return the first few names, and how many there are besides."""
    return ", ".join(parts[:FEW] + [f"{len(parts) - FEW} more"] * (len(parts) > FEW))


def _by_end(line: Line) -> tuple[object, ...]:
    return (line.ends_on or today(), line.requirement.code)


def own_tasks(lines: list[Line]) -> Iterator[Task]:
    """Return one's own training that is overdue, overdue though booked, or due soon and not booked: a line each."""
    overdue = [line for line in lines if line.status in OVERDUE]
    booked = [line for line in lines if line.status == Status.BOOKED]
    soon = sorted((line for line in lines if line.status == Status.DUE_SOON and not line.booked_on), key=_by_end)
    yield from _own_task(overdue, "is overdue", "are overdue", Urgency.OVERDUE, "Renew")
    yield from _own_task(booked, "is overdue and booked", "are overdue and booked", Urgency.LATER, "View")
    if soon:
        yield from _own_task(soon, "is due soon", "are due soon", urgency_by(soon[0].ends_on), "Renew")


def _own_task(lines: list[Line], one: str, many: str, urgency: Urgency, button: str) -> Iterator[Task]:
    """Return the task of some of one's own lines, the oldest named first: one by its name, several by their number."""
    lines = sorted(lines, key=_by_end)
    url = reverse("certificates:mine")
    if len(lines) == 1:
        since = _since(lines[0])
        yield Task(f"{lines[0].requirement.short_title} {one}", url, 1, since[0].upper() + since[1:], urgency, button)
    elif lines:
        label = f"of your required trainings {many}"
        yield Task(label, url, len(lines), _first_of(lines), urgency, button, one=label)


def _overdue(found: Compliance, person: int) -> list[Line]:
    return sorted((line for line in found.lines(person) if line.status in OVERDUE), key=_by_end)


def _tasks_of_managed(found: Compliance, managed: Iterable[int], names: _Names) -> Iterator[Task]:
    """Return what is overdue of the people whom the reader manages: a line a person, those with most first.

    The rest have a line without a number: it leads to the list of everybody, which has more rows than they are.
    """
    late = [(pk, lines) for pk in managed if (lines := _overdue(found, pk))]
    late.sort(key=lambda row: (-len(row[1]), names[row[0]].last_name, row[0]))
    for pk, lines in late[:FEW]:
        yield Task(
            f"required trainings of {names[pk]} are overdue",
            reverse("certificates:person-compliance", args=[names[pk].public_id]),
            len(lines),
            _first_of(lines),
            Urgency.OVERDUE,
            "View",
            one=f"required training of {names[pk]} is overdue",
        )
    if rest := late[FEW:]:
        yield Task(
            "Others you manage have training overdue",
            reverse("people:person-list"),
            hint=_named([names[pk].full_name for pk, _ in rest]),
            urgency=Urgency.OVERDUE,
            button="View",
        )


def _tasks_of_school(found: Compliance, school: School, names: _Names, *, several: bool) -> Iterator[Task]:
    """Return what is overdue at a school: cover that is lacking, and training with how many people are without it.

    What binds by law comes first, then what most are without; the rest has one line together.
    """
    matrix = reverse("certificates:matrix", args=[school.public_id])
    where = f" at {school}" if several else ""
    lacking = [cover for cover in found.cover(school) if not cover.is_enough]
    if lacking:
        first = lacking[0]
        hint = f"{first.requirement.short_title}: {len(first.holders)} of {first.wanted}"
        more = f" · {len(lacking) - 1} more" if len(lacking) > 1 else ""
        what = "with too few trained people" + where
        yield Task(
            f"duties {what}",
            f"{matrix}#cover",
            len(lacking),
            hint + more,
            Urgency.OVERDUE,
            "View",
            one=f"duty {what}",
        )
    late: dict[Requirement, list[tuple[Line, int]]] = {}
    for person in found.needs:
        for line in _overdue(found, person):
            late.setdefault(line.requirement, []).append((line, person))
    ranked = sorted(late.items(), key=lambda row: (not _is_binding(row[0]), -len(row[1]), row[0].code))
    for requirement, people in ranked[:FEW]:
        people.sort(key=lambda row: (_by_end(row[0]), names[row[1]].last_name, row[1]))
        yield Task(
            f"people without {requirement.short_title}{where}",
            f"{matrix}?requirement={requirement.public_id}",
            len(people),
            f"{_named([names[pk].full_name for _, pk in people])} · {_since(people[0][0])}",
            Urgency.OVERDUE,
            "View",
            one=f"person without {requirement.short_title}{where}",
        )
    if rest := ranked[FEW:]:
        yield Task(
            f"other required trainings are overdue{where}",
            matrix,
            len(rest),
            f"{counted(sum(len(people) for _, people in rest), 'certificate')} missing or out of date",
            Urgency.OVERDUE,
            "View",
            one=f"other required training is overdue{where}",
        )


def _is_binding(requirement: Requirement) -> bool:
    return requirement.statutory == Requirement.Statutory.YES


def _counts(found: Compliance) -> Counts:
    """Return how many lines of everybody at a school stand how, as its matrix adds them up."""
    return Counter(line.status for person in found.needs for line in found.lines(person))


def bar_of(counts: Counts) -> SharedBar:
    """Return the picture of some counts: up to date, due soon, overdue."""
    met, soon, unmet = number_of(counts, MET), counts[Status.DUE_SOON], number_of(counts, UNMET)
    return SharedBar(
        "Required training",
        [
            Part(f"{number(met - soon)} up to date", met - soon, "good"),
            Part(f"{number(soon)} due soon", soon, "soon"),
            Part(f"{number(unmet)} overdue", unmet, "bad"),
        ],
    )


def _hint(counts: Counts) -> str:
    """Return what is beside a share: what is overdue, due soon, and not due yet; or that all is up to date."""
    parts = [
        (number_of(counts, UNMET), "overdue"),
        (counts[Status.DUE_SOON], "due soon"),
        (counts[Status.NOT_YET_DUE], "not due yet"),
    ]
    words = [f"{number(count)} {what}" for count, what in parts if count]
    all_done = number_of(counts, MET) and not number_of(counts, UNMET) and not counts[Status.DUE_SOON]
    return ", ".join(["All up to date"] * bool(all_done) + words)


def _own_tiles(lines: list[Line]) -> Iterator[Tile]:
    """Return how many of one's own requirements are met; nothing for somebody who must meet none."""
    counts: Counts = Counter(line.status for line in lines)
    met, unmet = number_of(counts, MET), number_of(counts, UNMET)
    if met + unmet:
        tone = "danger" if unmet else "warning" if counts[Status.DUE_SOON] else "success"
        url = reverse("certificates:mine")
        yield Tile(f"{met} of {met + unmet}", "required trainings up to date", url, tone, _hint(counts), bar_of(counts))


def _place_tiles(counts: Counts, school: School | None) -> Iterator[Tile]:
    """Return how many of a hundred requirements are met at a school or in the trust; nothing where nobody must."""
    percent = rate(counts)
    if percent is None:
        return
    url = reverse("certificates:matrix-choose")
    if school:
        url = reverse("certificates:matrix", args=[school.public_id])
    tone = "success" if percent >= WELL else "warning" if percent >= 85 else "danger"
    yield Tile(
        f"{percent}%",
        "of required training up to date",
        url,
        tone,
        _hint(counts),
        bar_of(counts),
        heading_of(school),
    )


def _concerns(by_school: dict[int, Counts]) -> Iterator[Concern]:
    """Return the schools where much is overdue: the heavier, the larger its share."""
    for school, counts in by_school.items():
        percent, unmet = rate(counts), number_of(counts, UNMET)
        if percent is not None and percent < WELL:
            yield Concern(school, f"{counted(unmet, 'overdue training')}, {percent}% up to date", 100 - percent)
