"""Every address is in the access matrix, for everybody of the cast. `test_walk.py` asks every cell of it."""

from django.urls import URLPattern, URLResolver, get_resolver

from conftest import CAST_ROLES
from cpd_trust.tests.access.matrix import MATRIX

LIBRARIES = ("account_", "mfa_", "usersessions_", "socialaccount_", "microsoft_", "google_", "openid_connect_")


def url_names(patterns, namespace=""):
    """Yield the name of each address below `patterns`; one without a name is a fault."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def own_names():
    return {n for n in url_names(get_resolver().url_patterns) if not n.startswith(LIBRARIES)} - {"None"}


def test_every_address_is_in_the_matrix():
    assert own_names() - set(MATRIX) == set(), "Add these to cpd_trust/tests/access/."


def test_the_matrix_names_no_address_that_is_gone():
    assert set(MATRIX) - own_names() == set()


def test_every_row_answers_for_the_whole_cast():
    assert {name for name, row in MATRIX.items() if set(row.statuses) != set(CAST_ROLES)} == set()
