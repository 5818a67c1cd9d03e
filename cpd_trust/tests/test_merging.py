"""Two records of one person become one: what is the person's moves, history keeps its names, and nobody is widened."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from appraisal.tests.factories import make_review
from certificates.models import Certificate, Exemption, NamedHolder
from certificates.services import award_certificate
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import add_months, now, today
from core.formatting import short_date
from core.models import AuditEvent, StoredFile
from core.plugins import by_key
from courses.tests.factories import decide, make_request
from cpd_trust.tests.helpers import fresh
from notifications.models import Preference
from notifications.tests.factories import NoticeFactory
from people.merge_rules import Fate, Relation, relations_to_people
from people.models import Delegation, Person, Post, School
from people.services import accounts
from people.services.leaving import record_leaving
from people.services.merging import merge_people, preview_merge
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory
from planning.tests.factories import ActionFactory, ConversationFactory, NeedFactory, PriorityFactory
from training.models import Record
from training.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(cast):
    """Ada, entered a second time by somebody who did not find her."""
    return PersonFactory(first_name="Adah", last_name="Example", email=None)


def merge(cast, keep, gone):
    return merge_people(actor=cast.ann, keep=keep, gone=gone)


def clashes(cast, keep, gone):
    return " ".join(preview_merge(actor=cast.ann, keep=keep, gone=gone).clashes)


def test_every_relation_to_a_person_says_what_becomes_of_it():
    """A new model with a key to a person fails here until its app has said whether its rows move."""
    found = set(relations_to_people())
    assert found - set(by_key(Relation)) == set(), "Add these to plugin.py of their app."
    assert set(by_key(Relation)) - found == set()


def test_whatever_is_the_persons_goes_over_but_for_what_is_history():
    whose = {"person", "applicant", "deputy", "lead", "line_manager", "manager", "owner", "recipient", "reviewee",
             "reviewer"}  # fmt: skip
    stays = {name for name, relation in by_key(Relation).items() if relation.fate is Fate.STAYS}
    assert {name for name in stays if name.rpartition(".")[2] in whose} == {
        "appraisal.Review.reviewee",
        "courses.Booking.person",
        "courses.StageDecision.applicant",
        "people.AccountChange.person",
    }


def test_what_is_the_persons_moves_in_one_go(cast, twin):
    PostFactory(person=twin, school=cast.elm)
    PostFactory(person=cast.bea, school=cast.elm, line_manager=twin)
    GrantFactory(person=twin, role="governor", school=cast.elm)
    ResponsibilityFactory(person=twin, school=cast.elm)
    Delegation.objects.create(person=cast.hal, deputy=twin, starts_on=today(), ends_on=today())
    CertificateFactory(person=twin)
    RecordFactory(person=twin, school=cast.elm)
    NeedFactory(person=twin, raised_by=twin, school=cast.elm)
    PriorityFactory(owner=twin, school=cast.elm)
    ActionFactory(lead=twin, school=cast.elm)
    ConversationFactory(person=twin, manager=cast.eli, school=cast.elm)
    NoticeFactory(person=twin)
    make_request("draft", applicant=twin, school=cast.elm)
    make_review(reviewee=cast.tom, reviewer=twin, school=cast.elm)
    for person in (cast.ada, twin):
        Preference.objects.create(person=person, topic="report", by_mail=person is cast.ada)
    shown = preview_merge(actor=cast.ann, keep=cast.ada, gone=twin)
    assert Certificate.objects.get().person == twin, "the preview changes nothing"
    done = merge(cast, cast.ada, twin)
    assert (shown.clashes, shown.moved, shown.stays) == ([], done.moved, done.stays)
    for name, key in relations_to_people().items():
        left = key.model.objects.filter(**{key.name: twin.pk})
        assert not left.exists() or by_key(Relation)[name].fate.value == "stays", name
    assert Certificate.objects.get().person == cast.ada
    assert Record.objects.filter(person=cast.ada).exists()
    assert Post.objects.filter(person=cast.ada).count() == 2
    assert Preference.objects.get().by_mail
    event = AuditEvent.objects.get(code="people.person.merged")
    assert (event.actor, event.changes["from"]) == (cast.ann, str(twin.public_id))
    assert "Adah" not in str(event.changes)


def test_the_record_that_goes_is_a_name_only_and_is_found_no_more(cast, twin, sign_in):
    twin.teacher_number, twin.joined_on = "1234567", dt.date(2015, 9, 1)
    twin.save()
    merge(cast, cast.ada, twin)
    twin.refresh_from_db()
    ada = Person.objects.get(pk=cast.ada.pk)
    assert (twin.merged_into, twin.is_active, twin.teacher_number) == (ada, False, "")
    assert (ada.teacher_number, ada.joined_on, ada.email) == ("1234567", dt.date(2015, 9, 1), cast.ada.email)
    client = sign_in(cast.ann)
    found = client.get(reverse("people:person-list"), {"q": "Adah", "state": "left"})
    assert "Adah" not in {person.first_name for person in found.context["table"].data.data}
    assert ada.get_absolute_url() in client.get(twin.get_absolute_url()).content.decode()


def test_what_was_sent_decided_and_booked_keeps_its_people(cast, twin):
    PostFactory(person=twin, school=cast.elm)
    request = make_request("declined", applicant=twin, school=cast.elm)
    result = merge(cast, cast.ada, twin)
    request.refresh_from_db()
    assert request.applicant == twin
    assert result.stays["requests"] == 1
    assert request.applicant.full_name == "Adah Example"


def test_what_is_open_is_finished_first(cast, twin):
    PostFactory(person=twin, school=cast.elm)
    make_request("deciding", applicant=twin, school=cast.elm)
    assert "the record that goes: 1 request. They" in clashes(cast, cast.ada, twin)
    with pytest.raises(ValidationError):
        merge(cast, cast.ada, twin)
    twin.refresh_from_db()
    assert twin.merged_into is None
    assert twin.posts.count() == 1
    # The other way about it is Ada's request that stays hers.
    make_review(reviewee=twin, reviewer=cast.eli, school=cast.elm)
    assert "review that is not agreed" in clashes(cast, cast.ada, twin)


def test_nobody_becomes_their_own_approver(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    decide(request.stages.get(position=1), decided_by=cast.hal)
    Person.objects.filter(pk=cast.hal.pk).update(email=None)
    reasons = clashes(cast, cast.ada, cast.hal)
    assert "decided on a request of the other" in reasons
    assert "still being decided" in reasons


@pytest.mark.parametrize("relation", ["line manager", "deputy", "reviewer"])
def test_nobody_becomes_their_own(cast, twin, relation):
    if relation == "line manager":
        PostFactory(person=twin, school=cast.elm, line_manager=cast.ada)
    elif relation == "deputy":
        Delegation.objects.create(person=cast.ada, deputy=twin, starts_on=today(), ends_on=today())
    else:
        make_review(reviewee=cast.ada, reviewer=twin, school=cast.oak)
    assert clashes(cast, cast.ada, twin)
    with pytest.raises(ValidationError):
        merge(cast, cast.ada, twin)


def test_the_same_role_twice_is_a_clash_in_words(cast, twin):
    for person in (cast.ada, twin):
        GrantFactory(person=person, role="senior_leader", school=cast.oak)
    assert "This person already has this role." in clashes(cast, cast.ada, twin)


def holding(person, requirement, day, **facts):
    """Enter an award for a person as the booking office does from earlier records."""
    facts = {"source": "import", "actor": None, "title": "Award"} | facts
    return award_certificate(
        person=person, requirement=requirement, school=School.objects.order_by("pk")[0], awarded_on=day, **facts
    )


def own_word(person, requirement, day, **facts):
    return CertificateFactory(
        person=person, requirement=requirement, awarded_on=day, source="upload", entered_by=person,
        expires_on=add_months(day, 12), **facts,
    )  # fmt: skip


def a_file():
    return StoredFile.objects.create(file="a.pdf", kind="application/pdf", name="a.pdf", size=1, sha256="0" * 64)


def merged(cast, keep, gone):
    """Merge, and return what the preview said besides."""
    shown = preview_merge(actor=cast.ann, keep=keep, gone=gone)
    done = merge(cast, keep, gone)
    assert (shown.clashes, shown.notes, shown.moved) == ([], done.notes, done.moved)
    return " ".join(shown.notes)


@pytest.mark.policy("CX-1")
@pytest.mark.parametrize(
    ("later", "ends"),
    [
        (dt.date(2025, 9, 9), dt.date(2028, 9, 9)),  # the day before the window in which the anniversary is kept
        (dt.date(2025, 9, 10), dt.date(2028, 12, 10)),
        (dt.date(2025, 10, 1), dt.date(2028, 12, 10)),
        (dt.date(2025, 12, 10), dt.date(2028, 12, 10)),
        (dt.date(2025, 12, 11), dt.date(2028, 12, 11)),
    ],
)
@pytest.mark.parametrize("later_goes", [True, False])
def test_awards_of_both_records_are_worked_out_together(cast, twin, later, ends, later_goes):
    requirement = RequirementFactory(name="Safer recruitment", interval_months=36, early_renewal_months=3)
    with_later, with_earlier = (twin, cast.ada) if later_goes else (cast.ada, twin)
    holding(with_later, requirement, later)
    holding(with_earlier, requirement, dt.date(2022, 12, 10))
    told = merged(cast, cast.ada, twin)
    assert f"Safer recruitment: certificates on both records. Together they are valid until {short_date(ends)}." in told
    first, last = Certificate.objects.filter(person=cast.ada).order_by("awarded_on")
    assert (first.expires_on, first.is_current) == (dt.date(2025, 12, 10), False)
    assert (last.expires_on, last.is_current) == (ends, True)
    again = AuditEvent.objects.filter(code="certificates.certificate.worked_out_again", object_id=str(last.public_id))
    assert again.exists() == (ends != add_months(later, 36))


def test_twin_moved_alone_the_awards_would_not_be_worked_out(cast, twin):
    """The twin: rows that merely change hands keep the end that they had apart."""
    requirement = RequirementFactory(interval_months=36, early_renewal_months=3)
    holding(twin, requirement, dt.date(2025, 10, 1))
    holding(cast.ada, requirement, dt.date(2022, 12, 10))
    Certificate.objects.filter(person=twin).update(person=cast.ada, is_current=False)
    assert Certificate.objects.latest("awarded_on").expires_on == dt.date(2028, 10, 1)


def test_an_expiry_from_before_the_rule_was_edited_is_kept(cast, twin):
    requirement = RequirementFactory(interval_months=36, early_renewal_months=3)
    holding(twin, requirement, dt.date(2025, 10, 1))
    requirement.interval_months = 12
    requirement.save()
    holding(cast.ada, requirement, dt.date(2022, 12, 10))
    merge(cast, cast.ada, twin)
    assert Certificate.objects.current().get().expires_on == dt.date(2028, 10, 1)


@pytest.mark.parametrize("confirmed_goes", [True, False])
def test_of_the_same_certificate_twice_the_confirmed_one_counts(cast, twin, confirmed_goes):
    """And none is lost: the other one stays in the history, and its file counts for both."""
    requirement, day = RequirementFactory(name="Fire safety"), dt.date(2026, 9, 2)
    confirmed_of, other_of = (twin, cast.ada) if confirmed_goes else (cast.ada, twin)
    confirmed = own_word(confirmed_of, requirement, day, verified_by=cast.hal, verified_at=now())
    other = own_word(other_of, requirement, day, file=a_file())
    assert "Fire safety, 2 Sep 2026: the same certificate on both records. The confirmed one counts" in merged(
        cast, cast.ada, twin
    )
    confirmed, other = fresh(confirmed), fresh(other)
    assert (confirmed.person, confirmed.is_current, confirmed.verified_by) == (cast.ada, True, cast.hal)
    assert (other.person, other.is_current, bool(other.revoked_reason)) == (cast.ada, False, True)
    assert confirmed.file == other.file


def test_a_course_counts_before_ones_own_word_of_that_day(cast, twin):
    requirement, day = RequirementFactory(), dt.date(2026, 9, 2)
    own_word(twin, requirement, day)
    course = holding(cast.ada, requirement, day, source="course")
    merge(cast, cast.ada, twin)
    assert Certificate.objects.current().get() == course
    assert Certificate.objects.filter(revoked_at=None).count() == 2


def test_the_page_says_what_becomes_of_certificates_on_both(cast, twin, sign_in):
    requirement = RequirementFactory(name="Fire safety")
    for person in (cast.ada, twin):
        holding(person, requirement, dt.date(2026, 9, 2))
    client, url = sign_in(cast.ann), reverse("people:person-merge", args=[cast.ada.public_id])
    page = client.post(url, {"gone": str(twin.public_id)}).content.decode()
    assert "Fire safety, 2 Sep 2026: the same certificate on both records. One of them counts" in page
    assert "Together they are valid until 2 Sep 2027." in page
    assert client.post(url, {"gone": str(twin.public_id), "confirmed": "yes"}).status_code == 302
    assert Certificate.objects.filter(person=cast.ada).count() == 2


@pytest.mark.parametrize("goes", [True, False])
def test_ones_own_word_stays_ones_own_word(cast, twin, goes):
    """What the other record entered or confirmed was oneself, so nobody has vouched for it."""
    mine, other = (twin, cast.ada) if goes else (cast.ada, twin)
    own = own_word(mine, RequirementFactory(), dt.date(2026, 9, 2))
    entered = CertificateFactory(person=mine, source="upload", entered_by=other)
    confirmed = own_word(mine, RequirementFactory(), dt.date(2026, 9, 2), verified_by=other, verified_at=now())
    assert "so not confirmed any more" in merged(cast, cast.ada, twin)
    assert [fresh(row).is_own_word for row in (own, entered, confirmed)] == [True, True, True]


def test_exemptions_and_names_for_the_same_requirement_become_one(cast, twin):
    requirement = RequirementFactory(name="Fire safety")
    rows = []
    for days, person in enumerate((twin, cast.ada)):
        given_at = now() - dt.timedelta(days=9 - days)
        rows.append(
            Exemption.objects.create(
                person=person, requirement=requirement, reason="On leave", given_by=cast.hal, given_at=given_at
            )
        )
        rows.append(
            NamedHolder.objects.create(person=person, requirement=requirement, since=given_at.date(), named_by=cast.hal)
        )
    assert merged(cast, cast.ada, twin).count("The later entry holds, the other one ends.") == 2
    assert [(fresh(row).person, fresh(row).ended_on) for row in rows] == [
        (cast.ada, today()), (cast.ada, today()), (cast.ada, None), (cast.ada, None),
    ]  # fmt: skip


def test_nobody_is_exempted_by_themselves(cast, twin):
    row = Exemption.objects.create(
        person=twin, requirement=RequirementFactory(), reason="On leave", given_by=cast.ada, given_at=now()
    )
    assert "so the exemption ends" in merged(cast, cast.ada, twin)
    assert (fresh(row).person, fresh(row).ended_on) == (twin, today())


def test_two_teacher_numbers_are_two_people(cast, twin):
    Person.objects.filter(pk=cast.ada.pk).update(teacher_number="1111111")
    Person.objects.filter(pk=twin.pk).update(teacher_number="2222222")
    assert "different teacher reference numbers" in clashes(cast, cast.ada, twin)


# --- Not a way of becoming somebody else ------------------------------------------------------------------------------


def test_whoever_can_sign_in_is_not_merged_into_another_record(cast):
    """Else an administrator would enter a record with an address of their own, and take everything over."""
    own = PersonFactory(first_name="Ada", last_name="Example", email="mine@example.org")
    assert "has an email" in clashes(cast, own, cast.ada)
    change = accounts.propose_email(actor=cast.ann, person=cast.ada, email=None)
    assert "waits to be confirmed" in clashes(cast, own, cast.ada)
    accounts.agree_email(actor=cast.eve, change=change)
    assert clashes(cast, own, cast.ada) == ""


@pytest.mark.parametrize("had", [{"last_login": now()}, {"invited_at": now()}])
def test_an_address_that_one_administrator_took_away_is_no_way_round(cast, had):
    own = PersonFactory(first_name="Ada", last_name="Example", email="mine@example.org")
    Person.objects.filter(pk=cast.ada.pk).update(**had)
    record_leaving(actor=cast.ann, person=cast.ada, left_on=today() - dt.timedelta(days=1))
    cast.ada.refresh_from_db()
    accounts.release_email(actor=cast.ann, person=cast.ada)
    assert "Keep that one" in clashes(cast, own, cast.ada)


def test_only_an_administrator_merges_and_never_their_own_record(cast, twin):
    for name in ("eve", "hal", "cleo", "ada"):
        with pytest.raises(PermissionDenied):
            preview_merge(actor=getattr(cast, name), keep=cast.bea, gone=twin)
    for pair in ((cast.ann, twin), (twin, cast.ann), (twin, twin)):
        with pytest.raises(PermissionDenied):
            merge(cast, *pair)
    merge(cast, cast.ada, twin)
    with pytest.raises(PermissionDenied, match="merged before"):
        merge(cast, cast.bea, Person.objects.get(pk=twin.pk))


def test_the_page_shows_what_would_move_and_then_does_it_once(cast, twin, sign_in):
    CertificateFactory(person=twin)
    client = sign_in(cast.ann)
    url = reverse("people:person-merge", args=[cast.ada.public_id])
    assert client.get(url).status_code == 200
    assert client.post(url, {"gone": ""}).status_code == 422
    data = {"gone": str(twin.public_id)}
    page = client.post(url, data)
    assert page.context["preview"].moved == {"certificates": 1}
    assert "Merge records" in page.content.decode()
    twin.refresh_from_db()
    assert twin.merged_into is None
    assert client.post(url, data | {"confirmed": "yes"}).url == cast.ada.get_absolute_url()
    twin.refresh_from_db()
    assert twin.merged_into == cast.ada
    assert client.post(url, data | {"confirmed": "yes"}).status_code == 422
