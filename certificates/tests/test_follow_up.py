"""What is overdue at a school, first on its page and with what to do about it: reminders, certificates, cover."""

import datetime as dt
import gzip

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certificates.bookings import BookingsKnown
from certificates.compliance import compliance_of_school
from certificates.matrix import cover_of
from certificates.models import Requirement
from certificates.services.reminders import remind_now
from certificates.services.requirements import load_requirements
from certificates.templatetags.compliance import grid_cells
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent
from core.tests.plugging import plugged_in
from notifications.models import Notice
from people.models import School
from people.tests.factories import PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = dt.date(2026, 11, 24)


def school_page(client, school, query=""):
    return client.get(reverse("certificates:matrix", args=[school.public_id]) + query)


def told():
    return sorted(Notice.objects.values_list("person__first_name", "subject"))


@pytest.mark.both
@pytest.mark.policy("HS-1")
def test_what_is_overdue_stands_before_everybody_with_what_to_do(cast, sign_in):
    fire = RequirementFactory(name="Fire safety", code="HS-FIRE")
    for person in (cast.lin, cast.sid, cast.hal):
        CertificateFactory(person=person, requirement=fire, expires_on=None)
    CertificateFactory(person=cast.bea, requirement=fire, expires_on=today() - dt.timedelta(days=1))
    page = school_page(sign_in(cast.hal), cast.oak).content.decode()
    main = page[page.index("<main") :]
    assert main.index("1 overdue, 1 never done") < main.index("Everyone")
    assert reverse("certificates:remind-of", args=[cast.oak.public_id, fire.public_id]) in main
    assert reverse("courses:course-list") + "?q=HS-FIRE" in main
    add = f"{reverse('certificates:certificate-add')}?person={cast.bea.public_id}&amp;requirement={fire.public_id}"
    assert add in main
    as_administrator = school_page(sign_in(cast.ann), cast.oak).content.decode()
    assert "1 overdue, 1 never done" in as_administrator
    assert "/remind/" not in as_administrator
    assert add not in as_administrator


def test_a_link_to_a_form_is_offered_only_where_it_opens(cast, sign_in):
    """A clerk's certificates are shown to the school's leaders, and are not theirs to enter."""
    RequirementFactory(audience="governance", roles=["clerk", "governor"])
    client = sign_in(cast.hal)
    page = school_page(client, cast.oak)
    links = {
        person.first_name: f"{reverse('certificates:certificate-add')}?person={person.public_id}&amp;requirement="
        for person in (cast.cora, cast.gus)
    }
    offered = {name for name, link in links.items() if link in page.content.decode()}
    opens = {
        person.first_name
        for person in (cast.cora, cast.gus)
        if client.get(f"{reverse('certificates:certificate-add')}?person={person.public_id}").status_code == 200
    }
    assert offered == opens == {"Gus"}


def test_the_columns_are_of_one_kind_at_a_time_and_of_nobody_who_needs_none(cast, sign_in):
    statutory = RequirementFactory(staff_groups=["teacher"])
    CertificateFactory(person=cast.lin, requirement=statutory)
    recommended = RequirementFactory(statutory="recommended")
    for_roles = RequirementFactory(statutory="condition", staff_groups=["senior_leader", "teaching_assistant"])
    governance = RequirementFactory(audience="governance")
    RequirementFactory(staff_groups=["technician"])
    client = sign_in(cast.hal)

    def columns(query=""):
        return school_page(client, cast.oak, query).context["grid"].requirements

    assert columns() == columns("?kind=statutory") == [statutory]
    assert columns("?kind=roles") == [for_roles]
    assert columns("?kind=recommended") == [recommended]
    assert columns("?kind=governance") == [governance]
    assert set(columns("?kind=all")) == {statutory, recommended, for_roles, governance}
    assert columns("?kind=nonsense") == columns("?kind=all")
    assert columns(f"?requirement={recommended.public_id}") == [recommended]
    page = school_page(client, cast.oak)
    assert [tab.label for tab in page.context["kinds"]] == [
        "Statutory", "For some roles", "Recommended", "Governance", "All",
    ]  # fmt: skip
    assert {row.person.first_name for row in page.context["grid"].rows} == {"Ada", "Lin"}
    assert page.context["unmet"] == sum(row.unmet for row in page.context["matrix"].rows)

    def heads(query):
        answer = school_page(client, cast.oak, query)
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0]

    assert recommended.name in heads("?export=csv")
    assert recommended.name not in heads("?export=csv&kind=statutory")


def test_what_is_binding_stands_before_what_is_recommended(cast, sign_in):
    recommended = RequirementFactory(statutory="recommended")
    statutory = RequirementFactory(staff_groups=["teaching_assistant"])
    soon = RequirementFactory(code="AA-1", staff_groups=["teacher"])
    for person in (cast.ada, cast.lin):
        CertificateFactory(person=person, requirement=soon, expires_on=today() + dt.timedelta(days=9))
    found = school_page(sign_in(cast.hal), cast.oak).context["outstanding"]
    assert [one.about for one in found] == [statutory, recommended, soon]


@pytest.mark.parametrize(
    ("expires_on", "tone"),
    [(-1, "danger"), (0, "warning"), (90, "warning"), (91, "success"), (None, "success")],
)
def test_cover_that_ends_soon_is_told_in_time(cast, expires_on, tone):
    requirement = RequirementFactory(coverage="one_per_school")
    last_day = None if expires_on is None else DAY + dt.timedelta(days=expires_on)
    CertificateFactory(person=cast.ada, requirement=requirement, awarded_on=dt.date(2024, 1, 1), expires_on=last_day)
    RequirementFactory(coverage="one_per_school", name="Nobody has it")
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        found = cover_of(compliance_of_school(cast.oak))
    assert next(one.tone for one in found if one.cover.requirement == requirement) == tone
    assert found[0].tone == "danger"


@pytest.mark.parametrize(
    ("facts", "state", "said", "shown"),
    [
        ({"expires_on": dt.date(2027, 8, 31)}, "valid", "Up to date until", " 31 Aug"),
        ({"expires_on": dt.date(2029, 8, 31)}, "valid", "Up to date until", " Aug ’29"),
        ({"expires_on": None}, "valid", "Up to date", ""),
        ({"expires_on": dt.date(2026, 11, 24)}, "due_soon", "Due soon, ends on", " 24 Nov"),
        ({"expires_on": dt.date(2026, 11, 23)}, "expired", "Overdue, expired on", " 23 Nov"),
        (None, "never_done", "Never done", '<i aria-hidden="true">never</i>'),
    ],
)
def test_a_cell_has_a_sign_a_day_and_words(cast, facts, state, said, shown):
    requirement = RequirementFactory()
    if facts:
        CertificateFactory(person=cast.ada, requirement=requirement, **facts)
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        line = compliance_of_school(cast.oak).compliance.line(cast.ada.pk, requirement)
        cell = f'<td class="k-is-{state}"><span class="visually-hidden">{said}</span>{shown}</td>'
        assert grid_cells([line, None]) == f"{cell}<td></td>"


@pytest.mark.both
@pytest.mark.policy("HS-1")
def test_a_leader_reminds_once_a_day_of_what_is_not_booked(cast):
    fire, booked = RequirementFactory(name="Fire safety"), RequirementFactory(name="Prevent", staff_groups=["teacher"])
    CertificateFactory(person=cast.bea, requirement=fire)
    CertificateFactory(person=cast.lin, requirement=fire, expires_on=today() - dt.timedelta(days=3))
    with plugged_in(BookingsKnown(lambda people: {(cast.ada.pk, booked.pk): today()})):
        assert remind_now(school=cast.oak, actor=cast.hal, requirement=fire) == 3
        assert told() == [
            ("Ada", "Fire safety: never done"), ("Lin", "Fire safety: overdue"), ("Sid", "Fire safety: never done"),
        ]  # fmt: skip
        with pytest.raises(IllegalMove, match="already been sent today"):
            remind_now(school=cast.oak, actor=cast.sid, person=cast.ada)
        assert remind_now(school=cast.oak, actor=cast.sid, person=cast.lin) == 1
    event = AuditEvent.objects.filter(code="certificates.school.reminded").earliest("pk")
    assert (event.school_id, event.changes) == (cast.oak.pk, {"requirement": fire.code, "told": 3})
    assert "Hal Example asks you" in Notice.objects.get(person=cast.lin, subject__startswith="Fire").body
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1), tick=False):
        assert remind_now(school=cast.oak, actor=cast.hal, person=cast.lin) == 2


def test_nobody_is_reminded_who_is_not_of_the_school_nor_by_somebody_without_the_right(cast):
    fire = RequirementFactory()
    for stranger in (cast.ann, cast.ada, cast.eli, cast.gus):
        with pytest.raises(PermissionDenied):
            remind_now(school=cast.oak, actor=stranger, requirement=fire)
    with pytest.raises(IllegalMove, match="no one else to remind"):
        remind_now(school=cast.oak, actor=cast.hal, person=cast.tom)
    with pytest.raises(IllegalMove, match="no one else to remind"):
        remind_now(school=cast.oak, actor=cast.hal, person=cast.hal)
    assert told() == []


def test_a_reminder_goes_when_the_certificate_comes(cast, sign_in):
    fire = RequirementFactory(name="Fire safety")
    old = CertificateFactory(person=cast.ada, requirement=fire, expires_on=today() - dt.timedelta(days=3))
    remind_now(school=cast.oak, actor=cast.hal, person=cast.ada)
    inbox = reverse("notifications:inbox")
    client = sign_in(cast.ada)
    assert "Fire safety: overdue" in client.get(inbox).content.decode()
    old.is_current = False
    old.save()
    assert "Fire safety: overdue" not in client.get(inbox).content.decode()


def test_the_button_says_what_happened(cast, sign_in):
    fire = RequirementFactory()
    client = sign_in(cast.hal)
    url = reverse("certificates:remind-of", args=[cast.oak.public_id, fire.public_id])
    assert "Reminders sent." in client.post(url, follow=True).content.decode()
    assert "Reminders have already been sent today." in client.post(url, follow=True).content.decode()
    # Whoever reminds six people in turn stays where they are.
    matrix = reverse("certificates:matrix", args=[cast.oak.public_id])
    assert client.post(url, {"by": "person"}).url == f"{matrix}?by=person"


def test_nobody_is_offered_to_remind_themselves(cast, sign_in):
    lead = RequirementFactory(staff_groups=["leader"], short_title="For leaders")
    CertificateFactory(person=cast.sid, requirement=lead, expires_on=today() + dt.timedelta(days=400))
    for reader, is_offered in ((cast.sid, True), (cast.hal, False)):
        (one,) = sign_in(reader).get(reverse("certificates:matrix", args=[cast.oak.public_id])).context["outstanding"]
        assert (one.about, one.can_be_reminded_by(reader)) == (lead, is_offered)


def test_a_school_of_sixty_is_one_light_page(cast, sign_in):
    """Sixty people, every requirement of the shipped table, a different day in each cell."""
    load_requirements(actor=None)
    staff = [*PersonFactory.create_batch(55), cast.ada, cast.bea, cast.lin, cast.sid, cast.hal]
    for number, person in enumerate(staff):
        PostFactory(person=person, school=cast.oak, staff_group="teacher", job_title=f"Teacher of year {number % 7}")
        for place, requirement in enumerate(Requirement.objects.in_use()[:40]):
            day = today() + dt.timedelta(days=(number * 37 + place * 101) % 1200 - 100)
            CertificateFactory(
                person=person, requirement=requirement, school=cast.oak, expires_on=day, awarded_on=dt.date(2025, 1, 1)
            )
    answer = school_page(sign_in(cast.hal), cast.oak, "?kind=all")
    assert len(answer.context["page"].object_list) >= 60
    assert len(gzip.compress(answer.content)) < 60_000


@pytest.mark.both
def test_a_school_where_nobody_needs_anything_is_not_called_up_to_date(cast, sign_in):
    RequirementFactory(staff_groups=["technician"])
    page = school_page(sign_in(cast.hal), cast.oak).content.decode()
    assert "No one here needs any of the required training" in page
    School.objects.filter(pk=cast.oak.pk).update(has_early_years=False)
    RequirementFactory(staff_groups=["teacher"], first_due_days=20000)
    page = school_page(sign_in(cast.hal), cast.oak).content.decode()
    assert "Nothing is due yet" in page
    assert "All up to date" not in page
