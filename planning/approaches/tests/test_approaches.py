"""The list of types of training: added to, renamed, moved, put out of use; what records keep (R-6)."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.audit import audit_trail
from core.flow import StaleVersion
from core.history import details_of
from core.models import TrustSettings
from core.trust_settings import remembered
from courses.catalogue.forms import CourseForm
from courses.tests.factories import CourseFactory
from cpd_trust.tests.helpers import cost_of, opening, text_of
from planning.approaches.forms import ApproachField
from planning.approaches.selectors import APPROACHES, approach_names, offered
from planning.approaches.services import add_approach, change_approach
from planning.models import Approach
from training.events.tests.factories import EventFactory
from training.models import Record
from training.own.forms import LogForm
from training.tests.factories import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-6")]


def change(c, code, **values):
    """Change one, as the form opened now would."""
    row = TrustSettings.objects.filter(pk=1).first() or TrustSettings(pk=1)
    name = dict(Approach.choices).get(code, "Book club")
    change_approach(
        **{"actor": c.ann, "code": code, "version": row.version, "name": name, "in_use": True, "after": ""} | values
    )


def test_the_policys_list_is_there_from_the_start(cast):
    with remembered():
        assert offered() == Approach.choices
    assert all(row.is_built_in and row.in_use for row in APPROACHES.rows())


def test_one_of_the_trusts_own_is_chosen_recorded_counted_and_exported(cast, sign_in):
    added = add_approach(actor=cast.ann, name="Book club", after="reading")
    with remembered():
        codes = [row.code for row in APPROACHES.rows()]
        assert codes[codes.index("reading") + 1] == added.code == "own_1"
        assert (added.code, "Book club") in LogForm(person=cast.ada).fields["approach"].choices
    assert "Book club" in sign_in(cast.ada).get(reverse("training:log-add")).text
    RecordFactory(person=cast.ada, school=cast.oak, approach=added.code, hours=Decimal(3))
    page = sign_in(cast.ada).get(reverse("training:my-record")).text
    assert "Book club <small>1, 3 hours</small>" in page
    file = text_of(sign_in(cast.hal).get(reverse("training:record-list"), {"export": "csv"}))
    assert [row["Type of training"] for row in csv.DictReader(io.StringIO(file))] == ["Book club"]


def test_a_new_name_shows_everywhere_and_records_keep_their_code(cast, sign_in):
    record = RecordFactory(person=cast.ada, school=cast.oak, approach="network")
    change(cast, "network", name="Hub meeting", after="moderation")
    assert "Hub meeting" in sign_in(cast.ada).get(reverse("training:my-record")).text
    assert "Hub meeting" in sign_in(cast.hal).get(reverse("training:event-create")).text
    assert Record.objects.get(pk=record.pk).approach == "network"
    # Its own name again: nothing of the trust's is left, so that a later version of ours may say it better.
    change(cast, "network", after="moderation")
    assert ["network", "", True] in TrustSettings.objects.get().values["planning.approaches"]


def test_one_out_of_use_is_offered_no_more_but_to_what_has_it(cast, sign_in):
    course = CourseFactory(approach="conference")
    RecordFactory(person=cast.ada, school=cast.oak, approach="conference")
    change(cast, "conference", in_use=False)
    assert ">Conference</option>" not in sign_in(cast.ada).get(reverse("training:log-add")).text
    assert ">Conference</td>" in sign_in(cast.ada).get(reverse("training:my-record")).text
    assert ">Conference</option>" in sign_in(cast.hal).get(reverse("training:record-list")).text
    with remembered():
        assert "conference" not in dict(offered())
        assert "conference" in dict(CourseForm(course=course).fields["approach"].choices)
        assert "conference" in approach_names()


def test_a_usual_one_out_of_use_leaves_the_form_open_and_chooses_no_other(cast, sign_in):
    """Else the first of the list would be saved for whoever chose none."""
    client, url = sign_in(cast.ada), reverse("courses:request-start")
    page = client.get(url).text
    assert ">Course</option>" in page
    assert ">Choose one</option>" not in page
    change(cast, "course", in_use=False)
    assert ">Choose one</option>" in client.get(url).text
    with remembered():
        field = ApproachField(initial=Approach.COURSE)
        with pytest.raises(ValidationError, match="Choose the type of training"):
            field.clean("")
        assert field.clean("conference") == "conference"
        field.keep("course")
        assert field.choices == offered("course")


def test_no_event_is_arranged_as_one_out_of_use_but_its_own(cast, sign_in):
    held = EventFactory(kind="coaching", school=cast.oak, organiser=cast.hal)
    other = EventFactory(kind="network", school=cast.oak, organiser=cast.hal)
    change(cast, "coaching", in_use=False)
    change(cast, "induction", name="Induction", in_use=False)
    client, offer = sign_in(cast.hal), 'value="coaching"'
    page = client.get(reverse("training:event-create")).text
    assert offer not in page
    assert 'value="ect_meeting"' not in page
    assert 'value="network"' in page
    assert offer in client.get(reverse("training:event-edit", args=[held.public_id])).text
    assert offer not in client.get(reverse("training:event-edit", args=[other.public_id])).text


def test_what_is_refused(cast):
    with pytest.raises(PermissionDenied):
        add_approach(actor=cast.hal, name="Book club", after="")
    with pytest.raises(PermissionDenied):
        change(cast, "network", actor=cast.hal, in_use=False)
    add_approach(actor=cast.ann, name="Book club", after="")
    for name in ("BOOK CLUB", "coaching"):
        with pytest.raises(ValidationError):
            add_approach(actor=cast.ann, name=name, after="")
        with pytest.raises(ValidationError):
            change(cast, "network", name=name)
    with pytest.raises(StaleVersion):
        change(cast, "network", version=1, in_use=False)
    for code in [*Approach.values, "own_1"][:-1]:
        change(cast, code, in_use=False)
    with pytest.raises(ValidationError):
        change(cast, "own_1", in_use=False)


def test_the_page_says_both_texts_where_two_edit_at_once_and_the_audit_trail_what_changed(cast, sign_in):
    client, url = sign_in(cast.ann), reverse("planning:approach-edit", args=["network"])
    form = client.get(url).context["form"]
    sent = {"version": form.initial["version"], "name": "Hub", "in_use": "on", "after": form.initial["after"]}
    change(cast, "network", name="Network", in_use=False, after=form.initial["after"])
    late = client.post(url, sent)
    assert late.status_code == 409
    assert [(clash.theirs, clash.yours) for clash in late.context["form"].clashes] == [
        ("Network", "Hub"),
        ("No", "Yes"),
    ]
    assert client.post(url, sent | {"version": late.context["form"]["version"].value()}).status_code == 302
    told = [details_of(event) for event in audit_trail(TrustSettings.objects.get())]
    assert told[0] == ["Network", "Name: Network → Hub", "In use: No → Yes"]


def test_the_list_is_added_to_once_and_costs_no_question_of_its_own(cast, sign_in):
    client = sign_in(cast.ann)
    token = client.get(reverse("planning:approach-add")).context["form"]["token"].value()
    sent = {"token": token, "name": "Book club", "after": "reading"}
    assert [client.post(reverse("planning:approach-add"), sent).status_code for _ in range(2)] == [302, 302]
    assert client.post(reverse("planning:approach-add"), sent | {"token": "", "name": ""}).status_code == 422
    assert list(approach_names()) == Approach.values  # outside a request
    with remembered():
        assert list(approach_names().values()).count("Book club") == 1
    page = opening(sign_in(cast.ada), reverse("training:log-add"))
    page()
    before = cost_of(page)
    TrustSettings.objects.all().delete()
    assert cost_of(page) == before


def test_an_unknown_one_is_not_found(cast, sign_in):
    assert sign_in(cast.ann).get(reverse("planning:approach-edit", args=["own_7"])).status_code == 404
