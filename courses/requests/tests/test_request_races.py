"""Two windows at once: whatever happens first, exactly one of them wins."""

from functools import partial

import pytest
from django.db import connection

from core.flow import FlowQuerySet, IllegalMove
from courses.approvals.sending import send_request, withdraw_request
from courses.models import CourseRequest
from courses.requests import services
from courses.tests.factories import RequestFactory, make_request
from cpd_trust.tests.racing import race, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def one_wins(*calls):
    """Run the calls at once and return the place of the only one that won; the others came too late."""
    (finishes,) = race(*([call] for call in calls))
    late = [finish.error for finish in finishes if not finish.won]
    assert all(isinstance(error, IllegalMove) for error in late), late
    assert len(late) == len(calls) - 1, finishes
    return [finish.won for finish in finishes].index(True)


def save(request, actor, text):
    verb = services.save_draft if request.status == "draft" else services.change_request
    return partial(verb, request=request, actor=actor, version=request.version, values={"why": text})


def test_withdraw_against_edit(live_cast):
    for _ in range(rounds(200)):
        request = make_request("returned", applicant=live_cast.ada, school=live_cast.oak)
        winner = one_wins(
            partial(withdraw_request, request=request, actor=live_cast.ada, version=request.version),
            save(request, live_cast.ada, "Edited."),
        )
        request.refresh_from_db()
        assert (request.status, request.why == "Edited.") == [("withdrawn", False), ("returned", True)][winner]


def test_two_windows_save_the_same_draft(live_cast):
    for _ in range(rounds(100)):
        draft = RequestFactory(applicant=live_cast.ada, school=live_cast.oak)
        winner = one_wins(save(draft, live_cast.ada, "One."), save(draft, live_cast.ada, "Two."))
        draft.refresh_from_db()
        assert (draft.why, draft.version) == (["One.", "Two."][winner], 2)


def test_sent_twice_at_once(live_cast):
    for _ in range(rounds(50)):
        draft = RequestFactory(applicant=live_cast.ada, school=live_cast.oak)
        send = partial(send_request, request=draft, actor=live_cast.ada)
        one_wins(send, send)
        assert draft.stages.count() == 2
        CourseRequest.objects.get(pk=draft.pk).move_to("withdrawn")


def test_twin_without_the_lock_two_windows_both_win(live_cast, monkeypatch):
    """The twin: without the lock the second window writes over the first (on SQLite the transaction is the lock)."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    monkeypatch.setattr(FlowQuerySet, "lock_for", lambda self, target=None, **lookup: self.get(**lookup))
    drafts = RequestFactory.create_batch(50, applicant=live_cast.ada, school=live_cast.oak)
    finishes = race(*([save(draft, live_cast.ada, text) for draft in drafts] for text in ("One.", "Two.")))
    assert any(all(finish.won for finish in round_) for round_ in finishes)
