import datetime as dt

from django.db import transaction

from core.audit import audit, audit_trail
from core.models import AuditEvent


def test_audit_tells_who_did_what_for_whom_to_which_object(cast):
    event = audit(
        cast.ben,
        "people.post.ended",
        cast.ada_post,
        note="Left at Christmas",
        on_behalf_of=cast.eve,
        changes={"ends_on": [None, dt.date(2026, 12, 18)]},
    )
    event.refresh_from_db()
    assert (event.actor, event.on_behalf_of, event.code) == (cast.ben, cast.eve, "people.post.ended")
    assert event.object_type == "people.post"
    assert event.object_id == str(cast.ada_post.public_id)
    assert event.school_id == cast.oak.pk
    assert event.changes == {"ends_on": [None, "2026-12-18"]}


def test_audit_takes_the_system_and_objects_without_a_school(cast):
    event = audit(None, "people.person.erased", cast.ada)
    assert event.actor is None
    assert event.school_id is None
    assert audit(None, "people.person.seen", cast.ada, school_id=cast.elm.pk).school_id == cast.elm.pk


def test_audit_is_undone_with_the_change_it_tells_of(cast):
    with transaction.atomic():
        audit(cast.ann, "people.person.changed", cast.ada)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_audit_trail_is_that_of_one_object_newest_first_in_one_query(cast, django_assert_num_queries):
    audit(cast.ann, "people.person.added", cast.ada)
    audit(cast.ben, "people.person.changed", cast.ada)
    audit(cast.ann, "people.person.added", cast.bea)
    audit(cast.ann, "people.post.added", cast.ada_post)
    with django_assert_num_queries(1):
        told = [(event.code, event.actor.first_name) for event in audit_trail(cast.ada)]
    assert told == [("people.person.changed", "Ben"), ("people.person.added", "Ann")]
