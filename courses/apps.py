from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Declare the settings, answer certificates and budgets, and take the places of this app on the thread."""
        from budgets.charging import register_charges
        from certificates.bookings import register_bookings
        from courses import merge_rules, open_matters, trust_settings  # noqa: F401
        from courses.approvals import notices
        from courses.approvals.actions import deciding_actions
        from courses.bookings.selectors import booked_renewals
        from courses.catalogue.selectors import register_knowledge
        from courses.charging.services import RequestCharges
        from courses.desk.actions import desk_actions
        from courses.requests.actions import asking_actions, register_actions
        from courses.requests.selectors import asking_for
        from courses.thread import figures, missing_links, thread_steps
        from courses.value.selectors import worth_of
        from planning.needs.answers import register_answers
        from planning.sections import register_own_list

        register_knowledge(worth_of, asking_for)
        register_actions(deciding_actions, asking_actions, desk_actions)
        register_bookings(booked_renewals)
        register_charges(RequestCharges())
        register_answers(thread_steps.SOURCE)
        register_own_list(10, "Courses asked for", "courses:request-list")
        notices.register()
        thread_steps.register()
        missing_links.register()
        open_matters.register()
        merge_rules.register()
        figures.register()
