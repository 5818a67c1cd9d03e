"""Hours by type, route and reason in one's own record, its file and the register's, against sums made by hand."""

import csv
import io
from collections import defaultdict
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from core.calendar import academic_year, today, year_bounds
from cpd_trust.tests.helpers import text_of
from planning.models import Approach, Reason, Route
from planning.vocabulary import route_of
from training.models import Record
from training.records.selectors import record_totals
from training.records.services import record_training
from training.tests.factories import RecordFactory


@pytest.mark.policy("R-5", "R-6")
def test_hours_by_type_route_and_reason_are_the_sums_of_the_records(cast, sign_in):
    random = Random(6)
    sums = [defaultdict(Decimal) for _ in range(3)]
    first, _ = year_bounds(academic_year(today()))
    for _ in range(60):
        approach, reason = random.choice(Approach.values), random.choice(Reason.values)
        route, hours = random.choice(Route.values), Decimal(random.randrange(1, 40)) / 4
        RecordFactory(
            person=cast.ada,
            school=cast.oak,
            approach=approach,
            reason=reason,
            route=route,
            hours=hours,
            starts_on=first,
        )
        for part, code in zip(sums, (approach, route, reason), strict=True):
            part[code] += hours
    RecordFactory(person=cast.bea, school=cast.oak, hours=Decimal(99), starts_on=first)
    found = record_totals(Record.objects.of(cast.ada))
    told = [found.by_approach, found.by_route, [part for part in found.by_reason if part.count]]
    assert [{part.code: part.hours for part in parts} for parts in told] == [dict(part) for part in sums]
    for url, reader in (("training:my-record", cast.ada), ("training:record-list", cast.hal)):
        text = text_of(sign_in(reader).get(reverse(url), {"export": "csv", "q": "" if reader is cast.ada else "ada"}))
        in_file = defaultdict(Decimal)
        for row in csv.DictReader(io.StringIO(text)):
            in_file[row["Route"]] += Decimal(row["Hours"])
        assert in_file == {Route(code).label: hours for code, hours in sums[1].items()}
    page = sign_in(cast.ada).get(reverse("training:my-record"))
    for words in ("Hours by reason", "Hours by type of training", "Hours by route"):
        assert f"<summary>{words}</summary>" in page.content.decode()


@pytest.mark.policy("R-5")
@pytest.mark.parametrize(
    ("approach", "is_external", "route"),
    [
        ("course", True, "external"),
        ("staff_meeting", False, "in_school"),
        ("network", False, "community"),
        ("moderation", True, "community"),
        ("secondment", False, "cross_school"),
    ],
)
def test_every_record_says_its_route(cast, approach, is_external, route):
    assert route_of(approach, is_external=is_external) == route
    record = record_training(
        actor=cast.hal, person=cast.ada, school=cast.oak, source="school", title="Training", approach=approach,
        reason="personal", starts_on=today(), ends_on=today(), hours=Decimal(1), is_external=is_external,
    )  # fmt: skip
    assert record.route == route
