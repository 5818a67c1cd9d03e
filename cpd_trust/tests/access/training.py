"""Who may open which page of `training`."""

from types import SimpleNamespace

from cpd_trust.tests.access.row import Row, answers
from training.tests.factories import RecordFactory


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows are about: a record of Ada, who teaches at Oak."""
    return SimpleNamespace(record=RecordFactory(person=cast.ada, school=cast.oak))


# Her line manager, the leaders of Oak and the central readers read Ada's record; governors read no names.
READS_HERS = answers(404, ada=200, lin=200, sid=200, hal=200, eve=200, cleo=200, ann=200, ben=200)

ROWS: dict[str, Row] = {
    "training:record-list": Row("GET", answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, ann=200, ben=200)),
    "training:my-record": Row("GET", answers(200)),
    "training:person-record": Row("GET", READS_HERS, lambda cast, world: [cast.ada.public_id]),
    "training:record-detail": Row("GET", READS_HERS, lambda cast, world: [world.record.public_id]),
}
