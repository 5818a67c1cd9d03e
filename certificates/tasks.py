"""The sweep that reminds of certificates."""

from certificates.services.reminders import send_reminders
from core.sweeps import sweep


@sweep("certificates.send_reminders", "Remind people of certificates")
def remind() -> int:
    """Tell what is due and not yet told. Fails loudly, after everybody else was told, when somebody could not be."""
    done = send_reminders()
    if done.failed:
        raise RuntimeError(f"{len(done.failed)} people could not be reminded; their ids are in the log.")
    return done.told
