from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"

    def ready(self) -> None:
        """Declare the settings, take this app's places on the thread, and register its parts of a school's planning."""
        from planning import merge_rules, open_matters, trust_settings  # noqa: F401
        from planning.conversations import notices as conversations
        from planning.links import missing_links, thread_steps
        from planning.needs import notices as needs
        from planning.overview import figures
        from planning.overview import selectors as overview
        from planning.plans import notices as plans
        from planning.sections import register_own_list

        conversations.register()
        needs.register()
        plans.register()
        register_own_list(20, "My needs", "planning:my-needs")
        register_own_list(30, "Conversations", "planning:conversation-list")
        thread_steps.register()
        missing_links.register()
        open_matters.register()
        merge_rules.register()
        figures.register()
        overview.register()
