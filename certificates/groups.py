"""The groups that a long list of requirements is read by, from the first letters of their codes."""

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
