"""The components of every page, in every template without loading. `/_kit/` shows each in every state.

Tags with a slot end in `end…` and take what stands between. `docs/components.md` lists all with their arguments.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from core.calendar import today
from core.calendar_page import CalendarPage
from core.components import Bar, PageAction, Step, Tab, TraceStep
from core.decisions import ALLOWED, Decision
from core.formatting import (
    at_a_word,
    browser,
    clock_time,
    days_from_now,
    hours,
    long_date,
    moment,
    money,
    number,
    person_name,
    plus_unknown,
    price,
    short_date,
    unknown_words,
)
from core.pictures import COLOURS, Columns, Part, Picture, SharedBar
from core.trust_settings import in_own_words, own_word

register = template.Library()
register.simple_tag(own_word)
register.filter(in_own_words)

TONE_ICONS = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-x",
    "info": "info",
    "waiting": "hourglass",
    "neutral": "circle-dot",
}


def _tone(tone: str) -> str:
    """Return the tone, or raise for one that the kit does not have: a mistake in a template should be seen."""
    if tone not in TONE_ICONS:
        raise template.TemplateSyntaxError(f"No tone “{tone}”: use one of {', '.join(TONE_ICONS)}.")
    return tone


def _id(kind: str, *facts: object) -> str:
    """Return an id for the page that is the same each time the same thing is drawn."""
    return f"{kind}-{crc32(repr(facts).encode()):08x}"


def _render(name: str, **values: Any) -> SafeString:
    return render_to_string(f"kit/{name}.html", values)


# --- Words and numbers ---------------------------------------------------------------------------------------------

for _write in (
    money,
    price,
    plus_unknown,
    unknown_words,
    long_date,
    at_a_word,
    short_date,
    moment,
    clock_time,
    days_from_now,
    person_name,
    number,
    hours,
    browser,
):
    register.filter(_write)


# --- Pictures -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _drawing(name: str, extra: str) -> SafeString:
    """Return a lucide picture, drawn once in the life of the process: templates name a few dozen."""
    css = f"lucide k-icon {extra}".strip()
    attributes: dict[str, Any] = {"aria-hidden": "true", "focusable": "false", "class": css}
    return mark_safe(lucide(name, **attributes))  # noqa: S308 -- the drawing comes out of the lucide wheel


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return a lucide picture that screen readers pass over: words always stand beside it."""
    # A plain text as key: a safe string from a template would be kept with all that it was cut out of.
    return _drawing(str(name) + "", str(extra) + "")


# --- The page ------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_header(content: str, title: str, caption: str = "", lead: str = "") -> SafeString:
    """Return the page's only h1, with a caption above, a sentence below, and the actions in the slot."""
    return _render("page_header", content=content, title=title, caption=caption, lead=lead)


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    *,
    level: int = 2,
    icon: str = "",
    link: str = "",
    link_text: str = "",
    accent: bool = False,
) -> SafeString:
    """Return a white card with an optional heading of the given level and a link at its right."""
    return _render(
        "card", content=content, title=title, level=level, icon=icon, link=link, link_text=link_text, accent=accent
    )


@register.simple_block_tag
def panel(content: str, title: str = "", tone: str = "info") -> SafeString:
    """Return a coloured panel: something to know before going on."""
    return _render("panel", content=content, title=title, tone=_tone(tone), icon=TONE_ICONS[tone])


@register.simple_block_tag
def disclosure(content: str, summary: str, *, is_open: bool = False) -> SafeString:
    """Return text that unfolds."""
    return _render("disclosure", content=content, summary=summary, is_open=is_open)


@register.simple_block_tag
def empty_state(content: str, title: str, icon: str = "inbox", level: int = 2) -> SafeString:
    """Return what stands where nothing is yet: say what to do next in the slot."""
    return _render("empty_state", content=content, title=title, icon=icon, level=level)


@register.inclusion_tag("kit/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: Context, *parts: str) -> dict[str, Any]:
    """Show the way here: `{% breadcrumbs "Requests" list_url "This page" %}`, the last without url.

    It begins with the group of the navigation where the reader is, unless that is the first part itself.
    """
    pairs = [(parts[i], parts[i + 1] if i + 1 < len(parts) else "") for i in range(0, len(parts), 2)]
    here = context["shell"].navigation.here if "shell" in context else None
    if here and str(pairs[0][0]) != here.label:
        pairs.insert(0, (here.label, here.url))
    return {"pairs": pairs}


@register.simple_tag
def status(text: str, tone: str = "neutral") -> SafeString:
    """Return a state in words, with a sign and a colour for its meaning. Drawn in Python: lists have hundreds."""
    return format_html('<span class="k-status k-tone-{}">{}{}</span>', _tone(tone), icon(TONE_ICONS[tone]), text)


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """Return a list of key facts; put `{% fact %}` in it."""
    return format_html('<dl class="k-facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str, change: str = "", change_text: str = "Change") -> SafeString:
    """Return one key fact, with a link to change it where there is one."""
    return _render("fact", content=content, label=label, change=change, change_text=change_text)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """Return what happened, in order; put `{% happened %}` in it."""
    return format_html('<ol class="k-timeline">{}</ol>', content)


@register.simple_block_tag
def happened(
    content: str, title: str, when: dt.datetime | dt.date | None = None, by: Any = "", tone: str = ""
) -> SafeString:
    """Return one thing that happened: what, when, by whom; the slot holds what was said."""
    return _render(
        "happened",
        content=content,
        title=title,
        when=when,
        with_time=isinstance(when, dt.datetime),
        by=by,
        tone=_tone(tone) if tone else "",
    )


STEP_WORDS = {
    "done": ("check", "Done"),
    "current": ("", "Now"),
    "coming": ("", "Not started"),
    "returned": ("undo-2", "Sent back"),
    "refused": ("x", "Declined"),
    "skipped": ("minus", "Not required"),
}


@register.inclusion_tag("kit/stepper.html")
def stepper(steps: Sequence[Step], label: str = "Progress") -> dict[str, Any]:
    """Show where something is: each step with its state in words, who has it, and when."""
    rows = [(number, step, *STEP_WORDS[step.state]) for number, step in enumerate(steps, start=1)]
    return {"rows": rows, "label": label}


@register.inclusion_tag("kit/way.html")
def way(steps: Sequence[Step], label: str = "Progress") -> dict[str, Any]:
    """Show how far something has come, as a bar of its steps: done, now, or to come."""
    return {"steps": [(step, STEP_WORDS[step.state][1].lower()) for step in steps], "label": label}


TRACE_SIGNS = {"here": "map-pin", "linked": "link", "missing": "triangle-alert", "none": "circle"}


@register.inclusion_tag("kit/trace_line.html")
def trace_line(steps: Sequence[TraceStep], label: str) -> dict[str, Any]:
    """Show where an object stands on its thread: each step with links both ways, or that one is missing."""
    return {"rows": [(step, TRACE_SIGNS[step.state]) for step in steps], "label": label}


@register.simple_block_tag
def tiles(content: str) -> SafeString:
    """Return a row of numbers; put `{% tile %}` in it."""
    return format_html('<ul class="k-tiles">{}</ul>', content)


@register.inclusion_tag("kit/tile.html")
def tile(
    number: Any, label: str, url: str = "", tone: str = "", hint: str = "", picture: Picture | None = None
) -> dict[str, Any]:
    """Show one number with its words, a link over all of it, a hint with a sign in the tone's colour, and a picture."""
    return {
        "number": (shown := number if isinstance(number, str) else f"{number:,}"),
        "is_long": len(shown) > 5,
        "label": label,
        "url": url,
        "tone": _tone(tone) if tone else "",
        "icon": TONE_ICONS.get(tone, ""),
        "hint": hint,
        "picture": picture,
    }


@register.inclusion_tag("kit/picture.html")
def picture(picture: Picture) -> dict[str, Any]:
    """Draw a small picture as inline SVG, with its title and description for those who do not see it."""
    return {"picture": picture, "id": _id("picture", picture)}


@register.inclusion_tag("kit/progress_bar.html")
def progress_bar(value: float | Decimal, total: float | Decimal, label: str, shown: str = "") -> dict[str, Any]:
    """Show how much of something is done, in words too ("3 of 12" unless `shown` says it better)."""
    return {"value": min(value, total), "total": total or 1, "label": label, "shown": shown or f"{value} of {total}"}


@register.inclusion_tag("kit/bar_chart.html")
def bar_chart(
    bars: Iterable[Bar],
    title: str,
    label_heading: str = "Name",
    value_heading: str = "Number",
    *,
    legend: Sequence[str] = (),
    shares: bool = False,
    upright: bool = False,
) -> dict[str, Any]:
    """Draw bars as inline SVG, each with a title and a description, and the same figures as a table to unfold.

    `legend`: what the parts of the bars are called. `shares`: every bar is a whole of its own. `upright`: columns side
    by side, such as months.
    """
    rows = [replace(bar, shown=bar.shown or f"{bar.value:,}") for bar in bars or []]
    most = max((float(bar.value) for bar in rows), default=0.0)
    divided = next((bar.parts for bar in rows if bar.parts), ())
    return {
        "bars": [(bar, _bar(bar, legend, float(bar.value) if shares else most)) for bar in rows],
        "columns": Columns(title, [(f"{bar.label} {bar.shown}", bar.value) for bar in rows], 120) if upright else None,
        "title": title,
        "legend": [(name, COLOURS[part.shade]) for name, part in zip(legend, divided, strict=False)],
        "label_heading": label_heading,
        "value_heading": value_heading,
    }


def _bar(bar: Bar, legend: Sequence[str], whole: float) -> SharedBar:
    """Return the picture of a bar: its parts with their names, and the room that is left to a whole."""
    parts = [Part(bar.shown, bar.value)]
    if bar.parts:
        parts = [replace(part, label=f"{name} {part.label}") for name, part in zip(legend, bar.parts, strict=True)]
    return SharedBar(bar.label, [*parts, Part("", whole - float(bar.value), "rest")], 14)


@register.inclusion_tag("kit/person_chip.html")
def person_chip(person: Any, role: str = "", url: str = "") -> dict[str, Any]:
    """Show a person by name and what they are here, with no picture."""
    return {"person": person, "role": role, "url": url}


@register.inclusion_tag("kit/file_item.html")
def file_item(name: str, url: str, size: int = 0, kind: str = "", added: Any = None, by: Any = "") -> dict[str, Any]:
    """Show a file to download (an <li> for `<ul class="k-files">`): its name, kind, size, who added it when."""
    return {"name": name, "url": url, "size": size, "kind": kind, "added": added, "by": by}


@register.inclusion_tag("kit/tabs.html")
def tabs(entries: Iterable[Tab], label: str) -> dict[str, Any]:
    """Show tabs: links to pages of their own, the one we are on marked."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("kit/calendar_head.html")
def calendar_head(calendar: CalendarPage) -> dict[str, Any]:
    """Show the views of a calendar as tabs, which days these are, and links to the days before, after and today."""
    return {"calendar": calendar}


@register.simple_block_tag
def calendar_day(
    content: str,
    day: dt.date,
    *,
    note: str = "",
    url: str = "",
    is_closed: object = False,
    is_first: object = False,
    is_free: object = False,
) -> SafeString:
    """Return one day of a calendar, an <li> for `<ol class="k-calendar k-calendar-month">`; its entries in the slot.

    `note`: what it is beside a usual day. `url`: of the day's own page. `is_first`: it begins a month. `is_free`:
    there is nothing to tell of it, so that a phone leaves it out. Drawn in Python: a month has thirty.
    """
    is_today = day == today()
    css = [
        "k-calendar-day",
        *([f"k-from-{day.isoweekday()}"] if is_first else []),
        *(["k-closed"] if is_closed else []),
        *(["k-today"] if is_today else []),
        *(["k-free"] if is_free and not is_today else []),
    ]
    words = f"{day:%a} {day.day} {day:%b}"
    heading = format_html('<a href="{}">{}</a>', url, words) if url else words
    mark = format_html(' <span class="k-count">{}</span>', "Today") if is_today else ""
    told = format_html('<p class="k-hint">{}</p>', note) if note else ""
    return format_html('<li class="{}"><h3>{}{}</h3>{}{}</li>', " ".join(css), heading, mark, told, content)


@register.inclusion_tag("kit/long_work.html")
def long_work(
    title: str, url: str, done: int = 0, total: int = 0, *, finished: bool = False, failed: str = "", result: str = ""
) -> dict[str, Any]:
    """Show work that goes on without us: htmx asks `url` again every two seconds, a link does it without JavaScript.

    To htmx `url` answers with this same component alone. `failed`: what went wrong, in words. `result`: the address
    of the outcome.
    """
    return {
        "title": title,
        "url": url,
        "done": done,
        "total": total,
        "finished": finished,
        "failed": failed,
        "result": result,
    }


# --- Doing ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/action_button.html", takes_context=True)
def action_button(
    context: Context,
    label: str,
    url: str,
    decision: Decision = ALLOWED,
    *,
    tone: str = "primary",
    icon: str = "",
    name: str = "",
    value: str = "",
) -> dict[str, Any]:
    """Show a button that POSTs, or the same words disabled with the decision's reason beside them."""
    return {
        "label": label,
        "url": url,
        "decision": decision,
        "tone": tone,
        "icon": icon,
        "name": name,
        "value": value,
        "id": _id("why", label, url),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("kit/action_link.html")
def action_link(
    label: str, url: str, decision: Decision = ALLOWED, *, tone: str = "primary", icon: str = ""
) -> dict[str, Any]:
    """Show a link that looks like a button, or the same words disabled with the decision's reason beside them."""
    return {
        "label": label,
        "url": url,
        "decision": decision,
        "tone": tone,
        "icon": icon,
        "id": _id("why", label, url),
    }


@register.inclusion_tag("kit/confirm_button.html", takes_context=True)
def confirm_button(
    context: Context,
    label: str,
    url: str,
    question: str,
    *,
    confirm: str = "",
    decision: Decision = ALLOWED,
    tone: str = "danger",
    version: Any = "",
) -> dict[str, Any]:
    """Show a button that asks first: it unfolds the question and the button that POSTs. Works without JavaScript."""
    return {
        "label": label,
        "url": url,
        "question": question,
        "confirm": confirm or label,
        "decision": decision,
        "tone": tone,
        "version": version,
        "id": _id("why", label, url),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("kit/page_actions.html", takes_context=True)
def page_actions(context: Context, actions: Sequence[PageAction], version: Any = "") -> dict[str, Any]:
    """Show what can be done, each as its kind asks. `version`: what the page shows, for those that ask first."""
    return {"actions": actions, "version": version, "csrf_token": context.get("csrf_token")}
