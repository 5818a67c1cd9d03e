"""Drafting, wording, publishing and correcting reports to boards (policy RP-1, RP-2)."""

from typing import Any

from django.db import IntegrityError, transaction

from core.audit import audit
from core.calendar import now, today, year_label
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from core.models import StoredFile
from core.uploads import keep_made_file
from notifications.models import Topic
from notifications.services import tell
from people.models import Person, Role, School, Term
from people.selectors import clerks_to_trust, holders
from people.trust_settings import role_title
from reports import policies
from reports.figures import school_figures, trust_figures
from reports.models import Report
from reports.pdf import report_pdf


def figures_for(kind: str, school: School | None, year: int, term: str) -> dict[str, Any]:
    """Return the figures that a report of this kind shows today."""
    if kind == Report.Kind.TRUST:
        return trust_figures(year, term)
    assert school is not None
    return school_figures(school, year, term)


@transaction.atomic
def draft_report(*, actor: Person, kind: str, school: School | None, year: int, term: str) -> Report:
    """Draft a report from the records, or return the draft that is there already.

    Raises `IllegalMove` when an edition is published: then a correction is the way.
    """
    require(policies.can_draft(actor, kind, school))
    same = Report.objects.filter(kind=kind, school=school, year=year, term=term)
    if (draft := same.filter(status=Report.Status.DRAFT).first()) is not None:
        return draft
    if same.exists():
        raise IllegalMove("This report has already been published. Write a correction instead.")
    return make_draft(actor=actor, kind=kind, school=school, year=year, term=term, edition=1, words={}, correction="")


def make_draft(
    *, actor: Person, kind: str, school: School | None, year: int, term: str, edition: int,
    words: dict[str, str], correction: str,
) -> Report:  # fmt: skip
    """Write a draft. Two at once: the database lets one through, and the other gets that one."""
    try:
        with transaction.atomic():
            report = Report.objects.create(
                kind=kind, school=school, year=year, term=term, edition=edition, words=words, correction=correction,
                figures=figures_for(kind, school, year, term), figures_on=today(), author=actor,
                author_title=author_title(actor, kind, school),
            )  # fmt: skip
    except IntegrityError:
        return Report.objects.get(kind=kind, school=school, year=year, term=term, status=Report.Status.DRAFT)
    audit(actor, "reports.report.drafted", report)
    return report


def author_title(actor: Person, kind: str, school: School | None) -> str:
    """Return the role in which the author writes, in the trust's own word."""
    if kind == Report.Kind.TRUST:
        return role_title(Role.CEO)
    assert school is not None
    role = Role.HEADTEACHER if actor.authority.holds(Role.HEADTEACHER, school.pk) else Role.HEAD_OF_SCHOOL
    return role_title(role)


def lock_draft(report: Report, version: int) -> Report:
    """Lock a draft and check that it is the version that the page showed."""
    row: Report = Report.objects.lock_for(Report.Status.PUBLISHED, pk=report.pk)
    if row.version != version:
        raise StaleVersion
    return row


@transaction.atomic
def save_words(*, actor: Person, report: Report, version: int, words: dict[str, str]) -> Report:
    """Save the author's words. Raises `StaleVersion` when somebody else saved first; nothing is overwritten."""
    row = lock_draft(report, version)
    require(policies.can_edit(actor, row))
    row.words = row.words | words
    row.version += 1
    row.save(update_fields=["words", "version"])
    audit(actor, "reports.report.worded", row)
    return row


@transaction.atomic
def refresh_figures(*, actor: Person, report: Report, version: int) -> Report:
    """Compute a draft's figures again, as at today."""
    row = lock_draft(report, version)
    require(policies.can_edit(actor, row))
    row.figures = figures_for(row.kind, row.school, row.year, row.term)
    row.figures_on = today()
    row.version += 1
    row.save(update_fields=["figures", "figures_on", "version"])
    audit(actor, "reports.report.refreshed", row)
    return row


def publish_report(*, actor: Person, report: Report, version: int) -> Report:
    """Freeze a draft with its figures, words and PDF, and tell its board.

    The PDF is made before the transaction, so that nobody else waits for it; the version says that it shows what is
    frozen. Raises `StaleVersion`, `IllegalMove` (published already) or `PermissionDenied` with the reason.
    """
    fresh = Report.objects.select_related("school", "author").get(pk=report.pk)
    if not Report.FLOW.allows(fresh.status, Report.Status.PUBLISHED):
        raise IllegalMove(fresh.moved_on_text())
    require(policies.can_publish(actor, fresh))
    if fresh.version != version:
        raise StaleVersion
    moment = now()
    fresh.author, fresh.author_title = actor, author_title(actor, fresh.kind, fresh.school)
    content = report_pdf(fresh, published_at=moment)
    with transaction.atomic():
        row = lock_draft(report, version)
        require(policies.can_publish(actor, row))
        pdf = keep_made_file(actor=actor, content=content, kind=StoredFile.Kind.PDF, name=f"{file_title(row)}.pdf")
        row.move_to(
            Report.Status.PUBLISHED,
            published_at=moment,
            pdf=pdf,
            author=actor,
            author_title=fresh.author_title,
        )
        audit(actor, "reports.report.published", row, changes={"edition": [None, row.edition]})
        tell_board(row)
    return row


def tell_board(report: Report) -> None:
    """Tell those who read the report that it is there."""
    readers: dict[int, Person] = {}
    if report.kind == Report.Kind.SCHOOL:
        for role in (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.CLERK):
            readers |= {person.pk: person for person in holders(role, report.school)}
    else:
        for role in (Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.MEMBER):
            readers |= {person.pk: person for person in holders(role)}
        readers |= {person.pk: person for person in clerks_to_trust()}
    for role in (Role.EXECUTIVE_LEAD, Role.CEO):
        readers |= {person.pk: person for person in holders(role)}
    readers.pop(report.author_id, None)
    where = f" for {report.school}" if report.school else ""
    for person in readers.values():
        tell(
            person=person,
            topic=Topic.REPORT,
            key=f"reports.report.published:{report.public_id}:{person.pk}",
            subject=f"{report.get_term_display()} term CPD report{where} published",
            path=report.get_absolute_url(),
        )


@transaction.atomic
def correct_report(*, actor: Person, report: Report, correction: str) -> Report:
    """Begin a new edition of a published report, with its words, fresh figures, and what it corrects."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    require(policies.can_correct(actor, row))
    return make_draft(
        actor=actor, kind=row.kind, school=row.school, year=row.year, term=row.term, edition=row.edition + 1,
        words=row.words, correction=correction,
    )  # fmt: skip


def file_title(report: Report) -> str:
    """Return the name of the PDF: the body that it is for and its term, no person."""
    body = report.school.name if report.school else "Trust"
    edition = f", version {report.edition}" if report.edition > 1 else ""
    return f"CPD report, {body}, {Term.Name(report.term).label} {year_label(report.year)}{edition}"
