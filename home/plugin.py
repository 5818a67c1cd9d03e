"""What the first page gives to the rest."""

from core.navigation import Place
from core.plugins import register

register(Place("home", "Home", "home:home", position=10))
