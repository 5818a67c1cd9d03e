from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Declare the settings of this app, and tell the certificates what is booked."""
        from certificates.bookings import register_bookings
        from courses import trust_settings  # noqa: F401
        from courses.selectors.renewals import booked_renewals

        register_bookings(booked_renewals)
