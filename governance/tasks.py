"""The sweeps of this app, started by beat: each is one service call and may run at any time, twice, or late."""

from core.sweeps import sweep
from governance.audits import services


@sweep("governance.follow_skills_audits", "Follow skills audits")
def follow_skills_audits() -> int:
    """Close what is past its last day, tell whoever came to a board meanwhile, remind whoever has not finished."""
    return services.follow_audits()
