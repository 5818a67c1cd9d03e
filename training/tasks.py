"""The sweeps of this app, started by beat: each one service call that may run at any time, twice, or late."""

from core.sweeps import sweep
from training.attendance.services import follow_catch_ups
from training.feedback import requests as feedback_requests
from training.places.services import settle_all


@sweep("training.ask_for_feedback", "Ask for feedback on training")
def ask_for_feedback() -> int:
    """Ask for feedback on training and remind of it. Fails loudly, after everybody else was told, when one failed."""
    done = feedback_requests.ask_for_feedback()
    if done.failed:
        raise RuntimeError(f"{done.failed} people could not be asked; the ids of the records are in the log.")
    return done.asked + done.reminded


@sweep("training.follow_catch_ups", "Remind people of required training that they missed")
def follow_up_on_catch_ups() -> int:
    """End what has been caught up on, and remind of the rest."""
    return follow_catch_ups()


@sweep("training.settle_places", "Offer free places at events")
def settle_places() -> int:
    """Let offers lapse and offer what is free to the next in line. Fails loudly, after every other event was done."""
    return settle_all()
