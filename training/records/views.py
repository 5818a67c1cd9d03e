"""The CPD record of a person, one record, and the register of the trust or of a school (policy R-1, IM-4)."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from certificates.models import Certificate
from core.audit import audit_reading
from core.calendar import today
from core.components import Bar
from core.decisions import require
from core.formatting import hours
from core.http import Request
from core.navigation import stand_by_owner
from core.pdf import tagged_pdf
from core.tables import download
from core.trust_settings import trust_setting
from people.models import Person, School
from planning.thread.selectors import served_by
from planning.thread.trace import trace_of
from training.feedback.policies import can_give, can_prompt
from training.records import policies, selectors
from training.records.filters import OwnRecordFilter, RecordFilter
from training.records.models import Record
from training.records.registers import everything_address, show_counted, totals_of
from training.records.tables import OwnRecordTable, RecordTable


@require_GET
def my_record(request: Request) -> HttpResponseBase:
    """Show one's own CPD record by year and reason, to print or to download."""
    return _person_record(request, request.user)


@require_GET
def person_record(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show the CPD record of somebody whom the reader leads or manages; else 404."""
    return _person_record(request, get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id))


def _person_record(request: Request, person: Person) -> HttpResponseBase:
    stand_by_owner(request, person.pk, "training:my-record", "training:record-list", "people:person-list")
    overview = selectors.overview_of(person)
    form = OwnRecordFilter(request.GET, overview)
    year, approach = form.wanted()
    records = selectors.records_of(person, year, approach)
    if answer := download(request, OwnRecordTable(records), about=person):
        return answer
    totals = selectors.record_totals(records)
    label = form.in_words()
    if request.GET.get("export") == "pdf":
        return _pdf(request, person, records, totals, label)
    context = {
        "person": person,
        "is_own": person.pk == request.user.pk,
        "may_log": policies.can_log(request.user),
        "form": form,
        "records": records[:500],
        "waiting": list(selectors.waiting_of(person)[: selectors.FEW + 1]) if person.pk == request.user.pk else [],
        "few": selectors.FEW,
        "totals": totals,
        "months": selectors.month_bars(records, year) if year else [],
        "charts": [
            (by, [Bar(part.label, part.hours, hours(part.hours)) for part in parts])
            for by, parts in (
                ("Reason", totals.by_reason),
                ("Type of training", totals.by_approach),
                ("Route", totals.by_route),
            )
        ],
        "years": overview.years,
        "label": label,
    }
    return render(request, "training/records/person_record.html", context)


def _pdf(
    request: Request, person: Person, records: "QuerySet[Record]", totals: selectors.RecordTotals, label: str
) -> HttpResponse:
    """Return a record with the certificates that count as a tagged PDF (PDF/UA), to take along.

    The audit trail has it as any other download.
    """
    context = {
        "person": person,
        "records": list(records),
        "totals": totals,
        "label": label,
        "certificates": Certificate.objects.current().filter(person=person).order_by("title", "-awarded_on"),
        "today": today(),
        "trust_name": trust_setting("people.trust_name"),
    }
    content = tagged_pdf(render_to_string("training/records/record_pdf.html", context), "report-pdf.css")
    changes = {"rows": totals.count, "format": "pdf"}
    audit_reading(request.user, f"{OwnRecordTable.code}.exported", person, changes=changes)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{OwnRecordTable.file_name}-{today():%Y-%m-%d}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@require_GET
def record_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show one record with the certificates that came of it."""
    rows = Record.objects.visible_to(request.user)
    rows = rows.select_related(
        "person", "school", "requirement", "recorded_by", "feedback", "feedback_request", "file", "confirmed_by"
    )
    record = get_object_or_404(rows, public_id=public_id)
    stand_by_owner(request, record.person_id, "training:my-record", "training:record-list", "people:person-list")
    certificates = record.certificates.filter(revoked_at=None).select_related("requirement")
    context = {
        "record": record,
        "certificates": certificates,
        "is_own": record.person_id == request.user.pk,
        "feedback": record.given_feedback,
        "may_edit": policies.can_edit_log(request.user, record),
        "may_delete": policies.can_delete_log(request.user, record),
        "may_confirm": policies.can_confirm(request.user, record),
        "may_give": can_give(request.user, record),
        "may_prompt": can_prompt(request.user, record),
        "prompted_today": record.awaits_feedback and record.feedback_request.prompted_on == today(),
        "trace": trace_of(record, request.user),
    }
    return render(request, "training/records/record_detail.html", context)


@require_GET
def record_list(request: Request) -> HttpResponseBase:
    """List what people did, in the trust or at one's schools, with search, filters, totals and export."""
    require(policies.can_see_register(request.user))
    form = RecordFilter(request.GET, schools=School.objects.led_by(request.user))
    rows = form.narrow(Record.objects.in_register_of(request.user)).order_by("-starts_on", "-pk")
    if served := served_by(request.user, request.GET):
        rows = served.narrow(rows)
    table = RecordTable(rows.select_related("person", "school", "requirement", "feedback", "feedback_request"))
    if answer := download(request, table):
        return answer
    totals = totals_of(rows, everything=request.GET.get("totals") == "all")
    show_counted(request, table, totals)
    year = form.one_year()
    context = {
        "form": form,
        "months": selectors.month_bars(rows, year) if year and not totals.is_capped else [],
        "table": table,
        "totals": totals,
        "own_word": selectors.own_word_hours(rows) if not totals.is_capped else 0,
        "everything_url": everything_address(request.GET),
        "served": served,
    }
    return render(request, "training/records/record_list.html", context)
