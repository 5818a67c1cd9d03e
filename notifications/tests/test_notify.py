"""Telling: once a key, in the caller's transaction, by mail only where it is wanted; escaped and in three parts."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import transaction

from core.calendar import today
from notifications import emails
from notifications.models import Mail, Notice, Preference, Topic
from notifications.services import mail_now, tell, tell_many
from notifications.tests.factories import NoticeFactory
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
EVIL = '<script>alert("1")</script> & <a href="https://evil.example">click</a>'


def tell_about(person, **facts):
    return tell(**{"person": person, "topic": Topic.REQUEST, "key": "k", "subject": "Approved"} | facts)


@pytest.mark.policy("CX-1")
def test_the_same_fact_is_told_once():
    person = PersonFactory()
    assert tell_about(person, urgent=True)
    assert tell_about(person, urgent=True, subject="Other words") is None
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)


def test_what_is_rolled_back_was_never_told():
    person = PersonFactory()

    class Undone(Exception):
        pass

    def tell_and_fail():
        with transaction.atomic():
            tell_about(person, urgent=True)
            raise Undone

    with pytest.raises(Undone):
        tell_and_fail()
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
    assert tell_about(person)


def test_what_is_not_urgent_waits_for_the_digest():
    notice = tell_about(PersonFactory())
    assert notice.wants_mail
    assert not Mail.objects.exists()


def tell_all(*people):
    tell_many(people=people, topic=Topic.REQUEST, key="k", subject="Held")


def test_many_are_told_once_each_and_mailed_as_they_prefer():
    one, by_app, nowhere, left = PersonFactory.create_batch(4)
    nowhere.email, left.left_on = None, today() - dt.timedelta(days=1)
    Preference.objects.create(person=by_app, topic=Topic.REQUEST, by_mail=False)
    tell_all(one)
    tell_all(one, by_app, nowhere, left)
    wanted = {notice.person: notice.wants_mail for notice in Notice.objects.all()}
    assert wanted == {one: True, by_app: False, nowhere: False}


def test_many_are_told_in_as_many_statements_as_one(django_assert_num_queries):
    people = PersonFactory.create_batch(4)
    for told in (people[:1], people[1:]):
        with django_assert_num_queries(4):  # the preferences and the notices, inside a savepoint
            tell_all(*told)


@pytest.mark.parametrize(
    ("topic", "again"),
    [("decision", True), ("request", True), ("account", True), ("certificate", False), ("booking", False)],
)
def test_only_what_somebody_waits_for_is_sent_again_by_itself(topic, again):
    assert tell_about(PersonFactory(), topic=topic, urgent=True).mail.resend_unknown is again


@pytest.mark.parametrize(("urgent", "mailed"), [(False, False), (True, True)])
def test_a_preference_stops_all_but_the_urgent(urgent, mailed):
    person = PersonFactory()
    Preference.objects.create(person=person, topic=Topic.REQUEST, by_mail=False)
    notice = tell_about(person, urgent=urgent)
    assert notice.wants_mail is mailed
    assert Mail.objects.exists() is mailed


@pytest.mark.parametrize("facts", [{"email": None}, {"is_active": False}])
def test_who_cannot_read_mail_is_told_in_the_app_alone(facts):
    notice = tell_about(PersonFactory(**facts), urgent=True)
    assert not notice.wants_mail
    assert not Mail.objects.exists()


def test_words_of_people_are_escaped_in_html_and_plain_in_text():
    person = PersonFactory(first_name='<b onclick="x">Bob</b>')
    mail = tell_about(person, subject=f"Hi {EVIL}", body=EVIL, urgent=True).mail
    assert "<script" not in mail.html
    assert "<b onclick" not in mail.html
    assert "evil.example&quot;" in mail.html
    assert "&lt;script&gt;" in mail.html
    assert EVIL in mail.text
    assert "&lt;" not in mail.text
    digest = emails.digest(person, [NoticeFactory(person=person, subject=EVIL)])
    assert "<script" not in digest.html
    assert EVIL in digest.text


def test_a_long_subject_is_cut_to_one_line():
    assert len(tell_about(PersonFactory(), subject="word " * 100).subject) == 200
    assert "\n" not in tell_about(PersonFactory(), key="2", subject="a\nb").subject


def test_a_mail_leads_to_the_page_and_to_the_preferences():
    mail = tell_about(PersonFactory(), path="/requests/1", urgent=True).mail
    for part in (mail.text, mail.html):
        assert f"{project.SITE_URL}/requests/1" in part
        assert f"{project.SITE_URL}/messages/preferences" in part


def test_one_transaction_wakes_one_worker(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        for number in range(5):
            tell_about(PersonFactory(), key=str(number), urgent=True)
    assert len(callbacks) == 1


def email_templates() -> list[Path]:
    return sorted(path for folder in project.TEMPLATES[0]["DIRS"] for path in Path(folder).glob("**/emails/*"))


def test_mails_have_their_templates_in_threes():
    names = {str(path) for path in email_templates() if not path.name.startswith("layout.")}
    stems = {re.sub(r"(\.subject)?\.(txt|html)$", "", name) for name in names}
    assert stems
    assert {f"{stem}{end}" for stem in stems for end in (".subject.txt", ".txt", ".html")} == names


@pytest.mark.parametrize("path", email_templates(), ids=lambda path: path.name)
def test_no_mail_template_trusts_what_it_is_given(path):
    words = path.read_text()
    assert "|safe" not in words
    if path.suffix == ".html":
        assert "autoescape off" not in words
        assert "<script" not in words


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (1, True)])
def test_nobody_is_told_anything_after_their_leaving_day(days, told):
    person = PersonFactory(left_on=today() + dt.timedelta(days=days))
    assert (tell_about(person, urgent=True) is not None) == told
    assert (mail_now(person=person, topic=Topic.BOOKING, key="m", subject="s", text="t") is not None) == told
    assert Notice.objects.exists() == told
    assert Mail.objects.exists() == told
