"""What goes with an event: who organises and facilitates it, its shared notes and materials."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from certificates.views.uploads import hand_out, submit_with_file
from core.decisions import require
from core.formatting import counted
from core.forms import SearchSelectField
from core.http import Request
from core.models import StoredFile
from core.submissions import press_button, status_of, submit_form
from people.models import Person
from training.events import policies, services
from training.events.forms import FacilitatorForm, MaterialForm, NotesForm, OrganiserForm
from training.events.models import Event, Material
from training.events.selectors import possible_facilitators, possible_organisers
from training.events.views import find_event


def _page(request: Request, form: object, event: Event, title: str, button: str) -> HttpResponse:
    context = {"form": form, "event": event, "title": title, "button": button}
    return render(request, "training/events/event_form.html", context, status=status_of(form))  # type: ignore[arg-type]


def organiser_change(request: Request, public_id: UUID) -> HttpResponse:
    """Let somebody else organise the event, and the other dates to come of its series."""
    event = find_event(request, public_id)
    require(policies.can_change(request.user, event))
    options_url = reverse("training:event-organiser-options", args=[event.public_id])
    form = OrganiserForm(request.POST or None, people=possible_organisers(request.user, event), options_url=options_url)

    def change() -> Event:
        person = form.cleaned_data["person"]
        rows = services.change_organiser(event=event, actor=request.user, person=person)
        dates = f" for {counted(len(rows), 'date')}" if rows[1:] else ""
        messages.success(request, f"Organiser changed{dates}. We’ve told them.")
        return event

    # Whoever gave it away may not see it any more.
    answer = submit_form(request, form, lambda: _seen_or_list(request, change()), refused_to=event)
    return answer or _page(request, form, event, "Change organiser", "Change organiser")


def _seen_or_list(request: Request, event: Event) -> str:
    is_seen = Event.objects.visible_to(request.user).filter(pk=event.pk).exists()
    return event.get_absolute_url() if is_seen else reverse("training:event-list")


@require_GET
def organiser_options(request: Request, public_id: UUID) -> HttpResponse:
    """Answer the search for somebody to organise an event."""
    event = find_event(request, public_id)
    require(policies.can_change(request.user, event))
    field = SearchSelectField(queryset=possible_organisers(request.user, event))
    return render(request, "kit/search_options.html", field.found(request.GET, "person"))


def facilitator_add(request: Request, public_id: UUID) -> HttpResponse:
    """Name somebody who runs the event."""
    event = find_event(request, public_id)
    require(policies.can_change(request.user, event))
    people = possible_facilitators(request.user, event)
    form = FacilitatorForm(request.POST or None, people=people, options_url=_options_url(event))

    def add() -> Event:
        return services.add_facilitator(event=event, actor=request.user, person=form.cleaned_data["person"])

    answer = submit_form(request, form, add, done="Facilitator added.")
    return answer or _page(request, form, event, "Add facilitator", "Add facilitator")


def _options_url(event: Event) -> str:
    return reverse("training:event-facilitator-options", args=[event.public_id])


@require_GET
def facilitator_options(request: Request, public_id: UUID) -> HttpResponse:
    """Answer the search for somebody to run an event."""
    event = find_event(request, public_id)
    require(policies.can_change(request.user, event))
    people = possible_facilitators(request.user, event)
    field = FacilitatorForm(people=people, options_url=_options_url(event)).fields["person"]
    return render(request, "kit/search_options.html", field.found(request.GET, "person"))  # type: ignore[attr-defined]


@require_POST
def facilitator_remove(request: Request, public_id: UUID, person_id: UUID) -> HttpResponse:
    """Take a facilitator off."""
    event = find_event(request, public_id)
    person = get_object_or_404(Person.objects.filter(events_facilitated=event), public_id=person_id)
    return press_button(
        request,
        lambda: services.remove_facilitator(event=event, actor=request.user, person=person),
        "Facilitator removed.",
        back=event,
    )


def event_notes(request: Request, public_id: UUID) -> HttpResponse:
    """Write the shared notes: of all dates, where the event is one of a series."""
    event = find_event(request, public_id)
    require(policies.can_run(request.user, event))
    form = NotesForm(request.POST or None, row=event.series or event)

    def write() -> Event:
        cleaned = form.cleaned_data
        return services.write_notes(event=event, actor=request.user, version=cleaned["version"], notes=cleaned["notes"])

    def now() -> object:
        fresh = find_event(request, public_id)
        return fresh.series or fresh

    answer = submit_form(request, form, write, done="Notes saved.", now=now)
    return answer or _page(request, form, event, "Shared notes", "Save notes")


def material_add(request: Request, public_id: UUID) -> HttpResponse:
    """Add a link or a file."""
    event = find_event(request, public_id)
    require(policies.can_run(request.user, event))
    form = MaterialForm(request.POST or None, request.FILES or None)

    def add(file: StoredFile | None) -> Event:
        services.add_material(event=event, actor=request.user, file=file, **form.answers())
        return event

    answer = submit_with_file(request, form, add, done="Material added.")
    return answer or _page(request, form, event, "Add material", "Add material")


def _find_material(request: Request, public_id: UUID) -> Material:
    rows = Material.objects.visible_to(request.user).select_related("file", "event", "series")
    material: Material = get_object_or_404(rows, public_id=public_id)
    return material


@require_safe
def material_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out a file of an event to whoever sees the event."""
    material = _find_material(request, public_id)
    return hand_out(material.file, request.user, material, "training.material.downloaded")


@require_POST
def material_remove(request: Request, public_id: UUID, material_id: UUID) -> HttpResponse:
    """Remove a link or a file."""
    event = find_event(request, public_id)
    material = get_object_or_404(Material.objects.of(event), public_id=material_id)
    return press_button(
        request,
        lambda: services.remove_material(event=event, material=material, actor=request.user),
        "Material removed.",
        back=event,
    )
