"""What a page carries of what it showed, a version or a sign, has to come back: without it nothing is written."""

from html.parser import HTMLParser

import pytest
from django.db import transaction

from core.forms import VersionField
from core.http import version_of
from cpd_trust.tests.access.matrix import APPS, MATRIX
from cpd_trust.tests.helpers import quiet  # noqa: F401
from cpd_trust.tests.test_form_limits import FORMS
from cpd_trust.tests.walking import Walk, digest, written_tables

CARRIED = ("version", "seen")
READERS = ("ada", "lin", "hal", "eve", "ben", "ann")
GARBLED = ("", "x", "0", "-1", "²", "9" * 40)


class FilledForms(HTMLParser):
    """The forms of a page that are posted, each with its address and its fields as a browser would send them."""

    def __init__(self, text):
        """Read them out of the page's text."""
        super().__init__()
        self.forms, self.open, self.area, self.select = [], None, "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Take a form, or what a field of the open one holds; an empty text gets a word."""
        facts = dict(attrs)
        name = facts.get("name", "")
        if tag == "form":
            self.open = {} if facts.get("method", "get").lower() == "post" else None
            if self.open is not None:
                self.forms.append((facts.get("action") or "", self.open))
        elif self.open is None:
            return
        elif tag == "input" and name:
            kind = facts.get("type", "text")
            if kind not in ("checkbox", "radio", "file", "submit") or ("checked" in facts and kind != "file"):
                self.open.setdefault(name, []).append(facts.get("value") or ("Words" if kind == "text" else ""))
        elif tag == "textarea" and name:
            self.area = name
            self.open[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in facts:
            self.open.setdefault(self.select, []).append(facts.get("value", ""))

    def handle_data(self, data):
        """Take what is in a text area."""
        if self.area:
            self.open[self.area] = [self.open[self.area][0] + data]

    def handle_endtag(self, tag):
        """Close what ends."""
        if tag == "textarea" and self.area:
            self.open[self.area] = [self.open[self.area][0].strip() or "Words"]
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.open = None


def carriers(walk):
    """Yield each form of the app's pages that carries what its page showed: who has it, address, fields, the name."""
    found = set()
    for name in walk.names:
        for who in READERS:
            if MATRIX[name].method != "GET" or MATRIX[name].statuses[who] != 200:
                continue
            url = walk.own(name)
            for action, fields in FilledForms(walk.ask(who, "GET", url).body).forms:
                carried = next((one for one in CARRIED if one in fields), None)
                target = action or url
                if carried and (target, carried) not in found:
                    found.add((target, carried))
                    yield who, target, fields, carried


def changed_by(walk, who, url, fields, before):
    """Post as one of the cast; return the tables that then hold something else, and undo it."""
    point = transaction.savepoint()
    with written_tables() as written:
        answer = walk.clients[who].post(url, fields)
    after = digest(written)
    transaction.savepoint_rollback(point)
    assert answer.status_code < 500, url
    return sorted(table for table in after if before[table] != after[table])


@pytest.mark.long
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_a_post_without_what_its_page_showed_writes_nothing(app, cast, record_property):
    walk = Walk(app, cast)
    live, changed = set(), []
    forms = list(carriers(walk))
    before = digest()
    for who, url, fields, carried in forms:
        if changed_by(walk, who, url, fields, before):
            live.add(url)
        without = {key: value for key, value in fields.items() if key != carried}
        stale = [without, *(fields | {carried: [text]} for text in GARBLED)]
        changed += [(url, sent.get(carried)) for sent in stale if changed_by(walk, who, url, sent, before)]
    record_property("live", len(live))
    assert changed == []
    assert walk.found == [], "\n".join(walk.found)
    assert live or not forms  # the twin: sent as they are, they write


def test_every_form_with_a_version_takes_a_missing_one_for_stale():
    fields = [form.base_fields["version"] for form in FORMS.values() if "version" in form.base_fields]
    assert len(fields) > 20
    assert {type(field) for field in fields} == {VersionField}
    assert {field.clean(text) for field in fields for text in (None, *GARBLED)} == {0}
    assert version_of("12") == 12


def test_filled_forms_are_read_out_of_a_page():
    page = (
        '<form method="post" action="/a"><input name="b" value="c"><input name="e"><textarea name="d"></textarea>'
        '<select name="f"><option value="1"><option value="2" selected></select><input type="checkbox" name="g"></form>'
        '<input name="h" value="i"><form><input name="j"></form>'
    )
    assert FilledForms(page).forms == [("/a", {"b": ["c"], "e": ["Words"], "d": ["Words"], "f": ["2"]})]
