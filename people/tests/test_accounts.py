"""No administrator becomes somebody else: a new email takes effect only when a second person has said yes."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core.calendar import now
from core.flow import IllegalMove
from core.models import AuditEvent
from cpd_trust.tests.helpers import cost_of, fresh, opening
from notifications.models import Mail
from people.models import AccountChange, Person
from people.selectors import changes_to_agree
from people.services import accounts, imports
from people.services import people as services
from people.tests.factories import GrantFactory, PersonFactory
from people.tests.staff_files import csv_file, row

pytestmark = pytest.mark.django_db
NEW = "somewhere.else@example.org"
HOME = reverse("home:home")


@pytest.fixture(autouse=True)
def by_the_outbox(settings):
    settings.EMAIL_BACKEND = "notifications.mail_backend.EmailBackend"


def enter(cast, person=None, email=NEW, actor=None):
    person = Person.objects.get(pk=(person or cast.ada).pk)
    services.change_person(actor=actor or cast.ann, person=person, version=person.version, facts={"email": email})
    return AccountChange.objects.waiting().filter(person=person).first()


def code_of(address=NEW):
    text = Mail.objects.filter(to_address=address, subject__startswith="Confirm").latest("pk").text
    return re.search(r"code is:\s+(\S+)", text)[1]


def email_of(person):
    return Person.objects.get(pk=person.pk).email


def test_an_administrator_does_not_sign_in_as_somebody_by_changing_their_e_mail(cast, client):
    enter(cast)
    client.post(reverse("account_request_login_code"), {"email": NEW})
    assert not Mail.objects.filter(to_address=NEW, subject="Your sign-in code").exists()
    Client().post(reverse("account_request_login_code"), {"email": cast.ada.email})
    assert Mail.objects.filter(to_address=cast.ada.email, subject="Your sign-in code").exists()
    assert email_of(cast.ada) == cast.ada.email


def test_both_addresses_are_told_and_only_the_new_one_gets_the_code(cast):
    enter(cast)
    old = Mail.objects.get(to_address=cast.ada.email)
    new = Mail.objects.get(to_address=NEW)
    assert NEW in old.text
    assert code_of() not in old.text + old.html
    assert (old.is_private, new.is_private, old.person) == (True, True, cast.ada)
    trail = AuditEvent.objects.filter(code__startswith="people.account")
    assert NEW not in str([(event.note, event.changes) for event in trail])


def test_the_person_confirms_with_the_code_and_all_their_sessions_end(cast, client, sign_in):
    change = enter(cast)
    signed_in = sign_in(cast.ada)
    page = reverse("people:account-change", args=[change.public_id])
    assert NEW in signed_in.get(page).content.decode()
    wrong = signed_in.post(page, {"code": "WRONG"})
    assert (wrong.status_code, email_of(cast.ada)) == (422, cast.ada.email)
    right = signed_in.post(page, {"code": f" {code_of().lower()} "})
    assert (right.status_code, right.url) == (302, reverse("account_login"))
    assert email_of(cast.ada) == NEW
    assert signed_in.get(HOME).status_code == 302
    address = EmailAddress.objects.get(user=cast.ada)
    assert (address.email, address.verified) == (NEW, True)
    assert Mail.objects.filter(subject="Your email address has changed").count() == 2
    assert AuditEvent.objects.get(code="people.account.changed").actor == cast.ada


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_session_is_bound_to_the_address_and_the_password(cast, sign_in, field):
    client = sign_in(cast.ada)
    assert client.get(HOME).status_code == 200
    Person.objects.filter(pk=cast.ada.pk).update(**{field: "another@example.org"})
    assert client.get(HOME).status_code == 302


def test_after_five_wrong_codes_the_right_one_is_not_taken(cast):
    change = enter(cast)
    code = code_of()
    for _ in range(accounts.MOST_WRONG_CODES):
        with pytest.raises(ValidationError):
            accounts.confirm_email(actor=cast.ada, change=change, code="WRONG")
    with pytest.raises(IllegalMove, match="too often"):
        accounts.confirm_email(actor=cast.ada, change=change, code=code)
    assert email_of(cast.ada) == cast.ada.email


def test_only_the_person_confirms_whoever_has_the_code(cast):
    change = enter(cast)
    for name in ("ann", "hal", "lin", "eve"):
        with pytest.raises(PermissionDenied):
            accounts.confirm_email(actor=getattr(cast, name), change=change, code=code_of())


def test_a_second_administrator_agrees_and_the_first_cannot(cast):
    second = PersonFactory(first_name="Una")
    GrantFactory(person=second, role="administrator")
    change = enter(cast)
    for name in ("ann", "ada", "hal", "eve", "cleo"):
        with pytest.raises(PermissionDenied):
            accounts.agree_email(actor=getattr(cast, name), change=change)
    accounts.agree_email(actor=second, change=change)
    assert email_of(cast.ada) == NEW
    assert not EmailAddress.objects.get(user=cast.ada).verified
    with pytest.raises(IllegalMove):
        accounts.agree_email(actor=second, change=change)


def test_in_a_trust_with_one_administrator_the_executive_lead_vouches(cast):
    change = enter(cast)
    with pytest.raises(PermissionDenied):
        accounts.agree_email(actor=cast.ben, change=change)
    accounts.agree_email(actor=cast.eve, change=change)
    assert email_of(cast.ada) == NEW


def test_whoever_s_address_it_is_does_not_vouch_for_it(cast):
    change = enter(cast, cast.eve)
    with pytest.raises(PermissionDenied):
        accounts.agree_email(actor=cast.eve, change=change)
    accounts.agree_email(actor=cast.cleo, change=change)


@pytest.mark.parametrize("who", ["ada", "ann"])
def test_the_person_or_an_administrator_refuses_it(cast, sign_in, who):
    change = enter(cast)
    client = sign_in(getattr(cast, who))
    url = reverse("people:account-change-refuse", args=[change.public_id])
    assert client.post(url).status_code == 302
    change.refresh_from_db()
    assert (change.status, email_of(cast.ada)) == ("refused", cast.ada.email)
    with pytest.raises(IllegalMove):
        accounts.confirm_email(actor=cast.ada, change=change, code=code_of())
    assert client.post(url, follow=True).status_code == 200


def test_a_new_proposal_takes_the_place_of_the_one_before(cast):
    first = enter(cast)
    second = enter(cast, email="third@example.org")
    assert (fresh(first).status, second.status) == ("refused", "waiting")
    assert enter(cast, email="third@example.org") == second
    # The address as it is takes the proposal back.
    assert enter(cast, email=cast.ada.email) is None


def test_taking_the_address_away_first_is_no_way_round(cast):
    change = enter(cast, email=None)
    assert email_of(cast.ada) == cast.ada.email
    accounts.agree_email(actor=cast.eve, change=change)
    assert email_of(cast.ada) is None
    assert enter(cast) is not None
    assert email_of(cast.ada) is None


@pytest.mark.parametrize("had", [{"last_login": now()}, {"invited_at": now()}, {}])
def test_a_first_address_is_taken_at_once_of_those_who_never_signed_in(cast, had):
    person = PersonFactory(email=None, **had)
    assert (enter(cast, person) is None) == (not had)
    assert (email_of(person) == NEW) == (not had)


def test_other_facts_are_saved_at_once(cast, sign_in):
    client = sign_in(cast.ann)
    url = reverse("people:person-edit", args=[cast.ada.public_id])
    data = {"version": 1, "first_name": "Adelaide", "last_name": "Example", "email": NEW, "joined_on": "2020-09-01"}
    answer = client.post(url, data, follow=True)
    assert "takes effect when the person confirms it" in answer.content.decode()
    person = Person.objects.get(pk=cast.ada.pk)
    assert (person.first_name, person.email) == ("Adelaide", cast.ada.email)


def test_a_taken_address_is_refused_when_entered_and_again_when_agreed(cast):
    with pytest.raises(ValidationError, match="Someone else already uses this email address"):
        enter(cast, email=cast.bea.email.upper())
    change = enter(cast)
    PersonFactory(email=NEW)
    with pytest.raises(ValidationError, match="Someone else already uses this email address"):
        accounts.agree_email(actor=cast.eve, change=change)
    assert email_of(cast.ada) == cast.ada.email


def import_with(cast, **cells):
    made = imports.start_staff_import(actor=cast.ann, upload=csv_file([row(**cells)]), school=cast.oak)
    imports.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
    imports.work_on(made.pk)
    made.refresh_from_db()
    return made


def test_an_import_changes_no_address_by_itself_and_asks_once(cast):
    cells = {
        "number": "N1", "first": "Ada", "last": "Example", "email": NEW, "starts": "01/09/2020",
    }  # fmt: skip
    cast.ada_post.staff_number = "N1"
    cast.ada_post.save()
    made = import_with(cast, **cells)
    assert [change["facts"].get("email") for change in made.changes["people"]] == [[cast.ada.email, NEW]]
    imports.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    imports.work_on(made.pk)
    assert email_of(cast.ada) == cast.ada.email
    assert AccountChange.objects.waiting().get().person == cast.ada
    again = import_with(cast, **cells)
    assert not [change for change in again.changes["people"] if "email" in change["facts"]]


def test_the_database_refuses_what_one_person_alone_settled(cast):
    change = enter(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountChange.objects.filter(pk=change.pk).update(status="done", settled_by=cast.ann, settled_at=now())
    AccountChange.objects.filter(pk=change.pk).update(status="done", settled_by=cast.eve, settled_at=now())


def test_the_list_agrees_to_several_and_costs_the_same_with_one_and_three(cast, sign_in):
    client = sign_in(cast.eve)
    url = reverse("people:account-changes")
    costs = []
    client.get(url)
    for person, address in ((cast.ada, "a@example.org"), (cast.bea, "b@example.org"), (cast.sid, "c@example.org")):
        enter(cast, person, address)
        costs.append(cost_of(opening(client, url)))
    assert costs[0] == costs[2]
    assert client.post(url, {}).status_code == 422
    chosen = [str(change.public_id) for change in AccountChange.objects.waiting()]
    assert client.post(url, {"changes": chosen}).status_code == 302
    assert {email_of(p) for p in (cast.ada, cast.bea, cast.sid)} == {"a@example.org", "b@example.org", "c@example.org"}


def test_of_somebody_else_s_change_nothing_is_there(cast, sign_in):
    change = enter(cast)
    for name, status in (("bea", 404), ("hal", 404), ("ada", 200), ("ann", 200)):
        answer = sign_in(getattr(cast, name)).get(reverse("people:account-change", args=[change.public_id]))
        assert answer.status_code == status


def test_the_list_has_what_the_reader_may_agree_to_and_no_more(cast, sign_in):
    enter(cast)
    listed = lambda: {p.first_name for p in (cast.ann, cast.eve, cast.cleo) if changes_to_agree(p).exists()}  # noqa: E731
    assert listed() == {"Eve", "Cleo"}
    assert reverse("people:account-changes") in sign_in(cast.eve).get(HOME).content.decode()
    second = PersonFactory(first_name="Una")
    GrantFactory(person=second, role="administrator")
    assert listed() == set()
    assert changes_to_agree(second).exists()


def test_making_another_own_address_the_main_one_keeps_this_session_and_ends_the_others(cast):
    EmailAddress.objects.create(user=cast.ada, email=NEW, verified=True, primary=False)
    cast.ada.set_password("correct horse battery")
    cast.ada.save()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(reverse("account_login"), {"login": cast.ada.email, "password": "correct horse battery"})
        assert client.get(HOME).status_code == 200
    wanted = {"action_primary": "", "email": NEW}
    here.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    here.post(reverse("account_email"), wanted)
    assert email_of(cast.ada) == NEW
    assert here.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302
