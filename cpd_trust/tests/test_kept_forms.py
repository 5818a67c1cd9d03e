"""A form sent after the session ended comes back to its writer, and to nobody else."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core import kept_forms
from core.calendar import academic_year, now, today
from core.models import KeptForm
from core.tests.hostile_files import pdf
from courses.models import Comment
from courses.tests.factories import RequestFactory, make_request
from cpd_trust.tests.access.matrix import MATRIX, world_of
from cpd_trust.tests.test_kept_form_pages import forms_of
from people.models import Person
from planning.models import Need

pytestmark = pytest.mark.django_db
BACKEND = "people.backends.AuthenticationBackend"
KEPT = "/kept-forms/"
SECRET_WORDS = "Only the writer reads these words"


@pytest.fixture
def browser():
    """Return a browser that checks CSRF tokens, as a real one is checked."""
    return Client(enforce_csrf_checks=True)


def sign_in(client, person):
    client.force_login(person, backend=BACKEND)
    client.get(reverse("home:privacy"))


def token_of(client, address):
    client.get(address)
    return client.cookies["csrftoken"].value


def send_too_late(client, address, data, page=None):
    """Open a page, let the session end, and send its form."""
    token = token_of(client, page or address)
    Session.objects.all().delete()
    referer = f"http://testserver{page or address}"
    return client.post(address, data | {"csrfmiddlewaretoken": token}, headers={"Referer": referer})


def comment_on(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    return reverse("courses:request-comment", args=[request.public_id]), request


def entry():
    """Return the address that leads to the newest kept form."""
    return reverse("kept-form", args=[KeptForm.objects.latest("pk").public_id])


def test_it_comes_back_on_its_own_page_unsent_and_is_sent_once(cast, browser):
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    data = {"text": SECRET_WORDS, "token": "7d1f8f5e-8f8e-4bb4-9a5c-0b6b3f2d9f11"}
    answer = send_too_late(browser, address, data, page=request.get_absolute_url())
    assert answer.url == f"{reverse('account_login')}?next={entry()}"
    assert SECRET_WORDS not in answer.url
    assert "We kept what you entered" in browser.get(answer.url).text
    sign_in(browser, cast.ada)
    page = browser.get(entry(), follow=True)
    assert page.request["PATH_INFO"] == request.get_absolute_url()
    assert "You were signed out, so this was not sent. Check what you entered, then press “Send message”" in page.text
    form = next(form for form in forms_of(page.text, address) if form.has("kept_form"))
    assert ("text", SECRET_WORDS) in form.as_shown()
    assert ("token", data["token"]) in form.as_shown()
    assert not Comment.objects.exists()
    again = data | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value, "kept_form": str(the_id())}
    for _ in range(2):
        assert browser.post(address, again).status_code == 302
    assert [comment.text for comment in Comment.objects.all()] == [SECRET_WORDS]
    assert not KeptForm.objects.exists()


def the_id():
    return KeptForm.objects.get().public_id


def signed_in_by(browser, person, **more):
    """Return where somebody is led who signs in by password at the bare page of the sign-in."""
    person.set_password("a-long-word-of-ours-9")
    person.save()
    browser.get(reverse("account_login"))
    words = {"login": person.email, "password": "a-long-word-of-ours-9"} | more
    token = browser.cookies["csrftoken"].value
    answer = browser.post(reverse("account_login"), words | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    return answer.url


@pytest.mark.parametrize("number", [0, 1, 2])
def test_whoever_signs_in_from_a_bookmark_is_led_to_it(cast, browser, number):
    address, request = comment_on(cast)
    for _ in range(number):
        sign_in(browser, cast.ada)
        send_too_late(browser, address, {"text": SECRET_WORDS}, page=request.get_absolute_url())
    own = f"{request.get_absolute_url()}?kept_form={the_id()}" if number == 1 else ""
    assert signed_in_by(browser, cast.ada) == {0: "/", 1: own, 2: KEPT}[number]


def test_whoever_signs_in_for_another_page_or_is_somebody_else_is_led_there(cast, browser):
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    send_too_late(browser, address, {"text": SECRET_WORDS}, page=request.get_absolute_url())
    assert signed_in_by(browser, cast.hal) == "/"
    browser.logout()
    assert signed_in_by(browser, cast.ada, next=reverse("home:privacy")) == reverse("home:privacy")


def test_somebody_else_who_signs_in_never_sees_it(cast, browser):
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    send_too_late(browser, address, {"text": SECRET_WORDS}, page=request.get_absolute_url())
    marked = f"{request.get_absolute_url()}?kept_form={the_id()}"
    for other in (cast.hal, cast.ann):
        sign_in(browser, other)
        assert browser.get(entry()).url == "/"
        for place in (KEPT, marked):
            assert SECRET_WORDS not in browser.get(place, follow=True).text
        # Nor do they throw it away.
        words = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value, "kept_form": str(the_id())}
        browser.post(reverse("kept-form-discard", args=[the_id()]), words)
        assert KeptForm.objects.exists()
    sign_in(browser, cast.ada)
    assert SECRET_WORDS in browser.get(marked).text


def test_an_older_version_is_still_older(cast, browser):
    """What somebody else saved meanwhile is shown beside the words that come back, and not written over unseen."""
    sign_in(browser, cast.ann)
    address = reverse("people:person-edit", args=[cast.ada.public_id])
    form = next(form for form in forms_of(browser.get(address).text, address) if form.has("first_name"))
    data = dict(form.as_shown()) | {"first_name": "Adelaide"}
    send_too_late(browser, address, data)
    Person.objects.filter(pk=cast.ada.pk).update(first_name="Adeline", version=cast.ada.version + 1)
    sign_in(browser, cast.ann)
    form = next(form for form in forms_of(browser.get(entry(), follow=True).text, address) if form.has("kept_form"))
    sent = dict(form.as_shown()) | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    answer = browser.post(address, sent)
    assert answer.status_code == 409
    assert "Adeline" in answer.text
    assert "Adelaide" in answer.text


def test_each_tab_gets_its_own(cast, browser):
    requests = [make_request("deciding", applicant=cast.ada, school=cast.oak) for _ in range(2)]
    addresses = [reverse("courses:request-comment", args=[request.public_id]) for request in requests]
    sign_in(browser, cast.ada)
    token = token_of(browser, requests[0].get_absolute_url())
    Session.objects.all().delete()
    entries = []
    for number, (request, address) in enumerate(zip(requests, addresses, strict=True)):
        data = {"text": f"Words {number}", "csrfmiddlewaretoken": token}
        page = f"http://testserver{request.get_absolute_url()}"
        browser.post(address, data, headers={"Referer": page})
        entries.append(entry())
    sign_in(browser, cast.ada)
    for number, request in enumerate(requests):
        page = browser.get(entries[number], follow=True)
        assert page.request["PATH_INFO"] == request.get_absolute_url()
        assert f"Words {number}" in page.text


def test_what_its_page_cannot_take_waits_on_a_page_of_its_own(cast, browser):
    """Rows that were added one by one: a fresh page has only the first."""
    sign_in(browser, cast.hal)
    address = reverse("planning:priority-add", args=[cast.oak.public_id, academic_year(today())])
    rows = {f"target{number}-text": f"Target {number}" for number in range(3)}
    data = {"title": SECRET_WORDS, "target_rows": "3", "token": "7d1f8f5e-8f8e-4bb4-9a5c-0b6b3f2d9f11"} | rows
    send_too_late(browser, address, data)
    sign_in(browser, cast.hal)
    answer = browser.get(entry(), follow=True)
    assert answer.request["PATH_INFO"] == KEPT
    form = next(form for form in forms_of(answer.text, KEPT) if form.has("target2-text"))
    assert form.action == address
    sent = dict(form.as_shown()) | {"kept_form": str(the_id())}
    answer = browser.post(address, sent | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value})
    assert "Target 2" in answer.text
    assert not KeptForm.objects.exists()  # its own page shows it now


def test_a_form_from_elsewhere_is_not_kept(cast, browser):
    """The twin of the CSRF check: without its token nothing is kept, so nobody plants a form."""
    address, _ = comment_on(cast)
    sign_in(browser, cast.ada)
    Session.objects.all().delete()
    assert browser.post(address, {"text": "Planted"}).status_code == 403
    assert not KeptForm.objects.exists()


def test_what_is_kept_cannot_be_read_in_the_database_and_goes_after_an_hour(cast, browser):
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    send_too_late(browser, address, {"text": SECRET_WORDS}, page=request.get_absolute_url())
    row = KeptForm.objects.get()
    assert SECRET_WORDS.encode() not in bytes(row.content)
    assert str(request.public_id).encode() not in bytes(row.content)
    for age, is_there in ((dt.timedelta(minutes=59), True), (dt.timedelta(minutes=61), False)):
        KeptForm.objects.update(kept_at=now() - age)
        assert bool(kept_forms.kept_for(cast.ada)) is is_there
        kept_forms.forget_old()
        assert KeptForm.objects.exists() is is_there


def test_after_signing_out_or_long_after_nothing_is_kept(cast, browser):
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    token = token_of(browser, request.get_absolute_url())
    browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
    assert browser.post(address, {"text": "x", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}).url.endswith(
        f"next={address}"
    )
    sign_in(browser, cast.ada)
    token = token_of(browser, request.get_absolute_url())
    Session.objects.all().delete()
    with time_machine.travel(now() + dt.timedelta(hours=25), tick=False):
        browser.post(address, {"text": "x", "csrfmiddlewaretoken": token})
    assert not KeptForm.objects.exists()


def test_a_password_is_never_kept(cast, browser):
    sign_in(browser, cast.ada)
    data = {"oldpassword": "a", "password1": SECRET_WORDS, "password2": SECRET_WORDS}
    send_too_late(browser, reverse("account_change_password"), data, page=reverse("home:home"))
    assert not KeptForm.objects.exists()


def test_files_are_asked_for_again(cast, browser):
    RequirementFactory()
    sign_in(browser, cast.ada)
    address = reverse("certificates:certificate-add")
    token = token_of(browser, reverse("home:home"))
    Session.objects.all().delete()
    file = SimpleUploadedFile("scan.pdf", pdf(), "application/pdf")
    answer = browser.post(address, {"number": "A-17", "file": file, "csrfmiddlewaretoken": token})
    assert "Files have to be chosen again" in browser.get(answer.url).text
    sign_in(browser, cast.ada)
    page = browser.get(entry(), follow=True)
    assert page.request["PATH_INFO"] == address
    assert "Check what you entered, choose the file again, then press" in page.text
    assert re.search(r"We can’t keep files\.</p><input[^>]* name=\"file\"", page.text)
    assert 'value="A-17"' in page.text


def test_the_newest_five_are_kept_and_can_be_discarded(cast, browser):
    address, request = comment_on(cast)
    for number in range(6):
        sign_in(browser, cast.ada)
        send_too_late(browser, address, {"text": f"Words {number}"}, page=request.get_absolute_url())
    sign_in(browser, cast.ada)
    kept = kept_forms.kept_for(cast.ada)
    assert [dict(row.fields)["text"] for row in kept] == [f"Words {number}" for number in (5, 4, 3, 2, 1)]
    token = browser.cookies["csrftoken"].value
    browser.post(reverse("kept-form-discard", args=[kept[0].public_id]), {"csrfmiddlewaretoken": token})
    assert len(kept_forms.kept_for(cast.ada)) == 4


def test_a_form_of_somebody_with_a_session_is_kept_nowhere(cast, browser):
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    token = token_of(browser, request.get_absolute_url())
    browser.post(address, {"text": "In time", "token": "", "csrfmiddlewaretoken": token})
    assert not KeptForm.objects.exists()


def signed_in_again_elsewhere(cast, browser, again):
    """Open a page as Ada, let the session end, sign in as `again` in another tab, and send the old tab's form."""
    address, request = comment_on(cast)
    sign_in(browser, cast.ada)
    token = token_of(browser, request.get_absolute_url())
    Session.objects.all().delete()
    another_tab = browser.get(reverse("account_login"))
    assert another_tab.status_code == 200
    again.set_password("a-long-word-of-ours-9")
    again.save()
    words = {"login": again.email, "password": "a-long-word-of-ours-9"}
    login = browser.post(reverse("account_login"), words | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value})
    assert login.status_code == 302
    assert browser.cookies["csrftoken"].value != token
    data = {"text": SECRET_WORDS, "csrfmiddlewaretoken": token}
    referer = f"http://testserver{request.get_absolute_url()}"
    return address, browser.post(address, data, headers={"Referer": referer})


def test_an_older_tab_keeps_its_words_when_its_writer_signed_in_again_in_another(cast, browser):
    address, answer = signed_in_again_elsewhere(cast, browser, cast.ada)
    assert (answer.status_code, answer.url) == (302, entry())
    assert not Comment.objects.exists()
    page = browser.get(answer.url, follow=True)
    form = next(form for form in forms_of(page.text, address) if form.has("kept_form"))
    assert form.action == address
    assert ("text", SECRET_WORDS) in form.as_shown()


def test_an_older_tab_of_somebody_else_is_refused_and_kept_for_nobody(cast, browser):
    """The twin: the same when Hal signs in at the browser where Ada's page is still open, or with a made-up token."""
    _, answer = signed_in_again_elsewhere(cast, browser, cast.hal)
    assert answer.status_code == 403
    address, _ = comment_on(cast)
    planted = browser.post(address, {"text": "Planted", "csrfmiddlewaretoken": "a" * 64})
    assert planted.status_code == 403
    assert not KeptForm.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    "app",
    [
        "people",
        "certificates",
        "planning",
        "surveys",
        "budgets",
        "training",
        "courses",
        "appraisal",
        "governance",
        "reports",
    ],
)
def test_every_address_that_is_posted_to_keeps_its_form(cast, browser, app):
    """A walk: whatever is posted too late comes back with its fields, at its address, and nothing is done."""
    names = [name for name in MATRIX if name.startswith(f"{app}:")]
    world = world_of(names[0], cast)
    RequestFactory(applicant=cast.ada, school=cast.oak)
    needs = Need.objects.count()
    lost = []
    sign_in(browser, cast.ann)
    token = token_of(browser, reverse("home:privacy"))
    Session.objects.all().delete()
    for name in names:
        row = MATRIX[name]
        if row.statuses["anonymous"] != 302:
            continue
        address = reverse(name, args=row.args(cast, world))
        data = {"words": SECRET_WORDS, "several": ["one", "two"], **row.data(cast, world)}
        data = {key: value for key, value in data.items() if value is not None and not hasattr(value, "read")}
        answer = browser.post(address, data | {"csrfmiddlewaretoken": token})
        kept = kept_forms.kept_for(cast.ann)
        if not (answer.status_code == 302 and answer.url.endswith(entry()) and kept and kept[0].path == address):
            lost.append(address)
        elif ("words", SECRET_WORDS) not in kept[0].fields or ("several", "two") not in kept[0].fields:
            lost.append(f"{address}: fields")
        KeptForm.objects.all().delete()
    assert lost == []
    assert Need.objects.count() == needs
