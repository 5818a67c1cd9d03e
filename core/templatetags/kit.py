"""The components of every page. `/_kit/` shows each in every state."""

from django import template

register = template.Library()
