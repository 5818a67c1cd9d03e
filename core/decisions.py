"""An answer to "may this person do this?" that carries its reason.

A policy function returns a `Decision`; a service requires it, a page shows the button or the reason why not, and a
test tables it. The answer is truthy when allowed, so policies compose with `&` and `|`.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed and, when it is not, why, in a sentence for the person who asked."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def __and__(self, other: "Decision") -> "Decision":
        return self if not self.allowed else other

    def __or__(self, other: "Decision") -> "Decision":
        return self if self.allowed else other


ALLOWED = Decision(True)


def refused(reason: str) -> Decision:
    """Return a refusal with its reason, a whole sentence."""
    return Decision(False, reason)


def allowed_if(condition: bool, reason: str) -> Decision:
    """Return permission when the condition holds, else a refusal with the reason."""
    return ALLOWED if condition else refused(reason)


def require(decision: Decision) -> None:
    """Raise `PermissionDenied` with the decision's reason unless it allows."""
    if not decision.allowed:
        raise PermissionDenied(decision.reason)
