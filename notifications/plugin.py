"""What notifications give to the rest."""

from core.health import HealthCheck
from core.navigation import Place
from core.plugins import register
from core.to_do import Tasks
from notifications.health import outbox
from notifications.policies import can_settle
from notifications.selectors import mail_tasks
from people.merge_rules import Fate, relations

register(
    Place("Outbox", "notifications:outbox", "mail", can_settle, position=180),
    Tasks(mail_tasks, position=150),
    HealthCheck("outbox", outbox),
    *relations(Fate.MOVES, "notifications.Mail.person", "notifications.Notice.person"),
    *relations(Fate.DROPPED, "notifications.Preference.person"),
)
