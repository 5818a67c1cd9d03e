"""What words of staff files mean that a person has explained: remembered, changed and forgotten."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove
from people import policies
from people.models import ImportWord, Person, School

FORGET = "forget"


def remembered() -> dict[str, str]:
    """Return the name of each question that was answered for an earlier file → the answer."""
    return {word.name: word.answer for word in ImportWord.objects.select_related("school")}


def fingerprint(words: Iterable[ImportWord]) -> str:
    """Return what tells these words with their meanings from others."""
    return hashlib.sha256(repr(sorted((word.name, word.answer) for word in words)).encode()).hexdigest()


def remember(*, actor: Person, questions: Iterable[Mapping[str, Any]]) -> None:
    """Remember what a saved import was told. `questions`: those about words, each with its answer."""
    known = {word.name: word for word in ImportWord.objects.select_related("school")}
    schools = {str(school.public_id): school for school in School.objects.all()}
    for question in questions:
        key = question["row"].removeprefix(f"{question['kind']}:")
        if max(len(key), len(question["words"])) > ImportWord.LONGEST:
            continue
        word = known.get(question["row"])
        if word is None or word.answer != question["answer"]:
            word = word or ImportWord(kind=question["kind"], key=key, words=question["words"])
            _keep(actor, word, question["answer"], schools)


@transaction.atomic
def change_words(*, actor: Person, answers: Mapping[str, str], seen: str) -> int:
    """Give remembered words another meaning, or forget them; returns how many were changed.

    `answers`: name of a word → what it means now, or `FORGET`. `seen`: the fingerprint of the words on the page;
    raises `IllegalMove` when they mean something else meanwhile.
    """
    require(policies.can_administer(actor))
    words = [word for word in ImportWord.objects.select_for_update(of=("self",)) if word.name in answers]
    if fingerprint(words) != seen:
        raise IllegalMove("This has changed since you opened it. Check it and try again.")
    schools = {str(school.public_id): school for school in School.objects.all()}
    changed = [word for word in words if word.answer != answers[word.name]]
    for word in changed:
        if answers[word.name] == FORGET:
            audit(actor, "people.importword.forgotten", word)
            word.delete()
        else:
            _keep(actor, word, answers[word.name], schools)
    return len(changed)


def _keep(actor: Person, word: ImportWord, answer: str, schools: Mapping[str, School]) -> None:
    word.school = schools.get(answer) if word.kind == ImportWord.Kind.SCHOOL else None
    word.meaning, word.changed_by = "" if word.school else answer, actor
    word.save()
    audit(actor, "people.importword.remembered", word)
