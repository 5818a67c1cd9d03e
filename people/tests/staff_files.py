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

# Job titles as they stand in contracts, by the group of the census that they belong to; "" where a person must say.
TITLES = {
    group: text.split(" | ")
    for group, text in {
        "leader": (
            "Headteacher | Head Teacher | Acting Headteacher | Executive Headteacher | Head of School | Head of "
            "Academy | Deputy Head | Deputy Headteacher | Deputy Headteacher & SENDCo | Assistant Head | "
            "Assistant Headteacher (Inclusion) | Assistant Principal | Vice Principal | Associate Principal | "
            "Principal | Executive Principal | Co-Head | Head | Chief Executive Officer | CEO | Director of "
            "Education | Director of School Improvement | Executive Lead | Leadership"
        ),
        "teacher": (
            "Class teacher | Classroom Teacher | SENDCo | SENCO | SENCo | Senco | SEND Co-ordinator | SEN "
            "Coordinator | SEND Co ordinator | Special Educational Needs Co-ordinator | Special Educational Needs "
            "and Disabilities Coordinator | Assistant SENDCo | SEND Lead | Inclusion Leader | Inclusion Manager | "
            "ECT | ECT Year 1 | NQT | Supply Teacher | PPA teacher | Unqualified Teacher | Music Teacher | "
            "Peripatetic music tutor | Instructor | Phase Leader | KS1 Lead | KS 2 Leader | Key Stage 2 Leader | "
            "Year 6 Lead | Head of Year | Head of Year 9 | Head of Maths | Head of Department | Head of Sixth "
            "Form | EYFS Lead | Early Years Leader | Foundation Stage Leader | Maths Lead | Phonics and Reading "
            "Lead | English Co-ordinator | Subject Leader | Curriculum Lead | Teacher of Science | Teacher (Year "
            "3) | Lead Teacher | Reception teacher | Teacher i/c PE | Leading practitioner"
        ),
        "teaching_assistant": (
            "Teaching Assistant | Teaching Assistant Level 3 | TA | TA2 | HLTA | Higher Level Teaching Assistant "
            "| SEN TA | LSA | Learning Support Assistant | 1:1 Support Assistant | 1:1 TA | One to One Support | "
            "Special Needs Assistant | SNA | Nursery Nurse | Nursery Practitioner | Early Years Practitioner | "
            "Early Years Educator | Classroom Assistant | Teacher's Assistant | Teacher’s assistant | SEND "
            "assistant | Apprentice Teaching Assistant | Teaching & Learning Assistant"
        ),
        "business": (
            "School Business Manager | Business Manager | SBM | Finance Officer | Finance Manager | Finance "
            "Assistant | Director of Finance | Chief Financial Officer | Chief Finance Officer | HR Manager | HR "
            "Officer | HR Business Partner | Payroll officer | Management Accountant | Bursar | Procurement "
            "Manager"
        ),
        "non_teaching_leader": (
            "Chief Operating Officer | COO | Chief People Officer | Director of Operations | Head of Estates | "
            "Head of HR | Director of IT | Head of Governance"
        ),
        "administrative": (
            "School Administrator | Admin Assistant | Administrative Officer | Office Manager | Receptionist | "
            "School Secretary | PA to the Headteacher | Headteacher's PA | Headteacher’s Secretary | Clerk | "
            "Clerk to Governors | Data Manager | Attendance Officer | Exams Officer | Examinations Officer | "
            "Governance Professional | Governance Officer | Marketing Officer | Communications Officer | HR "
            "Administrator | Office assistant | Business Support Assistant"
        ),
        "technician": (
            "Science Technician | ICT Technician | IT Support | Network Manager | IT Manager | Food Technician | "
            "DT technician | IT Support Engineer"
        ),
        "auxiliary": (
            "Midday Supervisor | Midday Meals Supervisor | MSA | Lunchtime Supervisor | Dinner Lady | Cleaner | "
            "Caretaker | Site Manager | Estates Manager | Premises Manager | Kitchen Assistant | Cook | Catering "
            "Assistant | Minibus Driver | Crossing Patrol | Cleaning supervisor | Mealtime assistant | "
            "Handyperson | Groundsman | Head Chef"
        ),
        "other_support": (
            "Pastoral Manager | Learning Mentor | Pastoral Support Assistant | Family Support Worker | School "
            "Counsellor | Cover Supervisor | Exam Invigilator | Invigilator | Librarian | Safeguarding Officer | "
            "Designated Safeguarding Lead | Welfare Assistant | ELSA | Behaviour Support Worker | Play Therapist "
            "| Speech and Language Therapist | Breakfast Club Leader | After-school club supervisor | Afterschool "
            "Club Assistant | Playworker | Sports Coach | Academic Tutor | Behaviour Mentor | School Nurse | "
            "First Aider | Wellbeing mentor | Attendance and Welfare Officer"
        ),
        "trainee": ("Trainee Teacher | Student teacher | ITT trainee | PGCE student | School Direct Teacher | Trainee"),
        "": (
            "Wizard | Governor | Consultant | Volunteer | Casual | Employee | Headway worker | Tally clerkless | "
            "Forest School Leader"
        ),
    }.items()
}


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
