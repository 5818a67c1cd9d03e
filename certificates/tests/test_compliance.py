"""Who needs what, how a person and a school stand, and that the counts are the sum of the names."""

import datetime as dt
import random
from collections import Counter

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

from certificates import services
from certificates.audience import audience_on
from certificates.bookings import BookingsKnown
from certificates.compliance import compliance_of, compliance_of_people, compliance_of_school
from certificates.expiry import Status
from certificates.models import Exemption, NamedHolder, Requirement
from certificates.services.requirements import (
    edit_requirement,
    load_requirements,
    mark_source_checked,
    short_title_of,
)
from certificates.summary import rate, summarise
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.flow import StaleVersion
from core.tests.plugging import plugged_in
from people.models import LongAbsence, Person, School
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory, SchoolFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        yield


def who(requirement, *schools):
    audience = audience_on(DAY)
    places = [school.pk if school else None for school in schools] or list(audience.places)
    return {Person.objects.get(pk=pk).first_name.lower() for place in places for pk in audience.who(requirement, place)}


@pytest.mark.policy("HS-1")
def test_audiences_are_rules_over_posts_duties_and_roles(cast):
    ResponsibilityFactory(person=cast.ada, school=cast.oak, kind="dsl")
    trainee = PersonFactory(first_name="Tia")
    PostFactory(person=trainee, school=cast.oak, staff_group="trainee", job_title="Trainee teacher")
    staff_of_oak = {"ada", "bea", "lin", "sid", "hal"}
    assert who(RequirementFactory(), cast.oak) == staff_of_oak
    assert who(RequirementFactory(staff_groups=["teacher", "trainee"]), cast.oak) == {"ada", "lin", "tia"}
    assert who(RequirementFactory(responsibilities=["dsl"])) == {"ada"}
    assert who(RequirementFactory(roles=["headteacher"])) == {"hal", "eli"}
    assert who(RequirementFactory(audience="governance")) == {"gus", "chas", "tess", "tara"}
    assert who(RequirementFactory(audience="governance", roles=["member"])) == {"mel"}
    assert who(RequirementFactory(audience="both"), cast.oak) == staff_of_oak | {"gus", "chas"}
    assert who(RequirementFactory(coverage="one_per_school")) == set()
    assert who(RequirementFactory(coverage="one_per_school", responsibilities=["dsl"])) == {"ada"}


def test_people_named_by_hand_are_added(cast):
    requirement = RequirementFactory(coverage="named")
    NamedHolder.objects.create(person=cast.tom, requirement=requirement, since=DAY, named_by=cast.eli)
    assert who(requirement) == {"tom"}


def test_early_years_rules_hold_only_where_there_are_early_years(cast):
    School.objects.filter(pk=cast.elm.pk).update(has_early_years=False)
    assert who(RequirementFactory(early_years_only=True, staff_groups=["teacher"])) == {"ada", "lin"}


def test_leavers_and_ended_posts_need_nothing(cast):
    Person.objects.filter(pk=cast.ada.pk).update(left_on=DAY - dt.timedelta(days=1))
    cast.lin_post.ends_on = DAY - dt.timedelta(days=1)
    cast.lin_post.save()
    assert who(RequirementFactory(staff_groups=["teacher"])) == {"tom"}


def test_a_joiner_has_until_the_first_due_date_and_a_mover_does_not_start_afresh(cast):
    requirement = RequirementFactory(first_due_days=30)
    PostFactory(person=cast.tom, school=cast.oak, starts_on=DAY)
    new = PersonFactory(first_name="Nev", joined_on=DAY)
    PostFactory(person=new, school=cast.oak, starts_on=DAY)
    compliance = compliance_of_people([new.pk, cast.tom.pk], DAY)
    assert compliance.line(new.pk, requirement).status == Status.DUE_SOON
    assert compliance.line(new.pk, requirement).due_on == DAY + dt.timedelta(days=30)
    assert compliance.line(cast.tom.pk, requirement).status == Status.NEVER_DONE


def test_a_higher_award_covers_a_lower_one_and_the_longest_counts(cast):
    lower, higher = RequirementFactory(), RequirementFactory(coverage="named")
    lower.satisfied_by.add(higher)
    CertificateFactory(person=cast.ada, requirement=lower, expires_on=DAY - dt.timedelta(days=9))
    assert compliance_of(cast.ada, DAY)[0].status == Status.EXPIRED
    CertificateFactory(person=cast.ada, requirement=higher, awarded_on=DAY, expires_on=DAY + dt.timedelta(days=900))
    (line,) = compliance_of(cast.ada, DAY)
    assert (line.status, line.held.requirement_id) == (Status.VALID, higher.pk)


def test_exempt_and_booked(cast):
    exempt, booked = RequirementFactory(), RequirementFactory()
    services.give_exemption(person=cast.ada, requirement=exempt, reason="On long leave", actor=cast.hal)
    with plugged_in(BookingsKnown(lambda people: {(cast.ada.pk, booked.pk): DAY})):
        lines = {line.requirement: line for line in compliance_of(cast.ada, DAY)}
    assert lines[exempt].status == Status.EXEMPT
    assert (lines[booked].status, lines[booked].booked_on, lines[booked].is_met) == (Status.BOOKED, DAY, False)


def test_cover_says_how_many_are_valid_and_until_when_there_are_enough(cast):
    requirement = RequirementFactory(coverage="one_per_school", minimum_holders=2)
    for person, days in ((cast.ada, 30), (cast.bea, 300), (cast.lin, -1), (cast.tom, 300)):
        CertificateFactory(person=person, requirement=requirement, expires_on=DAY + dt.timedelta(days=days))
    (cover,) = compliance_of_school(cast.oak, DAY).cover
    assert (cover.is_enough, set(cover.holders)) == (True, {cast.ada.pk, cast.bea.pk})
    assert cover.enough_until == DAY + dt.timedelta(days=30)
    (cover,) = compliance_of_school(cast.oak, DAY + dt.timedelta(days=31)).cover
    assert (cover.is_enough, cover.enough_until) == (False, None)


def test_cover_of_a_board_counts_its_governors(cast):
    requirement = RequirementFactory(coverage="one_per_board", audience="governance")
    CertificateFactory(person=cast.gus, requirement=requirement)
    CertificateFactory(person=cast.ada, requirement=requirement)
    assert [c.holders for c in compliance_of_school(cast.oak, DAY).cover] == [(cast.gus.pk,)]
    assert compliance_of_school(cast.elm, DAY).cover == []  # a school without a board asks nothing of one


def test_a_school_stands_by_its_own_facts_only(cast):
    """Somebody's duty at another school doesn't show here (totals tell nothing)."""
    PostFactory(person=cast.tom, school=cast.oak)
    ResponsibilityFactory(person=cast.tom, school=cast.elm, kind="dsl")
    requirement = RequirementFactory(responsibilities=["dsl"])
    assert compliance_of_school(cast.oak, DAY).compliance.line(cast.tom.pk, requirement).status == Status.NOT_APPLICABLE
    assert compliance_of_school(cast.elm, DAY).compliance.line(cast.tom.pk, requirement).status == Status.NEVER_DONE


def a_random_trust(seed):
    """Make schools, people, requirements of every shape, certificates around every edge."""
    rng = random.Random(seed)
    schools = [SchoolFactory(has_early_years=n > 0) for n in range(3)]
    people = PersonFactory.create_batch(25, email=None, can_sign_in=False)
    requirements = [
        RequirementFactory(
            coverage=rng.choice(["each_person", "each_holder", "one_per_school", "one_per_board", "named"]),
            audience=rng.choice(["staff", "governance", "both"]),
            staff_groups=rng.choice([[], [], ["teacher"], ["teaching_assistant", "trainee"]]),
            responsibilities=rng.choice([[], [], ["dsl"]]),
            roles=rng.choice([[], [], ["governor"]]),
            early_years_only=rng.random() < 0.3,
            first_due_days=rng.choice([None, 0, 30, 200]),
        )
        for _ in range(12)
    ]
    requirements[0].satisfied_by.add(requirements[1], requirements[2])
    by = PersonFactory()
    for person in people:
        for school in rng.sample(schools, rng.choice([0, 1, 1, 2])):
            PostFactory(
                person=person,
                school=school,
                staff_group=rng.choice(["teacher", "teaching_assistant", "trainee"]),
                starts_on=DAY - dt.timedelta(days=rng.choice([0, 20, 30, 31, 100, 1000])),
            )
        if rng.random() < 0.3:
            GrantFactory(person=person, role="governor", school=rng.choice(schools))
        if rng.random() < 0.3:
            ResponsibilityFactory(person=person, school=rng.choice(schools), kind="dsl")
        for requirement in rng.sample(requirements, 6):
            if rng.random() < 0.7:
                CertificateFactory(
                    person=person,
                    school=schools[0],
                    requirement=requirement,
                    awarded_on=DAY - dt.timedelta(days=400),
                    expires_on=rng.choice([None, *(DAY + dt.timedelta(days=d) for d in (-1, 0, 1, 89, 90, 91))]),
                )
            elif rng.random() < 0.5:
                Exemption.objects.create(
                    person=person,
                    requirement=requirement,
                    reason="Test",
                    given_by=by,
                    given_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
                    until=rng.choice([None, DAY, DAY - dt.timedelta(days=1)]),
                )
            else:
                NamedHolder.objects.create(person=person, requirement=requirement, since=DAY, named_by=by)
    for person in rng.sample(people, 6):
        first = DAY + dt.timedelta(days=rng.choice([-9, 0, 1]))
        LongAbsence.objects.create(person=person, starts_on=first, ends_on=rng.choice([None, first, max(first, DAY)]))
    booked = {(rng.choice(people).pk, rng.choice(requirements).pk): DAY for _ in range(60)}
    return schools, requirements, booked


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_are_the_sum_of_the_names(seed):
    schools, requirements, booked = a_random_trust(seed)
    with plugged_in(BookingsKnown(lambda people: booked)):
        whole = summarise(DAY)
        for school in schools:
            alone, names = summarise(DAY, school), compliance_of_school(school, DAY)
            for requirement in requirements:
                lines = [names.compliance.line(person.pk, requirement) for person in names.people]
                before_due = [line for line in lines if not line.held and line.due_on and line.due_on >= DAY]
                assert not any(line.status in Status.unmet() for line in before_due)
                expected = +Counter(line.status for line in lines if line.status != Status.NOT_APPLICABLE)
                assert +whole.of(school.pk, requirement) == expected
                assert +alone.of(school.pk, requirement) == expected


def test_the_rate_rounds_down_and_is_nothing_for_nobody():
    assert rate(Counter({Status.VALID: 2, Status.BOOKED: 1})) == 66
    assert rate(Counter({Status.NOT_YET_DUE: 2})) is None


@pytest.mark.parametrize("ask", ["school", "summary", "people"])
def test_the_number_of_queries_does_not_grow(cast, ask):
    def queries():
        from django.db import connection

        with CaptureQueriesContext(connection) as captured:
            if ask == "school":
                compliance_of_school(cast.oak, DAY)
            elif ask == "summary":
                summarise(DAY)
            else:
                compliance_of_people([cast.ada.pk, cast.bea.pk, cast.tom.pk], DAY)
        return len(captured)

    CertificateFactory(person=cast.ada)
    one = queries()
    for person in (cast.ada, cast.bea, cast.tom):
        CertificateFactory(person=person)
        PostFactory(person=person, school=cast.oak)
    assert queries() == one <= 14


def test_our_table_loads_and_again_changes_nothing(cast, capsys):
    call_command("load_requirements")
    assert Requirement.objects.count() == 73
    assert Requirement.objects.get(code="FA-EFAW").satisfied_by.get().code == "FA-FAW"
    assert not Requirement.objects.filter(code="HS-LOCK", is_active=True).exists()
    assert Requirement.objects.filter(source_checked_on=None).count() == 73  # nobody of this trust has checked it yet
    call_command("load_requirements")
    assert "0 added" in capsys.readouterr().out


def test_an_edited_row_is_kept_and_the_difference_listed(cast):
    load_requirements(actor=None)
    row = Requirement.objects.get(code="SG-PREVENT")
    edit_requirement(requirement=row, version=1, actor=cast.ann, facts={"interval_months": 36}, satisfied_by=[])
    with pytest.raises(StaleVersion):
        edit_requirement(requirement=row, version=1, actor=cast.ann, facts={"interval_months": 12}, satisfied_by=[])
    again = load_requirements(actor=None)
    assert again.differences == {"SG-PREVENT": ["interval_months"]}
    row.refresh_from_db()
    assert row.interval_months == 36
    checked = mark_source_checked(requirement=row, version=2, actor=cast.ann)
    assert checked.source_checked_by == cast.ann


SEED_HEADER = (
    "code,name,audience,coverage_rule,first_due_days,interval_months,expiry_basis,evidence,statutory,authority,source,"
    "notes,status\n"
)


def test_a_table_of_the_first_shape_takes_who_needs_it_from_ours(cast, tmp_path):
    table = tmp_path / "seed.csv"
    table.write_text(
        SEED_HEADER
        + "SG-DSL,DSL training,DSL and deputy DSLs,each_role_holder,0,24,completion_date,certificate,yes,KCSIE,S2,,\n"
        + "XX-NEW,Something new,Somebody,each_person,,12,completion_date,certificate,recommended,None,GK,,\n"
    )
    result = load_requirements(actor=None, path=table)
    assert result.added == ["SG-DSL", "XX-NEW"]
    assert Requirement.objects.get(code="SG-DSL").responsibilities == ["dsl", "deputy_dsl"]
    assert Requirement.objects.get(code="XX-NEW").coverage == "named"
    assert len(result.remarks) == 1
    assert list(Requirement.objects.values_list("short_title", flat=True)) == ["DSL training", "Something new"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Fire safety", "Fire safety"),
        ("Prevent training (awareness), all staff", "Prevent training"),
        ("A name of exactly 24 sign", "A name of exactly 24…"),
        ("A name of just 24 signs.", "A name of just 24 signs."),
        ("(Nothing before the bracket)", "(Nothing before the…"),
        ("Incomprehensibilitiesabound", "Incomprehensibilitiesab…"),
    ],
)
def test_a_name_is_cut_to_a_short_title_at_a_word(name, short):
    assert short_title_of(name) == short


@pytest.mark.both
def test_no_requirement_is_without_a_short_title(cast):
    load_requirements(actor=None)
    titles = list(Requirement.objects.values_list("short_title", flat=True))
    assert len(set(titles)) == 73
    with pytest.raises(IntegrityError, match="has_a_short_title"), transaction.atomic():
        Requirement.objects.update(short_title="")


@pytest.mark.parametrize(
    "line",
    [
        "AA,Name,All,each_person,x,12,completion_date,c,yes,a,s,,",
        "AA,Name,All,each_person,0,,completion_date,c,yes,a,s,,",
        "AA,Name,All,each_person,0,12,whenever,c,yes,a,s,,",
        "AA,Name,All,each_person,0,12,completion_date,c,perhaps,a,s,,",
    ],
)
def test_a_faulty_table_adds_nothing(cast, tmp_path, line):
    table = tmp_path / "faulty.csv"
    table.write_text(SEED_HEADER + "OK,Good,All,each_person,0,12,completion_date,c,yes,a,s,,\n" + line + "\n")
    with pytest.raises(CommandError, match="Line 3"):
        call_command("load_requirements", str(table))
    assert not Requirement.objects.exists()
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(CommandError, match="missing these columns"):
        call_command("load_requirements", str(tmp_path / "empty.csv"))
