"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(
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
    EventWords("certificates.requirement.loaded", "Requirement loaded"),
    EventWords("certificates.requirement.edited", "Requirement edited"),
    EventWords("certificates.requirement.source_checked", "Source checked"),
)
