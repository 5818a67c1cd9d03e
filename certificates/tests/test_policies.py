"""Who may do what: each policy over the whole cast, so that nobody too many is let in."""

import datetime as dt

import pytest
from django.urls import reverse

from certificates import policies
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from cpd_trust.tests.helpers import names_who
from people.tests.factories import GrantFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("HS-1")]

CENTRAL = {"eve", "cleo", "ben", "ann"}
LEADERS_OF_OAK, LEADERS_OF_ELM = {"hal", "sid"}, {"eli"}
CHIEFS = {"eve", "cleo"}


def test_the_matrix_of_a_school_is_for_its_own_leaders_and_the_central_roles(cast):
    assert names_who(cast, policies.can_see_matrix, cast.oak) == LEADERS_OF_OAK | CENTRAL
    assert names_who(cast, policies.can_see_matrix, cast.elm) == LEADERS_OF_ELM | CENTRAL
    assert names_who(cast, policies.can_see_matrix, cast.central) == CENTRAL


def test_a_leader_elsewhere_who_works_at_the_school_sees_the_school_and_not_its_matrix(cast, sign_in):
    PostFactory(person=cast.eli, school=cast.oak)
    cast.eli.forget_authority()
    assert not policies.can_see_matrix(cast.eli, cast.oak)
    client = sign_in(cast.eli)
    for name in ("matrix", "first-aiders"):
        assert client.get(reverse(f"certificates:{name}", args=[cast.oak.public_id])).status_code == 403
        assert client.get(reverse(f"certificates:{name}", args=[cast.elm.public_id])).status_code == 200


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (1, True)])
def test_a_leader_sees_the_matrix_until_the_grant_ends(cast, days, may):
    cast.hal.grants.update(ends_on=today() + dt.timedelta(days=days))
    cast.hal.forget_authority()
    assert bool(policies.can_see_matrix(cast.hal, cast.oak)) is may


def test_a_leader_of_two_schools_sees_both(cast):
    GrantFactory(person=cast.eli, role="head_of_school", school=cast.oak)
    cast.eli.forget_authority()
    assert policies.can_see_matrix(cast.eli, cast.oak)
    assert policies.can_see_matrix(cast.eli, cast.elm)


@pytest.mark.parametrize("policy", [policies.can_exempt, policies.can_name, policies.leads])
def test_only_leaders_of_a_persons_school_and_of_the_trust_exempt_and_name(cast, policy):
    assert names_who(cast, policy, cast.ada) == LEADERS_OF_OAK | CHIEFS
    assert names_who(cast, policy, cast.tom) == LEADERS_OF_ELM | CHIEFS
    assert names_who(cast, policy, cast.hal) == {"sid"} | CHIEFS  # never oneself
    assert names_who(cast, policy, cast.gus) == LEADERS_OF_OAK | CHIEFS
    assert names_who(cast, policy, cast.kim) == CHIEFS
    assert names_who(cast, policy, cast.eve) == {"cleo"}


def test_who_enters_confirms_withdraws_and_adds_a_file(cast):
    entering = LEADERS_OF_OAK | CHIEFS | {"ben"}
    assert names_who(cast, policies.can_enter, cast.ada) == entering | {"ada"}
    assert names_who(cast, policies.can_enter, cast.gus) == entering | {"gus", "cora"}
    facts = {"person": cast.ada, "school": cast.oak, "source": "upload", "entered_by": cast.ada}
    own = CertificateFactory(**facts)
    assert names_who(cast, policies.can_verify, own) == entering
    assert names_who(cast, policies.can_revoke, own) == entering | {"ada"}
    assert names_who(cast, policies.can_attach, own) == entering | {"ada"}
    course = CertificateFactory(person=cast.ada, school=cast.oak)
    assert names_who(cast, policies.can_verify, course) == set()
    assert names_who(cast, policies.can_revoke, course) == entering


def test_the_trusts_matrix_the_requirements_and_naming_anybody(cast):
    RequirementFactory()
    assert names_who(cast, policies.can_see_trust) == CENTRAL
    assert names_who(cast, policies.can_choose_matrix) == CENTRAL | LEADERS_OF_OAK | LEADERS_OF_ELM
    assert names_who(cast, policies.can_name_anybody) == CHIEFS | LEADERS_OF_OAK | LEADERS_OF_ELM
    assert names_who(cast, policies.can_edit_requirements) == {"ann"}
