"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "certificates.certificate.awarded": EventWords("Certificate added"),
    "certificates.certificate.worked_out_again": EventWords("Expiry date recalculated"),
    "certificates.certificate.verified": EventWords("Certificate confirmed"),
    "certificates.certificate.revoked": EventWords("Certificate withdrawn"),
    "certificates.certificate.file_added": EventWords("File added to certificate"),
    "certificates.certificate.downloaded": EventWords("Certificate downloaded", on_page=False),
    "certificates.qualification.added": EventWords("Qualification added"),
    "certificates.qualification.downloaded": EventWords("Qualification downloaded", on_page=False),
    "certificates.exemption.given": EventWords("Exemption given"),
    "certificates.exemption.ended": EventWords("Exemption ended"),
    "certificates.namedholder.named": EventWords("Named holder added"),
    "certificates.namedholder.removed": EventWords("Named holder removed"),
    "certificates.requirement.loaded": EventWords("Requirement loaded"),
    "certificates.requirement.edited": EventWords("Requirement edited"),
    "certificates.requirement.source_checked": EventWords("Source checked"),
}
