import pytest
from django.core.exceptions import PermissionDenied

from core.decisions import ALLOWED, Decision, allowed_if, refused, require

NO = refused("You cannot.")
NEVER = refused("Nobody can.")


@pytest.mark.parametrize(
    ("decision", "result"),
    [
        (ALLOWED & ALLOWED, ALLOWED),
        (ALLOWED & NO, NO),
        (NO & ALLOWED, NO),
        (NO & NEVER, NO),  # the first reason is the one to tell
        (ALLOWED | NO, ALLOWED),
        (NO | ALLOWED, ALLOWED),
        (NO | NEVER, NEVER),
        (allowed_if(True, "x"), ALLOWED),
        (allowed_if(False, "You cannot."), NO),
    ],
)
def test_decisions_compose(decision, result):
    assert decision == result
    assert bool(decision) is result.allowed


def test_require_raises_with_the_reason():
    require(ALLOWED)
    with pytest.raises(PermissionDenied, match=r"You cannot\."):
        require(NO)


def test_a_decision_cannot_be_changed():
    with pytest.raises(AttributeError):
        NO.allowed = True
    assert Decision(allowed=True) == ALLOWED
