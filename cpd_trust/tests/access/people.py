"""Who may open which page of `people`."""

from types import SimpleNamespace

from core.calendar import academic_year, today
from cpd_trust.tests.access.row import Row, answers
from people.models import Delegation, LongAbsence, Post, TrainingDay
from people.services.accounts import propose_email
from people.services.imports import start_staff_import
from people.tests.factories import ResponsibilityFactory
from people.tests.staff_files import csv_file, row

# Ada's record is read by herself, her line manager, Oak's leaders and the central roles; to all others it is not there.
READS_ADA = dict.fromkeys(("ada", "lin", "sid", "hal", "eve", "cleo", "ben", "ann"), 200)
ONLY_ANN = answers(403, ann=200)
# Of an object that somebody cannot see, not even the refusal is told.
ANN_ON_ADA = answers(403, ann=200)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make a post, a duty and a training day to act on."""
    return SimpleNamespace(
        post=Post.objects.get(pk=cast.ada_post.pk),
        grant=cast.gus.grants.get(),
        duty=ResponsibilityFactory(person=cast.ada, school=cast.oak),
        training_day=TrainingDay.objects.create(school=cast.oak, day=today()),
        year=academic_year(today()),
        absence=LongAbsence.objects.create(person=cast.ada, starts_on=today()),
        delegation=Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today()),
        change=propose_email(actor=cast.ann, person=cast.ada, email="new@example.org"),
        staff_import=start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=None),
    )


def staff_import_id(cast: SimpleNamespace, world: SimpleNamespace) -> list[object]:
    """Return the address's argument for a staff import."""
    return [world.staff_import.public_id]


MEMBERS_OF_OAK = dict.fromkeys("ada bea lin sid hal gus chas cora eve cleo ben ann tess tara".split(), 200)

# Whoever decides or books; and Sid, who is Hal's deputy.
APPROVERS = dict.fromkeys(("hal", "eli", "eve", "cleo", "ben", "chas", "tara"), 200)

READS_HAL = dict.fromkeys(("sid", "hal", "eve", "cleo", "ben", "ann"), 403)

DEPUTIES: dict[str, Row] = {
    "people:deputies": Row("GET", answers(403, sid=200, **APPROVERS)),
    "people:deputy-options": Row("GET", answers(403, **APPROVERS)),
    # Hal, for whom Sid decides, ends it, or whoever may name a stand-in for him; others who read his record may not.
    "people:delegation-end": Row(
        "POST",
        answers(404, **READS_HAL | {"hal": 302, "eve": 302, "ann": 302}),
        lambda cast, world: [world.delegation.public_id],
    ),
    "people:deputy-for": Row(
        "GET", answers(404, **READS_HAL | {"eve": 200, "ann": 200}), lambda cast, world: [cast.hal.public_id]
    ),
    "people:deputy-for-options": Row(
        "GET", answers(404, **READS_HAL | {"eve": 200, "ann": 200}), lambda cast, world: [cast.hal.public_id]
    ),
}

# The dates of Ada's absence: herself and her line manager read them, Oak's leaders keep them.
ABSENCES: dict[str, Row] = {
    "people:absence-add": Row(
        "GET",
        answers(404, **dict.fromkeys(READS_ADA, 403) | {"sid": 200, "hal": 200}),
        lambda cast, world: [cast.ada.public_id],
    ),
    "people:absence-edit": Row(
        "GET", answers(404, ada=403, lin=403, sid=200, hal=200), lambda cast, world: [world.absence.public_id]
    ),
    "people:absence-delete": Row(
        "POST", answers(404, ada=403, lin=403, sid=302, hal=302), lambda cast, world: [world.absence.public_id]
    ),
}

LISTERS = ("lin", "sid", "hal", "eli", "eve", "cleo", "ben", "ann", "chas", "cora", "tara")
LISTS_PEOPLE = answers(403, **dict.fromkeys(LISTERS, 200))

# Ada's new email: she confirms it, Eve and Cleo may vouch for addresses, Ann entered it.
ADAS_CHANGE = {
    "people:account-changes": Row("GET", answers(403, eve=200, cleo=200, ann=200)),
    "people:account-change": Row(
        "GET", answers(404, ada=200, eve=200, cleo=200, ann=200), lambda cast, world: [world.change.public_id]
    ),
    "people:account-change-refuse": Row(
        "POST", answers(404, ada=302, eve=403, cleo=403, ann=302), lambda cast, world: [world.change.public_id]
    ),
}

ROWS: dict[str, Row] = (
    DEPUTIES
    | ABSENCES
    | ADAS_CHANGE
    | {
        "people:person-list": Row("GET", LISTS_PEOPLE),
        "people:person-options": Row("GET", LISTS_PEOPLE),
        # Everybody of the cast has a password, and is led to where it is asked for.
        "people:confirm-by-code": Row("GET", answers(302)),
        "people:person-add": Row("GET", ONLY_ANN),
        "people:person-detail": Row("GET", answers(404, **READS_ADA), lambda cast, world: [cast.ada.public_id]),
        "people:person-edit": Row("GET", ANN_ON_ADA, lambda cast, world: [cast.ada.public_id]),
        "people:person-leave": Row("GET", ANN_ON_ADA, lambda cast, world: [cast.ada.public_id]),
        "people:leavers": Row("GET", ONLY_ANN),
        "people:leaving-take-back": Row("POST", answers(403, ann=302), lambda cast, world: [cast.ada.public_id]),
        "people:person-merge": Row("GET", ANN_ON_ADA, lambda cast, world: [cast.ada.public_id]),
        "people:person-invite": Row(
            "POST",
            answers(404, **dict.fromkeys(READS_ADA, 403) | {"ann": 302}),
            lambda cast, world: [cast.ada.public_id],
        ),
        "people:person-switch": Row(
            "POST",
            answers(404, **dict.fromkeys(READS_ADA, 403) | {"ann": 302}),
            lambda cast, world: [cast.ada.public_id],
            lambda cast, world: {"allowed": "no"},
        ),
        "people:post-add": Row("GET", ANN_ON_ADA, lambda cast, world: [cast.ada.public_id]),
        "people:grant-add": Row("GET", ANN_ON_ADA, lambda cast, world: [cast.ada.public_id]),
        "people:responsibility-add": Row("GET", ANN_ON_ADA, lambda cast, world: [cast.ada.public_id]),
        "people:post-edit": Row("GET", ANN_ON_ADA, lambda cast, world: [world.post.public_id]),
        "people:post-end": Row("GET", ANN_ON_ADA, lambda cast, world: [world.post.public_id]),
        "people:grant-end": Row("GET", ANN_ON_ADA, lambda cast, world: [world.grant.public_id]),
        "people:responsibility-end": Row("GET", ANN_ON_ADA, lambda cast, world: [world.duty.public_id]),
        "people:role-list": Row("GET", ONLY_ANN),
        "people:invitations": Row("GET", ONLY_ANN),
        "people:school-list": Row("GET", answers(200)),
        "people:school-add": Row("GET", ONLY_ANN),
        "people:school-detail": Row("GET", answers(404, **MEMBERS_OF_OAK), lambda cast, world: [cast.oak.public_id]),
        "people:school-edit": Row("GET", ONLY_ANN, lambda cast, world: [cast.oak.public_id]),
        "people:school-terms": Row("GET", ONLY_ANN, lambda cast, world: [cast.oak.public_id, world.year]),
        "people:school-training-day-add": Row("GET", ONLY_ANN, lambda cast, world: [cast.oak.public_id]),
        "people:training-day-remove": Row("POST", answers(403, ann=302), lambda cast, world: [world.training_day.pk]),
        "people:school-import": Row("GET", ONLY_ANN),
        "people:school-import-apply": Row("POST", answers(403, ann=302)),
        "people:import-list": Row("GET", ONLY_ANN),
        "people:import-add": Row("GET", ONLY_ANN),
        "people:import-words": Row("GET", ONLY_ANN),
        "people:import-example": Row("GET", ONLY_ANN, lambda cast, world: ["arbor"]),
        "people:import-detail": Row("GET", ONLY_ANN, staff_import_id),
        "people:import-columns": Row("GET", ONLY_ANN, staff_import_id),
        "people:import-answer": Row("POST", answers(403, ann=302), staff_import_id),
        "people:import-apply": Row("POST", answers(403, ann=302), staff_import_id),
        "people:import-discard": Row("POST", answers(403, ann=302), staff_import_id),
        "people:import-leavers": Row("POST", answers(403, ann=422), staff_import_id),
        "people:import-file": Row("GET", ONLY_ANN, staff_import_id),
        "people:settings": Row("GET", ONLY_ANN),
        "people:settings-tab": Row("GET", ONLY_ANN, lambda cast, world: ["money"]),
        "people:audit-trail": Row("GET", answers(404, ann=200)),
        "people:trust-terms": Row("GET", ONLY_ANN, lambda cast, world: [world.year]),
        "people:trust-training-day-add": Row("GET", ONLY_ANN),
    }
)
