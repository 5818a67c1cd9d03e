"""What the tests of skills audits have in common: boards with members, audits in any state, answers."""

import datetime as dt

import time_machine

from core.calendar import now, today
from governance.audits import services
from governance.audits.models import AuditItem, SelfAssessment, Statement
from governance.audits.statements import load_starter
from governance.tests.factories import board_of_oak, make_appointment
from people.tests.factories import PersonFactory

# Five statements of three areas are enough, and quick.
ASKED = ("ST1", "ST2", "AC3", "AC4", "PE1")


def fresh(row):
    """Return a row as it stands now."""
    return type(row).objects.get(pk=row.pk)


def board_of(cast, members=4):
    """Return Oak's board: Gus and Chas, their clerk Cora, and more governors (`cast.governors`: all who sit)."""
    board = board_of_oak(cast)
    load_starter("local")
    Statement.objects.exclude(code__in=ASKED).update(is_in_use=False)
    more = [PersonFactory() for _ in range(members)]
    for person in more:
        make_appointment(board, person, starts_on=today() - dt.timedelta(days=900))
    cast.governors = [cast.gus, cast.chas, *more]
    return board


def start(board, actor, days=14):
    """Return a draft."""
    return services.start_audit(actor=actor, board=board, closes_on=today() + dt.timedelta(days=days))


def opened(board, actor, days=14):
    """Return an audit that takes answers."""
    return services.open_audit(actor=actor, skills_audit=start(board, actor, days))


def answer(skills_audit, person, value=3, words="", **others):
    """Let somebody answer everything alike, but for statements by their code (`AC3=5`), and finish."""
    items = list(skills_audit.items.select_related("statement"))
    for area in {item.area for item in items}:
        ratings = {item.pk: others.get(item.statement.code, value) for item in items if item.area == area}
        services.save_area(actor=person, skills_audit=skills_audit, area=area, ratings=ratings, words=words)
    return services.finish(actor=person, skills_audit=skills_audit)


def item_of(skills_audit, code):
    """Return the statement with this code in an audit."""
    return AuditItem.objects.get(audit=skills_audit, statement__code=code)


def closed(cast, board=None, answering=6, days=14, **others):
    """Return an audit of Oak's board that closed with so many answers."""
    board = board or board_of(cast)
    row = opened(board, cast.chas, days)
    for person in cast.governors[:answering]:
        answer(row, person, **others)
    return services.close_audit(actor=cast.chas, skills_audit=row)


def last_year():
    """Travel back a year, for an audit that came before."""
    return time_machine.travel(now() - dt.timedelta(days=365), tick=False)


def answers_of(person):
    """Return somebody's answers."""
    return SelfAssessment.objects.get(person=person)
