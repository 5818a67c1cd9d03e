from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Declare the settings of this app; tell the certificates what is booked, and the budgets what they pay."""
        from certificates.bookings import register_bookings
        from courses import trust_settings  # noqa: F401
        from courses.selectors.renewals import booked_renewals
        from courses.services.money import RequestCharges
        from planning.charging import register_charges

        register_bookings(booked_renewals)
        register_charges(RequestCharges())
