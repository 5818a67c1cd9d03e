from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "appraisal"

    def ready(self) -> None:
        """Take this app's places on the thread, and say what its notices ask for."""
        from appraisal import merge_rules, notices, open_matters, thread_steps
        from planning.sections import register_own_list

        register_own_list(50, "Reviews", "appraisal:review-list")
        notices.register()
        thread_steps.register()
        open_matters.register()
        merge_rules.register()
