"""Every deed leaves its event in the audit trail, by whoever did it: a code without a row here fails."""

import ast
import re

import pytest
from django.conf import settings

from core.history import EventWords
from core.models import AuditEvent
from core.plugins import by_key
from cpd_trust.tests.audited import APPS, DEEDS

CODE = re.compile(rf"^(core|{'|'.join(APPS)})\.[a-z_]+\.[a-z_]+$")
# What only has the shape of a code: a Celery task, a reminder, and the settings with the trust's own words.
NO_CODES = {
    "governance.meeting.reminder",
    "core.tasks.heartbeat", "people.word.board", "people.word.review", "people.word.second_year",
    "training.attendance.code",
}  # fmt: skip
# Made of an outcome or the kind of list, by the code.
COMPOSED = {
    "courses.request.returned", "courses.request.declined", "courses.booking.attended", "courses.booking.not_attended",
    "governance.self_assessment.shared", "governance.self_assessment.unshared", "governance.statement.retired",
    "governance.statement.restored", "governance.link_role.added", "governance.link_role.changed",
    "planning.approach.added", "planning.approach.changed",
}  # fmt: skip


def codes_in(source):
    """Return the codes of events that a module writes; a list's own code, `code=`, only names its exports."""
    tree = ast.parse(source)
    lists = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "code"}
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in lists}
    return {word for word in words if isinstance(word, str) and CODE.match(word)}


def codes_of_the_project():
    found = set()
    for app in ["core", *APPS, "home", "demo"]:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if not {"tests", "migrations", "audit_words.py"} & set(path.parts):
                found |= codes_in(path.read_text())
    return found - NO_CODES


def test_a_new_code_is_found():
    assert codes_in('audit(actor, "people.person.vanished", row)') == {"people.person.vanished"}
    assert codes_in('export(rows, code="people.person.list")') == set()


def test_every_event_of_the_project_has_a_deed_here():
    assert codes_of_the_project() - set(DEEDS) == set(), "Add these to cpd_trust/tests/audited/."


def test_no_deed_is_of_an_event_that_is_gone():
    assert set(DEEDS) - codes_of_the_project() == COMPOSED


def test_every_event_of_the_project_has_words_for_the_history():
    words = set(by_key(EventWords))
    assert set(DEEDS) - words == set(), "Add these to `audit_words.py` of their app."
    assert words - set(DEEDS) == set(), "Nothing writes these."


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(DEEDS))
def test_a_deed_leaves_its_event(code, cast):
    who, deed = DEEDS[code]
    deed(cast)
    actors = {event.actor for event in AuditEvent.objects.filter(code=code)}
    assert actors == {getattr(cast, who) if who else None}
