"""Who decides where, with the gaps; and inviting everybody at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.calendar import today
from core.folding import folded_words
from core.formatting import counted
from core.http import Request
from core.reading import run_steps
from core.tables import prepare
from people import emails
from people.board_roles import given_at
from people.forms.people import SeatFilter
from people.invitations import undelivered_invitations
from people.models import Person
from people.services.people import ask_for_invitations
from people.setting_up import seats
from people.tables import SeatTable
from people.views.lookups import administer


@require_safe
def role_list(request: Request) -> HttpResponseBase:
    """List the roles that somebody must hold in the trust and at each school, and who does; gaps alone where asked."""
    administer(request)
    form = SeatFilter(request.GET)
    form.is_valid()
    words = folded_words(form.cleaned_data.get("q") or "").split()
    rows = [seat for seat in run_steps(seats()) if not (form.cleaned_data.get("gaps") and seat.holders)]
    rows = [seat for seat in rows if all(word in folded_words(seat.all_words) for word in words)]
    table = SeatTable(rows, given_at=given_at({seat.school_key for seat in rows if seat.is_of_a_board}))
    return prepare(request, table) or render(request, "people/role_list.html", {"form": form, "table": table})


def invitations(request: Request) -> HttpResponse:
    """Show how many were not invited yet or have not come, with the email, and invite all of them by a button."""
    administer(request)
    if request.method == "POST":
        asked = ask_for_invitations(actor=request.user, again=request.POST.get("again") == "yes")
        if asked:
            messages.success(request, f"We’re sending {counted(asked, 'invitation')}.")
        else:
            messages.warning(request, "There’s no one to invite.")
        return redirect("people:invitations")
    waiting = Person.objects.awaiting_invitation().count()
    if request.htmx and not waiting:
        # The part of the page that shows progress asked: the whole page is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    sent = Person.objects.filter(invited_at__date=today()).count() if waiting else 0
    progress = {"waiting": waiting, "done": sent, "total": sent + waiting, "url": request.path}
    if request.htmx:
        return render(request, "people/invitations_progress.html", progress)
    context = progress | {
        "uninvited": Person.objects.uninvited(today()).count(),
        "not_signed_in": Person.objects.not_signed_in(today()).count(),
        "without_email": Person.objects.in_trust_on(today()).filter(email=None, is_active=True).count(),
        "undelivered": undelivered_invitations(),
        "mail": emails.invitation_words(request.user),
    }
    return render(request, "people/invitations.html", context)
