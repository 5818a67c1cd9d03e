"""Narrowing the register of bookings."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.calendar import today
from courses.bookings.models import Booking
from courses.bookings.selectors import ATTENDANCE_DUE, CLOSED, HELD, TO_CONFIRM
from people.models import Person, School
from training.records.registers import RegisterFilter


class BookingRegisterFilter(RegisterFilter):
    """The register's filter, with what became of a booking."""

    approach_field, provider_field = "request__approach", "request__provider_name"
    reason_field, title_field = "request__reason", "request__title"
    extra_words = ("provider_reference", "order_number")

    status = forms.ChoiceField(required=False)
    cover = forms.ChoiceField(label="Supply cover", required=False)

    field_order = ("q", "year", "school", "status", "cover", "approach", "provider", "reason", "first_day", "last_day")

    def __init__(self, data: Any, *, schools: "QuerySet[School]", actor: Person) -> None:
        super().__init__(data, schools=schools)
        self.actor = actor
        more = [
            (ATTENDANCE_DUE, "Attendance to be recorded"),
            (TO_CONFIRM, "Attendance for you to record"),
            (HELD, "All but cancelled"),
        ]
        self.choose("status", [*Booking.Status.choices, *more])
        self.choose("cover", [(CLOSED, "School is closed")])

    def asks_closed_cover(self) -> bool:
        """Return whether only bookings are wanted whose supply cover falls on days when the school is closed."""
        return bool(self.asked().get("cover"))

    def narrow(self, rows: Any) -> Any:
        """Return the bookings that fit."""
        rows = super().narrow(rows)
        status = self.cleaned_data.get("status")
        if status == ATTENDANCE_DUE:
            return rows.attendance_due(today())
        if status == TO_CONFIRM:
            return rows.attendance_to_confirm(self.actor, today())
        if status == HELD:
            return rows.held()
        return rows.filter(status=status) if status else rows
