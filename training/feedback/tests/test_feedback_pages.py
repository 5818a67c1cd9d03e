"""The pages of feedback: the form, the record's page, the library, filters, exports, and what they cost (IM-2)."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.calendar import academic_year, now, today
from core.models import AuditEvent
from cpd_trust.tests.helpers import cost_of, opening
from notifications.models import Notice
from planning.tests.factories import ActionFactory, NeedFactory
from planning.thread.trace import Thread
from training.models import Feedback
from training.records import registers
from training.records.services import withdraw_record
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory
from training.thread_steps import find_feedback

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-2"), pytest.mark.once]

LIBRARY = "/records/feedback/"
TYPED = {
    "learnt": "Wait longer for an answer.",
    "will_do": "I count to five.",
    "useful_for": "school",
    "recommends": "some",
    "recommended_for": "Year 2 teachers",
    "is_shared": "no",
}


def of_ada(cast, **facts):
    return RecordFactory(person=cast.ada, school=cast.oak, **facts)


def shared(cast, **facts):
    """Return feedback of Tom at Elm that the whole trust reads."""
    words = {name: facts.pop(name) for name in ("learnt", "will_do", "useful_for", "recommends") if name in facts}
    return FeedbackFactory(record=RecordFactory(person=cast.tom, school=cast.elm, **facts), shared=True, **words)


def give_url(record):
    return reverse("training:feedback-give", args=[record.public_id])


def opened(client, url):
    """Return what the form at an address carries: its token or version."""
    form = client.get(url).context["form"]
    return {
        name: form[name].value()() if callable(form[name].value()) else form[name].value()
        for name in ("token", "version")
        if name in form.fields
    }


# --- Giving and changing ---------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_record_is_told_of_in_one_form_that_says_who_reads_it(cast, sign_in):
    record, client = of_ada(cast), sign_in(cast.ada)
    page = client.get(give_url(record)).content.decode()
    assert "your line manager, the leaders of your school and the central team" in page
    assert "all staff in the trust can see your feedback" in page
    answer = client.post(give_url(record), TYPED | opened(client, give_url(record)))
    feedback = Feedback.objects.get()
    assert (answer.status_code, answer.url) == (302, feedback.get_absolute_url())
    assert (feedback.record, feedback.is_shared, feedback.learnt) == (record, False, TYPED["learnt"])
    assert "Only people who can see your training record" in client.get(answer.url).content.decode()


@pytest.mark.both
def test_a_double_click_gives_it_once(cast, sign_in):
    record, client = of_ada(cast), sign_in(cast.ada)
    data = TYPED | opened(client, give_url(record))
    answers = [client.post(give_url(record), data) for _ in range(2)]
    assert [a.url for a in answers] == [Feedback.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("learnt", "Enter what you learned"),
        ("will_do", "Enter what you'll do differently"),
        ("useful_for", "Choose who it's useful for"),
        ("recommends", "Choose if you'd recommend it"),
        ("recommended_for", "Enter who you'd recommend it to"),
        ("is_shared", "Choose if you want to share it"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(cast, sign_in, missing, words):
    record, client = of_ada(cast), sign_in(cast.ada)
    data = TYPED | opened(client, give_url(record)) | {missing: ""}
    answer = client.post(give_url(record), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {missing: [words]}
    page = answer.content.decode()
    assert all(value in page for name, value in TYPED.items() if name in ("learnt", "will_do") and name != missing)
    assert not Feedback.objects.exists()


def test_a_second_tab_loses_no_words_and_writes_over_none(cast, sign_in):
    record, client = of_ada(cast), sign_in(cast.ada)
    first, second = (TYPED | opened(client, give_url(record)) for _ in range(2))
    client.post(give_url(record), first)
    late = client.post(give_url(record), second | {"learnt": "Typed in the other tab."})
    feedback = Feedback.objects.get()
    assert late.status_code == 409
    assert feedback.learnt == TYPED["learnt"]
    page = late.content.decode()
    assert "Typed in the other tab." in page
    assert TYPED["learnt"] in page
    change = reverse("training:feedback-change", args=[feedback.public_id])
    assert f'action="{change}"' in page
    saved = client.post(change, TYPED | {"learnt": "Both.", "version": late.context["form"]["version"].value()})
    assert saved.status_code == 302
    feedback.refresh_from_db()
    assert feedback.learnt == "Both."


def test_two_tabs_that_change_show_both_texts(cast, sign_in):
    feedback = FeedbackFactory(record=of_ada(cast))
    client, url = sign_in(cast.ada), reverse("training:feedback-change", args=[feedback.public_id])
    data = TYPED | opened(client, url)
    assert client.post(url, data | {"is_shared": "yes"}).status_code == 302
    late = client.post(url, data | {"will_do": "Something else."})
    assert late.status_code == 409
    clashes = {clash.label: (clash.theirs, clash.yours) for clash in late.context["form"].clashes}
    assert clashes["What will you do differently?"] == (TYPED["will_do"], "Something else.")
    assert clashes["Do you want to share this with the trust?"] == ("Yes", "No")


def test_sharing_is_begun_and_ended_on_the_page(cast, sign_in):
    feedback = FeedbackFactory(record=of_ada(cast))
    client = sign_in(cast.ada)
    share, stop = (
        reverse(f"training:feedback-{verb}", args=[feedback.public_id]) for verb in ("share", "stop-sharing")
    )
    client.post(share, {"version": 1})
    assert Feedback.objects.get().is_shared
    stale = client.post(stop, {"version": 1}, follow=True)
    assert "This has changed since you opened it. Look at it again" in stale.content.decode()
    client.post(stop, {"version": 2})
    assert not Feedback.objects.get().is_shared
    assert client.post(stop, {"version": 3}).status_code == 403


def test_feedback_that_is_given_is_changed_not_given_again(cast, sign_in):
    feedback = FeedbackFactory(record=of_ada(cast))
    answer = sign_in(cast.ada).get(give_url(feedback.record))
    assert answer.url == reverse("training:feedback-change", args=[feedback.public_id])


# --- The record, and the lists of records ----------------------------------------------------------------------------


def test_the_record_shows_what_is_missing_to_each_reader(cast, sign_in):
    record = of_ada(cast)
    url, prompt = record.get_absolute_url(), reverse("training:feedback-prompt", args=[record.public_id])
    assert "Give feedback" in sign_in(cast.ada).get(url).content.decode()
    assert "No feedback." in sign_in(cast.hal).get(url).content.decode()
    FeedbackRequestFactory(record=record)
    assert ">Give feedback" in sign_in(cast.ada).get(url).content.decode()
    assert prompt not in sign_in(cast.lin).get(url).content.decode()
    client = sign_in(cast.hal)
    assert prompt in client.get(url).content.decode()
    client.post(prompt)
    assert Notice.objects.get().person == cast.ada
    page = client.get(url).content.decode()
    assert "Reminder sent today." in page
    assert prompt not in page
    again = client.post(prompt, follow=True)
    assert "today already" in again.content.decode()
    feedback = FeedbackFactory(record=record)
    assert feedback.get_absolute_url() in client.get(url).content.decode()


@pytest.mark.both
def test_ones_own_record_says_what_waits(cast, sign_in):
    waiting = [of_ada(cast, title=f"Waiting {n}") for n in range(4)]
    for record in waiting:
        FeedbackRequestFactory(record=record)
    given = FeedbackFactory(record=of_ada(cast, title="Told"), shared=True)
    page = sign_in(cast.ada).get(reverse("training:my-record"))
    assert [record.title for record in page.context["waiting"]] == [f"Waiting {n}" for n in (3, 2, 1, 0)]
    text = page.content.decode()
    assert "There’s more training below" in text
    assert all(give_url(record) in text for record in waiting)
    assert given.get_absolute_url() in text
    led = sign_in(cast.hal).get(reverse("training:person-record", args=[cast.ada.public_id])).content.decode()
    assert "Give feedback" not in led
    assert led.count("Feedback not given") == 4
    assert give_url(waiting[0]) not in led


@pytest.mark.both
def test_the_register_narrows_by_feedback(cast, sign_in):
    told, told_all, missing, unasked = (of_ada(cast, title=t) for t in ("Told", "Told all", "Missing", "Unasked"))
    FeedbackFactory(record=told)
    FeedbackFactory(record=told_all, shared=True)
    FeedbackRequestFactory(record=told)
    FeedbackRequestFactory(record=missing)
    client = sign_in(cast.hal)

    def titles(**query):
        table = client.get(reverse("training:record-list"), query | {"year": "all"}).context["table"]
        return {row.record.title for row in table.rows}

    assert titles() == {"Told", "Told all", "Missing", "Unasked"}
    assert titles(feedback="given") == {"Told", "Told all"}
    assert titles(feedback="shared") == {"Told all"}
    assert titles(feedback="missing") == {"Missing"}
    assert titles(feedback="nonsense") == titles()
    answer = client.get(reverse("training:record-list"), {"year": "all", "export": "csv"})
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    found = {row["Training"]: row["Feedback"] for row in rows}
    assert found == {"Told": "Given", "Told all": "Shared", "Missing": "Not given yet", "Unasked": ""}
    assert unasked.given_feedback is None


# --- Feedback from colleagues -----------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_library_holds_what_the_whole_trust_shares_and_nothing_else(cast, sign_in):
    theirs = shared(cast, title="Shared at Elm")
    ours = FeedbackFactory(record=of_ada(cast, title="Shared at Oak"), shared=True)
    FeedbackFactory(record=RecordFactory(person=cast.tom, school=cast.elm, title="Kept at Elm"))
    FeedbackFactory(record=of_ada(cast, title="Kept at Oak"))
    for reader in (cast.ada, cast.bea, cast.hal, cast.eve, cast.kim):
        page = sign_in(reader).get(LIBRARY)
        assert {row.record for row in page.context["table"].rows} == {theirs, ours}
        assert "Tom Example" in page.content.decode()
        assert "Elm Primary School" in page.content.decode()
        assert "Kept" not in page.content.decode()


def test_the_words_on_a_record_that_was_withdrawn_are_in_no_library(cast):
    feedback = shared(cast)
    for reader in (cast.ada, cast.eve):
        assert feedback in Feedback.objects.visible_to(reader)
        assert feedback in Feedback.objects.in_library_of(reader)
    withdraw_record(record=feedback.record, actor=cast.eve, note="It was somebody else.")
    for reader in (cast.ada, cast.eve):
        assert feedback not in Feedback.objects.visible_to(reader)
        assert feedback not in Feedback.objects.in_library_of(reader)


@pytest.mark.both
def test_a_colleague_elsewhere_reads_the_words_and_nothing_of_the_record(cast, sign_in):
    feedback = shared(cast, title="Phonics", provider="Inkwell", cost="987.65", hours="7.25")
    page = sign_in(cast.bea).get(feedback.get_absolute_url()).content.decode()
    assert feedback.learnt in page
    assert "Tom Example" in page
    for secret in ("987.65", "7.25", feedback.record.get_absolute_url() + '"', cast.tom.get_absolute_url()):
        assert secret not in page
    assert sign_in(cast.bea).get(feedback.record.get_absolute_url()).status_code == 404
    for name in ("feedback-change", "feedback-share", "feedback-stop-sharing"):
        url = reverse(f"training:{name}", args=[feedback.public_id])
        assert sign_in(cast.bea).post(url, {"version": 1}).status_code == 403
    for name in ("gus", "chas", "cora", "tess", "tara", "mel", "nora"):
        assert sign_in(getattr(cast, name)).get(feedback.get_absolute_url()).status_code == 404


@pytest.mark.both
def test_the_library_is_searched_narrowed_and_sorted(cast, sign_in):
    last_year = today() - dt.timedelta(days=370)
    one = shared(cast, title="Phonics", provider="Inkwell", approach="course", reason="priority", learnt="Blending")
    two = shared(cast, title="Coaching", approach="coaching", reason="review", starts_on=last_year, useful_for="me")
    three = FeedbackFactory(record=of_ada(cast, title="Maths"), shared=True, recommends="no", will_do="Counting sticks")
    Feedback.objects.filter(pk=one.pk).update(given_at=now() - dt.timedelta(days=9))
    client = sign_in(cast.bea)

    def found(**query):
        return [row.record for row in client.get(LIBRARY, query).context["table"].rows]

    assert found() == [three, two, one]
    assert (
        found(q="blending") == found(q="inkwell phon") == found(provider="x", approach="course", q="Phonics") == [one]
    )
    assert found(q="sticks") == [three]
    assert found(q="zzznoise") == []
    assert found(q="Tom") == []
    assert found(school=str(cast.oak.public_id)) == [three]
    assert found(approach="coaching") == found(reason="personal") == found(useful_for="me") == [two]
    assert found(reason="review") == found()
    assert found(recommends="no") == [three]
    assert found(year=str(academic_year(last_year))) == (
        [two] if academic_year(last_year) != academic_year(today()) else found()
    )
    assert found(sort="starts_on")[0] == two
    assert found(sort="shared_at")[0] == one
    assert found(year="nonsense", school="nonsense") == found()


@pytest.mark.both
def test_that_training_was_agreed_in_a_review_is_for_those_who_read_the_record(cast, sign_in):
    feedback = FeedbackFactory(record=of_ada(cast, reason="review"), shared=True)
    words = "Agreed in a performance review"
    for name, reads in (("hal", True), ("ada", True), ("bea", False), ("tom", False)):
        client = sign_in(getattr(cast, name))
        text = client.get(feedback.get_absolute_url()).content.decode()
        assert (words in text, "Personal development" in text) == (reads, not reads), name
        assert words not in client.get(LIBRARY).content.decode()
        export = b"".join(client.get(LIBRARY, {"export": "csv"}).streaming_content).decode()
        assert (words in export, "Personal development" in export) == (False, True)


@pytest.mark.both
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_the_library_leaves_as_a_file_that_runs_nothing(cast, sign_in, name):
    shared(cast, title="Phonics", learnt="=HYPERLINK(1)")
    answer = sign_in(cast.bea).get(LIBRARY, {"export": name})
    body = b"".join(answer.streaming_content)
    if name == "csv":
        (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
        assert (row["What I learnt"], row["Person"], row["School"]) == (
            "'=HYPERLINK(1)",
            "Tom Example",
            "Elm Primary School",
        )
        assert not {"Cost", "Hours"} & set(row)
    event = AuditEvent.objects.get(code="training.library.exported")
    assert (event.actor, event.changes["rows"]) == (cast.bea, 1)


@pytest.mark.both
def test_the_library_counts_no_further_than_the_cap(cast, sign_in, monkeypatch):
    monkeypatch.setattr(registers, "CAP", 2)
    for _ in range(4):
        shared(cast)
    with CaptureQueriesContext(connection) as seen:
        assert sign_in(cast.bea).get(LIBRARY).status_code == 200
    counting = [q["sql"] for q in seen if "COUNT(" in q["sql"] and "training_feedback" in q["sql"]]
    assert counting
    assert all("LIMIT" in sql for sql in counting)


def test_an_empty_library_says_how_it_fills(cast, sign_in):
    page = sign_in(cast.bea).get(LIBRARY).content.decode()
    assert "No feedback shared yet" in page


@pytest.mark.both
@pytest.mark.parametrize("page", ["library", "register", "mine", "record"])
def test_a_page_costs_the_same_for_one_and_for_three(cast, sign_in, page):
    urls = {
        "library": LIBRARY,
        "register": reverse("training:record-list") + "?feedback=given",
        "mine": reverse("training:my-record"),
    }
    client, counts = sign_in(cast.hal), []
    for number in (1, 2):
        for _ in range(number):
            row = FeedbackFactory(record=RecordFactory(person=cast.hal, school=cast.oak), shared=True)
            FeedbackRequestFactory(record=RecordFactory(person=cast.hal, school=cast.oak))
        url = urls.get(page) or row.get_absolute_url()
        client.get(url)
        counts.append(cost_of(opening(client, url)))
    assert counts[0] == counts[1]


# --- What came of a review -------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("link", ["need", "action"])
@pytest.mark.parametrize(("source", "seen"), [("review", 0), ("individual", 1)])
def test_colleagues_do_not_find_by_need_or_action_what_came_of_a_review(cast, sign_in, link, source, seen):
    need = NeedFactory(school=cast.oak, person=cast.ada, source=source)
    action = ActionFactory(school=cast.oak)
    action.needs.add(need)
    hangs = {"need": need} if link == "need" else {"action": action}
    FeedbackFactory(record=of_ada(cast, **hangs), shared=True)
    for reader, count in ((cast.bea, seen), (cast.hal, 1), (cast.ann, 1)):
        assert Feedback.objects.filter(is_shared=True).seen_on(link, reader).count() == count
        thread = Thread(link, hangs[link])
        assert find_feedback(thread, reader).total == count
    page = sign_in(cast.hal).get(LIBRARY, {link: hangs[link].public_id})
    assert len(page.context["table"].rows) == 1
    assert len(sign_in(cast.bea).get(LIBRARY).context["table"].rows) == 1
