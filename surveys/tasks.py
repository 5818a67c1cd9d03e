"""The sweeps of this app, started by beat: each is one service call and may run at any time, twice, or late."""

from core.sweeps import sweep
from surveys import lifecycle


@sweep("surveys.close", "Close surveys")
def close_surveys() -> int:
    """Close the surveys whose last day has passed."""
    return lifecycle.close_due()


@sweep("surveys.tell", "Tell people about surveys")
def tell_of_surveys() -> int:
    """Tell those whom an open survey asks and who do not know yet."""
    return lifecycle.tell_of_surveys()
