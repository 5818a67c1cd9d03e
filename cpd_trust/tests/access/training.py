"""Who may open which page of `training`."""

from types import SimpleNamespace

from core.models import StoredFile
from core.tests.hostile_files import image
from core.uploads import keep_made_file
from cpd_trust.tests.access.row import Row, answers
from cpd_trust.tests.canary import MARK
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows are about: records of Ada, who teaches at Oak; she was asked for feedback on both.

    One waits for it, on the other it is given; on a third it is given and shared.
    """
    waiting, told, spread = (RecordFactory(person=cast.ada, school=cast.oak) for _ in range(3))
    for record in (waiting, told):
        FeedbackRequestFactory(record=record)
    # What is shared is meant for the whole trust: at the mirror, whose every word must show to nobody, nothing is.
    photo = keep_made_file(actor=cast.ada, content=image(), kind=StoredFile.Kind.JPEG, name="photo.jpg")
    logged = RecordFactory(person=cast.ada, school=cast.oak, source="own", is_external=False, file=photo)
    shared = FeedbackFactory(record=spread, shared=MARK not in cast.ada.last_name)
    return SimpleNamespace(record=waiting, feedback=FeedbackFactory(record=told), shared=shared, logged=logged)


# Her line manager, the leaders of Oak and the central readers read Ada's record; governors read no names.
READS_HERS = answers(404, ada=200, lin=200, sid=200, hal=200, eve=200, cleo=200, ann=200, ben=200)
# What only she does: the others who read it are told so.
ONLY_SHE = answers(404, ada=200, lin=403, sid=403, hal=403, eve=403, cleo=403, ann=403, ben=403)
CONFIRMS_HERS = ONLY_SHE | dict.fromkeys(("lin", "hal", "eve", "cleo"), 302) | {"ada": 403}
STAFF = ("ada", "bea", "lin", "sid", "hal", "tom", "eli", "kim", "eve", "cleo", "ben", "ann")


def _version(cast: SimpleNamespace, world: SimpleNamespace) -> dict[str, int]:
    return {"version": 1}


ROWS: dict[str, Row] = {
    "training:record-list": Row("GET", answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, ann=200, ben=200)),
    "training:my-record": Row("GET", answers(200)),
    "training:person-record": Row("GET", READS_HERS, lambda cast, world: [cast.ada.public_id]),
    "training:record-detail": Row("GET", READS_HERS, lambda cast, world: [world.record.public_id]),
    # Her own log: she changes it; her line manager, her Headteacher and the trust's leaders confirm it.
    "training:log-add": Row("GET", answers(200, nora=403)),
    "training:log-edit": Row("GET", ONLY_SHE, lambda cast, world: [world.logged.public_id]),
    "training:log-delete": Row("POST", ONLY_SHE | {"ada": 302}, lambda cast, world: [world.logged.public_id], _version),
    "training:log-file": Row("GET", READS_HERS, lambda cast, world: [world.logged.public_id]),
    "training:log-confirm": Row("POST", CONFIRMS_HERS, lambda cast, world: [world.logged.public_id], _version),
    "training:log-send-back": Row(
        "GET",
        CONFIRMS_HERS | dict.fromkeys(("lin", "hal", "eve", "cleo"), 200),
        lambda cast, world: [world.logged.public_id],
    ),
    "training:log-list": Row(
        "GET", answers(403, lin=200, hal=200, eli=200, eve=200, cleo=200, chas=200, cora=200, tara=200)
    ),
    "training:feedback-list": Row("GET", answers(403, **dict.fromkeys(STAFF, 200))),
    "training:feedback-detail": Row("GET", READS_HERS, lambda cast, world: [world.feedback.public_id]),
    "training:feedback-change": Row("GET", ONLY_SHE, lambda cast, world: [world.feedback.public_id]),
    "training:feedback-share": Row(
        "POST", ONLY_SHE | {"ada": 302}, lambda cast, world: [world.feedback.public_id], _version
    ),
    # All staff read what is shared, and are told that she stops it, or the administrator.
    "training:feedback-stop-sharing": Row(
        "POST",
        answers(404, **dict.fromkeys(STAFF, 403)) | {"ada": 302, "ann": 302},
        lambda cast, world: [world.shared.public_id],
        _version,
    ),
    "training:feedback-give": Row("GET", ONLY_SHE, lambda cast, world: [world.record.public_id]),
    # Those who plan for Oak ask for what is missing.
    "training:feedback-prompt": Row(
        "POST",
        ONLY_SHE | dict.fromkeys(("sid", "hal", "eve", "cleo"), 302) | {"ada": 403},
        lambda cast, world: [world.record.public_id],
    ),
}
