"""Where a role comes from that an appointment gave, and where such roles are given."""

from collections.abc import Collection

from django.urls import reverse

from core.calendar import today
from core.formatting import counted
from core.reading import Steps
from governance.boards.models import AppointmentGrant, Board, BoardSchool, LinkDuty
from people.models import School


def sources_of(grants: Collection[int]) -> dict[int, str]:
    """Return for each of these roles that an appointment gave the address of its board."""
    links = AppointmentGrant.objects.filter(grant__in=grants).select_related("appointment__board")
    return {link.grant_id: link.appointment.board.get_absolute_url() for link in links}


def duty_sources_of(duties: Collection[int]) -> dict[int, str]:
    """Return for each of these responsibilities that a link role gave the address of its board."""
    links = LinkDuty.objects.filter(duty__in=duties).select_related("link_role__appointment__board")
    return {link.duty_id: link.link_role.appointment.board.get_absolute_url() for link in links}


def boards_for(places: Collection[int | None]) -> dict[int | None, str]:
    """Return for each place, the key of a school or None for the trust, the address of its board or of all boards."""
    held = BoardSchool.objects.current().filter(school__in=[key for key in places if key]).select_related("board")
    known: dict[int | None, str] = {row.school_id: row.board.get_absolute_url() for row in held}
    if trust := Board.objects.open().filter(kind=Board.Kind.TRUST).first():
        known[None] = trust.get_absolute_url()
    return {place: known.get(place, reverse("governance:board-list")) for place in places}


def boards_missing() -> Steps[str]:
    """Return that there are no boards yet, or how many open schools have none."""
    held = BoardSchool.objects.current().values("school")
    lacking = School.objects.schools().open_on(today()).exclude(pk__in=held).order_by().values_list("pk", flat=True)
    boards, schools = yield Board.objects.open().order_by().values("pk")[:1], lacking
    if not boards:
        return "No boards yet."
    number = len(schools)
    return f"{counted(number, 'school')} without a board." if number else ""
