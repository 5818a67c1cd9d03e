import pytest

from core.models import TrustSettings
from core.trust_settings import forget, in_own_words, ours, own_word, remembered, trust_setting

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


OWN = {
    "people.word.review": "appraisal",
    "people.word.board": "Local governing body",
    "people.title.headteacher": "Principal",
    "people.title.governor": "Academy councillor",
    "people.title.head_of_school": "Head of campus",
    "people.title.administrator": "IT Lead",
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Staff without a performance review", "Staff without an appraisal"),
        ("Performance reviews of a performance", "Appraisals of a performance"),
        ("Performance reviewer", "Performance reviewer"),
        ("The Headteacher's panel", "The Principal's panel"),
        ("Headteachers and Heads of School", "Principals and Heads of campus"),
        ("Governors read it", "Academy councillors read it"),
        ("for a governor", "for an academy councillor"),
        ("Staff and the governing board", "Staff and the local governing body"),
        ("the chair of governors", "the chair of governors"),
        ("An administrator at Oak", "An IT Lead at Oak"),
        ("ask your trust’s administrator", "ask your IT Lead"),
    ],
)
def test_our_words_become_the_trusts_own(db, text, told):
    later = ours(text)
    with remembered():
        assert in_own_words(text) == text
    TrustSettings.objects.create(pk=1, values=OWN)
    with remembered():
        assert (in_own_words(text), str(later)) == (told, told)


def test_several_boards_and_heads_are_said_as_people_say_them(db):
    TrustSettings.objects.create(pk=1, values=OWN)
    assert own_word("people.word.board", many=True) == "Local governing bodies"
    assert own_word("people.title.head_of_school", many=True) == "Heads of campus"


def test_our_words_stay_where_nobody_reads_and_need_no_database(db, django_assert_num_queries):
    TrustSettings.objects.create(pk=1, values=OWN)
    with django_assert_num_queries(0):
        assert str(ours("The Headteacher")) == "The Headteacher"
