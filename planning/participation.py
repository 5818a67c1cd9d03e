"""Knowing that somebody has answered without a table that names them.

A participation holds a keyed hash of survey and person. Whoever has the database alone can neither say who took part
nor join a person to an answer (ADR 10).
"""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac

from people.models import Person
from planning.models import Participation, Survey


def mark_of(survey: Survey, person: Person, secret: str | bytes | None = None) -> str:
    """Return the mark of a person's participation in a survey."""
    text = f"{survey.pk}:{person.pk}"
    return salted_hmac("planning.participation", text, secret=secret, algorithm="sha256").hexdigest()


def answered_by(person: Person, surveys: Iterable[Survey]) -> set[int]:
    """Return the ids of those of the surveys that the person has answered, also under an earlier secret key."""
    marks = {
        mark_of(survey, person, secret): survey.pk
        for survey in surveys
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    }
    found = Participation.objects.filter(mark__in=marks).values_list("mark", flat=True) if marks else ()
    return {marks[mark] for mark in found}


def response_id(survey: Survey, once: uuid.UUID) -> uuid.UUID:
    """Return the id of the response that a form's one-time token leads to: the same form answers once.

    Made with the secret key, so that the page that a browser kept points at no row of the table.
    """
    digest = salted_hmac("planning.response", f"{survey.pk}:{once.hex}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)
