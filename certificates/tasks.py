"""The sweep that reminds of certificates."""

from celery import shared_task

from certificates.services.reminders import send_reminders


@shared_task(name="certificates.send_reminders", ignore_result=True)
def remind() -> None:
    """Tell what is due and not yet told. Fails loudly, after everybody else was told, when somebody could not be."""
    failed = send_reminders().failed
    if failed:
        raise RuntimeError(f"{len(failed)} people could not be reminded; their ids are in the log.")
