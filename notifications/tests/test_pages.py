"""Inbox, preferences, outbox: what they show to whom, what they change, and how often they ask the database."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from core.calendar import LONDON, now
from core.models import AuditEvent
from cpd_trust.tests.helpers import opening, same_cost
from notifications.models import Mail, Notice, Preference, Topic
from notifications.selectors import unread_count
from notifications.services import make_digests
from notifications.tests.factories import MailFactory, NoticeFactory
from people.models import Person
from people.tests.factories import PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
INBOX = "notifications:inbox"
OUTBOX = "notifications:outbox"


def subjects(response) -> list[str]:
    return [notice.subject for notice in response.context["page"]]


# --- The inbox -----------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_inbox_shows_ones_own_unread_first(cast, sign_in):
    client = sign_in(cast.ada)
    moments = [dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in (1, 2, 3)]
    NoticeFactory(person=cast.ada, subject="old unread", created_at=moments[0])
    NoticeFactory(person=cast.ada, subject="newest, read", created_at=moments[2], read_at=moments[2])
    NoticeFactory(person=cast.ada, subject="new unread", created_at=moments[1])
    NoticeFactory(person=cast.bea, subject="somebody else's")
    response = client.get(reverse(INBOX))
    assert subjects(response) == ["new unread", "old unread", "newest, read"]
    assert "somebody else" not in response.text
    assert '2<span class="visually-hidden"> unread' in response.text


@pytest.mark.both
def test_the_inbox_finds_by_word_topic_and_unread(cast, sign_in):
    client = sign_in(cast.ada)
    NoticeFactory(person=cast.ada, subject="First aid expires", topic=Topic.CERTIFICATE)
    NoticeFactory(person=cast.ada, subject="Approved", body="for first aid", topic=Topic.REQUEST)
    NoticeFactory(person=cast.ada, subject="A report", topic=Topic.REPORT, read_at=dt.datetime.now(dt.UTC))
    ask = lambda **what: len(subjects(client.get(reverse(INBOX), what)))  # noqa: E731
    assert ask(q="AID first") == 2
    assert ask(q="aid zebra") == 0
    assert ask(topic=Topic.REQUEST) == 1
    assert ask(unread="on") == 2
    assert ask(topic="rubbish", page="rubbish", q="\x01") >= 0


@pytest.mark.both
def test_an_empty_inbox_says_what_will_come(cast, sign_in):
    client = sign_in(cast.ada)
    assert "No notifications yet" in client.get(reverse(INBOX)).text
    assert "Nothing matches" in client.get(reverse(INBOX), {"q": "zebra"}).text


def test_opening_a_notice_marks_it_read_and_leads_on(cast, sign_in):
    client = sign_in(cast.ada)
    notice = NoticeFactory(person=cast.ada, path="/people/")
    page = client.get(notice.get_absolute_url())
    assert notice.subject in page.text
    assert unread_count(cast.ada) == 1, "GET changes nothing"
    answer = client.post(reverse("notifications:notice-open", args=[notice.public_id]))
    assert (answer.status_code, answer.url) == (302, "/people/")
    assert unread_count(cast.ada) == 0
    first = Notice.objects.get().read_at
    client.post(reverse("notifications:notice-open", args=[notice.public_id]))
    assert Notice.objects.get().read_at == first


def test_a_notice_without_a_page_leads_to_itself(cast, sign_in):
    notice = NoticeFactory(person=cast.ada, path="")
    answer = sign_in(cast.ada).post(reverse("notifications:notice-open", args=[notice.public_id]))
    assert answer.url == notice.get_absolute_url()


@pytest.mark.both
@pytest.mark.parametrize("page", ["notice-detail", "notice-open", "notice-read"])
def test_somebody_elses_notice_answers_as_one_that_never_was(cast, sign_in, page):
    client = sign_in(cast.bea)
    notice = NoticeFactory(person=cast.ada, subject="private words")
    ask = client.get if page == "notice-detail" else client.post
    real = ask(reverse(f"notifications:{page}", args=[notice.public_id]))
    ghost = ask(reverse(f"notifications:{page}", args=["00000000-0000-4000-8000-000000000000"]))
    assert (real.status_code, ghost.status_code) == (404, 404)
    assert "private words" not in real.text
    assert unread_count(cast.ada) == 1


@pytest.mark.both
def test_all_at_once_means_ones_own(cast, sign_in):
    for person in (cast.ada, cast.ada, cast.bea):
        NoticeFactory(person=person)
    answer = sign_in(cast.ada).post(reverse("notifications:inbox-read-all"), follow=True)
    assert "2 marked as read." in answer.text
    assert (unread_count(cast.ada), unread_count(cast.bea)) == (0, 1)


def test_what_was_read_is_not_mailed(cast, sign_in):
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=LONDON)):
        notice = NoticeFactory(person=cast.ada)
        sign_in(cast.ada).post(reverse("notifications:notice-read", args=[notice.public_id]))
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=LONDON)):
        assert make_digests() == 0


@pytest.mark.parametrize("page", ["inbox-read-all", "notice-open", "notice-read"])
def test_get_changes_nothing(cast, sign_in, page):
    notice = NoticeFactory(person=cast.ada)
    args = [] if page == "inbox-read-all" else [notice.public_id]
    assert sign_in(cast.ada).get(reverse(f"notifications:{page}", args=args)).status_code == 405


# --- Preferences ---------------------------------------------------------------------------------------------------


def test_preferences_are_kept(cast, sign_in):
    client = sign_in(cast.ada)
    assert client.get(reverse("notifications:preferences")).context["form"].initial["by_mail"] == Topic.values
    assert client.get(reverse("notifications:preferences")).context["form"].initial["at_once"]
    client.post(reverse("notifications:preferences"), {"by_mail": ["request", "booking"]})
    page = client.get(reverse("notifications:preferences"))
    assert page.context["form"].initial == {"by_mail": ["request", "booking"], "at_once": False}
    assert not Preference.objects.exclude(person=cast.ada).exists()


def test_no_topic_at_all_is_a_choice(cast, sign_in):
    client = sign_in(cast.ada)
    assert client.post(reverse("notifications:preferences"), {}).status_code == 302
    assert client.get(reverse("notifications:preferences")).context["form"].initial["by_mail"] == []


def test_a_topic_that_is_none_is_refused(cast, sign_in):
    answer = sign_in(cast.ada).post(reverse("notifications:preferences"), {"by_mail": ["rubbish"]})
    assert answer.status_code == 422
    assert not Preference.objects.exists()


# --- The outbox ----------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_outbox_filters_and_counts(cast, sign_in):
    client = sign_in(cast.ann)
    MailFactory(status="failed", to_address="gone@example.org")
    MailFactory(status="unknown", topic=Topic.REPORT)
    MailFactory(status="sent", created_at=dt.datetime(2026, 3, 29, 0, 30, tzinfo=LONDON))
    ask = lambda **what: client.get(reverse(OUTBOX), what).context["table"].page.paginator.count  # noqa: E731
    assert ask() == 3
    assert ask(status="troubled") == 2
    assert ask(status="sent") == 1
    assert ask(q="GONE@") == 1
    assert ask(topic="report") == 1
    assert ask(since="29/03/2026", until="29/03/2026") == 1
    assert ask(until="28/03/2026") == 0
    assert ask(status="rubbish", since="rubbish", page="rubbish", sort="rubbish") == 3
    page = client.get(reverse(OUTBOX))
    assert 'class="k-tile-label" href="/messages/outbox/?status=queued"' not in page.text, "Nothing waits."
    counts = page.context["counts"]
    assert (counts.waiting, counts.failed, counts.unknown) == (0, 1, 1)


@pytest.mark.both
@pytest.mark.parametrize("column", ["subject", "to_address", "topic", "status", "created_at", "attempts"])
def test_the_outbox_sorts(cast, sign_in, column):
    client = sign_in(cast.ann)
    for number in range(3):
        MailFactory(attempts=number, subject=f"Mail {number}")
    up = [row.pk for row in client.get(reverse(OUTBOX), {"sort": column}).context["table"].data]
    down = [row.pk for row in client.get(reverse(OUTBOX), {"sort": f"-{column}"}).context["table"].data]
    assert sorted(up) == sorted(down)
    if column in ("subject", "attempts", "created_at"):
        assert up == down[::-1]


@pytest.mark.both
def test_the_export_holds_no_text_and_is_audited(cast, sign_in):
    MailFactory(text="private text", subject="=cmd()", to_address="a@example.org")
    answer = sign_in(cast.ann).get(reverse(OUTBOX), {"export": "csv"})
    words = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(words))
    assert row["To"] == "a@example.org"
    assert row["Subject"] == "'=cmd()"
    assert "private text" not in words
    assert AuditEvent.objects.filter(code="notifications.outbox.exported", actor=cast.ann).exists()


@pytest.mark.both
@pytest.mark.parametrize(
    ("verb", "status", "after"),
    [
        ("mail-send-again", "failed", "queued"),
        ("mail-send-again", "unknown", "queued"),
        ("mail-leave", "queued", "dropped"),
        ("mail-leave", "failed", "dropped"),
        ("mail-leave", "unknown", "dropped"),
        ("mail-settle-as-sent", "unknown", "sent"),
    ],
)
def test_an_administrator_settles(cast, sign_in, verb, status, after):
    mail = MailFactory(status=status, attempts=12)
    answer = sign_in(cast.ann).post(reverse(f"notifications:{verb}", args=[mail.public_id]))
    assert answer.url == mail.get_absolute_url()
    mail.refresh_from_db()
    assert mail.status == after
    assert AuditEvent.objects.filter(object_id=str(mail.public_id), actor=cast.ann).count() == 1


@pytest.mark.parametrize("verb", ["mail-send-again", "mail-leave", "mail-settle-as-sent"])
@pytest.mark.parametrize("status", Mail.Status.values)
def test_every_other_move_is_too_late(cast, sign_in, verb, status):
    possible = {
        "mail-send-again": {"failed", "unknown"},
        "mail-leave": {"queued", "failed", "unknown"},
        "mail-settle-as-sent": {"unknown"},
    }
    mail = MailFactory(status=status)
    answer = sign_in(cast.ann).post(reverse(f"notifications:{verb}", args=[mail.public_id]), follow=True)
    assert answer.status_code == 200
    was_late = "This has changed since you opened it" in answer.text
    assert was_late is (status not in possible[verb])
    if was_late:
        assert Mail.objects.get(pk=mail.pk).status == status
        assert not AuditEvent.objects.exists()


def test_send_again_goes_out_under_the_same_id(cast, sign_in, sink):
    from notifications.services import deliver_due

    mail = MailFactory(status="unknown")
    sign_in(cast.ann).post(reverse("notifications:mail-send-again", args=[mail.public_id]))
    deliver_due()
    assert sink.count_by_id() == {mail.message_id: 1}


@pytest.mark.both
def test_a_sign_in_text_is_shown_on_a_machine_of_ones_own_only(cast, sign_in, settings):
    client = sign_in(cast.ann)
    mail = MailFactory(is_private=True, text="Code 1234", status="kept")
    assert "Code 1234" in client.get(mail.get_absolute_url()).text
    settings.LOCAL = False
    page = client.get(mail.get_absolute_url()).text
    assert "Code 1234" not in page
    assert "No one can view the text" in page


def test_a_wiped_sign_in_mail_cannot_go_again(cast, sign_in):
    mail = MailFactory(is_private=True, text="", status="failed")
    client = sign_in(cast.ann)
    assert "keep the text of sign-in emails" in client.get(mail.get_absolute_url()).text
    assert client.post(reverse("notifications:mail-send-again", args=[mail.public_id])).status_code == 403
    assert Mail.objects.get().status == "failed"


# --- Queries -------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("name", [INBOX, OUTBOX])
def test_the_number_of_queries_does_not_grow(cast, sign_in, name):
    page = opening(sign_in(cast.ann), reverse(name))
    same_cost(page, lambda _: (NoticeFactory(person=cast.ann), MailFactory()))


@pytest.mark.both
def test_the_header_asks_once(cast, django_assert_num_queries):
    NoticeFactory(person=cast.ada)
    with django_assert_num_queries(1):
        assert unread_count(cast.ada) == 1


# --- Invitations that reach nobody ---------------------------------------------------------------------------------


@pytest.mark.policy("R-1")
def test_an_invitation_that_could_not_be_delivered_is_named_until_the_address_is_put_right(cast, sign_in):
    person = PostFactory().person
    mail = MailFactory(person=person, topic=Topic.ACCOUNT, status="failed")
    MailFactory(person=PostFactory().person, topic=Topic.ACCOUNT, status="sent")
    MailFactory(person=PostFactory(person__last_login=now()).person, topic=Topic.ACCOUNT, status="failed")
    url, client = reverse("people:invitations"), sign_in(cast.ann)
    page = client.get(url)
    assert [(one.person, one.url) for one in page.context["undelivered"]] == [(person, mail.get_absolute_url())]
    assert person.email in page.text
    again = MailFactory(person=person, topic=Topic.ACCOUNT, status="queued")
    assert client.get(url).context["undelivered"] == [], "Another one is on its way."
    again.delete()
    Person.objects.filter(pk=person.pk).update(email="right@example.org")
    assert client.get(url).context["undelivered"] == []


def test_naming_them_asks_no_more_for_three(cast, sign_in):
    url, client = reverse("people:invitations"), sign_in(cast.ann)

    def fail(number):
        MailFactory(person=PostFactory().person, topic=Topic.ACCOUNT, status="failed")

    same_cost(opening(client, url), fail)
