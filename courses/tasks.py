"""The sweeps of this app, started by beat: each is one service call and may run at any time, twice, or late."""

from core.sweeps import sweep
from courses.approvals import reminders
from courses.attendance import reminders as certificates
from courses.attendance import services
from courses.desk.reminders import chase_confirmations


@sweep("courses.chase_waiting_requests", "Remind approvers of requests")
def chase_waiting_requests() -> int:
    """Remind and escalate what has waited too many school days."""
    done = reminders.chase_waiting_requests()
    return done.reminded + done.escalated


@sweep("courses.tell_deputies", "Tell stand-in approvers")
def tell_deputies() -> int:
    """Tell new deputies for whom they decide."""
    return reminders.tell_deputies()


@sweep("courses.close_completed", "Close completed requests")
def close_completed() -> int:
    """Close what was attended once its certificates have come."""
    return services.close_completed()


@sweep("courses.chase_papers", "Ask for missing certificates and confirmations")
def chase_papers() -> int:
    """Ask for certificates that have not come, and tell the desk which confirmations are missing."""
    return certificates.chase_certificates() + chase_confirmations()
