import pytest

from core.models import TrustSettings
from core.trust_settings import forget, remembered, trust_setting

NAME = "people.trust_name"


def test_a_setting_is_its_default_until_the_trust_says_otherwise(db):
    assert trust_setting(NAME) == "Your trust"
    TrustSettings.objects.create(pk=1, values={NAME: "Example Trust"})
    assert trust_setting(NAME) == "Example Trust"


def test_settings_are_read_once_a_request(db, django_assert_num_queries):
    with remembered(), django_assert_num_queries(1):
        assert trust_setting(NAME) == trust_setting(NAME)
        trust_setting("people.second_factor_roles")
    with django_assert_num_queries(2):
        assert trust_setting(NAME) == trust_setting(NAME)


def test_a_change_is_seen_by_the_next_request_and_after_forget_by_this_one(db):
    with remembered():
        assert trust_setting(NAME) == "Your trust"
        TrustSettings.objects.create(pk=1, values={NAME: "Example Trust"})
        assert trust_setting(NAME) == "Your trust"
        forget()
        assert trust_setting(NAME) == "Example Trust"
        TrustSettings.objects.update(values={})
    with remembered():
        assert trust_setting(NAME) == "Your trust"


def test_a_false_or_empty_value_is_a_value(db):
    TrustSettings.objects.create(pk=1, values={NAME: ""})
    assert trust_setting(NAME) == ""


def test_an_unknown_key_is_a_mistake_in_code(db):
    with pytest.raises(KeyError):
        trust_setting("people.unheard_of")
