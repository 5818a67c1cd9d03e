"""How somebody's standing is said in templates."""

from django import template

from certificates.words import how_long, next_step, tone_of, who_needs

register = template.Library()
register.filter("tone", tone_of)
register.filter("to_do", next_step)
register.filter("needed_by", who_needs)
register.filter("holds_for", how_long)
