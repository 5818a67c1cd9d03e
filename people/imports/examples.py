"""Staff files to look at and to try: headings as each management information system writes them, people made up."""

from dataclasses import dataclass

from core.exports import Column
from people.imports.columns import match_headings


@dataclass(frozen=True, slots=True)
class Example:
    """An example file: its key in the address, the system whose export it looks like, and that system's headings."""

    key: str
    system: str
    headings: tuple[str, ...]

    def columns(self) -> list[Column]:
        """Return the columns of the file; each takes from a row what its heading means."""
        fact_of = {heading: key for key, heading in match_headings(self.headings).items()}
        return [Column(heading, fact_of[heading]) for heading in self.headings]


# Systems of one school at a time write no school: it is chosen when the file is uploaded.
EXAMPLES = (
    Example(
        "plain",
        "Your own spreadsheet",
        (
            "Staff ID", "First name", "Last name", "Work email", "Job title", "Staff group", "School", "Start date",
            "End date", "FTE", "Working days", "Line manager", "Teacher number", "Joined trust",
        ),
    ),
    Example(
        "arbor",
        "Arbor",
        (
            "Arbor Staff ID", "Legal First Name", "Preferred First Name", "Last Name", "Default Email Address",
            "Business Roles", "Contract Start Date", "Contract End Date", "Continuous service start date", "School",
        ),
    ),
    Example(
        "bromcom",
        "Bromcom",
        ("PersonID", "PreferredFirstName", "LegalLastName", "E-mail", "Job Title", "StartDate", "EndDate"),
    ),
    Example(
        "sims",
        "SIMS",
        (
            "Staff code", "Forename", "Chosen forename", "Legal surname", "Work e-mail", "Post", "Date of arrival",
            "Date of leaving",
        ),
    ),
    Example(
        "scholarpack",
        "ScholarPack or Juniper Horizons",
        ("Staff ID", "Firstname", "Surname", "Work email", "Job Title", "Start Date"),
    ),
)  # fmt: skip
EXAMPLES_BY_KEY = {example.key: example for example in EXAMPLES}

ROBIN = {
    "staff_number": "EX101",
    "first_name": "Robin",
    "last_name": "Example",
    "email": "robin.example@example.org",
    "job_title": "Class teacher",
    "staff_group": "Classroom teachers",
    "starts_on": "01/09/2024",
    "fte": "1",
    "line_manager": "EX102",
    "teacher_number": "9999901",
    "joined_on": "01/09/2021",
}
SAM = {
    "staff_number": "EX102",
    "first_name": "Sam",
    "last_name": "Sample",
    "email": "sam.sample@example.org",
    "job_title": "Deputy head",
    "staff_group": "Teaching leaders",
    "starts_on": "01/01/2023",
    "fte": "1",
}
# Somebody without an email, and in two posts.
KIM = {
    "staff_number": "EX103",
    "first_name": "Kim",
    "last_name": "Specimen",
    "job_title": "Teaching assistant",
    "staff_group": "Teaching assistants",
    "starts_on": "01/09/2025",
    "fte": "0.5",
    "working_days": "Mon, Tue, Wed am",
}
KIM_AT_LUNCH = KIM | {"job_title": "Midday supervisor", "staff_group": "Auxiliary staff", "fte": "0.2"}


def example_rows(school: str) -> list[dict[str, str]]:
    """Return the made-up staff of a school, by facts."""
    # Some systems write the preferred first name alone, whether there is another or not.
    return [{"preferred_name": one["first_name"], "school": school} | one for one in (ROBIN, SAM, KIM, KIM_AT_LUNCH)]
