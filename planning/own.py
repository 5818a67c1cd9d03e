"""What is one's own: the tabs over the lists of what somebody asked for, needs, talks over and is asked."""

from django.urls import reverse

from core.components import Tab

OWN_LISTS = (
    ("Courses asked for", "courses:request-list"),
    ("My needs", "planning:my-needs"),
    ("Conversations", "planning:conversation-list"),
    ("Surveys", "planning:survey-mine"),
    ("Reviews", "appraisal:review-list"),
)


def own_tabs(current: str) -> list[Tab]:
    """Return the tabs; `current`: the name of the address of the page that shows them."""
    return [Tab(label, reverse(name), current=name == current) for label, name in OWN_LISTS]
