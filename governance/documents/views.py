"""Policy documents: the list, the page of one, adding, changing and replacing it (policy OD-1)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from certificates.views.uploads import hand_out, submit_with_file
from core.components import PageAction
from core.decisions import ALLOWED, require
from core.history import history_of
from core.http import Request, posted_version
from core.models import StoredFile
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from governance.documents import policies, selectors, services
from governance.documents.filters import DocumentFilter
from governance.documents.forms import DocumentForm, NewDocumentForm, NewVersionForm, said_of
from governance.documents.models import DocumentVersion, PolicyDocument, Reading
from governance.documents.querysets import due_within
from governance.documents.tables import DocumentTable, own_reading
from planning.scope import place_name
from training.events.selectors import audience_in_words


def find_document(request: Request, public_id: UUID) -> PolicyDocument:
    """Return the document when the reader sees it; else 404."""
    rows = PolicyDocument.objects.visible_to(request.user).select_related("school", "keeper")
    document: PolicyDocument = get_object_or_404(rows, public_id=public_id)
    return document


@require_safe
def document_list(request: Request) -> HttpResponseBase:
    """List what the reader may read, with search, filters, sorting and export: for keepers the next review first."""
    person = request.user
    require(policies.can_list(person))
    may_add = policies.can_add(person)
    rows = DocumentVersion.objects.visible_to(person).filter(replaced_at=None).with_own_reading(person)
    rows = rows.select_related("document__school", "document__keeper", "board")
    keeps = bool(may_add) or person.authority.is_trust_wide
    found = DocumentFilter(request.GET, queryset=rows, actor=person, keeps=keeps)
    table = DocumentTable(found.qs, actor=person, order_by="review_on" if keeps else "document")
    context = {"filter": found, "table": table, "may_add": may_add}
    return prepare(request, table) or render(request, "governance/documents/document_list.html", context)


@require_GET
def document_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a document: what it says today, who approved it, when it is reviewed, who reads it, earlier versions."""
    document = find_document(request, public_id)
    person = request.user
    keeps = policies.can_keep(person, document)
    current = (
        DocumentVersion.objects.with_own_reading(person)
        .select_related("file", "board")
        .get(document=document, replaced_at=None)
    )
    reading = Reading.objects.open().filter(document=document).select_related("audience").first()
    own = own_reading(current)
    follows_up = bool(policies.can_follow_up(person, document))
    earlier = DocumentVersion.objects.visible_to(person).filter(document=document, replaced_at__isnull=False)
    context = {
        "document": document,
        "place": place_name(document.school),
        "keeper": selectors.keeper_in_words(document, person),
        "current": current,
        "is_soon": current.review_on <= due_within(selectors.REVIEW_SOON),
        "own": own,
        "to_declare": reading if reading and own and current.read_at is None else None,
        "reading": reading if reading and follows_up else None,
        "audience": audience_in_words(reading.audience) if reading else [],
        "ended": Reading.objects.filter(document=document).exclude(ended_at=None) if follows_up else [],
        "last_read": selectors.last_read(person, document) if current.read_at is None else None,
        "actions": _actions(document, bool(keeps), reading),
        "earlier": earlier.select_related("file", "board"),
        "history": history_of(document) if keeps else [],
    }
    return render(request, "governance/documents/document_detail.html", context)


def _actions(document: PolicyDocument, keeps: bool, reading: Reading | None) -> list[PageAction]:
    """Return the buttons of whoever keeps it."""
    if not keeps:
        return []
    key = [document.public_id]
    if document.is_withdrawn:
        return [PageAction("Put back in force", reverse("governance:document-restore", args=key), ALLOWED, "post")]
    asks = (
        [] if reading else [PageAction("Ask people to read it", reverse("governance:reading-ask", args=key), ALLOWED)]
    )
    return [
        PageAction("Add new version", reverse("governance:document-version-add", args=key), ALLOWED, tone="primary"),
        *asks,
        PageAction("Edit", reverse("governance:document-edit", args=key), ALLOWED),
        PageAction(
            "Withdraw",
            reverse("governance:document-withdraw", args=key),
            ALLOWED,
            "confirm",
            tone="danger",
            question="Withdraw this policy? People can’t see it any more and no one is asked to read it.",
            confirm="Yes, withdraw it",
        ),
    ]


@require_safe
def version_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out the file of a version."""
    rows = DocumentVersion.objects.visible_to(request.user).select_related("file", "document")
    version = get_object_or_404(rows, public_id=public_id)
    return hand_out(version.file, request.user, version.document, "governance.document.downloaded")


def _form_page(request: Request, form: Any, title: str, button: str, back: str, caption: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": back, "caption": caption}
    return render(request, "governance/documents/document_form.html", context, status=status_of(form))


def document_create(request: Request) -> HttpResponse:
    """Add a document with its first version."""
    require(policies.can_add(request.user))
    form = NewDocumentForm(request.POST or None, request.FILES or None, actor=request.user)

    def add(file: StoredFile | None) -> PolicyDocument:
        return services.add_document(actor=request.user, values=form.answers(), file=file)

    answer = submit_with_file(request, form, add, done="Policy added.")
    return answer or _form_page(request, form, "Add policy", "Add policy", reverse("governance:document-list"))


@require_GET
def keeper_options(request: Request) -> HttpResponse:
    """Answer the search for somebody to look after a document."""
    require(policies.can_list(request.user))
    field = NewDocumentForm(actor=request.user).fields["keeper"]
    return render(request, "kit/search_options.html", field.found(request.GET, "keeper"))  # type: ignore[attr-defined]


def document_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change what is said of a document and of its current version; a stale save shows both texts."""
    document = find_document(request, public_id)
    require(policies.can_keep(request.user, document))
    current = selectors.current_version(document)
    form = DocumentForm(request.POST or None, actor=request.user, document=document, current=current)

    def now() -> tuple[PolicyDocument, dict[str, Any]]:
        fresh = find_document(request, public_id)
        facts = {name: getattr(fresh, name) for name in services.FACTS}
        return fresh, facts | said_of(selectors.current_version(fresh))

    answer = submit_form(
        request,
        form,
        lambda: services.change_document(
            document=document, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        ),
        done="Policy saved.",
        now=now,
        refused_to=document,
    )
    return answer or _form_page(request, form, "Edit policy", "Save", document.get_absolute_url(), document.title)


def version_add(request: Request, public_id: UUID) -> HttpResponse:
    """Replace what a document says by a new version."""
    document = find_document(request, public_id)
    require(policies.can_keep(request.user, document))
    reading = Reading.objects.open().filter(document=document).first()
    form = NewVersionForm(request.POST or None, request.FILES or None, document=document, reading=reading)

    def add(file: StoredFile | None) -> PolicyDocument:
        return services.add_version(
            document=document,
            actor=request.user,
            version=form.cleaned_data["version"],
            values=form.answers(),
            file=file,
            read_again_by=form.read_again_day(),
        )

    answer = submit_with_file(request, form, add, done="New version added.", refused_to=document)
    title = "Add new version"
    return answer or _form_page(request, form, title, title, document.get_absolute_url(), document.title)


@require_POST
def document_withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Take a document out of force."""
    document = find_document(request, public_id)
    return press_button(
        request,
        lambda: services.withdraw_document(document=document, actor=request.user, version=posted_version(request)),
        "Policy withdrawn.",
        back=document,
    )


@require_POST
def document_restore(request: Request, public_id: UUID) -> HttpResponse:
    """Put a withdrawn document back into force."""
    document = find_document(request, public_id)
    return press_button(
        request,
        lambda: services.restore_document(document=document, actor=request.user, version=posted_version(request)),
        "Policy is back in force.",
        back=document,
    )
