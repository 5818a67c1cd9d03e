"""Narrowing the register of bookings."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from courses.models import Booking
from people.models import School
from training.registers import RegisterFilter


class BookingRegisterFilter(RegisterFilter):
    """The register's filter, with what became of a booking."""

    approach_field, provider_field = "request__approach", "request__provider_name"
    reason_field, title_field = "request__reason", "request__title"
    extra_words = ("provider_reference", "order_number")

    status = forms.ChoiceField(required=False)

    field_order = ("q", "year", "school", "status", "approach", "provider", "reason", "first_day", "last_day")

    def __init__(self, data: Any, *, schools: "QuerySet[School]") -> None:
        super().__init__(data, schools=schools)
        self.choose("status", Booking.Status.choices)

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the bookings that fit."""
        rows = super().narrow(rows)
        status = self.cleaned_data.get("status")
        return rows.filter(status=status) if status else rows
