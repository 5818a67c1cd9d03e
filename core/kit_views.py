"""`/_kit/`: every component in every state, for whoever builds a page. Only on a machine of one's own."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.calendar import now, today
from core.calendar_page import WITH_LIST, calendar_page
from core.components import Bar, Onward, Step, Tab, TraceStep
from core.decisions import ALLOWED, refused
from core.forms import (
    BritishDateField,
    EditConflict,
    LineField,
    PoundsField,
    SubmitOnceForm,
    TextField,
    UploadField,
)
from core.pictures import Columns, Part, SharedBar
from core.tables import Column, Empty, Table, show

LONG = (
    "A very long title that someone typed without thinking of phones, on assessment, curriculum and "
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze in the early years"
)


class KitForm(SubmitOnceForm):
    """A field of each kind."""

    title = LineField(max_length=120, help_text="As the provider writes it.")
    why = TextField(widget=forms.Textarea, label="Why do you need it?", required=False)
    route = forms.ChoiceField(choices=[("", "Choose one"), ("school", "In school"), ("external", "External course")])
    reason = forms.ChoiceField(
        label="What is it for?",
        widget=forms.RadioSelect,
        choices=[
            ("statutory", "A statutory requirement"),
            ("priority", "An improvement priority"),
            ("review", "Review"),
        ],
        help_text="Choose the main one.",
    )
    approaches = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("coaching", "Coaching"), ("visit", "Visit to another school"), ("research", "Research")],
        required=False,
    )
    starts = BritishDateField(label="First day", help_text="Such as 24/11/2026.")
    fee = PoundsField(label="Fee", help_text="Without VAT.")
    paper = UploadField(label="Certificate", required=False)
    agreed = forms.BooleanField(label="My line manager knows of this", help_text="It helps to talk first.")


class KitFilter(forms.Form):
    """A small filter."""

    q = LineField(label="Words", required=False, widget=forms.SearchInput)
    mode = forms.ChoiceField(
        label="Mode", required=False, choices=[("", "Any"), ("online", "Online"), ("room", "In a room")]
    )


@dataclass(frozen=True)
class _Row:
    name: str
    course: str
    starts: dt.date
    cost: Decimal


class KitTable(Table):
    """A table as lists of the project have it."""

    name = Column("Person")
    course = Column("Course")
    starts = Column("First day", kind="date")
    cost = Column("Cost", kind="money")

    caption = "Requests of this term"
    one, many = "request", "requests"
    code = "core.kit"
    empty = Empty("No requests yet", "Choose a course first.", "Request a course", lambda reader: "/")

    class Meta:
        order_by = "name"


@require_safe
@login_not_required
def kit(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    for say in (messages.success, messages.warning, messages.error, messages.info):
        say(request, f"This is how a message of the kind “{say.__name__}” looks.")
    rows = [
        _Row(f"Example Person {number}", LONG if number == 2 else "Paediatric first aid", today(), Decimal(number * 45))
        for number in range(1, 31)
    ]
    table, empty = KitTable(rows), KitTable([], prefix="empty-")
    for one in (table, empty):
        show(request, one, per_page=5)
    wrong = KitForm({"title": "x" * 121, "fee": "12,50", "starts": "31/02/2026", "why": "Because."}, auto_id="wrong_%s")
    stale: Any = SimpleNamespace(
        clashes=[EditConflict("Notes", "Bring a laptop.\nRoom 4.", "Bring a laptop and lunch.")]
    )
    return render(
        request,
        "kit/kit.html",
        {
            "long": LONG,
            "form": KitForm(auto_id="plain_%s"),
            "wrong": wrong,
            "stale": stale,
            "filter": KitFilter(request.GET or None),
            "table": table,
            "empty_table": empty,
            "tones": ["success", "warning", "danger", "info", "waiting", "neutral"],
            "allowed": ALLOWED,
            "refused": refused("You cannot approve your own request. The Executive Lead decides on it."),
            "today": today(),
            "later": today() + dt.timedelta(days=12),
            "now": now(),
            "amount": Decimal("1234.56"),
            "steps": [
                Step("Sent", "done", "Example Teacher", "2 Nov 2026"),
                Step("Headteacher", "done", "Example Head, for Other Head", "4 Nov 2026", "Fits our reading priority."),
                Step("Executive Lead", "current", "Example Lead", "since 4 Nov 2026"),
                Step("Booking", "coming", "Central booking officer"),
                Step("Attended", "coming"),
            ],
            "trace": [
                TraceStep("Priority", "linked", (Onward("1. Every child a fluent reader", "#trace"),)),
                TraceStep("Need", "missing", words="Missing", fix_url="#trace"),
                TraceStep("Action", "missing", words="Missing"),
                TraceStep("Request", "here", (Onward("Leading phonics"),)),
                TraceStep("Booking", "linked", (Onward("Leading phonics, 12 Nov 2026"),)),
                TraceStep("Record", "linked", (Onward(LONG, "#a"), Onward("Phonics", "#b")), 12, "#all"),
                TraceStep("Impact", "none", words="Not evaluated yet"),
            ],
            "other_steps": [
                Step("Sent", "done", "Example Teacher"),
                Step("Headteacher", "skipped"),
                Step("Executive Lead", "returned", "Example Lead", note="Please choose the online course."),
                Step("Booking", "refused", "Example Officer", note=LONG),
            ],
            "bars": [
                Bar("Oak", 12, "12 days"),
                Bar("Elm", 7, "7 days"),
                Bar(LONG, 19, "19 days"),
                Bar("Ash", 0, "0 days"),
            ],
            "stacked": [
                Bar("Oak", 12, "75%", (Part("9", 9, "good"), Part("1", 1, "soon"), Part("2", 2, "bad"))),
                Bar(LONG, 40, "100%", (Part("40", 40, "good"), Part("0", 0, "soon"), Part("0", 0, "bad"))),
            ],
            "legend": ("Up to date", "Due soon", "Overdue"),
            "months": [Bar(month, hours) for month, hours in zip("SONDJFMAMJJA", range(12), strict=True)],
            "bar": SharedBar(
                "People valid",
                [Part("132 valid", 132, "good"), Part("4 due soon", 4, "soon"), Part("2 expired", 2, "bad")],
            ),
            "columns": Columns("Spending", [("September £120", 120), ("October £0", 0), ("November £60", 60)]),
            "calendar": calendar_page(request.GET, usual="week", views=WITH_LIST, all_days=True),
            "tabs": [Tab("Waiting for me", "?tab=1", True, 3), Tab("All", "?tab=2", count=0), Tab("History", "?tab=3")],
        },
    )


@require_safe
@login_not_required
def kit_work(request: HttpRequest) -> HttpResponse:
    """Answer the poll of the long-work component on the page."""
    return render(request, "kit/kit_work.html")
