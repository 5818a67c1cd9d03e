"""Who may open which page of `certificates`."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from certificates.models import Certificate, Exemption, NamedHolder, Qualification
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import now
from core.models import StoredFile
from core.tests.hostile_files import pdf
from cpd_trust.tests.access.row import Row, answers

# Ada's record is read by herself, her line manager, Oak's leaders and the central roles; to all others it is not there.
READS_ADA = dict.fromkeys(("ada", "lin", "sid", "hal", "eve", "cleo", "ben", "ann"), 200)
# Of them, those who enter for her: Oak's leaders, the leaders of the trust, the booking officer, and she herself.
ENTERS_FOR_ADA = READS_ADA | {"lin": 403, "ann": 403}
LEADS_ADA = READS_ADA | dict.fromkeys(("ada", "lin", "ben", "ann"), 403)
# Elm's head sees Elm's matrix and no other; a school that one doesn't belong to is not there.
OAKS_MATRIX = answers(
    403, sid=200, hal=200, eve=200, cleo=200, ben=200, ann=200, tom=404, eli=404, kim=404, mel=404, nora=404
)
# Whoever may remind Oak's people.
FOLLOWS_UP_AT_OAK = dict.fromkeys(("sid", "hal", "eve", "cleo", "ben"), 302)
# Who leads one school is led to its matrix at once.
LEADERS = answers(403, sid=302, hal=302, eli=302, eve=200, cleo=200, ben=200, ann=200)
ONLY_ANN = answers(403, ann=200)


def stored() -> StoredFile:
    """Keep a file."""
    row = StoredFile(kind=StoredFile.Kind.PDF, name="scan.pdf", size=5, sha256="0" * 64)
    row.file.save("scan.pdf", ContentFile(pdf()), save=False)
    row.save()
    return row


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make certificates of Ada in every state that a page needs, and a requirement."""
    requirement: Any = RequirementFactory(source="https://example.org/guidance")
    other: Any = RequirementFactory()
    by_ada = {"person": cast.ada, "school": cast.oak, "entered_by": cast.ada, "source": Certificate.Source.UPLOAD}
    return SimpleNamespace(
        requirement=requirement,
        entered=CertificateFactory(requirement=requirement, **by_ada),
        with_file=CertificateFactory(requirement=other, file=stored(), **by_ada),
        exemption=Exemption.objects.create(
            person=cast.ada, requirement=requirement, reason="Test", given_by=cast.hal, given_at=now()
        ),
        named=NamedHolder.objects.create(
            person=cast.ada, requirement=requirement, since=dt.date(2026, 1, 1), named_by=cast.hal
        ),
        qualification=Qualification.objects.create(
            person=cast.ada,
            school=cast.oak,
            title="NPQ",
            awarded_on=dt.date(2026, 1, 1),
            paid_by="trust",
            file=stored(),
            entered_at=now(),
        ),
    )


ROWS: dict[str, Row] = {
    "certificates:mine": Row("GET", answers(200)),
    "certificates:person-compliance": Row("GET", answers(404, **READS_ADA), lambda cast, world: [cast.ada.public_id]),
    "certificates:exemption-give": Row(
        "GET",
        answers(404, **LEADS_ADA),
        lambda cast, world: [cast.ada.public_id, world.requirement.public_id],
    ),
    "certificates:exemption-end": Row(
        "POST",
        answers(404, **{name: 302 if status == 200 else status for name, status in LEADS_ADA.items()}),
        lambda cast, world: [world.exemption.public_id],
    ),
    "certificates:certificate-add": Row("GET", answers(200)),
    "certificates:certificates-add": Row("GET", answers(200)),
    "certificates:certificate-detail": Row(
        "GET", answers(404, **READS_ADA), lambda cast, world: [world.entered.public_id]
    ),
    "certificates:certificate-file": Row(
        "GET", answers(404, **READS_ADA), lambda cast, world: [world.with_file.public_id]
    ),
    "certificates:certificate-attach": Row(
        "GET", answers(404, **ENTERS_FOR_ADA), lambda cast, world: [world.entered.public_id]
    ),
    "certificates:certificate-verify": Row(
        "POST",
        answers(404, ada=403, lin=403, ann=403, sid=302, hal=302, eve=302, cleo=302, ben=302),
        lambda cast, world: [world.entered.public_id],
    ),
    "certificates:certificate-revoke": Row(
        "POST",
        answers(404, lin=403, ann=403, ada=302, sid=302, hal=302, eve=302, cleo=302, ben=302),
        lambda cast, world: [world.entered.public_id],
        lambda cast, world: {"reason": "A slip"},
    ),
    "certificates:matrix-choose": Row("GET", LEADERS),
    "certificates:matrix": Row("GET", OAKS_MATRIX, lambda cast, world: [cast.oak.public_id]),
    "certificates:first-aiders": Row("GET", OAKS_MATRIX, lambda cast, world: [cast.oak.public_id]),
    "certificates:remind-of": Row(
        "POST",
        {name: status if status != 200 else 302 for name, status in OAKS_MATRIX.items()} | {"ann": 403},
        lambda cast, world: [cast.oak.public_id, world.requirement.public_id],
    ),
    "certificates:remind-person": Row(
        "POST",
        answers(404, **dict.fromkeys(READS_ADA, 403) | FOLLOWS_UP_AT_OAK),
        lambda cast, world: [cast.oak.public_id, cast.ada.public_id],
    ),
    "certificates:requirement-list": Row("GET", answers(200)),
    "certificates:requirements-load": Row("POST", answers(403, ann=302)),
    "certificates:requirements-check": Row("GET", ONLY_ANN),
    "certificates:requirement-detail": Row("GET", answers(200), lambda cast, world: [world.requirement.public_id]),
    "certificates:requirement-edit": Row("GET", ONLY_ANN, lambda cast, world: [world.requirement.public_id]),
    "certificates:requirement-checked": Row(
        "POST",
        answers(403, ann=302),
        lambda cast, world: [world.requirement.public_id],
        lambda cast, world: {"version": "1"},
    ),
    "certificates:holder-name": Row(
        "GET",
        answers(403, sid=200, hal=200, eli=200, eve=200, cleo=200),
        lambda cast, world: [world.requirement.public_id],
    ),
    "certificates:holder-remove": Row(
        "POST",
        answers(404, **{name: 302 if status == 200 else status for name, status in LEADS_ADA.items()}),
        lambda cast, world: [world.named.pk],
    ),
    "certificates:qualification-list": Row("GET", answers(200)),
    "certificates:qualification-add": Row("GET", answers(200)),
    "certificates:qualification-file": Row(
        "GET", answers(404, **READS_ADA), lambda cast, world: [world.qualification.public_id]
    ),
}
