"""The history of an object: in words, without what only an administrator's history tells."""

import pytest

from core.audit import audit
from core.history import Change, history_of, words_of
from core.models import AuditEvent

pytestmark = pytest.mark.django_db

CHANGES = {"Place": ["Fernham", "Online"]}


def titles(obj, **options):
    return [entry.title for entry in history_of(obj, **options)]


def test_a_page_tells_what_happened_newest_first_in_one_query(cast, django_assert_num_queries):
    audit(cast.ann, "people.person.added", cast.ada)
    audit(cast.ben, "people.person.changed", cast.ada, note="Married")
    audit(cast.ann, "people.person.added", cast.bea)
    with django_assert_num_queries(1):
        entries = history_of(cast.ada)
    assert [(entry.title, entry.by, entry.note) for entry in entries] == [
        ("Details changed", str(cast.ben), "Married"),
        ("Added", str(cast.ann), ""),
    ]


def test_a_page_leaves_out_downloads_and_codes_that_are_gone_and_everything_is_the_last_twenty(cast):
    for code in ["certificates.matrix.exported", "certificates.certificate.downloaded", "people.person.vanished"]:
        audit(cast.ann, code, cast.ada)
    assert titles(cast.ada) == []
    assert titles(cast.ada, everything=True) == ["people.person.vanished", "Certificate downloaded", "Table downloaded"]
    for _ in range(20):
        audit(cast.ann, "people.person.changed", cast.ada)
    assert titles(cast.ada, everything=True) == ["Details changed"] * 20


def test_who_did_it_is_said_for_a_deputy_for_the_system_and_for_somebody_erased(cast):
    audit(None, "people.person.changed", cast.ada)
    audit(cast.ben, "people.person.changed", cast.ada, on_behalf_of=cast.eve)
    erased = audit(cast.ann, "people.person.changed", cast.bea)
    erased.pk, erased.actor_id, erased.object_id = None, 987654, str(cast.ada.public_id)
    AuditEvent.objects.bulk_create([erased])
    names = {entry.by for entry in history_of(cast.ada)}
    assert names == {"", f"{cast.ben} for {cast.eve}", "Former colleague"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [("courses.request.sent_again", (Change("Place", "Fernham", "Online"),)), ("people.person.changed", ())],
)
def test_changes_are_listed_only_where_a_code_keeps_them_as_people_read_them(cast, code, changes):
    audit(cast.ann, code, cast.ada, changes=CHANGES)
    assert history_of(cast.ada)[0].changes == changes


def test_a_word_has_the_tone_of_its_code():
    assert words_of("planning.need.met").tone == "success"
