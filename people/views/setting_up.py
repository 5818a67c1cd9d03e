"""Who decides where, with the gaps; and inviting everybody at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.calendar import today
from core.folding import folded_words
from core.http import Request
from core.reading import run_steps
from core.tables import prepare
from people import emails
from people.forms.people import SeatFilter
from people.models import Person
from people.services.people import MOST_INVITED, invite_people
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
    table = SeatTable([seat for seat in rows if all(word in folded_words(seat.all_words) for word in words)])
    return prepare(request, table) or render(request, "people/role_list.html", {"form": form, "table": table})


def invitations(request: Request) -> HttpResponse:
    """Show how many were not invited yet or have not come, with the email, and invite all of them by a button."""
    administer(request)
    if request.method == "POST":
        sent = invite_people(actor=request.user, again=request.POST.get("again") == "yes")
        if sent:
            messages.success(request, f"{sent} {'invitation' if sent == 1 else 'invitations'} sent.")
        else:
            messages.warning(request, "There’s no one to invite.")
        return redirect("people:invitations")
    context = {
        "uninvited": Person.objects.uninvited(today()).count(),
        "not_signed_in": Person.objects.not_signed_in(today()).count(),
        "without_email": Person.objects.in_trust_on(today()).filter(email=None, is_active=True).count(),
        "most": MOST_INVITED,
        "mail": emails.invitation_words(request.user),
    }
    return render(request, "people/invitations.html", context)
