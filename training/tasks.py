"""The sweep of this app, started by beat: one service call that may run at any time, twice, or late."""

from celery import shared_task

from core.trust_settings import remembered
from training.services import feedback_requests


@shared_task(name="training.ask_for_feedback", ignore_result=True)
def ask_for_feedback() -> None:
    """Ask for feedback on training and remind of it. Fails loudly, after everybody else was told, when one failed."""
    with remembered():
        failed = feedback_requests.ask_for_feedback().failed
    if failed:
        raise RuntimeError(f"{failed} people could not be asked; the ids of the records are in the log.")
