"""Professional qualifications: the list, entering one, its file (policy RM-8)."""

from uuid import UUID

import django_tables2 as tables
from django.core.exceptions import NON_FIELD_ERRORS
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates import policies, services
from certificates.forms import QualificationForm
from certificates.models import Qualification
from certificates.views.awards import back_to, find_person, page_about
from certificates.views.uploads import hand_out, submit_with_file
from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.http import Request
from core.models import StoredFile
from core.tables import RequestConfig


class QualificationTable(tables.Table):
    """Qualifications."""

    caption = "Professional qualifications"
    one, many = "qualification", "qualifications"
    exports = True
    empty_text = "No qualification yet"
    empty_hint = "Qualifications that the school or the trust paid for are listed in its reports."

    title = tables.Column(verbose_name="Qualification")
    person = tables.Column(order_by=("person__last_name", "person__first_name"))
    school = tables.Column(order_by="school__name")
    awarded_on = tables.DateColumn(verbose_name="Awarded", format="j M Y")
    awarding_body = tables.Column(verbose_name="Awarded by")
    paid_by = tables.Column(verbose_name="Paid for by")
    file = tables.TemplateColumn(
        '{% if record.file_id %}<a href="{% url "certificates:qualification-file" record.public_id %}">Download'
        '<span class="visually-hidden"> {{ record.title }}</span></a>{% endif %}',
        verbose_name="File",
        orderable=False,
    )

    class Meta:
        order_by = "-awarded_on"


@require_safe
def qualification_list(request: Request) -> HttpResponseBase:
    """List the qualifications of the people whose record the reader may see."""
    rows = Qualification.objects.visible_to(request.user).select_related("person", "school")
    if words := request.GET.get("q", "").strip():
        rows = rows.matching(words)
    if (form := wanted_format(request.GET)) is not None:
        columns = [
            Column("Qualification", "title"),
            Column("Person", "person.full_name"),
            Column("School", "school.name"),
            Column("Awarded", "awarded_on", kind="date"),
            Column("Awarded by", "awarding_body"),
            Column("Paid for by", "get_paid_by_display"),
            Column("May be named in reports", lambda row: "Yes" if row.agrees_to_be_named else "No"),
        ]
        return export_response(
            rows,
            columns,
            name="qualifications",
            format=form,
            actor=request.user,
            code="certificates.qualification",
        )
    table = QualificationTable(rows)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "certificates/qualification_list.html", {"table": table, "words": words})


def qualification_add(request: Request) -> HttpResponseBase:
    """Enter a qualification, for oneself or (`?person=`) for somebody one leads."""
    person = find_person(request)
    require(policies.can_enter(request.user, person))
    is_own = person.pk == request.user.pk
    form = QualificationForm(request.POST or None, request.FILES or None, person=person, is_own=is_own)
    back = back_to(request, person)

    def add(file: StoredFile | None) -> str:
        names = ("school", "title", "awarding_body", "awarded_on", "paid_by")
        services.add_qualification(
            person=person,
            agrees_to_be_named=form.cleaned_data.get("agrees_to_be_named", False),
            file=file,
            actor=request.user,
            **{name: form.cleaned_data[name] for name in names},
        )
        return back

    answer = submit_with_file(request, form, add, done="The qualification is entered.", refused_at=NON_FIELD_ERRORS)
    return answer or page_about(request, form, person, "Add a qualification", "Add this qualification")


@require_safe
def qualification_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out a qualification's file to who may see the qualification at this moment."""
    rows = Qualification.objects.visible_to(request.user).select_related("file")
    qualification = get_object_or_404(rows, public_id=public_id)
    return hand_out(qualification.file, request.user, qualification, "certificates.qualification.downloaded")
