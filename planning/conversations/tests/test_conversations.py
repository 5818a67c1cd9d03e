"""Conversations with one's line manager: asked for, arranged, held, withdrawn; read by the two alone (policy RM-3)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.calendar import now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from core.reading import run_steps
from cpd_trust.tests.helpers import PEOPLE, names_who, opening, same_cost
from notifications.models import Notice
from people.tests.factories import PostFactory
from planning.conversations import policies, selectors
from planning.conversations.services import (
    arrange_conversation,
    ask_conversation,
    record_conversation,
    withdraw_conversation,
)
from planning.models import Conversation, Need
from planning.tests.factories import ConversationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("RM-3")]

SOON = dt.timedelta(days=3)
DAY = dt.timedelta(days=1)


def waiting(person):
    found = run_steps(selectors.waiting_for_manager(person))
    return found["to_arrange"], found["to_write_up"]


def talk(cast, status="asked", **facts):
    """Return a conversation that Ada asked Lin for, in a status."""
    facts = {"school": cast.oak, "person": cast.ada, "manager": cast.lin, "status": status} | facts
    if status == "arranged":
        facts.setdefault("arranged_for", now() + SOON)
    if status == "held":
        facts |= {"held_on": today(), "outcome": "Lead phonics from January."}
    return ConversationFactory(**facts)


MAY = {
    **{("arrange", status): {"lin"} for status in ("asked", "arranged")},
    **{("record", status): {"lin"} for status in ("asked", "arranged")},
    **{("withdraw", status): {"ada", "lin"} for status in ("asked", "arranged")},
    ("raise_from", "held"): {"ada", "lin"},
}


@pytest.mark.parametrize("verb", ["arrange", "record", "withdraw", "raise_from"])
@pytest.mark.parametrize("status", Conversation.Status.values)
def test_who_may_do_what_in_each_state(verb, status, cast):
    row = talk(cast, status)
    decide = getattr(policies, f"can_{verb}")
    assert names_who(cast, decide, row) == MAY.get((verb, status), set())


@pytest.mark.parametrize("status", Conversation.Status.values)
def test_only_the_two_see_it_not_even_the_headteacher_or_the_chief_executive(status, cast):
    row = talk(cast, status)
    assert names_who(cast, lambda actor: row in Conversation.objects.visible_to(actor)) == {"ada", "lin"}


def test_whom_one_asks(cast):
    def asked(person):
        return {(partner.person, partner.school) for partner in selectors.partners_of(person)}

    assert asked(cast.ada) == {(cast.lin, cast.oak)}
    # Nobody manages Bea: she asks a leader of her school.
    assert asked(cast.bea) == {(cast.hal, cast.oak), (cast.sid, cast.oak)}
    assert asked(cast.gus) == {(cast.hal, cast.oak), (cast.sid, cast.oak)}
    assert asked(cast.eli) == {(cast.eve, cast.elm)}
    assert asked(cast.kim) == {(cast.cleo, cast.central)}
    assert asked(cast.cleo) == {(cast.eve, cast.central)}
    assert asked(cast.tess) == {(cast.eve, cast.central)}
    assert asked(cast.nora) == set()
    assert names_who(cast, policies.can_ask) == {*PEOPLE} - {"nora"}
    # A line manager who left is nobody to ask.
    cast.lin.left_on = today() - SOON
    cast.lin.save()
    assert asked(cast.ada) == {(cast.hal, cast.oak), (cast.sid, cast.oak)}


def test_a_conversation_from_asking_to_the_needs_that_come_out_of_it(cast, sign_in):
    row = ask_conversation(actor=cast.ada, manager=cast.lin, school=cast.oak, topic="Leading a subject.")
    assert waiting(cast.lin) == (1, 0)
    with pytest.raises(PermissionDenied, match="already"):
        ask_conversation(actor=cast.ada, manager=cast.lin, school=cast.oak, topic="Again.")
    row = arrange_conversation(conversation=row, actor=cast.lin, version=1, arranged_for=now() + SOON, place="Library")
    row = arrange_conversation(conversation=row, actor=cast.lin, version=2, arranged_for=now() - SOON, place="Hall")
    assert (row.status, row.place, waiting(cast.lin)) == ("arranged", "Hall", (0, 1))
    row = record_conversation(
        conversation=row, actor=cast.lin, version=3, held_on=today(), outcome="Phonics from January."
    )
    assert row.status == "held"
    told = [(n.person, n.topic) for n in Notice.objects.order_by("pk")]
    assert told == [(cast.lin, "planning"), *[(cast.ada, "planning")] * 3]
    names = {getattr(cast, name).first_name for name in PEOPLE}
    assert not any(name in notice.subject for name in names for notice in Notice.objects.all())
    assert not any("Phonics" in f"{n.subject}{n.body}" for n in Notice.objects.all())
    assert not AuditEvent.objects.exclude(note="").exists(), "The trail does not tell what was said."

    url = f"{reverse('planning:need-raise')}?conversation={row.public_id}"
    for person in (cast.ada, cast.lin):
        client = sign_in(person)
        page = client.get(url)
        assert "Who it's for" not in page.content.decode()
        data = {
            "token": page.context["form"]["token"].value(),
            "title": "Lead phonics",
            "area": "reading",
            "serves": "personal",
        }
        assert client.post(url, data).url == row.get_absolute_url()
    facts = {(n.person, n.raised_by, n.source, n.conversation) for n in Need.objects.all()}
    assert facts == {(cast.ada, cast.ada, "individual", row), (cast.ada, cast.lin, "individual", row)}
    assert "Lead phonics" in sign_in(cast.ada).get(row.get_absolute_url()).content.decode()
    # Oak's leaders read the need, and nothing of the conversation.
    need = Need.objects.get(raised_by=cast.ada)
    page = sign_in(cast.hal).get(need.get_absolute_url()).content.decode()
    assert "conversation" not in page.split("<main")[1].split("</main")[0]
    assert sign_in(cast.hal).get(url).status_code == 404


def test_what_nobody_may_or_can_do(cast):
    with pytest.raises(PermissionDenied):
        ask_conversation(actor=cast.ada, manager=cast.hal, school=cast.oak, topic="Past my manager.")
    row = talk(cast)
    with pytest.raises(PermissionDenied):
        arrange_conversation(conversation=row, actor=cast.ada, version=1, arranged_for=now())
    with pytest.raises(PermissionDenied):
        withdraw_conversation(conversation=row, actor=cast.hal, version=1)
    with pytest.raises(StaleVersion):
        withdraw_conversation(conversation=row, actor=cast.ada, version=2)
    with pytest.raises(ValidationError):
        record_conversation(conversation=row, actor=cast.lin, version=1, held_on=today(), outcome=" ")
    with pytest.raises(ValidationError):
        record_conversation(conversation=row, actor=cast.lin, version=1, held_on=today() + DAY, outcome="Yes.")
    withdraw_conversation(conversation=row, actor=cast.ada, version=1)
    assert Notice.objects.get().person == cast.lin
    with pytest.raises(IllegalMove):
        record_conversation(conversation=row, actor=cast.lin, version=2, held_on=today(), outcome="Yes.")


# --- Pages -------------------------------------------------------------------------------------------------------


def test_somebody_asks_on_the_page_twice_by_a_double_tap_and_once_in_the_list(cast, sign_in):
    client = sign_in(cast.ada)
    page = client.get(reverse("planning:conversation-ask"))
    assert "This will go to Lin Example." in page.content.decode()
    form = page.context["form"]
    data = {"token": form["token"].value(), "partner": form["partner"].value(), "topic": "Leading a subject"}
    first, second = (client.post(reverse("planning:conversation-ask"), data) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    assert Conversation.objects.count() == 1
    # A new form while one is still to be held says so, and keeps what was typed.
    page = client.get(reverse("planning:conversation-ask"))
    again = client.post(reverse("planning:conversation-ask"), data | {"token": page.context["form"]["token"].value()})
    assert again.status_code == 422
    assert "already" in again.content.decode()
    missing = client.post(reverse("planning:conversation-ask"), data | {"topic": ""})
    assert missing.status_code == 422
    assert "Lin Example" in client.get(reverse("planning:conversation-list")).content.decode()


def test_somebody_with_two_managers_chooses(cast, sign_in):
    PostFactory(person=cast.ada, school=cast.elm, line_manager=cast.eli)
    page = sign_in(cast.ada).get(reverse("planning:conversation-ask")).content.decode()
    assert "Lin Example, Oak Primary School" in page
    assert "Eli Example, Elm Primary School" in page


def test_a_time_that_is_over_is_not_arranged(cast, sign_in):
    row = talk(cast)
    url = reverse("planning:conversation-arrange", args=[row.public_id])
    client = sign_in(cast.lin)
    gone = client.post(url, {"version": 1, "day": "01/09/2020", "time": "15:45", "place": ""})
    assert gone.status_code == 422
    day = (today() + SOON).isoformat()
    assert client.post(url, {"version": 1, "day": day, "time": "15:45", "place": "Library"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.place) == ("arranged", "Library")


def test_two_windows_of_the_manager_lose_no_text(cast, sign_in):
    row = talk(cast)
    url = reverse("planning:conversation-record", args=[row.public_id])
    client = sign_in(cast.lin)
    data = {"version": 1, "held_on": today().isoformat()}
    assert client.post(url, data | {"outcome": "First window."}).status_code == 302
    # Found before it was held, sent after: the second window's request is refused with its text on the page.
    Conversation.objects.filter(pk=row.pk).update(status="asked", version=2)
    late = client.post(url, data | {"outcome": "Second window."})
    assert late.status_code == 409
    assert "Second window." in late.content.decode()
    assert "First window." in late.content.decode()


def test_the_list_asks_as_often_for_one_row_as_for_three(cast, sign_in):
    page = opening(sign_in(cast.lin), reverse("planning:conversation-list"))
    assert same_cost(page, lambda number: talk(cast, "held")) <= 18
