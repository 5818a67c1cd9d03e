"""Sending: once, to one person, in three parts; what fails, what waits, what nobody can know."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.mail import EmailMessage, send_mail
from django.core.management import call_command
from django.db import connections

from core.calendar import now, today
from notifications import policies
from notifications.models import Mail, Topic
from notifications.services import deliver_at_once, deliver_due, delivery, mail_now, settle_stuck
from notifications.services.delivery import MAX_ATTEMPTS, STUCK_AFTER, as_message, pause_after
from notifications.tests.factories import MailFactory
from people.models import Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def state(mail: Mail) -> str:
    return Mail.objects.get(pk=mail.pk).status


def test_a_mail_goes_to_one_person_in_all_its_parts(sink):
    person = PersonFactory(email="ada@example.org")
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    mail = mail_now(
        person=person,
        topic=Topic.BOOKING,
        key="b:1",
        subject="Grüße",
        text="Ünïcode",
        html="<p>Hi</p>",
        calendar=calendar,
    )
    assert deliver_due().sent == 1
    [taken] = sink.taken
    assert taken.recipients == ["ada@example.org"]
    assert taken.message["To"] == "ada@example.org"
    assert taken.message["Cc"] is None
    assert taken.message["Subject"] == "Grüße"
    assert taken.message_id == mail.message_id
    assert taken.text.strip() == "Ünïcode"
    assert taken.html.strip() == "<p>Hi</p>"
    [part] = [p for p in taken.message.walk() if p.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.problem) == ("sent", 1, "")
    assert mail.sent_at is not None
    assert deliver_due().sent == 0


def test_a_cancelled_calendar_entry_is_said_to_be_one():
    mail = MailFactory(calendar="BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n")
    [part] = [p for p in as_message(mail).message().walk() if p.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "CANCEL"


def test_the_message_id_is_made_of_the_key_alone(settings):
    person = PersonFactory()
    first = mail_now(person=person, topic=Topic.REPORT, key="k", subject="s", text="t")
    message_id = first.message_id
    first.delete()
    assert mail_now(person=person, topic=Topic.REPORT, key="k", subject="other", text="t").message_id == message_id


def test_the_same_key_makes_one_mail_and_a_long_key_fits():
    person = PersonFactory()
    facts = {"person": person, "topic": Topic.REPORT, "subject": "s", "text": "t"}
    assert mail_now(key="k", **facts)
    assert mail_now(key="k", **facts) is None
    assert mail_now(key="k" * 300, **facts)
    assert mail_now(key="k" * 301, **facts)
    assert mail_now(key="k" * 300, **facts) is None
    assert Mail.objects.count() == 3


def test_nobody_without_an_address_gets_a_mail():
    assert mail_now(person=PersonFactory(email=None), topic=Topic.REPORT, key="k", subject="s", text="t") is None
    assert not Mail.objects.exists()


def test_a_line_break_in_a_subject_begins_no_header(sink):
    mail_now(person=PersonFactory(), topic=Topic.REPORT, key="k", subject="Hi\r\nBcc: all@example.org", text="t")
    deliver_due()
    [taken] = sink.taken
    assert taken.message["Subject"] == "Hi Bcc: all@example.org"
    assert taken.message["Bcc"] is None
    assert len(taken.recipients) == 1


def test_without_a_mail_server_mails_are_kept(settings):
    mail = MailFactory()
    assert deliver_due().kept == 1
    assert state(mail) == "kept"


@pytest.mark.parametrize(("local", "text"), [(True, "Code 1234"), (False, "")])
def test_a_kept_code_can_be_read_on_a_machine_of_ones_own_only(settings, local, text):
    settings.LOCAL = local
    mail = MailFactory(is_private=True, text="Code 1234", html="<p>Code 1234</p>")
    deliver_due()
    assert Mail.objects.get(pk=mail.pk).text == text


def test_a_private_text_is_wiped_once_sent(sink):
    mail = MailFactory(is_private=True, text="Code 1234", html="<p>Code 1234</p>")
    other = MailFactory()
    deliver_due()
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.text, mail.html) == ("sent", "", "")
    assert other.text == "Example text"
    assert "Code 1234" in sink.taken[0].text


def test_sign_in_mails_go_before_reminders_that_came_earlier(sink):
    for _ in range(3):
        MailFactory(next_try_at=now() - MINUTE)
    code = MailFactory(is_private=True)
    deliver_due()
    assert sink.taken[0].message_id == code.message_id


def test_an_unknown_address_fails_for_good_and_the_others_go(sink):
    bad, good = MailFactory(to_address="gone@example.org"), MailFactory()
    sink.refuse["gone@example.org"] = "550 No such user"
    done = deliver_due()
    assert (done.failed, done.sent) == (1, 1)
    bad.refresh_from_db()
    assert (bad.status, bad.problem) == ("failed", "The mail server rejected the address (550).")
    assert state(good) == "sent"


def test_a_refusal_for_now_is_tried_again_with_longer_and_longer_pauses(sink):
    mail = MailFactory(to_address="full@example.org")
    sink.refuse["full@example.org"] = "451 Try later"
    with time_machine.travel(now(), tick=False) as clock:
        pauses = []
        for attempt in range(1, MAX_ATTEMPTS):
            assert deliver_due().again_later == 1
            mail.refresh_from_db()
            assert (mail.status, mail.attempts) == ("queued", attempt)
            assert deliver_due().again_later == 0, "not before its time"
            pauses.append(mail.next_try_at - now())
            clock.move_to(mail.next_try_at)
        assert pauses == sorted(pauses)
        assert pauses[0] == MINUTE
        assert deliver_due().failed == 1
    mail.refresh_from_db()
    assert mail.status == "failed"
    assert mail.problem.startswith(f"Not sent after {MAX_ATTEMPTS} attempts.")
    assert sink.taken == []


def test_it_goes_once_when_the_refusal_ends(sink):
    mail = MailFactory(to_address="full@example.org")
    sink.refuse["full@example.org"] = "451 Try later"
    deliver_due()
    sink.refuse.clear()
    with time_machine.travel(now() + pause_after(1)):
        deliver_due()
        deliver_due()
    assert sink.count_by_id() == {mail.message_id: 1}


def test_while_the_server_is_away_nothing_is_claimed(no_mail_server):
    mail = MailFactory()
    done = deliver_due()
    assert done.is_server_away
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("queued", 0)
    assert mail.problem == "Can't reach the mail server (ConnectionRefusedError)."


def test_it_goes_once_when_the_server_is_back(sink):
    mails = [MailFactory() for _ in range(3)]
    sink.stop()
    assert deliver_due().is_server_away
    sink.start()
    assert deliver_due().sent == 3
    assert deliver_due().sent == 0
    assert sink.count_by_id() == {mail.message_id: 1 for mail in mails}
    assert not Mail.objects.exclude(problem="").exists()


def test_a_broken_answer_leaves_a_reminder_unknown_and_it_never_goes_again_by_itself(sink):
    mail = MailFactory()
    sink.hang_up = True
    assert deliver_due().unknown == 1
    assert state(mail) == "unknown"
    sink.hang_up = False
    with time_machine.travel(now() + dt.timedelta(days=3)):
        settle_stuck()
        deliver_due()
    assert sink.count_by_id() == {mail.message_id: 1}
    assert state(mail) == "unknown"


def test_a_broken_answer_sends_a_sign_in_mail_again_under_the_same_id(sink):
    mail = MailFactory(is_private=True, resend_unknown=True, text="Code 1234")
    sink.hang_up = True
    assert deliver_due().again_later == 1
    sink.hang_up = False
    with time_machine.travel(now() + pause_after(1)):
        assert deliver_due().sent == 1
    assert sink.count_by_id() == {mail.message_id: 2}
    assert "Code 1234" in sink.taken[1].text


def test_a_mail_whose_worker_died_becomes_unknown_and_not_before(sink):
    mail = MailFactory()
    Mail.objects.claim(mail.pk, now())
    with time_machine.travel(now() + STUCK_AFTER - MINUTE):
        assert settle_stuck().unknown == 0
        deliver_due()
    with time_machine.travel(now() + STUCK_AFTER + MINUTE):
        assert settle_stuck().unknown == 1
        assert settle_stuck().unknown == 0
        deliver_due()
    assert state(mail) == "unknown"
    assert sink.taken == []


def test_a_sign_in_mail_whose_worker_died_goes_again(sink):
    mail = MailFactory(resend_unknown=True)
    Mail.objects.claim(mail.pk, now())
    with time_machine.travel(now() + STUCK_AFTER + MINUTE):
        assert settle_stuck().again_later == 1
    with time_machine.travel(now() + STUCK_AFTER + 3 * MINUTE):
        assert deliver_due().sent == 1
    assert sink.count_by_id() == {mail.message_id: 1}


def test_a_worker_that_was_only_slow_still_says_that_it_was_sent(sink):
    """The sweep took it for dead while the server was answering."""
    mail = MailFactory()

    line = delivery._Line()
    line.open()
    claimed = delivery._claim(mail.pk)
    line.send(claimed)
    Mail.objects.filter(pk=mail.pk, status="sending").update(status="unknown")
    delivery._settle(claimed, Mail.Status.SENT, sent_at=now(), problem="")
    line.close()
    assert state(mail) == "sent"


def test_only_one_of_two_claims(sink):
    mail = MailFactory()
    assert Mail.objects.claim(mail.pk, now())
    assert not Mail.objects.claim(mail.pk, now())
    assert deliver_due().sent == 0


def test_the_command_does_the_same(sink, capsys):
    MailFactory()
    call_command("deliver_mail")
    assert capsys.readouterr().out.startswith("1 sent, 0 kept")
    assert len(sink.taken) == 1


def test_whatever_sends_by_djangos_own_api_ends_in_the_outbox(settings, sink):
    settings.EMAIL_BACKEND = "notifications.mail_backend.EmailBackend"
    person = PersonFactory(email="ada@example.org")
    send_mail("Subject", "Text", None, ["ADA@example.org", "other@example.org"], html_message="<p>Text</p>")
    EmailMessage("Plain", "Text", to=["ada@example.org"]).send()
    assert sink.taken == []
    assert [m.person for m in Mail.objects.filter(to_address="ADA@example.org")] == [person]
    assert deliver_due().sent == 3
    assert all(len(taken.recipients) == 1 for taken in sink.taken)


def test_a_message_that_no_server_takes_fails_and_stops_nothing(sink):
    bad = MailFactory(to_address="no\nbody@example.org")
    good = MailFactory()
    deliver_due()
    assert (state(bad), state(good)) == ("failed", "sent")


@pytest.mark.race
@pytest.mark.parametrize("other", [deliver_due, deliver_at_once])
def test_two_sweeps_at_once_send_each_mail_once(live_cast, sink, other):
    assert race_of_sweeps([deliver_due, other], sink) == 60


@pytest.mark.race
def test_twin_reading_before_sending_without_a_claim_sends_twice(live_cast, sink):
    def read_send_mark():
        line = delivery._Line()
        line.open()
        for mail in Mail.objects.filter(status="queued"):
            line.send(mail)
            Mail.objects.filter(pk=mail.pk).update(status="sent")
        line.close()

    assert race_of_sweeps([deliver_due, read_send_mark], sink) > 60


def race_of_sweeps(sweeps, sink) -> int:
    """Run both sweeps twice, all at once, over 60 mails; return how many messages the server got."""
    mails = [MailFactory(topic=Topic.ACCOUNT) for _ in range(60)]
    barrier = threading.Barrier(4)

    def run(sweep):
        barrier.wait()
        try:
            sweep()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[sweep]) for sweep in sweeps * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(sink.count_by_id()) == {mail.message_id for mail in mails}
    assert not Mail.objects.exclude(status="sent").exists()
    return len(sink.taken)


@pytest.mark.parametrize(("days", "status"), [(-1, "dropped"), (0, "sent"), (1, "sent")])
def test_a_mail_that_waits_when_its_reader_has_left_is_not_sent(sink, days, status):
    mail = MailFactory(is_private=True, html="<p>Example</p>")
    Person.objects.filter(pk=mail.person_id).update(left_on=today() + dt.timedelta(days=days))
    deliver_due()
    mail.refresh_from_db()
    assert (mail.status, mail.text, mail.html) == (status, "", "")
    assert len(sink.taken) == (status == "sent")


def test_leaving_between_the_look_and_the_claim_stops_the_mail_too(sink):
    mail = MailFactory()
    Person.objects.filter(pk=mail.person_id).update(left_on=today() - dt.timedelta(days=1))
    assert not Mail.objects.claim(mail.pk, now())
    Person.objects.filter(pk=mail.person_id).update(left_on=None)
    assert Mail.objects.claim(mail.pk, now())


def test_without_a_mail_server_nothing_to_a_leaver_is_kept_either(settings):
    settings.MAIL_IS_KEPT = True
    mail = MailFactory()
    Person.objects.filter(pk=mail.person_id).update(left_on=today() - dt.timedelta(days=1))
    assert deliver_due().kept == 0
    assert state(mail) == "dropped"


def test_nobody_sends_a_failed_mail_again_to_a_leaver(cast):
    mail = MailFactory(person=cast.bea, status="failed")
    assert policies.can_send_again(cast.ann, mail)
    cast.bea.left_on = today() - dt.timedelta(days=1)
    assert policies.can_send_again(cast.ann, mail).reason == "This person has left the trust."
