"""An appointment × the days around it × the pages of those who govern (policy R-1, GV-1)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from core.calendar import now, today
from cpd_trust.tests.access.reports import world as make_reports
from governance.audits.tests.auditing import board_of, opened
from governance.documents.tests.factories import DocumentFactory
from governance.tests.factories import make_appointment, make_link_role
from people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-1")]

DAY = dt.timedelta(days=1)
FIRST, LAST = 1, 9


def test_what_is_for_a_board_opens_from_the_first_day_to_the_last_and_on_no_other(cast, sign_in):
    board = board_of(cast, members=0)
    row = make_appointment(board, cast.nora, starts_on=today() + FIRST * DAY, term_ends_on=today() + LAST * DAY)
    make_link_role(row)
    skills_audit = opened(board, cast.chas, days=30)
    policy = DocumentFactory(school=cast.oak, readers="board")
    report = make_reports(cast).published
    named = ["board-detail", "audit-detail", "document-detail"]
    pages = [
        reverse(f"governance:{name}", args=[one.public_id])
        for name, one in zip(named, (board, skills_audit, policy), strict=True)
    ]
    pages.append(report.get_absolute_url())
    lists = [reverse(f"governance:{name}-list") for name in ("board", "audit", "document")]
    lists.append(reverse("reports:report-list"))
    for day in (FIRST - 1, FIRST, LAST, LAST + 1):
        is_in_office = FIRST <= day <= LAST
        with time_machine.travel(now() + day * DAY, tick=False):
            client = sign_in(Person.objects.get(pk=cast.nora.pk))
            opens = {url for url in pages if client.get(url).status_code == 200}
            assert opens == (set(pages) if is_in_office else set()), day
            if day >= LAST:
                found = "".join(client.get(url).text for url in lists)
                assert {url for url in pages if url in found} == (set(pages) if is_in_office else set()), day


def test_the_twin_to_whom_the_role_was_given_by_hand_reads_on_after_the_last_day(cast, sign_in):
    """What ends the reading is that the role comes from the appointment: one that did not would go on."""
    report = make_reports(cast).published
    cast.nora.grants.create(role="governor", school=cast.oak, starts_on=today())
    with time_machine.travel(now() + (LAST + 1) * DAY, tick=False):
        assert sign_in(Person.objects.get(pk=cast.nora.pk)).get(report.get_absolute_url()).status_code == 200
