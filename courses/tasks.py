"""The sweeps of this app, started by beat: each is one service call and may run at any time, twice, or late."""

from celery import shared_task

from core.trust_settings import remembered
from courses.approvals import reminders
from courses.attendance import reminders as certificates
from courses.attendance import services
from courses.desk.reminders import chase_confirmations


@shared_task(name="courses.chase_waiting_requests", ignore_result=True)
def chase_waiting_requests() -> None:
    """Remind and escalate what has waited too many school days."""
    with remembered():
        reminders.chase_waiting_requests()


@shared_task(name="courses.tell_deputies", ignore_result=True)
def tell_deputies() -> None:
    """Tell new deputies for whom they decide."""
    with remembered():
        reminders.tell_deputies()


@shared_task(name="courses.close_completed", ignore_result=True)
def close_completed() -> None:
    """Close what was attended once its certificates have come."""
    with remembered():
        services.close_completed()


@shared_task(name="courses.chase_papers", ignore_result=True)
def chase_papers() -> None:
    """Ask for certificates that have not come, and tell the desk which confirmations are missing."""
    with remembered():
        certificates.chase_certificates()
        chase_confirmations()
