"""One search over all that apps give. Every part starts from what the reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.http import urlencode

from core.plugins import registered
from core.search import did_you_mean
from core.site_search import Hit, Searchable
from people.models import Person

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, and where all of it is listed; nothing where the reader has no such list."""

    title: str
    hits: list[Hit]
    all_url: str


def search(person: Person, words: str) -> list[Group]:
    """Return what fits the words (two letters or more), by kind; kinds without a hit are left out."""
    query = urlencode({"q": words})
    groups = []
    for kind in registered(Searchable):
        if hits := kind.found(person, words):
            all_url = kind.all_url(person)
            joined = f"{all_url}{'&' if '?' in all_url else '?'}{query}"
            groups.append(Group(kind.title, hits, joined if all_url else ""))
    return groups


def suggestion(person: Person, words: str) -> str:
    """Return other words that find something, for words that find nothing; nothing where none are near."""

    def texts() -> Iterator[str]:
        for kind in registered(Searchable):
            for row in kind.texts(person, words):
                yield from row

    meant = did_you_mean(words, texts())
    return meant if meant and search(person, meant) else ""
