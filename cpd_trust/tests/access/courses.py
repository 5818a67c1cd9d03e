"""Who may open which page of `courses`."""

import uuid
from types import SimpleNamespace
from typing import Any

from certificates.tests.factories import RequirementFactory
from courses.approvals.selectors import current_stage, seen_token
from courses.bookings.calendar_views import school_key
from courses.bookings.out_views import feed_key
from courses.bookings.services import make_calendar_address
from courses.models import CourseRequest
from courses.tests.desk import make_booking, make_past_booking, yesterday
from courses.tests.factories import CourseDateFactory, CourseFactory, ServiceAgreementFactory, make_request, renew
from cpd_trust.tests.access.row import Row, answers


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows are about: a course with a date, and requests of Ada, who teaches at Oak."""
    course = CourseFactory(title="Paediatric first aid")
    return SimpleNamespace(
        course=course,
        date=CourseDateFactory(course=course),
        draft=make_request("draft", applicant=cast.ada, school=cast.oak),
        deciding=make_request("deciding", applicant=cast.ada, school=cast.oak),
        returned=make_request("returned", applicant=cast.ada, school=cast.oak),
        renewal=renew(make_request("deciding", applicant=cast.ada, school=cast.oak))[0],
        to_book=make_request("to_book", applicant=cast.ada, school=cast.oak),
        booking=make_booking(cast),
        over=make_past_booking(cast),
        attended=make_booking(
            cast, "attended", course=CourseFactory(credits=[RequirementFactory()]), starts_on=yesterday()
        ),
        agreement=ServiceAgreementFactory(),
        calendar_token=make_calendar_address(actor=cast.ada).calendar_token,
        hal=make_calendar_address(actor=cast.hal),
    )


def token() -> dict[str, str]:
    """Return what a form that is sent once carries."""
    return {"token": str(uuid.uuid4())}


# --- The catalogue: everybody reads it (policy RM-2), the booking officer and the administrator keep it ------------

KEEPERS_GET = answers(403, ben=200, ann=200)
KEEPERS_POST = answers(403, ben=302, ann=302)

CATALOGUE: dict[str, Row] = {
    "courses:course-list": Row("GET", answers(200)),
    "courses:course-detail": Row("GET", answers(200), lambda cast, world: [world.course.public_id]),
    "courses:course-create": Row("GET", KEEPERS_GET),
    "courses:course-edit": Row("GET", KEEPERS_GET, lambda cast, world: [world.course.public_id]),
    "courses:course-archive": Row(
        "POST", KEEPERS_POST, lambda cast, world: [world.course.public_id], lambda cast, world: {"version": 1}
    ),
    "courses:course-restore": Row(
        "POST", KEEPERS_POST, lambda cast, world: [world.course.public_id], lambda cast, world: {"version": 1}
    ),
    "courses:date-create": Row("GET", KEEPERS_GET, lambda cast, world: [world.course.public_id]),
    "courses:date-edit": Row("GET", KEEPERS_GET, lambda cast, world: [world.date.public_id]),
    "courses:date-remove": Row(
        "POST", KEEPERS_POST, lambda cast, world: [world.date.public_id], lambda cast, world: {"version": 1}
    ),
    "courses:provider-list": Row("GET", KEEPERS_GET),
    "courses:provider-create": Row("GET", KEEPERS_GET),
    "courses:provider-edit": Row("GET", KEEPERS_GET, lambda cast, world: [world.course.provider.public_id]),
}

# --- Asking: one's own alone, seen by those who lead, manage or decide ---------------------------------------------

# Ada asks; her line manager, the leaders of Oak and the central readers see it, and may do nothing of hers.
HERS_ALONE = answers(404, ada=302, lin=403, sid=403, hal=403, eve=403, cleo=403, ann=403)

ASKING: dict[str, Row] = {
    "courses:request-list": Row("GET", answers(200)),
    "courses:request-school-list": Row(
        "GET", answers(403, lin=200, sid=200, hal=200, eli=200, eve=200, cleo=200, ann=200)
    ),
    "courses:request-start": Row("GET", answers(200, nora=403)),
    "courses:request-detail": Row(
        "GET",
        answers(404, ada=200, lin=200, sid=200, hal=200, eve=200, cleo=200, ann=200),
        lambda cast, world: [world.deciding.public_id],
    ),
    "courses:request-step": Row(
        "GET", HERS_ALONE | {"ada": 200}, lambda cast, world: [world.returned.public_id, "why"]
    ),
    "courses:request-check": Row("GET", HERS_ALONE | {"ada": 200}, lambda cast, world: [world.returned.public_id]),
    "courses:request-send": Row(
        "POST",
        answers(404, ada=302),
        lambda cast, world: [world.draft.public_id],
        lambda cast, world: token() | {"version": world.draft.version},
    ),
    "courses:request-comment": Row(
        "POST",
        answers(404, ada=302, lin=302, sid=302, hal=302, eve=302, cleo=302, ann=302),
        lambda cast, world: [world.deciding.public_id],
        lambda cast, world: token() | {"text": "Is there an earlier date?"},
    ),
    "courses:request-withdraw": Row("POST", HERS_ALONE, lambda cast, world: [world.deciding.public_id]),
    "courses:request-copy": Row("POST", HERS_ALONE, lambda cast, world: [world.deciding.public_id]),
}

# --- Deciding: the Headteacher of Oak first (policy IM-5) -----------------------------------------------------------

# Whoever sees it but has nothing to decide is led to the request; to decide all the same is refused.
LED_AWAY = answers(404, ada=302, lin=302, sid=302, hal=200, eve=302, cleo=302, ann=302)
HAL_DECIDES = answers(404, ada=403, lin=403, sid=403, hal=302, eve=403, cleo=403, ann=403)


def decided(cast: SimpleNamespace, world: SimpleNamespace) -> list[uuid.UUID]:
    """Return the address of the request that waits for Hal."""
    return [world.deciding.public_id]


def seen(request: CourseRequest) -> dict[str, str]:
    """Return what the page of an approver carries."""
    stage = current_stage(request)
    assert stage is not None
    return {"seen": seen_token(request, stage)}


DECIDING: dict[str, Row] = {
    "courses:request-queue": Row("GET", answers(200)),
    "courses:request-decide": Row("GET", LED_AWAY, decided),
    "courses:request-approve": Row("POST", HAL_DECIDES, decided, lambda cast, world: seen(world.deciding)),
    "courses:request-return": Row(
        "POST", HAL_DECIDES, decided, lambda cast, world: seen(world.deciding) | {"note": "Another day, please."}
    ),
    "courses:request-decline": Row(
        "POST",
        HAL_DECIDES,
        decided,
        lambda cast, world: seen(world.deciding) | {"note": "Not this term.", "decline_reason": "timing"},
    ),
    # The answer is the same for everybody; that nothing of anybody else's is approved is proved in courses/tests.
    "courses:request-approve-several": Row(
        "POST", answers(302), data=lambda cast, world: seen(world.renewal) | {"confirm": "yes"}
    ),
}

# --- The booking desk: the central booking officer alone (policy IM-4) ------------------------------------------------

OFFICER_ALONE = answers(403, ben=200)
# Who sees a booking of Ada's at Oak: herself, her line manager, the leaders of Oak, the central readers.
SEES_BOOKING = answers(404, ada=200, lin=200, sid=200, hal=200, eve=200, cleo=200, ann=200, ben=200)
CHANGES_BOOKING = answers(404, ada=403, lin=403, sid=403, hal=403, eve=403, cleo=403, ann=403, ben=200)


def of_booking(cast: SimpleNamespace, world: SimpleNamespace) -> list[Any]:
    """Return the address of the booking."""
    return [world.booking.public_id]


DESK: dict[str, Row] = {
    "courses:desk": Row("GET", OFFICER_ALONE),
    "courses:desk-queue": Row("GET", OFFICER_ALONE, lambda cast, world: ["attendance"]),
    "courses:book": Row(
        "POST",
        answers(403, ben=302),
        data=lambda cast, world: (
            token()
            | {
                "request": world.to_book.public_id,
                "cost": world.to_book.agreed_cost,
                "starts_on": world.to_book.agreed_starts_on,
                "ends_on": world.to_book.agreed_ends_on,
            }
        ),
    ),
    "courses:send-back": Row(
        "POST",
        answers(403, ben=302),
        data=lambda cast, world: token() | {"request": world.to_book.public_id, "note": "No places."},
    ),
    "courses:all-attended": Row(
        "POST", answers(403, ben=302), data=lambda cast, world: {"offer": world.over.public_id}
    ),
    "courses:certificates-remind": Row("POST", answers(403, ben=302)),
    # Opened for those ticked; whoever may enter a certificate of Ada's, and she herself.
    "courses:certificates-add": Row(
        "POST",
        answers(404, ada=200, lin=403, sid=200, hal=200, eve=200, cleo=200, ann=403, ben=200),
        data=lambda cast, world: {"booking": world.attended.public_id},
    ),
    "courses:confirmation-add": Row("GET", answers(403, ben=404)),
    "courses:attendance": Row(
        "POST",
        answers(404, ada=403, lin=403, sid=403, eve=403, cleo=403, ann=403, hal=302, ben=302),
        data=lambda cast, world: {
            "booking": world.over.public_id,
            f"{world.over.public_id}-attended": "yes",
            f"{world.over.public_id}-hours": "6",
        },
    ),
    "courses:register": Row("GET", answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, ann=200, ben=200)),
    "courses:booking-colleague-options": Row("GET", OFFICER_ALONE),
    "courses:booking-detail": Row("GET", SEES_BOOKING, of_booking),
    "courses:booking-change": Row("GET", CHANGES_BOOKING, of_booking),
    "courses:booking-cancel": Row(
        "POST",
        CHANGES_BOOKING | {"ben": 302},
        of_booking,
        lambda cast, world: {"cancelled_by": "us", "charge": "0", "note": "Ill"},
    ),
    "courses:booking-colleague": Row("GET", CHANGES_BOOKING, of_booking),
    # There is no file to this booking, so nobody gets one.
    "courses:booking-confirmation": Row("GET", answers(404), of_booking),
    "courses:request-close": Row(
        "POST",
        answers(404, ada=302, lin=302, sid=302, hal=302, eve=302, cleo=302, ann=302, ben=302),
        lambda cast, world: [world.to_book.public_id],
    ),
}

# --- One's own calendar, and who is out ------------------------------------------------------------------------------

LEADS_OAK = dict.fromkeys(("sid", "hal", "eve", "cleo", "ben", "ann"), 200)

CALENDAR: dict[str, Row] = {
    "courses:calendar": Row("GET", answers(200)),
    "courses:calendar-make": Row("POST", answers(302)),
    "courses:calendar-revoke": Row("POST", answers(302)),
    # The address itself is the key: a calendar program cannot sign in.
    "courses:calendar-feed": Row("GET", answers(200, anonymous=200), lambda cast, world: [world.calendar_token]),
    "courses:school-feed": Row(
        "GET",
        answers(200, anonymous=200),
        lambda cast, world: [cast.hal.public_id, school_key(world.hal)],
    ),
    # Who leads a school, or reads every school. The feed of Oak opens by Hal's key, whoever asks.
    "courses:out": Row("GET", answers(404, **LEADS_OAK | dict.fromkeys(("sid", "hal", "eli"), 302))),
    "courses:out-school": Row("GET", answers(404, **LEADS_OAK), lambda cast, world: [cast.oak.public_id]),
    "courses:out-feed": Row(
        "GET",
        answers(200, anonymous=200),
        lambda cast, world: [cast.oak.public_id, cast.hal.public_id, feed_key(world.hal, cast.oak)],
    ),
}

# --- What it costs, and what is prepaid (policy AP-10, GV-2) ----------------------------------------------------------

# Leaders, boards and the central roles read agreements; whoever keeps the catalogue keeps them.
READS_AGREEMENTS = dict.fromkeys(
    ("sid", "hal", "eli", "gus", "chas", "cora", "tess", "tara", "mel", "eve", "cleo", "ben", "ann"), 200
)
KEEPS_AGREEMENTS = answers(404, **dict.fromkeys(READS_AGREEMENTS, 403) | {"ben": 200, "ann": 200})


def of_agreement(cast: SimpleNamespace, world: SimpleNamespace) -> list[Any]:
    """Return the address of the agreement."""
    return [world.agreement.public_id]


VALUE: dict[str, Row] = {
    "courses:whats-on": Row("GET", answers(200)),
    "courses:value": Row("GET", answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200, ann=200, ben=200)),
    "courses:agreement-list": Row("GET", answers(403, **READS_AGREEMENTS)),
    "courses:agreement-create": Row("GET", KEEPERS_GET),
    "courses:agreement-detail": Row("GET", answers(404, **READS_AGREEMENTS), of_agreement),
    "courses:agreement-edit": Row("GET", KEEPS_AGREEMENTS, of_agreement),
    "courses:agreement-remove": Row(
        "POST",
        KEEPS_AGREEMENTS | {"ben": 302, "ann": 302},
        of_agreement,
        lambda cast, world: {"version": 1},
    ),
}

ROWS: dict[str, Row] = CATALOGUE | ASKING | DECIDING | DESK | CALENDAR | VALUE
