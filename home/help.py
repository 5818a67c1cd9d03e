"""The help that somebody sees: the guides for what they do, those of others, and which of it a page leads to."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.text import slugify

from core.trust_settings import in_own_words
from home.guides import GUIDES, Guide, HowTo
from people.models import Person


def guides_for(person: Person) -> tuple[list[Guide], list[Guide]]:
    """Return the guides for what the person does here, the most particular first, and then the others."""
    own: list[Guide] = []
    others: list[Guide] = []
    for guide in GUIDES:
        how_tos = tuple(
            replace(how_to, steps=tuple(map(in_own_words, how_to.steps)), alt=in_own_words(how_to.alt))
            for how_to in guide.how_tos
        )
        told = replace(guide, title=in_own_words(guide.title), how_tos=how_tos)
        (own if guide.is_for(person) else others).append(told)
    return own[1:] + own[:1], others


def anchor_of(guide: Guide, how_to: HowTo) -> str:
    """Return the id of something to do on the page of help."""
    return f"{guide.key}-{slugify(how_to.title)}"


def help_address(person: Person, page_names: Iterable[str]) -> str:
    """Return the address of the help, at what it says to the person of a page; the guide for everyone comes last.

    `page_names`: the page's own name, then its place's.
    """
    for name in page_names:
        for guide in (*GUIDES[1:], GUIDES[0]):
            for how_to in guide.how_tos:
                if (name == how_to.begins or name in how_to.also) and guide.is_for(person):
                    return f"{reverse('home:help')}#{anchor_of(guide, how_to)}"
    return reverse("home:help")
