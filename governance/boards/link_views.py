"""Link roles: the list that an administrator edits, and giving one to somebody appointed, or ending it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.calendar import today
from core.decisions import require
from core.http import Request
from core.models import TrustSettings
from core.named_list_forms import AddEntryForm, ChangeEntryForm, settings_row, shown
from core.named_lists import Entry
from core.submissions import status_of, submit_form
from governance.boards import links, policies
from governance.boards.forms import LastDayForm, LinkRoleForm
from governance.boards.link_roles import DUTIES, LINK_ROLES
from governance.boards.models import Appointment
from governance.boards.views import find_appointment
from people.policies import can_administer

LIST = "governance:link-role-list"


@require_safe
def link_role_list(request: Request) -> HttpResponse:
    """List the link roles that the trust wants, in its order."""
    require(can_administer(request.user))
    rows = [(row, row.code in DUTIES) for row in LINK_ROLES.rows()]
    return render(request, "governance/boards/link_role_list.html", {"rows": rows})


def link_role_add(request: Request) -> HttpResponse:
    """Add a link role to the list."""
    require(can_administer(request.user))
    form = AddEntryForm(request.POST or None, entries=LINK_ROLES)

    def save() -> str:
        links.add_entry(actor=request.user, **form.answers())
        return reverse(LIST)

    answer = submit_form(request, form, save, done="Link role added. Boards show who has it from now on.")
    return answer or _entry_page(request, form, title="Add link role", button="Add link role")


def link_role_edit(request: Request, code: str) -> HttpResponse:
    """Rename a link role, move it, put it out of use."""
    require(can_administer(request.user))
    form = ChangeEntryForm(request.POST or None, entries=LINK_ROLES, row=_find(code))

    def save() -> str:
        links.change_entry(actor=request.user, code=code, version=form.cleaned_data["version"], **form.answers())
        return reverse(LIST)

    def now() -> tuple[TrustSettings, dict[str, Any]]:
        return settings_row(), shown(LINK_ROLES, _find(code))

    answer = submit_form(request, form, save, done="Link role saved.", now=now)
    return answer or _entry_page(request, form, title=_find(code).name, button="Save")


def _find(code: str) -> Entry:
    if row := LINK_ROLES.find(code):
        return row
    raise Http404


def _entry_page(request: Request, form: Any, **words: str) -> HttpResponse:
    context = {"form": form, "list_url": reverse(LIST), "list_title": "Link roles", **words}
    return render(request, "kit/named_list_form.html", context, status=status_of(form))


def link_give(request: Request, public_id: UUID) -> HttpResponse:
    """Give somebody appointed a link role."""
    row = find_appointment(request, public_id)
    require(policies.can_give_link_role(request.user, row))
    form = LinkRoleForm(request.POST or None, appointment=row)

    def give() -> str:
        links.give_link_role(actor=request.user, appointment=row, **form.answers())
        return reverse("governance:appointment-detail", args=[public_id])

    answer = submit_form(request, form, give, done="Link role added.")
    return answer or _link_page(request, form, row, f"Add link role: {row.person.full_name}", "Add link role")


def link_end(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """End a link role with a day. Sent twice for one that has not begun, it leads to the appointment."""
    row = find_appointment(request, public_id)
    require(policies.can_appoint_person(request.user, row.board, row.person))
    back = reverse("governance:appointment-detail", args=[public_id])
    held = row.link_roles.filter(pk=pk).first()
    if held is None and request.method == "POST":
        messages.warning(request, "This link role has been removed already.")
        return redirect(back)
    if held is None:
        raise Http404
    held.appointment = row
    form = LastDayForm(request.POST or None, initial={"last_day": today()})

    def end() -> str:
        links.end_link_role(actor=request.user, link_role=held, last_day=form.cleaned_data["last_day"])
        return back

    answer = submit_form(request, form, end, done="Last day saved.", refused_to=back)
    return answer or _link_page(request, form, row, f"End link role: {held}, {row.person.full_name}", "Save last day")


def _link_page(request: Request, form: Any, row: Appointment, title: str, button: str) -> HttpResponse:
    back = reverse("governance:appointment-detail", args=[row.public_id])
    context = {"form": form, "board": row.board, "title": title, "button": button, "back": back}
    context["caption"] = row.board.name
    return render(request, "governance/boards/form.html", context, status=status_of(form))
