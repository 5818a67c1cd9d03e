"""The sweeps of this app, started by beat: each is one service call and may run at any time, twice, or late."""

from core.sweeps import sweep
from governance.audits import services
from governance.boards.terms import remind_of_terms
from governance.documents import services as documents
from governance.meetings.notices import remind_of_meetings


@sweep("governance.follow_skills_audits", "Follow skills audits")
def follow_skills_audits() -> int:
    """Close what is past its last day, tell whoever came to a board meanwhile, remind whoever has not finished."""
    return services.follow_audits()


@sweep("governance.remind_of_reviews", "Remind people of policies to review")
def remind_of_reviews() -> int:
    """Tell whoever looks after a policy, and the clerk of its board, that its review is near or over."""
    return documents.remind_of_reviews()


@sweep("governance.ask_readers", "Ask people to read policies")
def ask_readers() -> int:
    """Ask whoever is to read a policy and does not know yet, and remind the others at set days."""
    return documents.ask_readers()


@sweep("governance.remind_of_terms", "Remind of terms of office that end")
def remind_of_ending_terms() -> int:
    """Tell clerks and chairs of terms that end."""
    return remind_of_terms()


@sweep("governance.remind_of_meetings", "Remind boards of their meetings")
def remind_of_coming_meetings() -> int:
    """Tell boards of their meetings a week before."""
    return remind_of_meetings()
