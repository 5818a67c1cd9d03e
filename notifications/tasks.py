"""What beat and `notifications.queue` ask of a worker. Each is one service call, and harmless to run twice."""

from celery import shared_task

from core.trust_settings import remembered
from notifications import services
from notifications.queue import wake_delivery


@shared_task(name="notifications.deliver_due", ignore_result=True)
def deliver_due() -> None:
    """Send what is due for a while; ask for another worker's turn where more is left."""
    with remembered():
        if services.deliver_due().is_more_left:
            wake_delivery()


@shared_task(name="notifications.settle_stuck", ignore_result=True)
def settle_stuck() -> None:
    """Look after mails whose worker has died."""
    services.settle_stuck()


@shared_task(name="notifications.make_digests", ignore_result=True)
def make_digests() -> None:
    """Write the day's digests once their hour has come."""
    with remembered():
        services.make_digests()
