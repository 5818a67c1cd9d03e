"""The inbox of everybody, and the outbox of the trust's administrator."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.calendar import LONDON
from core.decisions import require
from core.http import Request
from core.submissions import press_button
from core.tables import prepare
from core.trust_settings import trust_setting
from notifications import policies, selectors, services
from notifications.forms import InboxFilter, OutboxFilter, PreferencesForm, valid_values
from notifications.models import Mail, Notice, Topic
from notifications.querysets import MailQuerySet
from notifications.tables import OutboxTable

PAGE = 25


# --- The inbox -----------------------------------------------------------------------------------------------------


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show one's notices, unread ones first."""
    form = InboxFilter(request.GET)
    wanted = valid_values(form)
    notices = selectors.inbox(
        request.user, words=wanted["q"] or "", topic=wanted["topic"] or "", only_unread=bool(wanted["unread"])
    )
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "unread": selectors.unread_count(request.user), "topic": wanted["topic"]}
    return render(request, "notifications/inbox.html", context)


@require_safe
def notice_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show one notice with the link to the page that it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    return render(request, "notifications/notice_detail.html", {"notice": notice})


@require_POST
def notice_open(request: Request, public_id: UUID) -> HttpResponse:
    """Mark one notice as read and go to the page that it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    services.mark_read(notice=notice, actor=request.user)
    return redirect(notice.path or notice.get_absolute_url())


@require_POST
def notice_read(request: Request, public_id: UUID) -> HttpResponse:
    """Mark one notice as read and stay in the inbox."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    services.mark_read(notice=notice, actor=request.user)
    messages.success(request, "Marked as read.")
    return redirect("notifications:inbox")


@require_POST
def inbox_read_all(request: Request) -> HttpResponse:
    """Mark all notices as read."""
    count = services.mark_all_read(actor=request.user)
    messages.success(request, f"{count} marked as read." if count else "You have no unread notifications.")
    return redirect("notifications:inbox")


def preferences(request: Request) -> HttpResponse:
    """Let somebody choose what also comes by mail."""
    form = PreferencesForm(request.POST or None, initial=selectors.preferences_of(request.user))
    if request.method == "POST":
        # A form with no box ticked posts only its token: bound all the same.
        form = PreferencesForm(request.POST)
        if form.is_valid():
            services.save_preferences(actor=request.user, **form.cleaned_data)
            messages.success(request, "Email preferences saved.")
            return redirect("notifications:preferences")
    return render(
        request,
        "notifications/preferences.html",
        {"form": form, "digest_hour": dt.time(int(trust_setting("notifications.digest_hour")))},
        status=422 if form.is_bound else 200,
    )


# --- The outbox ----------------------------------------------------------------------------------------------------


@require_safe
def outbox(request: Request) -> HttpResponseBase:
    """Show the mails of the whole trust, or hand them out as a file."""
    require(policies.can_settle(request.user))
    form = OutboxFilter(request.GET)
    mails = _filtered(Mail.objects.visible_to(request.user), form)
    # The texts are long, and no list shows them.
    table = OutboxTable(mails.order_by("-created_at", "-pk").defer("text", "html", "calendar"))
    if answer := prepare(request, table):
        return answer
    context = {
        "form": form,
        "table": table,
        "counts": selectors.outbox_counts(request.user),
        "is_kept": settings.MAIL_IS_KEPT,
    }
    return render(request, "notifications/outbox.html", context)


def _filtered(mails: MailQuerySet, form: OutboxFilter) -> MailQuerySet:
    wanted = valid_values(form)
    mails = mails.matching(wanted["q"] or "")
    if wanted["status"] == "troubled":
        mails = mails.troubled()
    elif wanted["status"]:
        mails = mails.filter(status=wanted["status"])
    if wanted["topic"]:
        mails = mails.filter(topic=wanted["topic"])
    if wanted["since"]:
        mails = mails.filter(created_at__gte=dt.datetime.combine(wanted["since"], dt.time(), tzinfo=LONDON))
    if wanted["until"]:
        day_after = wanted["until"] + dt.timedelta(days=1)
        mails = mails.filter(created_at__lt=dt.datetime.combine(day_after, dt.time(), tzinfo=LONDON))
    return mails


@require_safe
def mail_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show one mail with what became of it, and what can be done about it."""
    require(policies.can_settle(request.user))
    mail = get_object_or_404(Mail.objects.visible_to(request.user).select_related("person"), public_id=public_id)
    context = {
        "mail": mail,
        "topic": Topic(mail.topic).label,
        "text_decision": policies.can_read_text(request.user, mail),
        "can_send_again": policies.can_send_again(request.user, mail),
        "moves": {str(target) for target in Mail.FLOW.table.get(mail.status, ())},
    }
    return render(request, "notifications/mail_detail.html", context)


@require_POST
def mail_test(request: Request) -> HttpResponse:
    """Send the administrator an email."""
    require(policies.can_settle(request.user))
    if services.mail_test(actor=request.user) is None:
        messages.warning(request, "Add a work email to your profile first, or wait a minute.")
    else:
        messages.success(request, "Test email on its way to you. It’s at the top of this list.")
    return redirect("notifications:outbox")


@require_POST
def mail_send_again(request: Request, public_id: UUID) -> HttpResponse:
    """Queue a failed or unknown mail again."""
    return _settle(request, public_id, services.send_mail_again, "Email added to the queue. We'll try again shortly.")


@require_POST
def mail_leave(request: Request, public_id: UUID) -> HttpResponse:
    """Leave a mail unsent."""
    return _settle(request, public_id, services.leave_mail, "Email won't be sent.")


@require_POST
def mail_settle_as_sent(request: Request, public_id: UUID) -> HttpResponse:
    """Write that an unknown mail did arrive."""
    return _settle(request, public_id, services.settle_mail_as_sent, "Email marked as sent.")


def _settle(request: Request, public_id: UUID, verb: Callable[..., Mail], done: str) -> HttpResponse:
    require(policies.can_settle(request.user))
    mail = get_object_or_404(Mail.objects.visible_to(request.user), public_id=public_id)
    return press_button(request, lambda: verb(mail=mail, actor=request.user), done, back=mail)
