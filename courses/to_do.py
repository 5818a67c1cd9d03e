"""What of courses waits for somebody: to decide, to change, to send, to book, to confirm."""

from django.db.models import Count, Min, Q
from django.urls import reverse

from core.calendar import today
from core.formatting import short_date
from core.to_do import Task
from courses.bookings.selectors import TO_CONFIRM
from courses.desk.selectors import ATTENDANCE, queue_of
from courses.models import Booking, CourseRequest
from people.models import Person, Role


def deciding_tasks(person: Person) -> list[Task]:
    """Return requests that wait for a decision."""
    expired = Count("pk", filter=Q(rank=CourseRequest.Rank.STATUTORY_EXPIRED))
    waiting = (
        CourseRequest.objects.awaiting(person)
        .order_by()
        .aggregate(number=Count("pk"), expired=expired, oldest=Min("waiting_since"))
    )
    hint = f"The oldest since {short_date(waiting['oldest'])}"
    if waiting["expired"]:
        hint += f"; {waiting['expired']} with an expired certificate"
    url = reverse("courses:request-queue")
    return [Task("Requests to decide", url, waiting["number"], hint, urgent=bool(waiting["expired"]))]


def own_tasks(person: Person) -> list[Task]:
    """Return one's own requests that came back, and drafts."""
    returned = CourseRequest.objects.filter(applicant=person, status=CourseRequest.Status.RETURNED).count()
    drafts = CourseRequest.objects.filter(applicant=person, status=CourseRequest.Status.DRAFT).count()
    url = reverse("courses:request-list")
    return [
        Task("Requests returned to you to change", f"{url}?status=returned", returned, urgent=True),
        Task("Drafts not sent yet", f"{url}?status=draft", drafts),
    ]


def booking_tasks(person: Person) -> list[Task]:
    """Return what the central booking officer is to book, and whose attendance is to be confirmed."""
    tasks = []
    if person.authority.holds(Role.BOOKING_OFFICER):
        to_book = CourseRequest.objects.to_book().count()
        tasks.append(Task("Courses to book", reverse("courses:desk"), to_book, urgent=True))
    if person.authority.holds(Role.BOOKING_OFFICER):
        due, url = queue_of(ATTENDANCE), reverse("courses:desk-queue", args=[ATTENDANCE])
    else:
        due = Booking.objects.in_register_of(person).attendance_to_confirm(person, today())
        url = f"{reverse('courses:register')}?year=all&status={TO_CONFIRM}"
    tasks.append(Task("Attendance to confirm", url, due.order_by().count()))
    return tasks
