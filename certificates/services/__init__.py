"""The verbs of this app, the only code that writes its rows."""

from certificates.services.awards import (
    attach_file,
    award_certificate,
    award_certificates,
    replace_certificate,
    revoke_certificate,
    verify_certificate,
    withdraw_award,
)
from certificates.services.people import (
    add_qualification,
    end_exemption,
    give_exemption,
    name_holder,
    unname_holder,
)

__all__ = [
    "add_qualification",
    "attach_file",
    "award_certificate",
    "award_certificates",
    "end_exemption",
    "give_exemption",
    "name_holder",
    "replace_certificate",
    "revoke_certificate",
    "unname_holder",
    "verify_certificate",
    "withdraw_award",
]
