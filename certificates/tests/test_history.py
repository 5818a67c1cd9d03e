"""How somebody stood on an earlier day, and which of several awards counts, beside a reference of its own."""

import datetime as dt
import random

import pytest
import time_machine

from certificates import services
from certificates.compliance import compliance_of, compliance_of_people
from certificates.expiry import Status
from certificates.models import Certificate, Exemption, NamedHolder, Requirement
from certificates.services.requirements import edit_requirement
from certificates.summary import summarise
from certificates.tests.factories import RequirementFactory
from certificates.tests.test_awards import award
from certificates.tests.test_expiry import later
from certificates.words import how_long
from core.flow import IllegalMove
from courses.bookings.selectors import booked_renewals
from courses.tests.factories import make_request

pytestmark = pytest.mark.django_db
TODAY = dt.date(2028, 11, 24)
DAY = dt.timedelta(days=1)


def at_noon(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False)


@pytest.fixture(autouse=True)
def on_a_day():
    with at_noon(TODAY):
        yield


def status(person, requirement, day=None):
    line = compliance_of_people([person.pk], day).line(person.pk, requirement)
    counts = summarise(day or TODAY).total(requirement)
    assert counts[line.status] or line.status == Status.NOT_APPLICABLE  # the counts say the same
    return line.status


# --- As of an earlier day -------------------------------------------------------------------------------------------


@pytest.mark.policy("HS-1")
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2023, 9, 1), "never_done"),
        (dt.date(2023, 9, 2), "valid"),
        (dt.date(2024, 9, 2), "due_soon"),
        (dt.date(2024, 9, 3), "expired"),
        (dt.date(2025, 6, 1), "expired"),
        (dt.date(2026, 9, 1), "expired"),
        (dt.date(2026, 9, 2), "valid"),
        (dt.date(2026, 11, 24), "valid"),
    ],
)
def test_an_earlier_day_is_answered_by_the_awards_of_that_day(day, expected, cast):
    requirement = RequirementFactory(staff_groups=["teacher"])
    for awarded_on in (dt.date(2023, 9, 2), dt.date(2026, 9, 2)):
        award(cast.ada, requirement, cast.oak, awarded_on)
    booked = make_request("booked", applicant=cast.ada, school=cast.oak, requirement=requirement, officer=cast.ben)
    assert booked_renewals([cast.ada.pk]) == {(cast.ada.pk, requirement.pk): booked.starts_on}
    with at_noon(dt.date(2026, 11, 24)):
        assert status(cast.ada, requirement, day) == expected


def test_a_withdrawn_award_never_was(cast):
    requirement = RequirementFactory()
    wrong = award(cast.ada, requirement, cast.oak, dt.date(2025, 1, 10))
    services.revoke_certificate(certificate=wrong, actor=cast.hal, reason="Somebody else's")
    assert status(cast.ada, requirement, dt.date(2025, 6, 1)) == "never_done"


def test_exemptions_are_kept_when_they_end(cast):
    requirement = RequirementFactory()
    facts = {"person": cast.ada, "requirement": requirement, "actor": cast.hal}
    with at_noon(dt.date(2026, 3, 10)):
        services.give_exemption(reason="On long leave", until=dt.date(2026, 6, 30), **facts)
    with at_noon(dt.date(2026, 5, 5)):
        second = services.give_exemption(reason="Longer leave", until=dt.date(2026, 8, 31), **facts)
    assert Exemption.objects.count() == 2
    exempt = {
        day: status(cast.ada, requirement, day) == "exempt"
        for day in (
            dt.date(2026, 3, 9), dt.date(2026, 3, 10), dt.date(2026, 3, 11), dt.date(2026, 5, 4), dt.date(2026, 5, 5),
            dt.date(2026, 8, 30), dt.date(2026, 8, 31), dt.date(2026, 9, 1),
        )
    }  # fmt: skip
    assert list(exempt.values()) == [False, True, True, True, True, True, True, False]
    with at_noon(dt.date(2026, 7, 15)):
        services.end_exemption(exemption=second, actor=cast.hal)
        with pytest.raises(IllegalMove):
            services.end_exemption(exemption=second, actor=cast.hal)
    for day, expected in ((14, "exempt"), (15, "never_done"), (16, "never_done")):
        assert status(cast.ada, requirement, dt.date(2026, 7, day)) == expected


@pytest.mark.parametrize(("hour", "first"), [(22, 10), (23, 11)])
def test_an_exemption_begins_on_its_day_in_london(cast, hour, first):
    requirement = RequirementFactory()
    with time_machine.travel(dt.datetime(2026, 7, 10, hour, 30, tzinfo=dt.UTC), tick=False):
        services.give_exemption(person=cast.ada, requirement=requirement, actor=cast.hal, reason="On long leave")
    for day in (9, 10, 11, 12):
        expected = "exempt" if day >= first else "never_done"
        assert status(cast.ada, requirement, dt.date(2026, 7, day)) == expected


def test_named_holders_are_kept_when_they_end(cast):
    requirement = RequirementFactory(coverage="named")
    with at_noon(dt.date(2026, 3, 10)):
        holder = services.name_holder(person=cast.ada, requirement=requirement, actor=cast.hal)
    with at_noon(dt.date(2026, 7, 15)):
        services.unname_holder(holder=holder, actor=cast.hal)
        with pytest.raises(IllegalMove):
            services.unname_holder(holder=holder, actor=cast.hal)
    needed = [
        status(cast.ada, requirement, day) != "not_applicable"
        for day in (dt.date(2026, 3, 9), dt.date(2026, 3, 10), dt.date(2026, 7, 14), dt.date(2026, 7, 15), TODAY)
    ]
    assert needed == [False, True, True, False, False]
    again = services.name_holder(person=cast.ada, requirement=requirement, actor=cast.hal)
    assert again != holder
    assert NamedHolder.objects.open().get() == again


# --- The anniversary ------------------------------------------------------------------------------------------------


@pytest.mark.policy("CX-1")
def test_an_earlier_award_that_comes_later_moves_the_anniversary(cast):
    requirement = RequirementFactory(interval_months=36, early_renewal_months=3)
    with at_noon(dt.date(2026, 1, 10)):
        renewal = award(cast.ada, requirement, cast.oak, dt.date(2025, 10, 1))
        assert renewal.expires_on == dt.date(2028, 10, 1)
        first = award(cast.ada, requirement, cast.oak, dt.date(2022, 12, 10), source="import")
    renewal.refresh_from_db()
    assert (first.expires_on, renewal.expires_on) == (dt.date(2025, 12, 10), dt.date(2028, 12, 10))
    assert renewal.is_current
    assert status(cast.ada, requirement) == "due_soon"
    services.revoke_certificate(certificate=first, actor=cast.hal, reason="Somebody else's")
    renewal.refresh_from_db()
    assert renewal.expires_on == dt.date(2028, 10, 1)


@pytest.mark.parametrize(
    ("awarded_on", "ends"),
    [
        (dt.date(2025, 9, 9), dt.date(2028, 9, 9)),  # a day too early
        (dt.date(2025, 9, 10), dt.date(2028, 12, 10)),
        (dt.date(2025, 9, 11), dt.date(2028, 12, 10)),
        (dt.date(2025, 12, 9), dt.date(2028, 12, 10)),
        (dt.date(2025, 12, 10), dt.date(2028, 12, 10)),
        (dt.date(2025, 12, 11), dt.date(2028, 12, 11)),  # a day too late
    ],
)
@pytest.mark.parametrize("first", [0, 1])
def test_the_order_in_which_awards_are_entered_changes_nothing(awarded_on, ends, first, cast):
    requirement = RequirementFactory(interval_months=36, early_renewal_months=3)
    days = [dt.date(2022, 12, 10), awarded_on]
    for day in (days[first], days[1 - first]):
        award(cast.ada, requirement, cast.oak, day)
    assert Certificate.objects.get(awarded_on=awarded_on).expires_on == ends


def test_what_was_entered_under_an_older_rule_keeps_its_last_day(cast):
    requirement = RequirementFactory(interval_months=24, early_renewal_months=3)
    old = award(cast.ada, requirement, cast.oak, dt.date(2025, 10, 1))
    facts = {"interval_months": 36}
    requirement = edit_requirement(requirement=requirement, version=1, actor=cast.ann, facts=facts, satisfied_by=[])
    award(cast.ada, requirement, cast.oak, dt.date(2022, 12, 10))
    old.refresh_from_db()
    assert old.expires_on == dt.date(2027, 10, 1)


# --- The yearly window ----------------------------------------------------------------------------------------------


@pytest.mark.policy("CX-1")
@pytest.mark.parametrize(
    ("awarded_on", "year"),
    [
        (dt.date(2026, 5, 31), 2026),
        (dt.date(2026, 6, 1), 2027),
        (dt.date(2026, 6, 2), 2027),
        (dt.date(2026, 7, 15), 2027),
        (dt.date(2026, 8, 31), 2027),
        (dt.date(2026, 9, 1), 2027),
        (dt.date(2027, 5, 31), 2027),
    ],
)
def test_what_is_done_before_a_yearly_window_counts_for_the_next_year(awarded_on, year, cast):
    requirement = RequirementFactory(expiry="academic_year", early_renewal_months=3)
    assert award(cast.ada, requirement, cast.oak, awarded_on).expires_on == dt.date(year, 8, 31)
    assert "Done from 1 June" in how_long(requirement)


def test_the_shipped_membership_year_opens_in_june():
    from certificates.services.requirements import load_requirements

    load_requirements(actor=None)
    months = dict(Requirement.objects.filter(expiry="academic_year").values_list("code", "early_renewal_months"))
    assert {code for code, number in months.items() if number == 3} == {"CY-STAFF", "CY-GOV"}
    assert set(months.values()) == {0, 3}


# --- A higher award ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [(dt.date(2027, 1, 9), "due_soon"), (dt.date(2027, 1, 10), "due_soon"), (dt.date(2027, 1, 11), "expired")],
)
def test_a_longer_award_covers_a_yearly_requirement_for_a_year(day, expected, cast):
    lower, higher = RequirementFactory(), RequirementFactory(coverage="named", interval_months=24)
    lower.satisfied_by.add(higher)
    given = award(cast.ada, higher, cast.oak, dt.date(2026, 1, 10))
    assert given.expires_on == dt.date(2028, 1, 10)
    assert status(cast.ada, lower, day) == expected
    (line,) = compliance_of(cast.ada, day)
    assert line.held.expires_on == dt.date(2027, 1, 10)


def test_an_award_covers_no_longer_than_it_holds_itself(cast):
    lower, higher = RequirementFactory(interval_months=36), RequirementFactory(coverage="named")
    lower.satisfied_by.add(higher)
    award(cast.ada, higher, cast.oak, dt.date(2026, 1, 10))
    assert status(cast.ada, lower, dt.date(2027, 1, 11)) == "expired"


# --- The same day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("own_first", [True, False])
@pytest.mark.parametrize("printed", [None, dt.date(2031, 1, 1)])
def test_of_one_day_the_award_that_somebody_vouches_for_counts(own_first, printed, cast):
    requirement = RequirementFactory(interval_months=36)
    own = {"source": "upload", "actor": cast.ada, "printed_expiry": printed}
    for facts in (own, {}) if own_first else ({}, own):
        award(cast.ada, requirement, cast.oak, dt.date(2026, 9, 2), **facts)
    assert Certificate.objects.current().get().source == "course"
    with at_noon(dt.date(2026, 10, 1)):
        (line,) = compliance_of(cast.ada)
    assert (line.held.is_own_word, line.held.expires_on) == (False, dt.date(2029, 9, 2))
    (line,) = compliance_of(cast.ada, dt.date(2026, 10, 1))  # asked later, of the same day
    assert (line.held.is_own_word, line.held.expires_on) == (False, dt.date(2029, 9, 2))
    mine = Certificate.objects.get(source="upload")
    services.verify_certificate(certificate=mine, actor=cast.hal)
    # Both are vouched for now, so the one that is valid longer counts.
    assert Certificate.objects.current().get().expires_on == (printed or dt.date(2029, 9, 2))


# --- A reference of its own -----------------------------------------------------------------------------------------


def ref_last_day(rule, awarded_on, printed=None, previous=None):
    """Work out the last day of an award as the policy says it, sharing no code."""
    if rule.expiry == "academic_year":
        opens = [dt.date(year, 9, 1) for year in range(2018, 2033)]
        begins = [later_back(day, rule.early_renewal_months) for day in opens]
        end = max(o for o, b in zip(opens, begins, strict=True) if b <= awarded_on).replace(month=8, day=31)
        end = end.replace(year=end.year + 1)
        return min(end, printed) if printed else end
    if printed or rule.expiry == "none" or not rule.interval_months:
        return printed
    window = rule.early_renewal_months and previous and later_back(previous, rule.early_renewal_months)
    keeps_anniversary = window and window <= awarded_on <= previous
    return later(previous if keeps_anniversary else awarded_on, rule.interval_months)


def later_back(day, months):
    """Count months back on the fingers, to the same day or the last one of that month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    number = day.day
    while True:
        try:
            return dt.date(year, month, number)
        except ValueError:
            number -= 1


def ref_last_days(rule, awards):
    """Return (day, last day) of each award that may count."""
    found = []
    for entry in sorted(awards, key=lambda a: a["on"]):
        earlier = [last for on, last, _ in found if on < entry["on"] and last]
        found.append(
            (entry["on"], ref_last_day(rule, entry["on"], entry["printed"], max(earlier, default=None)), entry)
        )
    shadowed = {a["on"] for a in awards if a["vouched"]}
    return [(on, last) for on, last, entry in found if entry["vouched"] or on not in shadowed]


def ref_status(day, lower, higher, own, other, exempt):
    """Return how somebody stood on a day: `own` awards for the lower requirement, `other` for the higher one."""
    if exempt and exempt[0] <= day <= exempt[1]:
        return "exempt"
    ends = [last for on, last in ref_last_days(lower, own) if on <= day]
    for on, last in ref_last_days(higher, other):
        if on <= day:
            ends.append(min((x for x in (last, ref_last_day(lower, on)) if x), default=None))
    if not ends:
        return "never_done"
    if None in ends:
        return "valid"
    left = (max(ends) - day).days
    return "valid" if left > 90 else "due_soon" if left >= 0 else "expired"


@pytest.mark.policy("HS-1", "CX-1")
@pytest.mark.parametrize("seed", range(25))
def test_every_status_is_that_of_the_reference(seed, cast):
    rng = random.Random(seed)

    def a_rule(**also):
        expiry = rng.choice(["interval", "interval", "printed", "academic_year", "none"])
        return RequirementFactory(
            expiry=expiry,
            interval_months=rng.choice([6, 12, 24, 36]) if expiry == "interval" else rng.choice([None, 12]),
            early_renewal_months=rng.choice([0, 2, 3]),
            **also,
        )

    lower, higher = a_rule(staff_groups=["teacher"]), a_rule(coverage="named")
    lower.satisfied_by.add(higher)
    awards = {lower: [], higher: []}
    days = [dt.date(2023, 1, 1) + rng.randrange(1800) * DAY for _ in range(4)]
    days += [day + rng.choice([-1, 0, 1, 270, 300, 330, 365]) * DAY for day in days]
    for day in rng.sample(days, 7):
        requirement, source = rng.choice([lower, lower, higher]), rng.choice(["course", "upload", "import"])
        printed = day + rng.randrange(1, 900) * DAY if rng.random() < 0.3 else None
        if any((a["on"], a["source"]) == (day, source) for a in awards[requirement]) or day > TODAY:
            continue
        vouched = source != "upload"
        row = award(
            cast.ada, requirement, cast.oak, day, source=source, printed_expiry=printed,
            actor=None if vouched else cast.ada,
        )  # fmt: skip
        awards[requirement].append({"on": day, "printed": printed, "source": source, "vouched": vouched, "row": row})
    for rows in awards.values():
        for entry in list(rows):
            if rng.random() < 0.2:
                services.revoke_certificate(certificate=entry["row"], actor=cast.hal, reason="A slip")
                rows.remove(entry)
            elif not entry["vouched"] and rng.random() < 0.4:
                services.verify_certificate(certificate=entry["row"], actor=cast.hal)
                entry["vouched"] = True
    exempt = None
    if rng.random() < 0.5:
        exempt = (dt.date(2026, 3, 10), dt.date(2026, 6, 1))
        with at_noon(exempt[0]):
            services.give_exemption(person=cast.ada, requirement=lower, reason="Leave", until=exempt[1], actor=cast.hal)
    ends = [last for rule in (lower, higher) for _, last in ref_last_days(rule, awards[rule]) if last]
    asked = {TODAY, *(day + step * DAY for day in (*days, *ends, *(exempt or ())) for step in (-1, 0, 1))}
    for day in [*rng.sample(sorted(d for d in asked if d <= TODAY), 12), TODAY, TODAY + 100 * DAY]:
        expected = ref_status(day, lower, higher, awards[lower], awards[higher], exempt)
        assert status(cast.ada, lower, day) == expected, (day, lower.expiry, higher.expiry)
