"""The folding of the database is the folding of Python, letter by letter, and nobody has to remember to write it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.folding import FUNCTION, folded_words, kept_folded
from people.models import Person

RANGES = [(0x1, 0x590), (0x1D00, 0x2070), (0xFB00, 0xFB07), (0xFF00, 0xFFF0)]
LETTERS = [chr(point) for first, last in RANGES for point in range(first, last)]
# Letters that grow to two small ones only by `casefold`, in no name of this country.
RARE = {"ŉ", "և"}


def folded_by_database(texts):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([f'{FUNCTION}(%s)'] * len(texts))}", texts)
        return cursor.fetchone()


@pytest.mark.django_db
def test_database_and_python_fold_every_letter_alike():
    texts = [f"a{char}b" for char in LETTERS if char not in RARE]
    different = {}
    for start in range(0, len(texts), 200):
        some = texts[start : start + 200]
        both = zip(some, folded_by_database(some), map(folded_words, some), strict=True)
        different |= {text[1]: (found, wanted) for text, found, wanted in both if found != wanted}
    assert different == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O’Neill, Zoë", " oneill zoe "),
        ("Featherstone‑Haugh", " featherstone haugh "),
        ("  First-aid   (Level 3): 100% ", " first aid level 3 100 "),
        ("Strauß & ﬁnance", " strauss finance "),
        ("", "  "),
        ("%_\\'\"!:*&|", "  "),
        ("line\none\ttwo\u200b\u00adthree", " line one twothree "),
        ("Z\u0308oe\u0308", " zoe "),
        ("👩‍🏫 Teach", " teach "),
    ],
)
def test_words_are_folded_alike(text, words):
    assert folded_words(text) == words
    assert folded_by_database([text]) == (words,)


def folded_columns():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE column_name LIKE '%\\_folded' AND is_generated = 'ALWAYS'"
        )
        return set(cursor.fetchall())


def folded_indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%\\_folded'")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_keeps_folded_just_what_the_models_say():
    wanted = {(table, f"{column}_folded") for table, columns in kept_folded().items() for column in columns}
    assert folded_columns() == wanted
    assert folded_indexes() == {f"{table}_{column}" for table, column in wanted}


@pytest.mark.postgresql
@pytest.mark.django_db
def test_without_the_extension_there_is_no_index_and_the_command_makes_it_later(capsys):
    indexes = folded_indexes()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE powerless")
        cursor.execute("SET LOCAL ROLE powerless")
        with pytest.raises(CommandError, match="pg_trgm"):
            call_command("index_search")
        cursor.execute("RESET ROLE")
    assert folded_indexes() == set()
    assert not Person.objects.matching("nobody").exists()
    call_command("index_search")
    assert folded_indexes() == indexes


@pytest.mark.django_db
def test_what_is_kept_folded_follows_every_way_of_writing():
    first, second = Person.objects.bulk_create(
        [Person(first_name="Zoë", last_name="Lee"), Person(first_name="Anaïs", last_name="Lee")]
    )
    assert list(Person.objects.matching("zoe")) == [first]
    Person.objects.filter(pk=second.pk).update(first_name="Chloë")
    assert list(Person.objects.matching("chloe")) == [second]
    assert not Person.objects.matching("anais").exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET last_name = 'Özil' WHERE id = %s", [first.pk])
    assert list(Person.objects.matching("ozil")) == [first]
