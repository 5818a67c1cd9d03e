"""Raising a need, one's own needs, the page of a need, and changing it (policy R-3, AP-1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from core.calendar import academic_year, today, year_label
from core.components import PageAction, Tab
from core.decisions import require
from core.forms import answered
from core.history import history_of
from core.http import Request
from core.navigation import stand_at
from core.submissions import status_of, submit_form
from core.tables import prepare
from core.trust_settings import ours
from people.models import Person, School
from planning.conversations.models import Conversation
from planning.needs import policies, selectors, services
from planning.needs.answers import answers_to, ways_to_ask
from planning.needs.filters import OwnNeedFilter
from planning.needs.forms import NeedForm, NewNeedForm, PersonOfSchoolField, ServesField
from planning.needs.models import Need
from planning.needs.tables import OwnNeedTable
from planning.thread.trace import trace_of

NOWHERE = ours(
    "You don't currently have a post or role in the trust, so you can't add a training need. Ask the trust "
    "administrator to check your record."
)


def find_need(request: Request, public_id: UUID) -> Need:
    """Return the need when the reader may see it; else 404."""
    rows = Need.objects.visible_to(request.user).select_related(
        "school",
        "person",
        "raised_by",
        "ended_by",
        "priority__school",
        "requirement",
        "conversation",
        "gathered_into",
        "carried_from",
    )
    need = get_object_or_404(rows, public_id=public_id)
    own = request.user.pk in (need.person_id, need.raised_by_id)
    places = ("planning:my-needs",) if own else ("planning:trust-needs", "planning:my-needs")
    stand_at(request, *places, school=need.school, year=need.year)
    return need


# --- Raising ------------------------------------------------------------------------------------------------------


def need_raise(request: Request) -> HttpResponseBase:
    """Add a training need for oneself, or for others by whoever may (`?school=`, `?for=`, `?conversation=`).

    `?evidence=` and `?source=` fill in what it came of.
    """
    conversation = _conversation(request)
    schools = selectors.schools_to_raise_for(request.user)
    if conversation is not None:
        schools = [school for school in schools if school.pk == conversation.school_id]
    if not schools:
        raise PermissionDenied(NOWHERE)
    school = _school(request, schools)
    if school is None:
        return render(
            request, "planning/needs/need_school.html", {"schools": schools, "for": request.GET.get("for", "")}
        )
    ways = selectors.ways_to_raise(request.user, school)
    way = _way(request, ways, conversation)
    form = NewNeedForm(
        request.POST or None,
        actor=request.user,
        school=school,
        way=way,
        year=academic_year(today()),
        initial={name: request.GET[name] for name in ("evidence", "source") if name in request.GET},
    )
    if conversation is not None and way != selectors.ME:
        # The other of the two is known: the conversation says for whom it is.
        del form.fields["person"]
    answer = submit_form(request, form, lambda: _raise(request, form, school, conversation))
    context = {
        "form": form,
        "school": school,
        "several": len(schools) > 1,
        "conversation": conversation,
        "tabs": [] if conversation or len(ways) < 2 else _tabs(request, ways, way),
        "is_mine": way == selectors.ME,
    }
    return answer or render(request, "planning/needs/need_raise.html", context, status=status_of(form))


def _raise(request: Request, form: NewNeedForm, school: School, conversation: Conversation | None) -> str:
    """Write the need and return the address of its page."""
    own = form.way in (selectors.ME, Need.For.PERSON)
    person = form.person() if own else None
    if conversation is not None and form.way != selectors.ME:
        person = conversation.person
    need = services.raise_need(
        actor=request.user,
        school=school,
        needed_by=Need.For.PERSON if own else form.way,
        person=person,
        values=form.values(),
        year=form.cleaned_data.get("year"),
        conversation=conversation,
    )
    messages.success(
        request,
        f"{'Suggestion sent' if own else 'Training need added'} for {year_label(need.year)}. "
        f"School leaders at {school} can see it.",
    )
    return conversation.get_absolute_url() if conversation else need.get_absolute_url()


def _conversation(request: Request) -> Conversation | None:
    """Return the held conversation out of which the need comes; 404 for anybody but the two."""
    asked = request.GET.get("conversation", "")
    if not asked:
        return None
    rows = Conversation.objects.visible_to(request.user).filter(status=Conversation.Status.HELD)
    return get_object_or_404(rows.select_related("person", "school"), public_id=_uuid(asked))


def _school(request: Request, schools: list[School]) -> School | None:
    """Return the school that is asked for, the only one there is, or nothing where there is a choice."""
    if len(schools) == 1:
        return schools[0]
    asked = request.GET.get("school", "")
    return next((school for school in schools if str(school.public_id) == asked), None)


def _way(request: Request, ways: list[str], conversation: Conversation | None) -> str:
    """Return for whom it is to be: as asked for, else the nearest that the actor may."""
    if conversation is not None:
        return selectors.ME if conversation.person_id == request.user.pk else str(Need.For.PERSON.value)
    asked = request.GET.get("for", "")
    if not ways or (asked and asked not in ways and asked not in selectors.FOR_WORDS):
        raise Http404
    if asked and asked not in ways:
        raise PermissionDenied("You can only suggest training for yourself and people you manage.")
    return asked or ways[0]


def _tabs(request: Request, ways: list[str], current: str) -> list[Tab]:
    kept = {"school": request.GET["school"]} if "school" in request.GET else {}
    return [Tab(selectors.FOR_WORDS[way], "?" + urlencode(kept | {"for": way}), way == current) for way in ways]


def _uuid(text: str) -> UUID:
    """Return the id in an address; 404 for words that are none."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_GET
def need_person_options(request: Request) -> HttpResponse:
    """Answer the search for the person whose need it is with those found at the school."""
    schools = {str(school.public_id): school for school in selectors.schools_to_raise_for(request.user)}
    school = schools.get(request.GET.get("school", ""))
    if school is None:
        raise Http404
    field = PersonOfSchoolField(queryset=selectors.people_to_raise_for(request.user, school), school=school)
    return render(request, "kit/search_options.html", field.found(request.GET, "person"))


# --- One's own ----------------------------------------------------------------------------------------------------


def my_needs(request: Request) -> HttpResponseBase:
    """List what one raised and what was raised for one, and how it ended (policy R-3)."""
    mine = selectors.needs_of(request.user)
    found = OwnNeedFilter(request.GET, queryset=mine)
    table = OwnNeedTable(found.qs, actor=request.user)
    if answer := prepare(request, table):
        return answer
    context = {"filter": found, "table": table}
    return render(request, "planning/needs/my_needs.html", context)


# --- One need -----------------------------------------------------------------------------------------------------


@require_GET
def need_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a need: everything it says, what answers it, what happened to it, who sees it, what can be done."""
    need = find_need(request, public_id)
    seen = Need.objects.visible_to(request.user)
    provision = need.gathered_into
    gathered = (
        selectors.gathered_of(need).visible_to(request.user).select_related("school").order_by("school__name", "pk")
    )
    context = {
        "need": need,
        "tone": selectors.TONES[Need.Status(need.status)],
        "year": year_label(need.year),
        "for_whom": selectors.for_whom(need),
        "serves": selectors.serves_words(need),
        "trace": trace_of(need, request.user),
        "answers": answers_to(request.user, need),
        "conversation": Conversation.objects.visible_to(request.user).filter(needs=need).first(),
        "successor": seen.filter(carried_from=need).first(),
        "predecessor": seen.filter(carried_to=need).first(),
        "together": selectors.together_with(provision) if provision else None,
        "provision": seen.filter(gathered=need).first(),
        "gathered": gathered if need.school.is_central else [],
        "answers_for": selectors.together_with(need) if need.school.is_central else None,
        "let_go": policies.can_let_go(request.user, need),
        "history": history_of(need),
        "readers": selectors.readers_of(need),
        "actions": _actions(request.user, need),
        "register": reverse("planning:needs", args=[need.school.public_id, need.year])
        if policies.can_read_register(request.user, need.school)
        else reverse("planning:my-needs"),
    }
    return render(request, "planning/needs/need_detail.html", context)


def _actions(actor: Person, need: Need) -> list[PageAction]:
    """Return the buttons of a need's page: those that its state asks for."""

    def to(name: str, *more: str) -> str:
        return reverse(f"planning:need-{name}", args=[need.public_id, *more])

    if need.status != Need.Status.OPEN:
        can_open = Need.FLOW.allows(need.status, Need.Status.OPEN)
        return [PageAction("Open it again", to("reopen"), policies.can_reopen(actor, need))] if can_open else []
    change, end, ask = policies.can_edit(actor, need), policies.can_end(actor, need), policies.can_ask_for(actor, need)
    for_planners = [
        PageAction("Mark as met", to("end", "met"), end, tone="primary"),
        PageAction("Carry forward", to("end", "carried"), policies.can_carry(actor, need)),
        PageAction("Close", to("end", "closed"), policies.can_close(actor, need)),
    ]
    return [
        PageAction("Change", to("edit"), change),
        # Somebody who only raised it is not shown what only those who plan do.
        *[action for action in for_planners if action.decision or end],
        *[PageAction(label, url, ask, tone="primary") for label, url in (ways_to_ask(need) if ask else [])],
    ]


def need_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change what an open need says; two windows at once see both texts."""
    need = find_need(request, public_id)
    if need.status != Need.Status.OPEN:
        return moved_on(request, need, need.moved_on_text())
    require(policies.can_edit(request.user, need))
    form = NeedForm(request.POST or None, actor=request.user, need=need)

    def now() -> tuple[Need, dict[str, Any]]:
        nonlocal need
        need = find_need(request, public_id)
        return need, {"serves": ServesField.value_of(need)}

    answer = submit_form(
        request,
        form,
        lambda: services.change_need(
            need=need, actor=request.user, version=form.cleaned_data["version"], values=form.values()
        ),
        done="Training need saved.",
        # Also where it has ended meanwhile, what was typed stays on the page.
        now=now,
    )
    context = {"form": form, "need": need}
    return answer or render(request, "planning/needs/need_edit.html", context, status=status_of(form))


def moved_on(request: Request, need: Need, words: str) -> HttpResponse:
    """Say that it has changed meanwhile, and show the need as it is now."""
    messages.warning(request, words)
    return redirect(need)


def first_answer(token: str, person: Person) -> str | None:
    """Return where the first POST of a form that makes something led to, where this one is its twin."""
    try:
        return answered(UUID(token), person)
    except ValueError:
        return None
