"""Conversations about development between somebody and their line manager (policy RM-3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.decisions import require
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from core.tables import show
from planning.conversations import policies, selectors, services
from planning.conversations.filters import ConversationFilter
from planning.conversations.forms import ArrangeForm, AskForm, RecordForm
from planning.conversations.models import Conversation
from planning.conversations.tables import ConversationTable

ARRANGING = {"title": "Arrange conversation", "button": "Arrange"}
RECORDING = {"title": "Record what was agreed", "button": "Save"}


def find_conversation(request: Request, public_id: UUID) -> Conversation:
    """Return the conversation to one of the two; to everybody else it is not there."""
    return get_object_or_404(selectors.conversations_of(request.user), public_id=public_id)


@require_GET
def conversation_list(request: Request) -> HttpResponse:
    """List one's conversations, asked for and led."""
    rows = selectors.conversations_of(request.user)
    found = ConversationFilter(request.GET, queryset=rows, actor=request.user)
    table = ConversationTable(found.qs, actor=request.user)
    show(request, table)
    context = {
        "filter": found,
        "table": table,
        "may_ask": policies.can_ask(request.user),
    }
    return render(request, "planning/conversations/conversation_list.html", context)


def conversation_ask(request: Request) -> HttpResponse:
    """Request a conversation."""
    partners = selectors.partners_of(request.user)
    require(policies.can_ask(request.user))
    form = AskForm(request.POST or None, partners=partners)

    def ask() -> Conversation:
        chosen = form.chosen()
        try:
            conversation = services.ask_conversation(
                actor=request.user, manager=chosen.person, school=chosen.school, topic=form.cleaned_data["topic"]
            )
        except PermissionDenied as problem:
            raise ValidationError(str(problem)) from None
        messages.success(request, f"Request sent. {chosen.person} will arrange a date and place.")
        return conversation

    answer = submit_form(request, form, ask)
    context = {"form": form, "partners": partners}
    return answer or render(request, "planning/conversations/conversation_ask.html", context, status=status_of(form))


@require_GET
def conversation_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a conversation to one of the two: what it is about, when, what was agreed, the needs out of it."""
    row = find_conversation(request, public_id)
    actor = request.user
    context: dict[str, Any] = {
        "row": row,
        "is_manager": row.manager_id == actor.pk,
        "other": row.person if row.manager_id == actor.pk else row.manager,
        "tone": selectors.TONES[Conversation.Status(row.status)],
        "needs": selectors.needs_from(row, actor),
        "may_arrange": policies.can_arrange(actor, row),
        "may_record": policies.can_record(actor, row),
        "may_withdraw": policies.can_withdraw(actor, row),
        "may_raise": policies.can_raise_from(actor, row),
        "raise_url": f"{reverse('planning:need-raise')}?conversation={row.public_id}",
    }
    return render(request, "planning/conversations/conversation_detail.html", context)


def conversation_arrange(request: Request, public_id: UUID) -> HttpResponse:
    """Say when and where, or change it."""
    row = find_conversation(request, public_id)
    require(policies.can_arrange(request.user, row))
    form = ArrangeForm(request.POST or None, conversation=row)
    answer = submit_form(
        request,
        form,
        lambda: services.arrange_conversation(
            conversation=row,
            actor=request.user,
            version=form.cleaned_data["version"],
            arranged_for=form.moment(),
            place=form.cleaned_data["place"],
        ),
        done=f"Conversation arranged. We've told {row.person}.",
        now=lambda: find_conversation(request, public_id),
    )
    context = {"form": form, "row": row} | ARRANGING
    return answer or render(request, "planning/conversations/conversation_form.html", context, status=status_of(form))


def conversation_record(request: Request, public_id: UUID) -> HttpResponse:
    """Write down that it was held, and what was agreed."""
    row = find_conversation(request, public_id)
    require(policies.can_record(request.user, row))
    form = RecordForm(request.POST or None, conversation=row)
    answer = submit_form(
        request,
        form,
        lambda: services.record_conversation(
            conversation=row,
            actor=request.user,
            version=form.cleaned_data["version"],
            held_on=form.cleaned_data["held_on"],
            outcome=form.cleaned_data["outcome"],
        ),
        done="Conversation recorded. You can now add any training needs.",
        now=lambda: find_conversation(request, public_id),
    )
    context = {"form": form, "row": row} | RECORDING
    return answer or render(request, "planning/conversations/conversation_form.html", context, status=status_of(form))


@require_POST
def conversation_withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Withdraw it before it is held."""
    row = find_conversation(request, public_id)
    require(policies.can_withdraw(request.user, row))
    return press_button(
        request,
        lambda: services.withdraw_conversation(conversation=row, actor=request.user, version=posted_version(request)),
        "Conversation cancelled. We've told the other person.",
        back="planning:conversation-list",
        refused_to=row,
    )
