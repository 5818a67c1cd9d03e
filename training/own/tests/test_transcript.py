"""The transcript: all that somebody did, to take along, and whether a file is one as it was issued."""

import csv
import datetime as dt
import hashlib
import io
import re
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from certificates.models import Qualification
from certificates.tests.factories import CertificateFactory
from core.calendar import academic_year, now, today, year_bounds
from core.models import AuditEvent, StoredFile
from cpd_trust.tests.helpers import same_cost, text_of
from training.models import Transcript
from training.own.transcript import development_of, issue_transcript, issued_as
from training.own.views import CHECKS_AN_HOUR
from training.tests.factories import RecordFactory

PAGE = reverse("training:transcript")
PDF = reverse("training:transcript-pdf")
CHECK = reverse("training:transcript-check")


def last_year():
    """Return a day in the last academic year."""
    return year_bounds(academic_year(today()) - 1)[0] + dt.timedelta(days=30)


def code_on(content):
    """Return the code that is printed on a transcript."""
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.search(r"Code ([A-Z2-9-]{14})", words)[1]


def file_of(content):
    """Return a PDF to send."""
    return SimpleUploadedFile("transcript.pdf", content, "application/pdf")


@pytest.fixture
def career(cast):
    """Two years of Ada's records, with a certificate and a qualification."""
    RecordFactory(person=cast.ada, school=cast.oak, title="Clay & glaze", approach="course", hours=Decimal("1.5"))
    RecordFactory(person=cast.ada, school=cast.oak, approach="coaching", hours=Decimal(2), source="own")
    RecordFactory(person=cast.ada, school=cast.elm, title="Long ago", hours=Decimal(4), starts_on=last_year())
    RecordFactory(person=cast.bea, school=cast.oak, title="Somebody else’s")
    CertificateFactory(person=cast.ada, title="First aid")
    CertificateFactory(person=cast.ada, title="Withdrawn one", revoked_at=now(), is_current=False)
    Qualification.objects.create(
        person=cast.ada,
        school=cast.oak,
        title="National award",
        awarded_on=today(),
        paid_by="school",
        entered_at=now(),
        entered_by=cast.ada,
    )


@pytest.mark.policy("R-1")
def test_the_transcript_holds_all_that_somebody_did_and_nobody_elses(cast, sign_in, career):
    found = development_of(cast.ada)
    assert [(year.hours, year.by_type) for year in found.years] == [
        (Decimal("3.5"), [("Coaching", 2), ("Course", Decimal("1.5"))]),
        (Decimal(4), [("Course", 4)]),
    ]
    client = sign_in(cast.ada)
    page = text_of(client.get(PAGE))
    content = client.post(PDF).content
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    for words in (
        "Long ago",
        "First aid",
        "National award",
        "Oak Primary School",
        "7.5 hours, of which 2 hours not confirmed",
        "3.5 hours, of which 2 hours not confirmed",
        "(added by the person)",
    ):
        assert words in page
        assert words in paper
    assert "Clay & glaze" in paper
    assert "Ada Example" in paper
    for words in ("Somebody", "Withdrawn one"):
        assert words not in page
        assert words not in paper
    rows = list(csv.DictReader(io.StringIO(text_of(client.get(PAGE, {"export": "csv"})))))
    assert sum(Decimal(row["Hours"] or 0) for row in rows) == Decimal("7.5")
    assert [row["Confirmed"] for row in rows if row["Type of training"] == "Coaching"] == ["Not confirmed yet"]
    assert [row["Confirmed"] for row in rows if row["Section"] == "Qualification"] == ["Added by the person"]
    assert {row["Section"] for row in rows} == {"Training", "Certificate", "Qualification", "Post"}
    codes = AuditEvent.objects.filter(subject=cast.ada, code__startswith="training.transcript").values_list("code")
    assert {code for (code,) in codes} == {"training.transcript.issued", "training.transcript.exported"}


def test_it_costs_the_same_with_one_record_and_three(cast, sign_in):
    client = sign_in(cast.ada)
    day = last_year()
    same_cost(
        lambda: client.get(PAGE),
        lambda number: RecordFactory(person=cast.ada, school=cast.oak, starts_on=day.replace(year=day.year - number)),
    )


@pytest.mark.parametrize(("offset", "status"), [(-1, 302), (0, 200), (1, 200)])
def test_it_can_be_taken_until_the_last_day(cast, sign_in, career, offset, status):
    """Somebody whose last day was yesterday is not let in; today and tomorrow they take it along."""
    client = sign_in(cast.ada)
    cast.ada.left_on = today() + dt.timedelta(days=offset)
    cast.ada.save()
    assert client.get(PAGE).status_code == status
    assert client.post(PDF).status_code == status


@pytest.mark.both
def test_a_file_is_confirmed_as_it_was_issued_and_a_changed_one_is_not(cast, client, career):
    content = issue_transcript(actor=cast.ada)
    code = code_on(content)
    told = f"the transcript that we issued on {today():%A} {today().day} {today():%B %Y}"
    # By its file or by its hash, the code as it is printed or as somebody types it; by nobody who signed in.
    for typed in (code, code.lower(), code.replace("-", " ")):
        page = text_of(client.post(CHECK, {"code": typed, "file": file_of(content)}))
        assert told in page
        assert "Ada" not in page
        assert "Example" not in page
    assert told in text_of(client.post(CHECK, {"code": code, "sha256": hashlib.sha256(content).hexdigest().upper()}))
    # The twin: another byte, the same words written anew, another's code, no code of ours.
    writer, anew = PdfWriter(clone_from=io.BytesIO(content)), io.BytesIO()
    writer.write(anew)
    other = issue_transcript(actor=cast.ada)
    for sent in (
        {"code": code, "file": file_of(content + b"\n")},
        {"code": code, "file": file_of(anew.getvalue())},
        {"code": code_on(other), "file": file_of(content)},
        {"code": "ABCD-EFGH-JKMN", "file": file_of(content)},
        {"code": code, "sha256": "0" * 64},
    ):
        answer = client.post(CHECK, sent)
        assert (answer.status_code, answer.context["issued"]) == (200, None)
        assert "We can’t confirm this transcript" in text_of(answer)
    assert not StoredFile.objects.exists()
    assert Transcript.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Transcript.objects.filter(code=code).update(sha256="0" * 64)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "code"),
        ({"code": "ABCD"}, "file"),
        ({"code": "ABCD", "sha256": "short"}, "sha256"),
        ({"code": "ABCD", "file": SimpleUploadedFile("words.docx", b"words")}, "file"),
    ],
)
def test_what_is_missing_to_check_is_said_beside_it(db, client, sent, field):
    answer = client.post(CHECK, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_checking_is_throttled(db, client):
    cache.clear()
    sent = {"code": "ABCD", "sha256": "0" * 64}
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 15, tzinfo=dt.UTC), tick=False):
        statuses = [client.post(CHECK, sent).status_code for _ in range(CHECKS_AN_HOUR + 1)]
    cache.clear()
    assert statuses == [200] * CHECKS_AN_HOUR + [429]


def test_what_is_kept_names_nobody(cast, career):
    issue_transcript(actor=cast.ada)
    assert {field.name for field in Transcript._meta.get_fields()} == {"id", "code", "sha256", "issued_on"}
    assert issued_as("", "") is None
