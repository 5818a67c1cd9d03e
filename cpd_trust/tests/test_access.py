"""Every address is in the access matrix, and every cell of it holds."""

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conftest import CAST_ROLES
from cpd_trust.tests.access.matrix import MATRIX, world_of

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


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_cells(name, cast, client):
    row = MATRIX[name]
    world = world_of(name, cast)
    url = reverse(name, args=row.args(cast, world))
    data = row.data(cast, world)
    wrong = {}
    for actor, expected in row.statuses.items():
        point = transaction.savepoint()
        client.logout()
        if actor != "anonymous":
            client.force_login(getattr(cast, actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.generic("GET", url) if row.method == "GET" else client.post(url, data)
        if response.streaming:
            b"".join(response.streaming_content)  # closes the file
        if response.status_code != expected:
            wrong[actor] = f"{response.status_code} instead of {expected}"
        transaction.savepoint_rollback(point)
    assert wrong == {}
