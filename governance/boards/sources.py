"""Where a role comes from that an appointment gave."""

from collections.abc import Collection

from governance.boards.models import AppointmentGrant


def sources_of(grants: Collection[int]) -> dict[int, str]:
    """Return for each of these roles that an appointment gave the address of its board."""
    links = AppointmentGrant.objects.filter(grant__in=grants).select_related("appointment__board")
    return {link.grant_id: link.appointment.board.get_absolute_url() for link in links}
