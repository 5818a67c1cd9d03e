"""The first hour of a trust: what `manage.py setup_trust` is told, and what it enters; again it changes nothing."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates.services.requirements import load_requirements
from core.calendar import academic_year, today, year_label
from core.formatting import counted
from core.models import TrustSettings
from core.settings_services import change_settings
from core.spreadsheets import TableRefused
from core.trust_settings import LONGEST_WORDS, trust_setting
from people.imports.schools import plan_schools, read_register, read_wanted
from people.models import Grant, Person, Role, School, Term
from people.policies import can_grant
from people.services.first_administrator import appoint_administrator
from people.services.imports import import_schools
from people.services.people import add_person
from people.services.places import grant_role, save_school, save_terms
from people.trust_settings import role_title
from people.usual_terms import usual_terms

# Whom a trust cannot begin without, beside its administrator; the others may come later.
ROLES = (Role.EXECUTIVE_LEAD, Role.BOOKING_OFFICER, Role.CEO, Role.CENTRAL_HEAD)
HALVES = {f"{name}_{half}": (name.value, half) for name in Term.Name for half in (1, 2)}
WORDS = {"review_word": "people.word.review", "board_word": "people.word.board"}


class SetupRefused(Exception):
    """Why nothing was entered, as one line for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the command is told of them."""

    email: str
    first_name: str = ""
    last_name: str = ""


@dataclass(slots=True)
class Answers:
    """What the command is told. What is left empty is left as it is.

    `schools`: URNs, or the trust's name as the register has it; empty for every school of the register's file.
    `terms`: a year → its half terms; the years that are not told get the usual dates.
    """

    administrator: Someone
    trust_name: str = ""
    words: dict[str, str] = field(default_factory=dict)
    register: Path | None = None
    schools: str = ""
    central_team: str = "Central team"
    roles: dict[str, Someone] = field(default_factory=dict)
    terms: dict[int, dict[tuple[str, int], tuple[dt.date, dt.date]]] = field(default_factory=dict)


def read_answers(path: Path) -> Answers:
    """Return the answers in a TOML file. Raises `SetupRefused` for one that can't be read or has an unknown word."""
    try:
        # With or without the mark that some editors put in front of UTF-8.
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise SetupRefused(f"{path.name} can’t be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise SetupRefused(f"{path.name} can’t be read: save it as UTF-8 text.") from None
    except tomllib.TOMLDecodeError as problem:
        raise SetupRefused(f"{path.name} can’t be read: {problem}") from None
    known = {"administrator", "trust_name", "register", "schools", "central_team", "terms", *WORDS, *ROLES}
    if unknown := sorted(set(told) - known):
        raise SetupRefused(f"{path.name}: “{unknown[0]}” isn’t known here. Use: {', '.join(sorted(known))}.")
    if "administrator" not in told:
        raise SetupRefused(f"{path.name}: [administrator] is missing.")
    register = told.get("register")
    return Answers(
        administrator=_someone(told, "administrator"),
        trust_name=_text(told, "trust_name"),
        words={key: _text(told, name) for name, key in WORDS.items() if name in told},
        # A file that is named beside the answers is looked for there.
        register=path.parent / _text(told, "register") if register else None,
        schools=_text(told, "schools"),
        central_team=_text(told, "central_team") or "Central team",
        roles={role: _someone(told, role) for role in ROLES if role in told},
        terms=_terms(told.get("terms", {})),
    )


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise SetupRefused(f"“{name}” must be a text in quotes.")
    if not value.isprintable():
        raise SetupRefused(f"“{name}” must be one line of text.")
    return value.strip()


def _someone(told: Mapping[str, Any], name: str) -> Someone:
    facts = told[name]
    if not isinstance(facts, dict) or set(facts) != {"email", "first_name", "last_name"}:
        raise SetupRefused(f"[{name}] must have email, first_name and last_name.")
    return Someone(**{key: _text(facts, key) for key in facts})


def _terms(told: Any) -> dict[int, dict[tuple[str, int], tuple[dt.date, dt.date]]]:
    if not isinstance(told, dict):
        raise SetupRefused("Write the terms of each year as [terms.2026].")
    found: dict[int, dict[tuple[str, int], tuple[dt.date, dt.date]]] = {}
    for year, halves in told.items():
        is_year = bool(re.fullmatch("20[0-9]{2}", year))
        if not is_year or not isinstance(halves, dict) or (unknown := sorted(set(halves) - set(HALVES))):
            named = f": “{unknown[0]}”" if is_year and isinstance(halves, dict) else ""
            raise SetupRefused(f"[terms.{year}] isn’t understood{named}. Use: {', '.join(HALVES)}.")
        before = dt.date.min
        found[int(year)] = {}
        for name, half in HALVES.items():
            if name not in halves:
                continue
            days = halves[name]
            if not (isinstance(days, list) and len(days) == 2 and all(type(day) is dt.date for day in days)):
                raise SetupRefused(f"[terms.{year}] {name}: write two dates, such as [2026-09-02, 2026-10-23].")
            if not before < days[0] <= days[1]:
                raise SetupRefused(f"[terms.{year}] {name}: the days must follow one another.")
            before = days[1]
            found[int(year)][half] = (days[0], days[1])
    return found


def set_up(answers: Answers) -> tuple[Person, list[str]]:
    """Enter what was told, all of it or nothing; return the administrator and what was done, a line each.

    What is there already stays as it is. Raises `SetupRefused` with the reason.
    """
    try:
        with transaction.atomic():
            administrator, is_new = appoint_administrator(
                actor=None,
                email=answers.administrator.email,
                first_name=answers.administrator.first_name,
                last_name=answers.administrator.last_name,
            )
            done = [f"{administrator.full_name} is the administrator."] if is_new else []
            for enter in (_name_trust, _add_schools, _give_roles, _add_terms, _add_requirements):
                done += enter(administrator, answers)
            return administrator, done
    except ValidationError as refusal:
        raise SetupRefused(" ".join(refusal.messages)) from None


def _name_trust(actor: Person, answers: Answers) -> Iterator[str]:
    values = {key: word for key, word in answers.words.items() if word}
    values |= {"people.trust_name": answers.trust_name} if answers.trust_name else {}
    if too_long := next((value for value in values.values() if len(value) > LONGEST_WORDS), ""):
        raise SetupRefused(f"“{too_long[:20]}…” has more than {LONGEST_WORDS} characters.")
    row = TrustSettings.objects.filter(pk=1).first() or TrustSettings(pk=1)
    # What somebody has set in the browser since is theirs.
    values = {key: value for key, value in values.items() if key not in row.values and value != trust_setting(key)}
    if values:
        change_settings(actor=actor, version=row.version, values=values)
        yield from (f"“{value}” is set." for value in values.values())


def _add_schools(actor: Person, answers: Answers) -> Iterator[str]:
    if not School.objects.filter(kind=School.Kind.CENTRAL).exists():
        save_school(
            actor=actor,
            school=None,
            version=0,
            facts={"kind": School.Kind.CENTRAL, "name": answers.central_team, "has_early_years": False},
        )
        yield f"{answers.central_team} added."
    if answers.register is None:
        return
    try:
        with answers.register.open("rb") as file:
            found = read_register(file, read_wanted(answers.schools))
    except OSError as problem:
        raise SetupRefused(f"{answers.register.name} can’t be read: {problem.strerror}.") from None
    except TableRefused as refusal:
        raise SetupRefused(f"{answers.register.name}: {refusal}") from None
    if found.problems:
        first = found.problems[0]
        raise SetupRefused(f"{answers.register.name}, row {first.row}, {first.column}: {first.reason}")
    if found.missing:
        raise SetupRefused(f"{answers.register.name} doesn’t have a school with URN {', '.join(found.missing)}.")
    if not found.rows:
        raise SetupRefused(f"{answers.register.name} has none of these schools. Check the URNs or the trust’s name.")
    plan = plan_schools(found.rows, list(School.objects.prefetch_related("former_urns")))
    import_schools(actor=actor, rows=found.rows, fingerprint=plan.fingerprint())
    for change in plan.changes:
        yield f"{change.name} {'changed' if change.school else 'added'}."


def _give_roles(actor: Person, answers: Answers) -> Iterator[str]:
    for role, someone in answers.roles.items():
        person = Person.objects.filter(email__iexact=someone.email).first()
        if person is None:
            person = add_person(
                actor=actor,
                facts={
                    "first_name": someone.first_name,
                    "last_name": someone.last_name,
                    "email": someone.email.lower(),
                },
            )
        if Grant.objects.current().filter(person=person, role=role).exists():
            continue
        if not (decision := can_grant(actor, person, role)):
            raise SetupRefused(f"{role_title(role)}: {decision.reason}")
        grant_role(actor=actor, person=person, role=role, school=None, starts_on=today(), ends_on=None)
        yield f"{person.full_name} is {role_title(role)}."


def _add_terms(actor: Person, answers: Answers) -> Iterator[str]:
    this_year = academic_year(today())
    for year in sorted({this_year, this_year + 1, *answers.terms}):
        if Term.objects.filter(school=None, year=year).exists():
            continue
        spans = answers.terms.get(year) or usual_terms(year)
        save_terms(actor=actor, school=None, year=year, spans=spans)
        remark = "" if year in answers.terms else " with the usual dates. Check them against your council’s"
        yield f"Terms of {year_label(year)} added{remark}."


def _add_requirements(actor: Person, answers: Answers) -> Iterator[str]:
    if added := load_requirements(actor=actor).added:
        kinds = counted(len(added), "kind of required training", "kinds of required training")
        yield f"{kinds} added. Check which apply to your schools."
