"""What the first page gives to the rest."""

from core.navigation import Place, everybody
from core.plugins import register

register(Place("Home", "home:home", "house", on_phone=everybody, position=10))
