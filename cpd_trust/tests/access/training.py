"""Who may open which page of `training`."""

from types import SimpleNamespace
from typing import Any

from core.models import StoredFile
from core.tests.hostile_files import image, pdf
from core.uploads import Kind, keep_made_file
from cpd_trust.tests.access.row import Row, answers
from cpd_trust.tests.canary import MARK
from training.attendance.tests.factories import AttendanceFactory, CatchUpFactory
from training.events.tests.factories import EventFactory, MaterialFactory, audience_of
from training.places.tests.factories import PlaceFactory
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
    # A staff meeting of Oak, arranged by its Headteacher; Lin facilitates it.
    for_oak = audience_of(kind="staff", school=cast.oak)
    event: Any = EventFactory(school=cast.oak, organiser=cast.hal, audience=for_oak)
    event.facilitators.add(cast.lin)
    file = keep_made_file(actor=cast.hal, content=pdf(), kind=Kind.PDF, name="slides.pdf")
    material = MaterialFactory(event=event, file=file, link="", added_by=cast.hal)
    # Ada is invited to a network meeting that Hal runs.
    invitation = PlaceFactory(
        event=EventFactory(school=cast.oak, organiser=cast.hal), person=cast.ada, school=cast.oak, status="invited"
    )
    # One that was held, and that Ada missed: she is to catch up.
    held: Any = EventFactory(school=cast.oak, organiser=cast.hal, audience=for_oak, held=True)
    held.facilitators.add(cast.lin)
    line: Any = AttendanceFactory(
        event=held, person=cast.ada, mark="absent", confirmed_by=cast.hal, confirmed_at=held.register_closed_at
    )
    return SimpleNamespace(
        line=line,
        catch_up=CatchUpFactory(attendance=line),
        record=waiting,
        feedback=FeedbackFactory(record=told),
        shared=shared,
        logged=logged,
        invitation=invitation,
        event=event,
        material=material,
    )


# Her line manager, the leaders of Oak and the central readers read Ada's record; governors read no names.
READS_HERS = answers(404, ada=200, lin=200, sid=200, hal=200, eve=200, cleo=200, ann=200, ben=200)
# What only she does: the others who read it are told so.
ONLY_SHE = answers(404, ada=200, lin=403, sid=403, hal=403, eve=403, cleo=403, ann=403, ben=403)
CONFIRMS_HERS = ONLY_SHE | dict.fromkeys(("lin", "hal", "eve", "cleo"), 302) | {"ada": 403}
STAFF = ("ada", "bea", "lin", "sid", "hal", "tom", "eli", "kim", "eve", "cleo", "ben", "ann")


def _version(cast: SimpleNamespace, world: SimpleNamespace) -> dict[str, int]:
    return {"version": 1}


def _event(cast: SimpleNamespace, world: SimpleNamespace) -> list[Any]:
    return [world.event.public_id]


# It is for the staff of Oak; the central readers see every event.
SEES_EVENT = answers(404, ada=200, bea=200, lin=200, sid=200, hal=200, eve=200, cleo=200, ben=200, ann=200)
RUNS = SEES_EVENT | dict.fromkeys(("ada", "bea", "ben", "ann"), 403)
CHANGES = RUNS | {"lin": 403}
ARRANGES = answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, chas=200, cora=200, tara=200)


def _done(row: dict[str, int]) -> dict[str, int]:
    """Return the same row for a button: whoever saw the page is led on."""
    return {name: 302 if status == 200 else status for name, status in row.items()}


SIGNS_UP = _done(SEES_EVENT) | dict.fromkeys(("eve", "cleo", "ben", "ann"), 403)
# Whoever else sees Ada's place finds nothing to answer here.
ANSWERS = answers(404, ada=302)


def _place(cast: SimpleNamespace, world: SimpleNamespace) -> list[Any]:
    return [world.invitation.public_id]


# Its organiser and facilitator, the leaders of Oak and those who lead everywhere run it.
RUNNERS = ("lin", "sid", "hal", "eve", "cleo")
RUNS_EVENT = SEES_EVENT | dict.fromkeys(("ada", "bea", "ben", "ann"), 403)


ROWS: dict[str, Row] = {
    "training:register": Row("GET", RUNS_EVENT, _event),
    "training:register-add": Row("GET", RUNS_EVENT, _event),
    "training:register-people": Row("GET", RUNS_EVENT, _event),
    "training:register-code": Row("GET", RUNS_EVENT, _event),
    "training:register-sheet": Row("GET", RUNS_EVENT, _event),
    "training:register-close": Row("POST", RUNS_EVENT | dict.fromkeys(RUNNERS, 302), _event),
    "training:catch-ups": Row("GET", RUNS_EVENT, _event),
    "training:check-in": Row("GET", SEES_EVENT, _event),
    # Nobody corrects their own; who does not run the event finds only their own line.
    "training:attendance-correct": Row(
        "GET", answers(404, ada=403, **dict.fromkeys(RUNNERS, 200)), lambda cast, world: [world.line.public_id]
    ),
    "training:catch-up": Row("GET", answers(404, ada=200), lambda cast, world: [world.catch_up.public_id]),
    "training:record-list": Row("GET", answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, ann=200, ben=200)),
    "training:event-list": Row("GET", answers(200)),
    "training:school-events": Row("GET", ARRANGES),
    "training:event-create": Row("GET", ARRANGES),
    "training:event-detail": Row("GET", SEES_EVENT, _event),
    "training:event-edit": Row("GET", CHANGES, _event),
    "training:event-cancel": Row("GET", CHANGES, _event),
    "training:event-organiser": Row("GET", CHANGES, _event),
    "training:event-organiser-options": Row("GET", CHANGES, _event),
    "training:event-facilitator-add": Row("GET", CHANGES, _event),
    "training:event-facilitator-options": Row("GET", CHANGES, _event),
    "training:event-facilitator-remove": Row(
        "POST", _done(CHANGES), lambda cast, world: [world.event.public_id, cast.lin.public_id]
    ),
    "training:event-notes": Row("GET", RUNS, _event),
    "training:event-material-add": Row("GET", RUNS, _event),
    "training:event-material-remove": Row(
        "POST", _done(RUNS), lambda cast, world: [world.event.public_id, world.material.public_id]
    ),
    "training:my-events": Row("GET", answers(200)),
    "training:places-to-agree": Row("GET", answers(403, hal=200, eli=200, eve=200, cleo=200)),
    # Whoever sees it and may not go is told so on its page.
    "training:event-sign-up": Row("POST", SIGNS_UP, _event),
    "training:event-sign-up-all": Row("POST", _done(SEES_EVENT), _event),
    "training:event-places": Row("GET", CHANGES, _event),
    "training:event-places-remove": Row("POST", _done(CHANGES), _event),
    "training:event-invite": Row("GET", CHANGES, _event),
    "training:event-invite-options": Row("GET", CHANGES, _event),
    "training:place-accept": Row("POST", ANSWERS, _place),
    "training:place-decline": Row("POST", ANSWERS, _place),
    "training:place-withdraw": Row("POST", ANSWERS, _place),
    "training:event-material": Row("GET", SEES_EVENT, lambda cast, world: [world.material.public_id]),
    "training:my-record": Row("GET", answers(200)),
    "training:person-record": Row("GET", READS_HERS, lambda cast, world: [cast.ada.public_id]),
    "training:record-detail": Row("GET", READS_HERS, lambda cast, world: [world.record.public_id]),
    # Her own log: she changes it; her line manager, her Headteacher and the trust's leaders confirm it.
    "training:log-add": Row("GET", answers(200, nora=403)),
    "training:transcript": Row("GET", answers(200)),
    "training:transcript-pdf": Row("POST", answers(200)),
    # Whoever was given a transcript checks it, without signing in.
    "training:transcript-check": Row("GET", answers(200, anonymous=200)),
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
