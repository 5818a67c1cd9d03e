"""The link roles that a trust wants on its boards: a list that it edits, and which duty each of them brings."""

from core.named_lists import NamedList
from people.models import Responsibility

LINK_ROLES = NamedList(
    setting="governance.link_roles",
    built_in={
        "safeguarding": "Safeguarding",
        "send": "SEND",
        "health_and_safety": "Health and safety",
        "cpd": "CPD",
    },
    one="link role",
    event="governance.link_role",
    may_be_empty=True,
)

# What required training and audiences ask for; the others bring none.
DUTIES: dict[str, Responsibility.Kind] = {
    "safeguarding": Responsibility.Kind.SAFEGUARDING_LINK,
    "send": Responsibility.Kind.SEND_LINK,
    "health_and_safety": Responsibility.Kind.HEALTH_AND_SAFETY_LINK,
}
