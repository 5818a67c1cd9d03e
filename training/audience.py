"""Who the staff of the trust are: the readers of what colleagues share."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from people.models import Person


def is_staff(actor: "Person") -> bool:
    """Return whether somebody works in the trust: has a post, leads a school or holds a central role.

    Governors, trustees and members are no staff: they read no names (policy of the trust on its boards).
    """
    authority = actor.authority
    return authority.is_trust_wide or bool(authority.schools_led()) or bool(authority.posts)
