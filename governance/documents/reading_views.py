"""Asking people to read a policy document, saying that one has, and who has not (policy OD-1)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from core.decisions import require
from core.formatting import counted
from core.http import Request, posted_version, version_of
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from governance.documents import policies, selectors, services
from governance.documents.filters import ReaderFilter
from governance.documents.forms import AskForm
from governance.documents.models import PolicyDocument, Reading
from governance.documents.tables import ReaderTable
from governance.documents.views import find_document


def reading_ask(request: Request, public_id: UUID) -> HttpResponse:
    """Ask an audience to read a document by a day."""
    document = find_document(request, public_id)
    require(policies.can_ask(request.user, document))
    form = AskForm(request.POST or None, document=document)

    def ask() -> PolicyDocument:
        services.ask_to_read(
            document=document,
            actor=request.user,
            version=form.cleaned_data["version"],
            due_on=form.cleaned_data["due_on"],
            lines=form.lines(),
            every_year=form.cleaned_data["every_year"],
        )
        return document

    done = "Saved. We’ll let everyone know within a few minutes."
    answer = submit_form(request, form, ask, done=done, refused_to=document)
    context = {"form": form, "document": document}
    return answer or render(request, "governance/documents/reading_ask.html", context, status=status_of(form))


def _find(request: Request, public_id: UUID) -> Reading:
    rows = Reading.objects.visible_to(request.user).select_related("document__school", "document__keeper", "audience")
    reading: Reading = get_object_or_404(rows, public_id=public_id)
    return reading


@require_GET
def reading_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """List which of the reader's own people have read a document, with search, filters and export."""
    reading = _find(request, public_id)
    require(policies.can_follow_up(request.user, reading.document))
    people = selectors.readers_seen_by(request.user, reading)
    found = ReaderFilter(request.GET, queryset=people, actor=request.user)
    table = ReaderTable(found.qs)
    if answer := prepare(request, table, about=reading.document):
        return answer
    keeps = bool(policies.can_keep(request.user, reading.document))
    context = {
        "reading": reading,
        "document": reading.document,
        "filter": found,
        "table": table,
        "asked": people.count(),
        "read": people.filter(read_at__isnull=False).count(),
        "whole": selectors.whole_count(reading, people) if keeps or request.user.authority.is_trust_wide else None,
        "keeps": keeps,
        "leads": policies.leads_people(request.user),
        "may_end": reading.is_open and keeps,
    }
    return render(request, "governance/documents/reading_detail.html", context)


@require_POST
def reading_declare(request: Request, public_id: UUID) -> HttpResponse:
    """Say that one has read a document."""
    seen = PolicyDocument.objects.visible_to(request.user).order_by().values("pk")
    rows = Reading.objects.filter(document__in=seen).select_related("document")
    reading = get_object_or_404(rows, public_id=public_id)
    number = version_of(request.POST.get("version"))
    return press_button(
        request,
        lambda: services.declare_read(reading=reading, actor=request.user, number=number),
        "Thank you. We’ve noted that you’ve read this.",
        back=reading.document,
    )


@require_POST
def reading_remind(request: Request, public_id: UUID) -> HttpResponse:
    """Remind those who have not read it: all whom a keeper asks, or a leader's people."""
    reading = _find(request, public_id)
    # How many they are would tell a keeper of people whom they don't see.
    counts = not policies.can_keep(request.user, reading.document) or request.user.authority.is_trust_wide

    def remind() -> None:
        told = services.remind_readers(reading=reading, actor=request.user)
        messages.success(
            request, f"We’ve reminded {counted(told, 'person', 'people')}." if counts else "Reminders sent."
        )

    return press_button(request, remind, back=reading)


@require_POST
def reading_end(request: Request, public_id: UUID) -> HttpResponse:
    """Stop asking people to read it."""
    reading = _find(request, public_id)
    return press_button(
        request,
        lambda: services.end_reading(reading=reading, actor=request.user, version=posted_version(request)),
        "No one is asked to read this any more.",
        back=reading.document,
        refused_to=reading,
    )
