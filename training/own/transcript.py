"""All that somebody did, held and was, as a page, a file and a PDF that is issued with a code to check it."""

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from certificates.models import Certificate, Qualification
from core.audit import audit
from core.calendar import academic_year, today, year_label
from core.exports import Column
from core.pdf import tagged_pdf
from core.trust_settings import trust_setting
from people.models import Grant, Person, Post
from training.own.models import Transcript
from training.records.models import Record

# Without letters and digits that look like others.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class TranscriptYear:
    """What somebody did in an academic year, its hours altogether, and by type of training, most first."""

    label: str
    hours: Decimal
    unconfirmed: Decimal
    by_type: list[tuple[str, Decimal]]
    records: list[Record]


@dataclass(frozen=True, slots=True)
class Development:
    """Somebody's whole development in the trust."""

    hours: Decimal
    unconfirmed: Decimal
    years: list[TranscriptYear]
    certificates: list[Certificate]
    qualifications: list[Qualification]
    posts: list[Post]
    grants: list[Grant]


def development_of(person: Person) -> Development:
    """Return all that somebody did, holds and was in the trust, the newest first, in few queries."""
    records = list(Record.objects.of(person).select_related("school", "requirement"))
    by_year: dict[int, list[Record]] = {}
    for record in records:
        by_year.setdefault(academic_year(record.starts_on), []).append(record)
    return Development(
        sum((record.hours for record in records), Decimal(0)),
        _unconfirmed(records),
        [_year(year, found) for year, found in by_year.items()],
        list(Certificate.objects.filter(person=person, revoked_at=None).select_related("requirement")),
        list(Qualification.objects.filter(person=person)),
        list(Post.objects.filter(person=person).select_related("school").order_by("-starts_on", "-pk")),
        list(Grant.objects.filter(person=person).select_related("school").order_by("-starts_on", "-pk")),
    )


def _year(year: int, records: list[Record]) -> TranscriptYear:
    by_type: dict[str, Decimal] = defaultdict(Decimal)
    for record in records:
        by_type[record.get_approach_display()] += record.hours
    most_first = sorted(by_type.items(), key=lambda part: (-part[1], part[0]))
    hours = sum(by_type.values(), Decimal(0))
    return TranscriptYear(year_label(year), hours, _unconfirmed(records), most_first, records)


def _unconfirmed(records: list[Record]) -> Decimal:
    return sum((record.hours for record in records if record.is_own_word), Decimal(0))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the transcript as a file."""

    kind: str
    what: str
    detail: str
    first: dt.date
    last: dt.date | None
    hours: Decimal | None = None
    type: str = ""
    route: str = ""
    reason: str = ""
    state: str = ""


COLUMNS = (
    Column("Section", "kind"),
    Column("What", "what"),
    Column("Where", "detail"),
    Column("From", "first", "date"),
    Column("To", "last", "date"),
    Column("Hours", "hours", "number"),
    Column("Type of training", "type"),
    Column("Route", "route"),
    Column("Reason", "reason"),
    Column("Confirmed", "state"),
)


def lines_of(found: Development) -> Iterator[Line]:
    """Yield the rows of the file, in the order of the page."""
    for year in found.years:
        for row in year.records:
            yield Line(
                "Training", row.title, row.provider or str(row.school), row.starts_on, row.ends_on, row.hours,
                row.get_approach_display(), row.get_route_display(), row.reason_words, row.confirmed_words,
            )  # fmt: skip
    for award in found.certificates:
        state = "Not checked yet" if award.is_own_word else ""
        yield Line("Certificate", award.title, award.provider, award.awarded_on, award.expires_on, state=state)
    for title in found.qualifications:
        state = "Added by the person" if title.entered_by_id == title.person_id else ""
        yield Line("Qualification", title.title, title.awarding_body, title.awarded_on, None, state=state)
    for post in found.posts:
        yield Line("Post", post.job_title, str(post.school), post.starts_on, post.ends_on)
    for grant in found.grants:
        yield Line("Role", grant.title, str(grant.school or ""), grant.starts_on, grant.ends_on)


@transaction.atomic
def issue_transcript(*, actor: Person) -> bytes:
    """Return the transcript of the actor as a PDF with a code on it, and keep the PDF's hash under that code."""
    letters = "".join(secrets.choice(SIGNS) for _ in range(12))
    code = "-".join(letters[start : start + 4] for start in (0, 4, 8))
    html = render_to_string(
        "training/own/transcript_pdf.html",
        {
            "person": actor,
            "found": development_of(actor),
            "code": code,
            "check_url": f"{settings.SITE_URL}{reverse('training:transcript-check')}",
            "today": today(),
            "trust_name": trust_setting("people.trust_name"),
        },
    )
    content = tagged_pdf(html, "report-pdf.css")
    Transcript.objects.create(code=code, sha256=hashlib.sha256(content).hexdigest(), issued_on=today())
    audit(actor, "training.transcript.issued", actor)
    return content


def issued_as(code: str, sha256: str) -> Transcript | None:
    """Return the transcript with this code, where it was issued with this very content; None else."""
    plain = "".join(code.split()).replace("-", "").upper()
    written = "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    return Transcript.objects.filter(code=written, sha256=sha256.lower()).first()
