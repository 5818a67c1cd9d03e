from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Declare the settings, answer certificates and budgets, and take the places of this app on the thread."""
        from certificates.bookings import register_bookings
        from courses import answers, gaps, merge_rules, open_matters, stations, trust_settings  # noqa: F401
        from courses.actions import asking_actions, deciding_actions, desk_actions, register_actions
        from courses.notices import waiting
        from courses.selectors import figures
        from courses.selectors.asking import asking_for
        from courses.selectors.catalogue import register_knowledge
        from courses.selectors.renewals import booked_renewals
        from courses.selectors.value import worth_of
        from courses.services.money import RequestCharges
        from planning.answers import register_answers
        from planning.charging import register_charges

        register_knowledge(worth_of, asking_for)
        register_actions(deciding_actions, asking_actions, desk_actions)
        register_bookings(booked_renewals)
        register_charges(RequestCharges())
        register_answers(answers.SOURCE)
        waiting.register()
        stations.register()
        gaps.register()
        open_matters.register()
        merge_rules.register()
        figures.register()
