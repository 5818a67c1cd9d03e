"""The groups that a long list of requirements is read by: by subject, and by how far they bind whom."""

from collections.abc import Iterable

from certificates.models import Requirement

GROUPS = {
    "SG": "Safeguarding",
    "FA": "First aid",
    "MD": "Medicines and medical needs",
    "HS": "Health and safety",
    "DP": "Data protection and cyber security",
    "CY": "Data protection and cyber security",
    "SN": "Special educational needs",
    "CU": "Curriculum",
    "EQ": "Equality and HR",
    "HR": "Equality and HR",
    "EC": "Early career teachers",
    "GV": "Governance",
}
OTHER = "Other"

# Of these one at a time heads the columns of a page.
KINDS = {
    "statutory": "Statutory",
    "roles": "For some roles",
    "recommended": "Recommended",
    "governance": "Governance",
}


def kind_of(requirement: Requirement) -> str:
    """Return which of the `KINDS` a requirement is."""
    if requirement.audience == Requirement.Audience.GOVERNANCE:
        return "governance"
    known = {Requirement.Statutory.YES: "statutory", Requirement.Statutory.RECOMMENDED: "recommended"}
    return known.get(Requirement.Statutory(requirement.statutory), "roles")


def group_of(code: str) -> str:
    """Return the group's name of a requirement's code; a code that begins otherwise is in "Other"."""
    return GROUPS.get(code.split("-", 1)[0], OTHER)


def grouped(requirements: Iterable[Requirement]) -> list[tuple[str, list[Requirement]]]:
    """Return the groups in a stable order with the requirements of each."""
    order = [*dict.fromkeys(GROUPS.values()), OTHER]
    by_group: dict[str, list[Requirement]] = {name: [] for name in order}
    for requirement in requirements:
        by_group[group_of(requirement.code)].append(requirement)
    return [(name, rows) for name, rows in by_group.items() if rows]
