"""What somebody is told about what they logged. Neither a subject nor a key says who or what it is about."""

from core.formatting import short_date
from notifications.models import Notice, Topic
from notifications.services import tell
from people.models import Person
from training.records.models import Record

CHANGE_LOG = "training.log"


def sent_back(record: Record, by: Person) -> Notice | None:
    """Tell somebody that what they logged is to be changed before it can be confirmed."""
    return tell(
        person=record.person,
        topic=Topic.CERTIFICATE,
        key=f"training.log.sent_back:{record.public_id}:{record.version}",
        subject="Please change CPD that you logged",
        body=f"{by} sent back “{record.title}” ({short_date(record.starts_on)}): {record.sent_back_because}",
        path=record.get_absolute_url(),
        asks=CHANGE_LOG,
        about=record.public_id,
    )
