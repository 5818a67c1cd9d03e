"""Builds the demonstration trust in one transaction."""

from random import Random

from django.db import transaction

from certificates.services.requirements import load_requirements
from core.calendar import today
from demo.appraisal import make_reviews
from demo.board_training import make_board_training
from demo.catalogue import make_catalogue
from demo.certificates import make_certificates
from demo.events import make_events
from demo.feedback import make_feedback
from demo.governance import make_boards
from demo.history import History, link_records
from demo.meetings import make_meetings
from demo.own_training import make_logs, make_register
from demo.people import make_absence, make_people
from demo.places import make_places
from demo.planning.budget import make_budgets
from demo.planning.improvement import make_improvement
from demo.planning.needs import make_needs
from demo.planning.plans import charge_plans, make_plans
from demo.planning.surveys import make_surveys
from demo.planning.thread import make_thread
from demo.policies import make_policies
from demo.reports import make_reports
from demo.skills import make_audits


@transaction.atomic
def build_demo(seed: int = 2026) -> dict[str, str]:
    """Write the whole trust into an empty database; return what to sign in with: role → email."""
    random, day = Random(seed), today()  # noqa: S311 -- a repeatable demo, no secret
    people = make_people(random, day)
    make_boards(people, day)
    load_requirements(actor=people.central_staff["administrator"])
    catalogue = make_catalogue(random, day)
    history = History(random, day, people, catalogue)
    history.plan()
    history.write()
    certificates = make_certificates(random, day, people, history.courses_certificates(), history.to_renew())
    link_records(history.cases, certificates)
    history.rank()
    make_improvement(random, day, people)
    make_needs(random, day, people)
    make_plans(random, day, people)
    make_surveys(random, day, people)
    make_thread(random, history.cases)
    make_reviews(random, day, people, history.cases)
    make_feedback(Random(seed + 1), day, people, history.cases)  # noqa: S311 -- the others keep their lots
    make_events(day, people)
    make_places(people)
    make_budgets(random, day, people)
    charge_plans()
    make_absence(people, day)
    make_register(people, day)
    make_logs(people, day)
    make_policies(day, people)
    make_reports(people, day)
    make_audits(day)
    make_meetings(day)
    make_board_training(day)
    return {role: person.email for role, person in people.sign_ins.items() if person.email}
