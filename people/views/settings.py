"""The trust's settings, a tab for each group of them, and one more for its dates."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from core.calendar import today
from core.components import Tab
from core.http import Request
from core.models import TrustSettings
from core.plugins import registered
from core.settings_services import change_settings
from core.submissions import status_of, submit_form
from core.trust_settings import Setting
from people.forms.places import SettingsForm, year_choices
from people.models import TrainingDay
from people.views.lookups import administer

DATES = "Term dates"


def _tabs() -> dict[str, str]:
    """Return the words of every tab by its part of the address."""
    first, *others = dict.fromkeys(setting.group for setting in _on_tabs())
    return {slugify(label): label for label in (first, DATES, *others)}


def _on_tabs() -> list[Setting]:
    """Return the settings without those that are edited on a page of their own."""
    return [setting for setting in registered(Setting) if setting.kind != "page"]


def _settings() -> TrustSettings:
    """Return the trust's settings, not saved where nobody has changed one yet."""
    return TrustSettings.objects.filter(pk=1).first() or TrustSettings(pk=1)


def settings_page(request: Request, tab: str = "") -> HttpResponse:
    """Show a tab of the settings, the first where the address names none, and save what is changed on it."""
    administer(request)
    tabs = _tabs()
    tab = tab or next(iter(tabs))
    if tab not in tabs:
        raise Http404
    title = tabs[tab]
    links = [Tab(label, reverse("people:settings-tab", args=[name]), name == tab) for name, label in tabs.items()]
    context = {"tabs": links, "title": title}
    return _dates(request, context) if title == DATES else _form(request, context, tab)


def _form(request: Request, context: dict[str, Any], tab: str) -> HttpResponse:
    row = _settings()
    settings = [setting for setting in _on_tabs() if setting.group == context["title"]]
    form = SettingsForm(request.POST or None, settings=settings, initial={"version": row.version})

    def save() -> str:
        change_settings(actor=request.user, version=form.cleaned_data["version"], values=form.values())
        return reverse("people:settings-tab", args=[tab])

    def now() -> tuple[TrustSettings, dict[str, Any]]:
        row = _settings()
        fresh = SettingsForm(settings=settings, initial={"version": row.version})
        return row, {name: field.initial for name, field in fresh.fields.items() if name != "version"}

    answer = submit_form(request, form, save, done="Settings saved. They apply from now on.", now=now)
    return answer or render(request, "people/settings.html", context | {"form": form}, status=status_of(form))


@require_safe
def _dates(request: Request, context: dict[str, Any]) -> HttpResponse:
    days: QuerySet[TrainingDay] = TrainingDay.objects.filter(school=None, day__gte=today())
    context |= {"years": year_choices(), "training_days": days[:20]}
    return render(request, "people/settings_dates.html", context)
