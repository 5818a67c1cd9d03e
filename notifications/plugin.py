"""What notifications give to the rest."""

from django.urls import reverse

from core.first_page import FirstPage, of_person
from core.health import HealthCheck
from core.navigation import Place
from core.plugins import register
from core.setting_up import SetupStep
from notifications.health import outbox
from notifications.policies import can_settle
from notifications.selectors import counting_unread, mail_tasks, mail_untested, undelivered
from people.invitations import DeliveryCheck
from people.merge_rules import Fate, relations

register(
    Place("admin", "Email outbox", "notifications:outbox", can_settle, tab="System", position=179),
    Place(
        "notifications",
        "Notifications",
        "notifications:inbox",
        count=lambda person, most: counting_unread(person),
        position=200,
    ),
    Place("account", "Email preferences", "notifications:preferences", icon="mail", position=211),
    FirstPage(of_person(mail_tasks), position=150),
    DeliveryCheck(undelivered),
    HealthCheck("outbox", outbox, "Email", "Check that the worker is running and EMAIL_URL is right."),
    SetupStep("Test your email", mail_untested, lambda: reverse("notifications:outbox"), position=20),
    *relations(Fate.MOVES, "notifications.Mail.person", "notifications.Notice.person"),
    *relations(Fate.DROPPED, "notifications.Preference.person"),
)
