"""One's own CPD: logged, edited, deleted, confirmed by somebody else or sent back; what it counts for (R-6)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse

from core.calendar import academic_year, now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent, StoredFile
from core.reading import run_steps
from core.tests import hostile_files
from cpd_trust.tests.helpers import cost_of
from notifications.models import Notice
from people.tests.factories import GrantFactory, PostFactory
from reports.facts import learned
from training.missing_links import records_without
from training.models import Record
from training.own import services
from training.own.forms import LENGTHS, OTHER
from training.own.to_do import COUNTED, tasks
from training.records import policies
from training.tests.factories import RecordFactory

ADD = reverse("training:log-add")
LIST = reverse("training:log-list")


def log(person, school, **facts):
    """Return what somebody logged."""
    day = today()
    known = {"title": "Team teaching with Year 4", "approach": "team_teaching", "reason": "personal"}
    known |= {"starts_on": day, "ends_on": day, "hours": Decimal("1.5")}
    return services.log_cpd(actor=person, school=school, **known | facts)


def sent(client, url=ADD, **answers):
    """Send the form with answers, beside those that it shows."""
    page = client.get(url)
    form = page.context["form"]
    data = {"approach": "coaching", "starts_on": today().isoformat(), "length": "0.5", "reason": "personal"}
    for name in ("token", "version", "school"):
        if name in form.fields:
            data[name] = str(form[name].value())
    return client.post(url, data | answers)


# --- Logging ---------------------------------------------------------------------------------------------------------


@pytest.mark.policy("R-6")
def test_three_answers_log_something(cast, sign_in):
    """Day, reason and school are there already: what kind, how long, and the button."""
    client = sign_in(cast.ada)
    answer = sent(client)
    assert answer.url == reverse("training:my-record")
    record = Record.objects.get()
    assert (record.title, record.approach, record.hours) == ("Coaching", "coaching", Decimal("0.5"))
    assert (record.person, record.school, record.source, record.is_external) == (cast.ada, cast.oak, "own", False)
    assert (record.starts_on, record.ends_on, record.is_own_word) == (today(), today(), True)
    page = client.get(reverse("training:my-record"))
    assert page.context["totals"].hours == Decimal("0.5")
    assert "Logged, not confirmed yet" in page.content.decode()


@pytest.mark.policy("R-6")
@pytest.mark.parametrize("name", ["ada", "bea", "hal", "ben", "gus", "cora", "tess", "tara", "mel"])
def test_staff_governors_and_trustees_log(cast, sign_in, name):
    assert sent(sign_in(getattr(cast, name))).status_code == 302
    assert Record.objects.get().person == getattr(cast, name)


def test_whoever_has_no_place_in_the_trust_logs_nothing(cast, sign_in):
    assert sign_in(cast.nora).get(ADD).status_code == 403


@pytest.mark.parametrize(
    ("answers", "hours", "field"),
    [
        *(({"length": value}, Decimal(value), "") for value in LENGTHS),
        ({"length": OTHER, "hours": "1.25"}, Decimal("1.25"), ""),
        ({"length": OTHER, "hours": "40"}, Decimal(40), ""),
        ({"length": OTHER, "hours": ""}, None, "hours"),
        ({"length": OTHER, "hours": "1.1"}, None, "hours"),
        ({"length": OTHER, "hours": "0"}, None, "hours"),
        ({"length": OTHER, "hours": "1001"}, None, "hours"),
        ({"length": OTHER, "hours": "an hour"}, None, "hours"),
        ({"length": ""}, None, "length"),
        ({"approach": ""}, None, "approach"),
        ({"starts_on": ""}, None, "starts_on"),
    ],
)
def test_lengths_are_chosen_or_typed_in_quarters(cast, sign_in, answers, hours, field):
    answer = sent(sign_in(cast.ada), **answers)
    if hours is None:
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert not Record.objects.exists()
    else:
        assert Record.objects.get().hours == hours


@pytest.mark.parametrize(("offset", "status"), [(-1, 302), (0, 302), (1, 422)])
def test_what_is_still_to_come_is_not_logged(cast, sign_in, offset, status):
    day = (today() + dt.timedelta(days=offset)).isoformat()
    assert sent(sign_in(cast.ada), starts_on=day).status_code == status


def test_the_last_day_comes_after_the_first(cast, sign_in):
    before = (today() - dt.timedelta(days=1)).isoformat()
    assert list(sent(sign_in(cast.ada), ends_on=before).context["form"].errors) == ["ends_on"]
    assert sent(sign_in(cast.ada), starts_on=before, ends_on=today().isoformat()).status_code == 302


def test_sent_twice_it_is_logged_once(cast, sign_in):
    client = sign_in(cast.ada)
    token = str(client.get(ADD).context["form"]["token"].value())
    first, second = sent(client, token=token), sent(client, token=token)
    assert (first.url, Record.objects.count()) == (second.url, 1)


def test_a_file_is_kept_handed_out_and_goes_with_the_log(cast, sign_in):
    client = sign_in(cast.ada)
    sent(client, file=SimpleUploadedFile("photo.jpg", hostile_files.image()))
    record = Record.objects.get()
    url = reverse("training:log-file", args=[record.public_id])
    for reader in (cast.ada, cast.hal):
        assert b"".join(sign_in(reader).get(url)).startswith(b"\xff\xd8")
    assert sign_in(cast.tom).get(url).status_code == 404
    services.delete_log(record=record, actor=cast.ada, version=1)
    assert not StoredFile.objects.exists()


# --- Edited and deleted by its owner until it is confirmed -----------------------------------------------------------


def test_its_owner_edits_and_deletes_it_until_it_is_confirmed(cast, sign_in):
    record = log(cast.ada, cast.oak)
    client, url = sign_in(cast.ada), reverse("training:log-edit", args=[record.public_id])
    assert client.get(url).context["form"]["length"].value() == "1.5"
    assert sent(client, url, title="Team teaching", length="2", approach="team_teaching").status_code == 302
    record.refresh_from_db()
    assert (record.title, record.hours, record.version) == ("Team teaching", 2, 2)
    event = AuditEvent.objects.get(code="training.record.log_edited")
    assert sorted(event.changes) == ["hours", "title"]
    for other in (cast.lin, cast.hal, cast.eve):
        assert sign_in(other).get(url).status_code == 403
    services.confirm_log(record=record, actor=cast.lin, version=2)
    assert client.get(url).status_code == 403
    delete = reverse("training:log-delete", args=[record.public_id])
    assert client.post(delete, {"version": 3}).status_code == 403
    assert Record.objects.exists()


def test_what_was_edited_meanwhile_is_neither_confirmed_nor_written_over(cast, sign_in):
    record = log(cast.ada, cast.oak)
    client, url = sign_in(cast.ada), reverse("training:log-edit", args=[record.public_id])
    sent(client, url, title="Other words")
    with pytest.raises(StaleVersion):
        services.confirm_log(record=record, actor=cast.lin, version=1)
    stale = sent(client, url, title="Third words", version="1")
    assert stale.status_code == 409
    assert "Other words" in stale.content.decode()
    with pytest.raises(StaleVersion):
        services.delete_log(record=record, actor=cast.ada, version=1)


def test_whoever_moved_school_keeps_the_school_of_what_they_logged(cast, sign_in):
    record = log(cast.ada, cast.elm)
    url = reverse("training:log-edit", args=[record.public_id])
    assert sent(sign_in(cast.ada), url, title="Still for Elm").status_code == 302
    record.refresh_from_db()
    assert record.school == cast.elm


@pytest.mark.both
def test_the_database_deletes_no_confirmed_log_and_changes_none(cast):
    record = log(cast.ada, cast.oak)
    Record.objects.filter(pk=record.pk).update(title="Words of its owner")
    services.confirm_log(record=record, actor=cast.lin, version=1)
    for change in ({"title": "Other"}, {"hours": 9}, {"starts_on": today() - dt.timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Record.objects.filter(pk=record.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.filter(pk=record.pk).delete()
    other = log(cast.ada, cast.oak)
    Record.objects.filter(pk=other.pk).delete()  # the twin: what nobody confirmed goes
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.filter(pk=log(cast.bea, cast.oak).pk).update(confirmed_by=cast.bea, confirmed_at=now())


# --- Confirmed by somebody else --------------------------------------------------------------------------------------


@pytest.mark.policy("R-6")
@pytest.mark.parametrize(
    ("owner", "school", "may", "asked"),
    [
        # Ada has a line manager: it is Lin's part; her Headteacher may, and so may the trust's leaders.
        ("ada", "oak", {"lin", "hal", "eve", "cleo"}, {"lin"}),
        # Bea has none: her Headteacher's.
        ("bea", "oak", {"hal", "eve", "cleo"}, {"hal"}),
        ("hal", "oak", {"eve", "cleo"}, {"eve", "cleo"}),
        ("kim", "central", {"eve", "cleo"}, {"eve", "cleo"}),
        ("eve", "central", {"cleo"}, {"cleo"}),
        ("gus", "oak", {"chas", "cora", "eve", "cleo"}, {"chas", "cora"}),
        ("chas", "oak", {"cora", "eve", "cleo"}, {"cora"}),
        # A clerk has no seat on the board that she keeps.
        ("cora", "oak", {"eve", "cleo"}, {"eve", "cleo"}),
        ("tess", "central", {"tara", "eve", "cleo"}, {"tara"}),
        ("tara", "central", {"eve", "cleo"}, {"eve", "cleo"}),
    ],
)
def test_who_may_confirm_and_whose_part_it_is(cast, owner, school, may, asked):
    record = log(getattr(cast, owner), getattr(cast, school))
    everybody = {name: person for name, person in vars(cast).items() if hasattr(person, "authority")}
    assert {name for name, who in everybody.items() if policies.can_confirm(who, record)} == may
    waiting = {name for name, who in everybody.items() if record in Record.objects.awaiting(who)}
    assert waiting == asked
    assert {name for name, who in everybody.items() if record in Record.objects.confirmable_by(who)} == may
    assert all(record in Record.objects.visible_to(everybody[name]) for name in may)


def test_the_clerk_to_the_trust_confirms_what_its_board_logged(cast):
    GrantFactory(person=cast.nora, role="clerk", school=None)
    people = {name: getattr(cast, name) for name in ("nora", "tess", "tara", "eve", "cleo")}
    for owner, asked in (("tess", {"nora", "tara"}), ("tara", {"nora"}), ("nora", {"eve", "cleo"})):
        record = log(people[owner], cast.central)
        assert {name for name, who in people.items() if record in Record.objects.awaiting(who)} == asked, owner
    assert log(cast.kim, cast.central) not in Record.objects.confirmable_by(cast.nora)


def test_whoever_went_to_another_school_is_confirmed_by_the_executive_lead(cast):
    record = log(cast.ada, cast.elm)
    assert record in Record.objects.awaiting(cast.eve)
    post = PostFactory(person=cast.ada, school=cast.elm, job_title="Teacher")
    assert record not in Record.objects.awaiting(cast.eve)
    post.ends_on = today() - dt.timedelta(days=1)
    post.save()
    assert record in Record.objects.awaiting(cast.eve)
    # Whoever has left is nobody's to confirm.
    cast.ada.posts.update(ends_on=today() - dt.timedelta(days=1))
    assert record not in Record.objects.awaiting(cast.eve)


def test_nobody_confirms_their_own_whatever_they_hold(cast, sign_in):
    GrantFactory(person=cast.eve, role="ceo")
    record = log(cast.eve, cast.central)
    with pytest.raises(PermissionDenied):
        services.confirm_log(record=record, actor=cast.eve, version=1)
    assert (
        sign_in(cast.eve).post(reverse("training:log-confirm", args=[record.public_id]), {"version": 1}).status_code
        == 403
    )


@pytest.mark.policy("R-6")
def test_several_are_confirmed_at_once_in_the_same_number_of_queries(cast, sign_in):
    client = sign_in(cast.lin)

    def confirm():
        tokens = [token for _, token, _ in client.get(LIST).context["rows"]]
        assert client.post(LIST, {"chosen": tokens}).url == LIST

    costs = []
    for number in (1, 1, 3):
        for _ in range(number):
            log(cast.ada, cast.oak)
        costs.append(cost_of(confirm))
    assert costs[1] == costs[2]
    assert Record.objects.counted().count() == 5
    assert AuditEvent.objects.filter(code="training.record.confirmed").count() == 5
    assert client.get(LIST).context["rows"] == []


def test_of_several_those_that_changed_meanwhile_are_left(cast):
    same, changed = log(cast.ada, cast.oak), log(cast.ada, cast.oak, title="Before")
    values = {name: getattr(changed, name) for name in ("title", "approach", "reason", "school", "starts_on")}
    values |= {"ends_on": changed.ends_on, "hours": Decimal(30), "took_away": ""}
    services.edit_log(record=changed, actor=cast.ada, version=1, values=values)
    versions = {same.public_id: 1, changed.public_id: 1}
    assert services.confirm_logs(versions=versions, actor=cast.lin) == 1
    changed.refresh_from_db()
    assert changed.is_own_word
    with pytest.raises(IllegalMove):
        services.confirm_logs(versions=versions, actor=cast.lin)
    with pytest.raises(IllegalMove):
        services.confirm_logs(versions={changed.public_id: 2}, actor=cast.sid)


def test_sent_back_it_waits_for_its_owner_and_then_again_to_be_confirmed(cast, sign_in):
    record = log(cast.ada, cast.oak)
    url = reverse("training:log-send-back", args=[record.public_id])
    client = sign_in(cast.lin)
    version = client.get(url).context["form"]["version"].value()
    assert client.post(url, {"version": version, "because": " "}).status_code == 422
    assert client.post(url, {"version": version, "because": "It took an hour."}).status_code == 302
    record.refresh_from_db()
    notice = Notice.objects.get(person=cast.ada)
    assert "It took an hour." in notice.body
    assert not policies.can_confirm(cast.lin, record)
    assert record not in Record.objects.awaiting(cast.lin)
    (task,) = run_steps(tasks(cast.ada))
    assert task.url == record.get_absolute_url()
    edit = reverse("training:log-edit", args=[record.public_id])
    assert sent(sign_in(cast.ada), edit, length="1").status_code == 302
    assert record in Record.objects.awaiting(cast.lin)
    assert run_steps(tasks(cast.ada)) == []


def test_the_first_page_names_how_many_are_to_be_confirmed(cast):
    assert run_steps(tasks(cast.lin)) == []
    log(cast.ada, cast.oak)
    assert [task.text for task in run_steps(tasks(cast.lin))] == ["1 CPD entry to confirm"]
    RecordFactory.create_batch(COUNTED, person=cast.ada, school=cast.oak, source="own")
    assert [task.text for task in run_steps(tasks(cast.lin))] == [f"{COUNTED}+ CPD entries to confirm"]


# --- What it counts for ----------------------------------------------------------------------------------------------


@pytest.mark.policy("R-6")
def test_own_word_counts_for_its_person_and_for_nobody_else_until_it_is_confirmed(cast, sign_in):
    record = log(cast.ada, cast.oak)
    url = reverse("training:record-list")

    def hours(**query):
        return sign_in(cast.hal).get(url, query).context["totals"].hours

    def told():
        rows = learned(Q(school=cast.oak), today(), today())
        return sum(row.hours for row in rows)

    page = sign_in(cast.hal).get(url)
    assert (page.context["totals"].hours, page.context["own_word"]) == (Decimal("1.5"), Decimal("1.5"))
    assert "1.5 hours of these not confirmed yet" in " ".join(page.content.decode().split())
    assert (hours(confirmed="yes"), hours(confirmed="no"), told()) == (0, Decimal("1.5"), 0)
    services.confirm_log(record=record, actor=cast.lin, version=1)
    assert (hours(confirmed="yes"), hours(confirmed="no"), told()) == (Decimal("1.5"), 0, Decimal("1.5"))
    assert sign_in(cast.hal).get(url).context["own_word"] == 0


def test_a_lack_of_links_is_no_fault_of_what_nobody_confirmed(cast):
    record = log(cast.ada, cast.oak, reason="priority")
    assert record not in records_without(cast.hal, academic_year(today()))
    services.confirm_log(record=record, actor=cast.lin, version=1)
    assert record in records_without(cast.hal, academic_year(today()))
