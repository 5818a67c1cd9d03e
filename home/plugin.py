"""What the first page gives to the rest."""

from core.navigation import Place
from core.plugins import register
from people.policies import can_administer

register(
    Place("home", "Home", "home:home", position=10),
    Place("admin", "System health", "home:system-health", can_administer, tab="System", position=178),
)
