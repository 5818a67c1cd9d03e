"""Training elsewhere: entered by the clerk for several at once, and put straight where it is wrong (AP-8, HS-1)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.models import Certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.flow import IllegalMove, StaleVersion
from core.tests import hostile_files
from cpd_trust.tests.helpers import cost_of, fresh, names_who, opening
from governance.board_training import policies
from governance.board_training.selectors import compliance_now, records_of
from governance.board_training.services import dispute, enter_training, keep, withdraw
from governance.board_training.tests.factories import outside_training
from governance.models import OutsideTraining
from governance.tests.factories import board_of_oak, boards_of_cast, make_appointment
from notifications.models import Notice
from notifications.selectors import inbox
from people.tests.factories import PersonFactory
from training.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-8")]
DAY = dt.timedelta(days=1)


def entered(board, clerk, *people, **facts):
    facts = {"title": "Safeguarding briefing", "approach": "course", "hours": Decimal("1.5")} | facts
    facts.setdefault("starts_on", today() - DAY)
    facts.setdefault("ends_on", facts["starts_on"])
    return enter_training(actor=clerk, board=board, people=people, **facts)


@pytest.mark.policy("HS-1")
def test_each_gets_a_record_a_certificate_and_a_notice_and_the_grid_follows(cast):
    """Also Bea, who works at Oak: it was entered for the board, so it counts there."""
    board = board_of_oak(cast)
    make_appointment(board, cast.bea, category="staff")
    requirement = RequirementFactory(audience="governance")
    entered(board, cast.cora, cast.gus, cast.bea, requirement=requirement, provider="Example Ltd")
    found = compliance_now(board)
    assert [found.compliance.line(p.pk, requirement).is_met for p in (cast.gus, cast.bea, cast.chas)] == [
        True, True, False,
    ]  # fmt: skip
    rows = Record.objects.filter(source="outside")
    assert {(row.person, row.school, row.reason, row.recorded_by) for row in rows} == {
        (person, cast.oak, "statutory", cast.cora) for person in (cast.gus, cast.bea)
    }
    for certificate in Certificate.objects.current():
        assert (certificate.provider, certificate.is_own_word) == ("Example Ltd", False)
        assert certificate.records.get().person == certificate.person
    assert set(records_of(board)) == set(rows)
    told = Notice.objects.filter(key__startswith="governance.outside_training.entered")
    assert {notice.person for notice in told} == {cast.gus, cast.bea}


def test_many_cost_what_one_costs(cast):
    board = board_of_oak(cast)
    requirement = RequirementFactory(audience="governance")
    people = [make_appointment(board, PersonFactory()).person for _ in range(3)]
    notice = 0  # each is told by a statement or more of their own
    costs = []
    for number, chosen in enumerate((people[:1], people)):
        before = Notice.objects.count()
        day = today() - (number + 1) * DAY
        costs.append(cost_of(entered, board, cast.cora, *chosen, requirement=requirement, starts_on=day))
        notice = Notice.objects.count() - before
    assert notice == 3
    assert costs[1] - costs[0] <= 2 * 8, "only telling people costs more for more of them"


def test_the_clerk_enters_for_those_in_office_and_never_for_themselves(cast):
    boards = boards_of_cast(cast)
    board = boards["oak"]
    assert names_who(cast, policies.can_enter, board) == {"cora"}
    for person in (cast.cora, cast.tom, cast.tess):
        with pytest.raises(IllegalMove):
            entered(board, cast.cora, person)
    with pytest.raises(PermissionDenied):
        entered(boards["trust"], cast.cora, cast.tess)
    requirement = RequirementFactory(audience="governance")
    entered(board, cast.cora, cast.gus, requirement=requirement)
    with pytest.raises(IllegalMove, match="Gus"):
        entered(board, cast.cora, cast.gus, cast.chas, requirement=requirement)
    assert OutsideTraining.objects.count() == 1


def test_for_trustees_it_is_recorded_for_the_centre(cast):
    board = boards_of_cast(cast)["trust"]
    make_appointment(board, cast.nora, "clerk", category="", term_ends_on=None)
    entered(board, fresh(cast.nora), cast.tess)
    assert [row.school for row in records_of(board)] == [cast.central]


def test_somebody_says_it_is_wrong_and_the_clerk_withdraws_it_with_its_certificate(cast):
    board = board_of_oak(cast)
    requirement = RequirementFactory(audience="governance")
    (entry,) = entered(board, cast.cora, cast.gus, requirement=requirement)
    assert names_who(cast, policies.can_dispute, entry) == {"gus"}
    assert names_who(cast, policies.can_withdraw, entry) == {"cora", "ann"}
    assert names_who(cast, policies.can_keep, entry) == set()
    entry = dispute(entry=entry, actor=cast.gus, version=1, because="I was ill.")
    for person in (cast.cora, cast.chas):
        assert inbox(person).exclude(asks="").count() == 1
    with pytest.raises(PermissionDenied):
        dispute(entry=entry, actor=cast.gus, version=2, because="Again.")
    with pytest.raises(StaleVersion):
        withdraw(entry=entry, actor=cast.cora, version=1, words="He was ill.")
    withdraw(entry=entry, actor=cast.cora, version=2, words="He was ill.")
    assert not Record.objects.exists()
    assert Certificate.objects.get().revoked_reason == "He was ill."
    assert inbox(cast.cora).exclude(asks="").count() == 0
    assert Notice.objects.filter(person=cast.gus, subject__contains="withdrawn").count() == 1
    assert not policies.can_withdraw(cast.cora, fresh(entry))


def test_the_clerk_may_keep_it_with_a_reason(cast):
    board = board_of_oak(cast)
    entry = outside_training(board, cast.gus, by=cast.cora)
    entry = dispute(entry=entry, actor=cast.gus, version=1, because="It was two hours.")
    assert names_who(cast, policies.can_keep, entry) == {"cora", "ann"}
    entry = keep(entry=entry, actor=cast.cora, version=2, words="The certificate says one.")
    assert (entry.is_disputed, entry.is_withdrawn) == (False, False)
    assert Notice.objects.filter(person=cast.gus, body__contains="The certificate says one.").count() == 1


@pytest.mark.once
def test_the_form_enters_once_with_its_file_and_keeps_what_was_typed(cast, sign_in):
    board = board_of_oak(cast)
    requirement = RequirementFactory(audience="governance")
    RequirementFactory(name="Only for staff")
    client, url = sign_in(cast.cora), reverse("governance:outside-add", args=[board.public_id])
    form = client.get(url).context["form"]
    assert [person.first_name for person in form.fields["people"].queryset] == ["Chas", "Gus"]
    assert list(form.fields["requirement"].queryset) == [requirement]
    data = {
        "token": form["token"].value(), "title": "Cyber security", "approach": "course", "hours": "1.1",
        "starts_on": today().isoformat(), "requirement": str(requirement.public_id),
    }  # fmt: skip
    wrong = client.post(url, data)
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"people", "hours"})
    assert "Cyber security" in wrong.content.decode()
    data |= {"hours": "1.25", "people": [str(cast.gus.public_id), str(cast.chas.public_id)]}
    for _ in range(2):
        scan = SimpleUploadedFile("list.pdf", hostile_files.pdf())
        answer = client.post(url, data | {"file": scan}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("governance:board-record", args=[board.public_id])
    assert OutsideTraining.objects.count() == 2
    entry = OutsideTraining.objects.get(record__person=cast.gus)
    own = sign_in(cast.gus)
    page = own.get(entry.get_absolute_url()).content.decode()
    assert "Say that this is wrong" in page
    assert "Withdraw" not in page
    assert opening(own, reverse("governance:outside-file", args=[entry.public_id]))()[:4] == b"%PDF"
    assert Certificate.objects.get(person=cast.gus).file_id == entry.record.file_id
    sent = own.post(
        reverse("governance:outside-dispute", args=[entry.public_id]), {"version": 1, "because": "I left early."}
    )
    assert sent.url == entry.get_absolute_url()
    client = sign_in(cast.cora)
    assert "Reported as wrong" in client.get(answer.redirect_chain[-1][0]).content.decode()
    kept = client.post(reverse("governance:outside-keep", args=[entry.public_id]), {"version": 2, "words": "Stays."})
    assert kept.url == entry.get_absolute_url()
