"""Two at once on improvement plans: one import, one carry, one start; beside their twins (policy AP-2)."""

import time
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.flow import IllegalMove, StaleVersion
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds
from planning.improvement import services as improvement
from planning.improvement import services as improvement_import
from planning.improvement.importing import plan_priorities
from planning.models import ImprovementPlan, Priority, Target
from planning.tests.factories import ImprovementPlanFactory, PriorityFactory, TargetFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("AP-2")]

ROUNDS = rounds(40)
YEARS = range(2030, 2030 + ROUNDS)


def file_of(*targets, number=1, title="Read"):
    """Return what reading a file with one priority gives."""
    said = [{"text": text, "measure": "", "due_on": None} for text in targets]
    return [{"number": number, "row": 2, "title": title, "area": "", "detail": "", "owner": None, "targets": said}]


def imports(cast, actor, rows, fingerprint):
    actor = fresh(actor)
    return [
        partial(
            improvement_import.import_priorities,
            actor=actor,
            school=cast.oak,
            year=year,
            rows=rows,
            fingerprint=fingerprint,
        )
        for year in YEARS
    ]


def test_of_two_imports_of_one_file_the_second_finds_it_done(live_cast):
    rows = file_of("Daily", "Weekly")
    fingerprint = plan_priorities(rows, []).fingerprint()
    finishes = race(*(imports(live_cast, who, rows, fingerprint) for who in (live_cast.hal, live_cast.sid)))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {IllegalMove}
    assert ImprovementPlan.objects.count() == Priority.objects.count() == ROUNDS
    assert Target.objects.count() == 2 * ROUNDS


def add_target_unguarded(pk):
    """Read, look, write, with neither lock nor second look: what the import would be without its guard."""
    priority = Priority.objects.get(pk=pk)
    is_new = not priority.targets.filter(text="Daily").exists()
    time.sleep(0.02)
    if is_new:
        Target.objects.create(priority=priority, text="Daily")


def test_the_twin_without_the_guard_doubles_targets(live_cast):
    rows = [PriorityFactory(school=live_cast.oak, year=year).pk for year in range(2030, 2040)]
    deeds = [partial(add_target_unguarded, pk) for pk in rows]
    race(deeds, deeds)
    assert Target.objects.count() > len(rows)


def test_a_priority_is_carried_over_once(live_cast):
    rows = [TargetFactory(priority__school=live_cast.oak, priority__year=year).priority for year in YEARS[::2]]

    def carries(actor):
        actor = fresh(actor)
        return [partial(improvement.carry_priority, actor=actor, priority=row, version=1) for row in rows]

    finishes = race(carries(live_cast.hal), carries(live_cast.sid))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * len(rows)
    assert losers(finishes) <= {IllegalMove, StaleVersion}
    assert Priority.objects.count() == 2 * len(rows)


def test_two_tabs_on_one_priority_and_one_of_them_wins(live_cast):
    rows = [PriorityFactory(school=live_cast.oak, year=year) for year in YEARS]

    def changes(actor, title):
        actor = fresh(actor)
        values = {"number": 1, "title": title, "area": "reading", "detail": "", "owner": None}
        return [
            partial(
                improvement.change_priority,
                actor=actor,
                priority=row,
                version=1,
                values=values,
                targets=[improvement.TargetFacts(title)],
            )
            for row in rows
        ]

    finishes = race(changes(live_cast.hal, "Hal's"), changes(live_cast.sid, "Sid's"))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {StaleVersion}
    for row in Priority.objects.prefetch_related("targets"):
        assert ([target.text for target in row.targets.all()], row.version) == ([row.title], 2)


def test_a_plan_is_started_once_and_a_number_stands_once(live_cast):
    def adds(actor):
        actor = fresh(actor)
        values = {"number": 1, "title": "Read", "area": "reading", "detail": "", "owner": None}
        return [
            partial(improvement.add_priority, actor=actor, school=live_cast.oak, year=year, values=values)
            for year in YEARS
        ]

    finishes = race(adds(live_cast.hal), adds(live_cast.sid))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert ImprovementPlan.objects.count() == Priority.objects.count() == ROUNDS
    plan = ImprovementPlan.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImprovementPlan.objects.create(school=plan.school, year=plan.year, made_by=plan.made_by)
    assert ImprovementPlanFactory(school=plan.school, year=plan.year).pk == plan.pk
