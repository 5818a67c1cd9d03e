"""Staff files as four systems write them, about people who are clearly made up."""

import csv
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

ARBOR = (
    "Arbor Staff ID",
    "Legal First Name",
    "Preferred First Name",
    "Last Name",
    "Default Email Address",
    "Business Roles",
    "Contract Start Date",
    "Continuous service start date",
    "TRN",
    "School",
)
SIMS = ("Staff code", "Forename", "Chosen forename", "Legal surname", "Work e-mail", "Post", "Date of arrival", "URN")
BROMCOM = ("PersonID", "PreferredFirstName", "LegalLastName", "E-mail", "Job Title", "StartDate", "EndDate", "Site")
SCHOLARPACK = ("Staff ID", "Firstname", "Surname", "Job Title", "Start Date", "School Name")

PLAIN = (
    "Staff ID",
    "First name",
    "Last name",
    "Work email",
    "Job title",
    "Staff category",
    "School",
    "Start date",
    "End date",
    "FTE",
    "Line manager",
    "TRN",
)


def row(**changed):
    """Return a row of the plain file: Zoë, a new teacher at Oak."""
    facts = {
        "Staff ID": "0101",
        "First name": "Zoë",
        "Last name": "Núñez-Example",
        "Work email": "zoe@example.org",
        "Job title": "Class teacher",
        "Staff category": "Classroom teachers",
        "School": "900001",
        "Start date": "01/09/2026",
        "End date": "",
        "FTE": "0.6",
        "Line manager": "",
        "TRN": "",
    }
    names = {
        "number": "Staff ID",
        "first": "First name",
        "last": "Last name",
        "email": "Work email",
        "title": "Job title",
        "group": "Staff category",
        "school": "School",
        "starts": "Start date",
        "ends": "End date",
        "fte": "FTE",
        "manager": "Line manager",
        "trn": "TRN",
    }
    return facts | {names[key]: value for key, value in changed.items()}


def csv_file(rows, header=PLAIN, encoding="utf-8", name="staff.csv"):
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode(encoding), "text/csv")


def xlsx_file(rows, header=PLAIN, name="staff.xlsx"):
    book = openpyxl.Workbook()
    book.active.append(list(header))
    for each in rows:
        book.active.append([each[heading] for heading in header])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())
