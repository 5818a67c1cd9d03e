"""The demo's policies: six documents of an invented trust, one overdue for review, one that a school is reading."""

import datetime as dt
from random import Random
from typing import Any

from django.utils.html import format_html, format_html_join

from core.calendar import LONDON
from core.models import StoredFile
from core.pdf import tagged_pdf
from core.uploads import keep_made_file
from demo.people import DemoPeople
from governance.documents.models import Declaration, PolicyDocument, Reading
from governance.documents.selectors import asked_people
from governance.documents.services import add_document, add_version
from governance.models import Board
from people.models import Person, School
from training.events.services import write_audience

INVENTED = "Fernway Learning Trust is invented, and so is this policy. It shows how the system works."
Text = tuple[str, ...]
# Title, subject, readers, who looks after it, days since approval and until the review, and what it says.
OF_THE_TRUST: list[tuple[str, str, str, str, int, int, Text]] = [
    ("Performance review policy", "staffing", "everyone", "ceo", 744, -21,
     ("Every member of staff has a review meeting each autumn.",
      "Training that is agreed there is planned for, and no one answers for training that was not provided.")),
    ("Equality policy", "equality", "everyone", "executive_lead", 320, 45,
     ("Training is open to everyone, and every request that is declined has a reason.",
      "We look at who asks for training and who goes, once a year, without names.")),
    ("Allergies and medical needs", "health", "everyone", "executive_lead", 90, 275,
     ("Each school names two people who know where medicines are kept.",
      "All staff read this once a year and take part in the training that goes with it.")),
    ("Code of conduct for trustees", "governance", "board", "chair_of_trustees", 60, 305,
     ("Trustees prepare for meetings and say where they have an interest.",
      "They keep what is said of people to themselves.")),
]  # fmt: skip
CPD: list[Text] = [
    ("Staff, governors and trustees are all developed.", "Courses are booked by the central team."),
    ("Staff, governors and trustees are all developed.", "Courses are booked by the central team.",
     "After training people say what they learnt, and share it with colleagues."),
]  # fmt: skip
SAFEGUARDING: Text = (
    "Tell a designated safeguarding lead the same day when you are worried about a child.",
    "Write down what you saw and heard, in the child’s own words.",
    "Never promise to keep a secret.",
)


def make_policies(today: dt.date, people: DemoPeople) -> None:
    """Add the trust's and a school's policies, as those who keep them would."""
    administrator, central = people.central_staff["administrator"], people.central
    assert central is not None
    board = Board.objects.filter(kind=Board.Kind.TRUST).first()
    approver: dict[str, Any] = {"board": board, "approved_by": "" if board else "Trust board"}

    def version(approved: int, review: int, **also: Any) -> dict[str, Any]:
        days = {"approved_on": today - dt.timedelta(days=approved), "review_on": today + dt.timedelta(days=review)}
        return {"label": "", "changes": "", "link": ""} | approver | days | also

    def add(school: School, actor: Person, said: Text, title: str, **facts: Any) -> PolicyDocument:
        values = {"title": title, "school": school, "keeper": None} | facts
        return add_document(actor=actor, values=values, file=_pdf(actor, title, said))

    cpd = add(
        central, administrator, CPD[0], "CPD policy", subject="cpd_policy", readers="everyone",
        keeper_role="executive_lead", **version(800, 20, label="2024"),
    )  # fmt: skip
    changes = "Feedback after training is shared with colleagues in other schools."
    add_version(
        document=cpd, actor=administrator, version=cpd.version, file=_pdf(administrator, "CPD policy", CPD[1]),
        values=version(70, 660, label="2026", changes=changes),
    )  # fmt: skip
    for title, subject, readers, role, approved, review, said in OF_THE_TRUST:
        add(
            central, administrator, said, title, subject=subject, readers=readers, keeper_role=role,
            **version(approved, review),
        )  # fmt: skip
    school = people.schools[0]
    own = version(20, 345) | {"board": None, "approved_by": "Local board"}
    safeguarding = add(
        school, people.heads[school.pk], SAFEGUARDING, "Child protection policy", subject="safeguarding",
        readers="everyone", keeper_role="headteacher", **own,
    )  # fmt: skip
    _let_staff_read(safeguarding, people.heads[school.pk], today)


def _let_staff_read(document: PolicyDocument, head: Person, today: dt.date) -> None:
    """Ask a school's staff a week ago to read a document, which two thirds of them have done."""
    began = today - dt.timedelta(days=8)
    noon = dt.datetime.combine(began, dt.time(12), LONDON)
    reading = Reading.objects.create(
        document=document,
        audience=write_audience([{"kind": "staff", "school": document.school}]),
        starts_on=began,
        due_on=today + dt.timedelta(days=9),
        every_year=True,
        asked_by=head,
        asked_at=noon,
    )
    current, random = document.versions.get(), Random(7)  # noqa: S311 -- a repeatable demo, no secret
    Declaration.objects.bulk_create(
        Declaration(
            reading=reading,
            person=person,
            document_version=current,
            read_at=noon + dt.timedelta(minutes=random.randint(60, 10_000)),
        )
        for number, person in enumerate(asked_people(reading).order_by("pk"))
        if number % 3
    )


def _pdf(actor: Person, title: str, said: Text) -> StoredFile:
    """Return a page with what a policy says."""
    lines = format_html_join("", "<p>{}</p>", ((line,) for line in said))
    page = '<!doctype html><html lang="en-GB"><head><title>{}</title></head><body><h1>{}</h1>{}<p>{}</p></body></html>'
    content = tagged_pdf(format_html(page, title, title, lines, INVENTED))
    return keep_made_file(actor=actor, content=content, kind=StoredFile.Kind.PDF, name=f"{title}.pdf")
