"""The sweeps of this app, started by beat: each is one service call and may run at any time, twice, or late."""

from celery import shared_task

from core.trust_settings import remembered
from surveys import lifecycle


@shared_task(name="surveys.close", ignore_result=True)
def close_surveys() -> None:
    """Close the surveys whose last day has passed."""
    with remembered():
        lifecycle.close_due()


@shared_task(name="surveys.tell", ignore_result=True)
def tell_of_surveys() -> None:
    """Tell those whom an open survey asks and who do not know yet."""
    with remembered():
        lifecycle.tell_of_surveys()
