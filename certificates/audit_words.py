"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("certificates.certificate", "Certificate"),
    EventTopic("certificates.qualification", "Qualification"),
    EventTopic("certificates.exemption", "Exemption"),
    EventTopic("certificates.namedholder", "Named holder"),
    EventTopic("certificates.requirement", "Required training", is_open=True),
    EventTopic("certificates.school", "Training compliance"),
    EventTopic("certificates.matrix", "Training compliance", is_open=True),
    EventTopic("certificates.trust_matrix", "Training compliance of the trust", is_open=True),
    EventWords("certificates.certificate.awarded", "Certificate added"),
    EventWords("certificates.certificate.worked_out_again", "Expiry date recalculated"),
    EventWords("certificates.certificate.verified", "Certificate confirmed"),
    EventWords("certificates.certificate.revoked", "Certificate withdrawn"),
    EventWords("certificates.certificate.file_added", "File added to certificate"),
    EventWords("certificates.certificate.downloaded", "Certificate downloaded", on_page=False),
    EventWords("certificates.qualification.added", "Qualification added"),
    EventWords("certificates.qualification.downloaded", "Qualification downloaded", on_page=False),
    EventWords("certificates.exemption.given", "Exemption given"),
    EventWords("certificates.exemption.ended", "Exemption ended"),
    EventWords("certificates.namedholder.named", "Named holder added"),
    EventWords("certificates.namedholder.removed", "Named holder removed"),
    EventWords("certificates.school.reminded", "Reminders sent", on_page=False),
    EventWords("certificates.requirement.loaded", "Requirement loaded"),
    EventWords("certificates.requirement.edited", "Requirement edited"),
    EventWords("certificates.requirement.source_checked", "Source checked"),
)
