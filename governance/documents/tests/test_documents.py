"""Policy documents: who sees and keeps them, their versions, and the reminders of their reviews (policy OD-1)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.calendar import today
from core.flow import IllegalMove, StaleVersion
from core.reading import run_steps
from governance.documents import policies, services
from governance.documents.models import DocumentVersion, PolicyDocument
from governance.documents.tests.factories import DocumentFactory, ReadingFactory, VersionFactory
from governance.documents.to_do import review_tasks
from governance.tests.factories import BoardFactory, make_appointment
from notifications.models import Notice
from people.models import Grant, LongAbsence, Person, Post
from people.open_matters import open_after
from people.tests.factories import GrantFactory, PostFactory

pytestmark = pytest.mark.django_db
STAFF = {"ada", "bea", "lin", "sid", "hal", "tom", "eli", "kim", "eve", "cleo", "ben", "ann"}
BOARDS = {"gus", "chas", "cora", "tess", "tara", "mel"}
CENTRAL = {"eve", "cleo", "ben", "ann"}
OAK = {"ada", "bea", "lin", "sid", "hal"}
VALUES = {
    "title": "Lone working", "subject": "other", "readers": "everyone", "keeper_role": "headteacher", "keeper": None,
    "label": "", "board": None, "approved_by": "Headteacher", "link": "https://example.org/lone",
}  # fmt: skip


def values(**also):
    """Return what is said of a document that was approved yesterday."""
    days = {"approved_on": today() - dt.timedelta(days=1), "review_on": today() + dt.timedelta(days=365)}
    return VALUES | days | also


def seen_by(cast, document):
    """Return who of the cast sees a document."""
    everybody = STAFF | BOARDS | {"nora"}
    return {
        name for name in everybody
        if PolicyDocument.objects.visible_to(getattr(cast, name)).filter(pk=document.pk).exists()
    }  # fmt: skip


@pytest.mark.policy("OD-1")
@pytest.mark.parametrize(
    ("school", "readers", "who"),
    [
        ("central", "everyone", STAFF | BOARDS),
        ("central", "staff", STAFF),
        # The trust's own boards and its keepers, and nobody else of the central team; so at a school.
        ("central", "board", {"tess", "tara", "mel", "eve", "ann"}),
        ("oak", "everyone", OAK | CENTRAL | {"gus", "chas", "cora"}),
        ("oak", "staff", OAK | CENTRAL),
        ("oak", "board", {"gus", "chas", "cora", "eve", "ann"}),
    ],
)
def test_who_sees_a_document(cast, school, readers, who):
    assert seen_by(cast, DocumentFactory(school=getattr(cast, school), readers=readers)) == who


def test_who_is_asked_to_read_a_document_sees_it(cast):
    document = DocumentFactory(school=cast.central, readers="board")
    ReadingFactory(document=document, lines=[{"kind": "group", "value": "teaching_assistant"}])
    assert seen_by(cast, document) == {"tess", "tara", "mel", "eve", "ann", "bea"}


@pytest.mark.parametrize(("days", "sees"), [(-1, False), (0, True), (1, True)])
def test_who_leaves_sees_it_to_the_last_day(cast, days, sees):
    document = DocumentFactory(school=cast.oak)
    Post.objects.filter(person=cast.ada).update(ends_on=today() + dt.timedelta(days=days))
    PostFactory(person=cast.ada, school=cast.elm)
    cast.ada.forget_authority()
    assert ("ada" in seen_by(cast, document)) == sees


@pytest.mark.parametrize(
    ("school", "readers", "who"),
    [
        ("central", "everyone", {"ann", "eve"}),
        ("central", "board", {"ann", "eve"}),
        ("oak", "everyone", {"ann", "eve", "hal"}),
        ("oak", "board", {"ann", "eve", "cora"}),
    ],
)
def test_who_keeps_documents(cast, school, readers, who):
    place = getattr(cast, school)
    document = DocumentFactory(school=place, readers=readers)
    for name in STAFF | BOARDS | {"nora"}:
        actor = getattr(cast, name)
        assert bool(policies.can_add_for(actor, place, readers)) == (name in who), name
        assert bool(policies.can_keep(actor, document)) == (name in who), name


def test_the_clerk_of_the_trustees_keeps_what_is_for_the_trusts_boards(cast):
    make_appointment(BoardFactory(kind="trust"), cast.cora, "clerk", term_ends_on=None, category="")
    cast.cora.forget_authority()
    assert policies.can_add_for(cast.cora, cast.central, "board")
    assert not policies.can_add_for(cast.cora, cast.central, "staff")
    # Clerk of no other school: what its clerk looks after is not theirs.
    assert not policies.can_keep(cast.cora, DocumentFactory(school=cast.elm, keeper_role="clerk"))


def test_whoever_looks_after_a_document_keeps_it_while_at_its_school(cast):
    document = DocumentFactory(school=cast.oak, keeper=cast.ada)
    assert policies.can_keep(cast.ada, document)
    assert PolicyDocument.objects.visible_to(cast.ada).filter(pk=document.pk).exists()
    Post.objects.filter(person=cast.ada).update(school=cast.elm)
    cast.ada.forget_authority()
    assert not policies.can_keep(cast.ada, document)
    assert not PolicyDocument.objects.visible_to(cast.ada).filter(pk=document.pk).exists()


def test_a_new_version_replaces_the_last_one_which_is_kept(cast):
    document = services.add_document(actor=cast.hal, values=values(school=cast.oak))
    stale = document.version
    services.add_version(document=document, actor=cast.hal, version=stale, values=values(link="https://example.org/2"))
    first, second = document.versions.order_by("number")
    assert first.replaced_at
    assert not second.replaced_at
    assert (first.link, second.link, second.number) == ("https://example.org/lone", "https://example.org/2", 2)
    with pytest.raises(StaleVersion):
        services.add_version(document=document, actor=cast.hal, version=stale, values=values())
    # Staff read what is in force; earlier versions are for those who keep it.
    assert list(DocumentVersion.objects.visible_to(cast.ada)) == [second]
    assert set(DocumentVersion.objects.visible_to(cast.hal)) == {first, second}
    assert not DocumentVersion.objects.visible_to(cast.tom).exists()


def test_a_document_takes_a_file_or_a_link_and_one_title_at_a_place(cast):
    with pytest.raises(ValidationError):
        services.add_document(actor=cast.hal, values=values(school=cast.oak, link=""))
    services.add_document(actor=cast.hal, values=values(school=cast.oak))
    with pytest.raises(ValidationError) as refused:
        services.add_document(actor=cast.hal, values=values(school=cast.oak))
    assert "title" in refused.value.error_dict
    services.add_document(actor=cast.ann, values=values(school=cast.elm))


def test_a_headteacher_cannot_move_a_document_to_another_school_or_the_trust(cast):
    document = services.add_document(actor=cast.hal, values=values(school=cast.oak))
    for place in (cast.elm, cast.central):
        with pytest.raises(PermissionDenied):
            services.change_document(document=document, actor=cast.hal, version=1, values=values(school=place))
    changed = services.change_document(
        document=document, actor=cast.hal, version=1, values=values(school=cast.oak, title="Working alone", label="B")
    )
    assert (changed.title, changed.versions.get().label) == ("Working alone", "B")


def test_a_withdrawn_document_is_gone_for_its_readers_and_comes_back(cast):
    document = DocumentFactory(school=cast.oak)
    reading = ReadingFactory(document=document)
    services.withdraw_document(document=document, actor=cast.hal, version=1)
    reading.refresh_from_db()
    assert reading.ended_at
    assert seen_by(cast, document) == {"eve", "ann", "hal"}
    with pytest.raises(IllegalMove):
        services.withdraw_document(document=document, actor=cast.hal, version=2)
    twin = DocumentFactory(school=cast.oak, title=document.title)
    with pytest.raises(IllegalMove):
        services.restore_document(document=document, actor=cast.hal, version=2)
    services.withdraw_document(document=twin, actor=cast.hal, version=1)
    services.restore_document(document=document, actor=cast.hal, version=2)
    assert "ada" in seen_by(cast, document)


@pytest.mark.policy("OD-1")
def test_a_review_is_told_at_each_step_once(cast):
    document = DocumentFactory(school=cast.oak, keeper_role="headteacher", current=False)
    review = today() + dt.timedelta(days=61)
    VersionFactory(document=document, review_on=review)
    told = []
    for days in (61, 60, 59, 31, 30, 8, 7, 1, 0, -1, -2, -40):
        noon = dt.datetime.combine(review - dt.timedelta(days=days), dt.time(12), dt.UTC)
        with time_machine.travel(noon, tick=False):
            if services.remind_of_reviews():
                told.append(days)
            assert services.remind_of_reviews() == 0
    assert told == [60, 30, 7, -1]
    assert set(Notice.objects.values_list("person", flat=True)) == {cast.hal.pk}


def test_a_review_that_was_missed_is_told_by_its_latest_step_alone(cast):
    VersionFactory(document=DocumentFactory(school=cast.oak, keeper_role="headteacher", current=False),
                   review_on=today() - dt.timedelta(days=3))  # fmt: skip
    assert services.remind_of_reviews() == 1
    assert "overdue" in Notice.objects.get().subject


def test_the_clerk_of_the_board_that_approved_it_hears_of_the_review(cast):
    board = BoardFactory(school=cast.oak)
    clerk = PostFactory(school=cast.elm).person
    make_appointment(board, clerk, "clerk", term_ends_on=None, category="")
    document = DocumentFactory(school=cast.oak, keeper=cast.ada, current=False)
    VersionFactory(document=document, board=board, review_on=today() + dt.timedelta(days=5))
    LongAbsence.objects.create(person=cast.ada, starts_on=today(), ends_on=today())
    services.remind_of_reviews()
    assert set(Notice.objects.values_list("person", flat=True)) == {clerk.pk}


def test_nobody_hears_of_the_review_of_what_is_withdrawn(cast):
    soon = today() + dt.timedelta(days=5)
    withdrawn = DocumentFactory(school=cast.oak, keeper=cast.hal, current=False)
    VersionFactory(document=withdrawn, review_on=soon)
    services.withdraw_document(document=withdrawn, actor=cast.ann, version=1)
    assert services.remind_of_reviews() == 0


@pytest.mark.parametrize("gone", ["left", "moved", "away"])
def test_where_no_keeper_is_there_leaders_hear_of_the_review_or_else_administrators(cast, gone):
    soon, yesterday = today() + dt.timedelta(days=5), today() - dt.timedelta(days=1)
    VersionFactory(document=DocumentFactory(school=cast.oak, keeper=cast.ada, current=False), review_on=soon)
    if gone == "left":
        Person.objects.filter(pk=cast.ada.pk).update(left_on=yesterday)
    elif gone == "moved":
        Post.objects.filter(person=cast.ada).update(school=cast.elm)
    else:
        LongAbsence.objects.create(person=cast.ada, starts_on=today())
    assert services.remind_of_reviews() == 1
    assert set(Notice.objects.values_list("person", flat=True)) == {cast.hal.pk}
    LongAbsence.objects.create(person=cast.hal, starts_on=today())
    assert services.remind_of_reviews() == 1
    assert Notice.objects.filter(person=cast.ann).exists()


def test_a_policy_is_handed_on_when_its_keeper_leaves(cast):
    document = DocumentFactory(school=cast.oak, keeper=cast.ada)
    [(source, [matter])] = [row for row in open_after(cast.ada, today()) if row[0].key == "policies_kept"]
    assert document.title in matter.what
    with pytest.raises(ValidationError, match="Choose someone who works at"):
        source.hand_on(cast.ann, cast.ada, cast.tom, today())
    assert source.hand_on(cast.ann, cast.ada, cast.lin, today()) == 1
    document.refresh_from_db()
    assert (document.keeper, document.version) == (cast.lin, 2)
    assert Notice.objects.get().person == cast.lin
    assert not source.after(cast.ada, today())


def test_the_first_page_names_reviews_to_whoever_looks_after_them(cast):
    late = DocumentFactory(school=cast.oak, keeper_role="headteacher", current=False)
    VersionFactory(document=late, review_on=today() - dt.timedelta(days=1))
    VersionFactory(document=DocumentFactory(school=cast.oak, keeper_role="headteacher", current=False),
                   review_on=today() + dt.timedelta(days=61))  # fmt: skip
    [task] = run_steps(review_tasks(cast.hal))
    assert late.title in task.label
    assert run_steps(review_tasks(cast.eli)) == run_steps(review_tasks(cast.ada)) == []
    Grant.objects.filter(person=cast.hal).update(ends_on=today() - dt.timedelta(days=1))
    cast.hal.forget_authority()
    assert run_steps(review_tasks(cast.hal)) == []


# --- Pages ------------------------------------------------------------------------------------------------------------


def form_of(client, name, *args):
    """Return what an empty form sends by itself."""
    page = client.get(reverse(name, args=args))
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name not in ("file",)}


def test_a_headteacher_adds_a_policy_once_and_changes_it(cast, sign_in):
    client = sign_in(cast.hal)
    sent = form_of(client, "governance:document-create") | {
        "title": "Lone working", "subject": "health", "school": str(cast.oak.public_id), "readers": "staff",
        "keeper_role": "headteacher", "approved_by": "Headteacher", "approved_on": "1/9/2026",
        "review_on": "1/9/2030", "link": "https://example.org/lone",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(reverse("governance:document-create"), sent)
        assert answer.status_code == 302
    document = PolicyDocument.objects.get()
    edit = reverse("governance:document-edit", args=[document.public_id])
    sent = form_of(client, "governance:document-edit", document.public_id) | {
        "school": str(cast.oak.public_id), "keeper": "", "board": "", "approved_on": "1/9/2026",
        "review_on": "1/9/2031",
    }  # fmt: skip
    assert client.post(edit, sent | {"approved_by": ""}).status_code == 422
    assert client.post(edit, sent).status_code == 302
    assert client.post(edit, sent | {"title": "Other"}).status_code == 409
    assert document.versions.get().review_on == dt.date(2031, 9, 1)


def test_a_clerk_adds_only_what_is_for_the_board(cast, sign_in):
    client = sign_in(cast.cora)
    sent = form_of(client, "governance:document-create") | {
        "title": "Code of conduct", "subject": "governance", "school": str(cast.oak.public_id), "readers": "everyone",
        "keeper_role": "clerk", "approved_by": "Board", "approved_on": "1/9/2026", "review_on": "1/9/2030",
        "link": "https://example.org/code",
    }  # fmt: skip
    assert client.post(reverse("governance:document-create"), sent).status_code == 422
    assert client.post(reverse("governance:document-create"), sent | {"readers": "board"}).status_code == 302


def test_the_list_shows_exceptions_first_and_filters(cast, sign_in):
    later = DocumentFactory(school=cast.oak, title="Aaa later")
    late = DocumentFactory(school=cast.oak, title="Zzz late", current=False)
    VersionFactory(document=late, review_on=today() - dt.timedelta(days=1))
    client = sign_in(cast.hal)
    url = reverse("governance:document-list")
    rows = [row.document for row in client.get(url).context["table"].data]
    assert rows == [late, later]
    assert [row.document for row in client.get(url, {"review": "overdue"}).context["table"].data] == [late]
    assert [row.document for row in client.get(url, {"q": "aaa"}).context["table"].data] == [later]
    assert "Zzz late" in client.get(url, {"export": "csv"}).getvalue().decode("utf-8-sig")


def test_boards_read_no_name_of_who_looks_after_a_policy(cast, sign_in):
    document = DocumentFactory(school=cast.oak, keeper=cast.ada)
    list_url = reverse("governance:document-list")
    for reader, named in ((cast.gus, False), (cast.hal, True)):
        client = sign_in(reader)
        page = client.get(document.get_absolute_url()).content.decode()
        file = client.get(list_url, {"export": "csv"}).getvalue().decode("utf-8-sig")
        for text in (page, file):
            assert (cast.ada.full_name in text, "A member of staff" in text) == (named, not named)


def test_somebody_with_a_role_at_two_schools_finds_both(cast):
    GrantFactory(person=cast.hal, role="headteacher", school=cast.elm)
    cast.hal.forget_authority()
    for school in (cast.oak, cast.elm):
        assert policies.can_add_for(cast.hal, school, "staff")
