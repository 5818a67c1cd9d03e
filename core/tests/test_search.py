"""What is made of the words that somebody types."""

import pytest

from core.search import MOST_WORDS, Term, did_you_mean, slips, synonyms, terms_of, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("First-aid, Level 3!", ["first", "aid", "level", "3"]),
        ("O’Neill o'neill", ["oneill"]),
        ("100% _ \\ ' \" & | ! : * ( )", ["100"]),
        ("%_%", []),
        ("   ", []),
        ("a" * 10_000, ["a" * 200]),
        ("\x00nul\x00", ["nul"]),
    ],
)
def test_words_are_what_stands_between_marks(typed, words):
    assert words_of(typed) == words


def test_a_pasted_page_is_not_a_search():
    assert len(words_of(" ".join(f"w{n}" for n in range(200)))) == MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("maths", "mathematics"),
        ("KS1", "key stage 1"),
        ("key stage 1", "ks1"),
        ("ect", "early career teacher"),
        ("ECTs", "early career teacher"),
        ("Early career teachers", "ect"),
        ("SEND", "special educational needs"),
        ("eyfs", "early years"),
        ("DSL", "designated safeguarding lead"),
        ("PE", "physical education"),
        ("RE", "religious education"),
        ("IT", "computing"),
        ("phonics", "reading"),
        ("policies", "policy"),
        ("policy", "policies"),
        ("assistants", "assistant"),
    ],
)
def test_a_term_has_other_words_for_the_same(typed, other):
    (term,) = terms_of(typed)
    assert other in term.others


def test_words_that_have_a_name_together_are_one_term():
    terms = terms_of("key stage 1 maths leads")
    assert [term.words for term in terms] == [("key", "stage", "1"), ("maths",), ("leads",)]


def test_a_name_is_no_synonym_of_itself():
    assert [names for names, others in synonyms().items() if " ".join(names) in others] == []


@pytest.mark.parametrize(
    ("term", "text", "stands"),
    [
        (Term(("re",), ("religious education",)), "Reading", True),
        (Term(("re",), ("religious education",)), "Picture", False),
        (Term(("religious", "education"), ("re",)), "Reading", False),
        (Term(("religious", "education"), ("re",)), "R.E. and RE", True),
        (Term(("guard",)), "Safeguarding", True),
        (Term(("haugh",)), "Featherstone‑Haugh", True),
    ],
)
def test_a_part_of_a_word_is_enough_but_of_a_short_one_its_beginning(term, text, stands):
    assert term.stands_in(text) == stands


TITLES = ["Safeguarding for leaders", "Paediatric first aid", "Autism awareness", "Ada O’Neill", "Phonics: phase 2"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("safegaurding", "Safeguarding"),
        ("paediatrc first aid", "Paediatric first aid"),
        ("Autizm", "Autism"),
        ("oniell", "O’Neill"),
        ("ledaers safeguarding", "leaders safeguarding"),
        ("Safeguarding", ""),
        ("guard", ""),
        ("zzznoise", ""),
        ("adi", ""),
        ("%%%", ""),
    ],
)
def test_a_slip_is_put_right_by_a_word_that_is_there(typed, meant):
    assert did_you_mean(typed, TITLES) == meant


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("word", "word", 0), ("wrod", "word", 1), ("wor", "word", 1), ("words", "word", 1), ("ward", "word", 1)],
)
def test_slips_are_counted(one, other, number):
    assert slips(one, other, 2) == number


def test_slips_are_counted_no_further_than_asked():
    assert slips("abcdefgh", "zyxwvuts", 2) > 2
    assert slips("kitten", "sitting", 2) > 2
