import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from certificates import services
from certificates.services.reminders import remind_now
from certificates.services.requirements import edit_requirement, load_requirements, mark_source_checked
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from core.tests.hostile_files import pdf
from core.uploads import store_upload


def file_of(c):
    return store_upload(actor=c.ada, upload=SimpleUploadedFile("certificate.pdf", pdf(), "application/pdf"))


def adas(c, **facts):
    return CertificateFactory(person=c.ada, school=c.oak, **{"source": "upload", "entered_by": c.ada} | facts)


def award(c):
    services.award_certificate(
        person=c.ada, requirement=RequirementFactory(), school=c.oak, awarded_on=today(), title="First aid",
        source="upload", actor=c.ada,
    )  # fmt: skip


def award_found_later(c):
    requirement = RequirementFactory(interval_months=36, early_renewal_months=3)
    for day in (dt.date(2025, 10, 1), dt.date(2022, 12, 10)):
        services.award_certificate(
            person=c.ada, requirement=requirement, school=c.oak, awarded_on=day, title="First aid", source="upload",
            actor=c.ada,
        )  # fmt: skip


def qualification(c, **facts):
    return services.add_qualification(
        person=c.ada, school=c.oak, title="NPQ", awarded_on=today(), paid_by="school", actor=c.ada, **facts
    )


def fetch(person, name, row):
    client = Client()
    client.force_login(person, backend="people.backends.AuthenticationBackend")
    answer = client.get(reverse(name, args=[row.public_id]))
    assert answer.getvalue()


def exemption(c):
    return services.give_exemption(person=c.ada, requirement=RequirementFactory(), reason="On leave", actor=c.hal)


def holder(c):
    return services.name_holder(person=c.ada, requirement=RequirementFactory(audience="named"), actor=c.hal)


def reminder(c):
    remind_now(school=c.oak, actor=c.hal, requirement=RequirementFactory())


DEEDS = {
    "certificates.certificate.awarded": ("ada", award),
    "certificates.certificate.worked_out_again": ("ada", award_found_later),
    "certificates.certificate.verified": (
        "hal", lambda c: services.verify_certificate(certificate=adas(c), actor=c.hal),
    ),
    "certificates.certificate.revoked": (
        "hal", lambda c: services.revoke_certificate(certificate=adas(c), actor=c.hal, reason="Wrong person"),
    ),
    "certificates.certificate.file_added": (
        "ada", lambda c: services.attach_file(certificate=adas(c), file=file_of(c), actor=c.ada),
    ),
    "certificates.certificate.downloaded": (
        "hal", lambda c: fetch(c.hal, "certificates:certificate-file", adas(c, file=file_of(c))),
    ),
    "certificates.qualification.added": ("ada", qualification),
    "certificates.qualification.downloaded": (
        "hal", lambda c: fetch(c.hal, "certificates:qualification-file", qualification(c, file=file_of(c))),
    ),
    "certificates.exemption.given": ("hal", exemption),
    "certificates.exemption.ended": (
        "hal", lambda c: services.end_exemption(exemption=exemption(c), actor=c.hal),
    ),
    "certificates.namedholder.named": ("hal", holder),
    "certificates.namedholder.removed": ("hal", lambda c: services.unname_holder(holder=holder(c), actor=c.hal)),
    "certificates.school.reminded": ("hal", reminder),
    "certificates.requirement.loaded": (None, lambda c: load_requirements(actor=None)),
    "certificates.requirement.edited": (
        "ann",
        lambda c: edit_requirement(
            requirement=RequirementFactory(), version=1, actor=c.ann, facts={"interval_months": 36}, satisfied_by=[]
        ),
    ),
    "certificates.requirement.source_checked": (
        "ann",
        lambda c: mark_source_checked(
            requirement=RequirementFactory(source="Keeping children safe in education"), version=1, actor=c.ann
        ),
    ),
}  # fmt: skip
