"""Entering a certificate, its page and its file, confirming and withdrawing it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from certificates import policies, services
from certificates.forms import AttachForm, CertificateForm, ReasonForm
from certificates.models import Certificate
from certificates.views.uploads import OTHERS, OWN, form_page, hand_out, submit_with_file
from certificates.words import is_set_up
from core.decisions import ALLOWED, require
from core.forms import answered, take_hint
from core.http import Request
from core.models import StoredFile
from core.navigation import stand_by_owner
from core.submissions import press_button, submit_form
from people.models import Person

SEVERAL = ("first", "second", "third", "fourth", "fifth")
PREFILLED = ("requirement", "title", "provider", "awarded_on")


def find_certificate(request: Request, public_id: UUID) -> Certificate:
    """Return the certificate, or 404."""
    rows = Certificate.objects.visible_to(request.user).select_related(
        "person", "requirement", "school", "file", "entered_by", "verified_by"
    )
    certificate = get_object_or_404(rows, public_id=public_id)
    stand_by_owner(request, certificate.person_id, OWN, *OTHERS)
    return certificate


def find_person(request: Request) -> Person:
    """Return the person that `?person=` names, out of those the reader sees; the reader without it."""
    wanted = request.GET.get("person", "")
    if not wanted:
        return request.user
    try:
        public_id = UUID(wanted)
    except ValueError:
        public_id = UUID(int=0)
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    stand_by_owner(request, person.pk, OWN, *OTHERS)
    return person


def back_to(request: Request, person: Person) -> str:
    """Return the page of certificates that a form about somebody came from."""
    if person.pk == request.user.pk:
        return reverse("certificates:mine")
    return reverse("certificates:person-compliance", args=[person.public_id])


def page_about(request: Request, form: BaseForm, person: Person, title: str, button: str) -> HttpResponse:
    """Show a form about the reader or about somebody else, whose name then stands above it."""
    name = "" if person.pk == request.user.pk else person.full_name
    back = back_to(request, person)
    return form_page(request, form, title, button, back, name or "My certificates", caption=name)


def certificate_add(request: Request) -> HttpResponse:
    """Enter a certificate for oneself or (`?person=`) for somebody one leads; the address may fill in what is known."""
    person = find_person(request)
    require(policies.can_enter(request.user, person))
    if not is_set_up():
        return redirect(back_to(request, person))  # which says whom to ask
    known = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    form = CertificateForm(request.POST or None, request.FILES or None, person=person, initial=known)
    answer = _add(request, form, person)
    return answer or page_about(request, form, person, "Add a certificate", "Add certificate")


def certificates_add(request: Request) -> HttpResponse:
    """Enter several certificates of one person at once: what is right is added, and what is not is shown again.

    Each has a form of its own, with its own token: sent twice, each is added once. No browser keeps a file that was
    chosen, so nothing that was right waits for the rest.
    """
    person = find_person(request)
    require(policies.can_enter(request.user, person))
    if not is_set_up():
        return redirect(back_to(request, person))
    is_sent = request.method == "POST"
    forms: list[CertificateForm] = []
    for key in SEVERAL:
        # What was added is not sent again.
        if not is_sent or f"{key}-token" in request.POST:
            like = forms[0] if forms else None
            data = (request.POST, request.FILES) if is_sent else ()
            forms.append(CertificateForm(*data, person=person, prefix=key, like=like))
    file_hint = take_hint(forms, "file")
    filled = [form for form in forms if is_sent and not form.is_blank]
    wrong = [form for form in filled if _add(request, form, person, quietly=True) is None]
    if added := len(filled) - len(wrong):
        messages.success(request, "Certificate added." if added == 1 else f"{added} certificates added.")
    if filled and not wrong:
        return redirect(back_to(request, person))
    if is_sent and not filled:
        messages.warning(request, "Fill in at least one certificate.")
    own = person.pk == request.user.pk
    context = {
        "forms": wrong or forms,
        "wrong": wrong,
        "file_hint": file_hint,
        "back": back_to(request, person),
        "back_text": "My certificates" if own else person.full_name,
        "caption": "" if own else person.full_name,
    }
    return render(request, "certificates/several.html", context, status=422 if is_sent else 200)


def _add(request: Request, form: CertificateForm, person: Person, *, quietly: bool = False) -> HttpResponse | None:
    """Add what the form says and return the way on; None where it is to be shown, for the first time or again."""
    there = _there(request, form, person)
    replacing = policies.can_revoke(request.user, there) if there else ALLOWED
    if there is not None and not (form.cleaned_data.get("replace") and replacing):
        form.refuse_second(replacing)
    done = "Certificate added." if there is None else "Certificate replaced."
    return submit_with_file(
        request,
        form,
        lambda file: _enter(request, form, person, there, file),
        done="" if quietly else done,
        refused_at=NON_FIELD_ERRORS,
    )


def _there(request: Request, form: CertificateForm, person: Person) -> Certificate | None:
    """Return the certificate that was typed in for the same day already, unless it came of this very form."""
    if request.method != "POST" or not form.is_valid() or answered(form.cleaned_data["token"], request.user):
        return None
    return Certificate.objects.typed_in(
        person, form.cleaned_data["requirement"], form.cleaned_data["awarded_on"]
    ).first()


def _enter(
    request: Request, form: CertificateForm, person: Person, there: Certificate | None, file: StoredFile | None
) -> Certificate:
    """Add what a valid form says, in place of what is there."""
    data = form.cleaned_data
    facts = {name: data[name] for name in ("school", "provider", "number", "printed_expiry")}
    facts |= {"title": data["title"] or data["requirement"].name, "file": file, "actor": request.user}
    if there is not None:
        return services.replace_certificate(certificate=there, **facts)
    return services.award_certificate(
        person=person,
        requirement=data["requirement"],
        awarded_on=data["awarded_on"],
        source=Certificate.Source.UPLOAD,
        **facts,
    )


@require_safe
def certificate_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a certificate: what it is for, until when it is valid, its file, and what may be done with it."""
    return _detail_page(request, find_certificate(request, public_id))


def _detail_page(
    request: Request, certificate: Certificate, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "form": form or ReasonForm(),
        "verify": policies.can_verify(request.user, certificate),
        "revoke": policies.can_revoke(request.user, certificate),
        "attach": policies.can_attach(request.user, certificate),
        "earlier": Certificate.objects.filter(person=certificate.person, requirement=certificate.requirement)
        .exclude(pk=certificate.pk)
        .order_by("-awarded_on"),
    }
    return render(request, "certificates/certificate_detail.html", context, status=status)


@require_safe
def certificate_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out the certificate's file to who may see the certificate at this moment."""
    certificate = find_certificate(request, public_id)
    return hand_out(certificate.file, request.user, certificate, "certificates.certificate.downloaded")


def certificate_attach(request: Request, public_id: UUID) -> HttpResponse:
    """Add the file of a certificate that has none."""
    certificate = find_certificate(request, public_id)
    require(policies.can_attach(request.user, certificate))
    form = AttachForm(request.POST or None, request.FILES or None)
    answer = submit_with_file(
        request,
        form,
        lambda file: services.attach_file(certificate=certificate, file=file, actor=request.user),
        done="File added.",
        refused_to=certificate,
    )
    back, name = certificate.get_absolute_url(), certificate.title
    return answer or form_page(request, form, "Add a photo or scan", "Add file", back, name, caption=name)


@require_POST
def certificate_verify(request: Request, public_id: UUID) -> HttpResponse:
    """Confirm what a person entered for themselves."""
    certificate = find_certificate(request, public_id)
    return press_button(
        request,
        lambda: services.verify_certificate(certificate=certificate, actor=request.user),
        "Certificate checked.",
        back=certificate,
    )


@require_POST
def certificate_revoke(request: Request, public_id: UUID) -> HttpResponse:
    """Withdraw a certificate that was wrong."""
    certificate = find_certificate(request, public_id)
    require(policies.can_revoke(request.user, certificate))
    form = ReasonForm(request.POST)
    answer = submit_form(
        request,
        form,
        lambda: services.revoke_certificate(
            certificate=certificate, actor=request.user, reason=form.cleaned_data["reason"]
        ),
        done="Certificate withdrawn. You can still see it in the history.",
        refused_to=certificate,
    )
    return answer or _detail_page(request, certificate, form=form, status=422)
