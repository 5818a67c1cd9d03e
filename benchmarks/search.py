"""The one search over everything, among a million records: a common word, a rare one, and one that finds nothing."""

from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.floor.views import View, table
from benchmarks.measuring import Page
from core.search import LOOKED_THROUGH, did_you_mean, has_words
from courses.models import Course, CourseRequest
from people.models import Person
from planning.models import Action, Need, Priority
from training.models import Feedback, Record

FEW = 6
TITLED: tuple[Any, ...] = (Course, Priority, Need, Action, CourseRequest, Record)


def everything(request: HttpRequest) -> HttpResponse:
    """Show a few of each kind in whose title the words stand, in the order of its list."""
    words = request.GET["q"]
    people: Any = Person.objects.all()
    shared: Any = Feedback.objects.filter(is_shared=True).order_by("-shared_at", "-pk")
    named = people.matching(words).prefetch_related("posts__school", "grants__school")[:FEW]
    cells: list[tuple[Any, ...]] = [
        (one.full_name, one.email, *((p.job_title, p.school) for p in one.posts.all()), *one.grants.all())
        for one in named
    ]
    for model in TITLED:
        rows: Any = model.objects.filter(has_words(words, "title"))
        cells += [(row.title, str(row.public_id)) for row in rows[:FEW]]
    cells += [(one.record.title, one.learnt) for one in shared.matching(words).select_related("record")[:FEW]]
    if not cells:
        titles = (model.objects.values_list("title", flat=True)[:LOOKED_THROUGH] for model in TITLED)
        cells = [(did_you_mean(words, chain.from_iterable(titles)),)]
    return table(request, cells)


VIEWS: dict[str, View] = {"everything": everything}


def pages() -> list[Page]:
    """Return what is measured."""
    found, plain = reverse("home:search"), "/everything"
    return [
        Page("Search, a common word", "executive_lead", f"{found}?q=course", f"{plain}?q=course"),
        Page("Search, a rare word", "executive_lead", f"{found}?q=Last40", f"{plain}?q=Last40"),
        Page("Search, nothing found", "executive_lead", f"{found}?q=zzznoise", f"{plain}?q=zzznoise"),
        Page(
            "Feedback with a word", "executive_lead", f"{reverse('training:feedback-list')}?q=explain",
            "/library?q=explain",
        ),
    ]  # fmt: skip
