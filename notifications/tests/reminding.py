"""Tasks for the kill test, which its worker includes."""

from celery import shared_task

from notifications.models import Mail, Notice, Topic
from notifications.services import delivery, tell
from people.models import Person


@shared_task(name="notifications.tests.remind", ignore_result=True)
def remind() -> None:
    """Tell everybody who has not been told yet, as the ladder of reminders does: due and not yet told."""
    told = Notice.objects.filter(topic=Topic.CERTIFICATE).values("person")
    for person in Person.objects.exclude(pk__in=told).iterator():
        tell(
            person=person,
            topic=Topic.CERTIFICATE,
            key=f"test:reminder:{person.pk}",
            subject="Your first aid certificate expires soon",
            urgent=True,
        )


@shared_task(name="notifications.tests.read_send_mark", ignore_result=True)
def read_send_mark() -> None:
    """The twin: delivery as it is often written, with nothing between reading and marking."""
    line = delivery._Line()
    line.open()
    for mail in Mail.objects.filter(status="queued").order_by("pk").iterator():
        line.send(mail)
        Mail.objects.filter(pk=mail.pk).update(status="sent")
    line.close()
