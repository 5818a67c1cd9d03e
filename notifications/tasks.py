"""What beat and `notifications.queue` ask of a worker. Each is one service call, and harmless to run twice."""

from core.sweeps import sweep
from notifications import services
from notifications.queue import wake_delivery


@sweep("notifications.deliver_due", "Send emails")
def deliver_due() -> int:
    """Send what is due for a while; ask for another worker's turn where more is left."""
    done = services.deliver_due()
    if done.is_more_left:
        wake_delivery()
    return done.sent + done.kept


@sweep("notifications.settle_stuck", "Look after emails whose sending was interrupted")
def settle_stuck() -> int:
    """Look after mails whose worker has died."""
    done = services.settle_stuck()
    return done.unknown + done.again_later + done.failed


@sweep("notifications.make_digests", "Write the daily emails")
def make_digests() -> int:
    """Write the day's digests once their hour has come."""
    return services.make_digests()
