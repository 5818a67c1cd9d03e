"""What people are told of training elsewhere. No subject says what or whose it is."""

from collections.abc import Iterable

from core.calendar import today
from core.formatting import days_of
from governance.board_training.models import OutsideTraining
from governance.boards.terms import keepers_of
from notifications.models import Topic
from notifications.services import tell
from people.models import Grant, Person, Role
from people.querysets import in_trust

SETTLE = "governance.outside_training"


def entered(entries: Iterable[OutsideTraining], by: Person) -> None:
    """Tell everybody whose training was entered."""
    for entry in entries:
        record = entry.record
        tell(
            person=record.person,
            topic=Topic.CERTIFICATE,
            key=f"governance.outside_training.entered:{entry.public_id}",
            subject="Training added to your CPD record",
            body=f"{by.full_name} added “{record.title}”, {days_of(record)}, for {entry.board}. "
            "If anything is wrong, tell us on its page.",
            path=entry.get_absolute_url(),
        )


def disputed(entry: OutsideTraining) -> None:
    """Tell the clerk and the chair, or else the administrators, that somebody says something is wrong."""
    person = entry.record.person
    told = [one for one in keepers_of(entry.board) if one.pk != person.pk] or _administrators()
    for one in told:
        tell(
            person=one,
            topic=Topic.CERTIFICATE,
            key=f"governance.outside_training.disputed:{entry.public_id}:{entry.version}:{one.public_id}",
            subject="Someone says that training you recorded is wrong",
            body=f"{person.full_name}, “{entry.record.title}”: {entry.disputed_because}",
            path=entry.get_absolute_url(),
            asks=SETTLE,
            about=entry.public_id,
        )


def settled(entry: OutsideTraining, words: str, *, is_withdrawn: bool) -> None:
    """Tell whose training it is that it was withdrawn, or why it stays."""
    what = "withdrawn" if is_withdrawn else "checked, and it stays"
    tell(
        person=entry.record.person,
        topic=Topic.CERTIFICATE,
        key=f"governance.outside_training.settled:{entry.public_id}:{entry.version}",
        subject="Training in your CPD record was withdrawn" if is_withdrawn else "We checked training in your record",
        body=f"“{entry.record.title}” was {what}: {words}",
        path=entry.get_absolute_url(),
    )


def _administrators() -> list[Person]:
    held = Grant.objects.current().filter(role=Role.ADMINISTRATOR).order_by()
    return list(Person.objects.filter(in_trust(today()), pk__in=held.values("person")).order_by("pk"))
