"""The CPD record and its register: who reads what, what it comes to, and that it stays quick (R-1, IM-4)."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from certificates.tests.factories import CertificateFactory
from core.calendar import academic_year, today, year_bounds, year_label
from core.models import AuditEvent
from cpd_trust.tests.helpers import opening, same_cost
from people.tests.factories import PersonFactory, PostFactory
from training.models import Record
from training.records import registers
from training.records.registers import totals_of
from training.tests.factories import RecordFactory


def last_year():
    """Return a day in the last academic year."""
    return year_bounds(academic_year(today()) - 1)[0] + dt.timedelta(days=30)


def rows_of(answer):
    """Return the rows of a CSV download as dictionaries."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# --- Who reads what --------------------------------------------------------------------------------------------------


@pytest.mark.policy("R-1")
def test_a_record_follows_the_person_to_another_school(cast):
    """What Tom did at Elm is read at Oak once he works there; Elm keeps what was done for Elm."""
    record = RecordFactory(person=cast.tom, school=cast.elm)
    assert record not in Record.objects.visible_to(cast.hal)
    cast.tom.posts.update(ends_on=today() - dt.timedelta(days=1))
    PostFactory(person=cast.tom, school=cast.oak)
    assert record in Record.objects.visible_to(cast.hal)
    assert record in Record.objects.visible_to(cast.eli)
    assert record not in Record.objects.in_register_of(cast.hal)


@pytest.mark.parametrize("name", ["ada", "hal", "sid", "eve", "ben", "gus", "tom"])
def test_what_a_register_shows_may_be_seen(cast, name):
    for person, school in ((cast.ada, cast.oak), (cast.tom, cast.elm), (cast.kim, cast.central)):
        RecordFactory(person=person, school=school)
    actor = getattr(cast, name)
    register = set(Record.objects.in_register_of(actor))
    assert register <= set(Record.objects.visible_to(actor))
    assert len(register) == {"hal": 1, "sid": 1, "eve": 3, "ben": 3}.get(name, 0)


@pytest.mark.policy("IM-4")
def test_the_register_of_a_school_holds_its_own_and_the_trusts_holds_all(cast, sign_in):
    RecordFactory(person=cast.ada, school=cast.oak, hours=Decimal(2), cost=Decimal(10))
    RecordFactory(person=cast.tom, school=cast.elm, hours=Decimal(5), cost=Decimal(50), title="Elm only")
    url = reverse("training:record-list")
    trust = sign_in(cast.ben).get(url)
    oak = sign_in(cast.hal).get(url)
    assert (oak.context["totals"].count, oak.context["totals"].hours, oak.context["totals"].cost) == (1, 2, 10)
    assert (trust.context["totals"].count, trust.context["totals"].hours, trust.context["totals"].cost) == (2, 7, 60)
    assert "Elm only" not in oak.content.decode()
    assert [row["Person"] for row in rows_of(sign_in(cast.hal).get(url, {"export": "csv"}))] == ["Ada Example"]
    assert sign_in(cast.hal).get(url, {"q": "Elm"}).context["totals"].count == 0
    assert sign_in(cast.hal).get(url, {"q": "tom"}).context["totals"].count == 0


# --- What it comes to ------------------------------------------------------------------------------------------------


def test_hours_by_month_are_drawn_for_one_year(cast, sign_in):
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        for day, long in (((2026, 9, 3), 6), ((2026, 11, 5), 2), ((2026, 11, 9), 1), ((2026, 7, 1), 5)):
            RecordFactory(person=cast.ada, school=cast.oak, starts_on=dt.date(*day), hours=Decimal(long))
        for reader, name in ((cast.ada, "my-record"), (cast.hal, "record-list")):
            client, url = sign_in(reader), reverse(f"training:{name}")
            page = client.get(url)
            shown = [(bar.label, bar.shown) for bar in page.context["months"]]
            assert shown == [("Sep", "6 hours"), ("Oct", "0 hours"), ("Nov", "3 hours")]
            assert "<summary>Hours by month" in page.content.decode()
            last = client.get(url, {"year": "2025"}).context["months"]
            assert [bar.shown for bar in last if bar.value] == ["5 hours"]
            assert len(last) == 12
            every = client.get(url, {"year": "all"})
            assert every.context["months"] == []
            assert "Hours by month" not in every.content.decode()


def test_a_schools_year_shows_its_hours_to_those_who_plan_it(cast, sign_in):
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        for school, day, long in (
            (cast.oak, (2026, 9, 3), 6),
            (cast.oak, (2026, 7, 1), 5),
            (cast.elm, (2026, 11, 5), 9),
        ):
            RecordFactory(person=cast.ada, school=school, starts_on=dt.date(*day), hours=Decimal(long))
        url = reverse("planning:priorities", args=[cast.oak.public_id, 2026])
        for reader in (cast.hal, cast.eve):
            ((picture, bars),) = sign_in(reader).get(url).context["pictures"]
            assert picture.title == "Hours of training by month"
            assert [(bar.label, bar.value) for bar in bars] == [("Sep", 6), ("Oct", 0), ("Nov", 0)]
        for reader in (cast.ada, cast.gus):
            page = sign_in(reader).get(url)
            assert page.context["pictures"] == []
            assert "Hours of training" not in page.content.decode()
        empty = reverse("planning:priorities", args=[cast.oak.public_id, 2027])
        assert sign_in(cast.hal).get(empty).context["pictures"] == []


@pytest.mark.policy("R-4")
def test_my_record_adds_up_by_reason_and_year(cast, sign_in):
    RecordFactory(person=cast.ada, school=cast.oak, reason="statutory", hours=Decimal("1.5"))
    RecordFactory(person=cast.ada, school=cast.oak, reason="personal", hours=Decimal(4))
    RecordFactory(person=cast.ada, school=cast.elm, reason="personal", hours=Decimal(8), starts_on=last_year())
    RecordFactory(person=cast.bea, school=cast.oak, hours=Decimal(99))
    client = sign_in(cast.ada)
    now_ = client.get(reverse("training:my-record")).context["totals"]
    assert (now_.count, now_.hours) == (2, Decimal("5.5"))
    assert {part.code: part.hours for part in now_.by_reason} == {
        "statutory": Decimal("1.5"),
        "priority": 0,
        "review": 0,
        "personal": 4,
    }
    assert client.get(reverse("training:my-record"), {"year": "all"}).context["totals"].hours == Decimal("13.5")
    before = client.get(reverse("training:my-record"), {"year": academic_year(today()) - 1})
    assert before.context["totals"].hours == 8
    assert client.get(reverse("training:my-record"), {"year": "nonsense"}).context["totals"].count == 2
    rows = rows_of(client.get(reverse("training:my-record"), {"export": "csv", "year": "all"}))
    assert len(rows) == 3
    event = AuditEvent.objects.get(code="training.record.exported")
    assert (event.actor, event.object_id) == (cast.ada, str(cast.ada.public_id))


@pytest.mark.policy("R-4")
def test_my_record_is_told_by_year_and_type(cast, sign_in):
    """31 August belongs to the year that ends, 1 September to the one that begins."""
    this_year = academic_year(today())
    first, last = year_bounds(this_year)
    for day, approach in (
        (first - dt.timedelta(days=1), "course"),
        (first, "coaching"),
        (last, "course"),
        (last + dt.timedelta(days=1), "course"),
    ):
        RecordFactory(person=cast.ada, school=cast.oak, starts_on=day, approach=approach, hours=Decimal("1.25"))
    client, url = sign_in(cast.ada), reverse("training:my-record")
    page = client.get(url)
    assert [(total.year, total.count) for total in page.context["years"]] == [
        (this_year + 1, 1), (this_year, 2), (this_year - 1, 1),
    ]  # fmt: skip
    assert [(part.code, part.count, part.hours) for part in page.context["totals"].by_approach] == [
        ("course", 1, Decimal("1.25")), ("coaching", 1, Decimal("1.25")),
    ]  # fmt: skip
    links = [f"?year={total.asked}" for total in page.context["years"]]
    assert [client.get(url + link).context["totals"].count for link in links] == [1, 2, 1]

    def count(**query):
        return client.get(url, query).context["totals"].count

    assert (count(approach="coaching"), count(approach="course", year="all"), count(approach="odd")) == (1, 3, 2)
    assert count(approach="coaching", year=this_year - 1) == 0
    assert client.get(url, {"approach": "coaching"}).context["label"] == f"{year_label(this_year)}, coaching only"
    assert len(rows_of(client.get(url, {"export": "csv", "approach": "course"}))) == 1


@pytest.mark.both
def test_my_record_is_taken_along_on_paper(cast, sign_in):
    RecordFactory(person=cast.ada, school=cast.oak, title="Clay & glaze", provider="Potters", hours=Decimal("1.5"))
    RecordFactory(person=cast.ada, school=cast.oak, title="Long ago", starts_on=last_year())
    CertificateFactory(person=cast.ada, title="First aid", expires_on=dt.date(2030, 8, 31))
    CertificateFactory(person=cast.bea, title="Somebody else’s")
    url = reverse("training:my-record")
    answer = sign_in(cast.ada).get(url, {"export": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert "Example" not in answer["Content-Disposition"]
    paper = PdfReader(io.BytesIO(answer.content))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    this_year = year_label(academic_year(today()))
    for text in (this_year, "Ada Example", "Clay & glaze", "Potters", "1.5", "First aid", "31 Aug 2030"):
        assert text in words
    assert "Long ago" not in words
    assert "Somebody" not in words
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    event = AuditEvent.objects.get(code="training.record.exported")
    assert (event.object_id, event.changes) == (str(cast.ada.public_id), {"rows": 1, "format": "pdf"})
    hers = reverse("training:person-record", args=[cast.ada.public_id])
    assert sign_in(cast.hal).get(hers, {"export": "pdf"}).status_code == 200
    assert sign_in(cast.eli).get(hers, {"export": "pdf"}).status_code == 404


def test_my_record_costs_the_same_with_one_row_and_three(cast, sign_in):
    def add(number):
        record = RecordFactory(person=cast.ada, school=cast.oak, approach=["course", "visit", "coaching"][number - 1])
        record.certificates.add(CertificateFactory(person=cast.ada))

    same_cost(opening(sign_in(cast.ada), reverse("training:my-record")), add)


def test_the_register_narrows_by_everything(cast, sign_in):
    RecordFactory(person=cast.ada, school=cast.oak, title="Clay", provider="Potters", reason="personal")
    RecordFactory(person=cast.tom, school=cast.elm, approach="coaching", starts_on=last_year())
    client = sign_in(cast.eve)

    def count(**query):
        return client.get(reverse("training:record-list"), query).context["totals"].count

    assert count() == 1
    assert count(year="all") == 2
    assert count(year="all", school=str(cast.elm.public_id)) == 1
    assert count(year="all", approach="coaching") == 1
    assert count(provider="potter", reason="personal") == 1
    assert count(q="cla") == 1
    assert count(q="ada example") == 1
    assert count(q="nobody") == 0
    assert count(last_day=last_year().isoformat()) == 1
    assert count(first_day=today().isoformat()) == 0
    assert count(sort="-cost", year="all") == 2


# --- Large registers -------------------------------------------------------------------------------------------------


def test_totals_stop_at_the_cap_and_go_on_when_asked(cast, sign_in, monkeypatch):
    monkeypatch.setattr(registers, "CAP", 3)
    for _ in range(5):
        RecordFactory(person=cast.ada, school=cast.oak)
    rows = Record.objects.order_by("-starts_on", "-pk")
    assert totals_of(rows).is_capped
    assert totals_of(rows, everything=True).count == 5
    client = sign_in(cast.hal)
    page = client.get(reverse("training:record-list"))
    text = page.content.decode()
    assert "More than 3 records" in text
    assert "totals=all" in text
    everything = client.get(reverse("training:record-list"), {"totals": "all"})
    assert everything.context["totals"].hours == 30


def test_the_register_asks_for_no_unbounded_count(cast, sign_in):
    RecordFactory(person=cast.ada, school=cast.oak)
    client = sign_in(cast.eve)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("training:record-list"), {"year": "all"})
    counting = [q["sql"] for q in queries if "COUNT(" in q["sql"] and "training_record" in q["sql"]]
    assert counting
    assert all("LIMIT" in sql for sql in counting)


@pytest.mark.parametrize("name", ["record-list", "my-record"])
def test_a_list_costs_the_same_for_one_row_and_for_three(cast, sign_in, name):
    same_cost(
        opening(sign_in(cast.hal), reverse(f"training:{name}")),
        lambda _: RecordFactory(person=cast.hal if name == "my-record" else PersonFactory(), school=cast.oak),
    )
